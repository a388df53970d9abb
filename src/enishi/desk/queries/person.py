"""Everything the person page shows, from the rooms below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.desk.queries import standing, story
from enishi.desk.rules import moments
from enishi.desk.rules.lived import Lived
from enishi.desk.rules.standing import Line
from enishi.desk.rules.story import Contact, Knot, Known, just_called, last_spoken, opening
from enishi.kernel.words import Text
from enishi.people import queries as people
from enishi.people.queries import Card, Held
from enishi.promises import queries as promises
from enishi.promises.queries import Owed


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person, whole, at one moment."""

    card: Card
    sentence: Text
    just_called: Text | None
    standing: list[Line]
    promises: list[Owed]
    closed_promises: list[Owed]
    held: list[Held]
    let_go: list[Held]
    lived: Lived
    knots: list[Knot]
    older: datetime | None

    @property
    def id(self) -> UUID:
        return self.card.id

    @property
    def full_name(self) -> str:
        return f"{self.card.name}{self.card.honorific}"


def page(person_id: UUID, *, now: datetime, zone: str) -> PersonPage:
    """Raises people's PersonIsUnknown."""
    card = people.card(person_id)
    held = _each_once(holding for holding in card.holdings if holding.ended_on is None)
    points = [holding.point_id for holding in held]
    stands = standing.lines(cluster=card.cluster_ids, points=points, now=now, zone=zone)
    owed = promises.of_person(card.id)
    told = story.contacts(card.id)
    return PersonPage(
        card=card,
        sentence=_sentence(card, stands, owed, told, now=now, zone=zone),
        just_called=just_called(told, now),
        standing=stands,
        promises=[promise for promise in owed if promise.is_open],
        closed_promises=[promise for promise in owed if not promise.is_open],
        held=held,
        let_go=_each_once(holding for holding in card.holdings if holding.ended_on is not None and holding.point_id not in points),
        lived=story.last_days(card.id, now=now, zone=zone),
        knots=story.thread(told, now=now, zone=zone),
        older=told[-1].at if len(told) == story.PAGE else None,
    )


def _each_once(holdings: Iterable[Held]) -> list[Held]:
    """Somebody who was found to be two records may hold one number as both."""
    found: dict[tuple[object, ...], Held] = {}
    for holding in holdings:
        found.setdefault((holding.point_id, holding.ended_on, holding.ended_because), holding)
    return list(found.values())


def _sentence(card: Card, stands: list[Line], owed: list[Owed], told: list[Contact], *, now: datetime, zone: str) -> Text:
    ours = next((promise for promise in owed if promise.is_open and promise.owed_by == "us"), None)
    # A look at them after their rest is no date beside it: the rest is the one that holds
    rests = ours is None or (ours.is_our_plan and ours.from_at > now)
    pause = next((line.text for line in stands if line.kind == "pause"), None) if rests else None
    known = Known(
        last=told[0] if told else None,
        refused=next((line.text for line in stands if line.kind == "refusal"), None),
        paused=pause,
        promise=moments.between(ours.from_at, ours.due_at, now, zone) if ours else None,
        promise_is_late=bool(ours and ours.is_late(now)),
        erased=card.erased_at is not None,
        spoke=last_spoken(told),
        is_our_plan=bool(ours and ours.is_our_plan),
    )
    return opening(known, now=now, zone=zone)
