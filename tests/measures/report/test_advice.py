"""What to change: what the log supports and nothing else, hours last."""

from dataclasses import replace

import pytest

from enishi.measures.results import Diagnosis
from enishi.measures.rules.advice import Recommendation, advise
from enishi.measures.rules.advice_keeping import keep_doing
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.thresholds import NONE
from tests.measures.report import diagnoses

EVERYTHING = [
    "another-channel",
    "one-number",
    "cap",
    "honour-refusals",
    "honour-agreed-dates",
    "call-back-faster",
    "ring-longer",
    "abandon-nobody",
    "no-nights",
    "hours",
]


def by_code(diagnosis: Diagnosis) -> dict[str, Recommendation]:
    return {one.code: one for one in advise(diagnosis)}


def test_channel_and_process_first_hours_last() -> None:
    assert list(by_code(diagnoses.insistent())) == EVERYTHING


@pytest.mark.parametrize("diagnosis", [diagnoses.considerate(), diagnoses.empty()])
def test_nothing_is_advised_that_the_log_does_not_carry(diagnosis: Diagnosis) -> None:
    assert advise(diagnosis) == ()


def test_what_is_well_done_is_kept() -> None:
    assert len(keep_doing(diagnoses.considerate())) == 5
    assert keep_doing(diagnoses.insistent()) == ()
    assert keep_doing(diagnoses.empty()) == ()


def test_every_recommendation_has_its_figure_and_its_assumption() -> None:
    for one in advise(diagnoses.insistent()):
        assert any(letter.isdigit() for letter in one.rests_on.ja)
        assert one.assumption.ja
        for estimate in (one.reached, one.saved):
            assert estimate.value is not None or estimate.why is not None


def test_without_answers_to_texts_nobody_can_say_how_many_they_would_bring() -> None:
    found = by_code(diagnoses.insistent())["another-channel"]
    assert found.reached.value is None
    assert "言えません" in str(found.reached.why)


def test_with_answers_to_texts_the_log_itself_says_how_many() -> None:
    one = diagnoses.insistent()
    texts = diagnoses.considerate().reach.by_channel[1]
    found = by_code(replace(one, reach=replace(one.reach, by_channel=(texts,))))["another-channel"]
    assert found.reached.value == pytest.approx(880 * 0.4)
    assert found.reached.low == pytest.approx(880 * (texts.answered.low or 0))
    assert found.reached.high == pytest.approx(880 * (texts.answered.high or 0))


def test_a_cap_says_whom_it_would_have_lost_and_what_it_would_have_spared() -> None:
    found = by_code(diagnoses.insistent())["cap"]
    assert (found.reached.value, found.saved.value) == (pytest.approx(-10), 890)
    assert found.reached.low is not None
    assert found.reached.low < -10 < (found.reached.high or 0)


def test_a_cap_that_spares_little_is_not_worth_a_sentence() -> None:
    one = diagnoses.insistent()
    small = tuple(replace(cap, saved=share(200, 5040)) for cap in one.reach.caps)
    assert "cap" not in by_code(replace(one, reach=replace(one.reach, caps=small)))


def test_contacts_after_a_refusal_are_spared_to_the_last() -> None:
    assert by_code(diagnoses.insistent())["honour-refusals"].saved.value == 41


def test_a_contact_that_came_too_early_twice_over_is_spared_once() -> None:
    one = diagnoses.insistent()
    found = by_code(replace(one, burden=replace(one.burden, before_agreed=share(3, 5040))))["honour-agreed-dates"]
    assert found.saved.value == 5
    assert str(found.rests_on) == "「いまは不要」の後30日以内に5回、お約束の日より前に3回、ご連絡しています。"


@pytest.mark.parametrize(("within_an_hour", "advised"), [(0.4, True), (0.89, True), (0.9, False), (1.0, False)])
def test_quick_enough_is_nine_of_ten_within_the_hour(within_an_hour: float, advised: bool) -> None:
    one = diagnoses.insistent()
    answered = replace(one.response, waiting=diagnoses.waiting(within_an_hour))
    assert ("call-back-faster" in by_code(replace(one, response=answered))) == advised


@pytest.mark.parametrize(("low", "advised"), [(0.0634, False), (0.0636, True)])
def test_an_hour_is_named_only_if_its_whole_interval_lies_above(low: float, advised: bool) -> None:
    one = diagnoses.insistent()
    hours = replace(one.reach.hours, cells=(replace(one.reach.hours.cells[0], low=low),))
    assert ("hours" in by_code(replace(one, reach=replace(one.reach, hours=hours)))) == advised


def test_what_was_not_measured_is_no_reason() -> None:
    one = diagnoses.insistent()
    nothing = not_measured(NONE)
    silent = replace(
        one.burden,
        rotated=nothing,
        after_refusal=nothing,
        after_not_now=nothing,
        short_rings=nothing,
        abandoned_by_us=nothing,
        at_night=nothing,
    )
    assert list(by_code(replace(one, burden=silent))) == ["another-channel", "cap", "call-back-faster", "hours"]
    assert keep_doing(replace(one, burden=silent)) == ()
