"""What an ending writes beside itself, as values. Nothing here reads or writes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from enishi.conversations.rules.said import CallBack, Details, NewContact
from enishi.kernel.words import say
from enishi.promises.rules import MOVED, Hours, Pledge
from enishi.touches.rules import OUTCOMES

# 「いまは要らない」 without a date, where the policy names no rest of its own
NOT_NOW_REST = timedelta(days=30)
# Time to look again, to return to somebody who is back, to wait for a call without a time: in our open hours
_A_WORKING_DAY = timedelta(hours=8)
_WHEN_THEY_ARE_BACK = timedelta(hours=1)
_COMPANY_LABELS = ("会社", "勤務先", "職場", "直通", "代表", "内線", "work", "office", "company")
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Held:
    """A holding that has not ended. `by_person`: the person's own (else another holder's of the same number)."""

    id: UUID
    point: UUID
    use: str = "personal"
    label: str = ""
    by_person: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a contact is concluded."""

    at: datetime
    channel: str
    direction: str
    purpose: str = ""
    person: UUID | None = None
    point: UUID | None = None
    member: UUID | None = None
    client: UUID | None = None
    topic: UUID | None = None
    details: Details = field(default_factory=Details)
    promises: tuple[Pledge, ...] = ()
    holdings: tuple[Held, ...] = ()
    employments: tuple[UUID, ...] = ()
    hours: Hours = field(default_factory=Hours)


@dataclass(frozen=True, slots=True)
class Refuse:
    """A refusal. A person's binds the numbers of their own as well; `binds_point` is all we know of who refused."""

    scope: str
    client: UUID | None = None
    topic: UUID | None = None
    channel: str = ""
    words: str = ""
    binds_point: UUID | None = None


@dataclass(frozen=True, slots=True)
class PauseFor:
    """A rest from now until `until_at`."""

    because: str
    until_at: datetime
    agreed: bool
    client: UUID | None = None
    topic: UUID | None = None


@dataclass(frozen=True, slots=True)
class HaltCalls:
    """No calls to this number until a member has looked."""

    point: UUID
    because: str


@dataclass(frozen=True, slots=True)
class Owe:
    """A new promise."""

    kind: str
    owed_by: str
    asked_by: str
    from_at: datetime
    due_at: datetime
    phrase: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawPromise:
    """An open promise is no longer owed."""

    promise: UUID
    because: str


@dataclass(frozen=True, slots=True)
class EndHolding:
    """A number or address is no longer theirs; `because` is one of `people.models.Holding.Ended`."""

    holding: UUID
    because: str


@dataclass(frozen=True, slots=True)
class EndEmployment:
    """They do not work there any more."""

    employment: UUID


@dataclass(frozen=True, slots=True)
class HoldPoint:
    """They can be reached here from now on."""

    contact: NewContact


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """They agreed to be contacted by this channel; `proof`: how, in words."""

    channel: str
    proof: str


Consequence = Refuse | PauseFor | HaltCalls | Owe | WithdrawPromise | EndHolding | EndEmployment | HoldPoint | GiveConsent
_Writes = Callable[[Facts, datetime, timedelta], Iterator[Consequence]]


def may_write(code: str, details: Details) -> bool:
    """Whether this ending can write anything beside the contact and its outcome."""
    return code in _WRITES or details.call_back is not None


def consequences(code: str, facts: Facts, now: datetime, policy_rest: timedelta) -> tuple[Consequence, ...]:
    """Everything this ending writes, in the order to write it. `policy_rest`: the policy's rest after "not now", zero if it names none."""
    particular = _WRITES.get(code)
    written = tuple(particular(facts, now, policy_rest)) if particular else ()
    agreed = facts.details.call_back
    return written if agreed is None or code == "never" else (*written, _agreed(agreed, code, facts))


def _agreed(call_back: CallBack, code: str, facts: Facts) -> Owe:
    """Whoever spoke with nobody has asked for nothing, whatever the form says: a ring of theirs that we missed no more than one of ours."""
    kind, owed_by = ("their_call", "them") if call_back.theirs else ("agreed_time", "us")
    could_ask = OUTCOMES[code].reached or facts.details.with_person or code == "received"
    asked_by = "person" if call_back.theirs or (call_back.they_asked and could_ask) else "us"
    return Owe(kind, owed_by, asked_by, call_back.from_at, call_back.due_at, call_back.phrase, call_back.about)


def _never(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    refusal = _refusal(facts)
    yield refusal
    for promise in facts.promises:
        if promise.owed_by == "us" and promise.id and _is_refused(promise, refusal):
            yield WithdrawPromise(promise.id, REFUSED)


def _refusal(facts: Facts) -> Refuse:
    """What they covered in their words; else whom the contact spoke for, else what it was about, else everything."""
    details = facts.details
    client, topic = details.client_id or facts.client, details.topic_id or facts.topic
    scope = details.scope or ("client" if client else "topic" if topic else "everything")
    return Refuse(
        scope=scope,
        client=client if scope in {"client", "topic"} else None,
        topic=topic if scope == "topic" else None,
        channel=details.channel if scope == "channel" else "",
        words=details.words,
        # A number others share must not silence the others
        binds_point=facts.point if facts.person is None else None,
    )


def _is_refused(promise: Pledge, refusal: Refuse) -> bool:
    """A promise about nothing in particular stays if they asked for it, and goes if it was our idea."""
    match refusal.scope:
        case "everything":
            return True
        case "channel":
            return refusal.channel == "call"
        case "client":
            return promise.client == refusal.client if promise.client else promise.asked_by == "us"
        case _:
            return promise.topic == refusal.topic if promise.topic else promise.asked_by == "us"


def not_now_until(now: datetime, policy_rest: timedelta, *, named: datetime | None = None, agreed: bool = False) -> datetime:
    """Until when we rest. `named`: a day that was written down; unless they `agreed` to it, the policy's rest is the least."""
    if named is None:
        return now + (policy_rest or NOT_NOW_REST)
    return named if agreed else max(named, now + policy_rest)


def _not_now(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    details = facts.details
    agreed = details.agreed and details.until_at is not None
    until = not_now_until(now, rest, named=details.until_at, agreed=agreed)
    yield PauseFor(details.because, until, agreed, facts.client, facts.topic)
    for promise in facts.promises:
        same = (promise.client, promise.topic) == (facts.client, facts.topic)
        if promise.kind == "look_again" and promise.id and same:
            yield WithdrawPromise(promise.id, MOVED)
    due = facts.hours.after(until, _A_WORKING_DAY)
    yield Owe("look_again", "us", "person" if agreed else "us", until, due, about=details.because)


def _they_will_call(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    due = facts.details.by_at or facts.hours.after(facts.at, _A_WORKING_DAY)
    yield Owe("their_call", "them", "person", facts.at, due)


def _reception_away(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    """What a colleague at reception says is no request of the person's: it relaxes nothing."""
    back = facts.details.back_at
    if back is not None:
        yield Owe("call_back", "us", "us", back, facts.hours.after(back, _WHEN_THEY_ARE_BACK))


def _carrier_refusal(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    if facts.point is not None:
        yield HaltCalls(facts.point, say("着信拒否の案内が流れました", "The carrier said that we are refused").ja)


def _number_dead(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    """Dead for everybody who held it."""
    for holding in facts.holdings:
        if holding.point == facts.point:
            yield EndHolding(holding.id, "number_dead")


def _wrong_person(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    for holding in facts.holdings:
        if holding.point == facts.point and holding.by_person:
            yield EndHolding(holding.id, "wrong_person")


def _left_company(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    """The person and the story stay; what belonged to the company goes. A number on which they answered themselves is theirs."""
    details = facts.details
    for employment in facts.employments:
        yield EndEmployment(employment)
    for holding in facts.holdings:
        if holding.by_person and _is_companys(holding, facts):
            yield EndHolding(holding.id, "left_company")
    if details.new_contact is not None:
        yield HoldPoint(details.new_contact)
        for channel in details.new_contact.channels:
            yield GiveConsent(channel, details.consent_words)


def _is_companys(holding: Held, facts: Facts) -> bool:
    if holding.point == facts.point:
        return not facts.details.with_person
    return holding.use == "switchboard" or any(word in holding.label.casefold() for word in _COMPANY_LABELS)


def _no_business(facts: Facts, now: datetime, rest: timedelta) -> Iterator[Consequence]:
    """A missed call's own promise closes by itself when it settles; one that was moved to another time does not."""
    for promise in facts.promises:
        if promise.kind == "missed_call" and promise.moved_here and promise.id:
            yield WithdrawPromise(promise.id, "no_business")


_WRITES: dict[str, _Writes] = {
    "never": _never,
    "not_now": _not_now,
    "they_will_call": _they_will_call,
    "reception_away": _reception_away,
    "carrier_refusal": _carrier_refusal,
    "number_dead": _number_dead,
    "wrong_person": _wrong_person,
    "left_company": _left_company,
    "no_business": _no_business,
}
