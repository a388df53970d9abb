"""What is owed, as pages and other rooms ask for it, and what settling needs to know."""

from enishi.promises.queries.holders import held_alone, unnamed_rings
from enishi.promises.queries.logs import call_backs_of
from enishi.promises.queries.owed import Owed, due, of_cluster, of_member, of_number, of_person, one, written_meanwhile
from enishi.promises.queries.settling import Known, hours, known, pledges
from enishi.promises.queries.sifting import may_matter_since
from enishi.promises.queries.turns import hold, hold_callers

__all__ = [
    "Known",
    "Owed",
    "call_backs_of",
    "due",
    "held_alone",
    "hold",
    "hold_callers",
    "hours",
    "known",
    "may_matter_since",
    "of_cluster",
    "of_member",
    "of_number",
    "of_person",
    "one",
    "pledges",
    "unnamed_rings",
    "written_meanwhile",
]
