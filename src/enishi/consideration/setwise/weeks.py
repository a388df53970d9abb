"""The hours and days of a policy against a log: days left alone, and times of the day outside the hours for contact."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis

from enishi.consideration.rules.policy import EVERY_DAY, Limits
from enishi.consideration.rules.vocabulary import Code, Purpose

from .calendars import ALWAYS, is_left_alone
from .clocks import Extent, open_times
from .limits import Bound
from .moments import SECOND, from_day
from .places import beside


def weeks(judged: Any, limits: list[Bound], zone: str, at_once_seconds: int) -> Any:
    """The breaches of hours and days; in the minutes right after they called no hours bind a reply. Shapes as in `history`."""
    extent = _extent(judged)
    answers = (judged.as_purpose == Purpose.REPLY.value) & (judged.second < judged.rang + at_once_seconds)
    bound = judged.filter(~answers.fill_null(False))
    return ibis.union(_days(bound, limits, extent), _hours(bound, limits, zone, extent))


def _extent(judged: Any) -> Extent:
    found = judged.aggregate(first=judged.day.min(), last=judged.day.max()).to_pyarrow().to_pylist()[0]
    return Extent(found["first"], found["last"]) if found["first"] is not None else Extent(0, -1)


def _days(bound: Any, limits: list[Bound], extent: Extent) -> Any:
    table = ibis.memtable([*_closed(limits, extent)], schema={"of_purpose": "string", "of_channel": "string", "shut_on": "int64"})
    rows = bound.join(table, _own(bound, table, bound.day == table.shut_on))
    return rows.select("row", "person", "at", "local_at", "channel", code=ibis.literal(Code.CLOSED_DAY.value))


def _closed(limits: list[Bound], extent: Extent) -> Iterator[dict[str, Any]]:
    days = [(day, from_day(day)) for day in range(extent.first, extent.last + 1)]
    for bound in limits:
        if _leaves_days(bound.limits):
            for number, day in days:
                if is_left_alone(day, bound.limits):
                    yield {"of_purpose": bound.purpose.value, "of_channel": bound.channel.value, "shut_on": number}


def _leaves_days(limits: Limits) -> bool:
    return limits.weekdays != EVERY_DAY or bool(limits.closed) or not limits.on_holidays


def _hours(bound: Any, limits: list[Bound], zone: str, extent: Extent) -> Any:
    schema = {"of_purpose": "string", "of_channel": "string", "open_on": "int64", "opens": "int64", "closes": "int64"}
    table = ibis.memtable([*_open(limits, zone, extent)], schema=schema)
    held = [each for each in limits if each.limits.week != ALWAYS]
    whose = ibis.memtable(
        [{"of_purpose": each.purpose.value, "of_channel": each.channel.value} for each in held],
        schema={"of_purpose": "string", "of_channel": "string"},
    )
    timed = bound.join(whose, _own(bound, whose)).drop("of_purpose", "of_channel")
    inside = timed.join(table, _own(timed, table, timed.day == table.open_on))
    inside = inside.filter((inside.second >= inside.opens) & (inside.second < inside.closes)).select("row", is_inside=ibis.literal(True))
    found = beside(timed, inside, ["row"])
    outside = found.filter(found.is_inside.isnull())
    return outside.select("row", "person", "at", "local_at", "channel", code=ibis.literal(Code.OUTSIDE_HOURS.value))


def _own(rows: Any, table: Any, *more: Any) -> list[Any]:
    return [rows.as_purpose == table.of_purpose, rows.channel == table.of_channel, *more]


def _open(limits: list[Bound], zone: str, extent: Extent) -> Iterator[dict[str, Any]]:
    for bound in limits:
        if bound.limits.week != ALWAYS:
            for day, (opens, closes) in open_times(zone, bound.limits.week, _no_day, extent):
                yield {"of_purpose": bound.purpose.value, "of_channel": bound.channel.value} | {
                    "open_on": day,
                    "opens": opens // SECOND,
                    "closes": closes // SECOND,
                }


def _no_day(_: date) -> bool:
    return False
