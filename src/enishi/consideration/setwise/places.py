"""Where a contact could be made: each person, on each point they hold, by each channel that people use there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from enishi.consideration.rules import Matter
from enishi.consideration.rules.vocabulary import EVIDENCE_FOR, RINGING, Channel, Code, MetAs, NumberKind, Purpose, Use

from .clocks import Extent
from .limits import Bound, bit, limit_rows
from .moments import to_moment

# What names a place
KEY = ["person", "point", "channel"]
Tables = Mapping[str, Any]
# A landline may be a fax; a desk shows what people use there
_SHOWN = (Channel.CALL, Channel.TEXT, Channel.MAIL, Channel.POST)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of everybody, under which limits, and between which days all its moments lie."""

    bounds: tuple[Bound, ...]
    purpose: Purpose
    matter: Matter
    now: datetime
    extent: Extent

    @property
    def moment(self) -> int:
        return to_moment(self.now)

    @property
    def client(self) -> str | None:
        return self.matter.client.hex if self.matter.client else None

    @property
    def topic(self) -> str | None:
        return self.matter.topic.hex if self.matter.topic else None

    def may_be(self, client: Any, topic: Any) -> Any:
        """Whether a matter may be ours: what is not named may be anything."""
        return _may_be(client, self.client) & _may_be(topic, self.topic)


def _may_be(said: Any, ours: str | None) -> Any:
    return ibis.literal(value=True) if ours is None else said.isnull() | (said == ours)


def places(tables: Tables, people: Any, asked: Question) -> Any:
    """KEY, rank, use, met_as, zones, shift, named, the channel's limits, and `fixed`: the codes that no waiting will change."""
    points = tables["points"].filter(~tables["points"].ended)
    limits = ibis.memtable(limit_rows(asked.bounds), schema=_LIMITS)
    found = ibis.union(*(_by(points, channel) for channel in _SHOWN)).join(people, "person")
    found = found.join(limits, [found.met_as == limits.for_met, found.channel == limits.for_channel])
    return found.mutate(fixed=_fixed(found, asked))


_LIMITS = {
    "for_met": "string",
    "for_channel": "string",
    "needs_consent": "boolean",
    "counts": "string",
    "gap_minutes": "int64",
    "rest_days": "int64",
    "not_now_days": "int64",
    "most_in_all": "int64",
    "stop_after": "int64",
    "stop_days": "int64",
    "first_channel": "string",
    "if_asked": "boolean",
    "is_closed": "boolean",
}


def _by(points: Any, channel: Channel) -> Any:
    takes = points[channel.value]
    if channel is not Channel.CALL:
        takes = takes & ~((points.number == NumberKind.OTHER.value) & points[Channel.CALL.value])
    return points.filter(takes).select("person", "point", "rank", "use", channel=ibis.literal(channel.value))


def _fixed(places: Any, asked: Question) -> Any:
    mask = ibis.ifelse(places.is_closed, bit(Code.PURPOSE_CLOSED), 0)
    if asked.purpose in EVIDENCE_FOR:
        mask = mask + bit(Code.EVIDENCE_MISSING)
    if asked.purpose is Purpose.INTERNAL:
        mask = mask + ibis.ifelse(places.met_as == MetAs.INTERNAL.value, 0, bit(Code.NOT_INTERNAL))
    rings = places.channel.isin([channel.value for channel in RINGING])
    unasked = places.if_asked & rings & (places.use == Use.SWITCHBOARD.value)
    return (mask + ibis.ifelse(unasked, bit(Code.SWITCHBOARD_UNASKED), 0)).cast("int64")


def is_set(asked: Question, name: str) -> bool:
    """Whether a limit is set for anybody on any channel."""
    return any(getattr(bound.limits, name) for bound in asked.bounds)


def beside(rows: Any, others: Any, key: list[str]) -> Any:
    """Every row with the columns of the other of the same key; null where there is none."""
    return rows.left_join(others, key).drop(*(f"{name}_right" for name in key))
