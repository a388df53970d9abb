"""A member's habit of calling back, measured against itself: what is quick for one is slow for another."""

from typing import Final

from enishi.measures.results import MemberHabit
from enishi.measures.rules.intervals import share
from enishi.measures.rules.survival import Waits, waiting

# "If the slow one takes an hour it is as usual; if the quick one does, she must really be tied up."
SLOWER: Final = 2.0


def habit(member: str, waits: list[tuple[Waits, bool]]) -> MemberHabit:
    """From the waits for one member's call-backs, each marked if it began lately.

    `slower_than_usual`: of the call-backs made, those that took more than twice their own median.
    """
    every = waiting(wait for wait, _ in waits)
    called = [wait for wait, _ in waits if wait.called_back]
    n = sum(wait.times for wait in called)
    if every.median is None:
        return MemberHabit(member, every, waiting(wait for wait, recent in waits if recent), share(0, n, why=every.why))
    slow = sum(wait.times for wait in called if wait.seconds > SLOWER * every.median)
    return MemberHabit(member, every, waiting(wait for wait, recent in waits if recent), share(slow, n))
