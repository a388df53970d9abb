"""Japanese business days: weekends, holidays, the turn of the year and お盆."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from .words import Text

_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)
# 国民の祝日に関する法律 came into force on this day.
_FIRST_HOLIDAY_LAW: Final = date(1948, 7, 20)
_YEAR_END: Final = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
_OBON: Final = frozenset((8, day) for day in range(13, 17))
_A_YEAR: Final = 366
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SUBSTITUTE: Final = "振替休日"
_NATIONAL: Final = "national holiday"
# As the Cabinet Office and Japan's press call them
_IN_ENGLISH: Final = {
    "元日": "New Year’s Day",
    "成人の日": "Coming of Age Day",
    "建国記念の日": "National Foundation Day",
    "天皇誕生日": "Emperor’s Birthday",
    "春分の日": "Vernal Equinox Day",
    "昭和の日": "Showa Day",
    "憲法記念日": "Constitution Day",
    "みどりの日": "Greenery Day",
    "こどもの日": "Children’s Day",
    "海の日": "Marine Day",
    "山の日": "Mountain Day",
    "敬老の日": "Respect for the Aged Day",
    "秋分の日": "Autumnal Equinox Day",
    "スポーツの日": "Sports Day",
    "体育の日": "Sports Day",
    "文化の日": "Culture Day",
    "勤労感謝の日": "Labour Thanksgiving Day",
}


def holiday_name(day: date) -> str | None:
    """The name of the public holiday (勤労感謝の日, or … 振替休日), None on other days."""
    return _holidays(day.year).get(day)


def holiday(day: date) -> Text | None:
    """The same in both languages; one that a law made for a single year is a national holiday in English."""
    name = holiday_name(day)
    if name is None:
        return None
    if name in _IN_ENGLISH:
        return Text(name, _IN_ENGLISH[name])
    if name.endswith(_SUBSTITUTE):
        own = name.removesuffix(_SUBSTITUTE).strip()
        return Text(name, f"{_IN_ENGLISH.get(own, _NATIONAL)} (observed)")
    return Text(name, _NATIONAL)


def weekday(day: date) -> Text:
    """火, and on a holiday its name beside it: 月・勤労感謝の日."""
    name, rest = Text("月火水木金土日"[day.weekday()], _WEEKDAYS[day.weekday()]), holiday(day)
    return Text(f"{name.ja}・{rest.ja}", f"{name.en}, {rest.en},") if rest else name


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday by law; weekends and the turn of the year are none."""
    return day in _holidays(day.year)


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def is_year_end(day: date) -> bool:
    """Whether the day is in 12/29–1/3, when offices and most shops rest."""
    return (day.month, day.day) in _YEAR_END


def is_obon(day: date) -> bool:
    """Whether the day is in 8/13–8/16, when families visit their graves. Offices may be open."""
    return (day.month, day.day) in _OBON


def is_business_day(day: date, closed: frozenset[date] = frozenset()) -> bool:
    """Whether offices work: no weekend, holiday, turn of the year, nor a day in `closed` (the team's own)."""
    return not (is_weekend(day) or is_holiday(day) or is_year_end(day) or day in closed)


def next_business_day(day: date, closed: frozenset[date] = frozenset()) -> date:
    """The first business day after `day`. Raises `ValueError` if `closed` leaves none within a year."""
    for _ in range(_A_YEAR):
        day += _ONE_DAY
        if is_business_day(day, closed):
            return day
    raise ValueError("no business day within a year")


def is_day_off(day: date) -> bool:
    """Whether most people rest: a weekend, a holiday or the turn of the year."""
    return not is_business_day(day)


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    import jpholiday

    return {day: name for day, name in jpholiday.year_holidays(year) if day >= _FIRST_HOLIDAY_LAW}
