"""Moments set-wise: a log has few days and few times of day, so each is read once, by the reader's own rule, and then looked up."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple

from enishi.kernel import dates
from enishi.kernel.clock import at_local
from enishi.kernel.columns import Refused
from enishi.touches.readers.moments import EARLIEST, LATEST, LONGEST_MOMENT, Moments, day_of
from enishi.touches.relations.engine import Engine

_DAY: Final = timedelta(days=1)
_SHAPES: Final = 8
_COMPACT: Final = 14
_MICROSECOND: Final = timedelta(microseconds=1)
_MIDNIGHTS: Final = (" 00:00:00", "T00:00:00", "000000")
_OTHERS: Final = ("UTC", "Asia/Tokyo")


class Day(NamedTuple):
    """A day as some texts write it: midnight by its own calendar, and the UTC moment of it if clocks run on evenly then."""

    text: str
    midnight: datetime
    begins: datetime | None


class Clock(NamedTuple):
    """What stands behind the day: the microseconds since midnight, in UTC if `absolute`, else on the log's own clock."""

    text: str
    since: int
    absolute: bool


def day_part(text: str) -> str:
    """SQL: what stands before the first space or T of an expression, or the first eight of fourteen digits."""
    return f"CASE WHEN {_cut(text)} > 0 THEN {text}[:{_cut(text)} - 1] WHEN length({text}) = {_COMPACT} THEN {text}[:8] ELSE {text} END"


def clock_part(text: str) -> str:
    """SQL: the rest of it."""
    return f"CASE WHEN {_cut(text)} > 0 THEN {text}[{_cut(text)}:] WHEN length({text}) = {_COMPACT} THEN {text}[9:] ELSE '' END"


def epoch(text: str) -> str:
    """SQL: the moment of seconds or milliseconds since 1970, else null."""
    seconds = f"TRY_CAST({text}[:10] AS BIGINT)"
    within = f"{seconds} > {int(EARLIEST.timestamp())} AND {seconds} < {int(LATEST.timestamp())} - 1"
    micros = f"{seconds} * 1000000 + CASE WHEN length({text}) = 13 THEN TRY_CAST({text}[11:] AS BIGINT) * 1000 ELSE 0 END"
    return f"CASE WHEN {is_epoch(text)} AND {within} THEN make_timestamp({micros}) END"


def is_epoch(text: str) -> str:
    """SQL: is it ten or thirteen digits?"""
    return f"(length({text}) IN (10, 13) AND regexp_full_match({text}, '[0-9]+'))"


def fits(text: str) -> str:
    """SQL: is it as short as what the reader takes apart?"""
    return f"length({text}) <= {LONGEST_MOMENT}"


def _cut(text: str) -> str:
    return f"(CASE WHEN contains({text}, ' ') THEN instr({text}, ' ') ELSE instr({text}, 'T') END)"


def learn(
    engine: Engine, *, source: str, texts: Iterable[str], read: Moments, elsewhere: Callable[[str], Moments], zone: str, order: str
) -> None:
    """Make the tables `days` (day, midnight, begins) and `clocks` (clock, since, absolute) of all that the expressions `texts` hold.

    `read` is the reader's own rule on the wall clock of `zone`, `elsewhere` makes the same for another zone. What it refuses, and
    what does not add up to what it says, is in neither table: such rows are read one by one.
    """
    parts = " UNION ALL ".join(
        f"SELECT {day_part(text)} AS day, {clock_part(text)} AS clock, {text} AS sample FROM {source}"
        f" WHERE {fits(text)} AND NOT {is_epoch(text)}"
        for text in texts
    )
    found = engine.rows(f"SELECT day, min(sample) FROM ({parts}) GROUP BY day") if parts else []
    days = [day for text, _ in found if (day := _day(text, zone, order)) is not None]
    behind = engine.column(f"SELECT DISTINCT clock FROM ({parts})") if parts else []
    other = elsewhere(next(name for name in _OTHERS if name != zone))
    shapes = _shapes(days)
    clocks = {text: clock for text in behind if (clock := _clock(text, shapes, read, other)) is not None}
    samples = dict(found)
    days = [day for day in days if _adds_up(day, samples[day.text], clocks, read)]
    engine.load("days", (("day", "string"), ("midnight", "timestamp[us]"), ("begins", "timestamp[us]")), days)
    engine.load("clocks", (("clock", "string"), ("since", "int64"), ("absolute", "bool")), clocks.values())


def _day(text: str, zone: str, order: str) -> Day | None:
    try:
        day = day_of(text, order)
        begins, ends = at_local(day, zone), at_local(day + _DAY, zone)
    except (dates.Unreadable, OverflowError):
        return None
    if not EARLIEST + _DAY < begins < LATEST - _DAY:
        return None
    even = ends - begins == _DAY
    return Day(text, datetime.combine(day, time()), begins.replace(tzinfo=None) if even else None)


def _shapes(days: list[Day]) -> list[Day]:
    """A day of each way of writing them, on which clocks run evenly."""
    shapes = {re.sub(r"\d", "9", day.text): day for day in days if day.begins is not None}
    return list(shapes.values())[:_SHAPES]


def _clock(text: str, days: list[Day], read: Moments, other: Moments) -> Clock | None:
    for day in days:
        try:
            here, there = read(day.text + text), other(day.text + text)
        except Refused:
            continue
        absolute = here == there
        begins = day.midnight if absolute else day.begins
        return Clock(text, (here.astimezone(UTC).replace(tzinfo=None) - begins) // _MICROSECOND, absolute) if begins else None
    return None


def _adds_up(day: Day, sample: str, clocks: dict[str, Clock], read: Moments) -> bool:
    """Is one of the texts with this day what the reader says it is? Then all are: the rest of it is looked up on its own."""
    known = clocks.get(sample.removeprefix(day.text))
    tries = [(sample, known)] if known else [(day.text + clock, Clock(clock, 0, False)) for clock in _MIDNIGHTS]
    for text, clock in tries:
        begins = day.midnight if clock.absolute else day.begins
        try:
            return begins is not None and read(text) == (begins + clock.since * _MICROSECOND).replace(tzinfo=UTC)
        except Refused:
            continue
    return False
