"""Hour × weekday: when calls were answered, thin cells drawn toward the whole."""

from datetime import date, timedelta
from typing import Final

from enishi.kernel.words import Text
from enishi.measures.queries.ground import Expression, Ground, rows
from enishi.measures.results import HourCell, HourProfile
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.shrinking import prior_weight, shrunk

_FIRST_DAY: Final = date(1970, 1, 1)
# 1 January 1970 was a Thursday.
_FIRST_WEEKDAY: Final = 3
DAYS_A_WEEK: Final = 7


def day_of(number: int) -> date:
    """The calendar day that is `number` days after 1 January 1970."""
    return _FIRST_DAY + timedelta(days=number)


def profile(ground: Ground, refusal: Text | None) -> HourProfile:
    """The calls whose result is known, by the hour and weekday on the person's clock; `refusal` says why none may be shown."""
    if refusal is not None:
        return HourProfile(not_measured(refusal), None, (), refusal)
    cells = {(row["weekday"], row["hour"]): (row["reached"], row["calls"]) for row in rows(called(ground))}
    reached, calls = sum(cell[0] for cell in cells.values()), sum(cell[1] for cell in cells.values())
    overall = share(reached, calls)
    if overall.rate is None:
        return HourProfile(overall, None, (), overall.why)
    weight = prior_weight(list(cells.values()))
    return HourProfile(overall, weight, tuple(_cell(place, cells[place], overall.rate, weight) for place in sorted(cells)))


def called(ground: Ground) -> Expression:
    """One row an hour of the week: calls of ours whose result is known, and those that reached the person."""
    t = ground.touches
    known = t.filter(t.ours & t.call & t.reached.notnull() & t.person.notnull())
    week = known.select(weekday=(known.day + _FIRST_WEEKDAY) % DAYS_A_WEEK, hour=known.hour, reached=known.reached)
    return week.group_by(["weekday", "hour"]).aggregate(calls=week.count(), reached=week.reached.sum())


def _cell(place: tuple[int, int], cell: tuple[int, int], rate: float, weight: float) -> HourCell:
    reached, calls = cell
    return HourCell(*place, calls, reached, reached / calls, *shrunk(cell, rate, weight))
