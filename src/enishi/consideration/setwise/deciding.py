"""Who may be contacted now, by which channel, and if not, why and until when: one row for each place, or for each person and channel."""

from datetime import datetime
from functools import reduce
from typing import Any

import ibis

from enishi.consideration.rules import Matter, Policy
from enishi.consideration.rules.times import HORIZON
from enishi.consideration.rules.view import ANYTHING
from enishi.consideration.rules.vocabulary import Code, Purpose, WishKind

from .clocks import Extent
from .counting import counting
from .limits import bit, bounds, codes_of, longest_days
from .moments import DAY, NEVER, to_moment
from .places import KEY, Question, Tables, beside, places
from .sorts import Sorts
from .standing import islands, standing

GRANTED, WAIT, REFUSED = "granted", "wait", "refused"
_BITS = 8


def verdicts(tables: Tables, policy: Policy, purpose: Purpose, now: datetime, matter: Matter = ANYTHING) -> Any:
    """person, channel, point, verdict, reasons, until: for each person by each channel, on the point that opens soonest.

    `reasons`: codes in the order in which they are told, apart by a space. `until`: microseconds since 1970, null unless the
    verdict is to wait. Raises LimitIsNotKnown, HoursAreTooSparse.
    """
    every = _judged(tables, policy, purpose, now, matter)
    soonness = ibis.cases((every.verdict == GRANTED, 0), (every.verdict == WAIT, 1), else_=2)
    order = ibis.window(group_by=["person", "channel"], order_by=[soonness, every.until.fill_null(0), every.rank])
    best = every.mutate(place=ibis.row_number().over(order))
    return _told(best.filter(best.place == 0)).select("person", "channel", "point", "verdict", "reasons", "until")


def point_verdicts(tables: Tables, policy: Policy, purpose: Purpose, now: datetime, matter: Matter = ANYTHING) -> Any:
    """The same for every point a person holds, with its `rank`: what `judge` says to a proposal without evidence.

    Each person is judged by the policy that governs whom they are met as. Small questions about extents and clocks are
    asked at once; the answer itself is an expression. Raises LimitIsNotKnown, HoursAreTooSparse.
    """
    told = _told(_judged(tables, policy, purpose, now, matter))
    return told.select(*KEY, "rank", "verdict", "reasons", "until")


def _judged(tables: Tables, policy: Policy, purpose: Purpose, now: datetime, matter: Matter) -> Any:
    """The same with the reasons as a set of bits, `told`."""
    limits = tuple(bounds(policy, purpose))
    asked = Question(limits, purpose, matter, now, _extent(tables, longest_days(limits), now))
    timed = _named(tables)
    sorts = Sorts(tables, timed, asked)
    stood = places(tables, timed, asked)
    zones = {text: text.split(" ") for text in sorts.zones}
    shut = ibis.union(*standing(tables, stood, asked), *counting(tables, stood, asked, zones))
    # What ends before it begins (an agreed day that had passed when it was written down) closes nothing
    return _decided(stood, shut.filter((shut.end > asked.moment) & (shut.end > shut.start)), sorts, asked)


def _extent(tables: Tables, longest: int, now: datetime) -> Extent:
    """From before the first contact until after the last moment that any answer may name."""
    columns = [tables[name][column] for name, named in _MOMENTS.items() for column in named]
    every = ibis.union(*(column.name("moment").as_table() for column in columns))
    found = every.aggregate(first=every.moment.min(), last=every.moment.max()).to_pyarrow().to_pylist()[0]
    moments = [to_moment(now), *(moment for moment in found.values() if moment is not None)]
    return Extent(min(moments) // DAY - 2, max(moments) // DAY + longest + HORIZON.days + 2)


_MOMENTS = {
    "contacts": ["at", "counted_at"],
    "pauses": ["from_at", "until_at"],
    "consents": ["given_at"],
    "promises": ["from_at", "due_at"],
}


def _named(tables: Tables) -> Any:
    """The people with `named`: the times they named, as text; the same for all who named the same."""
    wishes = tables["wishes"].filter(tables["wishes"].kind.isin([WishKind.ONLY_TIMES.value, WishKind.NOT_TIMES.value]))
    parts = [wishes[name].cast("string") for name in ("kind", "weekdays", "from_minute", "until_minute")]
    text = wishes.select("person", text=parts[0] + " " + parts[1] + " " + parts[2] + " " + parts[3]).distinct()
    # In one order: it is computed more than once, and whoever did not find their own text again would be in no answer
    listed = text.group_by("person").aggregate(named=text.text.group_concat(sep="|", order_by=text.text))
    found = beside(tables["people"], listed, ["person"])
    return found.mutate(named=found.named.fill_null(""), shift=found["shift"].fill_null(""))


def _decided(stood: Any, shut: Any, sorts: Sorts, asked: Question) -> Any:
    timed = sorts.on(stood)
    found = beside(beside(timed, _bound(shut, asked), KEY), _opened(timed, shut, sorts, asked), KEY)
    codes, until = found.codes.fill_null(0), found.shut_until.fill_null(0)
    mask = found.fixed + found.binds + codes
    never = (found.fixed > 0) | found.binds_ever | (until >= NEVER)
    latest = ibis.greatest(found.binds_until, until) + HORIZON.days * DAY
    opens = ibis.ifelse(found.later.isnull(), found.first_open, found.opens)
    waits = ~never & (opens <= latest).fill_null(False)
    hindrance = ibis.ifelse((found.leave_ends <= latest).fill_null(False), found.lacks_leave, bit(Code.NO_OPENING))
    verdict = ibis.cases((mask == 0, GRANTED), (waits, WAIT), else_=REFUSED)
    told = mask + ibis.ifelse((mask == 0) | never | waits, 0, hindrance)
    until = ibis.ifelse((mask > 0) & waits, opens, ibis.null("int64"))
    return found.select(*KEY, "rank", verdict=verdict, told=told, until=until)


def _told(decided: Any) -> Any:
    """With the words for `told` as `reasons`, looked up a few bits at a time: to ask after every code of every place takes far longer."""
    words = []
    for shift in range(0, len(Code), _BITS):
        bits, name = f"bits_{shift}", f"words_{shift}"
        rows = [{bits: part, name: "".join(f"{code} " for code in codes_of(part << shift).split())} for part in range(1 << _BITS)]
        table = ibis.memtable(rows, schema={bits: "int64", name: "string"})
        decided = decided.join(table, [(decided.told // (1 << shift)) % (1 << _BITS) == table[bits]])
        words.append(name)
    reasons = reduce(lambda one, other: one + other, (decided[name] for name in words))
    return decided.mutate(reasons=reasons.strip())


def _bound(shut: Any, asked: Question) -> Any:
    """Of each place that is closed now or later: codes (that bind now), shut_until, leave_ends, lacks_leave, later."""
    now = shut.filter(shut.start <= asked.moment)
    codes = now.group_by([*KEY, "code"]).aggregate(end=now.end.max())
    bound = codes.group_by(KEY).aggregate(
        codes=codes.code.bit_or(),
        shut_until=codes.end.max(),
        lacks=(codes.code == bit(Code.CONSENT_MISSING)).any(),
    )
    ends = (shut.code == bit(Code.CONSENT_MISSING)) & (shut.end >= NEVER) & (shut.start > asked.moment)
    later = shut.group_by(KEY).aggregate(leave_ends=shut.start.max(where=ends), later=shut.count())
    found = beside(later, bound, KEY)
    lacks_leave = ibis.ifelse(found.lacks.fill_null(False), 0, bit(Code.CONSENT_MISSING))
    return found.mutate(lacks_leave=lacks_leave).drop("lacks")


def _opened(timed: Any, shut: Any, sorts: Sorts, asked: Question) -> Any:
    """For each place that is closed now or later, when it first opens: between its closed times, by its calendar."""
    for_ever = shut.filter((shut.start <= asked.moment) & (shut.end >= NEVER)).select(KEY).distinct()
    shut = shut.anti_join(for_ever, KEY)
    until_now = shut.select(KEY).distinct().mutate(start=ibis.literal(0, "int64"), end=ibis.literal(asked.moment, "int64"))
    closed = islands(ibis.union(shut.select(*KEY, "start", "end"), until_now))
    following = closed.start.lead().over(ibis.window(group_by=KEY, order_by="start")).fill_null(NEVER)
    free = closed.mutate(following=following, bucket=closed.end // DAY).filter(closed.end < NEVER)
    free = free.join(timed.select(*KEY, "calendar"), KEY)
    cut = sorts.segments
    found = free.join(cut, [free.calendar == cut.of, free.bucket == cut.in_bucket, free.end >= cut.since, free.end < cut.until])
    found = found.mutate(moment=ibis.greatest(found.end, found.opens_at))
    found = found.filter(found.moment < found.following)
    return found.group_by(KEY).aggregate(opens=found.moment.min())
