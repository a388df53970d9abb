"""What a policy would not have let out, counted by limit. Which contacts those are is judged where the gate's rules are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import ibis

from enishi.kernel.words import Text
from enishi.measures.queries.ground import Expression, counts, rows
from enishi.measures.results import Breaches, BreachKind
from enishi.measures.rules.thresholds import NO_POLICY

# Of each kind so many rows are named; whoever needs more has the log.
MOST_ROWS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A policy and its breaches: `found` has `row`, `person`, `at` and `code`, one row for each limit a contact passed. `names` by code."""

    policy: str
    found: Expression
    names: Mapping[str, Text] = field(default_factory=dict)


def breaches(policy: Judged | None) -> Breaches:
    """The chapter on breaches, the commonest first."""
    if policy is None:
        return Breaches(policy=None, total=None, people=None, why=NO_POLICY)
    found = policy.found
    whole = counts(found.aggregate(total=found.count(), people=found.person.nunique()))
    each = found.group_by("code").aggregate(times=found.count(), people=found.person.nunique())
    named: dict[str, list[str]] = {}
    for row in rows(first_of_each(found)):
        named.setdefault(row["code"], []).append(row["row"])
    kinds = sorted(rows(each), key=lambda row: (-row["times"], row["code"]))
    return Breaches(
        policy=policy.policy,
        total=whole["total"],
        people=whole["people"],
        kinds=tuple(
            BreachKind(
                row["code"],
                policy.names.get(row["code"], Text(row["code"], row["code"])),
                row["times"],
                row["people"],
                tuple(named[row["code"]]),
            )
            for row in kinds
        ),
    )


def first_of_each(found: Expression) -> Expression:
    """The first `MOST_ROWS` rows of each code, in the order of time."""
    place = ibis.row_number().over(group_by="code", order_by=["at", "row"])
    first = found.select("code", "row", "at", place=place)
    return first.filter(first.place < MOST_ROWS).order_by(["code", "place"])
