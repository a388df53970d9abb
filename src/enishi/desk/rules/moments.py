"""Moments as a colleague would say them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from enishi.kernel.business import holiday, weekday
from enishi.kernel.words import Text, say

_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {
    -2: say("おととい", "the day before yesterday"),
    -1: say("きのう", "yesterday"),
    0: say("今日", "today"),
    1: say("あす", "tomorrow"),
    2: say("あさって", "the day after tomorrow"),
}
_DAYS_COUNTED = 31


def day_of(day: date, today: date) -> Text:
    """12月2日(水), 11月23日(月・勤労感謝の日); the year only where it is another one."""
    name, month = weekday(day), _EN_MONTHS[day.month - 1]
    ja, en = f"{day.month}月{day.day}日({name.ja})", f"{name.en} {day.day} {month}"
    return Text(ja, en) if day.year == today.year else Text(f"{day.year}年{ja}", f"{en} {day.year}")


def near_day(day: date, today: date) -> Text:
    """今日, きのう, あす … where that is how one says it, else the date. That the day to come is a holiday is said with it."""
    near = _NEAR.get((day - today).days)
    rest = holiday(day) if day > today else None
    if near is None:
        return day_of(day, today)
    return say("{near}({rest})", "{near} ({rest})", near=near, rest=rest) if rest else near


def ago(moment: datetime, now: datetime, zone: str) -> Text:
    """How long ago, in days: 今日, きのう, 3日前, and after a month the date."""
    there, today = (at.astimezone(ZoneInfo(zone)).date() for at in (moment, now))
    days = (today - there).days
    if days in {0, 1, 2}:
        return _NEAR[-days]
    return say("{n}日前", "{n} days ago", n=days) if 0 < days < _DAYS_COUNTED else day_of(there, today)


def at(moment: datetime, now: datetime, zone: str) -> Text:
    """今日 14:05, あす 10:00, 12月2日(水) 10:00."""
    there, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return say("{day} {clock}", "{day} {clock}", day=near_day(there.date(), today), clock=f"{there:%H:%M}")


def between(start: datetime, end: datetime, now: datetime, zone: str) -> Text:
    """あす 10:00–12:00; one day, several days, or a single moment."""
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (start, end))
    # A window that ends at midnight ends on the day it covers
    closing = last - timedelta(seconds=1) if last > first else last
    if first.date() == closing.date():
        clock = f"{first:%H:%M}" if first == last else f"{first:%H:%M}–{'24:00' if closing.date() != last.date() else f'{last:%H:%M}'}"
        return say("{day} {clock}", "{day} {clock}", day=near_day(first.date(), now.astimezone(ZoneInfo(zone)).date()), clock=clock)
    return say("{first} から {last} まで", "from {first} to {last}", first=at(start, now, zone), last=at(end, now, zone))


def length(seconds: int) -> Text:
    """3分20秒."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return say("{s}秒", "{s} s", s=rest)
    return say("{m}分{s}秒", "{m} min {s} s", m=minutes, s=rest) if rest else say("{m}分", "{m} min", m=minutes)
