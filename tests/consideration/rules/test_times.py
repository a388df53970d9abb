"""Opening times on the person's clock, checked minute by minute against a plain reading of the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enishi.consideration.rules.times import (
    ALL_DAY,
    clock_text,
    covers,
    day_start,
    either,
    join,
    minute_of,
    next_open,
    outside,
    rest_of_day,
    spoken,
    week_of,
)
from enishi.consideration.rules.zones import zones_of

ZONES = ["Asia/Tokyo", "America/New_York", "Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Beirut"]
minutes = st.integers(0, 1440)
ranges = st.lists(st.tuples(minutes, minutes), max_size=4).map(join)


def never_closed(_: date) -> bool:
    return False


@given(ranges)
def test_a_day_and_the_rest_of_it_are_the_day(day):
    assert join((*day, *rest_of_day(day))) == ALL_DAY
    assert rest_of_day(rest_of_day(day)) == day


@given(ranges, ranges)
def test_covering_is_minute_by_minute(outer, inner):
    def inside(day, minute):
        return any(start <= minute < end for start, end in day)

    assert covers(outer, inner) == all(inside(outer, minute) for minute in range(1440) if inside(inner, minute))


@given(st.integers(0, 127), minutes.filter(lambda m: m < 1440), minutes)
def test_a_week_and_what_is_outside_it_are_the_week(mask, start, end):
    week = week_of(mask, start, end)
    assert either([week, outside(week)]) == (ALL_DAY,) * 7


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime(2018, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - hypothesis wants them bare
    st.integers(0, 127),
    minutes.filter(lambda m: m < 1440),
    minutes,
)
@example("America/New_York", datetime(2026, 3, 8, 5), 127, 135, 165)  # noqa: DTZ001 - an hour that is skipped
@example("America/New_York", datetime(2026, 11, 1, 4), 127, 75, 105)  # noqa: DTZ001 - an hour that comes twice
@example("America/Sao_Paulo", datetime(2018, 11, 4, 2), 127, 0, 60)  # noqa: DTZ001 - a midnight that is skipped
def test_open_moments_are_open_on_the_wall_and_nothing_earlier_was_missed(zone, start, mask, opens, closes):
    moment = start.replace(tzinfo=UTC, second=0, microsecond=0)
    week = week_of(mask, opens, closes)
    found = next_open(moment, zone, week, never_closed)

    def on_the_wall(then):
        there = then.astimezone(ZoneInfo(zone))
        return any(a <= there.hour * 60 + there.minute < b for a, b in week[there.weekday()])

    assert (found is None) == (not any(week)) or zone != "Asia/Tokyo"
    if found is None:
        return
    assert found >= moment
    assert on_the_wall(found)
    assert next_open(found, zone, week, never_closed) == found
    # Around a change of summer time the shorter reading is taken; on every other day not a minute is lost
    before = [moment + timedelta(minutes=step) for step in range(int((found - moment).total_seconds() // 60))]
    missed = [then for then in before if on_the_wall(then)]
    assert all(_changes(then, zone) for then in missed)


def _changes(moment, zone):
    day = timedelta(days=1)
    offsets = {(moment + step).astimezone(ZoneInfo(zone)).utcoffset() for step in (-day, timedelta(0), day)}
    return len(offsets) > 1


@given(st.sampled_from(ZONES), st.dates(date(2018, 1, 1), date(2027, 1, 1)))
def test_a_day_begins_with_its_first_moment(zone, day):
    start = day_start(day, zone)
    assert start.astimezone(ZoneInfo(zone)).date() == day
    assert (start - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).date() < day


def test_closed_days_are_stepped_over():
    friday = datetime(2026, 3, 13, 9, tzinfo=UTC)
    found = next_open(friday, "Asia/Tokyo", week_of(127, 600, 1080), lambda day: day.weekday() >= 5)
    assert found == datetime(2026, 3, 16, 1, tzinfo=UTC)
    assert next_open(friday, "Asia/Tokyo", week_of(127, 600, 1080), lambda _: True) is None


def test_moments_are_said_on_the_persons_clock():
    moment = datetime(2026, 3, 10, 5, tzinfo=UTC)
    assert spoken(moment, "Asia/Tokyo").ja == "3月10日(火) 14:00"
    assert spoken(moment, "Asia/Tokyo").en == "Tue 10 Mar 2026 14:00"
    assert clock_text(1440) == "24:00"
    assert minute_of(None) == 0
    assert minute_of(time(9, 30)) == 570


@pytest.mark.parametrize(
    ("told", "postal", "numbers", "expected"),
    [
        ("Europe/Paris", ["100-0001"], ["+81312345678"], ("Europe/Paris",)),
        ("Mars/Olympus", ["100-0001"], [], ("Asia/Tokyo",)),
        ("../../etc/passwd", [], ["+81312345678"], ("Asia/Tokyo",)),
        ("", [], ["+12125550100"], ("America/New_York",)),
        ("", [], ["+81312345678", "+12125550100"], ("America/New_York", "Asia/Tokyo")),
        ("", [], ["+870123456789"], ("Asia/Seoul",)),
        ("", [], ["not a number"], ("Asia/Seoul",)),
        ("", [], [], ("Asia/Seoul",)),
    ],
)
def test_the_zone_is_as_told_else_by_address_else_by_number_else_ours(told, postal, numbers, expected):
    assert zones_of(told=told, postal_codes=postal, numbers=numbers, team_zone="Asia/Seoul") == expected


def test_a_number_that_may_ring_in_several_zones_says_all_of_them():
    assert len(zones_of(told="", postal_codes=[], numbers=["+18005550100"], team_zone="Asia/Tokyo")) > 5
