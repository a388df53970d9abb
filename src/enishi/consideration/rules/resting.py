"""What a purpose rests on: evidence of the person's own doing, recent, unanswered and not used up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from enishi.kernel.words import many

from . import names
from .case import Case, Rule, meet, never, telling
from .view import Contact, Evidence
from .vocabulary import EVIDENCE_FOR, RINGING, Code, Direction, EvidenceKind, Purpose, Use

_MISSING = {
    Purpose.INQUIRY: ("お問い合わせの記録がありません。", "No inquiry of theirs is recorded."),
    Purpose.SERVICE: ("ご注文やご依頼の記録がありません。", "No order or request of theirs is recorded."),
    Purpose.REPLY: ("先方からの着信や連絡の記録がありません。", "No call or message of theirs is recorded."),
    Purpose.PROMISE: ("お約束の記録がありません。", "No promise is recorded."),
}


def rules(case: Case) -> Iterator[Rule]:
    """Every rule about the evidence of this case."""
    yield from _switchboard(case)
    needed = EVIDENCE_FOR.get(case.proposal.purpose)
    if needed is None:
        return
    evidence = case.proposal.evidence
    if evidence is None or evidence.kind not in needed or not _is_for(evidence, case):
        yield Rule(Code.EVIDENCE_MISSING, telling(*_MISSING[case.proposal.purpose]), never)
        return
    if not evidence.theirs and case.proposal.purpose is not Purpose.PROMISE:
        text = telling("こちらの都合だけでは、この目的の連絡はできません。", "Our own wish alone is no ground for this contact.")
        yield Rule(Code.EVIDENCE_NOT_THEIRS, text, never)
    if not all(said is None or said == ours for said, ours in zip(evidence.matter, case.proposal.matter, strict=True)):
        text = telling("記録は別の用件についてのものです。", "What is recorded is about another matter.")
        yield Rule(Code.EVIDENCE_OTHER_MATTER, text, never)
    if evidence.kind is EvidenceKind.TOUCH:
        yield from _touch(evidence, case)
    if case.limits.per_request:
        yield from _worth_there(evidence, case, case.limits.per_request)
    elif evidence.kind is not EvidenceKind.ORDER:
        yield from _worth(evidence, case)


def _switchboard(case: Case) -> Iterator[Rule]:
    """Whoever answers at work hears that we ring: only what the person asked for goes there."""
    there = case.point is not None and case.point.use is Use.SWITCHBOARD and case.proposal.channel in RINGING
    if there and case.limits.switchboard_if_asked and case.asked_at is None:
        text = telling("代表番号へは、ご本人からのご依頼やお約束があるときだけです。", "To a switchboard only what they asked for.")
        yield Rule(Code.SWITCHBOARD_UNASKED, text, never)


def _is_for(evidence: Evidence, case: Case) -> bool:
    """A request is for the purpose it was written down for, a stranger's ring for its own number; a missed ring orders no service."""
    asked = evidence.purpose in (None, case.proposal.purpose)
    there = evidence.point in (None, case.proposal.point)
    return asked and there and (evidence.in_words or case.proposal.purpose is not Purpose.SERVICE)


def _touch(evidence: Evidence, case: Case) -> Iterator[Rule]:
    days = case.policy.evidence.reply_within_days
    end = evidence.at + timedelta(days=days)

    def opens(moment: datetime) -> datetime | None:
        return moment if moment < end else None

    text = telling("先方からの連絡は{days}日より前のものです。", "Their contact is more than {days} old.", days=many(days, "day"))
    yield Rule(Code.EVIDENCE_STALE, text, opens)
    if _is_answered(evidence, case):
        text = telling("先方からのご連絡のあとに、もうお話ししています。", "We have spoken since they contacted us.")
        yield Rule(Code.EVIDENCE_ANSWERED, text, never)


def _is_answered(evidence: Evidence, case: Case) -> bool:
    """A call of theirs that we took was answered there and then; a ring that may have been anybody's on a telephone, with any of them."""
    heard = next((contact for contact in case.view.contacts if contact.id and contact.id == evidence.id), None)
    spoken = case.conversations()
    if heard is not None and heard.person is None:
        spoken += [contact for contact in (*case.view.contacts, *case.view.switchboard) if contact.reached and contact.point == heard.point]
    return any(contact.at > evidence.at or (contact.id and contact.id == evidence.id) for contact in spoken)


def _worth(evidence: Evidence, case: Case) -> Iterator[Rule]:
    worth = case.policy.evidence.attempts_per_request
    if len(_attempts(evidence, case)) >= worth:
        text = telling(
            "このご依頼については、もう{worth}回試みました。",
            "Their request has been tried {worth} already.",
            worth=many(worth, "time"),
        )
        yield Rule(Code.EVIDENCE_USED_UP, text, never)


def _worth_there(evidence: Evidence, case: Case, worth: int) -> Iterator[Rule]:
    channel = case.proposal.channel
    if sum(contact.channel is channel for contact in _attempts(evidence, case)) >= worth:
        text = telling(
            "このご依頼やご注文についての{channel}は{worth}回までです。",
            "Their request or order is worth {worth} by {channel}.",
            channel=names.CHANNELS[channel],
            worth=worth,
        )
        yield Rule(Code.EVIDENCE_USED_UP, text, never)


def _attempts(evidence: Evidence, case: Case) -> list[Contact]:
    """Our tries since, on any channel: a call, a text and a mail are three. A promise counts from its own time."""
    since = evidence.tried_from or evidence.from_at or evidence.at
    done = [contact for contact in case.view.contacts if contact.at > since]
    # A live permit was asked for after the evidence was there, even in the same instant
    about = [permit for permit in case.view.permits if permit.at >= since]
    ours = set(map(id, case.contacts))
    return [
        contact
        for contact in (*done, *about)
        if contact.direction is Direction.OUT and id(contact) in ours and meet(contact.matter, evidence.matter)
    ]
