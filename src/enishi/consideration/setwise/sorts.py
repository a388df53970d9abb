"""Every sort of clock among the people, and its calendar, as small tables to join."""

from collections.abc import Iterator, Mapping
from typing import Any

import ibis

from enishi.consideration.rules.vocabulary import RINGING

from .calendars import Calendar, Clock, Named, Shift, calendar
from .limits import Bound, bit
from .moments import DAY
from .places import KEY, Question, Tables

_SORT = ["met_as", "zones", "shift", "named"]


class Sorts:
    """The calendars of all sorts of clock among the people, as tables to join."""

    def __init__(self, tables: Tables, people: Any, asked: Question) -> None:
        sorts = people.select(_SORT).distinct().to_pyarrow().to_pylist()
        self.zones = sorted({sort["zones"] for sort in sorts})
        self._asked, self._shifts = asked, _shifts(tables)
        self._made: dict[Any, tuple[int, Calendar]] = {}
        rows = [self._row(sort, bound) for sort in sorts for bound in asked.bounds if bound.met_as == sort["met_as"]]
        self.table = ibis.memtable(rows, schema=_CALENDAR)
        self.segments = ibis.memtable(
            [row for number, made in self._made.values() for row in self._segments(number, made)], schema=_SEGMENT
        )

    def on(self, stood: Any) -> Any:
        """KEY, rank and fixed of each place, with its calendar and what that says now."""
        joined = [stood[name] == self.table[f"on_{name}"] for name in (*_SORT, "channel")]
        kept = ("calendar", "binds", "binds_until", "binds_ever", "first_open")
        return stood.join(self.table, joined).select(*KEY, "rank", "fixed", *kept)

    def _row(self, sort: Mapping[str, str], bound: Bound) -> dict[str, Any]:
        limits, channel = bound.limits, bound.channel
        rings = channel in RINGING
        texts = sort["named"].split("|") if rings or limits.their_times_first else []
        named = frozenset(_wish(text) for text in texts if text)
        clock = Clock(tuple(sort["zones"].split(" ")), self._shifts.get(sort["shift"]), named, rings)
        key = (limits, clock)
        if key not in self._made:
            self._made[key] = len(self._made), calendar(limits, clock, self._asked.now, self._asked.extent.last)
        number, made = self._made[key]
        mask = sum(bit(code) for code in made.codes)
        return {**{f"on_{name}": sort[name] for name in _SORT}, "on_channel": channel.value, "calendar": number} | {
            "binds": mask,
            "binds_until": made.until,
            "binds_ever": made.never,
            "first_open": made.openings[0][0] if made.openings else None,
        }

    def _segments(self, number: int, made: Calendar) -> Iterator[dict[str, Any]]:
        """When it is next open, for each moment from now on; cut at midnight UTC, so that a day can be joined."""
        since = self._asked.moment
        for opens, closes in made.openings:
            for bucket in range(since // DAY, (closes - 1) // DAY + 1):
                start, end = max(since, bucket * DAY), min(closes, (bucket + 1) * DAY)
                yield {"of": number, "in_bucket": bucket, "since": start, "until": end, "opens_at": opens}
            since = closes


_CALENDAR = {
    "on_met_as": "string",
    "on_zones": "string",
    "on_shift": "string",
    "on_named": "string",
    "on_channel": "string",
    "calendar": "int64",
    "binds": "int64",
    "binds_until": "int64",
    "binds_ever": "boolean",
    "first_open": "int64",
}
_SEGMENT = {"of": "int64", "in_bucket": "int64", "since": "int64", "until": "int64", "opens_at": "int64"}


def _shifts(tables: Tables) -> dict[str, Shift]:
    closed: dict[str, set[int]] = {}
    for row in tables["closed_days"].to_pyarrow().to_pylist():
        closed.setdefault(row["shift"], set()).add(row["day"])
    return {
        row["shift"]: Shift(row["from_minute"], row["until_minute"], row["weekdays"], frozenset(closed.get(row["shift"], ())))
        for row in tables["shifts"].to_pyarrow().to_pylist()
    }


def _wish(text: str) -> Named:
    kind, weekdays, from_minute, until_minute = text.split(" ")
    return Named(kind, int(weekdays), int(from_minute), int(until_minute))
