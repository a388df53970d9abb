"""Reach, on logs whose answers can be counted by hand."""

from typing import Any

import pytest

from enishi.measures.queries.ground import lay
from enishi.measures.queries.keeping import shelf
from enishi.measures.queries.reach import reach
from enishi.measures.results import Reach
from tests.measures.logs import inbound, table, text, touch


def reached(*touches: dict[str, Any]) -> Reach:
    with shelf() as held:
        return reach(lay(held, table(*touches)))[0]


def crowd(n: int, *, first: int = 0, calls: int = 1, last: str = "no_answer") -> list[dict[str, Any]]:
    """`n` people who each got `calls` calls on successive days, the last of which ended so."""
    return [
        touch(f"03-{2 + call:02} 10:00", f"p{first + person}", last if call == calls - 1 else "no_answer")
        for person in range(n)
        for call in range(calls)
    ]


def test_the_hazard_counts_people_not_calls() -> None:
    """20 people: 6 reached at once, 4 at the second call, 10 never in two calls."""
    found = reached(*crowd(6, last="reached"), *crowd(4, first=6, calls=2, last="reached"), *crowd(10, first=10, calls=2))
    assert (found.people_tried, found.people_reached, found.share, found.calls) == (20, 10, 0.5, 34)
    assert [(step.attempt, step.tried, step.reached, step.rate) for step in found.hazard] == [(1, 20, 6, 0.3), (2, 14, 4, 4 / 14)]
    assert found.calls_until_reached == 34
    assert [(cap.target, cap.cap, cap.kept.count, cap.saved.count) for cap in found.caps] == [
        (0.9, 2, 10, 0),
        (0.95, 2, 10, 0),
        (0.99, 2, 10, 0),
    ]


def test_calls_after_the_first_conversation_are_no_attempts_to_reach() -> None:
    rows = [*crowd(10, last="reached"), *[touch("03-09 10:00", f"p{n}", "no_answer") for n in range(10)], *crowd(10, first=10)]
    found = reached(*rows)
    assert (found.calls, found.calls_until_reached, len(found.hazard)) == (30, 20, 1)


def test_a_person_who_rings_back_is_reached_and_no_longer_tried() -> None:
    """Twelve people, called twice; two of them ring us between the calls and we talk."""
    back = [inbound("03-02 18:00", f"p{n}", "reached") for n in range(2)]
    found = reached(*crowd(12, calls=2), *back)
    assert (found.people_reached, found.by_our_contact, found.by_their_contact) == (2, 0, 2)
    assert [(step.tried, step.reached) for step in found.hazard] == [(12, 0), (10, 0)]


def test_a_conversation_before_we_ever_turned_to_them_reaches_nobody() -> None:
    found = reached(*crowd(12), inbound("03-01 18:00", "p0", "reached"))
    assert found.people_reached == 0


def test_who_rings_in_the_minute_of_our_first_try_is_reached() -> None:
    found = reached(*crowd(12), inbound("03-02 10:00", "p0", "reached"))
    assert (found.people_reached, found.by_their_contact) == (1, 1)


def test_within_a_minute_the_call_that_reached_came_last() -> None:
    rows = [touch("03-02 10:00", f"p{n}", outcome) for n in range(10) for outcome in ("reached", "no_answer")]
    found = reached(*rows, *crowd(1, first=50))
    assert [(step.tried, step.reached) for step in found.hazard] == [(11, 0), (10, 10)]


def test_what_later_attempts_brought() -> None:
    """10 reached at the first call, 10 called five times of whom 2 are reached at the fifth."""
    found = reached(*crowd(10, last="reached"), *crowd(2, first=10, calls=5, last="reached"), *crowd(8, first=12, calls=5))
    fourth, fifth = found.later
    assert (fourth.first, fourth.calls, fourth.reached, fourth.per_100_calls) == (4, 20, 2, 10)
    assert (fourth.share_of_reached.count, fourth.share_of_reached.of) == (2, 12)
    assert (fourth.share_of_calls.count, fourth.share_of_calls.of) == (20, 60)
    assert (fifth.calls, fifth.reached) == (10, 2)
    assert [(cap.cap, cap.kept.count, cap.saved.count) for cap in found.caps] == [(5, 12, 0)] * 3


def test_a_cap_saves_the_calls_beyond_it() -> None:
    """99 reached at once, one at the third call, 20 never: a cap of one keeps 99 % of them and saves 42 of 162 calls."""
    found = reached(*crowd(99, last="reached"), *crowd(1, first=99, calls=3, last="reached"), *crowd(20, first=100, calls=3))
    assert [(cap.cap, cap.kept.rate, cap.saved.count, cap.saved.of) for cap in found.caps] == [(1, 0.99, 42, 162)] * 3


def test_unreached_people_tried_by_one_channel_only() -> None:
    rows = [
        *crowd(12),
        text("03-03 10:00", "p0"),
        text("03-03 10:00", "p1"),
        text("03-03 10:00", "t0"),
        *crowd(3, first=20, last="reached"),
    ]
    found = reached(*rows)
    assert (found.one_channel.count, found.one_channel.of) == (11, 13)
    assert [(only.channel, only.people) for only in found.only] == [("call", 10), ("text", 1)]


def test_channels_and_who_came_back() -> None:
    """Two of ten texts are answered within a week, one of them by a call; one a minute after a week counts no more."""
    rows = [*[text("03-02 10:00", f"p{n}") for n in range(10)], inbound("03-03 10:00", "p0", channel="text", outcome="received")]
    rows += [inbound("03-09 10:00", "p1"), inbound("03-09 10:01", "p2"), inbound("03-01 10:00", "p3"), *crowd(10)]
    by = {channel.channel: channel for channel in reached(*rows).by_channel}
    assert (by["text"].answered.count, by["text"].answered.of) == (2, 10)
    assert by["text"].reached.rate is None and "結果" in str(by["text"].reached.why)
    assert by["call"].reached.rate == 0


def test_a_log_without_inbound_contacts_cannot_say_who_came_back() -> None:
    assert reached(*crowd(12)).by_channel[0].answered.why is not None


def test_internal_calls_are_no_attempts() -> None:
    assert reached(*crowd(12), touch("03-02 10:00", "colleague", purpose="internal")).people_tried == 12


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([inbound("03-02 10:00", "p1")], "we turned to nobody"),
        (crowd(30, last="reached"), "Not one unanswered"),
        (crowd(30, last="unknown"), "For 30 of 30 calls"),
        ([text("03-02 10:00", "p1")], "no outbound calls"),
        (crowd(9), "9 are too few"),
    ],
)
def test_what_the_log_cannot_say_is_refused(rows: list[dict[str, Any]], word: str) -> None:
    found = reached(*rows)
    assert found.share is None
    assert found.why is not None and word in found.why.en


def test_no_rows_at_all() -> None:
    found = reached()
    assert (found.people_tried, found.share, found.hazard, found.by_channel) == (0, None, (), ())


def test_hours_are_drawn_toward_the_whole() -> None:
    """Mondays at ten 30 of 100 answer, at eleven 10 of 100, and one single call at twelve was answered."""
    rows = [touch("03-02 10:00", f"a{n}", "reached" if n < 30 else "no_answer") for n in range(100)]
    rows += [touch("03-02 11:00", f"b{n}", "reached" if n < 10 else "no_answer") for n in range(100)]
    cells = {(cell.weekday, cell.hour): cell for cell in reached(*rows, touch("03-02 12:00", "c", "reached")).hours.cells}
    assert [(place, cell.calls, cell.rate) for place, cell in cells.items()] == [
        ((0, 10), 100, 0.3),
        ((0, 11), 100, 0.1),
        ((0, 12), 1, 1.0),
    ]
    assert 41 / 201 < cells[0, 12].shrunk < 0.4
    assert 0.1 < cells[0, 11].shrunk < cells[0, 10].shrunk < 0.3
