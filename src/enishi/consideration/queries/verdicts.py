"""What the gate would say, before anybody presses a button."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.consideration.models import Permit
from enishi.consideration.queries.gathering import Gathered, gather
from enishi.consideration.queries.matters import matter_of
from enishi.consideration.rules import Evidence, Granted, Matter, Proposal, Verdict, Wait, judge
from enishi.consideration.rules.choosing import evidence_of, proposals
from enishi.consideration.rules.vocabulary import Channel, EvidenceKind, Purpose


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """For one number or address and one channel: the most welcome purpose that may go out soonest, and what the gate says to it.

    `solicit`: what it says to an offer without any occasion, which is the same verdict where there is no occasion.
    """

    point_id: UUID
    value: str
    channel: Channel
    purpose: Purpose
    evidence: Evidence | None
    verdict: Verdict
    solicit: Verdict | None


def verdicts(
    person_id: UUID,
    *,
    member_id: UUID | None = None,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    now: datetime,
) -> list[PointVerdict]:
    """Every point the person holds by every channel people use there. Three queries. Raises PersonIsUnknown."""
    return of_gathered(gather(person_id, now), member_id=member_id, matter=matter_of(client_id, topic_id), now=now)


def of_gathered(gathered: Gathered, *, member_id: UUID | None, matter: Matter, now: datetime) -> list[PointVerdict]:
    """The same from a view that is at hand already; no query."""
    by_place: dict[tuple[UUID, Channel], list[Proposal]] = {}
    for proposal in proposals(gathered.view, matter, member_id):
        by_place.setdefault((proposal.point, proposal.channel), []).append(proposal)
    return [_best(gathered, offered, now) for offered in by_place.values()]


def verdict(
    person_id: UUID,
    *,
    point_id: UUID,
    channel: str,
    purpose: str,
    member_id: UUID | None = None,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    evidence_kind: str = "",
    evidence_id: UUID | None = None,
    now: datetime,
) -> Verdict:
    """What the gate would say to one contact, reserving nothing. Raises PersonIsUnknown."""
    gathered = gather(person_id, now)
    evidence = evidence_of(gathered.view, EvidenceKind(evidence_kind), evidence_id) if evidence_kind and evidence_id else None
    proposal = Proposal(Channel(channel), Purpose(purpose), point_id, matter_of(client_id, topic_id), member_id, evidence)
    return judge(gathered.view, proposal, gathered.policy, now)


def verdict_again(permit: Permit, at: datetime) -> Verdict:
    """What the gate would have said `at` that moment to the contact of this permit, had it known what is known now. Writes nothing."""
    gathered = gather(permit.person_id, at, before_permit=permit.id)
    return judge(gathered.view, proposal_of(gathered, permit), gathered.policy, at)


def proposal_of(gathered: Gathered, permit: Permit) -> Proposal:
    """What a permit was granted for, on what stands of its evidence today."""
    matter = Matter(permit.client_id, permit.topic_id)
    evidence = None
    if permit.evidence_kind == EvidenceKind.ORDER:
        # Judged when the permit was granted; a refusal since then is newer than the order, and holds
        evidence = Evidence(EvidenceKind.ORDER, permit.granted_at, matter=matter, id=permit.evidence_id)
    elif permit.evidence_kind and permit.evidence_id:
        evidence = evidence_of(gathered.view, EvidenceKind(permit.evidence_kind), permit.evidence_id)
    return Proposal(Channel(permit.channel), Purpose(permit.purpose), permit.point_id, matter, permit.member_id, evidence)


def _best(gathered: Gathered, offered: list[Proposal], now: datetime) -> PointVerdict:
    said = [(proposal, judge(gathered.view, proposal, gathered.policy, now)) for proposal in offered]
    proposal, answer = min(said, key=lambda pair: _soonness(pair[1]))
    return PointVerdict(
        point_id=proposal.point,
        value=gathered.values[proposal.point],
        channel=proposal.channel,
        purpose=proposal.purpose,
        evidence=proposal.evidence,
        verdict=answer,
        solicit=next((each for other, each in said if other.purpose is Purpose.SOLICIT), None),
    )


def _soonness(answer: Verdict) -> tuple[int, float]:
    if isinstance(answer, Wait):
        return 1, answer.until.timestamp()
    return (0, 0.0) if isinstance(answer, Granted) else (2, 0.0)
