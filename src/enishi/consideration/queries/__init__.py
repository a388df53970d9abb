"""What this room reads: a person as the gate sees them, and what the gate would say."""

from enishi.consideration.queries.gathering import Gathered, gather, person_view
from enishi.consideration.queries.lists import refused_on_list
from enishi.consideration.queries.surroundings import chosen_policy, rest_after_not_now
from enishi.consideration.queries.verdicts import PointVerdict, of_gathered, verdict, verdict_again, verdicts
from enishi.consideration.queries.writings import written_meanwhile

__all__ = [
    "Gathered",
    "PointVerdict",
    "chosen_policy",
    "gather",
    "of_gathered",
    "person_view",
    "refused_on_list",
    "rest_after_not_now",
    "verdict",
    "verdict_again",
    "verdicts",
    "written_meanwhile",
]
