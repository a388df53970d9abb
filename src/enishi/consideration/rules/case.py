"""One proposal laid before the gate, and what follows from it alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from enishi.kernel.words import Text, say

from .policy import Limits, Policy
from .view import Contact, Evidence, Matter, PersonView, Point, Proposal
from .vocabulary import Code, Counts, Direction, EvidenceKind, MetAs, Purpose, Use


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that may stand in the way. `opens(t)`: the earliest moment ≥ t when it does not; None is never."""

    code: Code
    text: Callable[[], Text]
    opens: Callable[[datetime], datetime | None]


def telling(ja: str, en: str, **fields: object) -> Callable[[], Text]:
    """A sentence that is only put together when somebody is to read it: most rules do not bind."""
    return partial(say, ja, en, **fields)


def never(_: datetime) -> None:
    """For what no waiting will change."""


def from_then(start: datetime) -> Callable[[datetime], datetime]:
    """Open from `start` on."""
    return lambda moment: max(moment, start)


@dataclass(frozen=True, slots=True)
class Case:
    """`purpose` is what the contact is judged as: a promise made by us alone is solicitation under another name."""

    view: PersonView
    proposal: Proposal
    policy: Policy
    purpose: Purpose
    limits: Limits
    point: Point | None
    # Ours, over every channel; live permits among them
    contacts: tuple[Contact, ...]

    @property
    def zone(self) -> str:
        return self.view.zones[0]

    def counted(self, counts: Counts | None = None) -> tuple[Contact, ...]:
        """Our contacts on every channel that a cap counts: an unknown purpose or matter counts as the same."""
        how = counts or self.limits.counts
        if how is Counts.ALL:
            return self.contacts
        same = tuple(contact for contact in self.contacts if contact.purpose in (None, Purpose.INTERNAL, self.purpose))
        return same if how is Counts.PURPOSE else tuple(contact for contact in same if meet(contact.matter, self.proposal.matter))

    def conversations(self) -> list[Contact]:
        """When we and the person themselves spoke, whoever called."""
        return [contact for contact in self.view.contacts if contact.reached and contact.person in self.view.cluster]

    @property
    def asked_at(self) -> datetime | None:
        """When the person asked for this contact, in recorded words, for this very matter; None if it rests on nothing of the kind."""
        evidence = self.proposal.evidence
        return (
            evidence.at
            if evidence is not None
            and self.purpose in (Purpose.INQUIRY, Purpose.SERVICE, Purpose.REPLY, Purpose.PROMISE)
            and evidence.kind is not EvidenceKind.TOUCH
            and evidence.theirs
            and evidence.in_words
            and _is_same(evidence.matter, self.proposal.matter)
            else None
        )

    def asked_since(self, moment: datetime) -> bool:
        """Whether this contact rests on what the person asked for after `moment`."""
        return self.asked_at is not None and self.asked_at > moment


def open_case(view: PersonView, proposal: Proposal, policy: Policy) -> Case:
    """The case of a proposal under a policy."""
    purpose = judged_as(proposal.purpose, proposal.evidence)
    return Case(
        view=view,
        proposal=proposal,
        policy=policy,
        purpose=purpose,
        limits=policy.for_contact(purpose, proposal.channel) or Limits(),
        point=view.point(proposal.point),
        contacts=_ours(view, proposal),
    )


def judged_as(purpose: Purpose, evidence: Evidence | None) -> Purpose:
    """A promise that was our idea alone relaxes nothing: it is judged as solicitation."""
    if purpose is Purpose.PROMISE and evidence is not None and not evidence.theirs:
        return Purpose.SOLICIT
    return purpose


def meet(one: Matter, other: Matter) -> bool:
    """Whether two matters may be the same: what is not named may be anything."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _is_same(asked: Matter, ours: Matter) -> bool:
    """A topic says for whom it is."""
    return asked == ours or (ours.topic is not None and asked == Matter(None, ours.topic))


def went_out(contact: Contact, view: PersonView) -> bool:
    """Whether it was ours to them. Calling it internal hides no contact with somebody who is not one of us."""
    return contact.direction is Direction.OUT and (contact.purpose is not Purpose.INTERNAL or view.met_as is not MetAs.INTERNAL)


def _ours(view: PersonView, proposal: Proposal) -> tuple[Contact, ...]:
    shared = {point.id for point in view.points if point.use is not Use.SWITCHBOARD}
    return tuple(
        contact for contact in (*view.contacts, *view.permits) if went_out(contact, view) and _burdens(contact, view, proposal, shared)
    )


def _burdens(contact: Contact, view: PersonView, proposal: Proposal, shared: set[UUID]) -> bool:
    """A call to a telephone that several share rings for each of them; one to a switchboard only for whom it was meant."""
    if contact.person in view.cluster:
        return True
    if contact.point not in shared:
        return False
    return contact.person is None or contact.point == proposal.point
