"""Who is one person with whom."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from enishi.kernel.database import as_id, rows
from enishi.people.models import Person
from enishi.people.rules import PersonIsUnknown

_CLUSTER = """
SELECT id, canonical_id FROM people_person
WHERE id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
   OR canonical_id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
"""


def cluster_ids(person_id: UUID) -> tuple[UUID, ...]:
    """Every id this person goes by, the canonical one first. Raises PersonIsUnknown. One query."""
    found = sorted((canonical is not None, as_id(each)) for each, canonical in rows(_CLUSTER, [person_id, person_id]))
    if not found:
        raise PersonIsUnknown
    return tuple(each for _, each in found)


def canonical_id(person_id: UUID) -> UUID:
    """The id that stands for this person. Raises PersonIsUnknown."""
    return cluster_ids(person_id)[0]


def canonical_ids(person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The id that stands for each; ids of nobody are left out. One query."""
    people = Person.objects.filter(id__in=set(person_ids)).annotate(stands=Coalesce("canonical_id", "id"))
    return dict(people.values_list("id", "stands"))


def ids_of(canonical: Iterable[UUID]) -> "QuerySet[Person, Any]":
    """These people under every id they go by, for `person__in=`. As an OR over two tables each engine would read all of both."""
    asked = set(canonical)
    return Person.objects.filter(Q(id__in=asked) | Q(canonical__in=asked)).values("id")
