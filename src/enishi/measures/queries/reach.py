"""Reach: people spoken with of people tried, and what each attempt brought."""

import ibis

from enishi.kernel.words import Text
from enishi.measures.queries.channels import by_channel, one_channel, only
from enishi.measures.queries.ground import Expression, Ground, counts, rows
from enishi.measures.queries.hours import profile
from enishi.measures.results import Reach
from enishi.measures.rules.attempts import Attempt, Tally, by_cap, caps, hazard, ladder, later
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.thresholds import NOBODY, answers_unknown


def reach(ground: Ground) -> tuple[Reach, list[Attempt]]:
    """The chapter on reach, and the ladder of attempts that a plan is computed from (empty where the log cannot tell who answered)."""
    spoken = ground.shelf.keep(first_conversations(ground))
    told = totals(ground)
    people = counts(standing(spoken))
    refusal = NOBODY if not people["tried"] else answers_unknown(**told)
    attempts = ladder(tallies(ground, spoken)) if refusal is None else []
    return chapter(ground, spoken, attempts, people | told, refusal), attempts


def first_conversations(ground: Ground) -> Expression:
    """One row a person we turned to: `spoken`, the moment of the first conversation since, whoever rang; null if there was none."""
    tried = ground.people.filter(ground.people.first.notnull())
    theirs = ground.touches.filter(ground.touches.inward & ground.touches.reached & ground.touches.person.notnull())
    after = theirs.join(tried.select("person", "first"), "person")
    rang = after.filter(after.at >= after["first"]).group_by("person").aggregate(spoken_by_them=lambda t: t.at.min())
    both = tried.left_join(rang, "person").drop("person_right")
    return both.mutate(spoken=ibis.least(both.spoken_by_us, both.spoken_by_them))


def standing(spoken: Expression) -> Expression:
    """How many people were tried, reached, and by whose contact; `perhaps`: not surely reached, some result being unknown."""
    by_us = (spoken.spoken_by_us == spoken.spoken).fill_null(False)
    return spoken.aggregate(
        tried=spoken.count(),
        reached=spoken.spoken.notnull().sum(),
        by_us=by_us.sum(),
        perhaps=(spoken.spoken.isnull() & (spoken.unknown > 0)).sum(),
    )


def totals(ground: Ground) -> dict[str, int]:
    """Outbound calls: all, those of unknown result, and those that reached nobody."""
    t = ground.touches.filter(ground.touches.ours & ground.touches.call & ground.touches.person.notnull())
    return counts(t.aggregate(calls=t.count(), unknown=t.reached.isnull().sum(), unanswered=(~t.reached).sum()))


def tallies(ground: Ground, spoken: Expression) -> list[Tally]:
    """People by how many calls of ours they got until the first conversation, and whether it was the last of these that reached them.

    Many logs keep minutes only: within one moment the calls that reached nobody come first.
    """
    calls = ground.touches.filter(ground.touches.ours & ground.touches.call & ground.touches.person.notnull())
    met = calls.join(spoken.filter(spoken.spoken.notnull()).select("person", "spoken"), "person")
    hit = met.reached.fill_null(False)
    until = met.group_by("person").aggregate(
        before=((met.at < met.spoken) | ((met.at == met.spoken) & ~hit)).sum(),
        hit=((met.at == met.spoken) & hit).max(),
    )
    both = spoken.left_join(until, "person")
    reached = both.hit.fill_null(False)
    tried = ibis.ifelse(both.spoken.isnull(), both.calls, both.before.fill_null(0) + reached.cast("int64"))
    ended = both.select(calls=tried, reached=reached).group_by(["calls", "reached"]).aggregate(people=lambda t: t.count())
    return [Tally(int(row["calls"]), bool(row["reached"]), int(row["people"])) for row in rows(ended)]


def chapter(ground: Ground, spoken: Expression, attempts: list[Attempt], n: dict[str, int], refusal: Text | None) -> Reach:
    """The figures put together; where it cannot be said who answered, the counts of what we did remain."""
    said = refusal is None
    whole = share(n["reached"], n["tried"]) if said else not_measured(refusal or NOBODY)
    return Reach(
        people_tried=n["tried"],
        people_reached=whole.count,
        share=whole.rate,
        low=whole.low,
        high=whole.high,
        people_perhaps=n["perhaps"] if said else None,
        by_our_contact=n["by_us"] if said else None,
        by_their_contact=n["reached"] - n["by_us"] if said else None,
        calls=n["calls"],
        calls_until_reached=sum(attempt.tried for attempt in attempts) if said else None,
        unknown_calls=n["unknown"],
        hazard=hazard(attempts),
        later=later(attempts),
        caps=caps(attempts) if said else (),
        by_cap=by_cap(attempts),
        by_channel=by_channel(ground, refusal),
        hours=profile(ground, refusal),
        one_channel=one_channel(spoken, ground) if said else not_measured(refusal or NOBODY),
        only=only(spoken, ground) if said else (),
        why=whole.why,
    )
