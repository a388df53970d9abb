"""What this room reads. Everything works on whole clusters: a merged person is found, read and counted as their canonical one."""

from enishi.people.queries.cards import Assigned, Card, Employed, Held, Home, Merged, Other, card
from enishi.people.queries.clusters import canonical_id, canonical_ids, cluster_ids, ids_of
from enishi.people.queries.finding import Found, find, find_by_number

__all__ = [
    "Assigned",
    "Card",
    "Employed",
    "Found",
    "Held",
    "Home",
    "Merged",
    "Other",
    "canonical_id",
    "canonical_ids",
    "card",
    "cluster_ids",
    "find",
    "find_by_number",
    "ids_of",
]
