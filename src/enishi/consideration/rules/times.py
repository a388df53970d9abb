"""Days and opening times on the person's own clock, safe across changes of summer time."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from enishi.kernel.business import weekday
from enishi.kernel.clock import at_local, local_day
from enishi.kernel.words import Text, many, say

MINUTES_A_DAY = 1440
HORIZON = timedelta(days=400)

# Minutes after midnight, from (included) to (excluded), sorted and apart
Ranges = tuple[tuple[int, int], ...]
# Monday first
Week = tuple[Ranges, Ranges, Ranges, Ranges, Ranges, Ranges, Ranges]

ALL_DAY: Ranges = ((0, MINUTES_A_DAY),)


def join(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The same minutes, sorted, overlaps and neighbours joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(pair for pair in ranges if pair[0] < pair[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def rest_of_day(ranges: Ranges) -> Ranges:
    """Every minute of the day outside `ranges`."""
    edges = [0, *(edge for pair in ranges for edge in pair), MINUTES_A_DAY]
    return join(zip(edges[::2], edges[1::2], strict=True))


def covers(outer: Ranges, inner: Ranges) -> bool:
    """Whether every minute of `inner` lies in `outer`."""
    return join((*outer, *inner)) == outer


def minute_of(clock: time | None) -> int:
    """Minutes after midnight; None is midnight."""
    return clock.hour * 60 + clock.minute if clock else 0


def week_of(weekdays: int, start: int, end: int) -> Week:
    """`start` to `end` on the days of the mask (bit 0 is Monday); an end at or before the start is on the day after."""
    days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for day in range(7):
        if not weekdays >> day & 1:
            continue
        if start < end:
            days[day].append((start, end))
        else:
            days[day].append((start, MINUTES_A_DAY))
            days[(day + 1) % 7].append((0, end))
    return _week(join(day) for day in days)


def either(weeks: Iterable[Week]) -> Week:
    """Open when any of them is."""
    every = list(weeks)
    return _week(join(pair for week in every for pair in week[day]) for day in range(7))


def outside(week: Week) -> Week:
    """Open when `week` is not."""
    return _week(rest_of_day(day) for day in week)


def _week(days: Iterable[Ranges]) -> Week:
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = days
    return (monday, tuesday, wednesday, thursday, friday, saturday, sunday)


def next_open(moment: datetime, zone: str, week: Week, closed: Callable[[date], bool]) -> datetime | None:
    """The earliest moment ≥ `moment` that is open on the wall clock of `zone`; None if there is none within 400 days."""
    if not any(week):
        return None
    day = local_day(moment, zone)
    for _ in range(HORIZON.days):
        if week[day.weekday()] and not closed(day):
            for start, end in week[day.weekday()]:
                opens, closes = _bounds(day, start, end, zone)
                if opens < closes and moment < closes:
                    return max(moment, opens)
        day += timedelta(days=1)
    return None


def day_start(day: date, zone: str) -> datetime:
    """The first moment of `day` in `zone`."""
    return at_local(day, zone)


@lru_cache(maxsize=4096)
def _bounds(day: date, start: int, end: int, zone: str) -> tuple[datetime, datetime]:
    # Where the wall clock skips or repeats an hour, take the shorter reading: never open at a wall time outside the range.
    return max(_readings(day, start, zone)), min(_readings(day, end, zone))


def _readings(day: date, minute: int, zone: str) -> tuple[datetime, datetime]:
    if minute == MINUTES_A_DAY:
        start = day_start(day + timedelta(days=1), zone)
        return start, start
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(zone))
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


def spoken(moment: datetime, zone: str) -> Text:
    """A moment as it is said in a sentence, on the clock of `zone`."""
    there = moment.astimezone(ZoneInfo(zone))
    name = weekday(there.date())
    return say(f"{there.month}月{there.day}日({name.ja}) {there:%H:%M}", f"{name.en} {there.day} {there:%b %Y} {there:%H:%M}")


def spoken_day(moment: datetime, zone: str) -> Text:
    """A day as it is said in a sentence, in `zone`."""
    there = moment.astimezone(ZoneInfo(zone))
    return say(f"{there.year}年{there.month}月{there.day}日", f"{there.day} {there:%b %Y}")


def clock_text(minute: int) -> str:
    """09:30; the end of the day is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


_MINUTES_IN_HOUR = 60


def spoken_length(minutes: int) -> Text:
    """A length of time as it is said: in hours where they come out even."""
    hours, over = divmod(minutes, _MINUTES_IN_HOUR)
    if over:
        return say("{n}分", "{n}", n=many(minutes, "minute"))
    return say("{n}時間", "{n}", n=many(hours, "hour"))
