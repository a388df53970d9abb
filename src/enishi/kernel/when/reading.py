"""What a phrase was understood to mean, when it falls due, and how to say it back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from enishi.kernel.business import is_business_day, next_business_day
from enishi.kernel.words import Text, say

Relation = Literal["at", "after", "before", "around", "not"]
Part = Literal["morning", "noon", "afternoon", "evening", "night"]

# The hours in which a call at that part of the day is expected; offices' habits, not a rule of law.
PART_HOURS: Final[dict[Part, tuple[int, int]]] = {
    "morning": (9, 12),
    "noon": (12, 13),
    "afternoon": (13, 17),
    "evening": (16, 18),
    "night": (18, 20),
}
# 朝イチ: when the office opens, before anything else is begun
FIRST_HOURS: Final = (9, 10)
DAY_HOURS: Final = (9, 18)
LATEST_HOUR: Final = 20
GRACE: Final = timedelta(minutes=30)
EVENING: Final = timedelta(hours=2)

_PART_WORDS: Final[dict[Part, Text]] = {
    "morning": say(ja="午前中", en="morning"),
    "noon": say(ja="昼", en="noon"),
    "afternoon": say(ja="午後", en="afternoon"),
    "evening": say(ja="夕方", en="evening"),
    "night": say(ja="夜", en="night"),
}
_FIRST_THING: Final = say(ja="朝一番", en="first thing in the morning")
_RELATION_WORDS: Final[dict[Relation, Text]] = {
    "at": say(ja="{what}", en="{what}"),
    "after": say(ja="{what}以降", en="{what} or later"),
    "before": say(ja="{what}まで", en="by {what}"),
    "around": say(ja="{what}ごろ", en="around {what}"),
    "not": say(ja="{what}以外", en="any time but {what}"),
}
_WEEKDAYS: Final = ("月", "火", "水", "木", "金", "土", "日")
_WORKING: Final = frozenset(range(5))
_LATER: Final = say(ja="日時は決まっていません", en="no time was agreed")
_UNSURE: Final = say(ja="{what}（確かめてください）", en="{what} (please confirm)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning of a phrase, on the team's wall clock.

    `part` is given only without `time`. `vague`: the words leave room, so ask. `until_date` and `until_time` are the
    last day and the end of a span (来週, 10時から12時); `other_year`: the year should be said when it is read back;
    `first_thing`: the very beginning of the morning (朝イチ).
    """

    date: dt.date | None = None
    time: dt.time | None = None
    relation: Relation = "at"
    part: Part | None = None
    vague: bool = False
    until_date: dt.date | None = None
    until_time: dt.time | None = None
    other_year: bool = False
    first_thing: bool = False

    def as_json(self) -> dict[str, str | bool | None]:
        """{"date": "2026-11-24", "time": "15:00", "relation": "at", "part": null, "vague": false}."""
        return {
            "date": self.date.isoformat() if self.date else None,
            "time": self.time.strftime("%H:%M") if self.time else None,
            "relation": self.relation,
            "part": self.part,
            "vague": self.vague,
        }


def to_window(reading: Reading, now: datetime) -> tuple[datetime, datetime]:
    """When a promise so worded falls due: from, to. `now` is the team's wall clock (aware), and so are both ends.

    Without a date it is the next business day; what is to be avoided (`not`) is left out of the window.
    """
    day = reading.date or _first_day(now)
    if reading.relation == "not" and reading.date:
        day = _day_but([reading], now)
        return _at(day, DAY_HOURS[0], now), _at(day, DAY_HOURS[1], now)
    start, end = _hours(reading, day, now)
    if reading.relation == "before" and not reading.time and not reading.part:
        start = min(max(now, _at(now.date(), DAY_HOURS[0], now)), end)
    if reading.until_date:
        end = _at(reading.until_date, end.hour, now)
    return start, max(start, end)


def window_of(readings: Sequence[Reading], now: datetime) -> tuple[datetime, datetime] | None:
    """When a promise with several readings falls due: the first alternative's window; what is to be avoided, all avoided."""
    avoided = [reading for reading in readings if reading.relation == "not" and reading.date]
    if len(avoided) < len(readings):
        return to_window(next(reading for reading in readings if reading not in avoided), now)
    if not avoided:
        return None
    day = _day_but(avoided, now)
    return _at(day, DAY_HOURS[0], now), _at(day, DAY_HOURS[1], now)


def in_words(reading: Reading) -> Text:
    """The reading said back, so that whoever hears it can agree: 12月1日(火)の夕方(16時〜18時)."""
    day, clock = _day_words(reading), _clock_words(reading)
    if day is None and clock is None:
        return _LATER
    said = _joined(day, clock, reading)
    return _UNSURE.format(what=said) if reading.vague else said


def _hours(reading: Reading, day: date, now: datetime) -> tuple[datetime, datetime]:
    if reading.time:
        return _around(reading, datetime.combine(day, reading.time, now.tzinfo), now)
    first, last = hours_of(reading.part, first_thing=reading.first_thing) if reading.part else DAY_HOURS
    if reading.part and reading.relation == "after":
        # 昼過ぎ begins when noon ends; 夕方以降 begins with the evening.
        first, last = (last if reading.part == "noon" else first), max(last, LATEST_HOUR)
    elif reading.part and reading.relation == "before":
        first, last = DAY_HOURS[0], max(first, DAY_HOURS[0] + 1)
    elif reading.part and reading.relation == "not":
        first, last = PART_HOURS["morning"] if reading.part != "morning" else PART_HOURS["afternoon"]
    return _at(day, first, now), _at(day, last, now)


def hours_of(part: Part, *, first_thing: bool) -> tuple[int, int]:
    """The hours that part of the day is said of."""
    return FIRST_HOURS if first_thing else PART_HOURS[part]


def _around(reading: Reading, moment: datetime, now: datetime) -> tuple[datetime, datetime]:
    if reading.until_time and reading.relation != "not":
        return moment, datetime.combine(moment.date(), reading.until_time, now.tzinfo)
    if reading.relation == "after":
        return moment, max(_at(moment.date(), DAY_HOURS[1], now), moment + EVENING)
    if reading.relation == "before":
        return min(moment - GRACE, max(now, _at(moment.date(), DAY_HOURS[0], now))), moment
    if reading.relation == "not":
        free = datetime.combine(moment.date(), reading.until_time, now.tzinfo) if reading.until_time else moment + 2 * GRACE
        return free, free + 2 * GRACE
    return (moment - GRACE if reading.relation == "around" else moment), moment + GRACE


def _at(day: date, hour: int, now: datetime) -> datetime:
    return datetime.combine(day, time(hour), now.tzinfo)


def _first_day(now: datetime) -> date:
    today = now.date()
    return today if is_business_day(today) and now.hour < PART_HOURS["morning"][1] else next_business_day(today)


def _day_but(avoided: Sequence[Reading], now: datetime) -> date:
    days = {reading.date for reading in avoided}
    weekdays = {day.weekday() for day in days if day}
    if len(weekdays & _WORKING) == len(_WORKING):
        # Every weekday is refused, so only the very days named are left out.
        weekdays = set()
    day = _first_day(now)
    while day in days or day.weekday() in weekdays:
        day = next_business_day(day)
    return day


def _day_words(reading: Reading) -> Text | None:
    if reading.date is None:
        return None
    first = _one_day(reading.date, reading.other_year)
    if reading.until_date is None:
        return first
    return say(ja="{first}〜{last}", en="{first} to {last}", first=first, last=_one_day(reading.until_date, reading.other_year))


def _one_day(day: date, with_year: bool) -> Text:
    year = f"{day.year}年" if with_year else ""
    return Text(
        f"{year}{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})",
        f"{day:%a} {day.day} {day:%B}{f' {day.year}' if with_year else ''}",
    )


def _clock_words(reading: Reading) -> Text | None:
    if reading.time and reading.until_time:
        return Text(f"{_hour_ja(reading.time)}〜{_hour_ja(reading.until_time)}", f"{reading.time:%H:%M}–{reading.until_time:%H:%M}")
    if reading.time:
        return Text(_hour_ja(reading.time), f"{reading.time:%H:%M}")
    if reading.part is None:
        return None
    first, last = hours_of(reading.part, first_thing=reading.first_thing)
    word = _FIRST_THING if reading.first_thing else _PART_WORDS[reading.part]
    if reading.relation != "at":
        return word
    return Text(f"{word.ja}({first}時〜{last}時)", f"{word.en} ({first}:00–{last}:00)")


def _hour_ja(clock: time) -> str:
    return f"{clock.hour}時{f'{clock.minute}分' if clock.minute else ''}"


def _joined(day: Text | None, clock: Text | None, reading: Reading) -> Text:
    plain = reading.until_time is not None and reading.relation == "after"
    wording = _RELATION_WORDS["at" if plain else reading.relation]
    if day is None or clock is None:
        return wording.format(what=day or clock)
    if reading.relation == "not":
        return wording.format(what=say(ja="{day}の{clock}", en="{day}, {clock}", day=day, clock=clock))
    glue = say(ja="{day}の{clock}", en="{day}, {clock}") if reading.part else say(ja="{day} {clock}", en="{day}, {clock}")
    return glue.format(day=day, clock=wording.format(what=clock))
