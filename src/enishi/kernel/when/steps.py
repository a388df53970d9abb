"""Steps over the calendar."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from enishi.kernel.business import is_business_day, next_business_day

ONE_DAY: Final = timedelta(days=1)
ONE_WEEK: Final = timedelta(days=7)


def first_from(days: Iterable[date], today: date) -> date:
    """The first of the days that is not past. Raises `ValueError` if there is none."""
    for day in days:
        if day >= today:
            return day
    raise ValueError("no such day ahead")


def weekday_after(today: date, weekday: int) -> date:
    """The first such weekday after `today`."""
    return today + ONE_DAY * ((weekday - today.weekday() - 1) % 7 + 1)


def months_on(day: date, count: int) -> date:
    """The same day `count` months on, or that month's last day."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_of(first: date) -> date:
    """The last day of the month."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def nth_weekday(first: date, nth: str, weekday: int) -> date:
    """The nth such weekday of the month, the last one if `nth` is no number. Raises `ValueError` if the month has none."""
    if not nth.isdigit():
        last = last_of(first)
        return last - ONE_DAY * ((last.weekday() - weekday) % 7)
    found = first + ONE_DAY * ((weekday - first.weekday()) % 7) + ONE_WEEK * (int(nth) - 1)
    if found.month != first.month:
        raise ValueError("no such week in the month")
    return found


def units_on(today: date, count: int, unit: str) -> date:
    """`count` days, business days (営業日), weeks, months or years on."""
    if unit.startswith("営業日"):
        for _ in range(count):
            today = next_business_day(today)
        return today
    if unit.startswith(("週", "week")):
        return today + ONE_WEEK * count
    if unit.startswith(("ヶ月", "month")):
        return months_on(today, count)
    return months_on(today, 12 * count) if unit.startswith(("年", "year")) else today + ONE_DAY * count


def business_from(day: date) -> date:
    """The day itself, or the next business day if it is none."""
    return day if is_business_day(day) else next_business_day(day)
