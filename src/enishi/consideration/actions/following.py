"""What people told us goes with them: to a number they take up, and with both of two who were taken for one."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from enishi.consideration.actions.refusals import carry, copy_of
from enishi.consideration.models import Pause, Refusal
from enishi.people.hooks import Parted
from enishi.people.models import ContactPoint, Holding
from enishi.people.queries import cluster_ids, ids_of


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
    """Which of the two refused nobody can tell any more, so it binds both; lifted for both at once. For `people.hooks.parted`."""
    refusals, pauses = [], []
    for said_by, also in ((parted.one, parted.other), (parted.other, parted.one)):
        said = Refusal.objects.filter(person__in=said_by, lifted_at=None, at__gte=parted.since)
        refusals += [copy_of(each, person_id=also[0]) for each in said]
        pauses += [_again(each, also[0]) for each in Pause.objects.filter(person__in=said_by, ended_at=None, from_at__gte=parted.since)]
    Refusal.objects.bulk_create(refusals)
    Pause.objects.bulk_create(pauses)


def _again(pause: Pause, person_id: UUID) -> Pause:
    pause.pk, pause._state.adding = Pause._meta.pk.get_default(), True
    pause.person_id = person_id
    return pause
