"""A call that nobody had allowed and that is written down late: its own time is kept, its place in the caps is the day it was told."""

import pytest

from .builders import CONSUMER, Contact, at, propose, rang, said, spoke, verdict, view

DAY = "wait 03-11 10:00: cap_contacts_per_day cap_per_day"


def told(when: str, at_last: str | None, rung=rang) -> Contact:
    return rung(when, outside_at=at(at_last) if at_last else None)


@pytest.mark.parametrize(
    ("contacts", "verdict_now"),
    [
        pytest.param([told("03-09 13:00", None)], "granted", id="let out yesterday, or from a log: it counts for yesterday"),
        pytest.param([told("03-09 13:00", "03-09 13:20")], "granted", id="outside the gate, written down at once: yesterday"),
        pytest.param([told("03-09 17:50", "03-09 18:50")], "granted", id="within the hour: yesterday"),
        pytest.param([told("03-09 13:00", "03-10 13:50")], DAY, id="yesterday's, told today: today"),
        pytest.param([told("2025-01-09 13:00", "03-10 13:50")], DAY, id="dated back a year, told today: today"),
        pytest.param([told("03-10 11:00", "03-10 13:50")], DAY, id="this morning's, told now: today either way"),
        pytest.param([told("02-05 11:00", "02-20 11:00"), told("03-09 11:00", None)], "wait 03-22 10:00: cap_window", id="thirty days too"),
        pytest.param([told("03-01 11:00", "03-09 11:00", spoke)], "granted", id="a talk told late: its rest is from the talk"),
    ],
)
def test_from_when_it_counts(contacts: list[Contact], verdict_now: str) -> None:
    assert said(verdict(view(contacts=contacts), propose(), CONSUMER)) == verdict_now
