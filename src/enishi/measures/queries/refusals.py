"""What people told us, and whether we kept to it. The log alone is heard: a later request of theirs it seldom holds."""

from typing import Final

from enishi.kernel.words import say
from enishi.measures.queries.ground import DAY_SECONDS, Expression, Ground, by_number, counts
from enishi.measures.results import Share
from enishi.measures.rules.intervals import not_measured, share
from enishi.measures.rules.thresholds import NO_AGREED

# The rest that our packs give after "not now" where no date was agreed.
REST_DAYS: Final = 30
NO_REFUSALS: Final = say(
    "お断りが1件も記録されていません。なかったのか、記録しなかったのかは言えません。",
    "Not one refusal is logged. Whether there was none, or none was written down, cannot be said.",
)
NO_NOT_NOW: Final = say(
    "「いまは不要」が1件も記録されていません。なかったのか、記録しなかったのかは言えません。",
    "Not one “not now” is logged. Whether there was none, or none was written down, cannot be said.",
)


def kept_to_it(ground: Ground) -> tuple[Share, Share, Share, Share]:
    """People who refused of those spoken with; contacts of ours after it; people contacted after it; contacts soon after "not now"."""
    told = counts(people_told(ground))
    refused, resting = counts(later(ground, "refused")), counts(later(ground, "not_now", REST_DAYS))
    if not told["refused"]:
        refusals = (not_measured(NO_REFUSALS),) * 3
    else:
        refusals = (
            share(told["refused"], told["spoken"]),
            share(refused["contacts"], told["contacts"]),
            share(refused["people"], told["refused"]),
        )
    return *refusals, share(resting["contacts"], told["contacts"]) if told["not_now"] else not_measured(NO_NOT_NOW)


def people_told(ground: Ground) -> Expression:
    """People spoken with, those who refused, those who said "not now"; our contacts."""
    p = ground.people
    return p.aggregate(
        spoken=(p.spoken | p.refused.notnull()).sum(),
        refused=p.refused.notnull().sum(),
        not_now=p.not_now.notnull().sum(),
        contacts=p.contacts.sum(),
    )


def before_agreed(ground: Ground, agreed: Expression | None) -> Share:
    """Our soliciting contacts between the moment a date was agreed (`at`) and that date (`until`; both UTC, a row for each `person`)."""
    if agreed is None:
        return not_measured(NO_AGREED)
    whom = agreed if ground.names is None else by_number(agreed, ground.names)
    spans = whom.select("person", said=whom.at.epoch_seconds().cast("int64"), until=whom.until.epoch_seconds().cast("int64"))
    ours = ground.touches.filter(ground.touches.ours & ground.touches.pitch)
    met = ours.join(spans, "person")
    early = met.filter((met.at > met.said) & (met.at < met.until))
    told = counts(early.aggregate(contacts=early.count())) | {"of": counts(people_told(ground))["contacts"]}
    return share(told["contacts"], told["of"])


def later(ground: Ground, since: str, days: int | None = None) -> Expression:
    """Soliciting contacts of ours after a person's first such word, within `days` of it if given; and the people who got them."""
    told = ground.people.filter(ground.people[since].notnull()).select("person", told=ground.people[since])
    ours = ground.touches.filter(ground.touches.ours & ground.touches.pitch)
    met = ours.join(told, "person")
    after = met.filter(met.at > met.told)
    if days is not None:
        after = after.filter(after.at <= after.told + days * DAY_SECONDS)
    return after.aggregate(contacts=after.count(), people=after.person.nunique())
