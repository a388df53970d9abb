"""One contact, its outcome and its consequences: all of it in one transaction, or none of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from enishi.consideration.actions.locks import lock_person, while_people_stay
from enishi.consideration.models import Permit
from enishi.consideration.queries import rest_after_not_now
from enishi.conversations import queries
from enishi.conversations.actions.applying import Written, apply
from enishi.conversations.actions.permitting import let_out
from enishi.conversations.actions.turns import Turns, take_turns_for
from enishi.conversations.actions.undoing import undo
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import CONCLUSIONS, Details, Facts, consequences, may_write, problem
from enishi.kernel import live
from enishi.kernel.inserting import insert
from enishi.kernel.words import Text, say
from enishi.people.rules import PeopleRefuse, point_value
from enishi.promises import actions as promises
from enishi.promises import queries as promised
from enishi.promises.rules import Hours
from enishi.touches import actions as touches
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from enishi.touches.rules import OUTCOMES

# Which endings need to know what
_ASK_PROMISES = frozenset({"never", "not_now", "no_business"})
_ASK_HOLDINGS = frozenset({"number_dead", "wrong_person", "left_company"})
_ASK_HOURS = frozenset({"not_now", "they_will_call", "reception_away"})
_JUST_NOW = timedelta(minutes=5)


class CannotConclude(Exception):
    """This contact cannot have ended so; `text` says why in both languages, `field` which of the details is at fault, if one is."""

    def __init__(self, text: Text, field: str = "") -> None:
        super().__init__(str(text))
        self.text = text
        self.field = field


class LoggedOtherwise(CannotConclude):
    """The contact is written down already, and otherwise; `standing` is how, None if that was taken back."""

    def __init__(self, standing: Conclusion | None) -> None:
        super().__init__(
            say(
                "この連絡は、もう「{outcome}」と記録してあります。変えるには「元に戻す」を押してから、結果を選び直してください。",
                "This contact is already logged as “{outcome}”. To change it, press Undo and say anew how it ended.",
                outcome=CONCLUSIONS[standing.code].name,
            )
            if standing
            else say(
                "この連絡の記録は、元に戻してあります。画面を開き直して、結果を選び直してください。",
                "What was logged of this contact was taken back. Open the page anew and say again how it ended.",
            )
        )
        self.standing = standing


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is only written down, and decides nothing."""

    own_number_id: UUID | None
    talk_seconds: int | None
    note: str
    source: str
    token: str


def log_call(
    *,
    person_id: UUID | None,
    point_id: UUID | None,
    member_id: UUID | None,
    code: str,
    at: datetime,
    direction: str = "out",
    channel: str = "call",
    purpose: str = "",
    permit_id: UUID | None = None,
    own_number_id: UUID | None = None,
    talk_seconds: int | None = None,
    note: str = "",
    details: Details | None = None,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    token: str = "",
    source: str = "hand",
    now: datetime,
) -> Conclusion:
    """Write down a contact that took place, how it ended and what follows from it.

    With a permit, the permit says with whom, by what and about what; a contact of ours without one is written down as
    "outside the gate", and counts. The same `token` of the same `source` again gives the same conclusion and writes nothing.
    Raises `CannotConclude`, `LoggedOtherwise` where it told of another contact before, and what the gate raises for a permit unknown.
    """
    facts = Facts(at, channel, direction, purpose, person_id, point_id, member_id, client_id, topic_id, details or Details())
    permit = Permit.objects.get(id=permit_id) if permit_id else None
    entry = _Entry(own_number_id, talk_seconds, note, source, token)
    facts = _as_permitted(facts, permit) if permit else facts
    if token and (before := _logged_before(source, token)):
        return _the_same(before, code, facts, note)
    _check(code, facts)
    if permit is None and not may_write(code, facts.details):
        # Most contacts: nobody is held before they are settled
        with transaction.atomic(savepoint=False):
            return _logged(code, facts, None, entry, now)
    return while_people_stay(lambda: _logged(code, facts, permit, entry, now))


def conclude(
    *,
    touch_id: UUID,
    code: str,
    member_id: UUID | None,
    person_id: UUID | None = None,
    note: str = "",
    details: Details | None = None,
    now: datetime,
) -> Conclusion:
    """Say how a contact that is written down ended. What was concluded from it before is taken back first.

    `person_id`: whom it was with, if the touch does not say or says somebody else. Raises `CannotConclude`.
    """
    touch = Touch.objects.select_related("point").get(id=touch_id)
    facts = Facts(
        at=touch.at,
        channel=touch.channel,
        direction=touch.direction,
        purpose=touch.purpose,
        person=person_id or touch.person_id,
        point=touch.point_id,
        member=member_id,
        client=touch.client_id,
        topic=touch.topic_id,
        details=details or Details(),
    )
    _check(code, facts)
    return while_people_stay(lambda: _concluded_anew(code, facts, touch, note, now))


def _concluded_anew(code: str, facts: Facts, touch: Touch, note: str, now: datetime) -> Conclusion:
    concluded = Conclusion.objects.filter(touch=touch, undone_at=None)
    thought = [touch.person_id, *concluded.values_list("outcome__person_id", flat=True)]
    take_turns_for(code, facts, also=thought, now=now)
    for before in Conclusion.objects.filter(touch=touch, undone_at=None).order_by("-id"):
        undo(conclusion_id=before.id, by_id=facts.member, now=now)
    # What was taken back may be owed again
    facts = _gathered(code, facts, Turns(is_owed=True))
    reached = _reached(code, facts.details)
    other = facts.person if facts.person != touch.person_id else None
    outcome = touches.record_outcome(touch_id=touch.id, code=code, by_id=facts.member, now=now, reached=reached, person_id=other)
    if note:
        touches.write_words(touch_id=touch.id, text=note)
    return _concluded(touch, outcome, facts, now)


def _logged(code: str, facts: Facts, permit: Permit | None, entry: _Entry, now: datetime) -> Conclusion:
    turns = take_turns_for(code, facts, now=now) if may_write(code, facts.details) else None
    is_let_out = permit is not None and let_out(permit, facts.member, facts.at, now)
    if permit is not None and is_let_out:
        facts = replace(facts, at=max(facts.at, permit.granted_at))
    facts = _gathered(code, facts, turns)
    plain: list[Conclusion] = []

    def along(touch: Touch, outcome: TouchOutcome) -> list[Conclusion]:
        # From which nothing can follow is written in one breath with the contact
        plain.extend([] if turns else [_conclusion(touch, outcome, facts, (), now)])
        return plain

    recorded = _recorded(code, facts, permit if is_let_out else None, entry, now, along=along)
    again = None if recorded.is_new else Conclusion.objects.filter(touch=recorded.touch).first()
    if again is not None:
        return _the_same(again, code, facts, entry.note)
    if permit and permit.evidence_id and permit.evidence_kind == "promise" and _is_conversation(code, facts.details):
        promises.keep(promise_id=permit.evidence_id, touch_id=recorded.touch.id, now=now)
    if plain:
        _publish(facts)
        return plain[0]
    return _concluded(recorded.touch, recorded.outcome, facts, now)


def _recorded(code: str, facts: Facts, permit: Permit | None, entry: _Entry, now: datetime, *, along: touches.Along) -> touches.Recorded:
    return touches.record_touch(
        at=facts.at,
        channel=facts.channel,
        direction=facts.direction,
        purpose=facts.purpose,
        person_id=facts.person,
        point_id=facts.point,
        member_id=facts.member,
        own_number_id=permit.own_number_id if permit else entry.own_number_id,
        client_id=facts.client,
        topic_id=facts.topic,
        talk_seconds=entry.talk_seconds,
        permit_id=permit.id if permit else None,
        outside_gate=facts.direction == "out" and permit is None,
        outcome=code,
        reached=_reached(code, facts.details),
        words=entry.note,
        source=entry.source,
        source_ref=entry.token,
        by_id=facts.member,
        along=along,
        now=now,
    )


def _logged_before(source: str, token: str) -> Conclusion | None:
    reference = touches.reference(source, token)
    return Conclusion.objects.filter(touch__source=source, touch__source_ref=reference).order_by("id").first()


def _the_same(before: Conclusion, code: str, facts: Facts, note: str) -> Conclusion:
    """What stands of that contact, if this tells the very same of it. Raises LoggedOtherwise."""
    touch = before.touch
    standing = Conclusion.objects.filter(touch=touch, undone_at=None).order_by("-id").first()
    words = TouchWords.objects.filter(touch=touch).values_list("text", flat=True).first() or ""
    told = (code, facts.direction, facts.person, facts.point, note)
    if standing is None or told != (standing.code, touch.direction, touch.person_id, touch.point_id, words):
        raise LoggedOtherwise(standing)
    return standing


def _check(code: str, facts: Facts) -> None:
    if facts.direction == "out" and facts.person is None and facts.point is None:
        # It would count for nobody
        raise CannotConclude(say("どなたへの連絡かを選んでください。", "Choose whom, or which number, this went to."))
    why = problem(
        code,
        facts.direction,
        facts.details,
        at=facts.at,
        is_person_known=facts.person is not None,
        client=facts.client,
        topic=facts.topic,
    )
    if why is not None:
        raise CannotConclude(why.text, why.field)
    if facts.details.new_contact is not None:
        try:
            point_value(facts.details.new_contact.kind, facts.details.new_contact.value)
        except PeopleRefuse as refuses:
            raise CannotConclude(refuses.text, "new_contact") from refuses


def _reached(code: str, details: Details) -> bool | None:
    """None: what the code means by itself."""
    return True if details.with_person and CONCLUSIONS[code].met == "somebody" else None


def _is_conversation(code: str, details: Details) -> bool:
    return OUTCOMES[code].reached or bool(_reached(code, details))


def _as_permitted(facts: Facts, permit: Permit) -> Facts:
    """The permit says whom and about what; never an argument."""
    return replace(
        facts,
        person=permit.person_id,
        point=permit.point_id,
        channel=permit.channel,
        direction="out",
        purpose=permit.purpose,
        client=permit.client_id,
        topic=permit.topic_id,
    )


def _gathered(code: str, facts: Facts, turns: Turns | None) -> Facts:
    """The facts that this ending needs beside the contact itself; a plain one needs none."""
    if turns is None:
        return facts
    asks = (turns.is_owed and code in _ASK_PROMISES) or code in _ASK_HOLDINGS
    cluster = lock_person(facts.person).cluster if facts.person and asks else ()
    return replace(
        facts,
        promises=queries.open_promises(cluster, facts.point) if turns.is_owed and code in _ASK_PROMISES else (),
        holdings=queries.holdings(cluster, facts.point) if code in _ASK_HOLDINGS else (),
        employments=queries.employments(cluster) if code == "left_company" else (),
        hours=promised.hours() if code in _ASK_HOURS else Hours(),
    )


def _concluded(touch: Touch, outcome: TouchOutcome, facts: Facts, now: datetime) -> Conclusion:
    code = outcome.code
    rest = rest_after_not_now(facts.person) if code == "not_now" else timedelta(0)
    written = [apply(consequence, facts, touch, now) for consequence in consequences(code, facts, now, rest)]
    conclusion = _conclusion(touch, outcome, facts, [line for line in written if line], now)
    insert(conclusion)
    if now - facts.at > _JUST_NOW and any(line["kind"] == "promise" for line in conclusion.consequences):
        # What was promised then may have been kept since
        promises.settle([touch.id], now)
    _publish(facts)
    return conclusion


def _conclusion(touch: Touch, outcome: TouchOutcome, facts: Facts, written: Sequence[Written], now: datetime) -> Conclusion:
    return Conclusion(touch=touch, outcome=outcome, code=outcome.code, by_id=facts.member, at=now, consequences=list(written))


def _publish(facts: Facts) -> None:
    live.publish("today", *([f"person:{facts.person}"] if facts.person else []))
