"""Everybody's tables from the desk's own database, read through ADBC in one snapshot and joined in DuckDB.

The same that `consideration.queries.gathering` reads of one person. An address is a path of SQLite's or a `postgres://` one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from enishi.consideration.rules import Policy, governing, load, pack
from enishi.consideration.rules.packs import DEFAULT
from enishi.consideration.rules.points import channels_of, number_kind
from enishi.consideration.rules.vocabulary import Channel, MetAs
from enishi.consideration.rules.zones import JAPAN, zones_of

from . import joins, reads
from .moments import DAY, to_day, to_moment
from .tables import TABLES, arrow

if TYPE_CHECKING:
    import pyarrow as pa

_ONE_SHIFT = "team"
_MONDAY_TO_SATURDAY = 63
_ASKED_AT_MOST = timedelta(days=400)
# The local day of the farthest zone is begun and ended within this
_SLACK = 2 * DAY


@dataclass(frozen=True, slots=True)
class Loaded:
    """The tables, each bound to one embedded DuckDB, and the policy the team chose."""

    tables: Mapping[str, Any]
    policy: Policy


def read_all(address: str, now: datetime) -> Loaded:
    """Everybody as they stand at `now`. Raises what ADBC raises where the database cannot be read."""
    import ibis

    found = _read(address)
    duck = ibis.duckdb.connect()
    for name, table in found.items():
        duck.create_table(f"read_{name}", ibis.memtable(table))
    team: Mapping[str, Any] = next(iter(found["team"].to_pylist()), {})
    policy = load(team["toml"]) if team.get("toml") else pack(DEFAULT)
    duck.raw_sql(f"CREATE TABLE cluster AS {joins.CLUSTER}")
    duck.raw_sql(f"CREATE TABLE held AS {joins.HELD}")
    duck.raw_sql(f"CREATE TABLE described AS {joins.PEOPLE}")
    duck.create_table("points", ibis.memtable(_points(duck)))
    duck.create_table("people", ibis.memtable(_people(duck, team.get("zone") or JAPAN)))
    duck.create_table("memories", ibis.memtable(_memories(policy, now)))
    duck.create_table("shifts", ibis.memtable(arrow("shifts", _shifts(team))))
    since = to_day((now - timedelta(days=2)).date())
    closed = [{"shift": _ONE_SHIFT, "day": row["day"]} for row in found["closed_days"].to_pylist() if row["day"] >= since]
    duck.create_table("closed_days", ibis.memtable(arrow("closed_days", closed)))
    moments = {"now": to_moment(now), "today": to_moment(now) - _SLACK, "slack": _SLACK, "longest": to_moment(now - _ASKED_AT_MOST)}
    for name, query in joins.QUERIES.items():
        duck.raw_sql(f"CREATE TABLE {name} AS {query.format(**moments)}")
    return Loaded({name: duck.table(name).select(list(columns)) for name, columns in TABLES.items()}, policy)


def _read(address: str) -> dict[str, "pa.Table"]:
    is_postgres = address.startswith(("postgres://", "postgresql://"))
    words = reads.POSTGRES if is_postgres else reads.SQLITE
    with _connect(address, is_postgres=is_postgres) as connection, connection.cursor() as cursor:
        if is_postgres:
            # Read committed would show each table as of another moment
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = {}
        for name, (query, columns) in reads.queries(words).items():
            cursor.execute(query)
            found[name] = _typed(cursor.fetch_arrow_table(), columns)
        return found


def _connect(address: str, *, is_postgres: bool) -> Any:
    if is_postgres:
        import adbc_driver_postgresql.dbapi as postgres

        return postgres.connect(address)
    import adbc_driver_sqlite.dbapi as sqlite

    return sqlite.connect(address)


def _typed(table: "pa.Table", columns: Mapping[str, str]) -> "pa.Table":
    """As the reads promise: SQLite guesses types, so a null is read as "" or -1 and made null again here."""
    import pyarrow as pa
    import pyarrow.compute as pc

    types = {"string": pa.string(), "int64": pa.int64(), "boolean": pa.bool_()}
    made = []
    for name, kind in columns.items():
        column = table.column(name)
        if kind == "boolean":
            made.append(column.cast(pa.int64()).cast(pa.bool_()))
        else:
            typed = column.cast(types[kind])
            made.append(pc.if_else(pc.equal(typed, pa.scalar(reads.NOTHING[kind], types[kind])), pa.scalar(None, types[kind]), typed))
    return pa.table(dict(zip(columns, made, strict=True)))


def _points(duck: Any) -> "pa.Table":
    """Each person's points in the order in which we try, with what each number can take."""
    held = duck.table("held").to_pyarrow().to_pylist()
    taken: dict[tuple[str, str], dict[str, Any]] = {}
    for row in held:
        key = (row["kind"], row["value"])
        if key not in taken:
            channels = channels_of(*key)
            taken[key] = {"number": number_kind(*key).value} | {channel.value: channel in channels for channel in Channel}
    return arrow(
        "points",
        ({name: row[name] for name in ("person", "point", "rank", "use", "ended")} | taken[row["kind"], row["value"]] for row in held),
    )


def _people(duck: Any, team_zone: str) -> "pa.Table":
    rows = duck.table("described").to_pyarrow().to_pylist()
    return arrow("people", (_person(row, team_zone) for row in rows))


def _person(row: Mapping[str, Any], team_zone: str) -> dict[str, Any]:
    zones = zones_of(told=row["zone"] or "", postal_codes=row["postal_codes"], numbers=row["numbers"], team_zone=team_zone)
    shift = _ONE_SHIFT if row["met_as"] == MetAs.INTERNAL else None
    return {"person": row["person"], "met_as": row["met_as"], "zones": " ".join(zones), "shift": shift}


def _memories(policy: Policy, now: datetime) -> "pa.Table":
    """How far back each policy must look, by whom it governs."""
    import pyarrow as pa

    since = {met_as.value: to_moment(now - timedelta(days=governing(policy, met_as).memory_days)) for met_as in MetAs}
    return pa.table({"met_as": list(since), "since": list(since.values())})


def _shifts(team: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    opens, closes = team.get("opens"), team.get("closes")
    yield {
        "shift": _ONE_SHIFT,
        "from_minute": 9 * 60 + 30 if opens is None else opens,
        "until_minute": 17 * 60 + 30 if closes is None else closes,
        "weekdays": _MONDAY_TO_SATURDAY,
    }
