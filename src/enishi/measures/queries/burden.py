"""Burden: what people were put through by our contacts, whether or not we reached them."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import ibis

from enishi.kernel.business import is_day_off, is_holiday
from enishi.kernel.words import Text, say
from enishi.measures.queries.ground import Expression, Ground, counts, rows
from enishi.measures.queries.hours import day_of
from enishi.measures.queries.refusals import before_agreed, kept_to_it
from enishi.measures.results import Burden, Hour, Share
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.outcomes import NIGHT_BEGINS, NIGHT_ENDS, SHORT_RING_SECONDS
from enishi.measures.rules.spreads import spread
from enishi.measures.rules.thresholds import NO_INBOUND, NO_OUTBOUND, not_in_log

WEEK_DAYS: Final = 7
OWN_NUMBER: Final = say("こちらの番号", "number of ours")
RINGING: Final = say("呼出秒数", "ring time")
ABANDONED: Final = say("放棄呼の印", "mark for abandoned calls")


def burden(ground: Ground, agreed: Expression | None = None) -> Burden:
    """The chapter on burden. `agreed`: dates that were agreed with people (`person`, `at`, `until`), where anybody knows them."""
    told = counts(totals(ground))
    days = ground.shelf.keep(person_days(ground))
    hardest = ground.shelf.keep(worst(days))
    clock = rows(by_hour(ground))
    each = spread(frequencies(ground.people.filter(ground.people.contacts > 0), "contacts"))
    shown = frequencies(numbers(ground), "numbers")
    refused, after_refusal, people_after_refusal, after_not_now = kept_to_it(ground)
    unshown = not_in_log(told["numbered"], told["calls"], OWN_NUMBER)
    return Burden(
        contacts=told["contacts"],
        people=each.n,
        per_person=each,
        per_day=spread(frequencies(days, "contacts")),
        per_person_day=spread(frequencies(hardest, "day")),
        per_week=spread(frequencies(hardest, "week")),
        numbers=spread(shown, unshown),
        rotated=_rotated(shown, unshown),
        hours=_hours(clock),
        at_night=_on(clock, lambda _, hour: hour < NIGHT_ENDS or hour >= NIGHT_BEGINS),
        on_days_off=_on(clock, lambda day, _: is_day_off(day_of(day))),
        on_holidays=_on(clock, lambda day, _: is_holiday(day_of(day))),
        short_rings=_short_rings(told),
        refused=refused,
        after_refusal=after_refusal,
        people_after_refusal=people_after_refusal,
        after_not_now=after_not_now,
        before_agreed=before_agreed(ground, agreed),
        abandoned_by_us=_abandoned(told, "calls", "marked_out", "abandoned_out", "answered_out"),
        abandoned_in_queue=_abandoned(told, "calls_in", "marked_in", "abandoned_in", "calls_in"),
    )


def totals(ground: Ground) -> Expression:
    """What is counted row by row, in one pass."""
    t = ground.touches
    ours_call, their_call = t.ours & t.call, t.inward & t.call
    rang_out = ours_call & (t.rang_out)
    abandoned = t.abandoned.fill_null(False)
    return t.aggregate(
        contacts=(t.ours & t.person.notnull()).sum(),
        calls=ours_call.sum(),
        calls_in=their_call.sum(),
        numbered=(ours_call & t.own_number.notnull()).sum(),
        rang_out=rang_out.sum(),
        ring_known=(rang_out & t.ring.notnull()).sum(),
        rang_short=(rang_out & (t.ring < SHORT_RING_SECONDS).fill_null(False)).sum(),
        marked_out=(ours_call & t.abandoned.notnull()).sum(),
        marked_in=(their_call & t.abandoned.notnull()).sum(),
        abandoned_out=(ours_call & abandoned).sum(),
        abandoned_in=(their_call & abandoned).sum(),
        answered_out=(ours_call & (t.reached.fill_null(False) | abandoned)).sum(),
    )


def person_days(ground: Ground) -> Expression:
    """One row a person and local day with a contact of ours."""
    ours = ground.touches.filter(ground.touches.ours & ground.touches.person.notnull())
    return ours.group_by(["person", "day"]).aggregate(contacts=ours.count())


def worst(days: Expression) -> Expression:
    """Each person's hardest `day`, and their hardest `week`: the contacts of a day and the six before it."""
    seven = ibis.range_window(preceding=WEEK_DAYS - 1, following=0, group_by="person", order_by="day")
    rolled = days.mutate(week=days.contacts.sum().over(seven))
    return rolled.group_by("person").aggregate(day=rolled.contacts.max(), week=rolled.week.max())


def numbers(ground: Ground) -> Expression:
    """How many numbers of ours each person we called was shown."""
    t = ground.touches
    shown = t.filter(t.ours & t.call & t.own_number.notnull() & t.person.notnull())
    each = shown.select("person", "own_number").distinct()
    return each.group_by("person").aggregate(numbers=each.count())


def by_hour(ground: Ground) -> Expression:
    """One row an hour of a day: our contacts begun in it."""
    ours = ground.touches.filter(ground.touches.ours & ground.touches.person.notnull())
    return ours.group_by(["day", "hour"]).aggregate(contacts=ours.count())


def frequencies(table: Expression, column: str) -> list[tuple[float, int]]:
    """How often each value of a column occurs."""
    named = table.select(value=table[column])
    counted = named.group_by("value").aggregate(times=named.count())
    return [(row["value"], int(row["times"])) for row in rows(counted) if row["value"] is not None]


def _rotated(shown: list[tuple[float, int]], why: Text | None) -> Share:
    people = sum(times for _, times in shown)
    return not_measured(why) if why is not None else share(sum(times for numbers, times in shown if numbers > 1), people)


def _hours(clock: Iterable[dict[str, Any]]) -> tuple[Hour, ...]:
    found: dict[int, int] = {}
    for row in clock:
        found[row["hour"]] = found.get(row["hour"], 0) + row["contacts"]
    return tuple(Hour(hour, found[hour]) for hour in sorted(found))


def _on(clock: list[dict[str, Any]], holds: Callable[[int, int], bool]) -> Share:
    """The contacts whose day and hour are such."""
    return share(sum(row["contacts"] for row in clock if holds(row["day"], row["hour"])), sum(row["contacts"] for row in clock))


def _short_rings(told: dict[str, int]) -> Share:
    missing = not_in_log(told["ring_known"], told["rang_out"], RINGING)
    return not_measured(missing) if missing is not None else share(told["rang_short"], told["ring_known"])


def _abandoned(told: dict[str, int], calls: str, marked: str, abandoned: str, of: str) -> Share:
    if not told[calls]:
        return not_measured(NO_OUTBOUND if calls == "calls" else NO_INBOUND)
    missing = not_in_log(told[marked], told[calls], ABANDONED)
    return not_measured(missing) if missing is not None else share(told[abandoned], told[of])
