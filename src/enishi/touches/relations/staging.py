"""Where contacts of all files come together, are told from their doubles, and become the canonical table."""

from collections.abc import Iterable
from datetime import UTC, timedelta
from itertools import islice
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from enishi.kernel.columns import RefusedRow
from enishi.touches.readers.canonical import PURPOSES, SCHEMA, UNSEEN, canonical
from enishi.touches.readers.rows import Source, TouchRow
from enishi.touches.relations import values
from enishi.touches.relations.account import Refusals
from enishi.touches.relations.engine import Engine, one_of, quoted
from enishi.touches.rules import OUTCOMES

_BATCH: Final = 50_000


_COLUMNS: Final = (
    ("line", "int64", "BIGINT"),
    # AT is a word of DuckDB's own
    ("moment", "timestamp[us]", "TIMESTAMP"),
    ("channel", "string", values.CHANNEL),
    ("direction", "string", values.DIRECTION),
    ("party", "string", "VARCHAR"),
    ("own_number", "string", "VARCHAR"),
    ("member", "string", "VARCHAR"),
    ("client", "string", "VARCHAR"),
    ("purpose", "string", "VARCHAR"),
    ("ring_seconds", "int32", "INTEGER"),
    ("talk_seconds", "int32", "INTEGER"),
    ("outcome", "string", values.OUTCOME),
    ("abandoned", "bool", "BOOLEAN"),
    ("source", "string", one_of(get_args(Source))),
    ("source_ref", "string", "VARCHAR"),
    ("unknown", "string", "VARCHAR"),
    ("body", "string", "VARCHAR"),
)
# Equal facts must have equal digests, whoever read them
_TYPED: Final = ", ".join(f"{name}::{kind} AS {name}" for name, _, kind in _COLUMNS)
_KEPT: Final = ", ".join(name for name, _, _ in _COLUMNS[:-1])
# Two rows that agree in these are one contact, as for an import; without an id of the log's own, in all that it says
_ALWAYS: Final = "source, channel, direction, moment, party, source_ref"
_WITHOUT_ID: Final = ("own_number", "ring_seconds", "talk_seconds", "outcome", "member", "words")
_FACTS: Final = f"{_ALWAYS}, {', '.join(f'CASE WHEN source_ref IS NULL THEN {name} END' for name in _WITHOUT_ID)}"


def prepare(engine: Engine) -> None:
    """Make the empty table `staged`."""
    columns = ", ".join(f"{name} {kind}" for name, _, kind in _COLUMNS[:-1])
    engine.run(f"CREATE OR REPLACE TABLE staged (file USMALLINT, {columns}, words UBIGINT, digest UBIGINT)")


def stage(engine: Engine, file: int, select: str) -> None:
    """Put what a question answers, in the columns of a contact, into `staged`."""
    engine.run(
        f"INSERT INTO staged SELECT {file}, {_KEPT}, words, hash({_FACTS}) FROM"
        f" (SELECT {_TYPED}, CASE WHEN body <> '' THEN hash(body) END AS words FROM ({select}))"
    )


def stage_rows(engine: Engine, file: int, name: str, rows: Iterable[TouchRow | RefusedRow], refusals: Refusals) -> int:
    """Put what a reader read into `staged` and count what it refused; how many rows there were."""
    count = 0
    each = iter(rows)
    while batch := list(islice(each, _BATCH)):
        count += len(batch)
        for row in batch:
            if isinstance(row, RefusedRow):
                refusals.add(name, row)
        touches = [_as_row(row) for row in batch if isinstance(row, TouchRow)]
        if touches:
            engine.load("read", [(column, kind) for column, kind, _ in _COLUMNS], touches)
            stage(engine, file, "SELECT * FROM read")
            engine.drop("read")
    return count


def _as_row(touch: TouchRow) -> tuple[Any, ...]:
    row = canonical(touch, file="", zone="UTC")
    facts = (row.at, row.channel, row.direction, row.party, row.own_number, row.member, row.client, touch.purpose)
    ends = (row.ring_seconds, row.talk_seconds, row.outcome, row.abandoned, row.source, row.source_ref)
    return (touch.line, *facts, *ends, touch.outcome_word, touch.body)


def join_legs(engine: Engine, file: int) -> int:
    """Of the lines of one call in a switchboard's file, leave the leg that stands for it (`readers.legs`); how many went."""
    some = f"FROM staged WHERE file = {file} AND source_ref IS NOT NULL"
    several = f"SELECT source_ref {some} GROUP BY source_ref HAVING count(*) > 1"
    order = (
        "(outcome <> 'reached'), -coalesce(talk_seconds, 0), moment, coalesce(party, ''), coalesce(own_number, ''), direction,"
        " -coalesce(ring_seconds, 0), outcome, line"
    )
    engine.run(
        "CREATE OR REPLACE TABLE legs AS SELECT * EXCLUDE (first, place) REPLACE (first AS line) FROM ("
        "SELECT *, min(line) OVER (PARTITION BY source_ref) AS first,"
        f" row_number() OVER (PARTITION BY source_ref ORDER BY {order}) AS place"
        f" FROM (SELECT * {some} AND source_ref IN ({several}))) WHERE place = 1"
    )
    gone = engine.value(f"DELETE FROM staged WHERE file = {file} AND source_ref IN (SELECT source_ref FROM legs)")
    kept = engine.value("INSERT INTO staged SELECT * FROM legs")
    engine.drop("legs")
    return int(gone - kept)


def without_doubles(engine: Engine) -> dict[int, int]:
    """Leave of every contact its first row, by files and lines; how many went of each file."""
    engine.run("CREATE OR REPLACE TABLE repeated AS SELECT digest FROM staged GROUP BY digest HAVING count(*) > 1")
    engine.run(
        "CREATE OR REPLACE TABLE doubles AS SELECT file, row FROM (SELECT file, rowid AS row, row_number() OVER"
        f" (PARTITION BY {_FACTS} ORDER BY file, line) AS place FROM staged WHERE digest IN (SELECT digest FROM repeated)) WHERE place > 1"
    )
    counts = dict(engine.rows("SELECT file, count(*) FROM doubles GROUP BY file"))
    if counts:
        engine.run("DELETE FROM staged WHERE rowid IN (SELECT row FROM doubles)")
    engine.drop("repeated", "doubles")
    return counts


def publish(engine: Engine, names: list[str], zone: str) -> Any:
    """The canonical table over `staged`, as Ibis's."""
    reached = ", ".join(quoted(code) for code, outcome in OUTCOMES.items() if outcome.reached)
    unseen = ", ".join(quoted(code) for code in UNSEEN)
    purposes = ", ".join(quoted(purpose) for purpose in PURPOSES)
    made = {
        "at": "moment",
        **{name: f"{name}::VARCHAR" for name in ("channel", "direction", "outcome", "source")},
        "row": f"[{', '.join(quoted(name) for name in names)}][file + 1] || ':' || line",
        "local_at": f"timezone({quoted(zone)}, timezone('UTC', moment))",
        "person": "party",
        "purpose": f"CASE WHEN purpose IN ({purposes}) THEN purpose END",
        "reached": f"CASE WHEN outcome NOT IN ({unseen}) THEN outcome IN ({reached}) END",
    }
    hours = _constant_offset(engine, zone)
    if hours is not None:
        made["local_at"] = f"moment + to_microseconds({hours})"
    columns = ", ".join(f'{made.get(name, name)} AS "{name}"' for name in SCHEMA)
    engine.run(f"CREATE OR REPLACE VIEW touches AS SELECT {columns} FROM staged")
    return engine.backend.table("touches")


def _constant_offset(engine: Engine, zone: str) -> int | None:
    """By how many microseconds the zone is ahead of UTC, if it was the same all the time; a sum is cheaper than a calendar."""
    first, last = engine.rows("SELECT min(moment), max(moment) FROM staged")[0]
    if first is None:
        return 0
    offsets, moment, clock = set(), first.replace(tzinfo=UTC), ZoneInfo(zone)
    while moment <= last.replace(tzinfo=UTC) + timedelta(days=1):
        offsets.add(moment.astimezone(clock).utcoffset())
        moment += timedelta(hours=6)
    offset = offsets.pop()
    return None if offsets or offset is None else offset // timedelta(microseconds=1)


def unknown_words(engine: Engine, file: int, most: int) -> list[tuple[str, int]]:
    """The results of a file that are not known, the commonest first, with how many rows bear them."""
    some = f"SELECT unknown, count(*) FROM staged WHERE file = {file} AND unknown IS NOT NULL GROUP BY unknown"
    return [(word, count) for word, count in engine.rows(f"{some} ORDER BY 2 DESC, 1 LIMIT {most}")]
