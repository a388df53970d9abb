"""The words that name days: 明日, 来週の火曜, 月末, 第2火曜, 連休明け, 12月2日, next Tuesday."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from enishi.kernel.business import is_business_day, next_business_day
from enishi.kernel.dates import Unreadable, read_day

from .reading import Relation
from .steps import ONE_DAY, ONE_WEEK, business_from, first_from, last_of, months_on, nth_weekday, units_on, weekday_after

Match = re.Match[str]
_FRIDAY: Final = 4
_DECEMBER: Final = 12
_LONG_REST: Final = 3
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One day a word may mean; `until` ends a span, `relation` is what the word itself says (今週中: before)."""

    date: dt.date
    vague: bool = False
    until: dt.date | None = None
    relation: Relation | None = None


Days = tuple[Day, ...]

_WEEKDAY: Final = "月火水木金土日"
_ENGLISH_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_EN: Final = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?(?![a-z])"
_MONTH_EN: Final = rf"({'|'.join(_ENGLISH_MONTHS)})[a-z]*\.?"
_WHICH_MONTH: Final = r"(今月|来月|再来月|翌月|当月|\d{1,2}月)の?"
_AFTER: Final = r"(?:くらい|ぐらい|ほど|程度)?の?(?:後|あと|経ったら|たったら|したら| later)"

_NEAR: Final = {
    **dict.fromkeys(["今日", "本日", "きょう", "today"], 0),
    **dict.fromkeys(["明日", "あした", "あす", "みょうにち", "翌日", "tomorrow"], 1),
    **dict.fromkeys(["明後日", "あさって", "翌々日", "day after tomorrow", "the day after tomorrow"], 2),
    **dict.fromkeys(["しあさって", "明々後日", "明明後日"], 3),
    **dict.fromkeys(["昨日", "きのう", "yesterday"], -1),
    **dict.fromkeys(["一昨日", "1昨日", "おととい"], -2),
}
_WEEKS: Final = {"今週": 0, "来週": 1, "翌週": 1, "再来週": 2, "さ来週": 2, "先週": -1, "先々週": -2}
_YEARS: Final = {"今年": 0, "来年": 1, "再来年": 2}
_MONTHS: Final = {"今月": 0, "当月": 0, "来月": 1, "翌月": 1, "再来月": 2}


def read_days(text: str, place: int, today: date) -> tuple[Days, int] | None:
    """The days named at `place` of the text and where their word ends; no days if the word names none that exists."""
    for pattern, resolve in _RULES:
        if match := pattern.match(text, place):
            try:
                return tuple(resolve(match, today)), match.end()
            except (ValueError, OverflowError):
                return (), match.end()
    return None


def _near(match: Match, today: date) -> Iterator[Day]:
    within = match["within"]
    yield Day(today + ONE_DAY * _NEAR[match[1]], relation="before" if within else None)


def _weekdays(match: Match, today: date) -> Iterator[Day]:
    for letter in re.sub("曜日?|[・、,とかやの]", "", match["days"]):
        yield Day(weekday_after(today, _WEEKDAY.index(letter)))


def _weekdays_of_week(match: Match, today: date) -> Iterator[Day]:
    monday = today - ONE_DAY * today.weekday() + ONE_WEEK * _WEEKS[match[1]]
    for letter in re.sub("曜日?|[・、,とかやの]", "", match["days"]):
        found = monday + ONE_DAY * _WEEKDAY.index(letter)
        if found >= today or _WEEKS[match[1]] < 0:
            yield Day(found)


def _week(match: Match, today: date) -> Iterator[Day]:
    ahead = _WEEKS[match[1]]
    monday = today - ONE_DAY * today.weekday() + ONE_WEEK * ahead
    friday = monday + ONE_DAY * _FRIDAY
    if match["within"]:
        yield Day(friday if friday >= today else friday + 2 * ONE_DAY, relation="before")
    elif match["early"]:
        yield Day(max(monday, today))
    elif match["end"]:
        yield Day(friday + ONE_DAY, until=friday + 2 * ONE_DAY, vague=True)
    elif ahead < 0:
        yield Day(monday, vague=True, until=friday)
    else:
        first = max(monday, today)
        yield Day(first, vague=True, until=max(friday, first))


def _weekend(_: Match, today: date) -> Iterator[Day]:
    saturday = today if today.weekday() > _FRIDAY else weekday_after(today, 5)
    yield Day(saturday)
    if saturday.weekday() != len(_WEEKDAY) - 1:
        yield Day(saturday + ONE_DAY)


def _workday(_: Match, today: date) -> Iterator[Day]:
    yield Day(next_business_day(today), vague=True)


def _month(word: str, today: date) -> date:
    """The first day of the month that `word` names, this or the next of that number."""
    if word in _MONTHS:
        return months_on(today.replace(day=1), _MONTHS[word])
    number = int(word.removesuffix("月"))
    return date(today.year + (number < today.month), number, 1)


def _whole_month(match: Match, today: date) -> Iterator[Day]:
    first = _month(match[1], today)
    last = last_of(first)
    if match["within"]:
        yield Day(last, relation="before")
    else:
        yield Day(max(first, today), vague=True, until=last)


def _place_in_month(match: Match, today: date) -> Iterator[Day]:
    first = _month(match[1], today) if match[1] else today.replace(day=1)
    word = match["place"]
    if word == "末":
        yield Day(last_of(first))
        return
    start, end = {"上旬": (1, 10), "初旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}.get(word, (1, 5))
    if first.replace(day=start) < today and not match[1]:
        first = months_on(first, 1)
    last = min(first.replace(day=min(end, last_of(first).day)), last_of(first))
    yield Day(max(first.replace(day=start), today), vague=True, until=max(last, today))


def _day_of_month(match: Match, today: date) -> Iterator[Day]:
    number = int(match["day"])
    if match[1]:
        named = _month(match[1], today).replace(day=number)
        if named >= today:
            yield Day(named, vague=_weekday_differs(match, named))
        return
    found = [
        month.replace(day=number)
        for ahead in range(13)
        if number <= last_of(month := months_on(today.replace(day=1), ahead)).day and number > 0
    ]
    ahead_of_us = first_from(found, today)
    yield Day(ahead_of_us, vague=_weekday_differs(match, ahead_of_us))


def _calendar_day(match: Match, today: date) -> Iterator[Day]:
    month, number = int(match[1]), int(match[2])
    years = [year for year in range(today.year, today.year + 9) if number <= monthrange(year, month)[1]]
    days = [date(year, month, number) for year in years]
    found = first_from(days, today)
    # A day that comes only in years ahead (2/29) or a weekday that does not fit was perhaps misheard.
    yield Day(found, vague=_weekday_differs(match, found))


def _full_date(match: Match, _: date) -> Iterator[Day]:
    try:
        found = read_day(match["full"])
    except Unreadable as refused:
        raise ValueError from refused
    yield Day(found, vague=_weekday_differs(match, found))


def _weekday_differs(match: Match, found: date) -> bool:
    said = match.groupdict().get("weekday")
    return bool(said) and _WEEKDAY.index(said or "") != found.weekday()


def _nth_weekday(match: Match, today: date) -> Iterator[Day]:
    weekday = _WEEKDAY.index(match["weekday"])
    first = _month(match[1], today) if match[1] else today.replace(day=1)
    found = nth_weekday(first, match["nth"], weekday)
    yield Day(found if found >= today or match[1] else nth_weekday(months_on(first, 1), match["nth"], weekday))


def _nth_or_last(match: Match, today: date) -> Iterator[Day]:
    weekday = _WEEKDAY.index(match["weekday"])
    first = today.replace(day=1)
    nth = match["nth"] or "last"
    months = (months_on(first, ahead) for ahead in range(6))
    for month in months:
        try:
            found = nth_weekday(month, nth, weekday)
        except ValueError:
            continue
        if found >= today:
            yield Day(found)
            return


def _days_on(match: Match, today: date) -> Iterator[Day]:
    relation: Relation | None = "before" if match["within"] else None
    counts = [match["count"], match["or"]] if match.groupdict().get("or") else [match["count"]]
    for count in counts:
        number = _FEW if count == "数" else int(count)
        yield Day(units_on(today, number, match["unit"]), count == "数" or len(counts) > 1, relation=relation)


def _days_ago(match: Match, today: date) -> Iterator[Day]:
    back = -(_FEW if match["count"] == "数" else int(match["count"]))
    if match["unit"] != "営業日":
        yield Day(units_on(today, back, match["unit"]), vague=match["count"] == "数" or bool(match["or"]))


def _month_of_year(match: Match, today: date) -> Iterator[Day]:
    first = date(today.year + _YEARS[match["year"]], int(match["month"]), 1)
    if match["day"]:
        found = first.replace(day=int(match["day"]))
    elif match["within"]:
        found = last_of(first)
    else:
        found = max(first, today)
    if found >= today:
        span = not (match["day"] or match["within"])
        yield Day(found, vague=span, until=last_of(first) if span else None, relation="before" if match["within"] else None)


def _half_on(match: Match, today: date) -> Iterator[Day]:
    yield Day(months_on(today, 6) if match[1] == "半年" else today + 15 * ONE_DAY, vague=match[1] == "半月")


def _english_days_on(match: Match, today: date) -> Iterator[Day]:
    count = 1 if match["count"] in {"a", "an", "one"} else int(match["count"])
    yield Day(units_on(today, count, match["unit"]), relation="before" if match["within"] == "within" else None)


def _year_end(match: Match, today: date) -> Iterator[Day]:
    last = max(date(today.year, _DECEMBER, 28), today)
    yield Day(last, vague=True, relation="before" if match["within"] else None)


def _fiscal_year_end(_: Match, today: date) -> Iterator[Day]:
    yield Day(first_from([date(today.year, 3, 31), date(today.year + 1, 3, 31)], today))


def _first_business_day_from(month: int, day: int, *, vague: bool) -> Callable[[Match, date], Iterator[Day]]:
    def resolve(_: Match, today: date) -> Iterator[Day]:
        reopening = (business_from(date(year, month, day)) for year in (today.year, today.year + 1))
        yield Day(first_from(reopening, today), vague=vague)

    return resolve


def _after_long_rest(_: Match, today: date) -> Iterator[Day]:
    run, day = 0, today - _LONG_REST * ONE_DAY
    while day <= today or run < _LONG_REST or not is_business_day(day):
        run = 0 if is_business_day(day) else run + 1
        day += ONE_DAY
    yield Day(day)


def _after_weekend(_: Match, today: date) -> Iterator[Day]:
    yield Day(business_from(weekday_after(today, 0)))


def _soon(_: Match, today: date) -> Iterator[Day]:
    yield Day(today + 2 * ONE_DAY, relation="before")


def _next_year(_: Match, today: date) -> Iterator[Day]:
    yield Day(business_from(date(today.year + 1, 1, 4)), vague=True)


def _english_weekday(match: Match, today: date) -> Iterator[Day]:
    found = weekday_after(today, _ENGLISH_DAYS.index(match[2]))
    # "next Tuesday" said on Monday may be tomorrow or in eight days.
    yield Day(found, vague=match[1] == "next " and found - today < ONE_WEEK and found.weekday() > today.weekday())


def _english_month_day(match: Match, today: date) -> Iterator[Day]:
    month = _ENGLISH_MONTHS.index(match["month"]) + 1
    day = date(int(match["year"] or today.year), month, int(match["day"]))
    yield Day(day if match["year"] or day >= today else day.replace(year=today.year + 1))


def _english_week(_: Match, today: date) -> Iterator[Day]:
    monday = weekday_after(today, 0)
    yield Day(monday, vague=True, until=monday + ONE_DAY * _FRIDAY)


def _english_month(match: Match, today: date) -> Iterator[Day]:
    first = months_on(today.replace(day=1), 1 if match["next"] else 0)
    if match["end"]:
        yield Day(last_of(first))
    else:
        yield Day(first, vague=True, until=last_of(first))


_RUN: Final = (
    rf"(?P<days>[{_WEEKDAY}]曜日?(?:[・、,とかや][{_WEEKDAY}](?=[・、,とかや曜])(?:曜日?)?)*"
    rf"|[{_WEEKDAY}](?:[・、,]?[{_WEEKDAY}])+(?:曜日?)?)"
)
_SAID_WEEKDAY: Final = rf"(?:\s*\(?(?P<weekday>[{_WEEKDAY}])(?:曜日?\)?|\)))?"
_FULL: Final = r"(?:\d{4}\s*[年/.-]|(?:令和|平成|昭和|r)\s*(?:\d{1,2}|元)\s*[年/.-])\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?"
_WITHIN: Final = r"(?P<within>中に?|のうちに|いっぱい)?"
_COUNT: Final = r"(?P<count>\d{1,3}|数)(?:[、,・~〜-](?P<or>\d{1,3}))?(?P<unit>営業日|日|週間?|ヶ月|年)間?"

_TABLE: Final[tuple[tuple[str, Callable[[Match, date], Iterator[Day]]], ...]] = (
    (rf"(?P<full>{_FULL}){_SAID_WEEKDAY}", _full_date),
    (rf"{_COUNT}(?:{_AFTER}(?!半)|(?P<within>以内に?|中に?|のうちに|内に))", _days_on),
    (rf"{_COUNT}前(?!後)", _days_ago),
    (r"(?P<year>今年|来年|再来年)の?(?P<month>\d{1,2})月(?:の?(?P<day>\d{1,2})日)?(?P<within>中に?)?", _month_of_year),
    (rf"(半年|半月)間?{_AFTER}", _half_on),
    (rf"{_WHICH_MONTH}第(?P<nth>[1-5])(?:週の?)?(?P<weekday>[{_WEEKDAY}])(?:曜日?)?", _nth_weekday),
    (rf"()(?:第(?P<nth>[1-5])(?:週の?)?|最終週?の?)(?P<weekday>[{_WEEKDAY}])(?:曜日?)?", _nth_or_last),
    (rf"{_WHICH_MONTH}(?P<place>末|初旬|初め|始め|はじめ|初|頭|上旬|中旬|下旬)日?", _place_in_month),
    (r"()月の?(?P<place>末|初め|始め|はじめ|初|頭)", _place_in_month),
    (r"()(?P<place>上旬|中旬|下旬)", _place_in_month),
    (rf"(今月|来月|再来月|翌月|当月)の?(?P<day>\d{{1,2}})日{_SAID_WEEKDAY}", _day_of_month),
    (rf"(\d{{1,2}})(?:月|/)(\d{{1,2}})(?:日|(?!\d|:|時)){_SAID_WEEKDAY}", _calendar_day),
    (rf"(今月|来月|再来月|翌月|当月|\d{{1,2}}月){_WITHIN}", _whole_month),
    (rf"()(?P<day>\d{{1,2}})日(?!間){_SAID_WEEKDAY}", _day_of_month),
    (rf"(今週|来週|翌週|再来週|さ来週|先々週|先週)の?{_RUN}", _weekdays_of_week),
    (rf"(今週|来週|翌週|再来週|さ来週|先々週|先週)(?P<early>の?(?:早々|初め|はじめ|頭|前半))?(?P<end>の?週?末)?{_WITHIN}", _week),
    (r"週末", _weekend),
    (r"土日祝?|休日|平日以外|weekends?(?![a-z])", _weekend),
    (r"平日|営業日|weekdays?(?![a-z])", _workday),
    (rf"(?:今度の?|次の?|毎週の?|この次の?)?{_RUN}", _weekdays),
    (r"週明け|休み明け", _after_weekend),
    (r"\d?連休明け", _after_long_rest),
    (r"(?:gw|ゴールデンウィーク)明け", _first_business_day_from(5, 6, vague=False)),
    (r"(?:お?正月(?:休み)?|3が日|年末年始|冬休み)明け", _first_business_day_from(1, 4, vague=False)),
    (r"年明け(?:早々)?|年始", _first_business_day_from(1, 4, vague=True)),
    (r"お?盆明け|夏休み明け", _first_business_day_from(8, 17, vague=False)),
    (r"年末(?!まで)|(?P<within>年内|年末まで)", _year_end),
    (r"年度末", _fiscal_year_end),
    (r"来年", _next_year),
    (r"[1一]両日中に?", _soon),
    (rf"({'|'.join(sorted(_NEAR, key=len, reverse=True))}){_WITHIN}", _near),
    (r"(?P<within>in|within) (?P<count>\d{1,3}|an?|one) (?P<unit>day|week|month|year)s?", _english_days_on),
    (r"(?P<within>)(?P<count>\d{1,3}|an?|one) (?P<unit>day|week|month|year)s? (?:later|from now)", _english_days_on),
    (rf"(next |this |coming |on )?{_DAY_EN}", _english_weekday),
    (r"next week", _english_week),
    (r"(?P<end>(?:the )?end of )(?:the |this )?(?P<next>next )?month", _english_month),
    (r"(?P<end>)(?P<next>next) month", _english_month),
    (
        rf"{_MONTH_EN} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?(?![a-z])".replace("(jan", "(?P<month>jan"),
        _english_month_day,
    ),
    (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH_EN}(?: (?P<year>\d{{4}}))?(?![a-z])".replace("(jan", "(?P<month>jan"),
        _english_month_day,
    ),
)


_RULES: Final = tuple((re.compile(pattern), resolve) for pattern, resolve in _TABLE)
