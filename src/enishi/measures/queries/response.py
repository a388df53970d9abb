"""Response: calls of theirs that we missed, and how long they waited for us to call back.

All missed calls of one person until somebody of us calls back, or they ring once more and are answered, are one matter.
"""

from typing import Final

import ibis

from enishi.measures.queries.burden import RINGING, frequencies
from enishi.measures.queries.ground import DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, Expression, Ground, counts, rows
from enishi.measures.results import MemberHabit, Response, Spread
from enishi.measures.rules.habits import habit
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.spreads import spread
from enishi.measures.rules.survival import Waits, refused, waiting
from enishi.measures.rules.thresholds import MEMBER, NO_INBOUND, NO_OUTBOUND, NONE, not_in_log

RECENT_DAYS: Final = 28
_MISSED, _ANSWERED, _CALLED = range(3)


def response(ground: Ground) -> Response:
    """The chapter on response. Without calls of ours in the log nobody can be seen to have been called back."""
    told = counts(totals(ground))
    if not told["calls_in"]:
        nothing = not_measured(NO_INBOUND)
        return Response(nothing, None, refused(NO_INBOUND), nothing, spread([], NO_INBOUND), (), NO_INBOUND, NO_INBOUND)
    why = NO_OUTBOUND if not told["calls_out"] else None
    each = ground.shelf.keep(matters(ground))
    seen = counts(each.aggregate(n=each.count(), again=each.again.sum(), owned=each.member.notnull().sum()))
    unowned = why or not_in_log(seen["owned"], seen["n"], MEMBER) or (None if seen["n"] else NONE)
    return Response(
        missed=share(told["missed"], told["missed"] + told["answered"]),
        withheld=told["withheld"],
        waiting=refused(why) if why is not None else waiting(waits(each)),
        rang_again=share(seen["again"], seen["n"]),
        ring_seconds=ring_time(ground, told),
        members=() if unowned is not None else members(each, ground.end),
        members_why=unowned,
    )


def totals(ground: Ground) -> Expression:
    """Calls row by row. `withheld`: missed calls of nobody we could call back."""
    t = ground.touches
    return t.aggregate(
        calls_in=(t.inward & t.call).sum(),
        calls_out=(t.call & ~t.inward).sum(),
        missed=t.missed.sum(),
        answered=t.answered.sum(),
        withheld=(t.missed & t.person.isnull()).sum(),
        ring_known=(t.answered & t.ring.notnull()).sum(),
    )


def matters(ground: Ground) -> Expression:
    """One row a matter: `waited` seconds from the first missed call until we called (`called_back`) or it ended otherwise; `again`:
    they had to ring again before; `member`: whose call was missed; `first`."""
    t = ground.touches
    waiting_for_us = ground.people.filter(ground.people.missed > 0)
    calls = t.filter(t.missed | t.answered | (t.call & ~t.inward)).semi_join(waiting_for_us, "person")
    # Within one moment the missed call came first, and what ended the matter after it.
    placed = calls.mutate(ends=~calls.missed, kind=ibis.cases((calls.missed, _MISSED), (calls.answered, _ANSWERED), else_=_CALLED))
    before = ibis.rows_window(preceding=(None, 1), group_by="person", order_by=["at", "kind"])
    counted = placed.mutate(matter=placed.ends.cast("int64").sum().over(before).fill_null(0))
    each = counted.group_by(["person", "matter"]).aggregate(
        rings=counted.missed.sum(),
        first=counted.at.min(where=counted.missed),
        ended=counted.at.max(where=counted.ends),
        called_back=(counted.kind == _CALLED).max(),
        answered=(counted.kind == _ANSWERED).max(),
        member=counted.member.min(where=counted.missed),
    )
    missed = each.filter(each.rings > 0)
    return missed.select(
        waited=rounded(ibis.coalesce(missed.ended, ground.end) - missed["first"]),
        called_back=missed.called_back,
        again=(missed.rings > 1) | missed.answered,
        member=missed.member,
        first=missed["first"],
    )


def rounded(seconds: Expression) -> Expression:
    """To the second up to an hour, to the minute up to a day, to the hour beyond, always down: nobody waits more finely than that,
    and a log of any length has only so many different waits."""
    return seconds - ibis.cases(
        (seconds < HOUR_SECONDS, 0), (seconds < DAY_SECONDS, seconds % MINUTE_SECONDS), else_=seconds % HOUR_SECONDS
    )


def waits(each: Expression) -> list[Waits]:
    """How many matters waited how long, to which end."""
    counted = each.group_by(["waited", "called_back"]).aggregate(times=each.count())
    return [Waits(row["waited"], bool(row["called_back"]), int(row["times"])) for row in rows(counted)]


def members(each: Expression, end: int | None) -> tuple[MemberHabit, ...]:
    """Everybody's own habit, by name."""
    recent = each["first"] > (end or 0) - RECENT_DAYS * DAY_SECONDS
    owned = each.filter(each.member.notnull()).mutate(recent=recent)
    counted = owned.group_by(["member", "waited", "called_back", "recent"]).aggregate(times=owned.count())
    by_member: dict[str, list[tuple[Waits, bool]]] = {}
    for row in rows(counted):
        wait = Waits(row["waited"], bool(row["called_back"]), int(row["times"]))
        by_member.setdefault(row["member"], []).append((wait, bool(row["recent"])))
    return tuple(habit(member, by_member[member]) for member in sorted(by_member))


def ring_time(ground: Ground, told: dict[str, int]) -> Spread:
    """Seconds until an inbound call was answered, of those whose ring time is logged."""
    missing = not_in_log(told["ring_known"], told["answered"], RINGING)
    answered = ground.touches.filter(ground.touches.answered & ground.touches.ring.notnull())
    return spread(frequencies(answered, "ring"), missing)
