"""Strain on members: conversations that ended in a refusal or were cut short, in a row. How often somebody dialled is not asked."""

from typing import Final

import ibis

from enishi.kernel.words import Text, say
from enishi.measures.queries.ground import Expression, Ground, counts, rows
from enishi.measures.results import MemberStrain, Strain
from enishi.measures.rules.intervals import share
from enishi.measures.rules.thresholds import MEMBER, NO_OUTBOUND, not_in_log

# Three in a row is where a pause helps; the figure is ours.
RUN: Final = 3
TALKING: Final = say("通話秒数またはお断りの記録", "talk time or record of refusals")


def strain(ground: Ground) -> Strain:
    """The chapter on strain."""
    why = _why(counts(totals(ground)))
    if why is not None:
        return Strain(RUN, (), why)
    found = sorted(rows(by_member(ground)), key=lambda row: str(row["member"]))
    return Strain(RUN, tuple(MemberStrain(row["member"], share(row["hard"], row["talks"]), row["longest"], row["runs"]) for row in found))


def totals(ground: Ground) -> Expression:
    """Whether the log can show it at all: calls with a member, and conversations whose length or refusal it tells."""
    t = ground.touches
    ours_call = t.ours & t.call
    talks = ours_call & t.picked_up
    return t.aggregate(
        calls=ours_call.sum(),
        owned=(ours_call & t.member.notnull()).sum(),
        talks=talks.sum(),
        told=(talks & (t.talk_known | t.hard)).sum(),
    )


def by_member(ground: Ground) -> Expression:
    """One row a member who spoke with anybody: conversations, hard ones, the longest run of these on one day, runs of `RUN` or more.

    Calls that nobody answered neither lengthen a run nor end it. Within one moment the hard call came first.
    """
    t = ground.touches
    talks = t.filter(t.ours & t.call & t.picked_up & t.member.notnull()).select("member", "day", "at", kind=(~t.hard).cast("int64"))
    so_far = ibis.rows_window(preceding=None, following=0, group_by=["member", "day"], order_by=["at", "kind"])
    placed = talks.mutate(run=talks.kind.sum().over(so_far))
    runs = placed.group_by(["member", "day", "run"]).aggregate(talks=placed.count(), hard=(placed.kind == 0).sum())
    return runs.group_by("member").aggregate(
        talks=runs.talks.sum(), hard=runs.hard.sum(), longest=runs.hard.max(), runs=(runs.hard >= RUN).sum()
    )


def _why(told: dict[str, int]) -> Text | None:
    if not told["calls"]:
        return NO_OUTBOUND
    return not_in_log(told["owned"], told["calls"], MEMBER) or not_in_log(told["told"], told["talks"], TALKING)
