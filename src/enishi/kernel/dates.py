"""Reading the dates, times and durations that machines, exports and forms write; what is unclear is refused in a sentence."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .eras import era_named, outside
from .numerals import arabic
from .words import Text, say

_EARLIEST: Final = 1873
_LATEST: Final = 2199
_LONGEST_SECONDS: Final = 7 * 24 * 3600
_SHOWN: Final = 40
_NOON: Final = 12
_MINUTE: Final = 60
_LONGEST_TEXT: Final = 80

_MONTH_NAMES: Final = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
_MONTHS: Final = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[A-Z]*\.?"
_WEEKDAY: Final = re.compile(
    r"\s*[(\[](?:[月火水木金土日祝](?:曜日?)?|(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*)[)\]]\s*"
    r"|\s*[月火水木金土日]曜日?\s*|(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*,?\s+"
)
_OFFSET: Final = r"(?P<offset>Z|UTC|GMT|JST|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?"
_TIME: Final = (
    r"(?P<half>午前|午後|[AP]M)?\s*(?P<hour>\d{1,2})\s*(?:[:時]\s*(?:(?P<minute>\d{1,2}|半)\s*分?)?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?)?\s*(?P<later>[AP]M)?"
)
_DATE: Final = (
    r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*\.?\s*(?P<count>元|\d{1,3})|(?P<year>\d{4}))"
    r"\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*(?P<day>\d{1,2})\s*日?"
)
_ENGLISH: Final = rf"(?:(?P<day>\d{{1,2}})\s+(?P<name>{_MONTH})|(?P<name2>{_MONTH})\s+(?P<day2>\d{{1,2}}),?)\s+(?P<year>\d{{4}})"
_WRITTEN: Final = re.compile(rf"{_DATE}(?:[T\s,]*{_TIME}\s*{_OFFSET})?")
_IN_ENGLISH: Final = re.compile(rf"{_ENGLISH}(?:,?\s+(?:AT\s+)?{_TIME}\s*{_OFFSET})?")
_COMPACT: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T?(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?(?:\.\d+)?{_OFFSET})?"
)
_EPOCH: Final = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")
_UNCLEAR: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:\D.*)?")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")

_CLOCK: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{2})(?:[.,]\d+)?")
_SPOKEN: Final = re.compile(
    r"(?=.*\d)(?:PT)?(?:(\d{1,4})\s*(?:時間|H(?:OURS?|RS?)?))?\s*(?:(\d{1,5})\s*(?:分間?|M(?:IN(?:UTE)?S?)?))?\s*(?:(\d{1,7})(?:[.,]\d+)?\s*(?:秒間?|S(?:EC(?:OND)?S?)?))?"
)
_PLAIN: Final = re.compile(r"(\d{1,10})(?:[.,]\d+)?")


class Unreadable(ValueError):
    """A text that is no date, time or duration; `text` says what was read and what is expected."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_moment(text: str, zone: str) -> datetime:
    """The UTC moment written in `text`; a time without an offset is read on the wall clock of `zone` (IANA).

    12-hour times are read as digital clocks write them (午後12時 is noon). Where a clock is set back, an hour that
    happens twice is the first. Raises `Unreadable`.
    """
    plain = _plain(text)
    if epoch := _EPOCH.fullmatch(plain):
        return _from_epoch(int(epoch[1]), int(epoch[2] or 0), text)
    match = _parts(plain, text)
    day, clock, offset = _day(match, text), _clock(match, text), match["offset"]
    if clock is None:
        raise Unreadable(say(ja="「{raw}」には時刻がありません。", en='"{raw}" has no time of day.', raw=_shown(text)))
    if offset:
        return _with_offset(day, clock, offset, text)
    return _on_wall_clock(day, clock, zone, text)


def read_day(text: str) -> date:
    """The calendar day written in `text`; a time of day behind it is checked and left out. Raises `Unreadable`."""
    match = _parts(_plain(text), text)
    _clock(match, text)
    return _day(match, text)


def read_seconds(text: str) -> int:
    """A duration in whole seconds: 3分20秒, 0:03:20, 03:20 (minutes and seconds), 200, PT3M20S, 1時間2分. Raises `Unreadable`."""
    plain = arabic(_plain(text))
    if plain and (match := _PLAIN.fullmatch(plain) or _CLOCK.fullmatch(plain) or _SPOKEN.fullmatch(plain)):
        found = [int(part or 0) for part in match.groups()]
        seconds = sum(part * unit for part, unit in zip(reversed(found), (1, 60, 3600), strict=False))
        if ":" not in plain or (found[2] < _MINUTE and (match[1] is None or found[1] < _MINUTE)):
            return _bounded(seconds, text)
    raise Unreadable(
        say(
            ja="「{raw}」は通話時間として読めません。3分20秒、0:03:20、200（秒）のように書いてください。",
            en='"{raw}" is not a duration. Write 3分20秒, 0:03:20 or 200 (seconds).',
            raw=_shown(text),
        )
    )


def _plain(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        return ""
    if text.isascii():
        return text.strip().upper()
    return unicodedata.normalize("NFKC", text).strip().upper()


def _parts(plain: str, raw: str) -> re.Match[str]:
    if match := _COMPACT.fullmatch(plain) or _WRITTEN.fullmatch(plain):
        return match
    bare = arabic(_WEEKDAY.sub(" ", plain)).strip()
    if match := _WRITTEN.fullmatch(bare) or _IN_ENGLISH.fullmatch(bare):
        return match
    raise Unreadable(_explain(bare).format(raw=_shown(raw)))


def _explain(plain: str) -> Text:
    if _UNCLEAR.fullmatch(plain):
        return say(
            ja="「{raw}」は年月日の順がはっきりしません。2026-11-22のように年から書いてください。",
            en='The order of day, month and year in "{raw}" is unclear. Begin with the year: 2026-11-22.',
        )
    if _SERIAL.fullmatch(plain):
        return say(
            ja="「{raw}」は表計算ソフトの通し番号のようです。日付の形で書き出してください。",
            en='"{raw}" looks like a spreadsheet\'s serial number. Export the column as dates.',
        )
    return say(
        ja="「{raw}」は日時として読めません。2026-11-22 15:05、2026年11月22日 15時5分、令和8年11月22日のように書いてください。",
        en='"{raw}" is not a date or time. Write 2026-11-22 15:05, 2026年11月22日 15時5分 or 令和8年11月22日.',
    )


def _day(match: re.Match[str], raw: str) -> date:
    found = match.groupdict()
    era = found.get("era")
    number = 1 if found.get("count") == "元" else int(found.get("count") or 0)
    if era and not number:
        raise Unreadable(say(ja="「{raw}」：0年はありません。元年から始まります。", en='"{raw}": an era has no year 0.', raw=_shown(raw)))
    year = era_named(era).year(number) if era else int(found["year"])
    day = _existing(year, _month(found), int(found["day"] or found["day2"]), raw)
    if era and (wrong := outside(era, number, day)):
        raise Unreadable(wrong)
    return day


def _month(found: dict[str, str | None]) -> int:
    name = found.get("name") or found.get("name2")
    return _MONTHS[name[:3]] if name else int(found["month"] or 0)


def _existing(year: int, month: int, day: int, raw: str) -> date:
    try:
        existing = date(year, month, day)
    except ValueError:
        existing = None
    if existing is None:
        raise Unreadable(
            say(
                ja="「{raw}」：{year}年{month}月{day}日という日はありません。",
                en='"{raw}": there is no day {year}-{month}-{day}.',
                raw=_shown(raw),
                year=year,
                month=month,
                day=day,
            )
        )
    if not _EARLIEST <= year <= _LATEST:
        raise Unreadable(say(ja="「{raw}」：年を確かめてください。", en='"{raw}": check the year.', raw=_shown(raw)))
    return existing


def _clock(match: re.Match[str], raw: str) -> timedelta | None:
    """Time since midnight; 24:00 is the next midnight."""
    found = match.groupdict()
    if found["hour"] is None:
        return None
    hour, minute, second = (30 if part == "半" else int(part or 0) for part in (found["hour"], found["minute"], found["second"]))
    half = found.get("half") or found.get("later")
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half in {"午後", "PM"} else 0)
    spent = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute >= _MINUTE or second > _MINUTE or spent > timedelta(days=1) or (half and int(found["hour"]) > _NOON):
        raise Unreadable(say(ja="「{raw}」：そのような時刻はありません。", en='"{raw}": there is no such time of day.', raw=_shown(raw)))
    return spent


def _with_offset(day: date, clock: timedelta, offset: str, raw: str) -> datetime:
    digits = re.sub(r"[^0-9+-]", "", "+0900" if offset == "JST" else offset) or "+0000"
    ahead = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5] or 0))
    if ahead > timedelta(hours=14):
        raise Unreadable(say(ja="「{raw}」：時差が大きすぎます。", en='"{raw}": no place is that far from UTC.', raw=_shown(raw)))
    moment = datetime.combine(day, time(), UTC) + clock
    return moment + ahead if digits[0] == "-" else moment - ahead


def _on_wall_clock(day: date, clock: timedelta, zone: str, raw: str) -> datetime:
    wall = datetime.combine(day, time()) + clock
    moment = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise Unreadable(
            say(
                ja="「{raw}」：{zone}の時計は夏時間でこの時刻を飛ばします。",
                en='"{raw}": clocks in {zone} skip this time (summer time).',
                raw=_shown(raw),
                zone=zone,
            )
        )
    return moment


def _from_epoch(seconds: int, milliseconds: int, raw: str) -> datetime:
    moment = datetime.fromtimestamp(seconds, UTC) + timedelta(milliseconds=milliseconds)
    if moment.year > _LATEST:
        raise Unreadable(say(ja="「{raw}」：年を確かめてください。", en='"{raw}": check the year.', raw=_shown(raw)))
    return moment


def _bounded(seconds: int, raw: str) -> int:
    if seconds <= _LONGEST_SECONDS:
        return seconds
    raise Unreadable(
        say(ja="「{raw}」は一回の通話としては長すぎます。", en='"{raw}" is too long for one call.', raw=_shown(raw)),
    )


def _shown(raw: str) -> str:
    raw = raw.strip()
    return raw if len(raw) <= _SHOWN else raw[:_SHOWN] + "…"
