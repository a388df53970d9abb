"""When a missed call may first be returned, as the gate sees the hour."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from enishi.consideration.rules import load, pack, returned_from
from enishi.consideration.rules.vocabulary import MetAs

TOKYO = ZoneInfo("Asia/Tokyo")


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{clock}").replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("rang", "now", "opens"),
    [
        # Inside the hours, at once
        ("16T10:00", "16T10:05", "16T10:05"),
        # Early in the morning: from eight
        ("16T06:10", "16T07:00", "16T08:00"),
        # Who rang minutes ago is awake
        ("16T06:10", "16T06:30", "16T06:30"),
        # At night: the next morning, also on a Sunday
        ("14T22:00", "14T23:00", "15T08:00"),
    ],
)
def test_a_missed_call_is_returned_when_the_hour_allows(rang: str, now: str, opens: str) -> None:
    found = returned_from(pack("consumer-sales"), MetAs.CONSUMER, rang_at=at(rang), zones=("Asia/Tokyo",), now=at(now))
    assert found == at(opens)


def test_everywhere_they_may_be_it_must_be_day() -> None:
    chosen = load('name = "ours"\nextends = "consumer-sales"\n')
    zones = ("Asia/Tokyo", "Europe/Berlin")
    assert returned_from(chosen, MetAs.CONSUMER, rang_at=at("16T10:00"), zones=zones, now=at("16T11:00")) == at("16T16:00")


def test_what_only_the_person_may_lift_is_not_told_here() -> None:
    stale = returned_from(pack("consumer-sales"), MetAs.CONSUMER, rang_at=at("01T10:00"), zones=("Asia/Tokyo",), now=at("20T23:00"))
    assert stale == at("20T23:00")
