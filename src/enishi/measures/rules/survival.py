"""How long people waited, when some were never called back: the Kaplan–Meier estimate (1958) with right censoring."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from enishi.kernel.words import Text
from enishi.measures.results import Since, Waiting
from enishi.measures.rules.intervals import Z
from enishi.measures.rules.thresholds import LEAST_CALL_BACKS, NEVER_SO_MANY, too_few

# 15 minutes, an hour, four hours, a day, three days: where a person begins to feel forgotten.
MARKS = (900, 3600, 14400, 86400, 259200)
# A product of fractions that should be one half may end a hair above it.
_HAIR = 1e-12


@dataclass(frozen=True, slots=True)
class Step:
    """From `seconds` on, a share `still` was still waiting, between `low` and `high` (95 %, log-minus-log Greenwood)."""

    seconds: float
    still: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Waits:
    """So many people waited so many `seconds`, and were then called back or were lost from sight (`called_back` False)."""

    seconds: float
    called_back: bool
    times: int


def kaplan_meier(waits: Iterable[Waits]) -> list[Step]:
    """The steps of the curve, ascending. Whoever is lost from sight in the very second of a call-back was still waiting then."""
    ended: dict[float, list[int]] = {}
    for wait in waits:
        ended.setdefault(wait.seconds, [0, 0])[0 if wait.called_back else 1] += wait.times
    at_risk = sum(map(sum, ended.values()))
    still, variance, steps, last = 1.0, 0.0, [], (1.0, 1.0)
    for seconds, (events, censored) in sorted(ended.items()):
        if events:
            left = at_risk - events
            still = still * left / at_risk
            variance += events / (at_risk * left) if left else inf
            last = _interval(still, variance, last)
            steps.append(Step(seconds, still, *last))
        at_risk -= events + censored
    return steps


def _interval(still: float, variance: float, last: tuple[float, float]) -> tuple[float, float]:
    """Where nobody is left waiting the formula has no value; the upper limit stays what it was."""
    if variance == inf:
        return 0.0, last[1]
    half = Z * sqrt(variance) / log(still)
    return still ** exp(-half), still ** exp(half)


def waiting(waits: Iterable[Waits], *, least: int = LEAST_CALL_BACKS) -> Waiting:
    """The waiting times as a figure; refused below `least` matters."""
    every = list(waits)
    n = sum(wait.times for wait in every)
    called = sum(wait.times for wait in every if wait.called_back)
    why = too_few(n, least)
    if why is not None:
        return refused(why, n=n, called=called)
    steps = kaplan_meier(every)
    median, p90 = _when(steps, 0.5), _when(steps, 0.1)
    return Waiting(
        n,
        called,
        n - called,
        *median,
        *p90,
        curve=tuple(_since(steps, mark) for mark in MARKS),
        why=NEVER_SO_MANY if p90[0] is None else None,
    )


def refused(why: Text, *, n: int = 0, called: int = 0) -> Waiting:
    """No figure, and the reason."""
    return Waiting(n, called, n - called, None, None, None, None, None, None, (), why)


def _when(steps: list[Step], share: float) -> tuple[float | None, float | None, float | None]:
    """When no more than `share` was still waiting, and the interval of that moment; None where the curve never falls so far."""
    values = ([(step.seconds, value) for step in steps for value in [getattr(step, name)]] for name in ("still", "low", "high"))
    found = [next((seconds for seconds, value in line if value <= share + _HAIR), None) for line in values]
    return found[0], found[1], found[2]


def _since(steps: list[Step], mark: int) -> Since:
    reached = [step for step in steps if step.seconds <= mark]
    last = reached[-1] if reached else Step(0, 1.0, 1.0, 1.0)
    return Since(mark, 1 - last.still, 1 - last.high, 1 - last.low)
