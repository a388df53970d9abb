"""What is read of the desk's database, in the words of each engine: SQLite keeps ids as 32 hexadecimal digits and times as text."""

from collections.abc import Mapping
from dataclasses import dataclass

# What a null is read as: SQLite's driver guesses the type of a column from its first rows
NOTHING: dict[str, str | int] = {"string": "", "int64": -1}


@dataclass(frozen=True, slots=True)
class Words:
    """How an engine says an id, a moment in microseconds, a day since 1970 and minutes after midnight; {0} is the column."""

    id: str
    moment: str
    day: str
    minutes: str


SQLITE = Words(
    id="{0}",
    moment="CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER) * 1000000 + CAST(substr({0} || '000000', 21, 6) AS INTEGER)",
    day="CAST(strftime('%s', {0}) AS INTEGER) / 86400",
    minutes="CAST(substr({0}, 1, 2) AS INTEGER) * 60 + CAST(substr({0}, 4, 2) AS INTEGER)",
)
POSTGRES = Words(
    id="replace(CAST({0} AS text), '-', '')",
    moment="CAST(extract(epoch FROM {0}) * 1000000 AS bigint)",
    day="CAST({0} - DATE '1970-01-01' AS bigint)",
    minutes="CAST(extract(hour FROM {0}) * 60 + extract(minute FROM {0}) AS bigint)",
)

# Of each column its sort and where it stands
Columns = Mapping[str, tuple[str, str]]
_MATTER: Columns = {"client": ("id", "client_id"), "topic": ("id", "topic_id")}
# A promise that took another's place asks for nothing that the first did not ask for
_CHAIN = """(WITH RECURSIVE earlier(id, made_at, from_at) AS (
    SELECT p.id, p.made_at, p.from_at
    UNION ALL SELECT q.id, q.made_at, q.from_at FROM promises_promise q JOIN earlier ON q.replaced_by_id = earlier.id)
SELECT MIN({column}) FROM earlier)"""

_READS: dict[str, tuple[str, Columns]] = {
    "team": (
        "(SELECT 1 AS one) one LEFT JOIN team_team team ON team.id = 1 "
        "LEFT JOIN (SELECT toml FROM consideration_policychoice ORDER BY at DESC, id DESC LIMIT 1) chosen ON 1 = 1",
        {"zone": ("text", "team.zone"), "opens": ("minutes", "team.opens_at"), "closes": ("minutes", "team.closes_at")}
        | {"toml": ("text", "chosen.toml")},
    ),
    "closed_days": ("team_closedday", {"day": ("day", "day")}),
    "records": (
        "people_person",
        {"id": ("id", "id"), "canonical": ("id", "canonical_id"), "met_as": ("text", "met_as"), "zone": ("text", "zone")},
    ),
    "holdings": (
        "people_holding h JOIN people_contactpoint t ON t.id = h.point_id",
        {"record": ("id", "h.person_id"), "point": ("id", "t.id"), "kind": ("text", "t.kind"), "value": ("text", "t.value")}
        | {"postal_code": ("text", "t.postal_code"), "use": ("text", "t.use"), "hash": ("text", "t.refusal_hash")}
        | {"rank": ("number", "h.rank"), "ended": ("flag", "h.ended_on IS NOT NULL OR t.erased_at IS NOT NULL")},
    ),
    "refusals": (
        "consideration_refusal WHERE lifted_at IS NULL",
        {"id": ("id", "id"), "at": ("moment", "at"), "record": ("id", "person_id"), "point": ("id", "point_id")}
        | {"hash": ("text", "point_hash"), "scope": ("text", "scope"), "channel": ("text", "channel"), **_MATTER},
    ),
    "pauses": (
        "consideration_pause WHERE ended_at IS NULL",
        {"record": ("id", "person_id"), "from_at": ("moment", "from_at"), "until_at": ("moment", "until_at")}
        | {"agreed": ("flag", "agreed"), **_MATTER},
    ),
    "wishes": (
        "consideration_wish WHERE ended_at IS NULL",
        {"record": ("id", "person_id"), "at": ("moment", "at"), "kind": ("text", "kind"), "weekdays": ("number", "weekdays")}
        | {"from_minute": ("minutes", "from_time"), "until_minute": ("minutes", "until_time"), "channel": ("text", "channel")},
    ),
    "consents": (
        "consideration_consent",
        {"record": ("id", "person_id"), "channel": ("text", "channel"), "given_at": ("moment", "at")}
        | {"withdrawn_at": ("moment", "withdrawn_at"), **_MATTER},
    ),
    "requests": (
        "consideration_request WHERE withdrawn_at IS NULL",
        {"record": ("id", "person_id"), "id": ("id", "id"), "at": ("moment", "at"), "purpose": ("text", "purpose"), **_MATTER},
    ),
    "halts": (
        "consideration_halt h JOIN people_contactpoint t ON t.id = h.point_id WHERE h.looked_at IS NULL",
        {"id": ("id", "h.id"), "at": ("moment", "h.at"), "point": ("id", "t.id"), "hash": ("text", "t.refusal_hash")},
    ),
    "promises": (
        "promises_promise p WHERE kept_at IS NULL AND withdrawn_at IS NULL",
        {"id": ("id", "id"), "record": ("id", "person_id"), "point": ("id", "point_id"), "owed_by": ("text", "owed_by")}
        | {"asked_by": ("text", "asked_by"), "from_at": ("moment", "from_at"), "due_at": ("moment", "due_at"), **_MATTER}
        | {"made_at": ("moment", _CHAIN.format(column="made_at")), "tried_from": ("moment", _CHAIN.format(column="from_at"))}
        | {"in_words": ("flag", "kind <> 'missed_call'")},
    ),
    "touches": (
        "touches_touch",
        {"id": ("id", "id"), "at": ("moment", "at"), "recorded_at": ("moment", "recorded_at"), "channel": ("text", "channel")}
        | {"direction": ("text", "direction"), "purpose": ("text", "purpose"), "record": ("id", "person_id"), "point": ("id", "point_id")}
        | {"member": ("id", "member_id"), "outside_gate": ("flag", "outside_gate"), "permit": ("id", "permit_id"), **_MATTER},
    ),
    "outcomes": (
        "touches_touchoutcome",
        {"id": ("id", "id"), "touch": ("id", "touch_id"), "code": ("text", "code"), "reached": ("flag", "reached")}
        | {"record": ("id", "person_id")},
    ),
    "permits": (
        "consideration_permit WHERE used_at IS NOT NULL OR released_at IS NULL",
        {"id": ("id", "id"), "granted_at": ("moment", "granted_at"), "used_at": ("moment", "used_at")}
        | {"expires_at": ("moment", "expires_at"), "channel": ("text", "channel"), "purpose": ("text", "purpose")}
        | {"record": ("id", "person_id"), "point": ("id", "point_id"), "member": ("id", "member_id"), **_MATTER},
    ),
}
_KINDS = {"id": "string", "text": "string", "moment": "int64", "day": "int64", "minutes": "int64", "number": "int64", "flag": "boolean"}


def queries(words: Words) -> dict[str, tuple[str, dict[str, str]]]:
    """Of each table its query in these words, and the types its columns come to have."""
    return {name: (_query(source, columns, words), _types(columns)) for name, (source, columns) in _READS.items()}


def _query(source: str, columns: Columns, words: Words) -> str:
    return f"SELECT {_select(columns, words)} FROM {source}"  # noqa: S608 - all of it stands above


def _types(columns: Columns) -> dict[str, str]:
    return {name: _KINDS[sort] for name, (sort, _) in columns.items()}


def _select(columns: Columns, words: Words) -> str:
    return ", ".join(f"{_said(sort, place, words)} AS {name}" for name, (sort, place) in columns.items())


def _said(sort: str, place: str, words: Words) -> str:
    if sort == "flag":
        return f"CASE WHEN {place} THEN 1 ELSE 0 END"
    if sort in {"text", "number"}:
        return f"COALESCE({place}, {NOTHING[_KINDS[sort]]!r})"
    written = {"id": words.id, "moment": words.moment, "day": words.day, "minutes": words.minutes}[sort]
    return f"COALESCE({written.format(place)}, {NOTHING[_KINDS[sort]]!r})"
