"""Figures as people read them: always with their unit, rounded no finer than the log can tell."""

from datetime import UTC, datetime
from math import isfinite
from typing import Final, TypeGuard
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from enishi.consideration.rules.names import CHANNELS
from enishi.kernel.words import Text, say
from enishi.measures.results import Estimate, Share

UNSAID: Final = say("この記録からは言えません", "cannot be said from this log")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_FINE, _NEARLY_ALL, _TINY = 0.1, 0.99, 0.0005
_SMALL = 10
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def known(value: float | None) -> TypeGuard[float]:
    """Whether there is a number at all; what is infinite or no number was never measured."""
    return value is not None and isfinite(value)


def percent(rate: float) -> str:
    """A share: 26%, below a tenth and close to all with one decimal (3.4%, 98.8%)."""
    fine = 0 < abs(rate) < _FINE or _NEARLY_ALL < rate < 1
    return f"{100 * rate:.1f}%" if fine else f"{100 * rate:.0f}%"


def bounds(low: float | None, high: float | None) -> Text | None:
    """From what share to what share: 24〜29%; None if that is not known."""
    if not (known(low) and known(high)):
        return None
    fine = max(low, high) < _FINE
    a, b = (
        f"{100 * value:.{1 if fine else 0}f}".removesuffix(".0") if value < _TINY else f"{100 * value:.{1 if fine else 0}f}"
        for value in (low, high)
    )
    return Text(f"{a}%", f"{a}%") if a == b else Text(f"{a}〜{b}%", f"{a}–{b}%")


def interval(low: float | None, high: float | None) -> Text | None:
    """How sure a share is, named; None if that is not known."""
    between = bounds(low, high)
    return None if between is None else say("誤差の幅 {between}", "95% interval {between}", between=between)


def whole(value: float) -> str:
    """A count: 12,345."""
    return f"{value:,.0f}"


def decimal(value: float) -> str:
    """An average or a median: 2.4, and 3 where it is whole."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 10 * _SMALL else f"{value:,.1f}"


def people(n: float) -> Text:
    """12人 · 12 people."""
    return say("{n}人", "{n} person" if n == 1 else "{n} people", n=whole(n))


def calls(n: float) -> Text:
    """12回 · 12 calls."""
    return say("{n}回", "{n} call" if n == 1 else "{n} calls", n=whole(n))


def times(n: float) -> Text:
    """12回 · 12 times."""
    return say("{n}回", "{n} time" if n == 1 else "{n} times", n=decimal(n))


def contacts(n: float) -> Text:
    """12回 · 12 contacts."""
    return say("{n}回", "{n} contact" if n == 1 else "{n} contacts", n=whole(n))


def length(seconds: float) -> Text:
    """A time somebody waited: 45秒, 12分, 3時間20分, 2日. Rounded to what matters."""
    minutes = round(seconds / _MINUTE)
    if round(seconds) < _MINUTE:
        return say("{n}秒", "{n} s", n=round(seconds))
    if minutes < _HOUR // _MINUTE:
        return say("{n}分", "{n} min", n=minutes)
    if minutes < _DAY // _MINUTE:
        hours, rest = divmod(minutes, _HOUR // _MINUTE)
        return say("{h}時間{m}分", "{h} h {m} min", h=hours, m=rest) if rest else say("{h}時間", "{h} h", h=hours)
    days = decimal(round(seconds / _DAY, 1))
    return say("{n}日", "{n} day" if days == "1" else "{n} days", n=days)


def channel(code: str) -> Text:
    """電話 · phone; a channel we do not know by its code."""
    if code == "call":
        return say("電話", "phone")
    return next((name for known_code, name in CHANNELS.items() if known_code == code), Text(code, code))


def said(share: Share) -> Text:
    """A share in full: 26%(1,200人中 312), or why it cannot be said."""
    if known(share.rate) and share.count is not None and share.of is not None:
        return say("{p}({of}のうち{n})", "{p} ({n} of {of})", p=percent(share.rate), n=whole(share.count), of=whole(share.of))
    if share.count is not None and share.of is not None:
        return say("{of}のうち{n}", "{n} of {of}", n=whole(share.count), of=whole(share.of))
    return UNSAID


def sure(share: Share) -> Text | None:
    """The interval of a share."""
    return interval(share.low, share.high) if known(share.rate) else None


def estimated(estimate: Estimate, unit: Text) -> Text:
    """A computed figure with its interval, `unit` a sentence with {n}; or why it cannot be said."""
    if not known(estimate.value):
        return UNSAID
    if known(estimate.low) and known(estimate.high) and (estimate.low, estimate.high) != (estimate.value, estimate.value):
        a, b = sorted((abs(estimate.low), abs(estimate.high)))
        around = say("({a}〜{b})", " ({a}–{b})", a=whole(a), b=whole(b))
    else:
        around = say("", "")
    plain = unit.format(n=whole(abs(estimate.value)))
    return Text(plain.ja + around.ja, plain.en + around.en)


def local(moment: datetime, zone: str) -> datetime:
    """The moment (UTC, with or without saying so) on the zone's clock; in UTC where the zone is not known."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return aware


def day(moment: datetime) -> Text:
    """2026年10月1日 · 1 Oct 2026."""
    return Text(f"{moment.year}年{moment.month}月{moment.day}日", f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}")


def period(first: datetime | None, last: datetime | None, zone: str) -> Text:
    """From which day to which day, on the zone's clock."""
    if first is None or last is None:
        return say("期間の記録なし", "period not known")
    begin, end = local(first, zone), local(last, zone)
    if begin.date() == end.date():
        return day(begin)
    if begin.year == end.year:
        ja = f"{end.month}月{end.day}日" if begin.month != end.month else f"{end.day}日"
        return Text(f"{day(begin).ja}〜{ja}", f"{begin.day} {_MONTHS[begin.month - 1]} – {day(end).en}")
    return say("{a}〜{b}", "{a} – {b}", a=day(begin), b=day(end))


def joined(parts: list[Text]) -> Text:
    """Sentences one after the other: Japanese without, English with a space between."""
    return Text("".join(part.ja for part in parts), " ".join(part.en for part in parts))
