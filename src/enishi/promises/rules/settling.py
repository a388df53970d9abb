"""What contacts do to promises, as a function of what is known: asked again it says the same, in whatever order things became known.

Given every promise of some people and numbers and every contact with them since the earliest of those promises, it says
how each promise stands now and which new ones a missed call makes. A contact corrected later is judged anew with the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from enishi.promises.rules.hours import Hours
from enishi.promises.rules.values import (
    CORRECTED,
    EARLY,
    MISSED,
    MISSED_CALL_DUE,
    MISTAKEN,
    NOT_KNOWN,
    WORTH_A_CALL_BACK,
    Contact,
    Pledge,
    Settlement,
)

# Promises about the future that a ring today says nothing about
_NOT_WAITED_FOR = frozenset({"look_again", "other"})
_LAST = UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class _Caller:
    """Whose ring or promise it is: a person's, or a number's that several hold."""

    person: UUID | None
    point: UUID | None


def settle(*, pledges: Iterable[Pledge], contacts: Iterable[Contact], now: datetime, hours: Hours) -> Settlement:
    """How the promises stand after these contacts, and the promises that missed calls among them make."""
    heard: dict[_Caller, list[Contact]] = defaultdict(list)
    for contact in sorted({contact.id: contact for contact in contacts}.values(), key=_when):
        for caller in {_Caller(contact.person, None), _Caller(None, contact.point)}:
            heard[caller].append(contact)
    owed: dict[_Caller, list[Pledge]] = defaultdict(list)
    for pledge in pledges:
        owed[_caller(pledge.person, pledge.point)].append(pledge)
    changed: list[Pledge] = []
    made: list[Pledge] = []
    for caller in (owed.keys() | heard.keys()) - {_Caller(None, None)}:
        before = owed[caller]
        after = _settle_one(caller, before, heard[caller], now, hours)
        changed += [pledge for pledge in after if pledge.id and pledge not in before]
        made += [pledge for pledge in after if not pledge.id]
    return Settlement(tuple(sorted(changed, key=_by_id)), tuple(sorted(made, key=_by_ring)))


def _settle_one(caller: _Caller, pledges: Sequence[Pledge], heard: Sequence[Contact], now: datetime, hours: Hours) -> list[Pledge]:
    rings = [contact for contact in heard if _is_ring(contact) and _caller(contact.person, contact.point) == caller]
    judged = [_judge(pledge, heard) for pledge in pledges]
    answered = _answer(judged, _unanswered(rings, heard), now, hours)
    return [_raise(_judge(pledge, heard), rings) for pledge in answered]


def _caller(person: UUID | None, point: UUID | None) -> _Caller:
    return _Caller(person, None) if person else _Caller(None, point)


def _when(contact: Contact) -> tuple[datetime, UUID]:
    return contact.at, contact.id


def _by_id(pledge: Pledge) -> str:
    return str(pledge.id)


def _by_ring(pledge: Pledge) -> tuple[datetime, str]:
    return pledge.began_at, str(pledge.made_from)


def _spoke(contact: Contact) -> bool:
    """A mistaken call ends a matter as a conversation does."""
    return contact.reached or contact.code == MISTAKEN


def _is_ring(contact: Contact) -> bool:
    """They called and nobody spoke to them."""
    return contact.direction == "in" and contact.channel == "call" and not contact.reached and contact.code in MISSED


# Kept, and attempts


def _judge(pledge: Pledge, heard: Sequence[Contact]) -> Pledge:
    if pledge.withdrawn_at is not None:
        return pledge
    keeper = next((contact for contact in heard if _may_keep(contact, pledge)), None)
    pledge = _kept(pledge, keeper, heard)
    known = {contact.id for contact in heard}
    tried = frozenset(contact.id for contact in heard if _is_attempt(contact, pledge))
    return replace(pledge, attempts=(pledge.attempts - known) | tried)


def _kept(pledge: Pledge, keeper: Contact | None, heard: Sequence[Contact]) -> Pledge:
    """The earliest contact that keeps it; a member's own word on which one did stands as long as that one reached the person."""
    named = next((contact for contact in heard if contact.id == pledge.kept_by), None)
    if pledge.kept_at is not None and named is None:
        return pledge
    able = [contact for contact in (keeper, named) if contact is not None and _settles(contact, pledge)]
    if not able:
        return replace(pledge, kept_at=None, kept_by=None)
    first = min(able, key=_when)
    return replace(pledge, kept_at=first.at, kept_by=first.id)


def _may_keep(contact: Contact, pledge: Pledge) -> bool:
    return _settles(contact, pledge) and _is_about(contact, pledge)


def _settles(contact: Contact, pledge: Pledge) -> bool:
    """Theirs is kept by their call, even one that we missed (from then on we owe); ours only by a conversation."""
    if pledge.owed_by == "them" and contact.direction == "in":
        return contact.code != MISTAKEN and contact.code not in NOT_KNOWN
    return contact.reached


def _is_about(contact: Contact, pledge: Pledge) -> bool:
    """After it was made, not before its time (that talk was about something else), and not for another client or topic."""
    if contact.id == pledge.made_from or contact.at < pledge.began_at:
        return False
    if pledge.kind == "missed_call" and not pledge.moved_here:
        return True
    is_in_time = pledge.owed_by == "them" or contact.at >= pledge.from_at - EARLY
    return contact.at > pledge.began_at and is_in_time and _same_matter(contact, pledge)


def _same_matter(contact: Contact, pledge: Pledge) -> bool:
    return all(
        theirs is None or ours is None or theirs == ours
        for theirs, ours in ((contact.client, pledge.client), (contact.topic, pledge.topic))
    )


def _is_attempt(contact: Contact, pledge: Pledge) -> bool:
    if contact.direction != "out" or _spoke(contact) or contact.code in NOT_KNOWN or pledge.owed_by != "us":
        return False
    if pledge.kept_at is not None and _when(contact) >= (pledge.kept_at, pledge.kept_by or _LAST):
        return False
    return _is_about(contact, pledge)


# Missed calls


def _is_anchored(pledge: Pledge) -> bool:
    """A missed call's promise whose times are those of the ring; one that a member moved has times of its own."""
    return pledge.kind == "missed_call" and pledge.owed_by == "us" and pledge.made_from is not None and not pledge.moved_here


def _unanswered(rings: Sequence[Contact], heard: Sequence[Contact]) -> list[Contact]:
    spoken = max((contact.at for contact in heard if _spoke(contact)), default=None)
    return [ring for ring in rings if spoken is None or ring.at > spoken]


def _answer(pledges: list[Pledge], rings: list[Contact], now: datetime, hours: Hours) -> list[Pledge]:
    """One promise for all the rings of a caller that nobody has answered yet, none when there are none."""
    waiting = {ring.id for ring in rings}
    own = [pledge for pledge in pledges if _is_anchored(pledge) and (pledge.is_open or _comes_back(pledge, waiting))]
    others = [pledge for pledge in pledges if pledge not in own]
    since = min((pledge.began_at for pledge in own), default=now)
    rings = [ring for ring in rings if ring.at >= since or now - ring.at < WORTH_A_CALL_BACK]
    rings = [ring for ring in rings if not any(_covers(pledge, ring) for pledge in others)]
    if not own:
        return [*others, _anchor(_blank(rings[0]), rings[0], hours)] if rings else others
    first, *doubles = sorted(own, key=_open_first)
    return [*others, _anchor(first, rings[0], hours) if rings else _drop(first, now), *(_drop(pledge, now) for pledge in doubles)]


def _comes_back(pledge: Pledge, waiting: set[UUID]) -> bool:
    """It was dropped because its ring turned out to be answered, and now it turns out that it was not."""
    return pledge.withdrawn_because == CORRECTED and pledge.made_from in waiting


def _open_first(pledge: Pledge) -> tuple[bool, datetime, str]:
    return not pledge.is_open, pledge.began_at, str(pledge.id)


def _covers(pledge: Pledge, ring: Contact) -> bool:
    """Whether this promise already answers that ring: it was open then, and begins no later than a new one would fall due."""
    if pledge.owed_by != "us" or pledge.kind in _NOT_WAITED_FOR or ring.at < pledge.began_at or pledge.withdrawn_because == CORRECTED:
        return False
    ended = pledge.kept_at or pledge.withdrawn_at
    if ended is not None and ring.at > ended:
        return False
    return ring.id == pledge.made_from or _is_anchored(pledge) or pledge.from_at <= ring.at + MISSED_CALL_DUE


def _blank(ring: Contact) -> Pledge:
    return Pledge(
        id=None,
        kind="missed_call",
        began_at=ring.at,
        from_at=ring.at,
        due_at=ring.at,
        person=ring.person,
        point=ring.point,
        client=ring.client,
        topic=ring.topic,
        owner=ring.member,
    )


def _anchor(pledge: Pledge, ring: Contact, hours: Hours) -> Pledge:
    """Open, and timed by its first unanswered ring."""
    pledge = replace(pledge, withdrawn_at=None, withdrawn_because="")
    if pledge.made_from == ring.id:
        return pledge
    due_at = hours.after(ring.at, MISSED_CALL_DUE)
    return replace(pledge, made_from=ring.id, began_at=ring.at, from_at=ring.at, due_at=due_at, point=ring.point)


def _drop(pledge: Pledge, now: datetime) -> Pledge:
    return replace(pledge, withdrawn_at=now, withdrawn_because=CORRECTED) if pledge.is_open else pledge


def _raise(pledge: Pledge, rings: Sequence[Contact]) -> Pledge:
    """How often they rang again while they waited: counted from the contacts, never added up, so that no ring counts twice."""
    if pledge.owed_by != "us" or pledge.withdrawn_at is not None:
        return pledge
    again = [ring.at for ring in rings if ring.id != pledge.made_from and _covers(pledge, ring)]
    return replace(pledge, raised=len(again), raised_at=max(again, default=None))
