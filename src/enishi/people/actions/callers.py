"""Whoever is behind a number that nobody was known to hold."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from enishi.people import hooks
from enishi.people.actions.persons import living
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.rules import KEY_LENGTH, HoldingIsGone, NumberIsHeldBySeveral, search_keys


@transaction.atomic
def write_down_holder(*, point_id: UUID, name: str = "", kana: str = "", now: datetime) -> Person:
    """Somebody new who is reached there. They need no name: the number finds them again.

    Gives whoever holds it alone already, for a colleague may have been quicker. Raises HoldingIsGone, NumberIsHeldBySeveral.
    """
    point = ContactPoint.objects.select_for_update(no_key=True).filter(pk=point_id, erased_at=None).first()
    if point is None:
        raise HoldingIsGone
    holders = _holders(point)
    if len(holders) > 1:
        raise NumberIsHeldBySeveral
    return living(holders.pop()) if holders else _written(point, name.strip()[:KEY_LENGTH], kana.strip()[:KEY_LENGTH], now)


def _holders(point: ContactPoint) -> set[UUID]:
    held = Holding.objects.filter(point=point, ended_on=None).values_list("person_id", "person__canonical_id")
    return {canonical or person for person, canonical in held}


def _written(point: ContactPoint, name: str, kana: str, now: datetime) -> Person:
    keys = search_keys(name, kana)
    person = Person(name=name, kana=kana, created_at=now)
    person.name_key, person.kana_key, person.part_key, person.part_kana_key = keys
    person.save(force_insert=True)
    Holding.objects.create(person=person, point=point, created_at=now)
    for hear in hooks.taken_up:
        hear([(person.id, point.id)])
    return person
