"""Forget a person: names, ways of contact and words go; the ledger's ids and codes, and the hashes of what they refused, stay."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from enishi.kernel.database import take_turn
from enishi.people import hooks
from enishi.people.actions.locking import hold_points_of
from enishi.people.models import ContactPoint, Employment, Holding, Household, HouseholdMember, Listing, Merge, Person
from enishi.people.queries import cluster_ids
from enishi.people.rules import PersonIsErased

_BLANK = {
    "name": "",
    "kana": "",
    "name_key": "",
    "kana_key": "",
    "part_key": "",
    "part_kana_key": "",
    "honorific": "",
    "title": "",
    "cares_about": "",
    "zone": "",
    "source": "",
}


@transaction.atomic
def erase(*, person_id: UUID, by_id: UUID | None, now: datetime) -> hooks.Erased:
    """Forget this person under every id they go by. Raises PersonIsUnknown, PersonIsErased (they were forgotten before).

    A number somebody else holds today stays, as theirs.
    """
    # A list being taken in knows them still, and would write their name again
    take_turn("import")
    take_turn("merging")
    everybody = cluster_ids(person_id)
    points = hold_points_of(everybody)
    people = list(Person.objects.filter(id__in=everybody).order_by("id").select_for_update(no_key=True))
    if any(person.erased_at is not None for person in people):
        raise PersonIsErased
    erased = hooks.Erased(everybody, _held_by_nobody_else(points, everybody), by_id, now)
    # While it can still be seen what they held
    for forget in hooks.erased:
        forget(erased)
    _blank_points(erased)
    _forget_ties(everybody)
    Person.objects.filter(id__in=everybody).update(**_BLANK, erased_at=now, erased_by_id=by_id)
    return erased


def _held_by_nobody_else(points: Collection[UUID], people: Collection[UUID]) -> tuple[UUID, ...]:
    others = Holding.objects.filter(point_id=OuterRef("id"), ended_on=None).exclude(person_id__in=people)
    alone: QuerySet[ContactPoint] = ContactPoint.objects.filter(~Exists(others), id__in=points)
    return tuple(alone.order_by("id").values_list("id", flat=True))


def _blank_points(erased: hooks.Erased) -> None:
    ContactPoint.objects.filter(id__in=erased.point_ids).update(value="", postal_code="", erased_at=erased.at)
    # Whoever else holds a number holds it alone from now on.
    Holding.objects.filter(person_id__in=erased.person_ids).delete()


def _forget_ties(people: Collection[UUID]) -> None:
    """Where they lived and worked says who they were. Who of us looked after them is our own history and stays."""
    homes = list(HouseholdMember.objects.filter(person_id__in=people).values_list("household_id", flat=True))
    HouseholdMember.objects.filter(person_id__in=people).delete()
    Household.objects.filter(id__in=homes, members=None).update(name="")
    Employment.objects.filter(person_id__in=people).delete()
    # A list that still has them makes somebody new, whose number is known to refuse.
    Listing.objects.filter(person_id__in=people).delete()
    Merge.objects.filter(merged_id__in=people).update(because="")
