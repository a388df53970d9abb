"""What the person told us: refusals, halts, wishes, consent, pauses, promises."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from enishi.kernel.words import Text, say

from . import names
from .case import Case, Rule, from_then, meet, never, telling
from .times import spoken, spoken_day
from .view import Matter, Pause, Promise, Refusal
from .vocabulary import RINGING, Channel, Code, EvidenceKind, Purpose, Scope, Side, WishKind

_REFUSED = {
    Scope.EVERYTHING: Code.REFUSED_EVERYTHING,
    Scope.CLIENT: Code.REFUSED_CLIENT,
    Scope.TOPIC: Code.REFUSED_TOPIC,
    Scope.CHANNEL: Code.REFUSED_CHANNEL,
}


def rules(case: Case) -> Iterator[Rule]:
    """Every rule that the person's own words lay on this case."""
    yield from _refusals(case)
    yield from _halts(case)
    yield from _unwanted_channel(case)
    yield from _consent(case)
    yield from _pauses(case)
    yield from _their_promises(case)
    yield from _named_times(case)


def _refusals(case: Case) -> Iterator[Rule]:
    for refusal in case.view.refusals:
        if (refusal.binds_person or refusal.point == case.proposal.point) and _covers(refusal, case) and not _reopened(refusal, case):
            yield Rule(_REFUSED[refusal.scope], partial(_refused, refusal, case.zone), never)


def _refused(refusal: Refusal, zone: str) -> Text:
    what = names.covered(refusal.scope, channel=refusal.channel or "")
    return say("{day}に、{what}をお断りになっています。", "On {day} they refused {what}.", day=spoken_day(refusal.at, zone), what=what)


def _covers(refusal: Refusal, case: Case) -> bool:
    said, ours = refusal.matter, case.proposal.matter
    if refusal.scope is Scope.EVERYTHING:
        return True
    if refusal.scope is Scope.CHANNEL:
        return refusal.channel is case.proposal.channel and meet(said, ours)
    # An offer, or an answer to an inquiry, that does not say what it is about may be the very one that was refused
    if case.purpose in (Purpose.SOLICIT, Purpose.INQUIRY) and ours.topic is None and meet(Matter(said.client), Matter(ours.client)):
        return True
    return said.client == ours.client if refusal.scope is Scope.CLIENT else said.topic == ours.topic


def _reopened(refusal: Refusal, case: Case) -> bool:
    # 特定商取引法 17条 forbids soliciting; the service of an order or request that stands is no solicitation
    evidence = case.proposal.evidence
    is_order = evidence is not None and evidence.kind in (EvidenceKind.ORDER, EvidenceKind.REQUEST)
    if refusal.scope in (Scope.CLIENT, Scope.TOPIC) and case.purpose is Purpose.SERVICE and is_order:
        return True
    return case.asked_since(refusal.at)


def _halts(case: Case) -> Iterator[Rule]:
    for halt in case.view.halts:
        if halt.point == case.proposal.point and case.proposal.channel in (Channel.CALL, Channel.FAX):
            text = telling(
                "{day}に着信拒否の案内が流れました。担当者が確かめるまで、この番号への電話を止めています。",
                "On {day} the carrier said that we are refused. Calls to this number stop until a member has looked.",
                day=spoken_day(halt.at, case.zone),
            )
            yield Rule(Code.HALTED, text, never)


def _unwanted_channel(case: Case) -> Iterator[Rule]:
    for wish in case.view.wishes:
        if wish.kind is WishKind.NOT_CHANNEL and wish.channel is case.proposal.channel and not case.asked_since(wish.at):
            text = telling(
                "{channel}は控えてほしいとのご希望です。",
                "They wish not to be reached by {channel}.",
                channel=names.CHANNELS[case.proposal.channel],
            )
            yield Rule(Code.WISH_NOT_CHANNEL, text, never)


def _consent(case: Case) -> Iterator[Rule]:
    if not case.limits.consent:
        return
    given = [
        consent
        for consent in case.view.consents
        if consent.channel is case.proposal.channel and _within(consent.matter, case.proposal.matter)
    ]

    def opens(moment: datetime) -> datetime | None:
        starts = [(max(moment, consent.given_at), consent.withdrawn_at) for consent in given]
        return min((start for start, end in starts if end is None or start < end), default=None)

    text = telling(
        "{channel}でのご案内には、ご本人の同意がまだありません。",
        "They have not consented to offers by {channel}.",
        channel=names.CHANNELS[case.proposal.channel],
    )
    yield Rule(Code.CONSENT_MISSING, text, opens)


def _within(given: Matter, ours: Matter) -> bool:
    return all(leave is None or leave == meant for leave, meant in zip(given, ours, strict=True))


def _pauses(case: Case) -> Iterator[Rule]:
    if case.purpose not in (Purpose.SOLICIT, Purpose.INQUIRY):
        return
    for pause in case.view.pauses:
        if meet(pause.matter, case.proposal.matter) and not case.asked_since(pause.from_at):
            end = _pause_end(pause, case)
            text = telling(
                "「いまは不要」とのことで、{end}までお休み中です。", "“Not now”: at rest until {end}.", end=spoken(end, case.zone)
            )
            yield Rule(Code.PAUSED, text, _outside(pause.from_at, end))


def _pause_end(pause: Pause, case: Case) -> datetime:
    if pause.agreed:
        return pause.until_at
    return max(pause.until_at, pause.from_at + timedelta(days=case.limits.rest_after_not_now_days))


def _outside(start: datetime, end: datetime) -> Callable[[datetime], datetime]:
    return lambda moment: end if start <= moment < end else moment


def _their_promises(case: Case) -> Iterator[Rule]:
    if case.purpose in (Purpose.REPLY, Purpose.INTERNAL):
        return
    if case.proposal.channel is not Channel.CALL and case.purpose is not Purpose.SOLICIT:
        return
    for promise in case.view.promises:
        if promise.owed_by is Side.THEM and _holds(promise, case):
            text = telling(
                "{due}までに先方から折り返しの予定です。",
                "They said they would call back by {due}.",
                due=spoken(promise.due_at, case.zone),
            )
            yield Rule(Code.THEY_WILL_CALL, text, from_then(promise.due_at))


def _holds(promise: Promise, case: Case) -> bool:
    if case.asked_since(promise.at):
        return False
    return case.purpose is Purpose.SOLICIT or meet(promise.matter, case.proposal.matter)


def _named_times(case: Case) -> Iterator[Rule]:
    """A time the person named is exclusive: we do not ring before it."""
    if case.proposal.channel not in RINGING or case.purpose in (Purpose.REPLY, Purpose.INTERNAL):
        return
    own = case.proposal.evidence
    if case.proposal.purpose is Purpose.PROMISE and own is not None and own.from_at is not None:
        yield Rule(Code.NAMED_TIME, _named(own.from_at, case), from_then(own.from_at))
    for promise in case.view.promises:
        named = promise.owed_by is Side.US and promise.asked_by is Side.THEM and promise.in_words
        if named and (own is None or own.id != promise.id) and _holds(promise, case):
            yield Rule(Code.NAMED_TIME, _named(promise.from_at, case), from_then(promise.from_at))


def _named(start: datetime, case: Case) -> Callable[[], Text]:
    return telling("お約束の時間は{start}からです。", "The time agreed begins at {start}.", start=spoken(start, case.zone))
