"""What-if: from a log's own hazards, against plain arithmetic."""

import math
from random import Random

import pytest

from enishi.measures.results import Plan
from enishi.measures.rules.attempts import Attempt
from enishi.measures.rules.planning import CALL, Evidence, continued, what_ifs

LADDER = (Attempt(1, 1000, 200), Attempt(2, 600, 60), Attempt(3, 400, 20))


def evidence(ladder: tuple[Attempt, ...] = LADDER) -> Evidence:
    return Evidence(ladder, {"text": (30, 100)}, {10: (20, 100), 18: (160, 400)}, 7)


def test_a_cap_reaches_whom_its_calls_reach() -> None:
    """After two calls at .2 and .1 a share .28 is reached, with 1.8 calls each; a third at .05 leaves .684 unreached."""
    found = what_ifs(evidence(), (), None)
    two, three = found.caps[1], found.caps[2]
    assert two.reached_share.value == pytest.approx(0.28)
    assert two.contacts_per_person.value == pytest.approx(1.8)
    assert two.contacts_per_reached.value == pytest.approx(1.8 / 0.28)
    assert three.reached_share.value == pytest.approx(1 - 0.8 * 0.9 * 0.95)
    assert not three.reached_share.extrapolated
    assert (found.now.reached_share, found.now.contacts_per_person) == (0.28, 2.0)


def test_past_what_was_tried_it_says_so() -> None:
    fourth = what_ifs(evidence(), (), None).caps[3]
    assert fourth.reached_share.extrapolated
    assert any("3" in assumption.en for assumption in fourth.assumptions)
    rate = continued((0.2, 0.1, 0.05), (1, 1, 1), 4)
    assert rate == pytest.approx(0.025)
    assert fourth.reached_share.value is not None and 0 < fourth.reached_share.value - (1 - 0.8 * 0.9 * 0.95) < 0.05 * 0.684


def test_hazards_that_rise_are_not_continued_upward() -> None:
    assert continued((0.1, 0.2), (1, 1), 3) == pytest.approx(math.sqrt(0.1 * 0.2))
    assert continued((0.0, 0.0), (1, 1), 3) == 0


def test_a_text_between_two_calls() -> None:
    (found,) = what_ifs(evidence(), [Plan((CALL, "text", CALL))], None).plans
    assert found.reached_share.value == pytest.approx(1 - 0.8 * 0.7 * 0.9)
    assert found.contacts_per_person.value == pytest.approx(1 + 0.8 + 0.56)


def test_better_hours_move_every_attempt_by_the_same_odds() -> None:
    """From 18 to 19 o'clock 160 of 400 answer, of all 180 of 500: odds of 2/3 against 9/16."""
    (found,) = what_ifs(evidence(), [Plan((CALL,), (18, 19))], None).plans
    odds = (0.2 / 0.8) * (160 / 240) / (180 / 320)
    assert found.reached_share.value == pytest.approx(odds / (1 + odds), abs=0.002)


def test_the_same_log_gives_the_same_figures() -> None:
    assert what_ifs(evidence(), [Plan((CALL, "text"), (10, 19))], None) == what_ifs(evidence(), [Plan((CALL, "text"), (10, 19))], None)


@pytest.mark.parametrize(
    ("plan", "word"),
    [(Plan(()), "no steps"), (Plan((CALL, "mail")), "after a mail"), (Plan((CALL,), (3, 4)), "in these hours")],
)
def test_what_the_log_knows_nothing_of_is_refused(plan: Plan, word: str) -> None:
    (found,) = what_ifs(evidence(), [plan], None).plans
    assert found.reached_share.value is None
    assert found.reached_share.why is not None and word in found.reached_share.why.en


def test_without_a_ladder_there_is_nothing_to_stand_on() -> None:
    found = what_ifs(evidence(()), [Plan((CALL,))], None)
    assert (found.caps, found.plans) == ((), ())
    assert found.why is not None


def test_the_intervals_hold_the_truth_nearly_as_often_as_they_say() -> None:
    """Sixty logs of 400 people drawn from hazards .2, .1, .05: what two calls truly reach, .28, lies in at least 90 % of the intervals."""
    dice, held = Random(5), 0
    for _ in range(60):
        tried, ladder = 400, []
        for number, rate in enumerate((0.2, 0.1, 0.05), 1):
            reached = sum(dice.random() < rate for _ in range(tried))
            ladder.append(Attempt(number, tried, reached))
            tried -= reached
        found = what_ifs(evidence(tuple(ladder)), (), None).caps[1].reached_share
        assert found.low is not None and found.high is not None
        held += found.low <= 0.28 <= found.high
    assert held >= 54
