"""Write down a person, correct them, and who looked at them."""

from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from enishi.people.models import Person, PersonRead
from enishi.people.queries import canonical_id
from enishi.people.rules import PersonHasNoName, PersonIsErased, TextIsTooLong, check_zone, search_keys

# As long as their columns are, which SQLite does not hold us to
_LONGEST = {"name": 200, "kana": 200, "honorific": 20, "title": 100}


class PersonFields(TypedDict, total=False):
    """What can be written of a person; what is left out stays as it is."""

    name: str
    kana: str
    honorific: str
    title: str
    cares_about: str
    met_as: str
    zone: str
    client_id: UUID | None


def living(person_id: UUID) -> Person:
    """The canonical person, locked until the transaction ends. Raises PersonIsUnknown, PersonIsErased."""
    person = Person.objects.select_for_update(no_key=True).get(pk=canonical_id(person_id))
    if person.erased_at is not None:
        raise PersonIsErased
    return person


@transaction.atomic
def add_person(*, now: datetime, **fields: Unpack[PersonFields]) -> Person:
    """Write down somebody new. Raises PersonHasNoName, TextIsTooLong, ZoneIsUnknown."""
    person = Person(created_at=now)
    _write(person, fields)
    person.save(force_insert=True)
    return person


@transaction.atomic
def edit_person(*, person_id: UUID, **fields: Unpack[PersonFields]) -> Person:
    """Correct what is known of a person. Raises PersonIsUnknown, PersonIsErased, PersonHasNoName, TextIsTooLong, ZoneIsUnknown."""
    person = living(person_id)
    _write(person, fields)
    person.save(update_fields=[*fields, "name_key", "kana_key", "part_key", "part_kana_key"])
    return person


def log_read(*, person_id: UUID, member_id: UUID, through: str, now: datetime) -> None:
    """A member looked at this person through "desk", "api" or "cli"."""
    PersonRead.objects.create(person_id=person_id, member_id=member_id, at=now, through=through)


def _write(person: Person, fields: PersonFields) -> None:
    check_zone(fields.get("zone", ""))
    for name, value in fields.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    for name, longest in _LONGEST.items():
        if len(getattr(person, name)) > longest:
            raise TextIsTooLong(longest)
    if not (person.name or person.kana):
        raise PersonHasNoName
    person.name_key, person.kana_key, person.part_key, person.part_kana_key = search_keys(person.name, person.kana)
