"""What this room does: the gate's permits, and writing down what people told us."""

from enishi.consideration.actions.following import follow, part
from enishi.consideration.actions.forgetting import forget
from enishi.consideration.actions.permits import (
    PERMIT_MINUTES,
    EvidenceRef,
    PermitInUse,
    PermitResult,
    ask_permit,
    release_expired,
    release_permit,
    use_permit,
)
from enishi.consideration.actions.policies import choose_policy
from enishi.consideration.actions.refusals import hear_on_import, lift_refusal, refuse, set_down, undo_refusal
from enishi.consideration.actions.standing import (
    consent,
    end_pause,
    end_wish,
    halt,
    look_at_halt,
    pause,
    record_request,
    wish,
    withdraw_consent,
    withdraw_request,
)

__all__ = [
    "PERMIT_MINUTES",
    "EvidenceRef",
    "PermitInUse",
    "PermitResult",
    "ask_permit",
    "choose_policy",
    "consent",
    "end_pause",
    "end_wish",
    "follow",
    "forget",
    "halt",
    "hear_on_import",
    "lift_refusal",
    "look_at_halt",
    "part",
    "pause",
    "record_request",
    "refuse",
    "release_expired",
    "release_permit",
    "set_down",
    "undo_refusal",
    "use_permit",
    "wish",
    "withdraw_consent",
    "withdraw_request",
]
