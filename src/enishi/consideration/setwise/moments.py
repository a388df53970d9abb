"""Moments and days as whole numbers: every engine counts with them alike, to the microsecond.

A moment is microseconds since 1970 in UTC; a day is days since 1970.
"""

from datetime import UTC, date, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 86_400 * SECOND
# Longer than any log and any promise
NEVER = 2**62
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY = _EPOCH.date().toordinal()
_MICROSECOND = timedelta(microseconds=1)


def to_moment(when: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (when - _EPOCH) // _MICROSECOND


def maybe_moment(when: datetime | None) -> int | None:
    """The same; None stays None."""
    return None if when is None else to_moment(when)


def from_moment(moment: int) -> datetime:
    """The aware UTC datetime of `moment`."""
    return _EPOCH + timedelta(microseconds=moment)


def to_day(day: date) -> int:
    """Days since 1970."""
    return day.toordinal() - _FIRST_DAY


def from_day(day: int) -> date:
    """The date of `day`."""
    return date.fromordinal(day + _FIRST_DAY)
