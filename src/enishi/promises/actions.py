"""Making, keeping, moving and withdrawing promises, and what contacts do to them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from enishi.kernel import live
from enishi.kernel.inserting import insert
from enishi.kernel.words import Text, say
from enishi.people.hooks import Erased, Parted
from enishi.people.models import Assignment, Holding
from enishi.promises import queries, rules
from enishi.promises.models import Promise, PromiseAttempt
from enishi.promises.rules import Pledge, Understood
from enishi.team.models import Member
from enishi.touches import actions as touches
from enishi.touches.models import Touch

ERASED = "erased"
_OPEN = Q(kept_at=None, withdrawn_at=None)
_AT_ONCE = 500
_NOBODYS = Promise.objects.filter(_OPEN, person=None, point__isnull=False)
_OUR_WORDS = ("", ERASED, rules.CORRECTED, rules.MOVED, rules.NOBODY_KNOWS)


class PromiseCannotDoThat(Exception):
    """Base of what this room refuses; `text` says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class PromiseIsClosed(PromiseCannotDoThat):
    """It was kept or withdrawn already."""

    def __init__(self) -> None:
        super().__init__(say("このお約束はもう閉じられています。", "This promise is already closed."))


class TouchReachedNobody(PromiseCannotDoThat):
    """A promise is kept only by a contact that reached the person."""

    def __init__(self) -> None:
        super().__init__(
            say("ご本人とお話しできた連絡だけが、お約束を果たします。", "Only a contact that reached the person keeps a promise.")
        )


class TimesAreTheWrongWayRound(PromiseCannotDoThat):
    """A promise cannot fall due before it begins."""

    def __init__(self) -> None:
        super().__init__(say("終わりの時刻が始まりより前です。", "The end is before the beginning."))


class Matter(TypedDict, total=False):
    """What a promise is about; all of it may be left out."""

    point_id: UUID | None
    owed_by: str
    client_id: UUID | None
    topic_id: UUID | None
    about: str
    # As it was typed
    phrase: str
    # The touch in which it was said; that touch never keeps it
    made_from: Touch | None


def promise(
    *,
    person_id: UUID | None,
    kind: str,
    asked_by: str,
    owner_id: UUID | None,
    from_at: datetime,
    due_at: datetime,
    by_id: UUID | None,
    now: datetime,
    **matter: Unpack[Matter],
) -> Promise:
    """Write down what one side owes the other ("us" unless `owed_by` is "them"). Raises `TimesAreTheWrongWayRound`."""
    if due_at < from_at:
        raise TimesAreTheWrongWayRound
    made = Promise(
        person_id=person_id,
        kind=kind,
        asked_by=asked_by,
        owner_id=owner_id,
        from_at=from_at,
        due_at=due_at,
        made_at=now,
        made_by_id=by_id,
        began_at=made_from.at if (made_from := matter.get("made_from")) else now,
        **matter,
    )
    with transaction.atomic(savepoint=False):
        insert(made)
        _tell([person_id])
    return made


@transaction.atomic
def keep(*, promise_id: UUID, touch_id: UUID, now: datetime) -> bool:
    """A member says that this contact kept it. False if it was closed already (somebody else was quicker; no harm).

    Raises `TouchReachedNobody`.
    """
    kept = Promise.objects.get(id=promise_id)
    touch = Touch.objects.get(id=touch_id)
    outcome = touch.outcomes.order_by("id").last()
    came = kept.owed_by == Promise.OwedBy.THEM and touch.direction == "in"
    if not came and (outcome is None or not outcome.reached):
        raise TouchReachedNobody
    done = Promise.objects.filter(_OPEN, id=promise_id).update(kept_at=touch.at, kept_by=touch)
    _tell([kept.person_id] if done else [])
    return bool(done)


@transaction.atomic(savepoint=False)
def reopen(*, promise_id: UUID, now: datetime) -> bool:
    """It turned out not to be kept, or should not have been withdrawn. False if it is open, or was moved to another time."""
    again = Promise.objects.filter(id=promise_id, replaced_by=None).exclude(_OPEN)
    done = again.update(kept_at=None, kept_by=None, withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
    _tell(Promise.objects.filter(id=promise_id).values_list("person_id", flat=True) if done else [])
    return bool(done)


@transaction.atomic(savepoint=False)
def withdraw(*, promise_id: UUID, by_id: UUID | None, because: str, now: datetime) -> bool:
    """It is no longer owed. False if it was closed already."""
    done = Promise.objects.filter(_OPEN, id=promise_id).update(withdrawn_at=now, withdrawn_by=by_id, withdrawn_because=because)
    _tell(Promise.objects.filter(id=promise_id).values_list("person_id", flat=True) if done else [])
    return bool(done)


@transaction.atomic
def move(*, promise_id: UUID, from_at: datetime, due_at: datetime, phrase: str, by_id: UUID | None, now: datetime) -> Promise:
    """Another time was agreed: a new promise takes its place. Raises `PromiseIsClosed`, `TimesAreTheWrongWayRound`."""
    if due_at < from_at:
        raise TimesAreTheWrongWayRound
    old = Promise.objects.select_for_update(no_key=True).get(id=promise_id)
    if old.kept_at or old.withdrawn_at:
        raise PromiseIsClosed
    new = Promise.objects.get(id=promise_id)
    new.pk, new._state.adding = Promise._meta.pk.get_default(), True
    new.from_at, new.due_at, new.phrase = from_at, due_at, phrase
    new.made_at, new.made_by_id = now, by_id
    new.began_at = new.began_at if new.made_from_id else now
    new.save(force_insert=True)
    old.withdrawn_at, old.withdrawn_by_id, old.withdrawn_because, old.replaced_by = now, by_id, rules.MOVED, new
    old.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because", "replaced_by"])
    _tell([old.person_id])
    return new


@transaction.atomic(savepoint=False)
def hand_over(*, promise_id: UUID, owner_id: UUID | None) -> bool:
    """Another of us keeps it from here; None: whoever is free. False if it was closed already."""
    done = Promise.objects.filter(_OPEN, id=promise_id).update(owner=owner_id)
    _tell(Promise.objects.filter(id=promise_id).values_list("person_id", flat=True) if done else [])
    return bool(done)


@transaction.atomic
def hand_over_all(*, owner_id: UUID, to_id: UUID | None) -> list[UUID]:
    """Every open promise of one of us is another's from here; None: whoever is free. Which they were, for `hand_back`."""
    theirs = Promise.objects.filter(_OPEN, owner=owner_id)
    found = dict(theirs.select_for_update(no_key=True).order_by("id").values_list("id", "person_id"))
    theirs.update(owner=to_id)
    _tell(list(found.values()))
    return list(found)


@transaction.atomic
def hand_back(*, promise_ids: Sequence[UUID], from_id: UUID | None, to_id: UUID) -> None:
    """Undo `hand_over_all`, for those that are still open and still with whom they went to."""
    for start in range(0, len(promise_ids), _AT_ONCE):
        theirs = Promise.objects.filter(_OPEN, owner=from_id, id__in=promise_ids[start : start + _AT_ONCE])
        found = theirs.select_for_update(no_key=True).order_by("id").values_list("id", flat=True)
        Promise.objects.filter(id__in=list(found)).update(owner=to_id)
    live.publish("today")


@transaction.atomic(savepoint=False)
def settle(touch_ids: Sequence[UUID], now: datetime) -> None:
    """Let these touches keep, try, raise and make promises. In any order, any number of times: the outcome is the same."""
    queries.hold_callers(touch_ids, now)
    known = queries.known(touch_ids, now)
    if known is None:
        return
    hours = queries.hours() if any(contact.direction == "in" for contact in known.contacts) else rules.Hours()
    done = rules.settle(pledges=known.pledges, contacts=known.contacts, now=now, hours=hours)
    _apply(done, {pledge.id: pledge for pledge in known.pledges if pledge.id}, now)


def promise_from_phrase(*, phrase: str, now: datetime) -> tuple[Understood, ...]:
    """What a phrase (来週の火曜の夕方, 15時以降) may mean to our team, likeliest first, for the member to confirm. Writes nothing.

    `promise(from_at=…, due_at=…, phrase=…)` takes the one that was confirmed.
    """
    return rules.understand(phrase, now=now, zone=queries.hours().zone)


def follow(taken_up: Sequence[tuple[UUID, UUID]]) -> None:
    """What a number was owed while nobody was known to hold it is owed to whoever alone holds it now; for `people.hooks.taken_up`."""
    nobodys = _NOBODYS.filter(point__in={point for _, point in taken_up})
    if nobodys.exists():
        held = Holding.objects.filter(point__in=nobodys.values("point"), ended_on=None)
        _find_owners(nobodys, held.aggregate(now=Max("created_at"))["now"])


def part(parted: Parted) -> None:
    """Who of the two said they would call nobody can tell any more: our calls wait for both. For `people.hooks.parted`."""
    both = []
    for said_by, also in ((parted.one, parted.other), (parted.other, parted.one)):
        for said in Promise.objects.filter(_OPEN, owed_by=Promise.OwedBy.THEM, person__in=said_by, id__gt=parted.merge_id):
            said.pk, said._state.adding = Promise._meta.pk.get_default(), True
            said.person_id, said.point_id = also[0], None
            both.append(said)
    Promise.objects.bulk_create(both)


@transaction.atomic
def find_owners(now: datetime) -> None:
    """The same for numbers of people whom an import brought, for `touches.hooks.housekeeping`."""
    if _NOBODYS.exists():
        _find_owners(_NOBODYS.all(), now)


def _find_owners(nobodys: "QuerySet[Promise]", now: datetime) -> None:
    """Left with the number, it would stand beside the promise that their next ring makes."""
    holders = queries.held_alone(nobodys.values("point"))
    queries.hold(holders.keys(), holders.values())
    found = nobodys.filter(point__in=holders).select_related("made_from").order_by("id")
    theirs = list(found.select_for_update(of=("self",), no_key=True))
    rings = queries.unnamed_rings(theirs)
    for each in theirs:
        each.person_id = holders[each.point_id] if each.point_id else None
    Promise.objects.bulk_update(theirs, ["person"], batch_size=_AT_ONCE)
    for ring in rings:
        whose = holders[ring.point] if ring.point else None
        touches.record_outcome(touch_id=ring.id, code=ring.code, reached=ring.reached, person_id=whose, by_id=None, now=now)
    if theirs:
        _tell([each.person_id for each in theirs])


def forget(erased: Erased) -> None:
    """Blank the words of an erased person's promises and withdraw what is open, for `people.hooks.erased`."""
    theirs = Promise.objects.filter(Q(person__in=erased.person_ids) | Q(person=None, point__in=erased.point_ids))
    theirs.filter(_OPEN).update(withdrawn_at=erased.at, withdrawn_by=erased.by_id, withdrawn_because=ERASED)
    theirs.exclude(withdrawn_because__in=_OUR_WORDS).update(withdrawn_because="")
    theirs.update(about="", phrase="")


def _apply(done: rules.Settlement, before: dict[UUID, Pledge], now: datetime) -> None:
    for pledge in done.changed:
        if pledge.id:
            _rewrite(pledge.id, before[pledge.id], pledge)
    made = _with_owners(done.made)
    rows = [_row(pledge, now) for pledge in made]
    Promise.objects.bulk_create(rows)
    PromiseAttempt.objects.bulk_create(
        [PromiseAttempt(promise=row, touch_id=touch) for row, pledge in zip(rows, made, strict=True) for touch in pledge.attempts]
    )
    if done.changed or made:
        _tell([pledge.person for pledge in (*done.changed, *made)])


def _rewrite(promise_id: UUID, old: Pledge, new: Pledge) -> None:
    """Only over what was read: whoever closed it meanwhile knew better."""
    asread = Promise.objects.filter(id=promise_id, kept_at=old.kept_at, kept_by=old.kept_by, withdrawn_at=old.withdrawn_at)
    facts = {name: value for name, value in _facts(new).items() if value != _facts(old)[name]}
    if facts and not asread.update(**facts):
        return
    gone, tried = old.attempts - new.attempts, new.attempts - old.attempts
    if gone:
        PromiseAttempt.objects.filter(promise=promise_id, touch__in=gone).delete()
    PromiseAttempt.objects.bulk_create([PromiseAttempt(promise_id=promise_id, touch_id=touch) for touch in tried], ignore_conflicts=True)


def _facts(pledge: Pledge) -> dict[str, object]:
    return {
        "point_id": pledge.point,
        "made_from_id": pledge.made_from,
        "began_at": pledge.began_at,
        "from_at": pledge.from_at,
        "due_at": pledge.due_at,
        "raised": pledge.raised,
        "raised_at": pledge.raised_at,
        "kept_at": pledge.kept_at,
        "kept_by_id": pledge.kept_by,
        "withdrawn_at": pledge.withdrawn_at,
        "withdrawn_because": pledge.withdrawn_because,
    }


def _row(pledge: Pledge, now: datetime) -> Promise:
    return Promise(
        kind=pledge.kind,
        owed_by=pledge.owed_by,
        asked_by=pledge.asked_by,
        person_id=pledge.person,
        owner_id=pledge.owner,
        client_id=pledge.client,
        topic_id=pledge.topic,
        made_at=now,
        **_facts(pledge),
    )


def _with_owners(made: Sequence[Pledge]) -> list[Pledge]:
    """Whose telephone rang, while they work here; else who looks after the person; else nobody, which is everybody."""
    rang = {pledge.owner for pledge in made if pledge.owner}
    here = set(Member.objects.filter(id__in=rang, is_active=True).values_list("id", flat=True)) if rang else set()
    unowned = {pledge.person for pledge in made if pledge.person and pledge.owner not in here}
    theirs = Assignment.objects.filter(person__in=unowned, ended_on=None, member__is_active=True).order_by("-since_on", "-id")
    looks_after = dict(theirs.values_list("person_id", "member_id")) if unowned else {}
    return [
        replace(pledge, owner=pledge.owner if pledge.owner in here else looks_after.get(pledge.person) if pledge.person else None)
        for pledge in made
    ]


def _tell(person_ids: Iterable[UUID | None]) -> None:
    persons = {f"person:{person_id}" for person_id in person_ids if person_id}
    if persons or person_ids:
        live.publish("today", *sorted(persons))
