"""What each attempt brings: the discrete-time hazard, what the later attempts brought, and the cap that would have done."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from enishi.measures.results import CapChoice, HazardStep, LaterAttempts
from enishi.measures.rules.intervals import share, wilson
from enishi.measures.rules.thresholds import LONGEST_HAZARD, too_few

FIRST_LATER: Final = 4
TARGETS: Final = (0.90, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Tally:
    """So many people got `calls` of ours, the last of which reached them or, `reached` False, none did."""

    calls: int
    reached: bool
    people: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """People who got attempt number `number` without having been spoken with before, and how many it reached."""

    number: int
    tried: int
    reached: int


def ladder(tallies: Iterable[Tally]) -> list[Attempt]:
    """Every attempt from the first to the last that anybody got."""
    every = [tally for tally in tallies if tally.calls]
    ends: dict[int, int] = {}
    reached: dict[int, int] = {}
    for tally in every:
        ends[tally.calls] = ends.get(tally.calls, 0) + tally.people
        reached[tally.calls] = reached.get(tally.calls, 0) + (tally.people if tally.reached else 0)
    left, attempts = sum(ends.values()), []
    for number in range(1, max(ends, default=0) + 1):
        attempts.append(Attempt(number, left, reached.get(number, 0)))
        left -= ends.get(number, 0)
    return attempts


def hazard(attempts: Iterable[Attempt]) -> tuple[HazardStep, ...]:
    """The ladder as figures, as far as `LONGEST_HAZARD`."""
    return tuple(_step(attempt) for attempt in attempts if attempt.number <= LONGEST_HAZARD)


def _step(attempt: Attempt) -> HazardStep:
    why = too_few(attempt.tried)
    if why is not None:
        return HazardStep(attempt.number, attempt.tried, attempt.reached, None, None, None, why)
    low, high = wilson(attempt.reached, attempt.tried)
    return HazardStep(attempt.number, attempt.tried, attempt.reached, attempt.reached / attempt.tried, low, high)


def later(attempts: list[Attempt]) -> tuple[LaterAttempts, ...]:
    """For the fourth attempt, the fifth, …: what it and all after it brought."""
    return tuple(_later(attempts, number) for number in range(FIRST_LATER, min(len(attempts), LONGEST_HAZARD) + 1))


def _later(attempts: list[Attempt], first: int) -> LaterAttempts:
    calls, reached = _sums(attempts[first - 1 :])
    all_calls, all_reached = _sums(attempts)
    return LaterAttempts(first, calls, reached, 100 * reached / calls, share(reached, all_reached), share(calls, all_calls))


def by_cap(attempts: list[Attempt]) -> tuple[CapChoice, ...]:
    """What each cap would have kept and saved."""
    return tuple(_cap(attempts, cap, None) for cap in range(1, min(len(attempts), LONGEST_HAZARD) + 1))


def caps(attempts: list[Attempt]) -> tuple[CapChoice, ...]:
    """For each target the smallest cap that would have kept it."""
    return tuple(_cap(attempts, _smallest(attempts, target), target) for target in TARGETS)


def _smallest(attempts: list[Attempt], target: float) -> int | None:
    reached = sum(attempt.reached for attempt in attempts)
    kept = accumulate(attempt.reached for attempt in attempts)
    return next((cap for cap, so_far in enumerate(kept, 1) if reached and so_far >= target * reached), None)


def _cap(attempts: list[Attempt], cap: int | None, target: float | None) -> CapChoice:
    calls, reached = _sums(attempts)
    beyond_calls, beyond = _sums(attempts[cap:] if cap is not None else [])
    return CapChoice(target, cap, share(reached - beyond, reached), share(beyond_calls, calls))


def _sums(attempts: list[Attempt]) -> tuple[int, int]:
    return sum(attempt.tried for attempt in attempts), sum(attempt.reached for attempt in attempts)
