"""A person, a few numbers and the words to lay cases before the gate with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.consideration.rules import Evidence, Granted, Matter, PersonView, Policy, Proposal, Refused, Verdict, Wait, judge, pack
from enishi.consideration.rules.view import Contact, Pause, Point, Promise, Refusal
from enishi.consideration.rules.vocabulary import (
    Channel,
    Direction,
    EvidenceKind,
    MetAs,
    Purpose,
    Scope,
    Side,
    Use,
)

TOKYO = ZoneInfo("Asia/Tokyo")
HANA, TARO, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3)
MOBILE, HOME, DESK_LINE, ADDRESS, OLD = UUID(int=11), UUID(int=12), UUID(int=13), UUID(int=14), UUID(int=15)
CLIENT, OTHER_CLIENT = UUID(int=21), UUID(int=22)
TOPIC, OTHER_TOPIC = UUID(int=31), UUID(int=32)
MEMBER = UUID(int=41)
OFFER = Matter(CLIENT, TOPIC)
OTHER_OFFER = Matter(OTHER_CLIENT, OTHER_TOPIC)

PHONE = frozenset({Channel.CALL, Channel.TEXT, Channel.FAX})
POINTS = (
    Point(MOBILE, PHONE),
    Point(HOME, PHONE, Use.HOUSEHOLD),
    Point(DESK_LINE, PHONE, Use.SWITCHBOARD),
    Point(ADDRESS, frozenset({Channel.MAIL})),
    Point(OLD, PHONE, ended=True),
)


def at(text: str) -> datetime:
    """A moment as read on a clock in Tokyo: "03-10 14:00" (of 2026) or with a year before it."""
    full = text if text[:2] == "20" else f"2026-{text}"
    return datetime.fromisoformat(full).replace(tzinfo=TOKYO).astimezone(UTC)


# A Tuesday, no holiday, within everybody's hours
NOW = at("03-10 14:00")
CONSUMER, BUSINESS, INTERNAL = pack("consumer-sales"), pack("business-sales"), pack("internal")


def view(**fields: object) -> PersonView:
    base = PersonView(cluster=frozenset({HANA}), met_as=MetAs.CONSUMER, zones=("Asia/Tokyo",), points=POINTS)
    return replace(base, **{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})


def propose(purpose: Purpose = Purpose.SOLICIT, channel: Channel = Channel.CALL, **fields: object) -> Proposal:
    base = Proposal(channel=channel, purpose=purpose, point=ADDRESS if channel is Channel.MAIL else MOBILE, matter=OFFER, member=MEMBER)
    return replace(base, **fields)


def rang(when: str, **fields: object) -> Contact:
    """We rang and nobody answered."""
    return replace(Contact(at=at(when), channel=Channel.CALL, purpose=Purpose.SOLICIT, person=HANA, point=MOBILE), **fields)


def spoke(when: str, **fields: object) -> Contact:
    return rang(when, reached=True, **fields)


def heard(when: str, **fields: object) -> Contact:
    """They rang; missed unless `reached`."""
    return rang(when, direction=Direction.IN, purpose=None, **fields)


def refusal(when: str, scope: Scope = Scope.EVERYTHING, **fields: object) -> Refusal:
    return replace(Refusal(at=at(when), scope=scope), **fields)


def pause(start: str, until: str, **fields: object) -> Pause:
    return replace(Pause(from_at=at(start), until_at=at(until)), **fields)


def promise(made: str, start: str, due: str, *, owed_by: Side = Side.US, asked_by: Side = Side.THEM, matter: Matter = OFFER) -> Promise:
    return Promise(UUID(int=51), at(made), owed_by, asked_by, at(start), at(due), matter)


def resting_on(kind: EvidenceKind, when: str, **fields: object) -> Evidence:
    return replace(Evidence(kind=kind, at=at(when), matter=OFFER), **fields)


def asked(when: str, **fields: object) -> Evidence:
    return resting_on(EvidenceKind.REQUEST, when, **fields)


def ordered(when: str, **fields: object) -> Evidence:
    return resting_on(EvidenceKind.ORDER, when, **fields)


def a_ring(when: str, **fields: object) -> Evidence:
    return resting_on(EvidenceKind.TOUCH, when, matter=Matter(), **fields)


def agreed(made: str, start: str, due: str, **fields: object) -> Evidence:
    return resting_on(EvidenceKind.PROMISE, made, from_at=at(start), due_at=at(due), id=UUID(int=51), **fields)


def verdict(seen: PersonView, proposal: Proposal, policy: Policy = CONSUMER, now: datetime = NOW) -> Verdict:
    return judge(seen, proposal, policy, now)


def said(answer: Verdict) -> str:
    """A verdict in one line: "granted", "wait 03-11 10:00: cap_per_day outside_hours", "refused: halted"."""
    if isinstance(answer, Granted):
        return " ".join(["granted", *(reason.code for reason in answer.notes)])
    codes = " ".join(reason.code for reason in answer.reasons)
    if isinstance(answer, Refused):
        return f"refused: {codes}"
    return f"wait {answer.until.astimezone(TOKYO):%m-%d %H:%M}: {codes}"


def rank(answer: Verdict, now: datetime) -> datetime:
    """When a verdict lets the contact out; the end of time for never."""
    if isinstance(answer, Wait):
        return answer.until
    return now if isinstance(answer, Granted) else datetime.max.replace(tzinfo=UTC) - timedelta(days=1)
