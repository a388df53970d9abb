"""Rows of contact lists, and what became of them, for tests."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.kernel.columns import RefusedRow
from enishi.people.imports import Verdict, apply_contacts
from enishi.people.models import Assignment, ContactPoint, Employer, Employment, Holding, Listing, Person
from enishi.people.readers import PersonRow
from enishi.people.readers.rows import Phone, Postal
from enishi.team.models import ImportRun
from tests import cast as the_cast

NOW = the_cast.MONDAY


def a_run(**fields: Any) -> ImportRun:
    return ImportRun.objects.create(kind="contacts", format="csv", file_name="名簿.csv", path="-", digest="-", created_at=NOW, **fields)


def a_row(number: int, name: str, *phones: str | Phone, **fields: Any) -> PersonRow:
    """A row with a list's id of its own, unless `source_ref` says otherwise."""
    fields.setdefault("source_ref", f"list-{number}-{name}"[:64])
    held = tuple(phone if isinstance(phone, Phone) else Phone(phone, "personal", "携帯") for phone in phones)
    return PersonRow(number=number, line=number + 1, name=name, phones=held, **fields)


def take_in(rows: Sequence[PersonRow | RefusedRow], run: ImportRun, now: datetime = NOW, chunk: int = 1000) -> list[Verdict]:
    verdicts = []
    for start in range(0, len(rows), chunk):
        with transaction.atomic():
            verdicts += apply_contacts(rows[start : start + chunk], run, now)
    return verdicts


def register() -> dict[str, list[Any]]:
    """Everything people's room holds, without ids: equal for two registers that say the same."""
    refs: dict[UUID, list[str]] = defaultdict(list)
    for person, ref in Listing.objects.order_by("source_ref").values_list("person_id", "source_ref"):
        refs[person].append(ref)
    who = {person.id: (person.name, person.kana, *refs[person.id]) for person in Person.objects.all()}
    fields = (
        "name_key",
        "kana_key",
        "part_key",
        "part_kana_key",
        "honorific",
        "title",
        "cares_about",
        "met_as",
        "zone",
        "client__name",
        "created_at",
    )
    return {
        "people": _sorted((*who[row[0]], *row[1:]) for row in Person.objects.values_list("id", *fields)),
        "points": _sorted(ContactPoint.objects.values_list("kind", "value", "postal_code", "use", "refusal_hash", "created_at")),
        "holdings": _sorted(
            (who[row[0]], *row[1:])
            for row in Holding.objects.values_list("person_id", "point__kind", "point__value", "label", "since_on", "ended_on", "rank")
        ),
        "employers": _sorted(Employer.objects.values_list("name", "name_key")),
        "employments": _sorted(
            (who[row[0]], *row[1:]) for row in Employment.objects.values_list("person_id", "employer__name", "department", "role")
        ),
        "assignments": _sorted(
            (who[row[0]], *row[1:]) for row in Assignment.objects.values_list("person_id", "member__name", "client__name", "since_on")
        ),
    }


def _sorted(rows: Any) -> list[Any]:
    return sorted(rows, key=repr)


MOBILE, HOME = "+819012340101", Phone("+81663340102", "household", "自宅")
POSTAL = Postal("530-0001", "大阪府大阪市北区梅田1-1")
