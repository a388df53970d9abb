"""What a promise is, when it is late, in which order it is worked, and what every contact does to it. Pure."""

from enishi.promises.rules.hours import Hours
from enishi.promises.rules.order import in_order, is_urgent
from enishi.promises.rules.phrases import Understood, understand
from enishi.promises.rules.settling import settle
from enishi.promises.rules.values import (
    ATTEMPTS_PER_REQUEST,
    CORRECTED,
    MOVED,
    NOBODY_KNOWS,
    Contact,
    Pledge,
    Settlement,
    State,
    holds_our_calls,
    is_broken,
    is_ours_to_look_at,
    state,
    still_relaxes,
)
from enishi.promises.rules.words import clock, closing, name, reason

__all__ = [
    "ATTEMPTS_PER_REQUEST",
    "CORRECTED",
    "MOVED",
    "NOBODY_KNOWS",
    "Contact",
    "Hours",
    "Pledge",
    "Settlement",
    "State",
    "Understood",
    "clock",
    "closing",
    "holds_our_calls",
    "in_order",
    "is_broken",
    "is_ours_to_look_at",
    "is_urgent",
    "name",
    "reason",
    "settle",
    "state",
    "still_relaxes",
    "understand",
]
