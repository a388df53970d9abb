"""From a phrase to readings: words to tokens, tokens to groups, groups to readings. What is not understood is not read at all."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from enishi.kernel.numerals import arabic

from .days import Day, Days, read_days
from .reading import LATEST_HOUR, Part, Reading, Relation, hours_of

_LONGEST: Final = 100
_MOST_READINGS: Final = 7
_NOON: Final = 12
_MINUTES: Final = 60
_EARLY: Final = range(1, 8)
_EITHER: Final = 8


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _PartOfDay:
    part: Part
    relation: Relation | None = None
    vague: bool = False
    first_thing: bool = False


@dataclass(frozen=True, slots=True)
class _Bound:
    relation: Relation
    opens_range: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime


@dataclass(frozen=True, slots=True)
class _Sometime:
    relation: Relation


_Token = Days | _Clock | _PartOfDay | _Bound | _Moment | _Sometime


@dataclass(frozen=True, slots=True)
class _Group:
    """What belongs to one reading (or to one per day)."""

    days: Days = ()
    clock: _Clock | None = None
    until: _Clock | None = None
    part: _PartOfDay | None = None
    relation: Relation | None = None
    sometime: _Sometime | None = None
    open_range: bool = False

    @property
    def blank(self) -> bool:
        return not (self.days or self.clock or self.part or self.sometime)

    @property
    def days_only(self) -> bool:
        return bool(self.days) and not (self.clock or self.part)


def read(phrase: str, now: datetime) -> tuple[Reading, ...]:
    """What `phrase` may mean, likeliest first; empty if any of it is not understood. Never raises.

    `now` is the speaker's wall clock (aware); the readings' dates and times are on it too.
    """
    if not phrase.strip() or len(phrase) > _LONGEST:
        return ()
    tokens = _tokens(_normal(phrase), now)
    if not tokens:
        return ()
    groups = _shared(_groups(tokens))
    readings = [reading for group in groups for reading in _readings(group, now)]
    return tuple(dict.fromkeys(readings))[:_MOST_READINGS]


_ENGLISH_NUMBERS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_NUMBER: Final = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_ENGLISH_NUMBERS)})(?= (?:days?|weeks?|months?|years?|hours?|minutes?)(?![a-z]))"
)
_COUNTED_MONTHS: Final = re.compile(r"(?<=[0-9一二三四五六七八九十数])\s*(?:か|ヶ|カ|ケ|ヵ|箇|個)月")
# 二三日 is two or three days, not twenty-three.
_TWO_OR_THREE: Final = re.compile("(?<![一二三四五六七八九十])(一二|二三|三四|四五|五六|六七|七八|八九)(?=日|週|時間|分|ヶ月)")


def _normal(phrase: str) -> str:
    text = unicodedata.normalize("NFKC", phrase).casefold()
    text = _ENGLISH_NUMBER.sub(lambda match: str(_ENGLISH_NUMBERS.index(match[0]) + 1), text)
    text = _COUNTED_MONTHS.sub("ヶ月", text.replace("ひと月", "1ヶ月"))
    text = arabic(_TWO_OR_THREE.sub(lambda match: "、".join(match[0]), text))
    return re.sub(r"(?<![a-z0-9,.])\s+|\s+(?![a-z0-9])", "", re.sub(r"\s+", " ", text)).strip()


def _tokens(text: str, now: datetime) -> list[_Token]:
    """The tokens of the whole text; none if a part of it is neither a token nor a filler."""
    found: list[_Token] = []
    place = 0
    while place < len(text):
        step = _next_token(text, place, now)
        if step is None:
            filler = _FILLER.match(text, place)
            if filler is None:
                return []
            place = filler.end()
            continue
        tokens, place = step
        if not tokens:
            return []
        found += tokens
    return found


def _next_token(text: str, place: int, now: datetime) -> tuple[list[_Token], int] | None:
    for read_one in (_special, _clock):
        if step := read_one(text, place, now):
            return step
    if days := read_days(text, place, now.date()):
        return ([days[0]] if days[0] else []), days[1]
    for pattern, token in _WORDS:
        if match := pattern.match(text, place):
            return [token], match.end()
    return None


_CLOCK_WORDS: Final = re.compile(
    r"(?:(?P<half>午前|午後|朝|お?昼|夕方|夜|晩|am|pm)の?)?(?P<hour>\d{1,2})"
    r"(?:時(?!間)(?:(?P<minute>\d{1,2})分(?!後|以内)|(?P<thirty>半))?"
    r"|:(?P<digital>\d{2})(?!\d)|(?=[~〜–-]\d{1,2}(?:時|:))|(?=\s?[ap]\.?m(?![a-z]))|(?= o'clock))"
    r"(?:\s?(?P<english>[ap])\.?m(?![a-z])\.?| o'clock)?"
)
_ENGLISH_BARE: Final = re.compile(
    r"(?:at|by|after|before|until|around|from) (?P<hour>\d{1,2})(?![\d:/時月日年]| ?[ap]m| (?:day|week|month|hour|min))"
)
_ENGLISH_RANGE: Final = re.compile(r"(?:between|from) (\d{1,2}) (?:and|to|until) (\d{1,2})(?![\d:]| ?[ap]m)")
_HALVES: Final = {"午前": 0, "朝": 0, "am": 0, "a": 0, "午後": 12, "夕方": 12, "夜": 12, "晩": 12, "pm": 12, "p": 12}


def _clock(text: str, place: int, now: datetime) -> tuple[list[_Token], int] | None:
    match = _CLOCK_WORDS.match(text, place)
    if match is None:
        return None
    hour, minute = int(match["hour"]), 30 if match["thirty"] else int(match["minute"] or match["digital"] or 0)
    half = match["half"] or match["english"]
    padded = match["hour"].startswith("0")
    clock = _on_half(hour, minute, half) if half else _Clock(hour, minute, sure=padded or not (hour in _EARLY or hour == _EITHER))
    valid = clock.hour < 2 * _NOON and minute < _MINUTES
    return ([clock] if valid else []), match.end()


def _on_half(hour: int, minute: int, half: str) -> _Clock:
    if hour > _NOON:
        return _Clock(hour, minute, sure=True)
    if half.endswith("昼"):
        return _Clock(hour + _NOON if hour in _EARLY else hour, minute, sure=True)
    if hour == _NOON and half in {"夜", "晩"}:
        # Midnight is nobody's time to call; better unread than at noon.
        return _Clock(2 * _NOON, minute, sure=False)
    return _Clock(hour % _NOON + _HALVES[half], minute, sure=True)


_AHEAD: Final = re.compile(
    r"(?P<count>\d{1,3}|半)(?P<unit>時間|分)間?(?P<half>半)?"
    r"(?:(?:くらい|ぐらい|ほど)?の?(?:後|あと|経ったら|たったら|したら)(?!半)に?|(?P<within>以内に?))"
)
_AT_ONCE: Final = re.compile(r"今すぐに?|すぐに?|至急|大至急|right now|right away|as soon as possible|asap")
_AHEAD_EN: Final = re.compile(r"in (?P<count>\d{1,3}|an?|half an) (?P<unit>minute|min|hour)s?(?![a-z])")
_TODAY_PART: Final = re.compile("(?P<day>今|明)(?P<part>朝|晩|夜|夕)|(?P<tonight>tonight)")
_DAY_PARTS: Final[dict[str, Part]] = {"朝": "morning", "晩": "night", "夜": "night", "夕": "evening"}


def _special(text: str, place: int, now: datetime) -> tuple[list[_Token], int] | None:
    if match := _AHEAD.match(text, place) or _AHEAD_EN.match(text, place):
        bound: list[_Token] = [_Bound("before")] if match.groupdict().get("within") else []
        return [_Moment(now + _span(match)), *bound], match.end()
    if match := _AT_ONCE.match(text, place):
        return [_Moment(now)], match.end()
    if match := _ENGLISH_RANGE.match(text, place):
        clocks = [_Clock(int(hour), 0, sure=not (int(hour) in _EARLY or int(hour) == _EITHER)) for hour in match.groups()]
        return (
            [clocks[0], _Bound("after", opens_range=True), clocks[1]] if max(clock.hour for clock in clocks) < 2 * _NOON else []
        ), match.end()
    if match := _TODAY_PART.match(text, place):
        day = Day(now.date() + timedelta(days=match["day"] == "明"))
        return [(day,), _PartOfDay(_DAY_PARTS[match["part"] or "夜"])], match.end()
    if match := _ENGLISH_BARE.match(text, place):
        hour = int(match["hour"])
        lead = _LEADS.get(match[0].split()[0])
        tokens: list[_Token] = [_Bound(lead, opens_range=lead == "after", leads=True)] if lead else []
        return ([*tokens, _Clock(hour, 0, sure=not (hour in _EARLY or hour == _EITHER))] if hour < 2 * _NOON else []), match.end()
    return None


def _span(match: re.Match[str]) -> timedelta:
    words = {"半": 0.5, "half an": 0.5, "a": 1, "an": 1}
    count = words[match["count"]] if match["count"] in words else int(match["count"])
    if match.groupdict().get("half"):
        count += 0.5
    return timedelta(hours=count) if match["unit"] in {"時間", "hour"} else timedelta(minutes=count)


def _groups(tokens: list[_Token]) -> list[_Group]:
    groups = [_Group()]
    for token in tokens:
        joined = _join(groups[-1], token)
        if joined is None:
            groups.append(_join(_Group(), token) or _Group())
        else:
            groups[-1] = joined
    return [group for group in groups if not group.blank]


def _join(group: _Group, token: _Token) -> _Group | None:  # noqa: PLR0911 - one line for each kind of token
    """The group with the token in it, or None if the token begins another."""
    match token:
        case tuple():
            return _join_days(group, token)
        case _Clock():
            if group.clock and group.open_range and not group.until:
                return replace(group, until=token, open_range=False)
            return None if group.clock else replace(group, clock=token, open_range=False)
        case _PartOfDay():
            return None if group.part else replace(group, part=token)
        case _Bound():
            return _join_bound(group, token)
        case _Moment():
            at = token.at
            clock = _Clock(at.hour, at.minute, sure=True)
            return replace(group, days=(Day(at.date()),), clock=clock) if group.blank else None
        case _Sometime():
            return replace(group, sometime=token) if group.blank else group


def _join_days(group: _Group, days: Days) -> _Group | None:
    if group.open_range and group.days_only and len(group.days) == len(days) == 1:
        span = _span_of_days(group.days[0].date, days[0].date)
        return replace(group, days=span, relation=None, open_range=False) if span else None
    return None if group.days else replace(group, days=days)


def _span_of_days(first: date, last: date) -> Days:
    if last <= first and last + timedelta(days=7) > first:
        last += timedelta(days=7)
    count = (last - first).days + 1
    if 0 < count <= _MOST_READINGS:
        return tuple(Day(first + timedelta(days=n)) for n in range(count))
    return (Day(first, until=last),) if count > 0 else ()


def _join_bound(group: _Group, bound: _Bound) -> _Group | None:
    if bound.leads and not group.blank and (group.clock or (group.days and bound.relation == "not")):
        return None
    closes_range = group.until is not None or len(group.days) > 1
    if closes_range and bound.relation == "before" and not group.clock and not group.part:
        return group
    if group.until and bound.relation != "not":
        return group
    return replace(group, relation=bound.relation, open_range=bound.opens_range)


def _shared(groups: list[_Group]) -> list[_Group]:
    """A time said once belongs to every day before it; a day said once to every time behind it."""
    for place in range(len(groups) - 2, -1, -1):
        here, following = groups[place], groups[place + 1]
        if here.days_only and here.relation is None and following.days:
            groups[place] = replace(here, clock=following.clock, until=following.until, part=following.part, relation=following.relation)
    for place in range(1, len(groups)):
        if not groups[place].days and not groups[place].sometime:
            groups[place] = replace(groups[place], days=groups[place - 1].days)
    return groups


def _readings(group: _Group, now: datetime) -> list[Reading]:
    if group.sometime and not group.days and not group.clock:
        return [Reading(relation=group.sometime.relation, vague=True)]
    days: list[Day | None] = list(group.days) or [None]
    return [_reading(group, day, now) for day in days]


def _reading(group: _Group, day: Day | None, now: datetime) -> Reading:
    clock, sure = _time(group.clock, group.part)
    until, _ = _time(group.until, group.part)
    if clock and until and until <= clock and until.hour < _NOON:
        until = until.replace(hour=until.hour + _NOON)
    part = group.part if clock is None else None
    relation = group.relation or (part and part.relation) or (day and day.relation) or "at"
    if part and part.relation and group.relation is None:
        relation = part.relation
    on = day.date if day else _next_day(until or clock, part, relation, now)
    return Reading(
        date=on,
        time=clock,
        relation=relation,
        part=part.part if part else None,
        vague=bool((day and day.vague) or (clock and not sure) or (part and part.vague)),
        until_date=day.until if day and not clock else None,
        until_time=until,
        other_year=on is not None and on.year != now.year,
        first_thing=bool(part and part.first_thing),
    )


def _time(clock: _Clock | None, part: _PartOfDay | None) -> tuple[time | None, bool]:
    if clock is None:
        return None, True
    hour, sure = clock.hour, clock.sure
    if part and hour <= _NOON and not sure:
        hour, sure = (hour if part.part == "morning" else hour + _NOON), True
    elif not sure and hour in _EARLY:
        hour += _NOON
    return time(hour, clock.minute), sure


def _next_day(clock: time | None, part: _PartOfDay | None, relation: Relation, now: datetime) -> date | None:
    """The day on which a time said without one comes next."""
    if relation == "not":
        return None
    hours = hours_of(part.part, first_thing=part.first_thing) if part else (0, 0)
    # 夕方以降 goes on into the night; 9時以降 said at ten is tomorrow's.
    end = clock or time(LATEST_HOUR if relation == "after" else hours[0] if relation == "before" else hours[1])
    still_today = end > now.time()
    return now.date() if still_today else now.date() + timedelta(days=1)


_LEADS: Final[dict[str, Relation]] = {
    **dict.fromkeys(["after", "from", "since"], "after"),
    **dict.fromkeys(["before", "by", "until", "till"], "before"),
    **dict.fromkeys(["around", "about"], "around"),
}

_WORD_LIST: Final[tuple[tuple[str, _Token], ...]] = (
    (
        r"(?:また)?(?:の|のち|後)ほど|(?:また)?(?:後|あと)で|(?:また)?後日|later(?![a-z])|sometime(?![a-z])|some other time|another time",
        _Sometime("after"),
    ),
    (
        r"そのうち|いずれ|また(?:の機会|いつか)|いつか|近いうち|近々|落ち着いたら|また今度|今度(?!の)|(?:もう)?しばらくしたら",
        _Sometime("after"),
    ),
    (r"いつでも|何時でも|any ?time(?![a-z])(?! but)", _Sometime("at")),
    (r"正午|noon(?![a-z])|midday(?![a-z])", _Clock(12, 0, sure=True)),
    (r"午後(?:1番?|イチ|いち)|昼(?:1番?|イチ|いち)", _Clock(13, 0, sure=True)),
    (r"朝(?:1番?|イチ|いち)(?:番|ばん)?|始業(?:後)?すぐ|first thing(?: in the morning)?", _PartOfDay("morning", first_thing=True)),
    (r"昼休み明け|お?昼(?:過ぎ|すぎ|以降|から)", _PartOfDay("noon", "after")),
    (r"お?昼(?:前|まで)", _PartOfDay("noon", "before")),
    (r"お?昼休み(?:中)?|お?昼(?:時|どき|ごろ|頃|の間)?(?!間)|ランチ(?:タイム)?|lunch(?:time| time)?(?![a-z])", _PartOfDay("noon")),
    (r"午前中?|朝(?:のうち|方)?|早朝|morning(?![a-z])", _PartOfDay("morning")),
    (r"日中|昼間", _PartOfDay("afternoon", vague=True)),
    (r"午後(?:中|いっぱい)?|afternoon(?![a-z])", _PartOfDay("afternoon")),
    (r"夕方|夕刻|夕|evening(?![a-z])", _PartOfDay("evening")),
    (r"夜間?|晩|night(?![a-z])", _PartOfDay("night")),
    (
        r"以外|を?(?:除く|除いて|避けて|外して)|[はが]?(?:だめ|駄目|ダメ|無理|不可|ng|むり|難しい|都合が悪い)(?:です|なので)?|(?:では?|じゃ)な(?:く|い)",
        _Bound("not"),
    ),
    (r"以降|以後|(?:を)?(?:過ぎ|すぎ)(?:たら|て|なら)?|より(?:後|あと)|の?後に?(?!半)", _Bound("after")),
    (r"から|より|[~〜–-](?=\d|[月火水木金土日])", _Bound("after", opens_range=True)),
    (r"までに?|以前|より前|の?前(?!後)に?|のうちに", _Bound("before")),
    (r"頃|ごろ|ころ|前後|くらい|ぐらい|あたり|辺り", _Bound("around")),
    (r"(?:not|except|but)(?: on)?(?![a-z])|any ?(?:day|time) (?:but|except)(?![a-z])", _Bound("not", leads=True)),
    (r"to(?![a-z])|through(?![a-z])", _Bound("after", opens_range=True)),
    *((rf"{word}(?![a-z])", _Bound(relation, opens_range=relation == "after", leads=True)) for word, relation in _LEADS.items()),
)
_WORDS: Final = tuple((re.compile(pattern), token) for pattern, token in _WORD_LIST)
_FILLER: Final = re.compile(
    r"(?:または|もしくは|それか|あるいは|の間|お?電話|ご?連絡|折り?返し|かけ直し|掛け直し|かけて|掛けて|もう[1一]度|再度|改めて|あらためて"
    r"|(?:お)?願い(?:いた)?(?:し)?(?:ます|たい)?(?:です)?|お願い|して|ほしい|欲しい|ください|下さい|もらえますか|いただけますか|頂けますか|頂けると|いただけると"
    r"|たい|します|いたします|です|でしょうか|ですか|ます|希望|都合が?(?:が)?(?:良い|よい|いい)|大丈夫|結構|助かります|ありがたい"
    r"|なら|であれば|だと|くらい|また|必ず|できれば|出来れば|ちょうど|だいたい|大体|ええと|えーと|えっと|あの|では|じゃあ|そうですね|うん|はい|どこか|どれか|いずれか"
    r"|がいい|が良い|いい|良い|よい|ok|[のにはをでへともがかねよなや]|please(?![a-z])|call(?![a-z])|me(?![a-z])|back(?![a-z])|at(?![a-z])|on(?![a-z])|the(?![a-z])|of(?![a-z])|in(?![a-z])|or(?![a-z])|and(?![a-z])|this(?![a-z])|between(?![a-z])|ring(?![a-z])|phone(?![a-z])|\W)"
)
