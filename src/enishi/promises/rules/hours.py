"""Our open hours, so that a promise made by nobody (a missed call) falls due when somebody is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# A calendar that never opens must not run for ever
_DAYS_AHEAD_AT_MOST = 60


def _never_closed(day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is at the telephone. `closes_at` not after `opens_at` means all day."""

    zone: str = "Asia/Tokyo"
    opens_at: time = time(9, 30)
    closes_at: time = time(17, 30)
    is_closed_on: Callable[[date], bool] = _never_closed

    def after(self, moment: datetime, length: timedelta) -> datetime:
        """When `length` of open time has passed since `moment`, in UTC."""
        if self.closes_at <= self.opens_at:
            return moment + length
        left = length
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        for _ in range(_DAYS_AHEAD_AT_MOST):
            opens, closes = self._open_on(day, moment)
            if closes - opens >= left:
                return opens + left
            left -= max(closes - opens, timedelta(0))
            day += timedelta(days=1)
        return moment + length

    def _open_on(self, day: date, not_before: datetime) -> tuple[datetime, datetime]:
        if self.is_closed_on(day):
            return not_before, not_before - timedelta(seconds=1)
        zone, utc = ZoneInfo(self.zone), not_before.tzinfo
        opens = datetime.combine(day, self.opens_at, zone).astimezone(utc)
        closes = datetime.combine(day, self.closes_at, zone).astimezone(utc)
        return max(opens, not_before), closes
