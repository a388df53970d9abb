"""`PersonView` as relations: one row a fact, `person` naming whose view it belongs to.

Ids are text of 32 hexadecimal digits, moments and days whole numbers (see `moments`), minutes count from midnight. As in the
view, only what stands is here, and a client or topic that nobody named is null.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from enishi.consideration.rules.times import minute_of
from enishi.consideration.rules.view import Contact, Matter, PersonView, Shift
from enishi.consideration.rules.vocabulary import Channel

from .moments import maybe_moment, to_day, to_moment

if TYPE_CHECKING:
    import pyarrow as pa

# Whose a contact was: one of the cluster's; nobody's in particular; somebody else's
THEIRS, NOBODY, OTHER = "theirs", "nobody", "other"
CONTACTS, SWITCHBOARD, PERMITS = "contacts", "switchboard", "permits"

_MATTER = {"client": "string", "topic": "string"}

# zones: IANA names in the order of the view, apart by a space; shift: null where the view has none
PEOPLE = {"person": "string", "met_as": "string", "zones": "string", "shift": "string"}
# Every record merged into a person, the canonical one too
CLUSTER = {"person": "string", "record": "string"}
SHIFTS = {"shift": "string", "from_minute": "int64", "until_minute": "int64", "weekdays": "int64"}
CLOSED_DAYS = {"shift": "string", "day": "int64"}
# rank: the order in which we try; number: a `NumberKind`; one flag for each channel the point can take
POINTS = {
    "person": "string",
    "point": "string",
    "rank": "int64",
    "use": "string",
    "ended": "boolean",
    "number": "string",
    **{channel.value: "boolean" for channel in Channel},
}
REFUSALS = {
    "person": "string",
    "at": "int64",
    "scope": "string",
    "binds_person": "boolean",
    "point": "string",
    **_MATTER,
    "channel": "string",
}
PAUSES = {"person": "string", "from_at": "int64", "until_at": "int64", **_MATTER, "agreed": "boolean"}
# weekdays: bit 0 is Monday; from_minute to until_minute, which may pass midnight
WISHES = {
    "person": "string",
    "at": "int64",
    "kind": "string",
    "weekdays": "int64",
    "from_minute": "int64",
    "until_minute": "int64",
    "channel": "string",
}
CONSENTS = {"person": "string", "channel": "string", "given_at": "int64", "withdrawn_at": "int64", **_MATTER}
REQUESTS = {"person": "string", "id": "string", "at": "int64", "purpose": "string", **_MATTER}
HALTS = {"person": "string", "point": "string", "at": "int64"}
PROMISES = {
    "person": "string",
    "id": "string",
    "at": "int64",
    "owed_by": "string",
    "asked_by": "string",
    "from_at": "int64",
    "due_at": "int64",
    **_MATTER,
    "in_words": "boolean",
    "tried_from": "int64",
    "point": "string",
}
# part: which of the view's three collections; counted_at: when caps and gaps count it; whose: THEIRS, NOBODY or OTHER
TOUCHES = {
    "person": "string",
    "part": "string",
    "id": "string",
    "at": "int64",
    "counted_at": "int64",
    "channel": "string",
    "direction": "string",
    "purpose": "string",
    "reached": "boolean",
    "whose": "string",
    "point": "string",
    "member": "string",
    **_MATTER,
}

TABLES: dict[str, dict[str, str]] = {
    "people": PEOPLE,
    "cluster": CLUSTER,
    "shifts": SHIFTS,
    "closed_days": CLOSED_DAYS,
    "points": POINTS,
    "refusals": REFUSALS,
    "pauses": PAUSES,
    "wishes": WISHES,
    "consents": CONSENTS,
    "requests": REQUESTS,
    "halts": HALTS,
    "promises": PROMISES,
    "contacts": TOUCHES,
}

Row = dict[str, Any]


def of_views(views: Mapping[UUID, PersonView]) -> dict[str, "pa.Table"]:
    """The Arrow tables of some views, each under the id that stands for its person; every table of `TABLES`, empty ones too."""
    gathered: dict[str, list[Row]] = {name: [] for name in TABLES}
    for person, view in views.items():
        for name, rows in _rows(view).items():
            gathered[name] += [{"person": person.hex, **row} for row in rows]
    for shift in {view.shift for view in views.values() if view.shift}:
        key = shift_key(shift)
        gathered["shifts"].append(_shift(key, shift))
        gathered["closed_days"] += [{"shift": key, "day": to_day(day)} for day in sorted(shift.closed)]
    return {name: arrow(name, rows) for name, rows in gathered.items()}


def arrow(name: str, rows: Iterable[Row]) -> "pa.Table":
    """Rows as the Arrow table of that name."""
    import pyarrow as pa

    types = {"string": pa.string(), "int64": pa.int64(), "boolean": pa.bool_()}
    schema = pa.schema([(column, types[kind]) for column, kind in TABLES[name].items()])
    return pa.Table.from_pylist(list(rows), schema=schema)


def shift_key(shift: Shift) -> str:
    """The same for equal shifts, and only for them."""
    closed = " ".join(day.isoformat() for day in sorted(shift.closed))
    return f"{shift.from_time} {shift.until_time} {shift.weekdays} {closed}"


def _shift(key: str, shift: Shift) -> Row:
    return {
        "shift": key,
        "from_minute": minute_of(shift.from_time),
        "until_minute": minute_of(shift.until_time),
        "weekdays": shift.weekdays,
    }


def _rows(view: PersonView) -> dict[str, list[Row]]:
    shift = shift_key(view.shift) if view.shift else None
    return {
        "people": [{"met_as": view.met_as.value, "zones": " ".join(view.zones), "shift": shift}],
        "cluster": [{"record": record.hex} for record in sorted(view.cluster)],
        **_points_and_words(view),
        "contacts": list(_touches(view)),
    }


def _points_and_words(view: PersonView) -> dict[str, list[Row]]:
    return {
        "points": [
            {"point": each.id.hex, "rank": rank, "use": each.use.value, "ended": each.ended, "number": each.number.value}
            | {channel.value: channel in each.channels for channel in Channel}
            for rank, each in enumerate(view.points)
        ],
        "refusals": [
            {"at": to_moment(each.at), "scope": each.scope.value, "binds_person": each.binds_person, "point": _hex(each.point)}
            | {"channel": each.channel and each.channel.value}
            | _matter(each.matter)
            for each in view.refusals
        ],
        "pauses": [
            {"from_at": to_moment(each.from_at), "until_at": to_moment(each.until_at), "agreed": each.agreed, **_matter(each.matter)}
            for each in view.pauses
        ],
        "wishes": [
            {"at": to_moment(each.at), "kind": each.kind.value, "weekdays": each.weekdays, "channel": each.channel and each.channel.value}
            | {"from_minute": minute_of(each.from_time), "until_minute": minute_of(each.until_time)}
            for each in view.wishes
        ],
        "consents": [
            {"channel": each.channel.value, "given_at": to_moment(each.given_at), "withdrawn_at": maybe_moment(each.withdrawn_at)}
            | _matter(each.matter)
            for each in view.consents
        ],
        "requests": [
            {"id": each.id.hex, "at": to_moment(each.at), "purpose": each.purpose.value, **_matter(each.matter)} for each in view.requests
        ],
        "halts": [{"point": each.point.hex, "at": to_moment(each.at)} for each in view.halts],
        "promises": [
            {"id": each.id.hex, "at": to_moment(each.at), "owed_by": each.owed_by.value, "asked_by": each.asked_by.value}
            | {"from_at": to_moment(each.from_at), "due_at": to_moment(each.due_at), "tried_from": maybe_moment(each.tried_from)}
            | {"in_words": each.in_words, "point": _hex(each.point), **_matter(each.matter)}
            for each in view.promises
        ],
    }


def _touches(view: PersonView) -> Iterator[Row]:
    for part, contacts in ((CONTACTS, view.contacts), (SWITCHBOARD, view.switchboard), (PERMITS, view.permits)):
        for contact in contacts:
            yield {
                "part": part,
                "id": _hex(contact.id),
                "at": to_moment(contact.at),
                "counted_at": to_moment(contact.counted_at),
                "channel": contact.channel.value,
                "direction": contact.direction.value,
                "purpose": contact.purpose and contact.purpose.value,
                "reached": contact.reached,
                "whose": _whose(contact, view),
                "point": _hex(contact.point),
                "member": _hex(contact.member),
                **_matter(contact.matter),
            }


def _whose(contact: Contact, view: PersonView) -> str:
    if contact.person is None:
        return NOBODY
    return THEIRS if contact.person in view.cluster else OTHER


def _matter(matter: Matter) -> Row:
    return {"client": _hex(matter.client), "topic": _hex(matter.topic)}


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex
