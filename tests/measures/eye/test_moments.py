"""From rows of the canonical table to what a person lived."""

from datetime import date
from typing import Any

import pytest

from enishi.kernel.words import Text
from enishi.measures.eye import MOST, Lived, Ring, Written, finding, hardest_day, lived_by
from enishi.measures.eye.moments import counts, new_numbers, step_of, steps
from tests.measures.eye.lives import MONDAY, TUESDAY, at, kind, row, rung


@pytest.mark.parametrize(
    ("facts", "answered"),
    [
        ({"reached": True}, True),
        ({"reached": False, "talk_seconds": 40}, False),
        ({"outcome": "reached"}, True),
        ({"outcome": "not_now"}, True),
        ({"outcome": "missed"}, False),
        ({"outcome": "voicemail_left", "talk_seconds": 30}, False),
        ({"outcome": "unknown", "talk_seconds": 30}, True),
        ({"outcome": "unknown", "talk_seconds": 0}, False),
        ({"outcome": "unknown"}, None),
        ({"outcome": None}, None),
    ],
)
def test_what_a_ring_came_to(facts: dict[str, Any], answered: bool | None) -> None:
    (ring,) = lived_by([row(10, **facts)], who=MOST).moments
    assert isinstance(ring, Ring)
    assert ring.answered is answered


@pytest.mark.parametrize("outcome", ["busy", "number_dead", "carrier_refusal", "switched_off", "failed"])
def test_a_call_that_never_rang_is_not_lived(outcome: str) -> None:
    assert lived_by([row(10, outcome=outcome)], who=MOST, first=TUESDAY, last=TUESDAY).moments == ()


def test_rows_stand_in_order_and_inside_the_days() -> None:
    rows = [
        row(12, channel="text", outcome="sent"),
        row(9, direction="in", outcome="reached", abandoned=True),
        row(10, abandoned=True, ring_seconds=7),
        row(10, day=MONDAY),
        row(11, channel="mail", outcome="sent"),
    ]
    lived = lived_by(rows, who=MOST, first=TUESDAY, last=TUESDAY)
    number = "+81320000001"
    assert lived.moments == (
        Ring(at(9), number, answered=True, ours=False),
        Ring(at(10), number, answered=False, rung_seconds=7, cut_off=True),
        Written(at(11), "mail"),
        Written(at(12), "text", number),
    )
    assert lived_by(rows, who=MOST).days == 2


def test_days_must_be_known() -> None:
    with pytest.raises(ValueError, match="both days"):
        lived_by([], who=MOST, first=TUESDAY)
    with pytest.raises(ValueError, match="in order"):
        lived_by([row(10)], who=MOST, first=TUESDAY, last=MONDAY)


def test_counting() -> None:
    found = counts(rung(10, numbers=4).moments)
    assert (found.rings, found.numbers, found.answered, found.theirs) == (10, 4, 0, 0)
    found = counts(kind().moments)
    assert (found.rings, found.numbers, found.answered, found.theirs, dict(found.written)) == (2, 1, 1, 1, {"text": 1})


def test_a_number_that_the_log_does_not_give_leaves_their_count_open() -> None:
    lived = lived_by([row(10), row(11, own_number=None)], who=MOST)
    assert counts(lived.moments).numbers is None
    assert "記録にそろっていません" in finding(lived).ja


def test_new_numbers_are_those_that_had_not_rung_before() -> None:
    assert new_numbers(rung(6, numbers=3).moments) == {1, 2}
    assert new_numbers(rung(6).moments) == frozenset()
    assert new_numbers(kind().moments) == frozenset()


def test_the_hardest_day_has_most_rings() -> None:
    lived = lived_by([row(10, day=MONDAY), row(11, day=MONDAY), row(10), row(11), row(12, channel="text")], who=MOST)
    assert hardest_day(lived) == TUESDAY
    assert hardest_day(lived_by([row(10, day=MONDAY), row(10)], who=MOST)) == MONDAY
    assert hardest_day(Lived(MOST, MONDAY, TUESDAY, ())) == MONDAY


@pytest.mark.parametrize(("days", "step"), [(1, 1), (35, 1), (36, 7), (245, 7), (246, 28), (980, 28), (981, 56), (4000, 140)])
def test_long_spans_are_drawn_in_longer_steps(days: int, step: int) -> None:
    assert step_of(days, 35) == step
    assert -(-days // step) <= 35


def test_every_moment_falls_into_one_step() -> None:
    lived = lived_by([row(10, day=date(2026, 1, 1)), row(10), row(11)], who=MOST)
    rows = steps(lived, 35)
    assert len(rows) <= 35
    assert sum(len(moments) for _, moments in rows) == 3
    assert rows[0][0] == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("lived", "said"),
    [
        (
            rung(1),
            Text(
                "11月24日(火)に電話が1回鳴りました。お話しはできていません。", "On Tue 24 Nov the telephone rang 1 time. Nobody has spoken."
            ),
        ),
        (
            rung(12, numbers=5),
            Text(
                "11月24日(火)に電話が12回鳴りました。番号は5種類です。お話しはできていません。",
                "On Tue 24 Nov the telephone rang 12 times. From 5 different numbers. Nobody has spoken.",
            ),
        ),
        (
            kind(),
            Text(
                "この3日に電話が2回鳴りました。番号はいつも同じです。お話しできたのは1回です。SMSは1通届いています。先方からは1回です。",
                "In these 3 days the telephone rang 2 times. Always the same number. Conversations: 1. Also received: 1 × text. "
                "From them: 1 time.",
            ),
        ),
        (Lived(MOST, MONDAY, TUESDAY, ()), Text("この2日、電話もSMSもありません。", "In these 2 days: no call, no text.")),
        (
            lived_by([row(10, outcome="unknown")], who=MOST),
            Text(
                "11月24日(火)に電話が1回鳴りました。お話しできたかは記録にありません。",
                "On Tue 24 Nov the telephone rang 1 time. The log does not say whether anybody spoke.",
            ),
        ),
    ],
)
def test_the_finding(lived: Lived, said: Text) -> None:
    assert finding(lived) == said
