"""Everything that stands of what a person told us, in one query over seven tables."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from enishi.consideration.rules.view import Consent, Halt, Matter, Pause, Promise, Refusal, Request, Wish
from enishi.consideration.rules.vocabulary import Channel, Purpose, Scope, Side, WishKind
from enishi.kernel.database import as_clock, as_id, as_moment, is_postgres, maybe_id, maybe_moment, rows


class Hashed(Protocol):
    """A point with the hash that a refusal of it would carry."""

    @property
    def id(self) -> UUID: ...
    @property
    def hash(self) -> str: ...


class _Row(NamedTuple):
    """One record of any table; what a table lacks is NULL."""

    table: str
    id: Any
    at: Any
    until: Any
    person: Any
    point: Any
    hash: str | None
    word: str | None
    other_word: str | None
    client: Any
    topic: Any
    number: int | None
    from_time: Any
    until_time: Any
    due: Any
    tried: Any

    @property
    def matter(self) -> Matter:
        return Matter(maybe_id(self.client), maybe_id(self.topic))


# PostgreSQL takes the types of a union from its first part
_REFUSALS = """
SELECT 'refusal', id, at, CAST(NULL AS timestamp with time zone), person_id, point_id, point_hash, scope, channel, client_id, topic_id,
       CAST(NULL AS integer), CAST(NULL AS time), CAST(NULL AS time),
       CAST(NULL AS timestamp with time zone), CAST(NULL AS timestamp with time zone)
FROM consideration_refusal WHERE lifted_at IS NULL AND ({bound})
"""
_OTHERS = """
UNION ALL
SELECT 'pause', id, from_at, until_at, person_id, NULL, NULL, NULL, NULL, client_id, topic_id,
       CASE WHEN agreed THEN 1 ELSE 0 END, NULL, NULL, NULL, NULL
FROM consideration_pause WHERE ended_at IS NULL AND person_id IN ({people})
UNION ALL
SELECT 'wish', id, at, NULL, person_id, NULL, NULL, kind, channel, NULL, NULL, weekdays, from_time, until_time, NULL, NULL
FROM consideration_wish WHERE ended_at IS NULL AND person_id IN ({people})
UNION ALL
SELECT 'consent', id, at, withdrawn_at, person_id, NULL, NULL, NULL, channel, client_id, topic_id, NULL, NULL, NULL, NULL, NULL
FROM consideration_consent WHERE person_id IN ({people})
UNION ALL
SELECT 'request', id, at, NULL, person_id, NULL, NULL, purpose, NULL, client_id, topic_id, NULL, NULL, NULL, NULL, NULL
FROM consideration_request WHERE withdrawn_at IS NULL AND person_id IN ({people})
UNION ALL
SELECT 'promise', id, {first_made}, from_at, person_id, point_id, NULL, owed_by, asked_by, client_id, topic_id,
       CASE WHEN kind = 'missed_call' THEN 0 ELSE 1 END, NULL, NULL, due_at, {first_from}
FROM promises_promise p WHERE kept_at IS NULL AND withdrawn_at IS NULL AND {promised}
"""
_HALTS = """
UNION ALL
SELECT 'halt', h.id, h.at, NULL, h.person_id, h.point_id, t.refusal_hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM consideration_halt h JOIN people_contactpoint t ON t.id = h.point_id
WHERE h.looked_at IS NULL AND t.id IN (SELECT id FROM people_contactpoint WHERE id IN ({points}) OR refusal_hash IN ({hashes}))
"""
# The same number, written down anew after an erasure: the telephone that rang then rings now
_TWINS = """
UNION ALL
SELECT 'twin', id, erased_at, NULL, NULL, id, refusal_hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM people_contactpoint WHERE erased_at IS NOT NULL AND refusal_hash IN ({hashes})
"""
# A promise that took another's place asks for nothing that the first did not ask for
_FIRST = """
(WITH RECURSIVE earlier(id, made_at, from_at) AS (
   SELECT p.id, p.made_at, p.from_at
   UNION ALL SELECT q.id, q.made_at, q.from_at FROM promises_promise q JOIN earlier ON q.replaced_by_id = earlier.id)
 SELECT MIN({column}) FROM earlier)
"""
_FIRST_MADE, _FIRST_FROM = _FIRST.format(column="made_at"), _FIRST.format(column="from_at")


def read(people: Sequence[UUID], points: Sequence[UUID], hashes: Sequence[str]) -> "Told":
    """What these people said, and what was said of these points, by whomever."""
    bound, promised = [f"person_id IN ({marks(people)})"], f"person_id IN ({marks(people)})"
    params: list[Any] = [*people]
    if points:
        bound.append(f"point_id IN ({marks(points)})")
        params += points
    if hashes:
        bound.append(f"point_hash IN ({marks(hashes)})")
        params += hashes
    params += [*people] * 5
    if points:
        promised = f"({promised} OR (person_id IS NULL AND point_id IN ({marks(points)})))"
        params += points
    sql = _REFUSALS.format(bound=" OR ".join(bound))
    sql += _OTHERS.format(people=marks(people), promised=promised, first_made=_FIRST_MADE, first_from=_FIRST_FROM)
    if points:
        sql += _HALTS.format(points=marks(points), hashes=marks(hashes) or "NULL")
        params += [*points, *hashes]
    if hashes:
        sql += _TWINS.format(hashes=marks(hashes))
        params += hashes
    return Told([_Row(*row) for row in rows(sql, params)], frozenset(people))


class Told:
    """The records, by kind, as the view wants them. Points are given in the order in which we try them: those that stand first."""

    def __init__(self, found: Iterable[_Row], people: frozenset[UUID]) -> None:
        self._found, self._people = list(found), people

    def asked_at(self) -> list[datetime]:
        """When they asked for what is still open: attempts since then count, however long ago it was."""
        return [as_moment(row.at) for table in ("request", "promise") for row in self._of(table)]

    def refusals(self, points: Sequence[Hashed]) -> tuple[Refusal, ...]:
        by_hash = _by_hash(points)
        return tuple(
            Refusal(
                at=as_moment(row.at),
                scope=Scope(row.word or ""),
                binds_person=maybe_id(row.person) in self._people,
                point=by_hash.get(row.hash or "") or maybe_id(row.point),
                matter=row.matter,
                channel=_channel(row.other_word),
            )
            for row in self._of("refusal")
        )

    def pauses(self) -> tuple[Pause, ...]:
        return tuple(Pause(as_moment(row.at), as_moment(row.until), row.matter, bool(row.number)) for row in self._of("pause"))

    def wishes(self) -> tuple[Wish, ...]:
        return tuple(
            Wish(
                at=as_moment(row.at),
                kind=WishKind(row.word or ""),
                weekdays=row.number or 0,
                from_time=as_clock(row.from_time),
                until_time=as_clock(row.until_time),
                channel=_channel(row.other_word),
            )
            for row in self._of("wish")
        )

    def consents(self) -> tuple[Consent, ...]:
        return tuple(
            Consent(Channel(row.other_word or ""), as_moment(row.at), maybe_moment(row.until), row.matter) for row in self._of("consent")
        )

    def requests(self) -> tuple[Request, ...]:
        return tuple(Request(as_id(row.id), as_moment(row.at), Purpose(row.word or ""), row.matter) for row in self._of("request"))

    def halts(self, points: Sequence[Hashed]) -> tuple[Halt, ...]:
        """What the carrier said of a number holds when the number comes back after an erasure."""
        by_hash = _by_hash(points)
        return tuple(Halt(by_hash.get(row.hash or "") or as_id(row.point), as_moment(row.at)) for row in self._of("halt"))

    def twins(self, points: Sequence[Hashed]) -> dict[UUID, UUID]:
        """Points of these numbers that were erased, and which of `points` each is today."""
        by_hash, known = _by_hash(points), {point.id for point in points}
        return {twin: by_hash[row.hash or ""] for row in self._of("twin") if (twin := as_id(row.id)) not in known}

    def promises(self) -> tuple[Promise, ...]:
        return tuple(
            Promise(
                id=as_id(row.id),
                # A ring asks for an answer from when it rang, whenever a log told us of it
                at=as_moment(row.at) if row.number else min(as_moment(row.at), as_moment(row.tried)),
                owed_by=Side(row.word or ""),
                asked_by=Side.US if row.other_word == "us" else Side.THEM,
                from_at=as_moment(row.until),
                due_at=as_moment(row.due),
                matter=row.matter,
                in_words=bool(row.number),
                tried_from=as_moment(row.tried),
                point=None if row.person else maybe_id(row.point),
            )
            for row in self._of("promise")
        )

    def _of(self, table: str) -> Iterator[_Row]:
        return (row for row in self._found if row.table == table)


def _by_hash(points: Sequence[Hashed]) -> dict[str, UUID]:
    """A number held before an erasure and again since is two points with one hash: what binds the hash binds the one that stands."""
    return {point.hash: point.id for point in reversed(points) if point.hash}


def marks(values: Sequence[object]) -> str:
    """The placeholders for as many values."""
    return ", ".join(["%s"] * len(values))


def as_param(moment: datetime) -> datetime | str:
    """A moment as this engine compares it: SQLite keeps it as text, without its zone."""
    return moment if is_postgres() else moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _channel(value: str | None) -> Channel | None:
    return Channel(value) if value else None
