"""Writing one consequence, and the line by which it can be taken back."""

from datetime import date, datetime
from uuid import UUID

from enishi.consideration import actions as consideration
from enishi.conversations.rules import (
    Consequence,
    EndEmployment,
    EndHolding,
    Facts,
    GiveConsent,
    HaltCalls,
    HoldPoint,
    Owe,
    PauseFor,
    Refuse,
    WithdrawPromise,
)
from enishi.kernel.clock import local_day
from enishi.people import actions as people
from enishi.people.models import Employment, Holding
from enishi.promises import actions as promises
from enishi.touches.models import Touch

# {"kind": …, "id": …} and, where an end is dated, {"on": …}
Written = dict[str, str]


def apply(consequence: Consequence, facts: Facts, touch: Touch, now: datetime) -> Written | None:
    """Write it; None if there was nothing left to write."""
    match consequence:
        case Refuse() | PauseFor() | HaltCalls() | GiveConsent():
            return _told(consequence, facts, touch, now)
        case Owe() | WithdrawPromise():
            return _owed(consequence, facts, touch, now)
        case EndHolding() | EndEmployment() | HoldPoint():
            return _of_the_person(consequence, facts, now)


def _told(consequence: Refuse | PauseFor | HaltCalls | GiveConsent, facts: Facts, touch: Touch, now: datetime) -> Written | None:
    match consequence:
        case Refuse():
            return _line("refusal", _refuse(consequence, facts, touch, now))
        case HaltCalls(point, because):
            halt = consideration.halt(point_id=point, person_id=facts.person, because=because, heard_in_id=touch.id, now=now)
            return _line("halt", halt.id)
        case PauseFor():
            return _line("pause", _pause(consequence, facts.person, facts, touch, now)) if facts.person else None
        case GiveConsent(channel, proof):
            if facts.person is None:
                return None
            given = consideration.consent(
                person_id=facts.person,
                channel=channel,
                client_id=facts.client,
                topic_id=facts.topic,
                proof=proof,
                heard_by_id=facts.member,
                now=now,
            )
            return _line("consent", given.id)


def _refuse(refuse: Refuse, facts: Facts, touch: Touch, now: datetime) -> UUID:
    return consideration.refuse(
        person_id=facts.person,
        point_id=refuse.binds_point,
        scope=refuse.scope,
        client_id=refuse.client,
        topic_id=refuse.topic,
        channel=refuse.channel,
        words=refuse.words,
        heard_by_id=facts.member,
        heard_in_id=touch.id,
        now=now,
    ).id


def _pause(pause: PauseFor, person_id: UUID, facts: Facts, touch: Touch, now: datetime) -> UUID:
    return consideration.pause(
        person_id=person_id,
        client_id=pause.client,
        topic_id=pause.topic,
        because=pause.because,
        until_at=pause.until_at,
        agreed=pause.agreed,
        heard_by_id=facts.member,
        heard_in_id=touch.id,
        now=now,
    ).id


def _owed(consequence: Owe | WithdrawPromise, facts: Facts, touch: Touch, now: datetime) -> Written | None:
    if isinstance(consequence, WithdrawPromise):
        gone = promises.withdraw(promise_id=consequence.promise, by_id=facts.member, because=consequence.because, now=now)
        return _line("promise_withdrawn", consequence.promise) if gone else None
    made = promises.promise(
        person_id=facts.person,
        point_id=facts.point,
        kind=consequence.kind,
        owed_by=consequence.owed_by,
        asked_by=consequence.asked_by,
        owner_id=facts.member,
        client_id=facts.client,
        topic_id=facts.topic,
        about=consequence.about,
        phrase=consequence.phrase,
        from_at=consequence.from_at,
        due_at=consequence.due_at,
        made_from=touch,
        by_id=facts.member,
        now=now,
    )
    return _line("promise", made.id)


def _of_the_person(consequence: EndHolding | EndEmployment | HoldPoint, facts: Facts, now: datetime) -> Written | None:
    today = local_day(facts.at, facts.hours.zone)
    match consequence:
        case EndHolding(holding, because):
            on = _not_before(today, Holding.objects.filter(id=holding).values_list("since_on", flat=True).first())
            people.end_holding(holding_id=holding, because=because, on=on)
            return _line("holding_ended", holding, on)
        case EndEmployment(employment):
            on = _not_before(today, Employment.objects.filter(id=employment).values_list("since_on", flat=True).first())
            people.end_employment(employment_id=employment, on=on)
            return _line("employment_ended", employment, on)
        case HoldPoint(contact):
            if facts.person is None:
                return None
            held = people.hold_point(
                person_id=facts.person,
                kind=contact.kind,
                value=contact.value,
                use=contact.use,
                label=contact.label,
                since_on=today,
                now=now,
            )
            return _line("holding", held.id) if held.created_at == now else None


def _not_before(day: date, since: date | None) -> date:
    """Somebody may have written down by mistake that it begins tomorrow."""
    return max(day, since) if since else day


def _line(kind: str, written: UUID, on: date | None = None) -> Written:
    return {"kind": kind, "id": str(written)} | ({"on": on.isoformat()} if on else {})
