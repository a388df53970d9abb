"""The one place that asks the machine what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment in UTC. Called by views, API, commands and workers only; below them `now` is an argument."""
    return datetime.now(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """The same moment on the wall clock of `zone` (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone))


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day that `moment` belongs to in `zone`."""
    return local(moment, zone).date()


def at_local(day: date, zone: str, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment when the wall clock of `zone` shows `hour:minute` on `day`."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
