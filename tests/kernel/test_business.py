import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enishi.kernel.business import (
    holiday,
    holiday_name,
    is_business_day,
    is_day_off,
    is_holiday,
    is_obon,
    is_weekend,
    is_year_end,
    next_business_day,
    weekday,
)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 11, 23), "勤労感謝の日"),
        (date(2026, 5, 6), "憲法記念日 振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2019, 5, 1), "天皇の即位の日"),
        (date(2026, 1, 1), "元日"),
        (date(2026, 1, 2), None),
        (date(2026, 11, 22), None),
        (date(1940, 5, 3), None),
    ],
)
def test_holidays(day: date, name: str | None) -> None:
    assert is_holiday(day) is (name is not None)
    assert (holiday_name(day) or None) == name or (name is not None and name[:4] in str(holiday_name(day)))


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (date(2026, 11, 23), "勤労感謝の日", "Labour Thanksgiving Day"),
        (date(2026, 5, 6), "憲法記念日 振替休日", "Constitution Day (observed)"),
        (date(2026, 9, 22), "国民の休日", "national holiday"),
        (date(2019, 5, 1), "天皇の即位の日", "national holiday"),
        (date(2018, 10, 8), "体育の日", "Sports Day"),
    ],
)
def test_a_holiday_has_a_name_in_both_languages(day: date, ja: str, en: str) -> None:
    named = holiday(day)
    assert named is not None
    assert (named.ja, named.en) == (ja, en)
    assert holiday(date(2026, 11, 22)) is None


def test_a_weekday_names_its_holiday() -> None:
    assert weekday(date(2026, 11, 24)).as_dict() == {"ja": "火", "en": "Tue"}
    assert weekday(date(2026, 11, 23)).as_dict() == {"ja": "月・勤労感謝の日", "en": "Mon, Labour Thanksgiving Day,"}


def test_every_holiday_of_these_years_has_an_english_name_of_its_own() -> None:
    days = (date(2020, 1, 1) + timedelta(days=each) for each in range(365 * 30))
    unnamed = {name.ja for name in map(holiday, days) if name and name.en == "national holiday"}
    assert unnamed <= {"国民の休日"}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), False),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2026, 8, 13), True),
    ],
)
def test_business_days(day: date, expected: bool) -> None:
    assert is_business_day(day) is expected
    assert is_day_off(day) is not expected


def test_a_teams_own_closed_days() -> None:
    friday, closed = date(2026, 11, 20), frozenset({date(2026, 11, 24)})
    assert next_business_day(friday) == date(2026, 11, 24)
    assert next_business_day(friday, closed) == date(2026, 11, 25)
    assert not is_business_day(date(2026, 11, 24), closed)


def test_a_team_that_never_works_is_an_error() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(ValueError, match="no business day"):
        next_business_day(day, frozenset(day + timedelta(days=n) for n in range(400)))


def test_year_end_and_obon() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [d for d in days if is_obon(d)] == [date(2026, 8, n) for n in range(13, 17)]
    assert [(d.month, d.day) for d in days if is_year_end(d)] == [(1, 1), (1, 2), (1, 3), (12, 29), (12, 30), (12, 31)]


@settings(deadline=None, max_examples=40)  # the holidays of a year are computed when first asked for
@given(st.dates(min_value=date(1980, 1, 1), max_value=date(2060, 12, 1)))
def test_the_next_business_day_is_one_and_none_lies_between(day: date) -> None:
    found = next_business_day(day)
    assert is_business_day(found)
    between = [day + timedelta(days=n) for n in range(1, (found - day).days)]
    assert not any(map(is_business_day, between))
    assert not is_weekend(found)


def test_asking_again_is_cheap() -> None:
    is_holiday(date(2026, 1, 1))
    started = time.perf_counter()
    for n in range(100_000):
        is_holiday(date(2026, 1 + n % 12, 1 + n % 28))
    assert time.perf_counter() - started < 2
