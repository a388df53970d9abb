"""Who waits for whom: contact points in id order, then persons in id order, so that nobody waits in a circle.

Weak locks (FOR NO KEY UPDATE): they keep each other out, but let a touch be written beside them, whose foreign keys
hold the same rows; with the strong ones two members logging calls to one person would wait for each other for ever.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.queries import cluster_ids

_TRIES = 3
Result = TypeVar("Result")


class PeopleChanged(Exception):
    """Somebody was merged or took up a number while we waited for the locks: look again."""


def lock_person(person_id: UUID, *, also: Iterable[UUID] = ()) -> tuple[UUID, ...]:
    """Hold everything the gate reads of this person until the transaction ends; the cluster's ids, the canonical first.

    `also`: points besides those held. Raises PersonIsUnknown, PeopleChanged. On SQLite a transaction is alone anyway.
    """
    cluster = cluster_ids(person_id)
    if not connection.features.has_select_for_update:
        return cluster
    held = _held(cluster)
    list(_in_order(ContactPoint.objects.filter(id__in={*held, *also})))
    people = set(_in_order(Person.objects.filter(Q(id__in=cluster) | Q(canonical_id__in=cluster))))
    if people != set(cluster) or not _held(cluster) <= held:
        raise PeopleChanged
    return cluster


def lock_points(point_ids: Iterable[UUID]) -> None:
    """Hold these points alone."""
    if connection.features.has_select_for_update:
        list(_in_order(ContactPoint.objects.filter(id__in=set(point_ids))))


def while_people_stay(do: Callable[[], Result]) -> Result:
    """Do it in a transaction; once more from the beginning if people changed while it waited."""
    for _ in range(_TRIES - 1):
        try:
            with transaction.atomic():
                return do()
        except PeopleChanged:
            continue
    with transaction.atomic():
        return do()


def _held(cluster: Iterable[UUID]) -> set[UUID]:
    return set(Holding.objects.filter(person_id__in=list(cluster)).values_list("point_id", flat=True))


def _in_order(rows: QuerySet[Any, Any]) -> QuerySet[Any, UUID]:
    return rows.order_by("id").select_for_update(no_key=True).values_list("id", flat=True)
