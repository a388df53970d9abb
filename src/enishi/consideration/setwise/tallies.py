"""How often before: each contact of a log against the earlier ones that its caps, gap and stop count."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis

from enishi.consideration.rules.vocabulary import Code, Counts, MetAs, Purpose

from .limits import Bound, Cap, caps

_MINUTE_SECONDS = 60
# Who is counted together: a person's contacts of every purpose, of one, or of one and a client ("" where none was named)
_LINE = ["person", "subset", "client_key"]
_BY_CHANNEL = [*_LINE, "channel"]
_SINCE_WE_SPOKE = [*_BY_CHANNEL, "talks"]
_EVERY = "every"


def subset_of(bound: Bound) -> str:
    """The name of what the caps of a purpose and channel count."""
    counts = bound.limits.counts
    return _EVERY if counts is Counts.ALL else f"{counts.value} {bound.purpose.value}"


def tallies(ours: Any, limits: list[Bound], met_as: MetAs) -> Iterator[Any]:
    """The breaches of every limit that counts. `ours`: all our contacts, those that are judged with their limits."""
    line = _line(ours, limits, met_as)
    tried = line.mutate(counts=line.counts & ~line.spoken & (line.spoke.isnull() | (line.at > line.spoke)))
    wanted = [_Wanted(bound, cap) for bound in limits for cap in caps(bound.limits) if not cap.board]
    for rows, key, some in (
        (line, _LINE, [each for each in wanted if each.cap.every_channel]),
        (line, _BY_CHANNEL, [each for each in wanted if not each.cap.every_channel and not each.cap.fruitless]),
        (tried, _SINCE_WE_SPOKE, [each for each in wanted if each.cap.fruitless]),
    ):
        if some:
            yield _over(rows, key, some)
    if any(bound.limits.min_gap_minutes for bound in limits):
        yield _gap(line)
    stops = [bound for bound in limits if bound.limits.stop_after]
    for days in sorted({bound.limits.stop_days for bound in stops}):
        yield _stopped(tried, days, [bound for bound in stops if bound.limits.stop_days == days])


@dataclass(frozen=True, slots=True)
class _Wanted:
    bound: Bound
    cap: Cap


def _line(ours: Any, limits: list[Bound], met_as: MetAs) -> Any:
    """Our contacts, once for everything they are counted with. `counts`: it burdens; `is_own`: it is judged with this very line."""
    subsets = {subset_of(bound): bound for bound in limits}
    rows = [{"subset": name, "counted": bound.limits.counts.value, "of": bound.purpose.value} for name, bound in subsets.items()]
    table = ibis.memtable(rows, schema={"subset": "string", "counted": "string", "of": "string"})
    every = ours.cross_join(table)
    internal = every.purpose == Purpose.INTERNAL.value
    every = every.filter((every.counted == Counts.ALL.value) | every.purpose.isnull() | internal | (every.purpose == every.of))
    matters = every.filter(every.counted == Counts.MATTER.value)
    clients = ours.select("person", client_key="about").distinct()
    met = matters.join(clients, "person")
    met = met.filter(met.client.isnull() | (met.client_key == met.about) | (met.client_key == ""))
    others = every.filter(every.counted != Counts.MATTER.value).mutate(client_key=ibis.literal(_EVERY))
    line = ibis.union(others, met.select(others.columns))
    burdens = ibis.literal(True) if met_as is not MetAs.INTERNAL else ~(line.purpose == Purpose.INTERNAL.value).fill_null(False)
    own_key = ibis.ifelse(line.counted == Counts.MATTER.value, line.about, _EVERY)
    return line.mutate(counts=burdens, is_own=(line.own_subset == line.subset).fill_null(False) & (line.client_key == own_key))


def _counted(line: Any, key: list[str]) -> Any:
    """The line with `before`: how many of those that count came earlier."""
    earlier = ibis.window(group_by=key, order_by=["at", "row"], rows=(None, -1))
    return line.mutate(before=line.counts.cast("int64").sum().over(earlier).fill_null(0))


def _over(line: Any, key: list[str], wanted: list[_Wanted]) -> Any:
    """Where `most` came before, the first of the last `most` within the span."""
    rows = [
        {"of_purpose": each.bound.purpose.value, "of_channel": each.bound.channel.value, "code": each.cap.code.value}
        | {"most": each.cap.most, "span": each.cap.span}
        for each in wanted
    ]
    table = ibis.memtable(rows, schema=_WANTED)
    counted = _counted(line, key)
    members = counted.filter(counted.counts).select(*key, place=counted.before + 1, first_on="day")
    own = counted.filter(counted.is_own)
    targets = own.join(table, [own.as_purpose == table.of_purpose, own.channel == table.of_channel])
    targets = targets.mutate(place=targets.before - targets.most + 1)
    pairs = targets.join(members, [*key, "place"])
    return _breach(pairs.filter(pairs.first_on > pairs.day - pairs.span), "code")


_WANTED = {"of_purpose": "string", "of_channel": "string", "code": "string", "most": "int64", "span": "int64"}


def _breach(rows: Any, code: Any) -> Any:
    return rows.select("row", "person", "at", "local_at", "channel", code=code)


def _gap(line: Any) -> Any:
    earlier = ibis.window(group_by=_BY_CHANNEL, order_by=["at", "row"], rows=(None, -1))
    last = ibis.ifelse(line.counts, line.second, ibis.null("int64")).max().over(earlier)
    rows = line.mutate(last=last)
    early = rows.is_own & (rows.gap_minutes > 0) & (rows["last"] + rows.gap_minutes * _MINUTE_SECONDS > rows.second)
    return _breach(rows.filter(early.fill_null(False)), ibis.literal(Code.GAP.value))


def _stopped(tried: Any, days: int, bounds: list[Bound]) -> Any:
    """The last run of tries before, less than `days` apart each, was long enough and its rest is not over."""
    counted = _counted(tried, _SINCE_WE_SPOKE)
    tries = counted.filter(counted.counts)
    order = ibis.window(group_by=_SINCE_WE_SPOKE, order_by=["at", "row"])
    fresh = tries.mutate(fresh=ibis.ifelse(tries.day - tries.day.lag().over(order) < days, 0, 1))
    so_far = ibis.window(group_by=_SINCE_WE_SPOKE, order_by=["at", "row"], rows=(None, 0))
    runs = fresh.mutate(run=fresh.fresh.sum().over(so_far))
    in_run = ibis.window(group_by=[*_SINCE_WE_SPOKE, "run"], order_by=["at", "row"])
    ends = runs.mutate(length=ibis.row_number().over(in_run) + 1)
    ends = ends.select(*_SINCE_WE_SPOKE, "length", before=ends.before + 1, last_on="day")
    rows = [{"of_purpose": b.purpose.value, "of_channel": b.channel.value, "after": b.limits.stop_after} for b in bounds]
    table = ibis.memtable(rows, schema={"of_purpose": "string", "of_channel": "string", "after": "int64"})
    own = counted.filter(counted.is_own)
    targets = own.join(table, [own.as_purpose == table.of_purpose, own.channel == table.of_channel])
    pairs = targets.join(ends, [*_SINCE_WE_SPOKE, "before"])
    stopped = (pairs.length >= pairs.after) & (pairs.last_on + days > pairs.day)
    return _breach(pairs.filter(stopped), ibis.literal(Code.STOPPED.value))
