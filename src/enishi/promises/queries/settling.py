"""Everything the settling rules need to know about some touches, in a handful of queries however many touches there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from enishi.kernel.business import is_holiday
from enishi.kernel.database import as_clock, as_day, rows
from enishi.people.models import Person
from enishi.promises.models import Promise, PromiseAttempt
from enishi.promises.queries.sifting import able_to_matter
from enishi.promises.rules import Contact, Hours, Pledge
from enishi.promises.rules.values import WORTH_A_CALL_BACK
from enishi.team.models import Team
from enishi.touches.models import Touch, TouchOutcome

# A row for every day we are closed, one if there is none
_HOURS = """
SELECT team.zone, team.opens_at, team.closes_at, closed.day FROM (SELECT 1 AS one) one
LEFT JOIN team_team team ON team.id = 1 LEFT JOIN team_closedday closed ON 1 = 1
"""
_OPEN = Q(kept_at=None, withdrawn_at=None)
_SUNDAY = 6
_CONTACT = (
    "id",
    "at",
    "recorded_at",
    "direction",
    "channel",
    "person_id",
    "person__canonical_id",
    "point_id",
    "client_id",
    "topic_id",
    "member_id",
    "own_number__member_id",
    "outcomes__code",
    "outcomes__reached",
    "outcomes__person_id",
    "outcomes__person__canonical_id",
)
_PLEDGE = (
    "id",
    "kind",
    "owed_by",
    "asked_by",
    "person_id",
    "person__canonical_id",
    "point_id",
    "client_id",
    "topic_id",
    "owner_id",
    "made_from_id",
    "replaces__id",
    "made_at",
    "began_at",
    "from_at",
    "due_at",
    "raised",
    "raised_at",
    "kept_at",
    "kept_by_id",
    "withdrawn_at",
    "withdrawn_because",
)


@dataclass(frozen=True, slots=True)
class Known:
    """The promises in question and every contact that bears on them."""

    pledges: tuple[Pledge, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class _Callers:
    """The people (canonical) and the numbers that several hold, whose promises may change."""

    persons: frozenset[UUID]
    points: frozenset[UUID]


def known(touch_ids: Sequence[UUID], now: datetime) -> Known | None:
    """What settling these touches needs; None when they can change no promise (one query then, for an old log)."""
    may_matter = able_to_matter(touch_ids, now)
    if not may_matter:
        return None
    fresh, corrected = _contacts(Q(id__in=may_matter))
    cluster = _cluster({contact.person for contact in fresh} - {None})
    since = min(now - WORTH_A_CALL_BACK, *(contact.at for contact in fresh))
    owed = pledges(Q(id__in=_in_question(cluster, fresh, since)))
    callers = _callers(fresh, corrected, owed, now)
    if not callers.persons and not callers.points:
        return None
    return Known(owed, _history(callers, cluster, owed, since, fresh))


def hours() -> Hours:
    """When somebody is at our telephones: not on Sundays, holidays and the days the team is closed."""
    found = rows(_HOURS, [])
    zone, opens_at, closes_at, _ = found[0]
    closed = frozenset(as_day(day) for *_, day in found if day)
    unsaid = Team()
    return Hours(
        zone=zone or unsaid.zone,
        opens_at=as_clock(opens_at) or unsaid.opens_at,
        closes_at=as_clock(closes_at) or unsaid.closes_at,
        is_closed_on=lambda day: day.weekday() == _SUNDAY or day in closed or is_holiday(day),
    )


def pledges(which: Q) -> tuple[Pledge, ...]:
    """Promises as the rules see them, persons canonical; two queries."""
    rows = list(Promise.objects.filter(which).values_list(*_PLEDGE, named=True))
    tried: dict[UUID, set[UUID]] = {}
    if rows:
        attempts = PromiseAttempt.objects.filter(promise__in=[row.id for row in rows])
        for promise_id, touch_id in attempts.values_list("promise_id", "touch_id"):
            tried.setdefault(promise_id, set()).add(touch_id)
    return tuple(_pledge(row, frozenset(tried.get(row.id, ()))) for row in rows)


def contacts(which: Q) -> list[Contact]:
    """Touches as the rules see them; one query."""
    return _contacts(which)[0]


def _contacts(which: Q) -> tuple[list[Contact], set[UUID]]:
    """Touches with their latest outcome, and which of them were said to have ended otherwise before; one query."""
    latest: dict[UUID, Contact] = {}
    corrected: set[UUID] = set()
    # A touch without an outcome comes once, one with several as often: the last stays
    for row in Touch.objects.filter(which).order_by(F("outcomes__id").asc()).values_list(*_CONTACT):
        if row[0] in latest:
            corrected.add(row[0])
        latest[row[0]] = _contact(*row)
    return list(latest.values()), corrected


def _contact(  # noqa: PLR0917 - a row of the query above, a thousand times a second
    touch: UUID,
    at: datetime,
    recorded_at: datetime,
    direction: str,
    channel: str,
    person: UUID | None,
    whole: UUID | None,
    point: UUID | None,
    client: UUID | None,
    topic: UUID | None,
    member: UUID | None,
    line: UUID | None,
    code: str | None,
    reached: bool | None,
    with_person: UUID | None,
    with_whole: UUID | None,
) -> Contact:
    theirs = with_whole or with_person or whole or person
    # A telephone whose clock is ahead would answer rings that are yet to come
    return Contact(touch, min(at, recorded_at), direction, channel, code or "", bool(reached), theirs, point, client, topic, member or line)


def _pledge(row: Any, attempts: frozenset[UUID]) -> Pledge:
    return Pledge(
        id=row.id,
        kind=row.kind,
        owed_by=row.owed_by,
        asked_by=row.asked_by,
        began_at=row.began_at,
        from_at=row.from_at,
        due_at=row.due_at,
        person=row.person__canonical_id or row.person_id,
        point=row.point_id,
        client=row.client_id,
        topic=row.topic_id,
        owner=row.owner_id,
        made_from=row.made_from_id,
        moved_here=row.replaces__id is not None,
        raised=row.raised,
        raised_at=row.raised_at,
        attempts=attempts,
        kept_at=row.kept_at,
        kept_by=row.kept_by_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_because=row.withdrawn_because,
    )


def _cluster(persons: Iterable[UUID | None]) -> dict[UUID, UUID]:
    """Everyone who was merged into these persons, and they themselves: id → canonical id."""
    canonical = {person for person in persons if person}
    merged = Person.objects.filter(canonical__in=canonical).values_list("id", "canonical_id") if canonical else ()
    return {person: person for person in canonical} | {one: whole for one, whole in merged if whole}


def _in_question(cluster: dict[UUID, UUID], contacts: Sequence[Contact], since: datetime) -> list[UUID]:
    """Promises to these people and numbers that are open or were lately, and those these contacts are part of.

    A look into an index for each: asked for with OR beside the joins of `pledges`, PostgreSQL reads a million people.
    """
    ids = [contact.id for contact in contacts]
    points = {contact.point for contact in contacts if contact.point}
    lately = Promise.objects.filter(_OPEN | Q(kept_at__gte=since) | Q(withdrawn_at__gte=since))
    found = lately.filter(person__in=cluster.keys()).values_list("id")
    others = (
        lately.filter(person=None, point__in=points).values_list("id"),
        Promise.objects.filter(kept_by__in=ids).values_list("id"),
        Promise.objects.filter(made_from__in=ids).values_list("id"),
        PromiseAttempt.objects.filter(touch__in=ids).values_list("promise_id"),
    )
    return [promise for (promise,) in found.union(*others)]


def _callers(fresh: Iterable[Contact], corrected: set[UUID], owed: Iterable[Pledge], now: datetime) -> _Callers:
    """Who is owed something, and who rang lately or may turn out to have rung in vain."""
    young = now - WORTH_A_CALL_BACK
    rang = [contact for contact in fresh if contact.at > young and (contact.direction == "in" or contact.id in corrected)]
    everyone = [(pledge.person, pledge.point) for pledge in owed] + [(contact.person, contact.point) for contact in rang]
    return _Callers(
        frozenset(person for person, _ in everyone if person),
        frozenset(point for person, point in everyone if point and not person),
    )


def _history(
    callers: _Callers, cluster: dict[UUID, UUID], owed: Iterable[Pledge], since: datetime, fresh: Iterable[Contact]
) -> tuple[Contact, ...]:
    """Every contact with them since the first of these promises."""
    since = min([since, *(pledge.began_at for pledge in owed if pledge.withdrawn_at is None)])
    missing = callers.persons - cluster.keys()
    everyone = cluster | (_cluster(missing) if missing else {})
    persons = [one for one, whole in everyone.items() if whole in callers.persons]
    # A member may have said of a touch that it was with somebody else
    named = list(TouchOutcome.objects.filter(person__in=persons).values_list("touch_id", flat=True))
    which = Q(person__in=persons, at__gte=since) | Q(point__in=callers.points, at__gte=since) | Q(id__in=named)
    found, _ = _contacts(which)
    theirs = [contact for contact in fresh if contact.person in callers.persons or contact.point in callers.points]
    return tuple({contact.id: contact for contact in (*theirs, *found)}.values())
