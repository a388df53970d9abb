"""Whether a contact that is being written down was allowed when it began."""

from datetime import datetime
from uuid import UUID

from enishi.consideration import actions as consideration
from enishi.consideration.models import Permit
from enishi.consideration.rules.refusing import PermitHasExpired, PermitHoldsNoLonger, PermitIsUsed
from enishi.touches.models import Touch


def let_out(permit: Permit, member_id: UUID | None, at: datetime, now: datetime) -> bool:
    """Consume the permit for a contact that began `at`; False if the contact was outside the gate after all.

    The contact took place: what has become of its permit is no reason to lose it. Raises PermitIsSomebodyElses.
    """
    try:
        consideration.use_permit(permit_id=permit.id, member_id=member_id or permit.member_id, now=now)
    except PermitIsUsed:
        # Used when the number was dialled: good for this one contact
        return _is_first(permit)
    except PermitHasExpired:
        # A long talk outlives its permit; what counts is when it began
        given_back = permit.released_at is not None and permit.released_at < permit.expires_at
        return permit.granted_at <= at < permit.expires_at and not given_back and _is_first(permit)
    except PermitHoldsNoLonger:
        return False
    return True


def _is_first(permit: Permit) -> bool:
    return not Touch.objects.filter(point=permit.point_id, permit_id=permit.id).exists()
