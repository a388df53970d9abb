"""When: the policy's hours and days, and the times the person named. Every zone they may be in must be open."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from enishi.kernel.business import is_holiday

from .case import Case, Rule, telling
from .policy import EVERY_DAY
from .times import ALL_DAY, MINUTES_A_DAY, Week, either, minute_of, next_open, outside, week_of
from .view import Wish
from .vocabulary import RINGING, Code, Purpose, WishKind

_ALWAYS: Week = (ALL_DAY,) * 7
# A promise for a moment ("at three") is still at its time shortly after
_NAMED_AT_LEAST = timedelta(minutes=30)
# "Some time next week" names no hour: the nights in it are nights
_NAMED_AT_MOST = timedelta(hours=6)
Opens = Callable[[datetime], datetime | None]
Interval = tuple[datetime, datetime]


def rules(case: Case) -> Iterator[Rule]:
    """Every rule about the hour and the day."""
    free = _agreed(case)
    for zone in case.view.zones:
        for rule in (*_days(case, zone), *_hours(case, zone), *_wishes(case, zone)):
            yield Rule(rule.code, rule.text, _but(rule.opens, free))


def _agreed(case: Case) -> list[Interval]:
    """Times at which no hours bind: those the person agreed to, and the minutes right after they called."""
    evidence = case.proposal.evidence
    if evidence is None or not evidence.theirs:
        return []
    if case.purpose is Purpose.PROMISE and evidence.in_words and evidence.from_at and evidence.due_at:
        is_an_hour = evidence.due_at - evidence.from_at <= _NAMED_AT_MOST
        return [(evidence.from_at, max(evidence.due_at, evidence.from_at + _NAMED_AT_LEAST))] if is_an_hour else []
    if case.purpose is Purpose.REPLY or (case.purpose is Purpose.PROMISE and not evidence.in_words):
        return [(evidence.at, evidence.at + timedelta(minutes=case.policy.evidence.at_once_minutes))]
    return []


def _but(opens: Opens, free: list[Interval]) -> Opens:
    if not free:
        return opens

    def either_way(moment: datetime) -> datetime | None:
        found = [max(moment, start) for start, end in free if moment < end]
        ordinary = opens(moment)
        return min([*found, ordinary] if ordinary else found, default=None)

    return either_way


def _days(case: Case, zone: str) -> Iterator[Rule]:
    text = telling("この日はご連絡を控える日です。", "We do not contact people on this day.")
    for closed in _closed(case):
        yield Rule(Code.CLOSED_DAY, text, _open(zone, _ALWAYS, closed))


def _closed(case: Case) -> Iterator[Callable[[date], bool]]:
    limits, shift = case.limits, case.view.shift
    if limits.weekdays != EVERY_DAY or limits.closed or not limits.on_holidays:
        yield (
            lambda day: (
                not limits.weekdays >> day.weekday() & 1
                or any(span.holds(day) for span in limits.closed)
                or (not limits.on_holidays and is_holiday(day))
            )
        )
    if limits.on_shift and shift:
        yield lambda day: not shift.weekdays >> day.weekday() & 1 or day in shift.closed or is_holiday(day)


def _hours(case: Case, zone: str) -> Iterator[Rule]:
    shift = case.view.shift
    weeks: list[Week] = [_hours_of(case)]
    if case.limits.on_shift and shift:
        weeks.append(week_of(EVERY_DAY, minute_of(shift.from_time), minute_of(shift.until_time)))
    text = telling("ご連絡してよい時間帯ではありません。", "It is outside the hours for contact.")
    for week in weeks:
        if week != _ALWAYS:
            yield Rule(Code.OUTSIDE_HOURS, text, _open(zone, week, _no_day))


def _hours_of(case: Case) -> Week:
    """The policy's hours; where their times come first, those besides."""
    if not case.limits.their_times_first:
        return case.limits.week
    wishes = (wish for wish in case.view.wishes if wish.kind is WishKind.ONLY_TIMES and _names_an_hour(wish))
    return either([case.limits.week, *map(_week_of, wishes)])


def _names_an_hour(wish: Wish) -> bool:
    """ "Only on Saturdays" opens no night."""
    minutes = (minute_of(wish.until_time) - minute_of(wish.from_time)) % MINUTES_A_DAY
    return 0 < minutes <= _NAMED_AT_MOST // timedelta(minutes=1)


def _week_of(wish: Wish) -> Week:
    return week_of(wish.weekdays, minute_of(wish.from_time), minute_of(wish.until_time))


def _wishes(case: Case, zone: str) -> Iterator[Rule]:
    if case.proposal.channel not in RINGING:
        return
    said = {kind: [wish for wish in case.view.wishes if wish.kind is kind] for kind in (WishKind.ONLY_TIMES, WishKind.NOT_TIMES)}
    for kind, wishes in said.items():
        if wishes:
            named = either(_week_of(wish) for wish in wishes)
            week = named if kind is WishKind.ONLY_TIMES else outside(named)
            text = telling("ご本人の希望の時間帯ではありません。", "It is outside the times they asked for.")
            yield Rule(Code.WISH_TIMES, text, _open(zone, week, _no_day))


def _open(zone: str, week: Week, closed: Callable[[date], bool]) -> Opens:
    return lambda moment: next_open(moment, zone, week, closed)


def _no_day(_: date) -> bool:
    return False
