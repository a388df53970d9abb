"""The moments of a log: a day and a time of day, each read once and remembered, for a log repeats them a thousand times."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from enishi.kernel import dates
from enishi.kernel.clock import at_local
from enishi.kernel.columns import Refused
from enishi.kernel.words import say

_PLAIN_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_PLAIN_DAY = re.compile(r"\D{0,2}\d{1,4}\D\d{1,2}\D\d{1,2}\D{0,3}")
_YEAR_LAST = re.compile(r"(\s*)(\d{1,2})([/.-])(\d{1,2})\3(\d{4})(.*)", re.ASCII | re.DOTALL)
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
# What is remembered must be short, or a damaged file fills the memory with its cells
LONGEST_MOMENT = 40

Moments = Callable[[str], datetime]


def moments(zone: str, order: str) -> Moments:
    """A reader of moments on the wall clock of `zone`, years last as `order` says. It raises `Refused`."""

    @lru_cache(maxsize=1 << 14)
    def midnight(day: str) -> datetime | None:
        """When that day begins, if its clock then runs on evenly: not on the days clocks change."""
        if not _PLAIN_DAY.fullmatch(day):
            return None
        try:
            found = day_of(day, order)
            begins, ends = at_local(found, zone), at_local(found + _DAY, zone)
        except (dates.Unreadable, OverflowError):
            return None
        return begins if ends - begins == _DAY and EARLIEST < begins < LATEST else None

    def read(text: str) -> datetime:
        day, _, clock = text.strip().partition(" ")
        since = _since_midnight(clock) if len(text) <= LONGEST_MOMENT else None
        if since is not None and (begins := midnight(day)) is not None:
            return begins + since
        return _read_slowly(text, zone, order)

    return read


def day_of(text: str, order: str) -> date:
    """The day written in `text`, years last as `order` says. Raises `dates.Unreadable`."""
    return dates.read_day(_year_first(text, order))


@lru_cache(maxsize=1 << 17)
def _since_midnight(clock: str) -> timedelta | None:
    found = _PLAIN_CLOCK.fullmatch(clock)
    return timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3] or 0)) if found else None


def _read_slowly(text: str, zone: str, order: str) -> datetime:
    try:
        moment = dates.read_moment(_year_first(text, order), zone)
    except dates.Unreadable as unreadable:
        raise Refused("moment", unreadable.text) from None
    if EARLIEST < moment < LATEST:
        return moment
    raise Refused(
        "moment", say("「{text}」は通話の日時としてありえません。", "“{text}” cannot be the moment of a call.", text=text.strip()[:40])
    )


def _year_first(text: str, order: str) -> str:
    """03/04/2024 as 2024-4-3 or 2024-3-4, as the mapping says."""
    if order == "ymd" or not (found := _YEAR_LAST.fullmatch(text)):
        return text
    day, month = (found[2], found[4]) if order == "dmy" else (found[4], found[2])
    return f"{found[5]}-{month}-{day}{found[6]}"


# Abbreviations of zones are no standard; these are the ones a console in American hands writes
_ABBREVIATED = {"UTC": 0, "GMT": 0, "JST": 9, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONE_BEHIND = re.compile(r"(.+?)\s+([A-Z]{3})", re.ASCII)
_DAY_BEHIND = re.compile(r"(\d{1,2}:\d{2}:\d{2})\s+([A-Z]{3})\s+(\d{4}-\d{2}-\d{2})", re.ASCII)


def zoned(read: Moments) -> Moments:
    """`read`, which then knows zones by name too: 2026-11-24 10:05:00 PST, 10:05:00 PST 2026-11-24. It raises `Refused`."""

    def read_zoned(text: str) -> datetime:
        plain = text.strip()
        if found := _DAY_BEHIND.fullmatch(plain):
            plain = f"{found[3]} {found[1]} {found[2]}"
        if (found := _ZONE_BEHIND.fullmatch(plain)) and found[2] in _ABBREVIATED:
            plain = f"{found[1]} {_ABBREVIATED[found[2]]:+03d}:00"
        return read(plain)

    return read_zoned
