"""What every measure stands on: the touch table made narrow, its people, and what each channel did for each of them.

Each is computed once. Moments are whole seconds since 1970 and days whole days since 1970, so that every engine counts alike.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis

from enishi.measures.queries.keeping import Shelf
from enishi.measures.rules.outcomes import CUT_SHORT_SECONDS, MISSED, NOBODY_THERE, REFUSED

# An Ibis table or column; Ibis carries no types of its own.
Expression = Any

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """`every`: one row a contact; `touches`: those not after `now`. `people`: one row a person whom we turned to or who turned to us.

    `tried`: one row a person and channel of ours. `end`: the log's last moment, in seconds. `shelf`: where more is held.
    `names`: the `person` by which the tables know whom the log calls `name`, where that is a number of ours; else None.
    """

    shelf: Shelf
    names: Expression | None
    every: Expression
    touches: Expression
    people: Expression
    tried: Expression
    end: int | None


def lay(shelf: Shelf, table: Expression, *, now: datetime | None = None) -> Ground:
    """The ground under a canonical touch table. Rows after `now` (UTC) are left out: a clock was wrong."""
    wide = narrow(table)
    names = numbered(shelf, wide)
    every = shelf.keep(wide if names is None else by_number(wide, names))
    touches = every if now is None else every.filter(every.at <= int(now.timestamp()))
    end = one(touches.aggregate(end=touches.at.max()))["end"]
    return Ground(shelf, names, every, touches, shelf.keep(people(touches)), shelf.keep(tried(touches)), end)


def numbered(shelf: Shelf, wide: Expression) -> Expression | None:
    """A number for everybody: groups and windows over numbers take half the time of those over names.

    Not on Spark, where one machine would have to count them all.
    """
    if ibis.get_backend(wide).name != "duckdb":
        return None
    known = wide.filter(wide.person.notnull()).select(name=wide.person).distinct()
    return shelf.keep(known.mutate(person=ibis.row_number().cast("int32")))


def by_number(rows: Expression, names: Expression) -> Expression:
    """Rows whose `person` is a name, with the number in its place; null for a name that has none."""
    return rows.rename(name="person").left_join(names, "name").drop("name", "name_right")


def narrow(table: Expression) -> Expression:
    """The columns that measures use, and what each row is: `ours`, `inward`, `missed`, `answered`, `hard` …"""
    inward, call = table.direction == "in", table.channel == "call"
    code = table.outcome.fill_null("unknown")
    reached = table.reached
    missed = inward & call & (code.isin(MISSED) | table.abandoned.fill_null(False))
    picked_up = reached.fill_null(False) | ((table.talk_seconds > 0).fill_null(False) & ~code.isin(NOBODY_THERE))
    short = (table.talk_seconds < CUT_SHORT_SECONDS).fill_null(False) & (table.talk_seconds > 0).fill_null(False)
    return table.select(
        at=table.at.epoch_seconds().cast("int64"),
        day=table.local_at.date().epoch_days().cast("int32"),
        hour=table.local_at.hour().cast("int32"),
        person=ibis.coalesce(table.person, table.party),
        channel=table.channel,
        call=call,
        inward=inward,
        ours=~inward & (table.purpose.fill_null("") != "internal"),
        pitch=~table.purpose.fill_null("").isin(["internal", "service", "reply", "promise"]),
        own_number=table.own_number,
        member=table.member,
        ring=table.ring_seconds,
        rang_out=code == "no_answer",
        refused=code.isin(REFUSED),
        not_now=code == "not_now",
        reached=reached,
        abandoned=table.abandoned,
        missed=missed,
        answered=inward & call & ~missed & ((code != "unknown") | reached.fill_null(False)),
        picked_up=picked_up,
        hard=picked_up & (code.isin(REFUSED) | short),
        source=table.source,
        talk_known=table.talk_seconds.notnull(),
    )


def people(touches: Expression) -> Expression:
    """One row a person. `first`: when we first turned to them. `spoken_by_us`, `refused`, `not_now`: the first moment of each."""
    known = touches.filter(touches.person.notnull())
    ours_call = known.ours & known.call
    return known.group_by("person").aggregate(
        first=known.at.min(where=known.ours),
        contacts=known.ours.sum(),
        calls=ours_call.sum(),
        unknown=(ours_call & known.reached.isnull()).sum(),
        spoken_by_us=known.at.min(where=known.ours & known.reached),
        spoken=known.reached.fill_null(False).max(),
        refused=known.at.min(where=known.refused),
        not_now=known.at.min(where=known.not_now),
        missed=known.missed.sum(),
    )


def tried(touches: Expression) -> Expression:
    """One row a person and channel of ours: contacts, the first, whether any of them reached the person, and whether the log could tell."""
    ours = touches.filter(touches.ours & touches.person.notnull())
    return ours.group_by(["person", "channel"]).aggregate(
        contacts=ours.count(),
        first=ours.at.min(),
        reached=ours.reached.fill_null(False).max(),
        known=ours.reached.notnull().max(),
        unreached=(~ours.reached.fill_null(True)).max(),
    )


def rows(expression: Expression) -> list[dict[str, Any]]:
    """What a small expression gives, row by row."""
    engine = ibis.get_backend(expression)
    # Ibis fetches from Spark by way of pandas, which turns a missing count into NaN and warns of itself.
    table = engine.raw_sql(engine.compile(expression)).toArrow() if engine.name == "pyspark" else expression.to_pyarrow()
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def one(expression: Expression) -> dict[str, Any]:
    """The only row of an aggregate; sums over no rows are None."""
    return rows(expression)[0]


def counts(expression: Expression) -> dict[str, int]:
    """The only row of an aggregate of sums, zero where there was nothing to sum."""
    return {name: int(value or 0) for name, value in one(expression).items()}
