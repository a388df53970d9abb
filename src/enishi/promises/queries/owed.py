"""What is owed, with the names and words a page needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.kernel.database import as_id, from_moment, maybe_id, maybe_moment, rows
from enishi.kernel.words import Text
from enishi.people.hooks import Written
from enishi.promises import rules
from enishi.promises.models import Promise

_OPEN = "p.kept_at IS NULL AND p.withdrawn_at IS NULL"
_CLOSED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """One promise as a page or a program shows it. `person_id` is canonical; None: only the number is known."""

    id: UUID
    kind: str
    owed_by: str
    asked_by: str
    person_id: UUID | None
    person_name: str
    honorific: str
    point_id: UUID | None
    point_value: str
    owner_id: UUID | None
    owner_name: str
    client_id: UUID | None
    topic_id: UUID | None
    about: str
    phrase: str
    began_at: datetime
    from_at: datetime
    due_at: datetime
    made_at: datetime
    made_from_id: UUID | None
    raised: int
    raised_at: datetime | None
    attempts: int
    kept_at: datetime | None
    kept_by_id: UUID | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    replaced_by_id: UUID | None

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.withdrawn_at is None

    @property
    def is_our_plan(self) -> bool:
        """Nobody was given our word: we mean to, by ourselves."""
        return self.owed_by == "us" and self.asked_by == "us" and self.kind != "missed_call"

    @property
    def attempts_left(self) -> int:
        """How many more attempts their request is worth; 0 for a promise made by us alone."""
        return max(rules.ATTEMPTS_PER_REQUEST - self.attempts, 0) if self.asked_by == "person" else 0

    def reason(self, now: datetime) -> Text:
        """Why it is on the list."""
        return rules.reason(kind=self.kind, promise=self, now=now)

    def clock(self, now: datetime) -> Text:
        """How its clock stands."""
        return rules.clock(self, now)

    def is_late(self, now: datetime) -> bool:
        """We are late with it, or were when we kept it."""
        return self.owed_by == "us" and self.withdrawn_at is None and (self.kept_at or now) > self.due_at

    def is_urgent(self) -> bool:
        """They rang again within minutes."""
        return rules.is_urgent(self)

    def closing(self) -> Text:
        """Why it was withdrawn."""
        return rules.closing(self.withdrawn_because)


def due(*, member_id: UUID | None = None, now: datetime, until: datetime) -> list[Owed]:
    """Open promises of ours that begin by `until`, and theirs whose time has passed, in the order that serves people.

    `member_id`: that member's and nobody's; None: everyone's. One query.
    """
    wanted = f"{_OPEN} AND ((p.owed_by = 'us' AND p.from_at <= %s) OR (p.owed_by = 'them' AND p.due_at < %s))"
    params: list[Any] = [from_moment(until), from_moment(now)]
    if member_id is not None:
        wanted += " AND (p.owner_id = %s OR p.owner_id IS NULL)"
        params.append(member_id)
    return rules.in_order(_owed(wanted, params), now)


def of_person(person_id: UUID) -> list[Owed]:
    """A person's promises (the whole cluster's, and those of numbers they hold that name nobody): open by time, then closed, latest first.

    Three queries at most.
    """
    cluster = _ids(_CLUSTER, [person_id, person_id]) or [person_id]
    return of_cluster(cluster, _ids(_HELD.format(_marks(cluster)), cluster))


def of_cluster(cluster: Sequence[UUID], points: Sequence[UUID]) -> list[Owed]:
    """The same for somebody of whom every id and the numbers they hold are at hand. One query."""
    wanted = f"p.person_id IN ({_marks(cluster)})"
    if points:
        wanted += f" OR (p.person_id IS NULL AND p.point_id IN ({_marks(points)}))"
    found = _owed(wanted, [*cluster, *points])
    opened = sorted((promise for promise in found if promise.is_open), key=lambda promise: promise.due_at)
    closed = sorted((promise for promise in found if not promise.is_open), key=_closed_at, reverse=True)
    return [*opened, *closed[:_CLOSED_SHOWN]]


def of_member(member_id: UUID) -> list[Owed]:
    """All that is open and this member's to keep, or waits for them to be called, soonest first. One query."""
    return sorted(_owed(f"{_OPEN} AND p.owner_id = %s", [member_id]), key=lambda promise: promise.due_at)


def of_number(point_id: UUID) -> list[Owed]:
    """What is open with a number of which nobody knows whose it is, soonest first. One query."""
    return sorted(_owed(f"{_OPEN} AND p.person_id IS NULL AND p.point_id = %s", [point_id]), key=lambda promise: promise.due_at)


def one(promise_id: UUID) -> Owed | None:
    """One promise."""
    return next(iter(_owed("p.id = %s", [promise_id])), None)


def written_meanwhile(person_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Written]:
    """Promises made to these persons in that time, for `people.hooks.written_meanwhile`."""
    rows = Promise.objects.filter(person__in=person_ids, made_at__gte=since, made_at__lte=until).order_by("made_at")
    return [Written(row.person_id, row.made_at, rules.name(row.kind), row.id) for row in rows if row.person_id]


def _closed_at(promise: Owed) -> datetime:
    return promise.kept_at or promise.withdrawn_at or promise.made_at


def _ids(sql: str, params: Sequence[UUID]) -> list[UUID]:
    return [as_id(row[0]) for row in rows(sql, params)]


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


_CLUSTER = """
SELECT id FROM people_person
WHERE id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
   OR canonical_id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
"""
_HELD = "SELECT DISTINCT point_id FROM people_holding WHERE ended_on IS NULL AND person_id IN ({})"
# Plain SQL, in the order of `Owed`: a person's page waits for it
_OWED = """
SELECT p.id, p.kind, p.owed_by, p.asked_by, c.id, c.name, c.honorific, p.point_id,
       (SELECT value FROM people_contactpoint WHERE id = p.point_id),
       p.owner_id, (SELECT name FROM team_member WHERE id = p.owner_id),
       p.client_id, p.topic_id, p.about, p.phrase,
       p.began_at, p.from_at, p.due_at, p.made_at, p.made_from_id,
       p.raised, p.raised_at, (SELECT COUNT(*) FROM promises_promiseattempt a WHERE a.promise_id = p.id),
       p.kept_at, p.kept_by_id, p.withdrawn_at, p.withdrawn_because, p.replaced_by_id
FROM promises_promise p
LEFT JOIN people_person q ON q.id = p.person_id
LEFT JOIN people_person c ON c.id = COALESCE(q.canonical_id, q.id)
WHERE {wanted}
"""
_IDS = {"id", "person_id", "point_id", "owner_id", "client_id", "topic_id", "made_from_id", "kept_by_id", "replaced_by_id"}
_MOMENTS = {"began_at", "from_at", "due_at", "made_at", "raised_at", "kept_at", "withdrawn_at"}
_NAMES = {"person_name", "honorific", "point_value", "owner_name"}


def _owed(wanted: str, params: Sequence[Any]) -> list[Owed]:
    return [_as_owed(row) for row in rows(_OWED.format(wanted=wanted), params)]


def _as_owed(row: Sequence[Any]) -> Owed:
    return Owed(*(read(value) for read, value in zip(_READ, row, strict=True)))


def _reading(name: str) -> Callable[[Any], Any]:
    if name in _IDS:
        return maybe_id
    if name in _MOMENTS:
        return maybe_moment
    return (lambda value: value or "") if name in _NAMES else (lambda value: value)


_READ = tuple(_reading(field.name) for field in fields(Owed))
