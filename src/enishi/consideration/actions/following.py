"""What people told us goes with them: to a number they take up, and with both of two who were taken for one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from enishi.consideration.actions.refusals import UNDONE, carry, copy_of
from enishi.consideration.models import Pause, Refusal, Wish
from enishi.people.hooks import Parted
from enishi.people.models import ContactPoint, Holding
from enishi.people.queries import cluster_ids, ids_of

Said = TypeVar("Said", Pause, Wish)


def follow(taken_up: Sequence[tuple[UUID, UUID]]) -> None:
    """A number or mail address of somebody who refused is refused too, unless others hold it; for `people.hooks.taken_up`."""
    people = {person for person, _ in taken_up}
    said = Refusal.objects.filter(person__in=ids_of(people), lifted_at=None)
    refusing = {person for pair in said.values_list("person_id", "person__canonical_id") for person in pair}
    by_person: dict[UUID, list[UUID]] = defaultdict(list)
    for person, point in taken_up:
        if person in refusing:
            by_person[person].append(point)
    for person, points in by_person.items():
        _bind(cluster_ids(person), points)


def _bind(cluster: Sequence[UUID], points: Sequence[UUID]) -> None:
    others = Holding.objects.filter(point__in=points, ended_on=None).exclude(person__in=cluster).values("point")
    own = ContactPoint.objects.filter(id__in=points, use=ContactPoint.Use.PERSONAL).exclude(kind=ContactPoint.Kind.POSTAL)
    carry(cluster, list(own.exclude(id__in=others)))


def part(parted: Parted) -> None:
    """Which of the two said what closes nobody can tell any more, so it binds both; lifted for both at once. For `people.hooks.parted`."""
    refusals, pauses, wishes = [], [], []
    # By ids, not by dates: a clock that was set back would have it said before they became one
    for said_by, also in ((parted.one, parted.other), (parted.other, parted.one)):
        said = Refusal.objects.filter(person__in=said_by, lifted_at=None, id__gt=parted.merge_id)
        refusals += [copy_of(each, person_id=also[0]) for each in said]
        pauses += [_again(each, also[0]) for each in Pause.objects.filter(person__in=said_by, ended_at=None, id__gt=parted.merge_id)]
        wishes += [_again(each, also[0]) for each in _closing(parted, said_by, also)]
        _leave_their_numbers(parted, said_by, also)
    Refusal.objects.bulk_create(refusals)
    Pause.objects.bulk_create(pauses)
    Wish.objects.bulk_create(wishes)


def _closing(parted: Parted, said_by: Sequence[UUID], also: Sequence[UUID]) -> list[Wish]:
    """Wishes that close. Whoever named times of their own keeps to those: one more would open what they did not."""
    said = Wish.objects.filter(person__in=said_by, ended_at=None, id__gt=parted.merge_id).exclude(kind=Wish.Kind.PREFER_CHANNEL)
    own_times = Wish.objects.filter(person__in=also, ended_at=None, kind=Wish.Kind.ONLY_TIMES).exists()
    return list(said.exclude(kind=Wish.Kind.ONLY_TIMES) if own_times else said)


def _leave_their_numbers(parted: Parted, said_by: Sequence[UUID], also: Sequence[UUID]) -> None:
    """What one had refused before bound the other's numbers when the two became one, and binds them no longer."""
    theirs = Holding.objects.filter(person__in=also, ended_on=None).values("point")
    own = Holding.objects.filter(person__in=said_by).values("point")
    before = Refusal.objects.filter(carried_from__person__in=said_by, carried_from__lt=parted.merge_id, person=None, lifted_at=None)
    bound = before.filter(id__gt=parted.merge_id, point__in=theirs).exclude(point__in=own)
    bound.update(lifted_at=parted.at, lifted_because=UNDONE)


def _again(said: Said, person_id: UUID) -> Said:
    said.carried_from_id = said.carried_from_id or said.id
    said.pk, said._state.adding = said._meta.pk.get_default(), True
    said.person_id = person_id
    return said
