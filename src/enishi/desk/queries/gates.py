"""What the gate says for every number and channel of a person, in lines a member reads before pressing anything."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from enishi.consideration import queries as consideration
from enishi.consideration.queries import PointVerdict
from enishi.consideration.rules import Granted, Reason, Refused, Verdict, Wait
from enishi.desk.rules import moments
from enishi.desk.rules.standing import CHANNELS, PURPOSES
from enishi.kernel.words import Text, say

State = Literal["good", "running", "broken"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The gate's answer for one purpose, in words."""

    state: State
    mark: str
    text: Text
    because: tuple[Text, ...]
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "good"


@dataclass(frozen=True, slots=True)
class Gate:
    """One channel at one number or address: what the gate says to the most welcome purpose, and to an offer if that differs."""

    point_id: UUID
    value: str
    channel: str
    name: Text
    purpose: str
    purpose_name: Text
    evidence_kind: str
    evidence_id: UUID | None
    answer: Answer
    offer: Answer | None

    @property
    def is_open(self) -> bool:
        return self.answer.is_open


def gates(person_id: UUID, *, member_id: UUID, client_id: UUID | None, now: datetime, zone: str) -> list[Gate]:
    """Every number and address by every channel people use there."""
    found = consideration.verdicts(person_id, member_id=member_id, client_id=client_id, now=now)
    return [_gate(each, now, zone) for each in found]


def of_point(found: Iterable[Gate], point_id: UUID) -> list[Gate]:
    return [gate for gate in found if gate.point_id == point_id]


def _gate(found: PointVerdict, now: datetime, zone: str) -> Gate:
    answer = said(found.verdict, now, zone)
    offer = said(found.solicit, now, zone) if found.solicit is not None and found.purpose != "solicit" else None
    evidence = found.evidence
    return Gate(
        point_id=found.point_id,
        value=found.value,
        channel=str(found.channel),
        name=CHANNELS[str(found.channel)],
        purpose=str(found.purpose),
        purpose_name=PURPOSES[str(found.purpose)],
        evidence_kind=str(evidence.kind) if evidence else "",
        evidence_id=evidence.id if evidence else None,
        answer=answer,
        offer=offer if offer and offer.state != answer.state else None,
    )


def said(verdict: Verdict, now: datetime, zone: str) -> Answer:
    """A verdict in words; a refusal by the gate is help, not a scolding."""
    match verdict:
        case Granted(notes):
            return Answer("good", "kept", say("できます", "open"), _texts(notes))
        case Wait(until, reasons):
            at = moments.at(until, now, zone)
            return Answer("running", "clock", say("{at} からできます", "open from {at}", at=at), _texts(reasons), until)
        case Refused(reasons):
            return Answer("broken", "stop", say("できません", "closed"), _texts(reasons))


def _texts(reasons: Iterable[Reason]) -> tuple[Text, ...]:
    return tuple(dict.fromkeys(reason.text for reason in reasons))
