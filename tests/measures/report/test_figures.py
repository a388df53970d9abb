"""Figures as people read them."""

from datetime import UTC, datetime

import pytest

from enishi.kernel.words import say
from enishi.measures.report.charts import shade
from enishi.measures.report.parts import clean, prose, tag
from enishi.measures.results import Estimate, HourCell
from enishi.measures.rules.figures import bounds, decimal, estimated, known, length, people, percent, period


@pytest.mark.parametrize(
    ("rate", "said"), [(0, "0%"), (0.034, "3.4%"), (0.26, "26%"), (0.965, "96%"), (0.998, "99.8%"), (1, "100%"), (0.0996, "10.0%")]
)
def test_percent(rate: float, said: str) -> None:
    assert percent(rate) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.24, 0.29, "24〜29%"), (0.006, 0.009, "0.6〜0.9%"), (0.0, 0.018, "0〜1.8%"), (0.0, 0.0001, "0%"), (None, 0.5, None)],
)
def test_bounds(low: float | None, high: float | None, said: str | None) -> None:
    found = bounds(low, high)
    assert (found and found.ja) == said


@pytest.mark.parametrize(
    ("seconds", "ja", "en"),
    [
        (45, "45秒", "45 s"),
        (720, "12分", "12 min"),
        (3600, "1時間", "1 h"),
        (12000, "3時間20分", "3 h 20 min"),
        (86400, "1日", "1 day"),
        (3599.9, "1時間", "1 h"),
        (86399, "1日", "1 day"),
    ],
)
def test_length(seconds: float, ja: str, en: str) -> None:
    assert (length(seconds).ja, length(seconds).en) == (ja, en)


def test_counts() -> None:
    assert (people(1).en, people(1200).en, people(1200).ja) == ("1 person", "1,200 people", "1,200人")
    assert (decimal(2.44), decimal(3.0), decimal(134.6)) == ("2.4", "3", "135")


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_no_number_was_never_measured(value: float | None) -> None:
    assert not known(value)
    assert estimated(Estimate(value, None, None), say("{n}人", "{n} people")).ja == "この記録からは言えません"


@pytest.mark.parametrize(
    ("first", "last", "ja", "en"),
    [
        ((10, 1), (10, 30), "2026年10月1日〜30日", "1 Oct – 30 Oct 2026"),
        ((9, 1), (11, 2), "2026年9月1日〜11月2日", "1 Sep – 2 Nov 2026"),
        ((9, 1), (9, 1), "2026年9月1日", "1 Sep 2026"),
    ],
)
def test_period(first: tuple[int, int], last: tuple[int, int], ja: str, en: str) -> None:
    found = period(datetime(2026, *first, 1, tzinfo=UTC), datetime(2026, *last, 2, tzinfo=UTC), "Asia/Tokyo")
    assert (found.ja, found.en) == (ja, en)


def test_a_day_is_the_zone_s_own_and_an_unknown_zone_is_utc() -> None:
    late = datetime(2026, 10, 1, 20, tzinfo=UTC)
    assert period(late, late, "Asia/Tokyo").ja == "2026年10月2日"
    assert period(late, late, "nowhere/\x00").ja == "2026年10月1日"
    assert period(late, late, "").ja == "2026年10月1日"


@pytest.mark.parametrize(("shrunk", "step"), [(0.05, 0), (0.1, 1), (0.12, 1), (0.13, 2), (0.2, 3)])
def test_hours_near_the_whole_are_quiet(shrunk: float, step: int) -> None:
    assert shade(HourCell(0, 9, 10, 1, 0.1, shrunk, 0, 1), 0.1) == step


def test_words_become_html_only_by_way_of_a_tag() -> None:
    assert tag("p", "<b>", tag("i", "a&b"), None, title='"') == '<p title="&quot;">&lt;b&gt;<i>a&amp;b</i></p>'
    assert clean("a\u202eb\x07 \n c") == "ab c"


def test_a_figure_keeps_its_counter() -> None:
    assert prose("1,200人のうち3.4%") == '<span class="n">1,200人</span>のうち<span class="n">3.4%</span>'
