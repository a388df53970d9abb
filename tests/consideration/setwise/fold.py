"""Breaches one by one: each contact of a person laid before `judge`, with a view made of what came before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from enishi.consideration.rules import Evidence, Granted, Matter, PersonView, Policy, Proposal, governing, judge
from enishi.consideration.rules.view import Contact, Halt, Pause, Point, Refusal
from enishi.consideration.rules.vocabulary import Channel, Code, Direction, EvidenceKind, MetAs, Purpose, Scope
from enishi.consideration.setwise.history import seen_in_a_log

NAMES = UUID(int=7)
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
# What a log cannot show
UNSEEN = {code for code in Code if code.value.startswith("evidence_")}
RESTS_ON = {Purpose.INQUIRY: EvidenceKind.REQUEST, Purpose.SERVICE: EvidenceKind.ORDER, Purpose.PROMISE: EvidenceKind.PROMISE}


@dataclass(frozen=True)
class Row:
    """The columns of the canonical touch table that breaches read."""

    row: str
    at: datetime
    channel: str
    direction: str
    party: str | None
    person: str | None
    client: str | None
    purpose: str | None
    outcome: str
    reached: bool | None


def fold(rows: list[Row], policy: Policy, met_as: MetAs, zone: str, unnamed: Purpose) -> set[tuple[str, str]]:
    """(row, code) of every breach."""
    own, found = seen_in_a_log(governing(policy, met_as)), set()
    for person in {row.person for row in rows if row.person is not None}:
        lived = sorted((row for row in rows if row.person == person), key=lambda row: (row.at, row.row))
        for place, row in enumerate(lived):
            purpose = Purpose(row.purpose) if row.purpose else unnamed
            if row.direction == "out" and (purpose is not Purpose.INTERNAL or met_as is MetAs.INTERNAL):
                answer = judge(_view(lived[:place], row, purpose, met_as, zone), _proposal(lived[:place], row, purpose), own, row.at)
                reasons = () if isinstance(answer, Granted) else answer.reasons
                late = {reason.code for reason in reasons if reason.until != row.at} - UNSEEN - {Code.NO_OPENING}
                found |= {(row.row, code.value) for code in late}
    return found


def _point(row: Row) -> UUID:
    return uuid5(NAMES, row.party or row.person or "")


def _matter(row: Row) -> Matter:
    return Matter(uuid5(NAMES, row.client)) if row.client else Matter()


def _view(before: list[Row], row: Row, purpose: Purpose, met_as: MetAs, zone: str) -> PersonView:
    me = uuid5(NAMES, row.person or "")
    return PersonView(
        cluster=frozenset({me}),
        met_as=met_as,
        zones=(zone,),
        points=(Point(_point(row), frozenset({Channel(row.channel)})),),
        refusals=tuple(_refusals(before)) if purpose is Purpose.SOLICIT else (),
        pauses=tuple(Pause(each.at, each.at, _matter(each)) for each in before if each.outcome == "not_now"),
        halts=tuple(Halt(_point(each), each.at) for each in before if each.outcome == "carrier_refusal"),
        contacts=tuple(_contact(each, me) for each in before),
    )


def _refusals(before: list[Row]) -> Iterator[Refusal]:
    return (Refusal(each.at, Scope.CLIENT, matter=_matter(each)) for each in before if each.outcome == "never")


def _contact(row: Row, me: UUID) -> Contact:
    return Contact(
        at=row.at,
        channel=Channel(row.channel),
        direction=Direction(row.direction),
        purpose=Purpose(row.purpose) if row.purpose else None,
        reached=bool(row.reached) or (row.outcome == "no_business" and row.direction == "in"),
        person=me,
        point=_point(row),
        matter=_matter(row),
    )


def _proposal(before: list[Row], row: Row, purpose: Purpose) -> Proposal:
    return Proposal(Channel(row.channel), purpose, _point(row), _matter(row), evidence=_evidence(before, row, purpose))


def _evidence(before: list[Row], row: Row, purpose: Purpose) -> Evidence | None:
    if purpose is Purpose.REPLY:
        rang = max((each.at for each in before if each.direction == "in"), default=None)
        return None if rang is None else Evidence(EvidenceKind.TOUCH, rang)
    return Evidence(RESTS_ON[purpose], LONG_AGO, matter=_matter(row)) if purpose in RESTS_ON else None
