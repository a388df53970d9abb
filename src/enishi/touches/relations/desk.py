"""The desk's own ledger as the canonical table, read through ADBC a column at a time; nothing of Django is asked for a row."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final
from urllib.parse import quote

from enishi.touches.readers.canonical import PURPOSES, SCHEMA, UNSEEN
from enishi.touches.relations.account import Account, FileAccount
from enishi.touches.relations.engine import Engine, quoted
from enishi.touches.relations.opening import Touches

_NAME: Final = "enishi"
_KINDS: Final = {"moment": "TIMESTAMP", "ring_seconds": "INTEGER", "talk_seconds": "INTEGER", "reached": "INTEGER", "erased": "INTEGER"}
_MARK: Final = re.compile(r"\{(id|at):(\w+)\}")
# {id:…}, {at:…}: as each engine keeps an id and a moment. No column may be null: ADBC tells a column's type on SQLite from its first rows.
_TABLES: Final = {
    "ledger": "SELECT {id:id} AS id, {at:at} AS moment, channel, direction, purpose, {id:person_id} AS person, {id:point_id} AS point,"
    " {id:member_id} AS member, {id:own_number_id} AS own_number, {id:client_id} AS client,"
    " coalesce(ring_seconds, -1) AS ring_seconds, coalesce(talk_seconds, -1) AS talk_seconds FROM touches_touch",
    "outcomes": "SELECT {id:id} AS id, {id:touch_id} AS touch, code,"
    " CASE WHEN reached THEN 1 ELSE 0 END AS reached, {id:person_id} AS person FROM touches_touchoutcome",
    "persons": "SELECT {id:id} AS id, {id:canonical_id} AS canonical,"
    " CASE WHEN erased_at IS NULL THEN 0 ELSE 1 END AS erased FROM people_person",
    "points": "SELECT {id:id} AS id, value FROM people_contactpoint WHERE kind = 'phone' AND erased_at IS NULL",
    "holdings": "SELECT {id:point_id} AS point, {id:person_id} AS person FROM people_holding WHERE ended_on IS NULL",
    "members": "SELECT {id:id} AS id, name FROM team_member",
    "own_numbers": "SELECT {id:id} AS id, e164 FROM team_ownnumber",
    "clients": "SELECT {id:id} AS id, name FROM team_client",
}
# The latest outcome counts: ids grow with time
_LATEST: Final = (
    "SELECT touch, arg_max(code, id) AS code, arg_max(reached, id) AS reached, arg_max(person, id) AS person FROM outcomes GROUP BY touch"
)
_CLUSTERS: Final = (
    "SELECT p.id, coalesce(c.id, p.id) AS cluster, p.erased = 1 OR coalesce(c.erased, 0) = 1 AS erased"
    " FROM persons p LEFT JOIN persons c ON c.id = p.canonical"
)
# A number that one person alone holds speaks for them, as on their page
_ALONE: Final = (
    "SELECT point, min(cluster) AS cluster FROM holdings JOIN clusters ON clusters.id = holdings.person"
    " GROUP BY point HAVING count(DISTINCT cluster) = 1"
)


def of_desk(database: Mapping[str, Any], *, zone: str = "Asia/Tokyo") -> Touches:
    """All contacts of the ledger that `database` (an entry of Django's DATABASES: SQLite or PostgreSQL) holds, as of one moment.

    `row` and `source_ref` are the touch's id. `person` is the cluster's canonical id where we know whom it was with, or where one
    person alone holds the number; else the number. What was erased shows no number. `zone` is the clock of `local_at`.
    """
    engine = Engine()
    try:
        with _connected(database) as (connection, postgres):
            for name, sql in _TABLES.items():
                with closing(connection.cursor()) as cursor:
                    cursor.execute(_spelled(sql, postgres=postgres))
                    reader = cursor.fetch_record_batch()
                    engine.load_arrow(name, reader, ", ".join(_typed(column) for column in reader.schema.names))
        return _published(engine, zone)
    except BaseException:
        engine.close()
        raise


def _typed(column: str) -> str:
    """Of an empty table SQLite tells no types."""
    return f"{column}::{_KINDS.get(column, 'VARCHAR')} AS {column}"


def _published(engine: Engine, zone: str) -> Touches:
    for name, sql in {"latest": _LATEST, "clusters": _CLUSTERS, "alone": _ALONE}.items():
        engine.run(f"CREATE TABLE {name} AS {sql}")
    columns = _columns(zone)
    shown = ", ".join(f'{columns[name]} AS "{name}"' for name in SCHEMA)
    engine.run(
        f"CREATE TABLE touches AS SELECT {shown} FROM ledger t LEFT JOIN latest ON latest.touch = t.id"
        " LEFT JOIN clusters c ON c.id = coalesce(nullif(latest.person, ''), nullif(t.person, ''))"
        " LEFT JOIN points ON points.id = t.point LEFT JOIN alone ON alone.point = t.point"
        " LEFT JOIN members ON members.id = t.member LEFT JOIN own_numbers ON own_numbers.id = t.own_number"
        " LEFT JOIN clients ON clients.id = t.client"
    )
    engine.drop(*_TABLES, "latest", "clusters", "alone")
    count = engine.value("SELECT count(*) FROM touches")
    account = Account((FileAccount(_NAME, _NAME, "", read=count, taken=count, doubled=0, refused=0),), ())
    return Touches(engine.backend.table("touches"), account, engine)


def _columns(zone: str) -> dict[str, str]:
    unseen, purposes = (", ".join(quoted(each) for each in names) for names in (UNSEEN, PURPOSES))
    party = "CASE WHEN NOT coalesce(c.erased, false) THEN points.value END"
    code = "coalesce(latest.code, 'unknown')"
    return {
        "row": "t.id::UUID::VARCHAR",
        "at": "t.moment",
        "local_at": f"timezone({quoted(zone)}, timezone('UTC', t.moment))",
        "channel": "t.channel",
        "direction": "t.direction",
        "party": party,
        "person": f"coalesce(c.cluster, alone.cluster, {party})",
        "own_number": "own_numbers.e164",
        "member": "members.name",
        "client": "clients.name",
        "purpose": f"CASE WHEN t.purpose IN ({purposes}) THEN t.purpose END",
        "ring_seconds": "nullif(t.ring_seconds, -1)",
        "talk_seconds": "nullif(t.talk_seconds, -1)",
        "outcome": code,
        "reached": f"CASE WHEN latest.reached = 1 THEN true WHEN {code} NOT IN ({unseen}) THEN false END",
        "abandoned": "NULL::BOOLEAN",
        "source": quoted(_NAME),
        "source_ref": "t.id::UUID::VARCHAR",
    }


def _spelled(sql: str, *, postgres: bool) -> str:
    """The question in the words of one engine; ids become 32 hexadecimal digits, blank for none."""
    forms = (
        {"id": "coalesce(replace({0}::text, '-', ''), '')", "at": "{0} AT TIME ZONE 'UTC'"}
        if postgres
        else {"id": "coalesce({0}, '')", "at": "{0}"}
    )
    return _MARK.sub(lambda found: forms[found[1]].format(found[2]), sql)


@contextmanager
def _connected(database: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
    """A connection that sees one moment of the ledger, however long it is read, and whether it is PostgreSQL."""
    if "postgresql" in database["ENGINE"]:
        from adbc_driver_postgresql import dbapi

        with closing(dbapi.connect(_address(database))) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection, True
    else:
        from adbc_driver_sqlite import dbapi as embedded

        with closing(embedded.connect(str(database["NAME"]))) as connection:
            yield connection, False


def _address(database: Mapping[str, Any]) -> str:
    user, password = (quote(str(database.get(name) or ""), safe="") for name in ("USER", "PASSWORD"))
    host, port = database.get("HOST") or "", database.get("PORT") or ""
    name = quote(str(database["NAME"]), safe="")
    return f"postgresql://{user}{':' + password if password else ''}@{host}{':' + str(port) if port else ''}/{name}"
