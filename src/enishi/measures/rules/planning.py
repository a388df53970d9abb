"""What another process would bring, computed from the log's own hazards.

Everybody still unreached is given the next step of the plan. A call reaches with the hazard of its number, a text or mail with the
share of people who came back within a week of one. Whoever was tried again in the log was not chosen at random, so this is what
the log suggests and no experiment. Uncertainty is a parametric bootstrap with a fixed seed: the same log gives the same figures.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from random import Random
from typing import Final

from enishi.kernel.words import Text, say
from enishi.measures.results import Estimate, Now, Plan, WhatIf, WhatIfs
from enishi.measures.rules.attempts import Attempt
from enishi.measures.rules.thresholds import LEAST, too_few

DRAWS: Final = 1_000
SEED: Final = 20260302
# Jeffreys' prior: half a success and half a failure.
HALF: Final = 0.5
LOW, HIGH = 0.025, 0.975
CALL: Final = "call"
# Caps are shown to two beyond what was tried, six at least and twelve at most.
BEYOND_BY, LEAST_CAPS, MOST_CAPS = 2, 6, 12
CHANNELS: Final = {
    "call": say("お電話", "call"),
    "text": say("SMS", "text"),
    "mail": say("メール", "mail"),
    "post": say("郵便", "letter"),
    "fax": say("ファックス", "fax"),
}
Cell = tuple[int, int]

EVERYONE: Final = say(
    "まだお話しできていない方全員に、次の手順を行うものとしています(実験ではありません)。",
    "Everybody not yet reached is given the next step (this is no experiment).",
)
BEYOND: Final = say(
    "この記録で十分に試されたのは{attempts}回目までです。それより先は、回を追って下がる傾きをそのまま延ばした推定です。",
    "The log holds enough people up to attempt {attempts}; beyond that the fall from attempt to attempt is simply continued.",
)
AT_HOURS: Final = say(
    "その時間帯につながった割合が、どの回でも同じだけ効くものとしています。",
    "What share was answered in these hours is taken to help every attempt alike.",
)
BY_MESSAGE: Final = say(
    "{channel}のあと{days}日以内に連絡をくださった方の割合を使っています。",
    "It uses the share of people who came back within {days} days of a {channel}.",
)
NO_SUCH_STEP: Final = say(
    "この記録には「{channel}」に連絡が返ってきたかどうかがありません。", "The log cannot show whether anybody came back after a {channel}."
)
NO_SUCH_HOURS: Final = say("この記録には、その時間帯の発信がほとんどありません。", "The log holds hardly any calls in these hours.")
NEVER: Final = say("どなたにもつながらない計算です。", "By this reckoning nobody would be reached.")
NO_STEPS: Final = say("手順がありません。", "The plan has no steps.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a log gives a plan to stand on.

    `attempts`: its ladder. `came_back`: by channel, (people who came back, people written to). `hours`: by hour, (reached, calls).
    """

    attempts: Sequence[Attempt]
    came_back: Mapping[str, Cell]
    hours: Mapping[int, Cell]
    days: int

    @property
    def observed(self) -> int:
        """The last attempt, counted from the first, that enough people got."""
        thin = next((step.number for step in self.attempts if step.tried < LEAST), len(self.attempts) + 1)
        return thin - 1

    def missing(self, plan: Plan) -> Text | None:
        """Why the log cannot say what this plan would bring; None when it can."""
        if not plan.steps or not self.observed:
            return NO_STEPS if not plan.steps else too_few(self.attempts[0].tried if self.attempts else 0)
        for channel in plan.steps:
            if channel != CALL and self.came_back.get(channel, (0, 0))[1] < LEAST:
                return NO_SUCH_STEP.format(channel=CHANNELS.get(channel, channel))
        if plan.hours is not None and self.within(plan.hours)[1] < LEAST:
            return NO_SUCH_HOURS
        return None

    def within(self, hours: tuple[int, int]) -> Cell:
        """The calls begun from the first hour up to the second, and those that reached somebody."""
        chosen = [cell for hour, cell in self.hours.items() if hours[0] <= hour < hours[1]]
        return sum(cell[0] for cell in chosen), sum(cell[1] for cell in chosen)


@dataclass(frozen=True, slots=True)
class Chances:
    """The best guess, or one draw. `calls[k-1]` for attempt k, with `sizes` people tried; `written` by channel; `odds` of the hours."""

    calls: tuple[float, ...]
    sizes: tuple[int, ...]
    written: Mapping[str, float]
    odds: float = 1.0

    def outcome(self, steps: Sequence[str]) -> tuple[float, float]:
        """The share of people reached, and the contacts each got, when everybody still unreached is given the next step."""
        left, contacts, called = 1.0, 0.0, 0
        for channel in steps:
            contacts += left
            called += channel == CALL
            left *= 1 - (self.of_call(called) if channel == CALL else self.written[channel])
        return 1 - left, contacts

    def of_call(self, attempt: int) -> float:
        """The chance that a call reaches; past what was observed the fall of the hazards goes on as it was."""
        rate = self.calls[attempt - 1] if attempt <= len(self.calls) else continued(self.calls, self.sizes, attempt)
        return self.odds * rate / (1 - rate + self.odds * rate)


def continued(rates: Sequence[float], sizes: Sequence[int], attempt: int) -> float:
    """h_k = p1·r^(k−1) at `attempt`: the weighted line through the logarithms of the hazards, never rising."""
    points = [(number, log(rate), size) for number, (rate, size) in enumerate(zip(rates, sizes, strict=True), 1) if rate > 0]
    weight = sum(size for _, _, size in points)
    if not weight:
        return 0.0
    middle = sum(number * size for number, _, size in points) / weight
    height = sum(value * size for _, value, size in points) / weight
    wide = sum(size * (number - middle) ** 2 for number, _, size in points)
    slope = sum(size * (number - middle) * (value - height) for number, value, size in points) / wide if wide else 0.0
    return min(exp(height + min(slope, 0.0) * (attempt - middle)), 1.0)


def what_ifs(evidence: Evidence, plans: Sequence[Plan], why: Text | None) -> WhatIfs:
    """Caps on calls, one after another, and the plans asked for; `why` says that the log tells nothing of this."""
    if why is not None or not evidence.observed:
        return WhatIfs(Now(None, None, None), (), (), why or too_few(evidence.attempts[0].tried if evidence.attempts else 0))
    draws = _draws(evidence)
    caps = [Plan((CALL,) * cap) for cap in range(1, min(max(evidence.observed + BEYOND_BY, LEAST_CAPS), MOST_CAPS) + 1)]
    return WhatIfs(
        _today(evidence),
        tuple(_what_if(evidence, plan, draws) for plan in caps),
        tuple(_what_if(evidence, plan, draws) for plan in plans),
    )


def _today(evidence: Evidence) -> Now:
    people, reached = evidence.attempts[0].tried, sum(step.reached for step in evidence.attempts)
    calls = sum(step.tried for step in evidence.attempts)
    return Now(reached / people, calls / people, calls / reached if reached else None)


def _what_if(evidence: Evidence, plan: Plan, draws: Sequence[Chances]) -> WhatIf:
    missing = evidence.missing(plan)
    if missing is not None:
        nothing = Estimate(None, None, None, why=missing)
        return WhatIf(plan, nothing, nothing, nothing, ())
    beyond = plan.steps.count(CALL) > evidence.observed
    dice = Random(SEED)  # noqa: S311 - a bootstrap keeps no secret
    guesses = [_with_hours(draw, evidence, plan, lambda cell: _beta(dice, cell)) for draw in draws]
    best = _with_hours(_best(evidence), evidence, plan, lambda cell: (cell[0] + HALF) / (cell[1] + 2 * HALF))
    every = [guess.outcome(plan.steps) for guess in guesses]
    share, contacts = best.outcome(plan.steps)
    return WhatIf(
        plan,
        _estimate(share, [one for one, _ in every], beyond),
        _estimate(contacts, [each for _, each in every], beyond),
        _estimate(contacts / share if share else None, [each / one for one, each in every if one], beyond),
        tuple(_assumptions(evidence, plan, beyond)),
    )


def _best(evidence: Evidence) -> Chances:
    steps = evidence.attempts[: evidence.observed]
    written = {channel: count / of for channel, (count, of) in evidence.came_back.items() if of}
    return Chances(tuple(step.reached / step.tried for step in steps), tuple(step.tried for step in steps), written)


def _draws(evidence: Evidence) -> list[Chances]:
    dice = Random(SEED)  # noqa: S311 - a bootstrap keeps no secret
    steps = evidence.attempts[: evidence.observed]
    sizes = tuple(step.tried for step in steps)
    return [
        Chances(
            tuple(_beta(dice, (step.reached, step.tried)) for step in steps),
            sizes,
            {channel: _beta(dice, cell) for channel, cell in evidence.came_back.items()},
        )
        for _ in range(DRAWS)
    ]


def _beta(dice: Random, cell: Cell) -> float:
    return dice.betavariate(cell[0] + HALF, cell[1] - cell[0] + HALF)


def _with_hours(chances: Chances, evidence: Evidence, plan: Plan, rate: Callable[[Cell], float]) -> Chances:
    """The chances with the odds of an answer within the plan's hours, against those of all calls together."""
    if plan.hours is None:
        return chances
    inside, whole = evidence.within(plan.hours), evidence.within((0, 24))
    outside = (whole[0] - inside[0], whole[1] - inside[1])
    within = rate(inside)
    overall = (within * inside[1] + (rate(outside) * outside[1] if outside[1] else 0.0)) / whole[1]
    return replace(chances, odds=within * (1 - overall) / ((1 - within) * overall))


def _estimate(best: float | None, draws: Sequence[float], beyond: bool) -> Estimate:
    every = sorted(draws)
    if best is None or not every:
        return Estimate(None, None, None, beyond, NEVER)
    return Estimate(best, every[int(LOW * len(every))], every[min(int(HIGH * len(every)), len(every) - 1)], beyond)


def _assumptions(evidence: Evidence, plan: Plan, beyond: bool) -> Iterator[Text]:
    yield EVERYONE
    if beyond:
        yield BEYOND.format(attempts=evidence.observed)
    if plan.hours is not None:
        yield AT_HOURS
    for channel in dict.fromkeys(plan.steps):
        if channel != CALL:
            yield BY_MESSAGE.format(channel=CHANNELS.get(channel, channel), days=evidence.days)
