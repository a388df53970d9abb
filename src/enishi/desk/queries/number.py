"""Everything the page of a number shows that nobody is known to hold."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.conversations.rules import CONCLUSIONS, Ending
from enishi.desk.queries import standing, story
from enishi.desk.rules import moments
from enishi.desk.rules import number as rules
from enishi.desk.rules.lived import Lived
from enishi.desk.rules.standing import Line
from enishi.desk.rules.story import Contact, Knot
from enishi.kernel.words import Text
from enishi.people.models import ContactPoint
from enishi.people.queries import Found
from enishi.promises import queries as promises
from enishi.promises.queries import Owed
from enishi.promises.rules.values import MISSED
from enishi.touches import queries as touches


@dataclass(frozen=True, slots=True)
class NumberPage:
    """One number, whole, at one moment. `missed`: the ring that waits for an answer. `former`: who held it once."""

    id: UUID
    value: str
    sentence: Text
    ours: Text
    standing: list[Line]
    promises: list[Owed]
    missed: UUID | None
    former: list[Found]
    lived: Lived
    knots: list[Knot]

    @property
    def is_refused(self) -> bool:
        return any(line.kind == "refusal" for line in self.standing)


def page(point: ContactPoint, former: list[Found], *, now: datetime, zone: str) -> NumberPage:
    """What happened with it, what is open, what binds it."""
    told = story.of_number(point.id)
    owed = promises.of_number(point.id)
    stands = standing.lines(cluster=(), points=(point.id,), now=now, zone=zone)
    ours = touches.last_outbound(point_id=point.id)
    # What was promised cannot be kept where they refused: the sentence must not send anybody to the telephone
    mine = None if any(line.kind == "refusal" for line in stands) else next((each for each in owed if each.owed_by == "us"), None)
    return NumberPage(
        id=point.id,
        value=point.value,
        sentence=rules.sentence(
            told,
            moments.between(mine.from_at, mine.due_at, now, zone) if mine else None,
            is_late=bool(mine and mine.is_late(now)),
            now=now,
            zone=zone,
        ),
        ours=rules.last_of_ours(story.contact(ours) if ours else None, now=now, zone=zone),
        standing=stands,
        promises=owed,
        missed=missed(told) if any(each.kind == "missed_call" for each in owed) else None,
        former=former,
        lived=story.days_of(told, now=now, zone=zone),
        knots=story.thread(told, now=now, zone=zone),
    )


def last_missed(point_id: UUID) -> UUID | None:
    """The latest ring that nobody answered; answered, it answers those before it too."""
    return missed(story.of_number(point_id))


def missed(told: list[Contact]) -> UUID | None:
    """The same among contacts at hand, latest first."""
    return next((each.id for each in told if _is_missed(each)), None)


def _is_missed(contact: Contact) -> bool:
    return contact.channel == "call" and contact.direction == "in" and contact.outcome in MISSED


def open_missed(point_id: UUID) -> list[UUID]:
    """The missed calls that are open with this number itself, nobody having said whose they were."""
    return [each.id for each in promises.of_number(point_id) if each.kind == "missed_call"]


def open_rings(point_id: UUID) -> list[Contact]:
    """The rings that wait for an answer there, latest first."""
    began = [each.began_at for each in promises.of_number(point_id) if each.kind == "missed_call"]
    told = story.of_number(point_id) if began else []
    return [ring for ring in told if _is_missed(ring) and ring.at >= min(began)]


def endings() -> list[Ending]:
    """How a call of an unknown caller may have ended."""
    return [CONCLUSIONS[code] for code in rules.ENDINGS]
