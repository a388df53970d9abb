"""What the ledger tells about one person or one number. A merged person is read as one; what names nobody is theirs alone or nobody's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from enishi.kernel.clock import at_local
from enishi.kernel.words import Text, say
from enishi.people.hooks import Written
from enishi.touches.models import Touch, TouchOutcome
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


@dataclass(frozen=True, slots=True)
class LivedDay:
    """One day of theirs, quiet ones too."""

    day: date
    moments: tuple[Lived, ...]


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where a person's contacts are found: every id they go by, the points they hold, and touches that turned out to be theirs."""

    persons: frozenset[UUID]
    alone: frozenset[UUID]
    shared: frozenset[UUID]
    turned_out: frozenset[UUID]


def story(person_id: UUID, *, before: datetime | None = None, limit: int = 50) -> list[Knot]:
    """The thread, newest first: contacts with this person, and with numbers only they hold. Two queries.

    What turned out to have been with somebody else is told in that person's story. `before`: go on from the last knot's `at`.
    """
    reach = _reach(person_id)
    mine = Q(person__in=reach.persons) | Q(person=None, point__in=reach.alone) | Q(id__in=reach.turned_out)
    found = _theirs(_told(mine if before is None else mine & Q(at__lt=before)), reach)
    return [_knot(row) for row in found[:limit]]


def lived_days(person_id: UUID, *, days: int = 30, now: datetime, zone: str) -> list[LivedDay]:
    """Their last days as they lived them, today last: every ring, text and mail, ours and theirs. Two queries.

    A ring on a telephone they share counts as lived, and is marked, unless it is known to have been for somebody else.
    """
    reach = _reach(person_id)
    since = at_local(_first_day(days, now, zone), zone)
    found = _theirs(_told(_lived_by(reach) & Q(at__gte=since, at__lte=now)), reach).order_by("at", "id")
    return _by_day(found, reach, days=days, now=now, zone=zone)


def story_and_days(person_id: UUID, *, limit: int = 20, days: int = 30, now: datetime, zone: str) -> tuple[list[Knot], list[LivedDay]]:
    """The latest of `story`, and `lived_days`, for whoever shows both: two queries, unless contacts were very many."""
    reach = _reach(person_id)
    found = list(_theirs(_told(_lived_by(reach)), reach)[:_AT_ONCE])
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


def _lived_by(reach: _Reach) -> Q:
    return Q(person__in=reach.persons) | Q(person=None, point__in=reach.alone | reach.shared) | Q(id__in=reach.turned_out)


def _is_shared(row: Any, reach: _Reach) -> bool:
    """A telephone that others share rang, and nobody knows whom it was for."""
    return _whose(row) is None and row.point_id in reach.shared


def _by_day(found: Iterable[Any], reach: _Reach, *, days: int, now: datetime, zone: str) -> list[LivedDay]:
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
    which = Q()
    if person_id is not None:
        reach = _reach(person_id)
        which |= Q(person__in=reach.persons) | Q(person=None, point__in=reach.alone)
    if point_id is not None:
        which |= Q(point=point_id)
    if not which:
        return None
    row = _told(which & Q(direction="out")).first()
    return _knot(row) if row else None


def written_between(person_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Knot]:
    """Contacts recorded for these very persons in that time, whenever they took place: what an undone merge leaves with them."""
    return [_knot(row) for row in _told(Q(person__in=person_ids, recorded_at__gte=since, recorded_at__lte=until))]


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
    UNION ALL
    SELECT 'touch', touch_id FROM touches_touchoutcome WHERE person_id IN (SELECT id FROM cluster)
"""


def _reach(person_id: UUID) -> _Reach:
    found: dict[str, set[UUID]] = {"person": {person_id}, "alone": set(), "shared": set(), "touch": set()}
    given = person_id if connection.vendor == "postgresql" else person_id.hex
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [given] * 2)
        for sort, value in cursor.fetchall():
            found[sort].add(value if isinstance(value, UUID) else UUID(value))
    return _Reach(*(frozenset(found[sort]) for sort in ("person", "alone", "shared", "touch")))


def _told(which: Q) -> "QuerySet[Touch, Any]":
    """Touches with all that is told of them, newest first; one query."""
    latest = TouchOutcome.objects.filter(touch=OuterRef("pk")).order_by("-id")
    return (
        Touch.objects.filter(which)
        .annotate(
            outcome=Subquery(latest.values("code")[:1]),
            spoke=Subquery(latest.values("reached")[:1]),
            turned_out=Subquery(latest.values("person_id")[:1]),
        )
        .order_by("-at", "-id")
        .values_list(*_COLUMNS, "outcome", "spoke", "turned_out", named=True)
    )


def _theirs(found: "QuerySet[Touch, Any]", reach: _Reach) -> "QuerySet[Touch, Any]":
    """Without what turned out to have been with somebody else."""
    as_written = Q(person=None) | Q(person__in=reach.persons)
    return found.filter(Q(turned_out__in=reach.persons) | (Q(turned_out=None) & as_written))


_COLUMNS = (
    "id",
    "at",
    "channel",
    "direction",
    "purpose",
    "ring_seconds",
    "talk_seconds",
    "person_id",
    "point_id",
    "point__value",
    "member_id",
    "member__name",
    "own_number__e164",
    "client_id",
    "client__name",
    "topic__name",
    "words__text",
    "words__erased_at",
    "outside_gate",
    "source",
)


def _whose(row: Any) -> UUID | None:
    return row.turned_out or row.person_id  # type: ignore[no-any-return]  # a row of values_list


def _knot(row: Any) -> Knot:
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
        point=row.point__value or "",
        member_id=row.member_id,
        member=row.member__name or "",
        own_number=row.own_number__e164 or "",
        client_id=row.client_id,
        client=row.client__name or "",
        topic=row.topic__name or "",
        words=row.words__text or "",
        words_erased=row.words__erased_at is not None,
        outside_gate=row.outside_gate,
        source=row.source,
    )


def _lived(row: Any, zone: str, *, shared: bool) -> Lived:
    return Lived(
        at=row.at.astimezone(ZoneInfo(zone)),
        channel=row.channel,
        direction=row.direction,
        reached=bool(row.spoke),
        outcome=row.outcome or "unknown",
        ring_seconds=row.ring_seconds,
        talk_seconds=row.talk_seconds,
        own_number=row.own_number__e164 or "",
        member=row.member__name or "",
        shared=shared,
    )
