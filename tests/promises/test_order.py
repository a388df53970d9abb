"""Who comes first, when things fall due, and how it is said."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel.words import speaking
from enishi.promises.rules import (
    Hours,
    Pledge,
    clock,
    holds_our_calls,
    in_order,
    is_broken,
    is_ours_to_look_at,
    is_urgent,
    reason,
    still_relaxes,
)
from enishi.promises.rules.words import length

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def owed(name: int, waited: timedelta, promised: timedelta = timedelta(hours=1), **facts: object) -> Pledge:
    from_at = NOW - waited
    known: dict[str, object] = {"kind": "missed_call", "began_at": from_at, "from_at": from_at, "due_at": from_at + promised}
    return Pledge(id=UUID(int=name), **(known | facts))  # type: ignore[arg-type]  # any field of it


def test_the_order_that_serves_people() -> None:
    in_this_order = [
        owed(1, timedelta(minutes=8), raised=1, raised_at=NOW - timedelta(minutes=3)),
        owed(2, timedelta(minutes=-3), timedelta(0), kind="agreed_time"),
        owed(3, timedelta(hours=2)),
        owed(4, timedelta(days=8), timedelta(days=7)),
        owed(5, timedelta(minutes=30)),
        owed(6, timedelta(days=1), timedelta(days=7)),
        owed(7, timedelta(days=9), timedelta(days=1), kind="look_again", asked_by="us"),
        owed(8, timedelta(days=-1)),
        owed(9, timedelta(days=-2)),
    ]
    assert [each.id for each in in_order(reversed(in_this_order), NOW)] == [each.id for each in in_this_order]


@given(st.permutations([owed(name, timedelta(minutes=name * 7 - 30)) for name in range(8)]))
def test_the_order_does_not_depend_on_the_list(shuffled: list[Pledge]) -> None:
    assert in_order(shuffled, NOW) == in_order(sorted(shuffled, key=lambda each: str(each.id)), NOW)


@given(st.integers(-600, 600), st.integers(-600, 600))
def test_for_equal_promises_who_waits_longer_comes_first(one: int, other: int) -> None:
    a, b = owed(1, timedelta(minutes=one)), owed(2, timedelta(minutes=other))
    if one > other:
        assert in_order([b, a], NOW) == [a, b]


@pytest.mark.parametrize(
    ("raised", "last_after_minutes", "urgent"), [(0, None, False), (1, 3, True), (1, 11, False), (2, 18, True), (2, 40, False)]
)
def test_a_second_ring_within_minutes_is_urgent(raised: int, last_after_minutes: int | None, urgent: bool) -> None:
    began = NOW - timedelta(hours=1)
    again = None if last_after_minutes is None else began + timedelta(minutes=last_after_minutes)
    assert is_urgent(owed(1, timedelta(hours=1), raised=raised, raised_at=again)) is urgent


def test_late_is_broken_and_stays_broken_when_kept() -> None:
    late = owed(1, timedelta(hours=2))
    assert is_broken(late, NOW)
    assert not is_broken(owed(1, timedelta(minutes=30)), NOW)
    assert is_broken(owed(1, timedelta(hours=2), kept_at=NOW - timedelta(minutes=10)), NOW)
    assert not is_broken(owed(1, timedelta(hours=2), kept_at=NOW - timedelta(minutes=90)), NOW)
    assert not is_broken(owed(1, timedelta(hours=2), withdrawn_at=NOW), NOW)


def test_theirs_holds_our_calls_until_its_time_and_is_then_ours_to_look_at() -> None:
    theirs = owed(1, timedelta(minutes=30), owed_by="them", kind="their_call")
    assert (holds_our_calls(theirs, NOW), is_ours_to_look_at(theirs, NOW)) == (True, False)
    later = NOW + timedelta(minutes=31)
    assert (holds_our_calls(theirs, later), is_ours_to_look_at(theirs, later)) == (False, True)
    assert not is_broken(theirs, later)
    assert not holds_our_calls(owed(1, timedelta(minutes=30)), NOW)


@pytest.mark.parametrize(
    ("asked_by", "attempts", "relaxes"), [("person", 0, True), ("person", 2, True), ("person", 3, False), ("us", 0, False)]
)
def test_one_request_is_worth_three_attempts(asked_by: str, attempts: int, relaxes: bool) -> None:
    assert still_relaxes(asked_by=asked_by, attempts=attempts) is relaxes


WEEKDAYS = Hours(opens_at=time(9, 30), closes_at=time(17, 30), is_closed_on=lambda day: day.weekday() >= 5)
DUE = [
    # moment in Tokyo, due in Tokyo
    ((2026, 11, 20, 10, 0), (2026, 11, 20, 11, 0)),
    ((2026, 11, 20, 8, 0), (2026, 11, 20, 10, 30)),
    ((2026, 11, 19, 17, 0), (2026, 11, 20, 10, 0)),
    ((2026, 11, 20, 22, 0), (2026, 11, 23, 10, 30)),
    ((2026, 11, 21, 11, 0), (2026, 11, 23, 10, 30)),
    ((2026, 11, 20, 16, 30), (2026, 11, 20, 17, 30)),
]


@pytest.mark.parametrize(("rang", "due"), DUE)
def test_an_hour_of_open_time(rang: tuple[int, ...], due: tuple[int, ...]) -> None:
    def utc(wall: tuple[int, ...]) -> datetime:
        return datetime(*wall, tzinfo=UTC) - timedelta(hours=9)  # type: ignore[arg-type, misc]  # a wall clock's numbers

    assert WEEKDAYS.after(utc(rang), timedelta(hours=1)) == utc(due)


def test_a_team_that_never_opens_still_owes() -> None:
    shut = Hours(is_closed_on=lambda day: day > date(2000, 1, 1))
    assert shut.after(NOW, timedelta(hours=1)) == NOW + timedelta(hours=1)


@given(st.integers(0, 500_000), st.integers(0, 2000))
def test_due_times_are_open_times_and_never_early(since_minutes: int, minutes: int) -> None:
    moment = NOW + timedelta(minutes=since_minutes)
    due = WEEKDAYS.after(moment, timedelta(minutes=minutes))
    wall = due + timedelta(hours=9)
    assert due >= moment + timedelta(minutes=minutes)
    assert wall.weekday() < 5
    assert time(9, 30) <= wall.time() <= time(17, 30)


@pytest.mark.parametrize(
    ("waited", "ja", "en"),
    [
        (timedelta(minutes=40), "あと20分", "20 min left"),
        (timedelta(hours=2, minutes=12), "1時間12分過ぎています", "1 h 12 min late"),
        (timedelta(days=-3), "3日後から", "from 3 d on"),
    ],
)
def test_the_clock_in_words(waited: timedelta, ja: str, en: str) -> None:
    said = clock(owed(1, waited), NOW)
    assert (said.ja, said.en) == (ja, en)


def test_reasons_and_lengths_in_words() -> None:
    again = owed(1, timedelta(minutes=5), raised=1, raised_at=NOW)
    assert reason(kind="missed_call", promise=again, now=NOW).ja == "すぐにまたお電話がありました"
    with speaking("en"):
        assert str(reason(kind="call_back", promise=owed(1, timedelta(minutes=5)), now=NOW)) == "We promised to call back"
        assert str(length(timedelta(hours=2))) == "2 h"
