"""How often: caps, rests, gaps and stops, as times at which a place is closed. Shapes as in `standing`."""

from collections.abc import Iterator
from typing import Any

import ibis

from enishi.consideration.rules.vocabulary import Channel, Code, Counts, Direction, MetAs, Purpose, Use, WishKind

from .clocks import offsets, starts, today
from .limits import cap_rows, limit_rows
from .moments import DAY, MINUTE
from .places import KEY, Question, Tables, beside, is_set
from .standing import shut
from .tables import CONTACTS, NOBODY, PERMITS, THEIRS

# The local day of the farthest zone lies within this of UTC's
_SLACK = 2 * DAY
_CAP_KEY = [*KEY, "code", "zone"]


def counting(tables: Tables, places: Any, asked: Question, zones: dict[str, list[str]]) -> Iterator[Any]:
    """Every cap and rest of the policy, on each clock the person may live by. `zones`: the zones in each text of `people.zones`."""
    clocks = _Clocks(asked, zones)
    told = tables["contacts"]
    ours = _ours(tables, places)
    spoke = _spoke(told)
    rows = cap_rows(asked.bounds)
    if rows:
        counted = _counted_by_cap(_counted(ours, asked), spoke, _cap_table(rows, board=False))
        boards = _on_boards(tables, places, _cap_table(rows, board=True)) if any(row["board"] for row in rows) else counted.limit(0)
        columns = [*KEY, "zones", "code", "most", "span", "counted_at"]
        yield _caps(ibis.union(counted.select(columns), boards.select(columns)), max(row["span"] for row in rows), asked, clocks)
    if is_set(asked, "rest_after_conversation_days"):
        yield _rest(places, spoke, clocks)
    if is_set(asked, "stop_after"):
        yield _stop(_fruitless(_same(ours, asked), spoke), clocks)
    if is_set(asked, "min_gap_minutes"):
        yield _gap(_same(ours, asked))
    if any(row["most_in_all"] for row in limit_rows(asked.bounds)):
        yield _in_all(_same(ours, asked))
    if is_set(asked, "after_channel"):
        yield _order(tables, places)


class _Clocks:
    """The tables that turn moments into days and days into moments."""

    def __init__(self, asked: Question, zones: dict[str, list[str]]) -> None:
        every = sorted({zone for named in zones.values() for zone in named})
        shown = {zone: [*offsets(zone, asked.extent)] for zone in every}
        self.now = {zone: today(asked.now, zone) for zone in every}
        self.offsets = ibis.memtable(
            [
                {"zones": text, "zone": zone, "since": since, "until": until, "offset": offset, "today": self.now[zone]}
                for text, named in zones.items()
                for zone in dict.fromkeys(named)
                for since, until, offset in shown[zone]
            ],
            schema={"zones": "string", "zone": "string", "since": "int64", "until": "int64", "offset": "int64", "today": "int64"},
        )
        self.starts = ibis.memtable(
            [{"zone": zone, "day": day, "begins": begins} for zone in every for day, begins in starts(zone, asked.extent)],
            schema={"zone": "string", "day": "int64", "begins": "int64"},
        )

    def days_of(self, rows: Any, moment: str) -> Any:
        """`rows` (with `zones`) once for each zone, with `zone`, `today` there and `day`, the local day of `moment`."""
        found = rows.join(self.offsets, "zones").filter(lambda row: (row[moment] >= row.since) & (row[moment] < row.until))
        return found.mutate(day=(found[moment] + found.offset) // DAY).drop("since", "until", "offset")

    def begins(self, rows: Any, day: str, name: str) -> Any:
        """`rows` (with `zone`) with the moment at which a day begins there, under `name`."""
        starts_ = self.starts.rename({"begins_in": "zone", "begins_on": "day", name: "begins"})
        return rows.join(starts_, [rows.zone == starts_.begins_in, rows[day] == starts_.begins_on]).drop("begins_in", "begins_on")


def _ours(tables: Tables, places: Any) -> Any:
    """What burdens each place: its columns, and of each contact at, counted_at, via, reached, about (client, topic), purpose."""
    told = tables["contacts"]
    contacts = _with_use(tables, told.filter(told.part.isin([CONTACTS, PERMITS]) & (told.direction == Direction.OUT.value)))
    rows = places.join(contacts, "person")
    on_shared = rows.on_point_use.isin([Use.PERSONAL.value, Use.HOUSEHOLD.value])
    # A call to a telephone that several share rings for each of them; one to a switchboard only for whom it was meant
    burdens = (rows.whose == THEIRS) | (on_shared & ((rows.whose == NOBODY) | (rows.on_point == rows.point)))
    return rows.filter(burdens & _went_out(rows))


def _with_use(tables: Tables, contacts: Any) -> Any:
    held = tables["points"].select("person", on_point="point", on_point_use="use")
    told = _contact_columns(contacts)
    return beside(told, held, ["person", "on_point"])


def _contact_columns(contacts: Any) -> Any:
    return contacts.select("person", "at", "counted_at", "purpose", "reached", "whose", "client", "topic", via="channel", on_point="point")


def _went_out(rows: Any) -> Any:
    return (rows.met_as != MetAs.INTERNAL.value) | rows.purpose.isnull() | (rows.purpose != Purpose.INTERNAL.value)


def _counted(ours: Any, asked: Question) -> Any:
    """Those that the channel's caps count: an unknown purpose or matter counts as the same."""
    same = ours.purpose.isnull() | ours.purpose.isin([Purpose.INTERNAL.value, asked.purpose.value])
    about = (ours.counts == Counts.PURPOSE.value) | asked.may_be(ours.client, ours.topic)
    return ours.filter((ours.counts == Counts.ALL.value) | (same & about))


def _same(ours: Any, asked: Question) -> Any:
    counted = _counted(ours, asked)
    return counted.filter(counted.via == counted.channel)


def _spoke(told: Any) -> Any:
    """When we and the person themselves last spoke, whoever called."""
    spoken = told.filter((told.part == CONTACTS) & told.reached & (told.whose == THEIRS))
    return spoken.group_by("person").aggregate(spoke=spoken.at.max())


def _fruitless(same: Any, spoke: Any) -> Any:
    tried = beside(same.filter(~same.reached), spoke, ["person"])
    return tried.filter(tried.spoke.isnull() | (tried.at > tried.spoke))


_CAPS = {
    "for_met": "string",
    "for_channel": "string",
    "code": "int64",
    "most": "int64",
    "span": "int64",
    "every_channel": "boolean",
    "fruitless": "boolean",
    "board": "boolean",
}


def _caps(counted: Any, longest: int, asked: Question, clocks: _Clocks) -> Any:
    recent = counted.filter(counted.counted_at > asked.moment - longest * DAY - _SLACK)
    dated = clocks.days_of(recent, "counted_at")
    return _full(dated.filter(dated.day > dated.today - dated.span), clocks)


def _cap_table(rows: list[dict[str, Any]], *, board: bool) -> Any:
    return ibis.memtable([row for row in rows if row["board"] is board], schema=_CAPS)


def _counted_by_cap(counted: Any, spoke: Any, table: Any) -> Any:
    rows = _capped(counted, table)
    rows = beside(rows.filter(rows.every_channel | (rows.via == rows.channel)), spoke, ["person"])
    tried = ~rows.reached & (rows.spoke.isnull() | (rows.at > rows.spoke))
    return rows.filter(~rows.fruitless | tried)


def _capped(rows: Any, table: Any) -> Any:
    limited = rows.drop("for_met", "for_channel")
    return limited.join(table, [limited.met_as == table.for_met, limited.channel == table.for_channel])


def _on_boards(tables: Tables, places: Any, table: Any) -> Any:
    """Everybody's contacts there, not the person's alone."""
    told = tables["contacts"]
    boards = places.filter(places.use == Use.SWITCHBOARD.value)
    contacts = _contact_columns(told.filter(told.direction == Direction.OUT.value))
    rows = boards.join(contacts, ["person", boards.point == contacts.on_point, boards.channel == contacts.via])
    rows = rows.filter(_went_out(rows))
    return _capped(rows, table)


def _full(dated: Any, clocks: _Clocks) -> Any:
    """From the day on which the last of `most` fell, until the first of them leaves the span."""
    order = ibis.window(group_by=_CAP_KEY, order_by="day")
    ranked = dated.select(*_CAP_KEY, "most", "span", "day", "today", place=ibis.row_number().over(order).cast("int64"))
    first = ranked.select(*_CAP_KEY, first="day", place=(ranked.place + ranked.most - 1))
    pairs = ranked.join(first, [*_CAP_KEY, "place"])
    closed = pairs.mutate(over=pairs.first + pairs.span)
    closed = clocks.begins(clocks.begins(closed.filter(closed.over > closed.day), "over", "end"), "day", "start")
    return shut(closed, closed.code, ibis.ifelse(closed.day <= closed.today, 0, closed.start), closed.end)


def _rest(places: Any, spoke: Any, clocks: _Clocks) -> Any:
    rows = places.filter(places.rest_days > 0).select(*KEY, "zones", "rest_days").join(spoke, "person")
    dated = clocks.days_of(rows, "spoke")
    return _until_day(dated.mutate(over=dated.day + dated.rest_days), Code.REST_AFTER_CONVERSATION, clocks)


def _until_day(rows: Any, code: Code, clocks: _Clocks) -> Any:
    ended = clocks.begins(rows.filter(rows.over > rows.today), "over", "end")
    return shut(ended, code, end=ended.end)


def _stop(tried: Any, clocks: _Clocks) -> Any:
    """Tries less than `stop_days` apart are one run; a long enough run is followed by a rest."""
    key = [*KEY, "zone", "today", "stop_after", "stop_days"]
    dated = clocks.days_of(tried.filter(tried.stop_after > 0).select(*KEY, "zones", "stop_after", "stop_days", "at"), "at")
    days = dated.group_by([*key, "day"]).aggregate(tries=dated.count())
    fresh = ibis.ifelse(days.day - days.day.lag().over(ibis.window(group_by=key, order_by="day")) < days.stop_days, 0, 1)
    apart = days.mutate(fresh=fresh)
    runs = apart.mutate(run=apart.fresh.sum().over(ibis.window(group_by=key, order_by="day", rows=(None, 0))))
    ended = runs.group_by([*key, "run"]).aggregate(last=runs.day.max(), tries=runs.tries.sum())
    ended = ended.filter(ended.tries >= ended.stop_after)
    return _until_day(ended.mutate(over=ended.last + ended.stop_days), Code.STOPPED, clocks)


def _in_all(same: Any) -> Any:
    limited = same.filter(same.most_in_all > 0)
    made = limited.group_by([*KEY, "most_in_all"]).aggregate(made=limited.count())
    return shut(made.filter(made.made >= made.most_in_all), Code.CAP_WINDOW)


def _gap(same: Any) -> Any:
    spaced = same.filter(same.gap_minutes > 0)
    last = spaced.group_by([*KEY, "gap_minutes"]).aggregate(last=spaced.counted_at.max())
    return shut(last, Code.GAP, end=last["last"] + last.gap_minutes * MINUTE)


def _order(tables: Tables, places: Any) -> Any:
    """Something must have gone out by another channel first, if there is a point that takes it."""
    bound = places.filter(places.first_channel.notnull()).select(*KEY, "first_channel")
    rows = _not_rather(tables["wishes"], bound.join(_takes(tables["points"]), ["person", "first_channel"]))
    told = tables["contacts"]
    went = told.filter((told.part == CONTACTS) & (told.direction == Direction.OUT.value) & (told.whose == THEIRS))
    first = went.group_by("person", first_channel="channel").aggregate(first=went.at.min())
    found = beside(rows, first, ["person", "first_channel"])
    return ibis.union(
        shut(found.filter(found["first"].isnull()), Code.CHANNEL_ORDER),
        shut(found.filter(found["first"].notnull()), Code.CHANNEL_ORDER, end=found["first"]),
    )


def _not_rather(wishes: Any, bound: Any) -> Any:
    """Who wishes for this channel, or not for the first, is not made to go through it."""
    liked = wishes.filter(wishes.kind == WishKind.PREFER_CHANNEL.value).select("person", "channel")
    shunned = wishes.filter(wishes.kind == WishKind.NOT_CHANNEL.value).select("person", first_channel="channel")
    return bound.anti_join(liked, ["person", "channel"]).anti_join(shunned, ["person", "first_channel"])


def _takes(points: Any) -> Any:
    held = points.filter(~points.ended)
    each = [held.filter(held[channel.value]).select("person", first_channel=ibis.literal(channel.value)) for channel in Channel]
    return ibis.union(*each, distinct=True)
