"""What the ledger tells about one person or one number. A merged person is read as one; what names nobody is theirs alone or nobody's."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.kernel.clock import at_local
from enishi.kernel.database import as_id, as_moment, from_moment, maybe_id, rows
from enishi.kernel.words import Text, say
from enishi.people.hooks import Written
from enishi.touches.rules import OUTCOMES


@dataclass(frozen=True, slots=True)
class Knot:
    """One contact in the thread, with its outcome as we know it now."""

    id: UUID
    at: datetime
    channel: str
    direction: str
    purpose: str
    outcome: str
    reached: bool
    ring_seconds: int | None
    talk_seconds: int | None
    # None: we know the number only
    person_id: UUID | None
    point_id: UUID | None
    point: str
    member_id: UUID | None
    member: str
    own_number: str
    client_id: UUID | None
    client: str
    topic: str
    words: str
    words_erased: bool
    outside_gate: bool
    source: str
    # Whose telephone it is (`ContactPoint.Use`)
    point_use: str = ""
    # On a telephone that others share, and nobody knows with whom
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Lived:
    """One contact as the person lived it. `at` is on the wall clock of the zone asked for."""

    at: datetime
    channel: str
    direction: str
    reached: bool
    outcome: str
    ring_seconds: int | None
    talk_seconds: int | None
    own_number: str
    member: str
    # A telephone that others share rang, and nobody knows whom it was for
    shared: bool
    point_use: str = ""


@dataclass(frozen=True, slots=True)
class LivedDay:
    """One day of theirs, quiet ones too."""

    day: date
    moments: tuple[Lived, ...]


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where a person's contacts are found: every id they go by, and the points they hold alone or with others."""

    persons: frozenset[UUID]
    alone: frozenset[UUID]
    shared: frozenset[UUID]


class _Row(NamedTuple):
    """A touch with all that is told of it, as the engine gave it."""

    id: Any
    at: Any
    channel: str
    direction: str
    purpose: str
    ring_seconds: int | None
    talk_seconds: int | None
    person_id: Any
    point_id: Any
    point: str | None
    point_use: str | None
    member_id: Any
    member: str | None
    own_number: str | None
    client_id: Any
    client: str | None
    topic: str | None
    words: str | None
    words_erased_at: Any
    outside_gate: Any
    source: str
    outcome: str | None
    spoke: Any
    turned_out: Any


def story(person_id: UUID, *, before: datetime | None = None, limit: int = 50, with_shared: bool = False) -> list[Knot]:
    """The thread, newest first: contacts with this person, and with numbers only they hold. Two queries.

    What turned out to have been with somebody else is told in that person's story. `before`: go on from the last knot's `at`.
    `with_shared`: also those on a telephone they share of which nobody knows with whom, marked; the same that `lived_days` counts.
    """
    reach = _reach(person_id)
    until = [] if before is None else [("t.at < %s", before)]
    points = reach.alone | reach.shared if with_shared else reach.alone
    found = _told(_contacts_of(reach, points), *until, _theirs(reach), limit=limit)
    return [_knot(row, shared=_is_shared(row, reach)) for row in found]


def of_number(point_id: UUID, *, limit: int = 100) -> list[Knot]:
    """The latest contacts with this number of which nobody knows whom they were with, newest first. One query."""
    found = _told([(_OF_NOBODY_AT, {point_id})], limit=limit)
    return [_knot(row) for row in found if _whose(row) is None]


def lived_days(person_id: UUID, *, days: int = 30, now: datetime, zone: str) -> list[LivedDay]:
    """Their last days as they lived them, today last: every ring, text and mail, ours and theirs. Two queries.

    A ring on a telephone they share counts as lived, and is marked, unless it is known to have been for somebody else.
    """
    reach = _reach(person_id)
    since = at_local(_first_day(days, now, zone), zone)
    within = [("t.at >= %s", since), ("t.at <= %s", now)]
    found = _told(_contacts_of(reach, reach.alone | reach.shared), *within, _theirs(reach))
    return _by_day(reversed(found), reach, days=days, now=now, zone=zone)


def story_and_days(person_id: UUID, *, limit: int = 20, days: int = 30, now: datetime, zone: str) -> tuple[list[Knot], list[LivedDay]]:
    """The latest of `story`, and `lived_days`, for whoever shows both: two queries, unless contacts were very many."""
    reach = _reach(person_id)
    found = _told(_contacts_of(reach, reach.alone | reach.shared), _theirs(reach), limit=_AT_ONCE)
    since = at_local(_first_day(days, now, zone), zone)
    mine = [row for row in found if not _is_shared(row, reach)][:limit]
    if len(found) == _AT_ONCE and (len(mine) < limit or found[-1].at >= since):
        return story(person_id, limit=limit), lived_days(person_id, days=days, now=now, zone=zone)
    lately = (row for row in reversed(found) if since <= row.at <= now)
    return [_knot(row) for row in mine], _by_day(lately, reach, days=days, now=now, zone=zone)


# Enough for a month of nearly everybody's
_AT_ONCE = 100


def _first_day(days: int, now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date() - timedelta(days=days - 1)


def _is_shared(row: _Row, reach: _Reach) -> bool:
    """A telephone that others share rang, and nobody knows whom it was for."""
    return _whose(row) is None and row.point_id in reach.shared


def _by_day(found: Iterable[_Row], reach: _Reach, *, days: int, now: datetime, zone: str) -> list[LivedDay]:
    first = _first_day(days, now, zone)
    by_day: dict[date, list[Lived]] = {first + timedelta(days=ahead): [] for ahead in range(days)}
    for row in found:
        lived = _lived(row, zone, shared=_is_shared(row, reach))
        by_day[lived.at.date()].append(lived)
    return [LivedDay(day, tuple(moments)) for day, moments in by_day.items()]


def last_outbound(*, person_id: UUID | None = None, point_id: UUID | None = None) -> Knot | None:
    """Who of us contacted them last, and why: what somebody who rings an unknown number back is asking. At most two queries.

    By the person, by the number (whoever of its holders it was for), or by either if both are given.
    """
    places: list[_Place] = []
    if person_id is not None:
        reach = _reach(person_id)
        places += [(_OF_PERSONS, reach.persons), (_OF_NOBODY_AT, reach.alone)]
    if point_id is not None:
        places.append((_AT, {point_id}))
    found = _told(places, ("t.direction = %s", "out"), limit=1)
    return _knot(found[0]) if found else None


def written_between(person_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Knot]:
    """Contacts recorded for these very persons in that time, whenever they took place: what an undone merge leaves with them."""
    within = [("t.recorded_at >= %s", since), ("t.recorded_at <= %s", until)]
    return [_knot(row) for row in _told([(_OF_PERSONS, person_ids)], *within)]


def written_meanwhile(person_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Written]:
    """The same as sentences, for `people.hooks.written_meanwhile`."""
    found = written_between(person_ids, since, until)
    return [Written(knot.person_id, knot.at, _as_sentence(knot), knot.id) for knot in found if knot.person_id]


def _as_sentence(knot: Knot) -> Text:
    name = OUTCOMES.get(knot.outcome, OUTCOMES["unknown"]).name
    return say("連絡の記録({outcome})", "Contact ({outcome})", outcome=name)


_REACH = """
    WITH cluster AS (
        SELECT id FROM people_person
        WHERE id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
           OR canonical_id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
    ), held AS (
        SELECT DISTINCT point_id FROM people_holding WHERE ended_on IS NULL AND person_id IN (SELECT id FROM cluster)
    )
    SELECT 'person', id FROM cluster
    UNION ALL
    SELECT CASE WHEN EXISTS (
        SELECT 1 FROM people_holding other
        WHERE other.point_id = held.point_id AND other.ended_on IS NULL AND other.person_id NOT IN (SELECT id FROM cluster)
    ) THEN 'shared' ELSE 'alone' END, point_id FROM held
"""


def _reach(person_id: UUID) -> _Reach:
    found: dict[str, set[UUID]] = {"person": {person_id}, "alone": set(), "shared": set()}
    for sort, value in rows(_REACH, [person_id] * 2):
        found[sort].add(as_id(value))
    return _Reach(*(frozenset(found[sort]) for sort in ("person", "alone", "shared")))


# Each part is one look into an index. The CASE keeps planners from the index of persons, where "nobody" is the commonest of all.
_OF_PERSONS = "SELECT id FROM touches_touch WHERE person_id IN ({})"
_OF_NOBODY_AT = "SELECT id FROM touches_touch WHERE point_id IN ({}) AND CASE WHEN person_id IS NULL THEN 1 ELSE 0 END = 1"
_AT = "SELECT id FROM touches_touch WHERE point_id IN ({})"
_TURNED_OUT = "SELECT touch_id FROM touches_touchoutcome WHERE person_id IN ({})"
_Place = tuple[str, Collection[UUID]]
_Condition = tuple[str, "datetime | str | Sequence[UUID]"]
# MATERIALIZED: PostgreSQL must begin with the few touches that are meant, or it joins everybody's first. Names are asked for one by
# one: the more tables are joined, the longer it thinks about their order, which here took longer than the answer.
_TOLD = """
WITH meant(id) AS MATERIALIZED ({places})
SELECT t.id, t.at, t.channel, t.direction, t.purpose, t.ring_seconds, t.talk_seconds, t.person_id,
       t.point_id, (SELECT value FROM people_contactpoint WHERE id = t.point_id),
       (SELECT use FROM people_contactpoint WHERE id = t.point_id),
       t.member_id, (SELECT name FROM team_member WHERE id = t.member_id),
       (SELECT e164 FROM team_ownnumber WHERE id = t.own_number_id),
       t.client_id, (SELECT name FROM team_client WHERE id = t.client_id),
       (SELECT name FROM team_topic WHERE id = t.topic_id),
       w.text, w.erased_at, t.outside_gate, t.source, o.code, o.reached, o.person_id
FROM meant
JOIN touches_touch t ON t.id = meant.id
LEFT JOIN touches_touchoutcome o ON o.id = (
    SELECT x.id FROM touches_touchoutcome x WHERE x.touch_id = t.id ORDER BY x.id DESC LIMIT 1)
LEFT JOIN touches_touchwords w ON w.touch_id = t.id
WHERE 1 = 1{conditions}
ORDER BY t.at DESC, t.id DESC
"""


def _contacts_of(reach: _Reach, points: Collection[UUID]) -> list[_Place]:
    return [(_OF_PERSONS, reach.persons), (_OF_NOBODY_AT, points), (_TURNED_OUT, reach.persons)]


def _theirs(reach: _Reach) -> _Condition:
    """Without what turned out to have been with somebody else."""
    return "COALESCE(o.person_id, t.person_id) IS NULL OR COALESCE(o.person_id, t.person_id) IN ({})", list(reach.persons)


def _told(places: Iterable[_Place], *conditions: _Condition, limit: int | None = None) -> list[_Row]:
    """The touches of these places, newest first; one query. Plain SQL: a person's page waits for it."""
    asked = [(sql.format(_marks(ids)), list(ids)) for sql, ids in places if ids]
    if not asked:
        return []
    params: list[Any] = [each for _, ids in asked for each in ids]
    sql = _TOLD.format(places=" UNION ".join(part for part, _ in asked), conditions="".join(_also(*each) for each in conditions))
    for _, value in conditions:
        params += value if isinstance(value, list) else [from_moment(value) if isinstance(value, datetime) else value]
    return [_read(row) for row in rows(sql if limit is None else f"{sql} LIMIT {limit:d}", params)]


def _also(sql: str, value: object) -> str:
    return f" AND ({sql.format(_marks(value)) if isinstance(value, list) else sql})"


def _marks(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _read(row: Sequence[Any]) -> _Row:
    found = _Row(*row)
    return found._replace(
        id=as_id(found.id),
        at=as_moment(found.at),
        person_id=maybe_id(found.person_id),
        point_id=maybe_id(found.point_id),
        member_id=maybe_id(found.member_id),
        client_id=maybe_id(found.client_id),
        turned_out=maybe_id(found.turned_out),
    )


def _whose(row: _Row) -> UUID | None:
    whose: UUID | None = row.turned_out or row.person_id
    return whose


def _knot(row: _Row, *, shared: bool = False) -> Knot:
    return Knot(
        id=row.id,
        at=row.at,
        channel=row.channel,
        direction=row.direction,
        purpose=row.purpose,
        outcome=row.outcome or "unknown",
        reached=bool(row.spoke),
        ring_seconds=row.ring_seconds,
        talk_seconds=row.talk_seconds,
        person_id=_whose(row),
        point_id=row.point_id,
        point=row.point or "",
        member_id=row.member_id,
        member=row.member or "",
        own_number=row.own_number or "",
        client_id=row.client_id,
        client=row.client or "",
        topic=row.topic or "",
        words=row.words or "",
        words_erased=row.words_erased_at is not None,
        outside_gate=bool(row.outside_gate),
        source=row.source,
        point_use=row.point_use or "",
        shared=shared,
    )


def _lived(row: _Row, zone: str, *, shared: bool) -> Lived:
    return Lived(
        at=row.at.astimezone(ZoneInfo(zone)),
        channel=row.channel,
        direction=row.direction,
        reached=bool(row.spoke),
        outcome=row.outcome or "unknown",
        ring_seconds=row.ring_seconds,
        talk_seconds=row.talk_seconds,
        own_number=row.own_number or "",
        member=row.member or "",
        shared=shared,
        point_use=row.point_use or "",
    )
