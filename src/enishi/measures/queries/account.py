"""Every row accounted for, so that a reader of the report can find their own log in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from enishi.kernel.words import Text
from enishi.measures.queries.ground import Expression, Ground, counts, one, rows
from enishi.measures.results import Counted, Rows


@dataclass(frozen=True, slots=True)
class Left:
    """What the reader left out before the table was made: `doubled` rows of overlapping files, and `refused` ones by code."""

    doubled: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, Text] = field(default_factory=dict)


def account(ground: Ground, left: Left) -> Rows:
    """The rows of the table, with what its reader left out."""
    held = counts(ground.every.aggregate(rows=ground.every.count()))["rows"]
    told = counts(totals(ground))
    span = one(ground.touches.aggregate(first=ground.touches.at.min(), last=ground.touches.at.max()))
    refused = sum(left.refused.values())
    return Rows(
        read=held + left.doubled + refused,
        used=told["rows"],
        refused=refused,
        doubled=left.doubled,
        after_now=held - told["rows"],
        refusals=tuple(Counted(code, left.refused[code], left.words.get(code)) for code in sorted(left.refused)),
        by_direction=_by(ground.touches, "inward", {False: "out", True: "in"}),
        by_channel=_by(ground.touches, "channel"),
        by_source=_by(ground.every, "source"),
        withheld=told["withheld"],
        people=counts(ground.people.aggregate(people=ground.people.count()))["people"],
        members=told["members"],
        own_numbers=told["own_numbers"],
        first_at=_moment(span["first"]),
        last_at=_moment(span["last"]),
    )


def totals(ground: Ground) -> Expression:
    """Rows used, those of withheld numbers, members and numbers of ours in them."""
    t = ground.touches
    return t.aggregate(
        rows=t.count(),
        withheld=(t.inward & t.person.isnull()).sum(),
        members=t.member.nunique(),
        own_numbers=t.own_number.nunique(),
    )


def _by(table: Expression, column: str, names: Mapping[bool, str] | None = None) -> tuple[Counted, ...]:
    named = table.select(code=table[column])
    found = rows(named.group_by("code").aggregate(rows=named.count()))
    codes = {(names[row["code"]] if names is not None else str(row["code"] or "")): int(row["rows"]) for row in found}
    return tuple(Counted(code, codes[code]) for code in sorted(codes, key=lambda code: (-codes[code], code)))


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
