"""What stands for a person: refusals, halts, pauses, wishes, consents and requests, in the order in which they bind."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from enishi.consideration.models import Consent, Halt, Pause, Refusal, Request, Wish
from enishi.consideration.rules.names import refused
from enishi.desk.rules import moments
from enishi.desk.rules import standing as say_it
from enishi.desk.rules.standing import Line
from enishi.kernel import phones
from enishi.kernel.words import Text, say
from enishi.people.models import ContactPoint

_MATTER = ("client", "topic", "heard_by")


def lines(*, cluster: Sequence[UUID], points: Sequence[UUID], now: datetime, zone: str) -> list[Line]:
    """Everything in force for one person and the numbers they hold; six queries."""
    told = _Told(tuple(cluster), tuple(points), now, zone)
    return list(chain(told.refusals(), told.halts(), told.pauses(), told.wishes(), told.consents(), told.requests()))


class _Told:
    def __init__(self, cluster: tuple[UUID, ...], points: tuple[UUID, ...], now: datetime, zone: str) -> None:
        self.cluster, self.points, self.now, self.zone = cluster, points, now, zone

    def _hashes(self) -> "QuerySet[ContactPoint, str]":
        return ContactPoint.objects.filter(id__in=self.points).values_list("refusal_hash", flat=True)

    def refusals(self) -> Iterator[Line]:
        # By the hash, as the gate sees it: also what somebody refused on this number who was erased since
        binds = Q(person__in=self.cluster) | Q(person=None, point_hash__in=self._hashes())
        rows = Refusal.objects.filter(binds, lifted_at=None).select_related("point", *_MATTER).order_by("at", "carried_from_id", "id")
        for row in _said_once(sorted(rows, key=lambda row: (row.person_id is None, row.carried_from_id is not None))):
            text = refused(row.scope, channel=row.channel, topic=_name(row.topic), client=_name(row.client))
            if row.person_id is None and row.point is not None:
                text = say("{number}: {text}", "{number}: {text}", number=_number(row.point), text=text)
            heard = self._heard(row.at, row.heard_by) if row.import_run_id is None else self._listed(row.at)
            yield Line(row.id, "refusal", "broken", "stop", text, row.words, heard, ("lift",), row.channel or "")

    def halts(self) -> Iterator[Line]:
        for row in Halt.objects.filter(point__refusal_hash__in=self._hashes(), looked_at=None).select_related("point").order_by("at"):
            text = say("{number} への電話を止めています", "Calls to {number} have stopped", number=_number(row.point))
            yield Line(row.id, "halt", "running", "stop", text, row.because, self._heard(row.at, None), ("look",))

    def pauses(self) -> Iterator[Line]:
        found = Pause.objects.filter(person__in=self.cluster, ended_at=None, until_at__gt=self.now)
        for row in found.select_related(*_MATTER).order_by("until_at"):
            until = moments.day_of(row.until_at.astimezone(ZoneInfo(self.zone)).date(), self.now.astimezone(ZoneInfo(self.zone)).date())
            text = _about(say_it.pause(until=until, agreed=row.agreed), row)
            yield Line(row.id, "pause", "running", "wait", text, row.because, self._heard(row.from_at, row.heard_by), ("end",))

    def wishes(self) -> Iterator[Line]:
        for row in Wish.objects.filter(person__in=self.cluster, ended_at=None).select_related("heard_by").order_by("at"):
            text = say_it.wish(
                kind=row.kind, weekdays=row.weekdays, from_time=row.from_time, until_time=row.until_time, channel=row.channel
            )
            yield Line(row.id, "wish", "", "clock", text, row.words, self._heard(row.at, row.heard_by), ("end",))

    def consents(self) -> Iterator[Line]:
        for row in Consent.objects.filter(person__in=self.cluster, withdrawn_at=None).select_related(*_MATTER).order_by("at"):
            text = _about(say_it.consent(channel=row.channel), row)
            yield Line(row.id, "consent", "good", "kept", text, row.proof, self._heard(row.at, row.heard_by), ("end",))

    def requests(self) -> Iterator[Line]:
        for row in Request.objects.filter(person__in=self.cluster, withdrawn_at=None).select_related(*_MATTER).order_by("-at")[:5]:
            text = _about(say("ご依頼をいただいています", "They asked us"), row)
            yield Line(row.id, "request", "good", "in", text, row.words, self._heard(row.at, row.heard_by))

    def _heard(self, at: datetime, by: Any) -> Text:
        day = self._day(at)
        if by is None:
            return day
        return say("{day}、{name}が伺いました", "heard by {name}, {day}", day=day, name=by.name)

    def _listed(self, at: datetime) -> Text:
        """Nobody has asked them: it stood on a list."""
        return say("名簿の取り込みで({day})", "on a list brought in {day}", day=self._day(at))

    def _day(self, at: datetime) -> Text:
        return moments.near_day(at.astimezone(ZoneInfo(self.zone)).date(), self.now.astimezone(ZoneInfo(self.zone)).date())


def _said_once(rows: Iterable[Refusal]) -> Iterator[Refusal]:
    """A refusal is kept for the person, for each number and for whom they were parted from: heard once, it is read once.

    What was refused on a number by somebody else is read for each number, for each may be lifted by itself.
    """
    persons: set[UUID] = set()
    seen: set[tuple[UUID, str]] = set()
    for row in rows:
        root = row.carried_from_id or row.id
        if root in persons or (root, row.point_hash) in seen:
            continue
        seen.add((root, row.point_hash))
        if row.person_id is not None:
            persons.add(root)
        yield row


def _number(point: ContactPoint) -> str | Text:
    return phones.pretty(point.value) or say("この番号", "this number")


def _name(row: Any) -> str:
    return row.name if row else ""


def _about(text: Text, row: Any) -> Text:
    matter = say_it.matter(topic=_name(row.topic), client=_name(row.client))
    return say("{text}({matter})", "{text} ({matter})", text=text, matter=matter) if matter else text
