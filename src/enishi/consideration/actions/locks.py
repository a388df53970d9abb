"""Who waits for whom: contact points in id order, then persons in id order, so that nobody waits in a circle.

Weak locks (FOR NO KEY UPDATE): they keep each other out, but let a touch be written beside them, whose foreign keys
hold the same rows; with the strong ones two members logging calls to one person would wait for each other for ever.
"""

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from enishi.kernel.database import rows
from enishi.people.models import ContactPoint
from enishi.people.queries import cluster_ids

_TRIES = 3
Result = TypeVar("Result")


class PeopleChanged(Exception):
    """Somebody was merged or took up a number while we waited for the locks: look again."""


@dataclass(frozen=True, slots=True)
class Locked:
    """The ids of one person, the canonical first; what is held of people and points (None: everything)."""

    cluster: tuple[UUID, ...]
    people: frozenset[UUID] | None
    points: frozenset[UUID] | None

    def must_hold(self, people: Iterable[UUID], points: Iterable[UUID]) -> None:
        """Raise PeopleChanged unless all these are held: what is judged must be what was locked."""
        for seen, held in ((people, self.people), (points, self.points)):
            if held is not None and not held.issuperset(seen):
                raise PeopleChanged

    def has(self, points: Collection[UUID]) -> bool:
        return self.points is None or self.points.issuperset(points)


@dataclass(slots=True)
class _Attempt:
    """Work under way in one transaction, and whom it holds until that ends."""

    savepoints: int
    held: dict[UUID, Locked] = field(default_factory=dict)


_under_way: ContextVar[_Attempt | None] = ContextVar("people_are_asked_to_stay", default=None)


def lock_person(person_id: UUID, *, also: Collection[UUID] = ()) -> Locked:
    """Hold everything the gate reads of this person until the transaction ends. `also`: points besides those held.

    Whom this work holds already is not asked for again. Raises PersonIsUnknown, PeopleChanged (see `while_people_stay`).
    """
    attempt = _under_way.get()
    held = attempt.held.get(person_id) if attempt else None
    if held is not None and held.has(also):
        return held
    locked = _lock([person_id], also)
    # What is locked within a savepoint may be let go with it
    if attempt is not None and len(connection.savepoint_ids) == attempt.savepoints:
        attempt.held |= dict.fromkeys([person_id, *locked.cluster], locked)
    return locked


def lock_people(person_ids: Collection[UUID], *, also: Collection[UUID] = ()) -> tuple[UUID, ...]:
    """Hold the same of several people at once, for one after another may be a circle; every id they go by.

    Raises as `lock_person`.
    """
    if len(set(person_ids)) == 1:
        return lock_person(next(iter(person_ids)), also=also).cluster
    return _lock(person_ids, also).cluster


def _lock(person_ids: Iterable[UUID], also: Iterable[UUID]) -> Locked:
    asked = list(dict.fromkeys(person_ids))
    if not connection.features.has_select_for_update:
        # A transaction is alone anyway
        return Locked(_everybody(asked), None, None)
    held = rows(_LOCK, [asked, asked, list(also)])
    points = frozenset(each for kind, each in held if kind == "point")
    people = frozenset(each for kind, each in held if kind == "person")
    # Whom we waited for may have merged them meanwhile
    everybody = _everybody(asked)
    if people != set(everybody):
        raise PeopleChanged
    return Locked(everybody, people, points)


def _everybody(person_ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(each for person in person_ids for each in cluster_ids(person)))


# PostgreSQL alone comes here. The count is what makes it hold the points before the first person.
_LOCK = """
WITH cluster AS MATERIALIZED (
  SELECT id FROM people_person
  WHERE id = ANY(ARRAY(SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = ANY(%s)))
     OR canonical_id = ANY(ARRAY(SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = ANY(%s)))),
points AS MATERIALIZED (
  SELECT id FROM people_contactpoint
  WHERE id = ANY(ARRAY(
    SELECT point_id FROM people_holding WHERE person_id = ANY(ARRAY(SELECT id FROM cluster)) UNION SELECT unnest(%s::uuid[])))
  ORDER BY id FOR NO KEY UPDATE),
people AS MATERIALIZED (
  SELECT id FROM people_person
  WHERE id = ANY(ARRAY(SELECT id FROM cluster)) AND (SELECT COUNT(*) FROM points) >= 0
  ORDER BY id FOR NO KEY UPDATE)
SELECT 'point', id FROM points UNION ALL SELECT 'person', id FROM people
"""


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
    for _ in range(_TRIES - 1):
        try:
            return _attempted(do)
        except PeopleChanged:
            continue
    return _attempted(do)


def _attempted(do: Callable[[], Result]) -> Result:
    with transaction.atomic():
        before = _under_way.set(_Attempt(len(connection.savepoint_ids)))
        try:
            return do()
        finally:
            _under_way.reset(before)


def _in_order(rows: QuerySet[Any, Any]) -> QuerySet[Any, UUID]:
    return rows.order_by("id").select_for_update(no_key=True).values_list("id", flat=True)
