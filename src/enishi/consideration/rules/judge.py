"""The gate: may this contact be made now, when may it, or not at all."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from enishi.kernel.words import say

from . import caps, hours, names, resting, standing
from .case import Case, Rule, never, open_case, telling
from .policy import Policy
from .times import HORIZON
from .verdict import Granted, Reason, Refused, Verdict, Wait
from .view import PersonView, Proposal
from .vocabulary import ORDER, Code, MetAs, Purpose, WishKind


def judge(view: PersonView, proposal: Proposal, policy: Policy, now: datetime) -> Verdict:
    """`Wait.until` is the first moment at which the same view would be granted: not a minute earlier is."""
    case = open_case(view, proposal, policy)
    every = [*_point(case), *_purpose(case), *standing.rules(case), *resting.rules(case), *caps.rules(case), *hours.rules(case)]
    binding = [(rule, rule.opens(now)) for rule in every]
    reasons = [Reason(rule.code, rule.text(), until) for rule, until in binding if until != now]
    if not reasons:
        return Granted(notes=tuple(_notes(case)))
    if any(reason.until is None for reason in reasons):
        return Refused(_told(reasons))
    until, hindrance = _meet(every, now, max(reason.until for reason in reasons if reason.until) + HORIZON)
    if until is None:
        return Refused(_told([*reasons, hindrance]))
    return Wait(until, _told(reasons))


_NO_OPENING = Reason(Code.NO_OPENING, say("いつまで待っても、連絡してよい時間がありません。", "However long we wait, no moment is open."))


def _meet(every: list[Rule], now: datetime, horizon: datetime) -> tuple[datetime | None, Reason]:
    """The first moment at which every rule is open: each in turn may push it later, until none does."""
    moment = now
    while moment <= horizon:
        before = moment
        for rule in every:
            opens = rule.opens(moment)
            if opens is None:
                return None, Reason(rule.code, rule.text())
            moment = opens
        if moment == before:
            return moment, _NO_OPENING
    return None, _NO_OPENING


def _told(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """One reason of each kind, the most telling first; of several alike the one that holds longest."""
    longest: dict[Code, Reason] = {}
    for reason in reasons:
        known = longest.get(reason.code)
        if known is None or _longer(reason, known):
            longest[reason.code] = reason
    return tuple(sorted(longest.values(), key=lambda reason: ORDER[reason.code]))


def _longer(one: Reason, other: Reason) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)


def _point(case: Case) -> Iterator[Rule]:
    if case.point is None:
        yield Rule(Code.POINT_UNKNOWN, telling("この方の連絡先ではありません。", "This is no number or address of theirs."), never)
        return
    if case.point.ended:
        yield Rule(Code.POINT_ENDED, telling("この連絡先はもう使われていません。", "They no longer have this number or address."), never)
    if case.proposal.channel not in case.point.channels:
        text = telling(
            "この連絡先には{channel}が届きません。", "This cannot be reached by {channel}.", channel=names.CHANNELS[case.proposal.channel]
        )
        yield Rule(Code.POINT_CHANNEL, text, never)


def _purpose(case: Case) -> Iterator[Rule]:
    purpose, channel = case.purpose, case.proposal.channel
    if purpose is Purpose.INTERNAL and case.view.met_as is not MetAs.INTERNAL:
        yield Rule(Code.NOT_INTERNAL, telling("社内の方ではありません。", "They are not one of us."), never)
    if case.policy.for_contact(purpose, channel) is None:
        text = telling(
            "決めごと「{policy}」では、{contact}は行いません。",
            "The policy “{policy}” does not allow {contact}.",
            policy=case.policy.title,
            contact=names.contact(purpose, channel),
        )
        yield Rule(Code.PURPOSE_CLOSED, text, never)


def _notes(case: Case) -> Iterator[Reason]:
    liked = {wish.channel for wish in case.view.wishes if wish.kind is WishKind.PREFER_CHANNEL and wish.channel}
    if liked and case.proposal.channel not in liked:
        text = say("ご希望の連絡方法は{channels}です。", "They prefer {channels}.", channels=names.listed(sorted(liked)))
        yield Reason(Code.PREFERS_CHANNEL, text)
