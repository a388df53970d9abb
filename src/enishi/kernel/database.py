"""What is asked of the database without the ORM: plain SQL where an answer must be fast, and turns where rows do not exist yet."""

import json
import zlib
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def take_turn(matter: str) -> None:
    """One transaction at a time does `matter`, until it ends. Must be called inside a transaction.

    Row locks cannot hold off what is not written yet (a second person made of the same row, a circle of merges). On SQLite a
    transaction is alone from its beginning.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"a turn at {matter} outside a transaction")
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(f"enishi.people.{matter}".encode())])


def rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What a plain SELECT gives; UUIDs go in and come out as the engine writes them (`as_id`)."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [from_id(param) if isinstance(param, UUID) else param for param in params])
        return list(cursor.fetchall())


def rows_among(sql: str, *values: Collection[str]) -> list[tuple[Any, ...]]:
    """`rows`, where each {texts} or {ids} (32 hexadecimal digits) of `sql` is one of a whole collection. Nothing is asked about nobody."""
    if not values[0]:
        return []
    if is_postgres():
        sql = sql.replace("{texts}", "= ANY(%s::text[])").replace("{ids}", "= ANY(%s::uuid[])")
        return rows(sql, [list(each) for each in values])
    among = "IN (SELECT value FROM json_each(%s))"
    return rows(sql.replace("{texts}", among).replace("{ids}", among), [json.dumps(list(each)) for each in values])


def from_id(value: UUID) -> UUID | str:
    """An id as this engine keeps it."""
    return value if is_postgres() else value.hex


def from_moment(value: datetime) -> datetime | str:
    """A moment as this engine compares it: SQLite keeps it as text, in UTC and without its zone."""
    return value if is_postgres() else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def as_id(value: Any) -> UUID:
    """An id as this engine gave it."""
    return value if isinstance(value, UUID) else UUID(hex=value)


def maybe_id(value: Any) -> UUID | None:
    return None if value is None else as_id(value)


def as_day(value: Any) -> date:
    """A day as this engine gave it: SQLite forgets in a compound SELECT that a column holds days."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def maybe_day(value: Any) -> date | None:
    return None if value is None else as_day(value)


def as_clock(value: Any) -> time | None:
    """A time of day as this engine gave it."""
    return time.fromisoformat(value) if isinstance(value, str) else value


def as_moment(value: Any) -> datetime:
    """An aware UTC moment as this engine gave it: SQLite keeps it without its zone."""
    moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def maybe_moment(value: Any) -> datetime | None:
    return None if value is None else as_moment(value)


def beginning(text: str) -> tuple[str, ...]:
    """The parameters of `begins_with` for this engine."""
    if is_postgres():
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return (f"{escaped}%",)
    return text, f"{text}\U0010ffff"


def begins_with(column: str) -> str:
    """A condition that an index serves: PostgreSQL's pattern operators, elsewhere a range."""
    return f"{column} LIKE %s" if is_postgres() else f"({column} >= %s AND {column} < %s)"


def in_index_order(column: str) -> str:
    """An order the same index gives for nothing; the shortest match, an exact one, comes first."""
    return f"{column} USING ~<~" if is_postgres() else column
