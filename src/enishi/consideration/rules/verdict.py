"""The gate's answers, as values."""

from dataclasses import dataclass
from datetime import datetime

from enishi.kernel.words import Text

from .vocabulary import Code


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way. `until`: when this one alone would let go; None is never."""

    code: Code
    text: Text
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """Go ahead. `notes` are worth knowing and hold nothing back (the person prefers another channel)."""

    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Permitted at `until`, and not a minute before."""

    until: datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Not permitted, and waiting will not change it."""

    reasons: tuple[Reason, ...]


Verdict = Granted | Wait | Refused
