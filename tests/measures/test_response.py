"""Response, on logs whose answers can be counted by hand."""

from datetime import timedelta
from typing import Any

import pytest

from enishi.measures.queries.ground import lay
from enishi.measures.queries.keeping import shelf
from enishi.measures.queries.response import response
from enishi.measures.results import Response
from tests.measures.logs import inbound, table, text, touch

MINUTE, HOUR = 60, 3600


def answered(*touches: dict[str, Any]) -> Response:
    with shelf() as held:
        return response(lay(held, table(*touches)))


def missed_and_called(n: int, minutes: int, **facts: Any) -> list[dict[str, Any]]:
    """`n` people whose call at ten was missed, each called back after so many minutes."""
    return [
        row
        for person in range(n)
        for row in (
            inbound("03-02 10:00", f"m{minutes}-{person}", **facts),
            touch(f"03-02 {10 + minutes // 60}:{minutes % 60:02}", f"m{minutes}-{person}"),
        )
    ]


def test_the_clock_runs_from_the_first_missed_call_to_ours() -> None:
    found = answered(*missed_and_called(6, 10), *missed_and_called(3, 30), *missed_and_called(1, 240))
    assert (found.waiting.n, found.waiting.called_back, found.waiting.median, found.waiting.p90) == (10, 10, 10 * MINUTE, 30 * MINUTE)
    assert (found.missed.count, found.missed.of, found.rang_again.count, found.rang_again.of) == (10, 10, 0, 10)
    assert [since.share for since in found.waiting.curve] == pytest.approx([0.6, 0.9, 1.0, 1.0, 1.0])


def test_who_rings_again_before_we_do_waits_in_the_same_matter() -> None:
    """a rings at 10 and 11 and is called at 12: two hours. b rings at 10 and 11 and is answered at 11: ended otherwise, after an hour."""
    rows = [inbound("03-02 10:00", "a"), inbound("03-02 11:00", "a"), touch("03-02 12:00", "a")]
    rows += [inbound("03-02 10:00", "b"), inbound("03-02 11:00", "b", "reached")]
    found = answered(*rows, *missed_and_called(8, 5))
    assert (found.waiting.n, found.waiting.called_back, found.waiting.ended_otherwise) == (10, 9, 1)
    assert (found.rang_again.count, found.rang_again.rate) == (2, 0.2)
    assert found.waiting.p90 == 2 * HOUR


def test_after_a_call_back_a_new_missed_call_is_a_new_matter() -> None:
    rows = [inbound("03-02 10:00", "a"), touch("03-02 10:05", "a"), inbound("03-02 14:00", "a"), touch("03-02 15:00", "a")]
    found = answered(*rows, *missed_and_called(8, 5))
    assert (found.waiting.n, found.waiting.called_back, found.rang_again.count, found.waiting.p90) == (10, 10, 0, 5 * MINUTE)


def test_who_is_still_waiting_when_the_log_ends_is_not_forgotten() -> None:
    """Five called back after five minutes, five never: the log ends at noon, so half is reached and nine tenths never."""
    found = answered(*missed_and_called(5, 5), *[inbound("03-02 11:00", f"w{n}") for n in range(5)], touch("03-02 12:00", "z", "reached"))
    assert (found.waiting.n, found.waiting.called_back, found.waiting.median, found.waiting.p90) == (10, 5, 5 * MINUTE, None)
    assert found.waiting.why is not None


def test_long_waits_are_told_to_the_minute_and_the_hour() -> None:
    """59:59 stays; 61:30 is 61 minutes; a day, an hour and twenty minutes are 25 hours."""
    for seconds, told in ((3599, 3599), (3690, 3660), (91_200, 90_000)):
        call = touch("03-02 10:00", "a")
        back = call | {"at": call["at"] + timedelta(seconds=seconds)}
        rows = [row | {"person": f"p{n}"} for n in range(5) for row in (inbound("03-02 10:00", "a"), back)]
        assert answered(*rows).waiting.median == told


def test_a_text_is_no_call_and_a_call_of_the_same_minute_is_one_back() -> None:
    found = answered(*missed_and_called(9, 0), inbound("03-02 10:00", "t"), text("03-02 10:01", "t"))
    assert (found.waiting.n, found.waiting.called_back, found.waiting.median) == (10, 9, 0)


def test_a_withheld_number_cannot_be_called_back() -> None:
    found = answered(*missed_and_called(9, 5), inbound("03-02 10:00", None), inbound("03-02 10:00", "x", "unknown"))
    assert (found.missed.count, found.missed.of, found.withheld, found.waiting.n) == (10, 10, 1, 9)


def test_ring_time_until_answered() -> None:
    rows = [inbound("03-02 10:00", f"p{n}", "reached", ring_seconds=n) for n in range(1, 11)]
    assert (answered(*rows).ring_seconds.median, answered(*rows).ring_seconds.p90) == (5.5, 9)
    assert answered(*[row | {"ring_seconds": None} for row in rows]).ring_seconds.median is None


def test_each_member_is_measured_against_their_own_habit() -> None:
    """Aoki mostly takes five minutes and twice took an hour; Baba always takes an hour, and is no slower than usual."""
    aoki = [*missed_and_called(10, 5, member="青木"), *missed_and_called(2, 61, member="青木")]
    found = answered(*aoki, *missed_and_called(10, 60, member="馬場"))
    first, second = found.members
    assert (first.member, first.waiting.median, first.slower_than_usual.count, first.slower_than_usual.of) == ("青木", 5 * MINUTE, 2, 12)
    assert (second.member, second.waiting.median, second.slower_than_usual.count) == ("馬場", HOUR, 0)


def test_lately_is_the_last_four_weeks() -> None:
    old = [inbound("01-05 10:00", f"o{n}", member="青木") for n in range(6)] + [touch("01-05 11:00", f"o{n}") for n in range(6)]
    (habit,) = answered(*old, *missed_and_called(5, 5, member="青木")).members
    assert (habit.waiting.n, habit.waiting.median, habit.recent.n, habit.recent.median) == (11, HOUR, 5, 5 * MINUTE)


def test_a_log_without_members_has_no_habits() -> None:
    found = answered(*missed_and_called(10, 5))
    assert found.members == ()
    assert found.members_why is not None and "担当者" in found.members_why.ja


@pytest.mark.parametrize(
    ("rows", "word"), [([], "no inbound"), ([touch("03-02 10:00", "a")], "no inbound"), ([text("03-02 10:00", "a")], "no inbound")]
)
def test_without_inbound_calls_nothing_is_said(rows: list[dict[str, Any]], word: str) -> None:
    found = answered(*rows)
    assert found.missed.count is None and found.waiting.why is not None and word in found.waiting.why.en


def test_without_outbound_calls_nobody_is_seen_to_be_called_back() -> None:
    found = answered(*[inbound("03-02 10:00", f"p{n}") for n in range(20)])
    assert found.missed.rate == 1
    assert found.waiting.why is not None and "no outbound" in found.waiting.why.en


def test_colleagues_are_called_back_too() -> None:
    found = answered(*[row | {"purpose": "internal"} for row in missed_and_called(10, 5)])
    assert (found.waiting.n, found.waiting.median) == (10, 5 * MINUTE)
