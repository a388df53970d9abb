"""Moments set-wise: a log has few days and few times of day, so each is read once, by the reader's own rule, and then looked up."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a clock's own reading, whatever its zone
_NINES: Final = str.maketrans("012345678", "9" * 9)
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


@dataclass(frozen=True, slots=True)
class Parts:
    """How the moments of a file are taken apart, as SQL over an expression. Most files write all of theirs alike: then the `cut`,
    the place of the first space or T behind the day, is one number, and none of them is a bare count of seconds or too long to be read.
    """

    cut: int | None = None

    def day(self, text: str) -> str:
        """What stands before the first space or T, or the first eight of fourteen digits."""
        if self.cut is not None:
            return f"left({text}, {self.cut - 1})"
        return f"CASE WHEN {_cut(text)} > 0 THEN {text}[:{_cut(text)} - 1] WHEN length({text}) = {_COMPACT} THEN {text}[:8] ELSE {text} END"

    def clock(self, text: str) -> str:
        """The rest of it."""
        if self.cut is not None:
            return f"substr({text}, {self.cut})"
        return f"CASE WHEN {_cut(text)} > 0 THEN {text}[{_cut(text)}:] WHEN length({text}) = {_COMPACT} THEN {text}[9:] ELSE '' END"

    def is_apart(self, text: str) -> str:
        """Is it made of a day and a clock, and as short as what the reader takes apart?"""
        return "true" if self.cut is not None else f"length({text}) <= {LONGEST_MOMENT} AND NOT {_is_epoch(text)}"

    def moment(self, text: str, days: str, clocks: str) -> str:
        """The moment, of the row that fits in `days` and the one in `clocks`."""
        looked = f"make_timestamp(CASE WHEN {clocks}.absolute THEN {days}.midnight ELSE {days}.begins END + {clocks}.since)"
        return looked if self.cut is not None else f"coalesce({_epoch(text)}, {looked})"


def parts(engine: Engine, *, source: str, texts: Iterable[str]) -> Parts:
    """How the moments that some expressions over `source` hold are taken apart."""
    every = " UNION ALL ".join(f"SELECT {text} AS text FROM {source}" for text in texts)
    if not every:
        return Parts()
    seen = f"SELECT min({_cut('text')}), max({_cut('text')}), max(length(text)) FROM ({every}) WHERE text <> ''"
    first, last, longest = engine.rows(seen)[0]
    return Parts(first) if first and first == last and longest <= LONGEST_MOMENT else Parts()


def _epoch(text: str) -> str:
    """SQL: the moment of seconds or milliseconds since 1970, else null."""
    seconds = f"TRY_CAST({text}[:10] AS BIGINT)"
    within = f"{seconds} > {int(EARLIEST.timestamp())} AND {seconds} < {int(LATEST.timestamp())} - 1"
    micros = f"{seconds} * 1000000 + CASE WHEN length({text}) = 13 THEN TRY_CAST({text}[11:] AS BIGINT) * 1000 ELSE 0 END"
    return f"CASE WHEN {_is_epoch(text)} AND {within} THEN make_timestamp({micros}) END"


def _is_epoch(text: str) -> str:
    """SQL: is it ten or thirteen digits?"""
    return f"(length({text}) IN (10, 13) AND regexp_full_match({text}, '[0-9]+'))"


def _cut(text: str) -> str:
    return f"(CASE WHEN contains({text}, ' ') THEN instr({text}, ' ') ELSE instr({text}, 'T') END)"


def learn(
    engine: Engine,
    *,
    source: str,
    texts: Iterable[str],
    parts: Parts,
    read: Moments,
    elsewhere: Callable[[str], Moments],
    zone: str,
    order: str,
) -> None:
    """Make the tables `days` (day, midnight, begins) and `clocks` (clock, since, absolute) of all that the expressions `texts` hold,
    moments and spans in microseconds.

    `read` is the reader's own rule on the wall clock of `zone`, `elsewhere` makes the same for another zone. What it refuses, and
    what does not add up to what it says, is in neither table: such rows are read one by one.
    """
    cut = " UNION ALL ".join(
        f"SELECT {parts.day(text)} AS day, {parts.clock(text)} AS clock, {text} AS sample FROM {source} WHERE {parts.is_apart(text)}"
        for text in texts
    )
    found = engine.rows(f"SELECT day, any_value(sample) FROM ({cut}) GROUP BY day") if cut else []
    days = [day for text, _ in found if (day := _day(text, zone, order)) is not None]
    behind = engine.column(f"SELECT DISTINCT clock FROM ({cut})") if cut else []
    other = elsewhere(next(name for name in _OTHERS if name != zone))
    clocks = _clocks(behind, _shapes(days), read, other)
    samples = dict(found)
    known = (
        (day.text, _micros(day.midnight), day.begins and _micros(day.begins))
        for day in days
        if _adds_up(day, samples[day.text], clocks, read)
    )
    engine.load("days", (("day", "string"), ("midnight", "int64"), ("begins", "int64")), known)
    engine.load("clocks", (("clock", "string"), ("since", "int64"), ("absolute", "bool")), clocks.values())


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


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


def _clocks(texts: Iterable[str], days: list[Day], read: Moments, other: Moments) -> dict[str, Clock]:
    """All of the times of day that can be read. Whether one names its zone is asked once of each way of writing them."""
    absolute: dict[str, bool] = {}
    found = {}
    for text in texts:
        if (read_on := _read_on(text, days, read)) is None:
            continue
        day, here = read_on
        shape = text.translate(_NINES)
        if shape not in absolute:
            absolute[shape] = here == other(day.text + text)
        begins = day.midnight if absolute[shape] else day.begins
        if begins is not None:
            found[text] = Clock(text, (here.replace(tzinfo=None) - begins) // _MICROSECOND, absolute[shape])
    return found


def _read_on(text: str, days: list[Day], read: Moments) -> tuple[Day, datetime] | None:
    """The first of the days with which a time of day can be read, and the moment in UTC."""
    for day in days:
        try:
            return day, read(day.text + text).astimezone(UTC)
        except Refused:
            continue
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
