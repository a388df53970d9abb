"""A million people and three million touches, loaded past the product (its own import is measured apart)."""

import itertools
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from enishi.cli.sample.names import FAMILY_NAMES, GIVEN_NAMES
from enishi.consideration.models import Refusal
from enishi.kernel.ids import uuid7_hexes
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.rules import refusal_hash, search_keys
from enishi.promises.models import Promise
from enishi.touches.models import Touch, TouchOutcome

BATCH = 20_000
FIRST_NUMBER = 816_090_000_000
HISTORY = timedelta(days=3 * 365)
# One person in so many has refused us, and one in so many is owed a call.
REFUSED_ONE_IN, PROMISED_ONE_IN = 50, 100
Row = tuple[Any, ...]


@dataclass(frozen=True)
class World:
    """Ids as 32 hexadecimal digits: the person of an index holds the point of that index alone."""

    people: list[str]
    points: list[str]


def number(index: int) -> str:
    """The number of the person of that index; 060-9 belongs to nobody."""
    return f"+{FIRST_NUMBER + index}"


def build(people: int, touches: int, tell: Callable[[str], None]) -> World:
    """Fill the database. Indexes of the big tables rest meanwhile, and so do foreign keys: nothing is measured here."""
    chance, now = random.Random(1), datetime.now(UTC)
    world = World(uuid7_hexes(people), uuid7_hexes(people))
    steps: list[tuple[type[models.Model], Iterator[dict[str, Any]], int]] = [
        (Person, _people(world, now), people),
        (ContactPoint, _points(world, now), people),
        (Holding, _holdings(world, now), people),
        (Touch, _touches(world, touches, chance, now), touches),
        (Refusal, _refusals(world, now), people // REFUSED_ONE_IN),
        (Promise, _promises(world, now), people // PROMISED_ONE_IN),
    ]
    with _unchecked():
        for model, rows, count in steps:
            _timed(model.__name__, count, tell, partial(_fill, model, rows))
        _timed(TouchOutcome.__name__, touches, tell, _outcomes)
    _timed("statistics", people + 2 * touches, tell, analyse)
    return world


def load(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """A bare load into the table, in transactions of 20,000: COPY on PostgreSQL, prepared INSERT on SQLite.

    Ids as 32 digits, moments as `stamp` writes them: both engines take them so.
    """
    rows, table = iter(rows), model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    while batch := list(itertools.islice(rows, BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    for row in batch:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(columns))
                cursor.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', batch)


def analyse() -> None:
    """What any running database has after a day: statistics for its planner, nothing left to clean up, and its tables in memory."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
            cursor.execute(_INTO_MEMORY)


# Smallest first, as far as there is room
_INTO_MEMORY = """
SELECT pg_prewarm(oid) FROM pg_class
WHERE relkind IN ('r', 'i') AND relnamespace = current_schema()::regnamespace AND relpages > 0 ORDER BY relpages
"""


def stamp(moment: datetime) -> str:
    """UTC without saying so, as SQLite keeps it and PostgreSQL reads it in a session of ours."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def _timed(what: str, count: int, tell: Callable[[str], None], do: Callable[[], object]) -> None:
    started = time.perf_counter()
    do()
    seconds = time.perf_counter() - started
    tell(f"  {what}: {count:,} rows in {seconds:.0f} s")


def _fill(model: type[models.Model], rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows, None)
    if first is None:
        return
    constants = _constants(model, first)
    tail = tuple(constants.values())
    with _without_indexes(model):
        every = itertools.chain([first], rows)
        load(model, [*first, *constants], ((*row.values(), *tail) for row in every))


def _constants(model: type[models.Model], given: Iterable[str]) -> dict[str, Any]:
    """What the columns hold that a row says nothing of."""
    defaults = {str(field.column): field.get_default() for field in model._meta.concrete_fields}
    return {column: value for column, value in defaults.items() if column not in given and value is not None}


@contextmanager
def _unchecked() -> Iterator[None]:
    off, on = (
        ("SET session_replication_role = replica", "SET session_replication_role = origin")
        if connection.vendor == "postgresql"
        else ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    )
    with connection.cursor() as cursor:
        cursor.execute(off)
        yield
        cursor.execute(on)


@contextmanager
def _without_indexes(model: type[models.Model]) -> Iterator[None]:
    """An index made after the rows is made in a tenth of the time."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES[connection.vendor], [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, statement in indexes:
            cursor.execute(statement)


_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)
    """,
}


def _people(world: World, now: datetime) -> Iterator[dict[str, Any]]:
    since = stamp(now - HISTORY)
    pairs = itertools.product(FAMILY_NAMES, GIVEN_NAMES)
    names = [(f"{family} {given}", f"{family_kana} {given_kana}") for (family, family_kana), (given, given_kana) in pairs]
    keyed = [(name, kana, search_keys(name, kana)) for name, kana in names]
    made = [
        {"name": name, "kana": kana, "name_key": keys.name, "kana_key": keys.kana, "part_key": keys.part, "part_kana_key": keys.part_kana}
        for name, kana, keys in keyed
    ]
    for uuid, who in zip(world.people, itertools.cycle(made), strict=False):
        yield {"id": uuid, **who, "created_at": since}


def _points(world: World, now: datetime) -> Iterator[dict[str, Any]]:
    since, key = stamp(now - HISTORY), settings.REFUSAL_KEY
    same = {"kind": "phone", "refusal_key_id": settings.REFUSAL_KEY_ID, "created_at": since}
    for index, uuid in enumerate(world.points):
        value = number(index)
        yield {"id": uuid, "value": value, "refusal_hash": refusal_hash(kind="phone", value=value, key=key), **same}


def _holdings(world: World, now: datetime) -> Iterator[dict[str, Any]]:
    since = stamp(now - HISTORY)
    for uuid, person, point in zip(uuid7_hexes(len(world.people)), world.people, world.points, strict=True):
        yield {"id": uuid, "person_id": person, "point_id": point, "created_at": since}


def _touches(world: World, count: int, chance: random.Random, now: datetime) -> Iterator[dict[str, Any]]:
    """In the order of time, as a ledger grows; to whom is chance."""
    first, step = now - HISTORY, HISTORY / max(count, 1)
    same = {"channel": "call", "purpose": "solicit", "ring_seconds": 20, "source": "bench"}
    for start in range(0, count, BATCH):
        for index, uuid in enumerate(uuid7_hexes(min(BATCH, count - start)), start):
            who = chance.randrange(len(world.people))
            at = stamp(first + index * step)
            way = "out" if chance.random() < 0.7 else "in"
            person, point = world.people[who], world.points[who]
            yield {"id": uuid, "at": at, "direction": way, "person_id": person, "point_id": point, "recorded_at": at, **same}


def _refusals(world: World, now: datetime) -> Iterator[dict[str, Any]]:
    """As the product writes them: what the person said, and the copy of it that binds their number."""
    same, key = {"scope": "everything", "words": "もう結構です", "at": stamp(now - HISTORY / 2)}, settings.REFUSAL_KEY
    chosen = range(0, len(world.people) - REFUSED_ONE_IN + 1, REFUSED_ONE_IN)
    for uuid, copy, index in zip(uuid7_hexes(len(chosen)), uuid7_hexes(len(chosen)), chosen, strict=True):
        hashed = refusal_hash(kind="phone", value=number(index), key=key)
        yield {"id": uuid, "person_id": world.people[index], "point_id": None, "point_hash": "", "carried_from_id": None, **same}
        yield {"id": copy, "person_id": None, "point_id": world.points[index], "point_hash": hashed, "carried_from_id": uuid, **same}


def _promises(world: World, now: datetime) -> Iterator[dict[str, Any]]:
    made, due = stamp(now - timedelta(days=1)), stamp(now + timedelta(days=1))
    same = {"kind": "call_back", "asked_by": "person", "from_at": made, "due_at": due, "made_at": made, "began_at": made}
    chosen = range(1, len(world.people) - PROMISED_ONE_IN + 2, PROMISED_ONE_IN)
    for uuid, index in zip(uuid7_hexes(len(chosen)), chosen, strict=True):
        yield {"id": uuid, "person_id": world.people[index], "point_id": world.points[index], **same}


def _outcomes() -> None:
    """One outcome a touch, a third of them reached; written by the database itself. The touch's id serves as the outcome's."""
    share = "substr(id::text, 36, 1) < '5'" if connection.vendor == "postgresql" else "substr(id, 32, 1) < '5'"
    with _without_indexes(TouchOutcome), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TouchOutcome._meta.db_table} (id, touch_id, code, reached, at) "
            f"SELECT id, id, CASE WHEN {share} THEN 'reached' ELSE 'no_answer' END, {share}, at FROM {Touch._meta.db_table}"
        )
