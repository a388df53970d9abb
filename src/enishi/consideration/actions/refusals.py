"""「もうかけないで」: written once, kept for every number of the person's own, lifted by a manager alone."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from enishi.consideration.actions.locks import lock_person, lock_points, while_people_stay
from enishi.consideration.actions.standing import tell
from enishi.consideration.models import Refusal, Scope
from enishi.consideration.rules.points import channels_of
from enishi.consideration.rules.refusing import NothingIsNamed, OnlyAManagerMay, ReasonIsMissing, UndoIsTooLate
from enishi.consideration.rules.vocabulary import Channel
from enishi.kernel.inserting import insert
from enishi.people.hooks import RefusedOnImport
from enishi.people.models import ContactPoint, Holding, Person
from enishi.people.queries import canonical_ids, ids_of
from enishi.people.rules import PersonIsErased
from enishi.team.models import Member
from enishi.touches.models import Touch

UNDONE = "undone"
# Of a number that others share, kept until nobody is left on it
_ASLEEP = "asleep"
_UNDO_WITHIN = timedelta(days=1)
_CHUNK = 500


def refuse(
    *,
    person_id: UUID | None,
    point_id: UUID | None = None,
    scope: str = Scope.EVERYTHING,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    channel: str = "",
    words: str = "",
    heard_by_id: UUID | None,
    heard_in_id: UUID | None = None,
    now: datetime,
) -> Refusal:
    """What they do not want, in their words. `point_id`: the number itself is refused, whoever holds it.

    A person's refusal also binds each personal number and mail address they hold, by its hash: a list that brings the number
    back under another name finds it refused. Raises PersonIsUnknown, NothingIsNamed.
    """
    said = Refusal(
        scope=Scope(scope).value,
        client_id=client_id,
        topic_id=topic_id,
        channel=Channel(channel).value if channel else "",
        words=words,
        heard_by_id=heard_by_id,
        heard_in_id=heard_in_id,
        at=now,
    )
    if not _names_something(said) or (person_id is None and point_id is None):
        raise NothingIsNamed
    return while_people_stay(lambda: _write(said, person_id, point_id))


@transaction.atomic
def lift_refusal(*, refusal_id: UUID, by_id: UUID, because: str, now: datetime) -> bool:
    """A manager lifts it, with a reason ("number changed hands"). One carried to a number can be lifted for that number alone.

    False if it was lifted before. Raises OnlyAManagerMay, ReasonIsMissing.
    """
    if not is_manager(by_id):
        raise OnlyAManagerMay
    if not because.strip():
        raise ReasonIsMissing
    return _lift(refusal_id, by_id, because, now)


@transaction.atomic
def undo_refusal(*, refusal_id: UUID, by_id: UUID | None, now: datetime) -> bool:
    """It was a slip of the hand. False if it was lifted before. Raises UndoIsTooLate for anyone but who wrote it down, within a day."""
    refusal = Refusal.objects.get(id=refusal_id)
    own = refusal.heard_by_id == by_id and now - refusal.at <= _UNDO_WITHIN
    if not own and not (by_id and is_manager(by_id)):
        raise UndoIsTooLate
    return _lift(refusal_id, by_id, UNDONE, now)


def hear_on_import(heard: Sequence[RefusedOnImport], now: datetime) -> int:
    """A list said not to contact these people: heard once, however often it is imported. How many were new."""
    people = canonical_ids(each.person_id for each in heard)
    by_person = {people[each.person_id]: each for each in heard if each.person_id in people}
    return sum(_hear(list(by_person.items())[start : start + _CHUNK], now) for start in range(0, len(by_person), _CHUNK))


def is_manager(member_id: UUID) -> bool:
    return Member.objects.filter(id=member_id, role=Member.Role.MANAGER, is_active=True).exists()


@transaction.atomic
def _hear(chunk: list[tuple[UUID, RefusedOnImport]], now: datetime) -> int:
    ids = [person for person, _ in chunk]
    known = Refusal.objects.filter(person__in=ids_of(ids), scope=Scope.EVERYTHING, lifted_at=None)
    # In the list's own words: what a member wrote down may turn out to be a slip, and would take the list's word with it
    heard = {(each, words) for *people, words in known.values_list("person_id", "person__canonical_id", "words") for each in people}
    new = [(person, each) for person, each in chunk if (person, each.words) not in heard]
    rows = [
        Refusal(person_id=person, scope=Scope.EVERYTHING.value, words=each.words, heard_by_id=each.by_id, import_run_id=each.run_id, at=now)
        for person, each in new
    ]
    points = _own_points([person for person, _ in new])
    carried = [copy for row in rows for copy in _copies(row, points.get(row.person_id or row.id, []))]
    Refusal.objects.bulk_create(rows)
    Refusal.objects.bulk_create(carried)
    tell([])
    return len(rows)


def _names_something(said: Refusal) -> bool:
    needed = {Scope.TOPIC: said.topic_id, Scope.CHANNEL: said.channel}
    return bool(needed.get(Scope(said.scope), True))


def _write(said: Refusal, person_id: UUID | None, point_id: UUID | None) -> Refusal:
    bound: list[ContactPoint] = []
    if person_id is not None:
        cluster = lock_person(person_id, also=[point_id] if point_id else []).cluster
        said.person_id = cluster[0]
        bound = _own_points(cluster[:1]).get(cluster[0], []) or _erased_points(cluster)
    elif point_id is not None:
        lock_points([point_id])
    named = ContactPoint.objects.get(id=point_id) if point_id is not None else None
    if named is not None and said.person_id is None:
        said.point_id, said.point_hash = named.id, named.refusal_hash
    elif named is not None:
        bound = [named, *(point for point in bound if point.id != named.id)]
    insert(said, *_copies(said, bound))
    tell([said.person_id])
    return said


def _erased_points(cluster: Sequence[UUID]) -> list[ContactPoint]:
    """Erased while they still spoke: what the ledger knows of theirs. Raises PersonIsErased where it knows nothing that could be bound."""
    if not Person.objects.filter(id__in=cluster, erased_at__isnull=False).exists():
        return []
    rung = Touch.objects.filter(person__in=cluster).values("point")
    found = list(ContactPoint.objects.filter(id__in=rung, erased_at__isnull=False).exclude(use=ContactPoint.Use.SWITCHBOARD))
    if not found:
        raise PersonIsErased
    return found


def _own_points(canonical: Sequence[UUID]) -> dict[UUID, list[ContactPoint]]:
    """The personal numbers and mail addresses each of them holds today, under any of the ids they go by.

    A household's telephone or a firm's switchboard is not one person's to refuse for the others.
    """
    held = Holding.objects.filter(person__in=ids_of(canonical), ended_on=None, point__use=ContactPoint.Use.PERSONAL, point__erased_at=None)
    found: dict[UUID, list[ContactPoint]] = {}
    for holding in held.exclude(point__kind=ContactPoint.Kind.POSTAL).select_related("point", "person").order_by("rank", "id"):
        whose = found.setdefault(holding.person.canonical_id or holding.person_id, [])
        if holding.point not in whose:
            whose.append(holding.point)
    return found


def carry(people: Collection[UUID], points: Sequence[ContactPoint], *, asleep_from: datetime | None = None) -> int:
    """Bind these points by whatever stands of what these people refused, where it does not bind them yet or was lifted. How many.

    `asleep_from`: bind them only when they are woken, for others hold them too.
    """
    standing = list(Refusal.objects.filter(person__in=people, lifted_at=None)) if points else []
    roots = [said.carried_from_id or said.id for said in standing]
    carried = Refusal.objects.filter(carried_from__in=roots).exclude(lifted_because=UNDONE)
    bound = set(carried.values_list("carried_from_id", "point_hash")) if roots else set()
    new = [copy for said in standing for copy in _copies(said, points) if (copy.carried_from_id, copy.point_hash) not in bound]
    for copy in new if asleep_from else ():
        copy.lifted_at, copy.lifted_because = asleep_from, _ASLEEP
    Refusal.objects.bulk_create(new)
    return len(new)


def wake(points: Collection[UUID]) -> None:
    """Nobody is left on these: what was refused there by somebody erased before binds them from now on."""
    asleep = Refusal.objects.filter(point__in=points, lifted_because=_ASLEEP, carried_from__lifted_at=None)
    asleep.update(lifted_at=None, lifted_because="")


def set_down(people: Collection[UUID], *, point_id: UUID, between: tuple[UUID, UUID], by_id: UUID | None, now: datetime) -> None:
    """It was not their number after all: what bound it when they took it up binds it no longer.

    `between` the ids of which their taking it up was written. What was said on that number itself, before or since, stays.
    """
    first, last = between
    bound = Refusal.objects.filter(carried_from__person__in=people, point=point_id, id__gt=first, id__lt=last, lifted_at=None)
    bound.update(lifted_at=now, lifted_by=by_id, lifted_because=UNDONE)


def _copies(said: Refusal, points: Iterable[ContactPoint]) -> list[Refusal]:
    """Each number is bound by a copy that names nobody: when it changes hands it is freed, and the person is not."""
    return [copy_of(said, point=point) for point in points if _serves(said, point)]


def _serves(said: Refusal, point: ContactPoint) -> bool:
    return not said.channel or Channel(said.channel) in channels_of(point.kind, point.value)


def copy_of(said: Refusal, *, point: ContactPoint | None = None, person_id: UUID | None = None) -> Refusal:
    """The same for a number, or for somebody else; lifted with the first."""
    return Refusal(
        person_id=person_id,
        point=point,
        point_hash=point.refusal_hash if point else "",
        carried_from_id=said.carried_from_id or said.id,
        scope=said.scope,
        client_id=said.client_id,
        topic_id=said.topic_id,
        channel=said.channel,
        words=said.words,
        heard_by_id=said.heard_by_id,
        heard_in_id=said.heard_in_id,
        import_run_id=said.import_run_id,
        at=said.at,
    )


def _lift(refusal_id: UUID, by_id: UUID | None, because: str, now: datetime) -> bool:
    standing = Refusal.objects.filter(Q(id=refusal_id) | Q(carried_from=refusal_id), lifted_at=None)
    # A refusal binds many numbers by copies: in id order, or two who lift, or an erasure that blanks them, wait in a circle
    people = list(standing.order_by("id").select_for_update(no_key=True).values_list("person_id", flat=True))
    done = standing.update(lifted_at=now, lifted_by_id=by_id, lifted_because=because[:200])
    if done:
        tell(people)
    return bool(done)
