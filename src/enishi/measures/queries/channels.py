"""Channel by channel: who was reached, who came back to us, and who was only ever tried in one way."""

from typing import Any, Final

from enishi.kernel.words import Text, say
from enishi.measures.queries.ground import DAY_SECONDS, Expression, Ground, counts, rows
from enishi.measures.results import ChannelReach, OnlyChannel, Share
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.thresholds import NO_INBOUND, not_in_log

# Who answers a text mostly does so within days; after a week it is seldom the text that they answer.
ANSWER_DAYS: Final = 7
RESULTS: Final = say("連絡の結果", "result of a contact")


def by_channel(ground: Ground, refusal: Text | None) -> tuple[ChannelReach, ...]:
    """Each channel of ours, most used first. `refusal`: why it cannot be said who answered our calls."""
    heard = counts(ground.touches.aggregate(inward=ground.touches.inward.sum()))["inward"]
    came_back = {row["channel"]: row["people"] for row in rows(answered(ground))} if heard else None
    found = rows(used(ground))
    found.sort(key=lambda row: (-row["contacts"], row["channel"]))
    return tuple(
        ChannelReach(
            channel=row["channel"],
            contacts=row["contacts"],
            people=row["people"],
            reached=_reached(row, refusal),
            answered=share(came_back.get(row["channel"], 0), row["people"]) if came_back is not None else not_measured(NO_INBOUND),
            within_days=ANSWER_DAYS,
        )
        for row in found
    )


def used(ground: Ground) -> Expression:
    """One row a channel of ours: contacts, people, people reached by it, people for whom the log could tell."""
    tried = ground.tried
    return tried.group_by("channel").aggregate(
        contacts=tried.contacts.sum(), people=tried.count(), reached=tried.reached.sum(), known=tried.known.sum()
    )


def answered(ground: Ground) -> Expression:
    """People by channel who contacted us, however, within `ANSWER_DAYS` after our first contact by it."""
    theirs = ground.touches.filter(ground.touches.inward & ground.touches.person.notnull()).select("person", "at")
    after = theirs.join(ground.tried.select("person", "channel", "first"), "person")
    within = after.filter((after.at > after["first"]) & (after.at <= after["first"] + ANSWER_DAYS * DAY_SECONDS))
    each = within.select("person", "channel").distinct()
    return each.group_by("channel").aggregate(people=each.count())


def one_channel(spoken: Expression, ground: Ground) -> Share:
    """Of the people whom nobody has spoken with, those who were tried by one channel only."""
    unreached = ways(spoken, ground)
    told = counts(unreached.aggregate(one=(unreached.ways == 1).sum(), people=unreached.count()))
    return share(told["one"], told["people"])


def only(spoken: Expression, ground: Ground) -> tuple[OnlyChannel, ...]:
    """The same people by the one channel they were tried by."""
    single = ways(spoken, ground).filter(lambda t: t.ways == 1).group_by("channel").aggregate(people=lambda t: t.count())
    found = sorted(rows(single), key=lambda row: (-row["people"], row["channel"]))
    return tuple(OnlyChannel(row["channel"], row["people"]) for row in found)


def ways(spoken: Expression, ground: Ground) -> Expression:
    """One row a person not reached: by how many channels they were tried, and one of these."""
    unreached = ground.tried.semi_join(spoken.filter(spoken.spoken.isnull()), "person")
    return unreached.group_by("person").aggregate(ways=unreached.count(), channel=unreached.channel.min())


def _reached(row: dict[str, Any], refusal: Text | None) -> Share:
    if row["channel"] == "call" and refusal is not None:
        return not_measured(refusal)
    missing = not_in_log(row["known"], row["people"], RESULTS)
    return not_measured(missing) if missing is not None else share(row["reached"], row["people"])
