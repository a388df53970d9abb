"""The ways a contact ends, what each asks and what each writes. Pure."""

from enishi.conversations.rules.consequences import (
    Consequence,
    EndEmployment,
    EndHolding,
    Facts,
    GiveConsent,
    HaltCalls,
    Held,
    HoldPoint,
    Owe,
    PauseFor,
    Refuse,
    WithdrawPromise,
    consequences,
    may_write,
    not_now_until,
)
from enishi.conversations.rules.outcomes import CONCLUSIONS, Asked, Ending, Met, conclusion_for_key
from enishi.conversations.rules.said import CallBack, Details, NewContact, Problem, problem
from enishi.conversations.rules.undoing import LEFT

__all__ = [
    "CONCLUSIONS",
    "LEFT",
    "Asked",
    "CallBack",
    "Consequence",
    "Details",
    "EndEmployment",
    "EndHolding",
    "Ending",
    "Facts",
    "GiveConsent",
    "HaltCalls",
    "Held",
    "HoldPoint",
    "Met",
    "NewContact",
    "Owe",
    "PauseFor",
    "Problem",
    "Refuse",
    "WithdrawPromise",
    "conclusion_for_key",
    "consequences",
    "may_write",
    "not_now_until",
    "problem",
]
