"""When a missed call may first be returned, as far as its hour goes: what the gate will say to anybody who rang then."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from .judge import judge
from .packs import governing
from .policy import Policy
from .verdict import Wait
from .view import Evidence, PersonView, Point, Proposal
from .vocabulary import Channel, EvidenceKind, MetAs, Purpose

_SOMEBODY = UUID(int=0)


def returned_from(chosen: Policy, met_as: MetAs, *, rang_at: datetime, zones: Sequence[str], now: datetime) -> datetime:
    """`now`, or the first moment after it at which the hours are open; what else stands in the way is the person's own."""
    view = PersonView(frozenset({_SOMEBODY}), met_as, tuple(zones), points=(Point(_SOMEBODY, frozenset({Channel.CALL})),))
    ring = Evidence(EvidenceKind.TOUCH, rang_at, id=_SOMEBODY)
    said = judge(view, Proposal(Channel.CALL, Purpose.REPLY, _SOMEBODY, evidence=ring), governing(chosen, met_as), now)
    return said.until if isinstance(said, Wait) else now
