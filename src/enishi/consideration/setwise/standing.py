"""What people told us, as times at which a place is closed: KEY, code, from (included), to (excluded; NEVER is for ever)."""

from collections.abc import Iterator
from typing import Any

import ibis

from enishi.consideration.rules.vocabulary import RINGING, Channel, Code, Purpose, Scope, Side, WishKind

from .limits import bit
from .moments import DAY, NEVER
from .places import KEY, Question, Tables, beside, is_set

_REFUSED = {
    Scope.EVERYTHING: Code.REFUSED_EVERYTHING,
    Scope.CLIENT: Code.REFUSED_CLIENT,
    Scope.TOPIC: Code.REFUSED_TOPIC,
    Scope.CHANNEL: Code.REFUSED_CHANNEL,
}


def shut(rows: Any, code: Any, start: Any = 0, end: Any = NEVER) -> Any:
    """Rows that hold KEY as times at which their place is closed."""
    number = ibis.literal(bit(code), "int64") if isinstance(code, Code) else code.cast("int64")
    return rows.select(*KEY, code=number, start=_moment(start), end=_moment(end))


def _moment(value: Any) -> Any:
    return ibis.literal(value, "int64") if isinstance(value, int) else value.cast("int64")


def standing(tables: Tables, places: Any, asked: Question) -> Iterator[Any]:
    """Everything that the person's own words lay on a place."""
    yield _refusals(tables, places, asked)
    yield _halts(tables, places)
    yield _unwanted(tables, places)
    if is_set(asked, "consent"):
        yield _consents(tables, places, asked)
    if asked.purpose in (Purpose.SOLICIT, Purpose.INQUIRY):
        yield _pauses(tables, places, asked)
    if asked.purpose not in (Purpose.REPLY, Purpose.INTERNAL):
        yield _their_promises(tables, places, asked)
        yield _named_times(tables, places, asked)


def _refusals(tables: Tables, places: Any, asked: Question) -> Any:
    said = tables["refusals"].rename(refused_point="point", refused_channel="channel")
    rows = places.select(KEY).join(said, "person")
    rows = rows.filter(rows.binds_person | (rows.refused_point == rows.point))
    everything, by_channel = rows.scope == Scope.EVERYTHING.value, rows.scope == Scope.CHANNEL.value
    covers = everything | (by_channel & (rows.refused_channel == rows.channel) & asked.may_be(rows.client, rows.topic))
    covers = covers | ((rows.scope == Scope.CLIENT.value) & _same(rows.client, asked.client))
    covers = covers | ((rows.scope == Scope.TOPIC.value) & _same(rows.topic, asked.topic))
    if asked.purpose in (Purpose.SOLICIT, Purpose.INQUIRY) and asked.topic is None:
        # An offer, or an answer to an inquiry, that does not say what it is about may be the very one that was refused
        covers = covers | (rows.scope.isin([Scope.CLIENT.value, Scope.TOPIC.value]) & asked.may_be(rows.client, ibis.null("string")))
    codes = ibis.cases(*((rows.scope == scope.value, bit(code)) for scope, code in _REFUSED.items()), else_=0)
    return shut(rows.filter(covers.fill_null(False)), codes)


def _same(said: Any, ours: str | None) -> Any:
    return said.isnull() if ours is None else said == ours


def _halts(tables: Tables, places: Any) -> Any:
    calls = places.filter(places.channel.isin([Channel.CALL.value, Channel.FAX.value]))
    return shut(calls.select(KEY).join(tables["halts"], ["person", "point"]), Code.HALTED)


def _unwanted(tables: Tables, places: Any) -> Any:
    wishes = tables["wishes"].filter(tables["wishes"].kind == WishKind.NOT_CHANNEL.value).select("person", "channel")
    return shut(places.select(KEY).join(wishes, ["person", "channel"]), Code.WISH_NOT_CHANNEL)


def _consents(tables: Tables, places: Any, asked: Question) -> Any:
    """Closed before the first leave, between leaves, and after the last."""
    given = tables["consents"].rename(to_client="client", to_topic="topic")
    bound = places.filter(places.needs_consent).select(KEY)
    leave = bound.join(given, ["person", "channel"])
    leave = leave.filter(_within(leave.to_client, asked.client) & _within(leave.to_topic, asked.topic))
    spans = leave.select(*KEY, start=leave.given_at, end=leave.withdrawn_at.fill_null(NEVER))
    joined = islands(spans.filter(spans.start < spans.end))
    before = ibis.window(group_by=KEY, order_by="start")
    between = joined.mutate(shut_from=joined.end.lag().over(before).fill_null(0))
    last = joined.group_by(KEY).aggregate(last=joined.end.max())
    after = beside(bound, last, KEY)
    return ibis.union(
        shut(between, Code.CONSENT_MISSING, between.shut_from, between.start),
        shut(after, Code.CONSENT_MISSING, after.last.fill_null(0)),
    )


def _within(leave: Any, meant: str | None) -> Any:
    return leave.isnull() if meant is None else leave.isnull() | (leave == meant)


def islands(spans: Any) -> Any:
    """Spans of a place (KEY, start, end) that overlap or touch as one."""
    apart = spans.select(*KEY, "start", "end").distinct()
    earlier = ibis.window(group_by=KEY, order_by=["start", "end"], rows=(None, -1))
    reached = apart.mutate(reached=apart.end.max().over(earlier))
    fresh = reached.mutate(fresh=ibis.ifelse(reached.reached.isnull() | (reached.start > reached.reached), 1, 0))
    so_far = ibis.window(group_by=KEY, order_by=["start", "end"], rows=(None, 0))
    numbered = fresh.mutate(island=fresh.fresh.sum().over(so_far))
    return numbered.group_by([*KEY, "island"]).aggregate(start=numbered.start.min(), end=numbered.end.max()).drop("island")


def _pauses(tables: Tables, places: Any, asked: Question) -> Any:
    pauses = tables["pauses"].filter(asked.may_be(tables["pauses"].client, tables["pauses"].topic))
    rows = places.select(*KEY, "not_now_days").join(pauses, "person")
    rests = ibis.greatest(rows.until_at, rows.from_at + rows.not_now_days * DAY)
    return shut(rows, Code.PAUSED, rows.from_at, ibis.ifelse(rows.agreed, rows.until_at, rests))


def _their_promises(tables: Tables, places: Any, asked: Question) -> Any:
    promises = _held(tables, asked).filter(lambda promise: promise.owed_by == Side.THEM.value)
    bound = places if asked.purpose is Purpose.SOLICIT else places.filter(places.channel == Channel.CALL.value)
    rows = bound.select(KEY).join(promises, "person")
    return shut(rows, Code.THEY_WILL_CALL, end=rows.due_at)


def _named_times(tables: Tables, places: Any, asked: Question) -> Any:
    promises = _held(tables, asked)
    named = promises.filter((promises.owed_by == Side.US.value) & (promises.asked_by == Side.THEM.value) & promises.in_words)
    bound = places.filter(places.channel.isin([channel.value for channel in RINGING]))
    rows = bound.select(KEY).join(named, "person")
    return shut(rows, Code.NAMED_TIME, end=rows.from_at)


def _held(tables: Tables, asked: Question) -> Any:
    promises = tables["promises"]
    if asked.purpose is not Purpose.SOLICIT:
        promises = promises.filter(asked.may_be(promises.client, promises.topic))
    return promises.select("person", "owed_by", "asked_by", "from_at", "due_at", "in_words")
