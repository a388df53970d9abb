"""Whether a contact that is being written down was allowed when it began."""

from datetime import datetime, timedelta
from uuid import UUID

from enishi.consideration import actions as consideration
from enishi.consideration.actions.locks import lock_person
from enishi.consideration.models import Permit
from enishi.consideration.rules.refusing import PermitHasExpired, PermitHoldsNoLonger, PermitIsUsed
from enishi.touches.models import Touch

# Clocks of telephones and exchanges go a little wrong
_CLOCKS = timedelta(minutes=5)


def let_out(permit: Permit, member_id: UUID | None, at: datetime, now: datetime) -> bool:
    """Consume the permit for a contact that began `at`; False if the contact was outside the gate after all.

    The contact took place: what has become of its permit is no reason to lose it. One from before it was granted, or begun when it
    had run out, is another contact; the permit is used up all the same, for its number was shown. Raises PermitIsSomebodyElses.
    """
    is_its_own = permit.granted_at - _CLOCKS <= at < permit.expires_at
    try:
        consideration.use_permit(permit_id=permit.id, member_id=member_id or permit.member_id, now=now)
    except PermitIsUsed:
        # Used when the number was dialled: good for this one contact, however long it lasted
        return is_its_own and _is_first(permit)
    except (PermitHasExpired, PermitHoldsNoLonger):
        # Its place was free for others from then on, and what they refused since was never read
        return False
    return is_its_own


def _is_first(permit: Permit) -> bool:
    """Of several who write it down at the same instant, one was let out."""
    lock_person(permit.person_id, also=[permit.point_id])
    return not Touch.objects.filter(point=permit.point_id, permit_id=permit.id).exists()
