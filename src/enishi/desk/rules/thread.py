"""The day as a thread lying across the page: what is promised for when is a knot on it, and now is where the hand is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

WIDTH, HEIGHT = 640, 74
_LEFT, _RIGHT = 14, 14
_LINE = 34
_FIRST, _LAST = 8, 20
_TOO_CLOSE = 16


@dataclass(frozen=True, slots=True)
class Due:
    """Something promised for today: from when, until when, and how it stands (running, broken, good or empty)."""

    from_at: datetime
    due_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Knot:
    """Where it hangs, and the time it may be kept in."""

    x: int
    begin: int
    end: int
    state: str
    many: int


@dataclass(frozen=True, slots=True)
class DayThread:
    knots: tuple[Knot, ...]
    hours: tuple[tuple[int, int], ...]
    now: int | None
    clock: str
    line: int = _LINE
    width: int = WIDTH
    height: int = HEIGHT


def day_thread(dues: Sequence[Due], now: datetime, zone: str) -> DayThread:
    """The knots of one local day, close ones gathered into one with their number beside it.

    Each hangs where its line in the list says: before it begins at its beginning, then at its end.
    """
    here = now.astimezone(ZoneInfo(zone))
    moments = [((due.from_at if due.from_at > now else due.due_at).astimezone(ZoneInfo(zone)), due) for due in dues]
    places = sorted(((_x(moment), due) for moment, due in moments if moment.date() == here.date()), key=lambda place: place[0])
    hours = tuple((hour, _x(here.replace(hour=hour, minute=0))) for hour in range(_FIRST, _LAST + 1, 2))
    shown = _FIRST <= here.hour < _LAST
    return DayThread(_gathered(places, here, zone), hours, _x(here) if shown else None, f"{here:%H:%M}")


def _gathered(places: Sequence[tuple[int, Due]], here: datetime, zone: str) -> tuple[Knot, ...]:
    knots: list[Knot] = []
    for x, due in places:
        start, close = due.from_at.astimezone(ZoneInfo(zone)), due.due_at.astimezone(ZoneInfo(zone))
        begin = _x(start) if start.date() == here.date() else _LEFT
        end = _x(close) if close.date() == here.date() else WIDTH - _RIGHT
        last = knots[-1] if knots else None
        if last and x - last.x < _TOO_CLOSE:
            knots[-1] = Knot(x, min(last.begin, begin), max(last.end, end), _graver(last.state, due.state), last.many + 1)
        else:
            knots.append(Knot(x, begin, end, due.state, 1))
    return tuple(knots)


def _graver(one: str, other: str) -> str:
    order = ("broken", "running", "", "good")
    return min(one, other, key=order.index)


def _x(moment: datetime) -> int:
    hours = moment.hour + moment.minute / 60
    inside = min(max(hours - _FIRST, 0), _LAST - _FIRST) / (_LAST - _FIRST)
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * inside)
