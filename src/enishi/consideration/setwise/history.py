"""Breaches: what a policy would not have let out at its moment, over the canonical touch table of a log.

Each contact of ours is judged by what the log shows before it. A log shows neither consent nor orders nor agreed dates, and not
whether something went out by another channel: those limits are not judged, and no breach of them is claimed. Who said "never"
is offered nothing more for that client; whether they asked for something later, a log does not say, so the other purposes pass.
Moments count to the second. Colleagues' calls are judged only where those met are colleagues.
"""

from dataclasses import replace
from typing import Any

import ibis

from enishi.consideration.rules import Limits, Policy
from enishi.consideration.rules.packs import governing
from enishi.consideration.rules.vocabulary import Channel, Code, Direction, MetAs, Purpose

from .limits import Bound, bounds
from .moments import NEVER
from .tallies import subset_of, tallies
from .weeks import weeks

NEVER_AGAIN, NOT_NOW, CARRIER_REFUSAL, NO_BUSINESS = "never", "not_now", "carrier_refusal", "no_business"
_DAY_SECONDS = 86_400
_MINUTE_SECONDS = 60
_COLUMNS = ("row", "person", "party", "at", "local_at", "channel", "direction", "purpose", "client", "outcome", "reached")


def breaches(touches: Any, policy: Policy, *, met_as: MetAs, zone: str, unnamed: Purpose = Purpose.SOLICIT) -> Any:
    """row, person, at, local_at, channel, code: one row for each contact of ours and each code that stood in its way.

    `touches`: a canonical touch table; rows with no person are passed over. `zone`: whose clock `local_at` shows. `unnamed`:
    what a contact is judged as whose purpose the log does not say. Raises LimitIsNotKnown.
    """
    shown = seen_in_a_log(governing(policy, met_as))
    limits = [bound for purpose in Purpose for bound in bounds(shown, purpose) if bound.met_as is met_as and _is_judged(purpose, met_as)]
    ours = _limited(_lived(touches, unnamed), limits)
    judged = ours.filter(ours.for_purpose.notnull())
    at_once = shown.evidence.at_once_minutes * _MINUTE_SECONDS
    return ibis.union(_heard(judged), _rests(judged), *tallies(ours, limits, met_as), weeks(judged, limits, zone, at_once)).distinct()


def seen_in_a_log(policy: Policy) -> Policy:
    """The policy without what a log cannot show: consent, what went first, and on which day they asked (the larger cap holds)."""
    limits = {place: _seen(limits) for place, limits in policy.limits.items()}
    return replace(policy, limits=limits, met_as=frozenset(MetAs))


def _seen(limits: Limits) -> Limits:
    most = None if limits.per_day is None else max(limits.per_day, limits.per_day_of_request or 0)
    return replace(limits, consent=False, after_channel=None, per_day=most, per_day_of_request=None)


def _is_judged(purpose: Purpose, met_as: MetAs) -> bool:
    return purpose is not Purpose.INTERNAL or met_as is MetAs.INTERNAL


def _lived(touches: Any, unnamed: Purpose) -> Any:
    """Every contact of each person in order, with what had happened before it."""
    rows = touches.select(_COLUMNS).filter(touches.person.notnull()).mutate(client=touches.client.nullif(""))
    rows = rows.mutate(
        party=rows.party.fill_null(rows.person),
        second=rows.at.epoch_seconds(),
        day=rows.local_at.epoch_seconds() // _DAY_SECONDS,
        spoken=rows.reached.fill_null(False) | ((rows.outcome == NO_BUSINESS) & (rows.direction == Direction.IN.value)).fill_null(False),
        as_purpose=rows.purpose.fill_null(unnamed.value),
        about=rows.client.fill_null(""),
        is_out=rows.direction == Direction.OUT.value,
    )
    before = ibis.window(group_by="person", order_by=["at", "row"], rows=(None, -1))
    said = rows.mutate(
        spoke=ibis.ifelse(rows.spoken, rows.at, ibis.null("timestamp")).max().over(before),
        spoke_on=ibis.ifelse(rows.spoken, rows.day, ibis.null("int64")).max().over(before),
        rang=ibis.ifelse(rows.is_out, ibis.null("int64"), rows.second).max().over(before),
        talks=rows.spoken.cast("int64").sum().over(before).fill_null(0),
    )
    return said.mutate(**_last(said, "never", NEVER_AGAIN), **_last(said, "not_now", NOT_NOW), **_halted(said))


def _last(rows: Any, name: str, outcome: str) -> dict[str, Any]:
    """When it was last heard: of any client, of none in particular, of the same."""
    heard = ibis.ifelse(rows.outcome == outcome, rows.second, ibis.null("int64"))
    nobody = ibis.ifelse((rows.outcome == outcome) & rows.client.isnull(), rows.second, ibis.null("int64"))
    ever = ibis.window(group_by="person", order_by=["at", "row"], rows=(None, -1))
    same = ibis.window(group_by=["person", "about"], order_by=["at", "row"], rows=(None, -1))
    anybody, nobodys, theirs = heard.max().over(ever), nobody.max().over(ever), heard.max().over(same)
    either = ibis.greatest(nobodys.fill_null(-NEVER), theirs.fill_null(-NEVER))
    return {name: ibis.ifelse(rows.client.isnull(), anybody.fill_null(-NEVER), either)}


def _halted(rows: Any) -> dict[str, Any]:
    refused = (rows.outcome == CARRIER_REFUSAL).fill_null(False).cast("int64")
    before = ibis.window(group_by=["person", "party"], order_by=["at", "row"], rows=(None, -1))
    return {"halted": refused.max().over(before).fill_null(0) == 1}


_LIMITS = {
    "for_purpose": "string",
    "for_channel": "string",
    "own_subset": "string",
    "gap_minutes": "int64",
    "rest_days": "int64",
    "not_now_days": "int64",
    "is_closed": "boolean",
}


def _limited(lived: Any, limits: list[Bound]) -> Any:
    """Our contacts with the limits each is held to; null where it is not judged."""
    rows = [
        {
            "for_purpose": bound.purpose.value,
            "for_channel": bound.channel.value,
            "own_subset": subset_of(bound),
            "gap_minutes": bound.limits.min_gap_minutes,
            "rest_days": bound.limits.rest_after_conversation_days,
            "not_now_days": bound.limits.rest_after_not_now_days,
            "is_closed": bound.is_closed,
        }
        for bound in limits
    ]
    table = ibis.memtable(rows, schema=_LIMITS)
    ours = lived.filter(lived.is_out)
    return ours.left_join(table, [ours.as_purpose == table.for_purpose, ours.channel == table.for_channel])


def breach(rows: Any, code: Code) -> Any:
    """Rows as breaches of one limit."""
    return rows.select("row", "person", "at", "local_at", "channel", code=ibis.literal(code.value))


def _heard(judged: Any) -> Any:
    """What they or the carrier said before, and what the policy lets nobody do."""
    offers = judged.as_purpose == Purpose.SOLICIT.value
    rests = judged.as_purpose.isin([Purpose.SOLICIT.value, Purpose.INQUIRY.value])
    calls = judged.channel.isin([Channel.CALL.value, Channel.FAX.value])
    return ibis.union(
        breach(judged.filter(judged.is_closed), Code.PURPOSE_CLOSED),
        breach(judged.filter(offers & (judged.never > -NEVER)), Code.REFUSED_CLIENT),
        breach(judged.filter(calls & judged.halted), Code.HALTED),
        breach(judged.filter(rests & (judged.not_now + judged.not_now_days * _DAY_SECONDS > judged.second)), Code.PAUSED),
    )


def _rests(judged: Any) -> Any:
    return breach(judged.filter((judged.spoke_on + judged.rest_days > judged.day).fill_null(False)), Code.REST_AFTER_CONVERSATION)
