"""Somebody's last days as they lived them: day across, time of day down, each ring, text and letter of ours a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from enishi.desk.rules.moments import day_of
from enishi.desk.rules.story import place
from enishi.kernel.words import Text, many, say

Sort = Literal["ring", "talk", "slip", "theirs"]

WIDTH, HEIGHT = 620, 210
_LEFT, _TOP, _BOTTOM = 34, 6, 22
_FIRST_HOUR, _LAST_HOUR = 6, 23
_MORNING, _NIGHT = 9, 20
_HOURS_SHOWN = (9, 12, 15, 18, 21)
_SATURDAY = 5
_CLOSE = 11
_MANY = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One contact as the person felt it. `talk`: they spoke with us; `theirs`: it came from them."""

    at: datetime
    channel: str
    ours: bool
    talked: bool
    # On a telephone they share, of which nobody knows with whom
    place: Text | None = None

    @property
    def sort(self) -> Sort:
        if not self.ours:
            return "theirs"
        if self.channel != "call":
            return "slip"
        return "talk" if self.talked else "ring"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a contact stands in the picture, and what it says when pointed at."""

    x: int
    y: int
    sort: Sort
    event: Event
    when: Text


@dataclass(frozen=True, slots=True)
class Line:
    """A label and where it stands."""

    x: int
    y: int
    label: Text


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the paper that is shaded: nights, Saturdays and Sundays."""

    x: int
    y: int
    width: int
    height: int
    name: str


@dataclass(frozen=True, slots=True)
class Lived:
    """The picture, and the sentence that says what it shows."""

    finding: Text
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    hours: tuple[Line, ...]
    days: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT


def lived(events: Sequence[Event], *, today: date, days: int, zone: str) -> Lived:
    """The picture of the `days` up to and with `today`, on the clock of `zone`."""
    first = today - timedelta(days=days - 1)
    inside = [event for event in sorted(events, key=lambda event: event.at) if first <= _local(event, zone).date() <= today]
    step = (WIDTH - _LEFT) / days
    return Lived(
        finding=finding(inside, days),
        marks=_marks(inside, first, step, today, zone),
        bands=tuple(_bands(first, days, step)),
        hours=tuple(Line(_LEFT - 6, _y(hour * 60), Text(f"{hour}時", f"{hour}:00")) for hour in _HOURS_SHOWN),
        days=tuple(_day_labels(first, today, days, step)),
    )


def finding(events: Sequence[Event], days: int) -> Text:
    """What these days were like, in words; the picture's text alternative."""
    ours = [event for event in events if event.ours]
    calls = [event for event in ours if event.channel == "call"]
    talked = sum(event.talked for event in calls)
    theirs = len(events) - len(ours)
    if not events:
        return say("この{days}日、こちらからのご連絡はありません。", "In these {days} days we have not contacted them.", days=days)
    parts = [_calls(len(calls), talked, days), _written(ours), _theirs(theirs), _one_way(calls, ours, talked), _shared(events)]
    said = [part for part in parts if part]
    return Text("".join(part.ja for part in said), " ".join(part.en for part in said))


def _calls(calls: int, talked: int, days: int) -> Text:
    if not calls:
        return say("この{days}日、こちらからの電話はありません。", "In these {days} days we have not called them.", days=days)
    if talked == calls:
        return say(
            "この{days}日に電話が{n}回鳴り、そのたびにお話しできています。",
            "In these {days} days their telephone rang {n}, and we spoke each time.",
            days=days,
            n=many(calls, "time"),
        )
    if not talked:
        return say(
            "この{days}日に電話が{n}回鳴りましたが、まだお話しできていません。",
            "In these {days} days their telephone rang {n}, and we have not spoken yet.",
            days=days,
            n=many(calls, "time"),
        )
    return say(
        "この{days}日に電話が{n}回鳴り、お話しできたのは{talked}回です。",
        "In these {days} days their telephone rang {n}; we spoke {talked}.",
        days=days,
        n=many(calls, "time"),
        talked=many(talked, "time"),
    )


def _written(ours: Sequence[Event]) -> Text | None:
    names = {"text": ("SMS", "text", ""), "mail": ("メール", "mail", ""), "post": ("手紙", "letter", ""), "fax": ("FAX", "fax", "faxes")}
    counts = {channel: sum(event.channel == channel for event in ours) for channel in names}
    some = [(names[channel], n) for channel, n in counts.items() if n]
    if not some:
        return None
    ja = "、".join(f"{name}は{n}通" for (name, *_), n in some)
    en = ", ".join(many(n, one, more).en for (_, one, more), n in some)
    return Text(f"{ja}届いています。", f"They received {en}.")


def _theirs(theirs: int) -> Text | None:
    return say("先方からは{n}回ご連絡をいただきました。", "They contacted us {n}.", n=many(theirs, "time")) if theirs else None


def _one_way(calls: Sequence[Event], ours: Sequence[Event], talked: int) -> Text | None:
    if len(calls) < _MANY or talked or len(calls) != len(ours):
        return None
    return say("電話だけが続いています。", "It has been calls and nothing but calls.")


def _shared(events: Sequence[Event]) -> Text | None:
    """That some of it may have been for another holder of the same number."""
    places = [event.place for event in events if event.place]
    if not places:
        return None
    where = places[0] if len(set(places)) == 1 else place("")
    return say(
        "うち{n}回は{where}、どなたとのことかは分かりません。",
        "Of these, {n} {where}: nobody knows with whom.",
        n=many(len(places), "was", "were"),
        where=where,
    )


def _local(event: Event, zone: str) -> datetime:
    return event.at.astimezone(ZoneInfo(zone))


def _y(minute: int) -> int:
    span = (_LAST_HOUR - _FIRST_HOUR) * 60
    inside = min(max(minute - _FIRST_HOUR * 60, 0), span)
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * inside / span)


def _marks(events: Sequence[Event], first: date, step: float, today: date, zone: str) -> tuple[Mark, ...]:
    placed: list[Mark] = []
    for event in events:
        there = _local(event, zone)
        column = round(_LEFT + step * ((there.date() - first).days + 0.5))
        y = _y(there.hour * 60 + there.minute)
        beside = sum(abs(mark.x - column) < step / 2 and abs(mark.y - y) < _CLOSE for mark in placed)
        when = say("{day} {clock}", "{day} {clock}", day=day_of(there.date(), today), clock=f"{there:%H:%M}")
        placed.append(Mark(column + 9 * beside, y, event.sort, event, when))
    return tuple(placed)


def _bands(first: date, days: int, step: float) -> list[Band]:
    top, bottom = _y(0), _y(24 * 60)
    rest = [
        Band(round(_LEFT + step * at), top, round(step), bottom - top, "rest-day")
        for at in range(days)
        if (first + timedelta(days=at)).weekday() >= _SATURDAY
    ]
    nights = [(top, _y(_MORNING * 60)), (_y(_NIGHT * 60), bottom)]
    return [Band(_LEFT, start, WIDTH - _LEFT, end - start, "night") for start, end in nights] + rest


def _day_labels(first: date, today: date, days: int, step: float) -> list[Line]:
    shown = [(0, first), *((at, first + timedelta(days=at)) for at in range(6, days - 3, 7)), (days - 1, today)]
    y = HEIGHT - 6
    return [
        Line(
            round(_LEFT + step * (at + 0.5)),
            y,
            say("今日", "today") if day == today else Text(f"{day.month}/{day.day}", f"{day.day}/{day.month}"),
        )
        for at, day in dict(shown).items()
    ]
