"""The two forms are held together: one constant moved in either of them, and the answers differ.

A fixed town and a fixed log touch each of these constants; the properties find the same over any town, later.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from enishi.consideration.rules import Matter, caps, hours, standing
from enishi.consideration.rules.vocabulary import Channel, MetAs, Purpose
from enishi.consideration.setwise import calendars, counting, history, limits, tallies, weeks
from enishi.consideration.setwise import standing as set_standing
from tests.consideration.rules.builders import CONSUMER, NOW, pause, rang, spoke, view

from .fold import Row, fold
from .test_breaches import found
from .town import one_by_one, set_wise

CALL = (Purpose.SOLICIT, Channel.CALL)
# consumer-sales, and besides what it leaves out
POLICY = replace(
    CONSUMER,
    limits={
        **CONSUMER.limits,
        CALL: replace(CONSUMER.limits[CALL], min_gap_minutes=240, rest_after_conversation_days=7, stop_after=2, stop_days=90),
    },
)
PASTS = [
    {},
    {"contacts": (rang("03-10 10:00"),)},
    {"contacts": (rang("03-10 10:01"),)},
    {"contacts": (rang("03-09 10:00"),)},
    {"contacts": (rang("03-09 10:00"), rang("02-09 10:00"))},
    {"contacts": (rang("03-09 10:00"), rang("02-08 10:00"))},
    {"contacts": (spoke("03-04 10:00"),)},
    {"contacts": (spoke("03-03 10:00"),)},
    {"contacts": (rang("2025-12-10 10:00"), rang("2025-12-11 10:00"))},
    {"pauses": (pause("02-08 15:00", "02-09 15:00"),)},
    {"pauses": (pause("02-08 13:00", "02-09 15:00"),)},
]
TOWN = {UUID(int=100 + place): view(**past) for place, past in enumerate(PASTS)}
LOG = [
    Row(f"log.csv:{place}", NOW + timedelta(hours=hour), "call", "out", "+81311112222", person, None, None, outcome, outcome == "reached")
    for place, (person, hour, outcome) in enumerate(
        [
            *(("hana", 24 * 15 * step, "no_answer") for step in range(4)),
            *(("taro", 24 * 6 * step, "reached") for step in range(3)),
            *(("jiro", 4 * step, "no_answer") for step in range(3)),
            *(("yuki", hour, "not_now") for hour in (0, 24 * 29, 24 * 60)),
            *(("kazu", 24 * 44 * step, "no_answer") for step in range(5)),
        ]
    )
]


def verdicts_agree() -> bool:
    asked = (TOWN, POLICY, Purpose.SOLICIT, NOW, Matter())
    return set_wise(*asked) == one_by_one(*asked)


def breaches_agree() -> bool:
    asked = (LOG, POLICY, MetAs.CONSUMER, "Asia/Tokyo", Purpose.SOLICIT)
    return found(*asked) == fold(*asked)


def more(field, amount):
    """Each cap, with one of its numbers larger."""
    true = limits.caps
    return lambda bound: (replace(cap, **{field: getattr(cap, field) + amount}) for cap in true(bound))


def late(function, minutes):
    """`next_open` or `open_times` of a week whose hours begin some minutes later."""

    def mutant(first, zone_or_week, *rest):
        return function(first, *(_later(each, minutes) for each in (zone_or_week, *rest)))

    return mutant


def _later(value, minutes):
    is_week = isinstance(value, tuple) and len(value) == 7 and value[0] != ((0, 1440),)
    return tuple(tuple((start + minutes, end) for start, end in day) for day in value) if is_week else value


def shorter_pause(true):
    return lambda one, case: true(one, case) - timedelta(days=1)


JUDGE = {
    "a cap allows one more": (caps, "_window", lambda true: lambda days, most, span, zone: true(days, most + 1, span, zone)),
    "a window is a day longer": (caps, "_window", lambda true: lambda days, most, span, zone: true(days, most, span + 1, zone)),
    "tries belong together for two days only": (caps, "_runs", lambda true: lambda tries, days: true(tries, days - 88)),
    "the hours begin five hours later": (hours, "next_open", lambda true: late(true, 300)),
    "a pause ends a day sooner": (standing, "_pause_end", shorter_pause),
}
SET_WISE = {
    "a cap allows one more": (limits, "caps", lambda _: more("most", 1)),
    "a window is a day longer": (limits, "caps", lambda _: more("span", 1)),
    "the hours begin five hours later": (calendars, "open_times", lambda true: late(true, 300)),
    "a gap counts in other minutes": (counting, "MINUTE", lambda true: true - 1_000_000),
    "a pause rests in shorter days": (set_standing, "DAY", lambda true: true - 3_600_000_000),
}
IN_A_LOG = {
    "a cap allows one more": (tallies, "caps", lambda _: more("most", 1)),
    "a window is a day longer": (tallies, "caps", lambda _: more("span", 1)),
    "a gap counts in other minutes": (tallies, "_MINUTE_SECONDS", lambda true: true + 1),
    "a pause rests in shorter days": (history, "_DAY_SECONDS", lambda true: true - 3600),
    "the hours begin five hours later": (weeks, "open_times", lambda true: late(true, 300)),
}


def test_unmoved_they_agree():
    assert verdicts_agree()
    assert breaches_agree()


@pytest.mark.parametrize("name", JUDGE)
def test_a_constant_moved_in_judge_is_seen_in_both(name, monkeypatch):
    _move(monkeypatch, JUDGE[name])
    assert not verdicts_agree()


@pytest.mark.parametrize("name", SET_WISE)
def test_a_constant_moved_in_what_is_said_of_everybody_is_seen(name, monkeypatch):
    _move(monkeypatch, SET_WISE[name])
    assert not verdicts_agree()


@pytest.mark.parametrize("name", IN_A_LOG)
def test_a_constant_moved_in_what_is_said_of_a_log_is_seen(name, monkeypatch):
    _move(monkeypatch, IN_A_LOG[name])
    assert not breaches_agree()


def _move(monkeypatch, mutant):
    module, name, changed = mutant
    monkeypatch.setattr(module, name, changed(getattr(module, name)))
