"""Who waits for whom: contact points in id order, then persons in id order, so that nobody waits in a circle.

Weak locks (FOR NO KEY UPDATE): they keep each other out, but let a touch be written beside them, whose foreign keys
hold the same rows; with the strong ones two members logging calls to one person would wait for each other for ever.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from enishi.people.database import rows
from enishi.people.models import ContactPoint
from enishi.people.queries import cluster_ids

_TRIES = 3
Result = TypeVar("Result")
_under_way: ContextVar[bool] = ContextVar("people_are_asked_to_stay", default=False)


class PeopleChanged(Exception):
    """Somebody was merged or took up a number while we waited for the locks: look again."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The ids of one person as they were read first, the canonical first; what is held of people and points (None: everything)."""

    cluster: tuple[UUID, ...]
    people: frozenset[UUID] | None
    points: frozenset[UUID] | None

    def must_hold(self, people: Iterable[UUID], points: Iterable[UUID]) -> None:
        """Raise PeopleChanged unless all these are held: what is judged must be what was locked."""
        for seen, held in ((people, self.people), (points, self.points)):
            if held is not None and not held.issuperset(seen):
                raise PeopleChanged


def lock_person(person_id: UUID, *, also: Iterable[UUID] = ()) -> Locked:
    """Hold everything the gate reads of this person until the transaction ends. `also`: points besides those held.

    Raises PersonIsUnknown. On SQLite a transaction is alone anyway.
    """
    return _lock(cluster_ids(person_id), also)


def lock_people(person_ids: Iterable[UUID], *, also: Iterable[UUID] = ()) -> tuple[UUID, ...]:
    """Hold the same of several people at once, for one after another may be a circle; every id they go by. Raises PersonIsUnknown."""
    everybody = dict.fromkeys(each for person in person_ids for each in cluster_ids(person))
    return _lock(tuple(everybody), also).cluster


def _lock(cluster: tuple[UUID, ...], also: Iterable[UUID]) -> Locked:
    if not connection.features.has_select_for_update:
        return Locked(cluster, None, None)
    ids = list(cluster)
    points = frozenset(point for (point,) in rows(_POINTS, [ids, list(also)]))
    people = frozenset(person for (person,) in rows(_PEOPLE, [ids, ids]))
    return Locked(cluster, people, points)


# PostgreSQL alone comes here
_POINTS = """
SELECT id FROM people_contactpoint
WHERE id IN (SELECT point_id FROM people_holding WHERE person_id = ANY(%s) UNION SELECT unnest(%s::uuid[]))
ORDER BY id FOR NO KEY UPDATE
"""
_PEOPLE = "SELECT id FROM people_person WHERE id = ANY(%s) OR canonical_id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def lock_points(point_ids: Iterable[UUID]) -> None:
    """Hold these points alone."""
    if connection.features.has_select_for_update:
        list(_in_order(ContactPoint.objects.filter(id__in=set(point_ids))))


def while_people_stay(do: Callable[[], Result]) -> Result:
    """Do it in a transaction; once more from the beginning if people changed while it waited.

    Within another such work it is a part of that: whoever holds on to locks cannot see otherwise by asking again.
    """
    if _under_way.get():
        return do()
    under_way = _under_way.set(True)
    try:
        return _again_and_again(do)
    finally:
        _under_way.reset(under_way)


def _again_and_again(do: Callable[[], Result]) -> Result:
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return do()
        except PeopleChanged:
            continue
    with transaction.atomic():
        return do()


def _in_order(rows: QuerySet[Any, Any]) -> QuerySet[Any, UUID]:
    return rows.order_by("id").select_for_update(no_key=True).values_list("id", flat=True)
