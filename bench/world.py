"""A million people and three million touches, loaded past the product (its own import is measured apart)."""

import itertools
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction

from enishi.cli.sample.names import FAMILY_NAMES, GIVEN_NAMES
from enishi.kernel.ids import uuid7s
from enishi.kernel.kana import fold_kana, fold_name
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.rules import refusal_hash
from enishi.touches.models import Touch, TouchOutcome

BATCH = 20_000
FIRST_NUMBER = 816_090_000_000
YEARS = 3
Row = dict[str, Any]


def number(index: int) -> str:
    """The number of the person of that index; 060-9 belongs to nobody."""
    return f"+{FIRST_NUMBER + index}"


def build(people: int, touches: int, tell: Callable[[str], None]) -> list[UUID]:
    """Fill the database; returns the persons' ids in order."""
    chance = random.Random(1)
    now = datetime.now(UTC)
    ids = [uuid for _ in range(0, people, BATCH) for uuid in uuid7s(BATCH)][:people]
    points = [uuid for _ in range(0, people, BATCH) for uuid in uuid7s(BATCH)][:people]
    steps: list[tuple[type[models.Model], Iterator[Row], int]] = [
        (Person, _people(ids, now), people),
        (ContactPoint, _points(points, now), people),
        (Holding, _holdings(ids, points, now), people),
        (Touch, _touches(ids, points, touches, chance, now), touches),
    ]
    for model, rows, count in steps:
        started = time.perf_counter()
        load(model, rows)
        tell(f"  {model.__name__}: {count:,} rows, {count / (time.perf_counter() - started):,.0f} rows/s")
    _outcomes()
    analyse()
    return ids


def load(model: type[models.Model], rows: Iterable[Row]) -> None:
    """A bare load into the indexed table: COPY on PostgreSQL, prepared INSERT on SQLite."""
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        columns = list(batch[0])
        names = ", ".join(f'"{column}"' for column in columns)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
                    for row in batch:
                        copy.write_row(list(row.values()))
            else:
                marks = ", ".join("?" * len(columns))
                cursor.connection.executemany(
                    f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})',
                    [[_plain(value) for value in row.values()] for row in batch],
                )


def analyse() -> None:
    """What any running database has after a night: statistics for its planner."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _plain(value: Any) -> Any:
    # As Django stores them on SQLite
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "microseconds")
    return value


def _defaults(model: type[models.Model]) -> Row:
    return {field.column: field.get_default() for field in model._meta.concrete_fields if not field.primary_key}


def _people(ids: list[UUID], now: datetime) -> Iterator[Row]:
    names = [
        (f"{family} {given}", f"{family_kana} {given_kana}") for family, family_kana in FAMILY_NAMES for given, given_kana in GIVEN_NAMES
    ]
    made = [{"name": name, "kana": kana, "name_key": fold_name(name), "kana_key": fold_kana(kana)} for name, kana in names]
    base = _defaults(Person)
    for index, uuid in enumerate(ids):
        yield {"id": uuid, **base, **made[index % len(made)], "created_at": now - timedelta(days=YEARS * 365)}


def _points(points: list[UUID], now: datetime) -> Iterator[Row]:
    base = {**_defaults(ContactPoint), "kind": "phone", "refusal_key_id": settings.REFUSAL_KEY_ID, "created_at": now}
    for index, uuid in enumerate(points):
        value = number(index)
        hashed = refusal_hash(kind="phone", value=value, key=settings.REFUSAL_KEY)
        yield {"id": uuid, **base, "value": value, "refusal_hash": hashed}


def _holdings(ids: list[UUID], points: list[UUID], now: datetime) -> Iterator[Row]:
    base = {**_defaults(Holding), "created_at": now}
    for uuid, person, point in zip(uuid7s(len(ids)), ids, points, strict=True):
        yield {"id": uuid, **base, "person_id": person, "point_id": point}


def _touches(ids: list[UUID], points: list[UUID], count: int, chance: random.Random, now: datetime) -> Iterator[Row]:
    base = _defaults(Touch)
    seconds = YEARS * 365 * 86_400
    for start in range(0, count, BATCH):
        for uuid in uuid7s(min(BATCH, count - start)):
            who = chance.randrange(len(ids))
            at = now - timedelta(seconds=chance.randrange(seconds))
            yield {
                "id": uuid,
                **base,
                "at": at,
                "channel": "call",
                "direction": "out" if chance.random() < 0.7 else "in",
                "purpose": "solicit",
                "person_id": ids[who],
                "point_id": points[who],
                "ring_seconds": 20,
                "source": "bench",
                "recorded_at": at,
            }


def _outcomes() -> None:
    """One outcome a touch, a third of them reached; written by the database itself. The touch's id serves as the outcome's."""
    share = "substr(id::text, 36, 1) < '5'" if connection.vendor == "postgresql" else "substr(id, 32, 1) < '5'"
    table = TouchOutcome._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, touch_id, code, reached, at) "
            f"SELECT id, id, CASE WHEN {share} THEN 'reached' ELSE 'no_answer' END, {share}, at FROM {Touch._meta.db_table}"
        )
