"""Whose a number is, where one person alone is known to hold it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from enishi.people.models import ContactPoint, Holding
from enishi.promises.models import Promise
from enishi.promises.queries.settling import contacts
from enishi.promises.rules import Contact
from enishi.promises.rules.values import MISSED


def held_alone(points: Collection[UUID] | QuerySet[Any, Any]) -> dict[UUID, UUID]:
    """The one person (canonical) who holds each of these numbers today; a firm's switchboard is nobody's. One query."""
    held = Holding.objects.filter(point__in=points, ended_on=None).exclude(point__use=ContactPoint.Use.SWITCHBOARD)
    holders: dict[UUID, set[UUID]] = defaultdict(set)
    for point, person, canonical in held.values_list("point_id", "person_id", "person__canonical_id"):
        holders[point].add(canonical or person)
    return {point: people.pop() for point, people in holders.items() if len(people) == 1}


def unnamed_rings(promises: Iterable[Promise]) -> list[Contact]:
    """The rings these promises answer and of which nobody has said whose they were, in the order in which they rang. One query."""
    which = Q()
    for each in promises:
        if each.kind == Promise.Kind.MISSED_CALL and each.made_from is not None:
            which |= Q(point=each.point_id, at__gte=each.made_from.at)
    if not which:
        return []
    rings = [ring for ring in contacts(which) if ring.person is None and ring.direction == "in" and ring.code in MISSED]
    return sorted(rings, key=lambda ring: (ring.at, ring.id))
