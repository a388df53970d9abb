"""Our intervals, curves and shrinkage against statsmodels, lifelines and plain arithmetic."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.measures.rules import spreads
from enishi.measures.rules.intervals import share, wilson
from enishi.measures.rules.shrinking import prior_weight, shrunk
from enishi.measures.rules.survival import Waits, kaplan_meier, waiting
from enishi.measures.rules.thresholds import LEAST


@given(st.integers(1, 5_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson_agrees_with_statsmodels(counted: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import proportion_confint

    count, of = counted
    assert wilson(count, of) == pytest.approx(proportion_confint(count, of, alpha=0.05, method="wilson"), abs=1e-12)


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 5), (6, 5)])
def test_no_share_has_no_interval(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(count, of)


def test_a_thin_share_keeps_its_counts_and_loses_its_rate() -> None:
    thin = share(3, LEAST - 1)
    assert (thin.count, thin.of, thin.rate) == (3, LEAST - 1, None)
    assert thin.why is not None and str(LEAST) in thin.why.en
    assert share(3, LEAST).rate == 0.3


def waits(seed: int, n: int, most: int, censored: float) -> list[Waits]:
    dice = Random(seed)
    return [Waits(dice.randrange(0, most), dice.random() > censored, 1) for _ in range(n)]


@pytest.mark.parametrize(("seed", "n", "most", "censored"), [(1, 200, 90, 0.3), (2, 40, 10_000, 0.6), (3, 500, 20, 0.1), (4, 60, 500, 0.0)])
def test_kaplan_meier_agrees_with_lifelines(seed: int, n: int, most: int, censored: float) -> None:
    from lifelines import KaplanMeierFitter
    from lifelines.utils import qth_survival_time

    drawn = waits(seed, n, most, censored)
    theirs = KaplanMeierFitter().fit([wait.seconds for wait in drawn], [wait.called_back for wait in drawn])
    limits = theirs.confidence_interval_survival_function_
    steps = kaplan_meier(drawn)
    for step in steps:
        assert step.still == pytest.approx(theirs.predict(step.seconds), abs=1e-12)
        if step.still > 1e-12:
            assert (step.low, step.high) == pytest.approx(tuple(limits.loc[step.seconds]), abs=1e-9)
    ours = waiting(drawn)
    # Theirs is a sum of logarithms: where exactly half are left, it stands a hair above one half.
    curve = theirs.survival_function_.round(12)
    for mine, share_left in ((ours.median, 0.5), (ours.p90, 0.1)):
        assert (math.inf if mine is None else mine) == qth_survival_time(share_left, curve)
    for mine, column in ((ours.median_low, 0), (ours.median_high, 1)):
        assert (math.inf if mine is None else mine) == qth_survival_time(0.5, limits.iloc[:, [column]])


def test_a_curve_that_never_falls_to_a_tenth_has_no_ninth_decile() -> None:
    found = waiting([Waits(60, True, 6), Waits(500, False, 4)])
    assert (found.n, found.called_back, found.ended_otherwise, found.median, found.p90) == (10, 6, 4, 60, None)
    assert found.why is not None
    assert [since.share for since in found.curve] == pytest.approx([0.6] * 5)


def test_nobody_waiting_long_is_said_of_few() -> None:
    assert waiting([Waits(60, True, 4)]).median is None


def test_cells_that_differ_by_chance_alone_tell_no_more_than_the_whole() -> None:
    cells = [(10, 100), (11, 100), (9, 100), (10, 100)]
    assert prior_weight(cells) == 400
    rate, low, high = shrunk((11, 100), 0.1, 400)
    assert rate == pytest.approx(51 / 500)
    assert low < rate < high


def test_the_prior_weight_of_two_cells() -> None:
    """30 and 10 of 100: S = 12.5 where chance gives 1, so ρ = 11.5/99."""
    assert prior_weight([(30, 100), (10, 100)]) == pytest.approx(99 / 11.5 - 1)


def test_the_prior_weight_is_found_again() -> None:
    """Cells drawn from Beta(6, 24): a prior of thirty calls at a rate of one in five."""
    dice = Random(11)
    rates = [dice.betavariate(6, 24) for _ in range(2_000)]
    cells = [(sum(dice.random() < rate for _ in range(40)), 40) for rate in rates]
    assert prior_weight(cells) == pytest.approx(30, rel=0.2)


def test_medians_and_percentiles() -> None:
    found = spreads.spread([(1, 2), (2, 1), (9, 1)])
    assert (found.n, found.median, found.p90, found.p95, found.worst) == (4, 1.5, 9, 9, 9)
    assert spreads.spread([(value, 1) for value in range(1, 101)]).p95 == 95
    assert spreads.spread([(7, 3)]).median == 7
    assert spreads.spread([]).why is not None
