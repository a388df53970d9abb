"""One caller number per relationship: rotation is impossible, because nobody is asked twice which number to show."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from enishi.consideration.rules import Proposal
from enishi.people.models import OwnNumberAssignment
from enishi.team.models import OwnNumber


def number_for(*, cluster: Collection[UUID], person_id: UUID, proposal: Proposal, wished_id: UUID | None, now: datetime) -> UUID | None:
    """The number this person knows us by for that client; chosen and written down at the first contact. Under the gate's locks.

    None where the team has no number of its own to show. A number we gave up is replaced, as nobody can be rung from it.
    """
    client = proposal.matter.client
    of_client = Q(client_id=client) if client else Q(client=None)
    known = OwnNumberAssignment.objects.filter(of_client, person_id__in=cluster).select_related("own_number")
    assigned = known.order_by("since_at", "id").first()
    if assigned is not None and assigned.own_number.given_up_on is None:
        return assigned.own_number_id
    number = _choose(client, proposal.member, wished_id)
    if number is None:
        return None
    if assigned is not None:
        OwnNumberAssignment.objects.filter(id=assigned.id).update(own_number_id=number, since_at=now)
    else:
        OwnNumberAssignment.objects.create(person_id=person_id, client_id=client, own_number_id=number, since_at=now)
    return number


def _choose(client: UUID | None, member: UUID | None, wished: UUID | None) -> UUID | None:
    """The one wished for, if it may speak for this client; else the client's, else the member's own, else the team's oldest."""
    usable = [own for own in OwnNumber.objects.filter(given_up_on=None).order_by("id") if own.client_id in (None, client)]

    def fit(own: OwnNumber) -> tuple[bool, bool, bool]:
        return own.id != wished, client is None or own.client_id != client, own.member_id is None or own.member_id != member

    # A colleague's own mobile is nobody else's to call from
    theirs = [own for own in usable if own.member_id in (None, member)]
    return min(theirs, key=fit).id if theirs else None
