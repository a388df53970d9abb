"""The gate itself: ask, use, give back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.consideration.actions.locks import lock_person, while_people_stay
from enishi.consideration.actions.own_numbers import number_for
from enishi.consideration.models import Permit
from enishi.consideration.queries.gathering import Gathered, gather
from enishi.consideration.queries.matters import matter_of
from enishi.consideration.queries.verdicts import proposal_of
from enishi.consideration.rules import Evidence, Granted, Proposal, Verdict, judge
from enishi.consideration.rules.choosing import evidence_of
from enishi.consideration.rules.refusing import PermitHasExpired, PermitHoldsNoLonger, PermitIsSomebodyElses, PermitIsUsed
from enishi.consideration.rules.vocabulary import RINGING, Channel, EvidenceKind, Purpose
from enishi.kernel import live

# Long enough to read the card and press the button; short enough that a place is not held over lunch
PERMIT_MINUTES = 10


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """What a member points at: an inbound touch, a recorded request or an open promise, by its id."""

    kind: EvidenceKind
    id: UUID


@dataclass(frozen=True, slots=True)
class PermitResult:
    """The verdict, and the permit that was reserved if it was `Granted`."""

    verdict: Verdict
    permit: Permit | None = None


@dataclass(frozen=True, slots=True)
class PermitInUse:
    """A permit that was consumed: the one thing a channel dials or sends by. `value` is the number or address itself."""

    permit_id: UUID
    person_id: UUID
    point_id: UUID
    value: str
    own_number_id: UUID | None
    own_number: str
    channel: Channel
    purpose: Purpose
    client_id: UUID | None
    topic_id: UUID | None
    member_id: UUID
    used_at: datetime


def ask_permit(
    *,
    person_id: UUID,
    point_id: UUID,
    channel: str,
    purpose: str,
    member_id: UUID,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    evidence: EvidenceRef | Evidence | None = None,
    own_number_id: UUID | None = None,
    now: datetime,
) -> PermitResult:
    """Ask to make one contact; a granted place is reserved in the same transaction, for ten minutes.

    `evidence`: a reference; an order, which only rooms above know, comes as `Evidence`. `own_number_id`: a wish, heard at the
    first contact of a relationship alone. Raises PersonIsUnknown, TopicIsAnotherClients.
    """
    matter = matter_of(client_id, topic_id)

    def ask() -> PermitResult:
        locked = lock_person(person_id, also=[point_id])
        gathered = gather(person_id, now)
        locked.must_hold(gathered.view.cluster, gathered.values)
        proposal = Proposal(
            channel=Channel(channel),
            purpose=Purpose(purpose),
            point=point_id,
            matter=matter,
            member=member_id,
            evidence=_resolved(gathered, evidence),
        )
        verdict = judge(gathered.view, proposal, gathered.policy, now)
        if not isinstance(verdict, Granted):
            return PermitResult(verdict)
        return PermitResult(verdict, _reserve(gathered, proposal, member_id, own_number_id, now))

    return while_people_stay(ask)


def use_permit(*, permit_id: UUID, member_id: UUID, now: datetime) -> PermitInUse:
    """Consume a permit, once. Whatever was said or done since it was granted is read anew under the locks.

    Raises PermitIsUsed, PermitHasExpired, PermitIsSomebodyElses, PermitHoldsNoLonger.
    """

    def use() -> PermitInUse:
        asked = Permit.objects.values_list("person_id", "point_id").get(id=permit_id)
        locked = lock_person(asked[0], also=[asked[1]])
        permit = Permit.objects.select_related("point", "own_number").get(id=permit_id)
        _check(permit, member_id, now)
        gathered = gather(permit.person_id, now, before_permit=permit.id)
        locked.must_hold(gathered.view.cluster, gathered.values)
        proposal = proposal_of(gathered, permit)
        verdict = judge(gathered.view, proposal, gathered.policy, now)
        if not isinstance(verdict, Granted):
            raise PermitHoldsNoLonger(verdict)
        if permit.own_number is not None and permit.own_number.given_up_on is not None:
            permit.own_number_id = _number(gathered, proposal, None, now)
        # Giving back takes no lock on the person: whichever of the two comes first leaves nothing for the other.
        if not Permit.objects.filter(id=permit_id, used_at=None, released_at=None).update(used_at=now, own_number=permit.own_number_id):
            _check(Permit.objects.get(id=permit_id), member_id, now)
        permit.used_at = now
        return _in_use(permit, now)

    return while_people_stay(use)


def release_permit(*, permit_id: UUID, now: datetime) -> bool:
    """Give a place back. False if the permit was used or released already."""
    with transaction.atomic():
        released = bool(Permit.objects.filter(id=permit_id, used_at=None, released_at=None).update(released_at=now))
        if released:
            _tell(Permit.objects.values_list("person_id", flat=True).get(id=permit_id))
    return released


def release_expired(now: datetime) -> int:
    """Note what was not used in time; its place was free from the moment it expired. How many."""
    return Permit.objects.filter(used_at=None, released_at=None, expires_at__lte=now).update(released_at=now)


def _resolved(gathered: Gathered, evidence: EvidenceRef | Evidence | None) -> Evidence | None:
    if isinstance(evidence, EvidenceRef):
        return evidence_of(gathered.view, evidence.kind, evidence.id)
    # Whatever this room can look up itself, it does not take on trust
    return evidence if evidence is not None and evidence.kind is EvidenceKind.ORDER else None


def _reserve(gathered: Gathered, proposal: Proposal, member_id: UUID, own_number_id: UUID | None, now: datetime) -> Permit:
    permit = Permit.objects.create(
        person_id=gathered.person_id,
        point_id=proposal.point,
        own_number_id=_number(gathered, proposal, own_number_id, now) if proposal.channel in RINGING else None,
        channel=proposal.channel.value,
        purpose=proposal.purpose.value,
        client_id=proposal.matter.client,
        topic_id=proposal.matter.topic,
        member_id=member_id,
        evidence_kind=proposal.evidence.kind.value if proposal.evidence else "",
        evidence_id=proposal.evidence.id if proposal.evidence else None,
        policy=gathered.policy.name,
        granted_at=now,
        expires_at=now + timedelta(minutes=PERMIT_MINUTES),
    )
    _tell(gathered.person_id)
    return permit


def _number(gathered: Gathered, proposal: Proposal, wished_id: UUID | None, now: datetime) -> UUID | None:
    return number_for(cluster=gathered.view.cluster, person_id=gathered.person_id, proposal=proposal, wished_id=wished_id, now=now)


def _check(permit: Permit, member_id: UUID, now: datetime) -> None:
    # Whose it is comes first: what became of it is nobody else's to profit from
    if permit.member_id != member_id:
        raise PermitIsSomebodyElses
    if permit.used_at is not None:
        raise PermitIsUsed
    if permit.released_at is not None or permit.expires_at <= now:
        raise PermitHasExpired


def _in_use(permit: Permit, now: datetime) -> PermitInUse:
    return PermitInUse(
        permit_id=permit.id,
        person_id=permit.person_id,
        point_id=permit.point_id,
        value=permit.point.value,
        own_number_id=permit.own_number_id,
        own_number=permit.own_number.e164 if permit.own_number else "",
        channel=Channel(permit.channel),
        purpose=Purpose(permit.purpose),
        client_id=permit.client_id,
        topic_id=permit.topic_id,
        member_id=permit.member_id,
        used_at=now,
    )


def _tell(person_id: UUID) -> None:
    live.publish(f"person:{person_id}")
