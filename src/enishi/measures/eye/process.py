"""A planned process as values: who is called, written to and waited for, when, from which number and in which words."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from enishi.consideration.rules.policy import EVERY_DAY
from enishi.consideration.rules.times import ALL_DAY, Ranges
from enishi.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Open:
    """When a step may happen: minutes of the day, and weekdays as a mask (bit 0 is Monday)."""

    hours: Ranges = ALL_DAY
    weekdays: int = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Call:
    """Ring `times`, `every` so long, from `numbers` in turn (E.164; "" is withheld), each ring `ring_seconds` long."""

    open: Open
    numbers: tuple[str, ...]
    times: int = 1
    every: timedelta = timedelta(hours=1)
    ring_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A text (`channel` "text", sender a number) or a mail (sender a name)."""

    open: Open
    channel: str
    sender: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait `length`, or until the next `clock`, or with `chosen` until the time they named.

    If they named none: `at_most` so long, and without it no step further.
    """

    length: timedelta | None = None
    clock: time | None = None
    chosen: bool = False
    at_most: timedelta | None = None


Step = Call | Send | Wait


@dataclass(frozen=True, slots=True)
class Process:
    """A plan for one person. `begins` is local; `inquiry`: they wrote to us first; `until_reached`: it ends once they speak or write back.

    `chooses`: the time that a person who answers a text is taken to name.
    """

    name: Text
    begins: datetime
    steps: tuple[Step, ...]
    inquiry: bool = True
    until_reached: bool = True
    chooses: time = time(15, 0)
