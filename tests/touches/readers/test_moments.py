"""The quick way of reading moments says what the careful one says, in every zone and every form."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.kernel import dates
from enishi.kernel.columns import Refused
from enishi.touches.readers.moments import moments

FORMS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d(月) %H:%M:%S",
    "%Y%m%d %H:%M",
]
START = datetime(1990, 1, 1, tzinfo=UTC)
LEAP_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
ZONES = ["Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]


@given(
    seconds=st.integers(0, 100 * 366 * 86_400),
    form=st.sampled_from(FORMS),
    zone=st.sampled_from(ZONES),
)
def test_quick_and_careful_agree(seconds: int, form: str, zone: str) -> None:
    compare((START + timedelta(seconds=seconds)).strftime(form), zone)


@given(text=st.text("0123456789-/:. 年月日時分T令和R元午前", max_size=22))
def test_they_agree_on_nonsense_too(text: str) -> None:
    compare(text, "Asia/Tokyo")


@pytest.mark.parametrize("zone", ZONES[1:4])
def test_they_agree_through_days_when_clocks_change(zone: str) -> None:
    for quarter in range(4 * 24 * 366):
        at = LEAP_YEAR + timedelta(minutes=15 * quarter)
        if at.day in {7, 8, 9, 10, 11, 31, 1, 2, 3, 4, 26, 27, 28} and at.month in {3, 4, 10, 11}:
            compare(at.strftime("%Y-%m-%d %H:%M"), zone)


def compare(text: str, zone: str) -> None:
    try:
        careful: datetime | None = dates.read_moment(text, zone)
    except dates.Unreadable:
        careful = None
    try:
        quick: datetime | None = moments(zone, "ymd")(text)
    except Refused:
        quick = None
    if careful is not None and not 1980 < careful.year < 2099:
        careful = quick = None
    assert quick == careful, text
