"""Many touches into the ledger at once, with their outcomes and words; what is there already stays as it is.

The models' columns are named here by hand: at ten thousand rows a second the ORM's own work would be half of the time.
A test compares these lists with the models.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from enishi.touches.imports.lookup import among_values, as_hex


class Entry(NamedTuple):
    """One touch to be written, ids as 32 hexadecimal digits. `source_ref` is already the keyed hash, and once only in a batch."""

    id: str
    # UTC as str() writes it: 2026-11-22 01:00:00+00:00
    at: str
    channel: str
    direction: str
    purpose: str
    person_id: str | None
    point_id: str | None
    member_id: str | None
    own_number_id: str | None
    client_id: str | None
    ring_seconds: int | None
    talk_seconds: int | None
    source: str
    source_ref: str
    outcome_id: str
    code: str
    reached: bool
    words: str


# What the log says of each, and what is the same for a whole chunk
TOUCH_COLUMNS = Entry._fields[: Entry._fields.index("outcome_id")]
TOUCH_CONSTANTS = ("topic_id", "permit_id", "outside_gate", "import_run_id", "recorded_at")
OUTCOME_COLUMNS = ("id", "touch_id", "code", "reached", "person_id", "by_id", "at")
WORDS_COLUMNS = ("touch_id", "text", "erased_at")


def write(entries: Sequence[Entry], *, run_id: UUID, now: datetime) -> set[str]:
    """Write what is new, inside the caller's transaction; the ids of what was written."""
    if not entries:
        return set()
    if connection.vendor == "postgresql":
        return _write_postgres(entries, run_id, now)
    return _write_sqlite(entries, run_id, now)


def _write_sqlite(entries: Sequence[Entry], run_id: UUID, now: datetime) -> set[str]:
    """The transaction holds SQLite's only place for a writer, so that what is not there now will not come either."""
    new = list(_unknown(entries))
    # SQLite keeps UTC without saying so
    moment = str(now.replace(tzinfo=None))
    tail = (None, None, False, run_id.hex, moment)
    with connection.cursor() as cursor:
        cursor.executemany(
            _insert("touches_touch", (*TOUCH_COLUMNS, *TOUCH_CONSTANTS)), [(entry.id, entry.at[:-6], *entry[2:14], *tail) for entry in new]
        )
        cursor.executemany(
            _insert("touches_touchoutcome", OUTCOME_COLUMNS),
            [(entry.outcome_id, entry.id, entry.code, entry.reached, None, None, moment) for entry in new],
        )
        cursor.executemany(_insert("touches_touchwords", WORDS_COLUMNS), [(entry.id, entry.words, None) for entry in new if entry.words])
    return {entry.id for entry in new}


def _unknown(entries: Sequence[Entry]) -> Iterator[Entry]:
    for source in {entry.source for entry in entries}:
        of_source = [entry for entry in entries if entry.source == source]
        among, parameter = among_values("source_ref", [entry.source_ref for entry in of_source])
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN.format(among=among), [source, parameter])
            known = {row[0] for row in cursor.fetchall()}
        yield from (entry for entry in of_source if entry.source_ref not in known)


# The index holds only rows that have a source_ref; SQLite uses it if the question says so in the very same words.
_KNOWN = "SELECT source_ref FROM touches_touch WHERE source = %s AND NOT (source_ref = '') AND {among}"


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - our own names


def _write_postgres(entries: Sequence[Entry], run_id: UUID, now: datetime) -> set[str]:
    """COPY into a table of this connection's own, then from there into the ledger what the ledger does not have."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        with cursor.copy(f"COPY enishi_staging ({', '.join(Entry._fields)}) FROM STDIN") as copy:
            for part in _copied(entries):
                copy.write(part)
        cursor.execute(_FROM_STAGING, [run_id, now, now])
        made = {as_hex(row[0]) for row in cursor.fetchall()}
        cursor.execute("TRUNCATE enishi_staging")
        return made


_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS enishi_staging (
        id uuid, at timestamptz, channel text, direction text, purpose text,
        person_id uuid, point_id uuid, member_id uuid, own_number_id uuid, client_id uuid,
        ring_seconds integer, talk_seconds integer, source text, source_ref text,
        outcome_id uuid, code text, reached boolean, words text
    ) ON COMMIT DELETE ROWS
"""
_FROM_STAGING = f"""
    WITH made AS (
        INSERT INTO touches_touch ({", ".join(TOUCH_COLUMNS)}, {", ".join(TOUCH_CONSTANTS)})
        SELECT {", ".join(TOUCH_COLUMNS)}, NULL, NULL, FALSE, %s, %s FROM enishi_staging
        ON CONFLICT DO NOTHING RETURNING id
    ), told AS (
        INSERT INTO touches_touchoutcome ({", ".join(OUTCOME_COLUMNS)})
        SELECT outcome_id, id, code, reached, NULL, NULL, %s FROM enishi_staging JOIN made USING (id)
    ), said AS (
        INSERT INTO touches_touchwords ({", ".join(WORDS_COLUMNS)})
        SELECT id, words, NULL FROM enishi_staging JOIN made USING (id) WHERE words <> ''
    )
    SELECT id FROM made
"""  # noqa: S608 - our own names

_ROWS_A_PART = 500
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(entries: Sequence[Entry]) -> Iterator[str]:
    for start in range(0, len(entries), _ROWS_A_PART):
        yield "".join("\t".join(_copy_cells(entry)) + "\n" for entry in entries[start : start + _ROWS_A_PART])


def _copy_cells(entry: Entry) -> Iterable[str]:
    """Only words may hold what COPY reads as its own signs; the rest are ids, codes, numbers and digests."""
    cells = ["\\N" if cell is None else str(cell) for cell in entry[:-1]]
    cells.append(entry.words.translate(_ESCAPES) if entry.words else "")
    return cells
