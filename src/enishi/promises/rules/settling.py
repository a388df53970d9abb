"""What contacts do to promises, as a function of what is known: asked again it says the same, in whatever order things became known.

Given every promise of some people and numbers and every contact with them since the earliest of those promises, it says
how each promise stands now and which new ones a missed call makes. A contact corrected later is judged anew with the rest.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from uuid import UUID

from enishi.promises.rules.hearing import Heard, Matter, Rings, Window, may_be_one
from enishi.promises.rules.hours import Hours
from enishi.promises.rules.values import (
    CORRECTED,
    EARLY,
    MISSED,
    MISSED_CALL_DUE,
    MISTAKEN,
    NOT_KNOWN,
    ONE_RING,
    WORTH_A_CALL_BACK,
    Contact,
    Pledge,
    Settlement,
)

# Promises about the future that a ring today says nothing about
_NOT_WAITED_FOR = frozenset({"look_again", "other"})
_LAST = UUID(int=(1 << 128) - 1)
_BEFORE, _AFTER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


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
        was = {pledge.id: pledge for pledge in before}
        changed += [pledge for pledge in after if pledge.id and pledge != was.get(pledge.id)]
        made += [pledge for pledge in after if not pledge.id]
    return Settlement(tuple(sorted(changed, key=_by_id)), tuple(sorted(made, key=_by_ring)))


def _settle_one(caller: _Caller, pledges: Sequence[Pledge], heard: Sequence[Contact], now: datetime, hours: Hours) -> list[Pledge]:
    known = Heard(heard)
    rings = Rings(_each_once(caller, heard))
    judged = [_judge(pledge, known) for pledge in pledges]
    same = {id(pledge) for pledge in judged}
    answered = _answer(judged, _unanswered(rings.rings, heard), now, hours)
    return [_raise(pledge if id(pledge) in same else _judge(pledge, known), rings) for pledge in answered]


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


def _each_once(caller: _Caller, heard: Sequence[Contact]) -> Iterable[Contact]:
    """Their rings, in order. What several of our lines heard within seconds is one ring; taken on one of them, it is none."""
    taken = [contact.at for contact in heard if contact.direction == "in" and contact.channel == "call" and _spoke(contact)]
    last = _BEFORE
    for ring in heard:
        if not _is_ring(ring) or _caller(ring.person, ring.point) != caller or ring.at - last <= ONE_RING:
            continue
        if bisect_left(taken, ring.at - ONE_RING) == bisect_right(taken, ring.at + ONE_RING):
            last = ring.at
            yield ring


# Kept, and attempts


def _judge(pledge: Pledge, heard: Heard) -> Pledge:
    if pledge.withdrawn_at is not None:
        return pledge
    pledge = _kept(pledge, _keeper(pledge, heard), heard)
    tried = frozenset(contact.id for contact in _tried(pledge, heard) if _is_attempt(contact, pledge))
    return replace(pledge, attempts=frozenset(each for each in pledge.attempts if each not in heard.by_id) | tried)


def _keeper(pledge: Pledge, heard: Heard) -> Contact | None:
    settling = heard.theirs if pledge.owed_by == "them" else heard.ours
    found = (next((each for each in run if _may_keep(each, pledge)), None) for run in settling.runs(_begins(pledge), _matters(pledge)))
    return min((each for each in found if each), key=_when, default=None)


def _tried(pledge: Pledge, heard: Heard) -> Iterable[Contact]:
    ended = pledge.kept_at
    for run in heard.tries.runs(_begins(pledge), _matters(pledge)) if pledge.owed_by == "us" else ():
        yield from takewhile(lambda contact: ended is None or contact.at <= ended, run)


def _begins(pledge: Pledge) -> datetime:
    """Nothing before this is about it; see `_is_about`."""
    if pledge.owed_by == "them" or (pledge.kind == "missed_call" and not pledge.moved_here):
        return pledge.began_at
    return max(pledge.began_at, pledge.from_at - EARLY)


def _matters(pledge: Pledge) -> Matter | None:
    """What it may be about, if not anything; see `_is_about`."""
    is_any = pledge.kind == "missed_call" and not pledge.moved_here
    return None if is_any else (pledge.client, pledge.topic)


def _kept(pledge: Pledge, keeper: Contact | None, heard: Heard) -> Pledge:
    """The earliest contact that keeps it; a member's own word on which one did stands as long as that one reached the person."""
    named = heard.by_id.get(pledge.kept_by) if pledge.kept_by else None
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
    same_matter = may_be_one((contact.client, contact.topic), (pledge.client, pledge.topic))
    return contact.at > pledge.began_at and is_in_time and same_matter


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
    own: list[Pledge] = []
    others: list[Pledge] = []
    for pledge in pledges:
        is_own = _is_anchored(pledge) and (pledge.is_open or _comes_back(pledge, waiting))
        (own if is_own else others).append(pledge)
    since = min((pledge.began_at for pledge in own), default=now)
    rings = [ring for ring in rings if ring.at >= since or now - ring.at < WORTH_A_CALL_BACK]
    rings = _uncovered(rings, others)
    if not own:
        return [*others, _anchor(_blank(rings[0]), rings[0], hours)] if rings else others
    first, *doubles = sorted(own, key=_open_first)
    return [*others, _anchor(first, rings[0], hours) if rings else _drop(first, now), *(_drop(pledge, now) for pledge in doubles)]


def _comes_back(pledge: Pledge, waiting: set[UUID]) -> bool:
    """It was dropped because its ring turned out to be answered, and now it turns out that it was not."""
    return pledge.withdrawn_because == CORRECTED and pledge.made_from in waiting


def _open_first(pledge: Pledge) -> tuple[bool, datetime, str]:
    return not pledge.is_open, pledge.began_at, str(pledge.id)


def _uncovered(rings: Sequence[Contact], pledges: Sequence[Pledge]) -> list[Contact]:
    """Rings, in their order, that none of these promises answers already."""
    windows = sorted(window for window in map(_covers, pledges) if window)
    made_from = {(pledge.made_from, window) for pledge in pledges if (window := _open_for(pledge))}
    began = {ring.id: ring.at for ring in rings}
    own = {ring for ring, (start, end) in made_from if ring in began and start <= began[ring] <= end}
    left: list[Contact] = []
    reaches, at = _BEFORE, 0
    for ring in rings:
        while at < len(windows) and windows[at][0] <= ring.at + ONE_RING:
            reaches, at = max(reaches, windows[at][1]), at + 1
        if ring.at > reaches and ring.id not in own:
            left.append(ring)
    return left


def _covers(pledge: Pledge) -> Window | None:
    """The rings this promise already answers: it was open then, and begins no later than a new one would fall due."""
    open_for = _open_for(pledge)
    if open_for is None or _is_anchored(pledge):
        return open_for
    began, ended = max(open_for[0], pledge.from_at - MISSED_CALL_DUE), open_for[1]
    return (began, ended) if began <= ended else None


def _open_for(pledge: Pledge) -> Window | None:
    """From when until when it was there to answer a ring; above all the one it was made from."""
    if pledge.owed_by != "us" or pledge.kind in _NOT_WAITED_FOR or pledge.withdrawn_because == CORRECTED:
        return None
    ended = pledge.kept_at or pledge.withdrawn_at or _AFTER
    return (pledge.began_at, ended) if pledge.began_at <= ended else None


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


def _raise(pledge: Pledge, rings: Rings) -> Pledge:
    """How often they rang again while they waited: counted from the contacts, never added up, so that no ring counts twice."""
    if pledge.owed_by != "us" or pledge.withdrawn_at is not None:
        return pledge
    times, last = rings.within(_covers(pledge), but=pledge.made_from)
    return replace(pledge, raised=times, raised_at=last)
