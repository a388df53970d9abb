"""Which policy the team lives by."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from enishi.consideration.actions.refusals import is_manager
from enishi.consideration.actions.standing import tell
from enishi.consideration.models import PolicyChoice
from enishi.consideration.rules import load
from enishi.consideration.rules.refusing import OnlyAManagerMay


@transaction.atomic
def choose_policy(*, toml: str, by_id: UUID | None, now: datetime) -> PolicyChoice:
    """From now on this policy holds. `by_id` None: chosen from the shell, by who runs the machine.

    Raises PolicyInvalid, OnlyAManagerMay.
    """
    policy = load(toml)
    if by_id is not None and not is_manager(by_id):
        raise OnlyAManagerMay
    # The one chosen last holds, though the clock was set back since the one before
    before = PolicyChoice.objects.aggregate(at=Max("at"))["at"]
    at = max(now, before + timedelta(microseconds=1)) if before else now
    chosen = PolicyChoice.objects.create(name=policy.name[:100], toml=toml, by_id=by_id, at=at)
    tell([])
    return chosen
