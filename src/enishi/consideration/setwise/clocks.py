"""What the clocks of a few zones show, as small tables to join: the hour of a moment, and when each day begins."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from enishi.consideration.rules.times import MINUTES_A_DAY, Week, day_start
from enishi.kernel.clock import local_day

from .moments import DAY, MINUTE, NEVER, SECOND, from_day, from_moment, to_day, to_moment

# From (included) to (excluded), in microseconds
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extent:
    """The days between which every moment of a question lies."""

    first: int
    last: int


def today(now: datetime, zone: str) -> int:
    """The day it is in `zone`."""
    return to_day(local_day(now, zone))


def offsets(zone: str, extent: Extent) -> Iterator[tuple[int, int, int]]:
    """(from, to, offset): between these moments the clock of `zone` is that many microseconds before UTC's."""
    start, offset = -NEVER, _offset(extent.first * DAY, zone)
    for day in range(extent.first, extent.last + 1):
        moment = (day + 1) * DAY
        if (after := _offset(moment, zone)) != offset:
            change = _change(day * DAY, moment, zone)
            yield start, change, offset
            start, offset = change, after
    yield start, NEVER, offset


def _change(before: int, after: int, zone: str) -> int:
    """The second at which the offset changes between two moments at which it differs."""
    offset = _offset(before, zone)
    while after - before > SECOND:
        middle = (before + after) // 2 // SECOND * SECOND
        before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
    return after


def _offset(moment: int, zone: str) -> int:
    shift = from_moment(moment).astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    return int(shift.total_seconds()) * SECOND


def starts(zone: str, extent: Extent) -> Iterator[tuple[int, int]]:
    """(day, when it begins in `zone`)."""
    return ((day, to_moment(day_start(from_day(day), zone))) for day in range(extent.first, extent.last + 1))


def open_times(zone: str, week: Week, closed: Callable[[date], bool], extent: Extent) -> list[tuple[int, Interval]]:
    """(day, from and to) of all times at which a week is open on the clock of `zone`, but on closed days; in order."""
    found: list[tuple[int, Interval]] = []
    for number in range(extent.first, extent.last + 1):
        day = from_day(number)
        if week[day.weekday()] and not closed(day):
            for start, end in week[day.weekday()]:
                opens, closes = _wall(number, start, zone)[1], _wall(number, end, zone)[0]
                if opens < closes:
                    found.append((number, (opens, closes)))
    return found


@lru_cache(maxsize=65536)
def _wall(day: int, minute: int, zone: str) -> tuple[int, int]:
    """The earlier and the later moment at which the clock may be said to show this minute.

    Where summer time skips or repeats an hour they differ. The end of the day is when the next one begins.
    """
    if minute == MINUTES_A_DAY:
        start = to_moment(day_start(from_day(day + 1), zone))
        return start, start
    shown = day * DAY + minute * MINUTE
    found = [shown - offset for offset in _around(shown, zone)]
    return min(found), max(found)


def _around(shown: int, zone: str) -> tuple[int, ...]:
    """The offsets by which a wall time may be read: the one before a change and the one after, if it lies between."""
    wall = from_moment(shown).replace(tzinfo=ZoneInfo(zone))
    read = (wall.utcoffset(), wall.replace(fold=1).utcoffset())
    return tuple(int((offset or timedelta(0)).total_seconds()) * SECOND for offset in read)


def both(one: Iterable[Interval], other: Iterable[Interval]) -> list[Interval]:
    """The times that lie in both, each list in order and apart."""
    found: list[Interval] = []
    ours, theirs = list(one), list(other)
    here = there = 0
    while here < len(ours) and there < len(theirs):
        start, end = max(ours[here][0], theirs[there][0]), min(ours[here][1], theirs[there][1])
        if start < end:
            found.append((start, end))
        if ours[here][1] < theirs[there][1]:
            here += 1
        else:
            there += 1
    return found
