"""Each limit a policy may name: how it is written, and which of two values binds less."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from enishi.kernel.words import Text, say

from .policy import EVER_DAYS, EVERY_DAY, Limits, Span
from .times import ALL_DAY, Ranges, covers, join
from .vocabulary import DAYS, Channel, Counts

NO_LIMIT = "none"
ANY_TIME = "any"
EVER = "ever"
SHIFT = "shift"
_CLOCK = re.compile(r"^([01]?\d|2[0-4]):([0-5]\d)$")
_LEAP_YEAR = 2024
_MOST = 100_000


class Wrong(ValueError):
    """A value that cannot be meant; carries the sentence that says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Field:
    """`read` turns a TOML value into changes of `Limits` or raises `Wrong`; `looser(base, own)` compares two limits' values.

    `otherwise`: the limit that holds where this one is not written.
    """

    read: Callable[[object], Mapping[str, Any]]
    looser: Callable[[Any, Any], bool]
    otherwise: str = ""


def _flag(name: str) -> Callable[[object], Mapping[str, Any]]:
    def read(value: object) -> Mapping[str, Any]:
        if not isinstance(value, bool):
            raise Wrong(say("true か false で書いてください。", "Write true or false."))
        return {name: value}

    return read


def number(value: object, least: int) -> int:
    """A whole number from `least` up, or `Wrong`."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(say("整数で書いてください。", "Write a whole number."))
    if not least <= value <= _MOST:
        raise Wrong(say("{least}から{most}までの数で書いてください。", "Write a number from {least} to {most}.", least=least, most=_MOST))
    return value


def _count(name: str) -> Callable[[object], Mapping[str, Any]]:
    def read(value: object) -> Mapping[str, Any]:
        return {name: None if value == NO_LIMIT else number(value, 1)}

    return read


def _days(name: str, least: int = 0) -> Callable[[object], Mapping[str, Any]]:
    def read(value: object) -> Mapping[str, Any]:
        return {name: number(value, least)}

    return read


def _window_days(value: object) -> Mapping[str, Any]:
    if value == EVER:
        return {"window_days": EVER_DAYS}
    if isinstance(value, str) and value != NO_LIMIT:
        raise Wrong(say("整数か ever で書いてください。", "Write a whole number, or ever."))
    return _count("window_days")(value)


def strings(value: object) -> list[str]:
    """A list of strings, or `Wrong`."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Wrong(say('文字列の並び ["…", "…"] で書いてください。', 'Write a list of strings, ["…", "…"].'))
    return value


def _hours(value: object) -> Mapping[str, Any]:
    if value == ANY_TIME:
        return {"hours": ALL_DAY, "on_shift": False, "saturday_hours": None}
    if value == SHIFT:
        return {"hours": ALL_DAY, "on_shift": True, "saturday_hours": None}
    return {"hours": _ranges(value), "on_shift": False}


def _saturday_hours(value: object) -> Mapping[str, Any]:
    return {"saturday_hours": ALL_DAY if value == ANY_TIME else _ranges(value)}


def _ranges(value: object) -> Ranges:
    ranges = [_range(text) for text in strings(value)]
    if not ranges:
        raise Wrong(
            say('開いている時間がありません。いつでもよいなら "any" と書きます。', 'No hour is left open. Write "any" for any time.')
        )
    return join(ranges)


def _range(text: str) -> tuple[int, int]:
    start, _, end = text.partition("-")
    opens, closes = _minute(start, text), _minute(end, text)
    if opens >= closes:
        raise Wrong(
            say(
                "「{text}」は始まりが終わりより後です。夜をまたぐなら2つに分けてください。",
                "“{text}” ends before it begins. For a night, write two ranges.",
                text=text,
            )
        )
    return opens, closes


def _minute(clock: str, text: str) -> int:
    found = _CLOCK.match(clock.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minute <= ALL_DAY[0][1]:
        raise Wrong(
            say("「{text}」は時間帯ではありません(例 10:00-18:00)。", "“{text}” is no range of hours (such as 10:00-18:00).", text=text)
        )
    return minute


def _weekdays(value: object) -> Mapping[str, Any]:
    names = strings(value)
    for name in names:
        if name not in DAYS:
            raise Wrong(say("「{name}」は曜日ではありません(mon…sun)。", "“{name}” is no weekday (mon…sun).", name=name))
    if not names:
        raise Wrong(say("開いている曜日がありません。", "No weekday is left open."))
    return {"weekdays": sum(1 << DAYS.index(name) for name in set(names))}


def _closed(value: object) -> Mapping[str, Any]:
    return {"closed": tuple(sorted(_span(text) for text in set(strings(value))))}


def _span(text: str) -> Span:
    start, _, end = text.partition("..")
    return Span(_month_day(start, text), _month_day(end or start, text))


def _month_day(written: str, text: str) -> tuple[int, int]:
    try:
        month, day = (int(part) for part in written.strip().split("-"))
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise Wrong(
            say(
                "「{text}」は毎年の日付ではありません(例 12-29..01-03)。",
                "“{text}” are no days of the year (such as 12-29..01-03).",
                text=text,
            )
        ) from None
    return month, day


def _after(value: object) -> Mapping[str, Any]:
    if value == NO_LIMIT:
        return {"after_channel": None}
    if value not in {channel.value for channel in Channel}:
        raise Wrong(say("call・text・mail・post・fax のどれかです。", "Write one of call, text, mail, post, fax."))
    return {"after_channel": Channel(str(value))}


def _counts(value: object) -> Mapping[str, Any]:
    if value not in {counts.value for counts in Counts}:
        raise Wrong(say("all・purpose・matter のどれかです。", "Write one of all, purpose, matter."))
    return {"counts": Counts(str(value))}


def _more(base: int | None, own: int | None) -> bool:
    return base is not None and (own is None or own > base)


def _less(base: int | None, own: int | None) -> bool:
    return (own or 0) < (base or 0)


def _apart(base: int | None, own: int | None) -> bool:
    """What is counted on each channel by itself lets out more than what was counted over all of them."""
    return own != base and (base is None or own is None or own > base)


def _wider(base: Ranges, own: Ranges) -> bool:
    return not covers(base, own)


def _more_days(base: int, own: int) -> bool:
    return bool(own & ~base & EVERY_DAY)


def _opened(base: tuple[Span, ...], own: tuple[Span, ...]) -> bool:
    year = [date.fromordinal(date(_LEAP_YEAR, 1, 1).toordinal() + day) for day in range(366)]
    return any(any(span.holds(day) for span in base) and not any(span.holds(day) for span in own) for day in year)


def _counts_less(base: Counts, own: Counts) -> bool:
    order = list(Counts)
    return order.index(own) > order.index(base)


def _drops(base: object, own: object) -> bool:
    return bool(base) and own != base


FIELDS: dict[str, Field] = {
    "consent": Field(_flag("consent"), _drops),
    "hours": Field(_hours, _wider),
    "saturday_hours": Field(_saturday_hours, _wider, otherwise="hours"),
    "their_times_first": Field(_flag("their_times_first"), lambda base, own: own and not base),
    "weekdays": Field(_weekdays, _more_days),
    "on_holidays": Field(_flag("on_holidays"), lambda base, own: own and not base),
    "closed": Field(_closed, _opened),
    "counts": Field(_counts, _counts_less),
    "contacts_per_day": Field(_count("contacts_per_day"), _more),
    "per_day": Field(_count("per_day"), _more),
    "per_day_of_request": Field(_count("per_day_of_request"), _more, otherwise="per_day"),
    "per_request": Field(_days("per_request", 1), _apart),
    "per_window": Field(_count("per_window"), _more),
    "window_days": Field(_window_days, _less),
    "without_conversation": Field(_count("without_conversation"), _more),
    "without_conversation_days": Field(_days("without_conversation_days", 1), _less),
    "switchboard_per_day": Field(_count("switchboard_per_day"), _more),
    "switchboard_if_asked": Field(_flag("switchboard_if_asked"), _drops),
    "min_gap_minutes": Field(_days("min_gap_minutes"), _less),
    "rest_after_conversation_days": Field(_days("rest_after_conversation_days"), _less),
    "rest_after_not_now_days": Field(_days("rest_after_not_now_days"), _less),
    "stop_after": Field(_count("stop_after"), _more),
    "stop_days": Field(_days("stop_days"), _less),
    "after_channel": Field(_after, _drops),
}

EVIDENCE_FIELDS: dict[str, Field] = {
    "reply_within_days": Field(_days("reply_within_days", 1), _more),
    "attempts_per_request": Field(_days("attempts_per_request", 1), _more),
    "at_once_minutes": Field(_days("at_once_minutes"), _more),
}

# A limit that means something only beside another
_PAIRS = {"window_days": "per_window", "without_conversation_days": "without_conversation", "stop_days": "stop_after"}


def loosened(was: Limits, limits: Limits) -> Iterator[str]:
    """The limits that bind less in `limits` than they did."""
    for key, known in FIELDS.items():
        partner = _PAIRS.get(key)
        if partner and getattr(was, partner) is None:
            continue
        if _binds_less(key, known, was, limits) or (key == "hours" and was.on_shift and not limits.on_shift):
            yield key


def _binds_less(key: str, known: Field, was: Limits, limits: Limits) -> bool:
    if not known.otherwise:
        return known.looser(getattr(was, key), getattr(limits, key))
    if getattr(was, key) == getattr(limits, key):
        return False
    base, own = (getattr(each, key) or getattr(each, known.otherwise) for each in (was, limits))
    return known.looser(base, own)
