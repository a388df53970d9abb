"""What is owed, as pages and other rooms ask for it, and what settling needs to know."""

from enishi.promises.queries.owed import Owed, due, of_cluster, of_person, one, written_meanwhile
from enishi.promises.queries.settling import Known, hours, known, pledges
from enishi.promises.queries.sifting import may_matter_since

__all__ = ["Known", "Owed", "due", "hours", "known", "may_matter_since", "of_cluster", "of_person", "one", "pledges", "written_meanwhile"]
