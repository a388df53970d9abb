"""The hours of every sort of clock, worked out once for the coming days and then joined to all the people who live by it.

A sort of clock is a channel with the zones a person may be in, our shift, and the times they named: few, however many people.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from enishi.consideration.rules.policy import EVERY_DAY, Limits
from enishi.consideration.rules.times import ALL_DAY, HORIZON, MINUTES_A_DAY, Week, either, outside, week_of
from enishi.consideration.rules.vocabulary import Code, WishKind
from enishi.kernel.business import is_holiday

from .clocks import Extent, Interval, both, open_times, today
from .moments import DAY, to_day, to_moment

ALWAYS: Week = (ALL_DAY,) * 7
_AN_HOUR_AT_MOST = 6 * 60


class Shift(NamedTuple):
    """Our hours, as the tables tell them."""

    from_minute: int
    until_minute: int
    weekdays: int
    closed: frozenset[int]


class Named(NamedTuple):
    """A time that a person named, as the tables tell it."""

    kind: str
    weekdays: int
    from_minute: int
    until_minute: int


class Clock(NamedTuple):
    """One sort of clock. `named` times bind where the channel `rings`, and open hours where theirs come first."""

    zones: tuple[str, ...]
    shift: Shift | None
    named: frozenset[Named]
    rings: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the clock says at `now`: which codes bind, until when the longest of them does, whether one does for ever;
    and when all are open from now on.
    """

    codes: frozenset[Code]
    until: int
    never: bool
    openings: tuple[Interval, ...]


class _Rule(NamedTuple):
    code: Code
    zone: str
    week: Week
    closed: Callable[[date], bool]


class HoursAreTooSparse(ValueError):
    """A policy whose open days lie more than 400 days apart: no day can be promised to anybody."""


def calendar(limits: Limits, clock: Clock, now: datetime, last: int) -> Calendar:
    """The calendar from `now` until the day `last`. Raises HoursAreTooSparse."""
    codes: set[Code] = set()
    moment, until, never = to_moment(now), to_moment(now), False
    openings: list[Interval] = [(moment, (last + 1) * DAY)]
    for rule in _rules(limits, clock):
        found = _open_from(rule, now, last)
        if not found or found[0][0] > moment:
            codes.add(rule.code)
            never = never or not found
            until = max(until, found[0][0] if found else until)
        openings = both(openings, found)
    return Calendar(frozenset(codes), until, never, tuple(openings))


def _open_from(rule: _Rule, now: datetime, last: int) -> list[Interval]:
    first = today(now, rule.zone)
    days = [(day, times) for day, times in open_times(rule.zone, rule.week, rule.closed, Extent(first, last)) if times[1] > to_moment(now)]
    if not days or days[0][0] - first >= HORIZON.days:
        return []
    if any(later[0] - day >= HORIZON.days for (day, _), later in pairwise(days)):
        raise HoursAreTooSparse
    return [times for _, times in days]


def _rules(limits: Limits, clock: Clock) -> Iterator[_Rule]:
    for zone in clock.zones:
        for closed in _closed(limits, clock.shift):
            yield _Rule(Code.CLOSED_DAY, zone, ALWAYS, closed)
        for week in _weeks(limits, clock):
            yield _Rule(Code.OUTSIDE_HOURS, zone, week, _no_day)
        for week in _named(clock.named) if clock.rings else ():
            yield _Rule(Code.WISH_TIMES, zone, week, _no_day)


def _closed(limits: Limits, shift: Shift | None) -> Iterator[Callable[[date], bool]]:
    if limits.weekdays != EVERY_DAY or limits.closed or not limits.on_holidays:
        yield lambda day: is_left_alone(day, limits)
    if limits.on_shift and shift:
        yield lambda day: not shift.weekdays >> day.weekday() & 1 or to_day(day) in shift.closed or is_holiday(day)


def is_left_alone(day: date, limits: Limits) -> bool:
    """Whether a policy leaves people alone on this day."""
    if not limits.weekdays >> day.weekday() & 1 or (is_holiday(day) and not limits.on_holidays):
        return True
    return any(span.holds(day) for span in limits.closed)


def _weeks(limits: Limits, clock: Clock) -> Iterator[Week]:
    hours = either([limits.week, *_hours_named(clock.named)]) if limits.their_times_first else limits.week
    if hours != ALWAYS:
        yield hours
    shift = clock.shift
    if limits.on_shift and shift:
        ours = week_of(EVERY_DAY, shift.from_minute, shift.until_minute)
        if ours != ALWAYS:
            yield ours


def _hours_named(named: frozenset[Named]) -> Iterator[Week]:
    """ "Only on Saturdays" names no hour, and opens no night."""
    for wish in named:
        if wish.kind == WishKind.ONLY_TIMES and 0 < (wish.until_minute - wish.from_minute) % MINUTES_A_DAY <= _AN_HOUR_AT_MOST:
            yield week_of(wish.weekdays, wish.from_minute, wish.until_minute)


@lru_cache(maxsize=4096)
def _named(named: frozenset[Named]) -> tuple[Week, ...]:
    weeks = []
    for kind in (WishKind.ONLY_TIMES, WishKind.NOT_TIMES):
        wishes = [each for each in named if each.kind == kind]
        if wishes:
            week = either(week_of(wish.weekdays, wish.from_minute, wish.until_minute) for wish in wishes)
            weeks.append(week if kind is WishKind.ONLY_TIMES else outside(week))
    return tuple(weeks)


def _no_day(_: date) -> bool:
    return False
