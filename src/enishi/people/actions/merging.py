"""Two persons found to be one, and back again. No row moves: only `canonical` changes.

Which merges stand is the truth; the pointers follow from it. So a merge can be undone before or after any other.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from enishi.kernel.database import take_turn
from enishi.kernel.words import say
from enishi.people import hooks
from enishi.people.actions.locking import hold_points_of
from enishi.people.models import Employment, Holding, HouseholdMember, Merge, Person
from enishi.people.queries import canonical_id, cluster_ids
from enishi.people.rules import MergeIsUndoneAlready, PersonIsErased, PersonsAreOneAlready, below, pointers


@transaction.atomic
def merge(*, kept_id: UUID, merged_id: UUID, by_id: UUID | None, because: str, now: datetime) -> Merge:
    """`merged_id` is the same person as `kept_id`, whose name stays. Both stand for all they were merged with before.

    Raises PersonIsUnknown, PersonIsErased, PersonsAreOneAlready.
    """
    take_turn("merging")
    kept, merged = canonical_id(kept_id), canonical_id(merged_id)
    if kept == merged:
        raise PersonsAreOneAlready
    # What a number of theirs is owed may be either's from here on, and whoever asks the gate holds the number first
    hold_points_of([*cluster_ids(kept), *cluster_ids(merged)])
    moved = [person for person in _locked([kept, merged]) if merged in (person.id, person.canonical_id)]
    before = [[str(person.id), str(person.canonical_id) if person.canonical_id else None] for person in moved]
    made = Merge.objects.create(kept_id=kept, merged_id=merged, because=because[:200], by_id=by_id, at=now, pointers_before=before)
    Person.objects.filter(id__in=[person.id for person in moved]).update(canonical_id=kept)
    held = list(Holding.objects.filter(person_id__in=cluster_ids(kept), ended_on=None).values_list("point_id", flat=True).distinct())
    # Each takes up the numbers of the other
    for hear in hooks.taken_up if held else ():
        hear([(kept, point) for point in held])
    return made


@transaction.atomic
def undo_merge(*, merge_id: UUID, by_id: UUID | None, now: datetime) -> list[hooks.Written]:
    """They are two after all. Gives what was written to either while they were one; it stays with the person it was written to.

    Merges made later stay, with the one they were made into. Raises MergeIsUndoneAlready, PersonIsErased.
    """
    take_turn("merging")
    undone = Merge.objects.select_for_update().get(pk=merge_id)
    if undone.undone_at is not None:
        raise MergeIsUndoneAlready
    cluster = [person.id for person in _locked([canonical_id(undone.merged_id)])]
    written = _written_meanwhile(cluster, undone.at, now)
    standing = dict(Merge.objects.filter(undone_at=None, merged_id__in=cluster).values_list("merged_id", "kept_id"))
    apart = below(undone.merged_id, standing)
    del standing[undone.merged_id]
    _point_anew(pointers(apart, standing))
    undone.undone_at, undone.undone_by_id = now, by_id
    undone.save(update_fields=["undone_at", "undone_by_id"])
    for hear in hooks.parted:
        hear(hooks.Parted(cluster_ids(undone.merged_id), cluster_ids(undone.kept_id), undone.id, now))
    return written


def _locked(canonical: Iterable[UUID]) -> list[Person]:
    """The whole clusters, locked in id order, as the gate locks them."""
    whom = list(canonical)
    people = list(Person.objects.filter(Q(id__in=whom) | Q(canonical_id__in=whom)).order_by("id").select_for_update(no_key=True))
    if any(person.erased_at is not None for person in people):
        raise PersonIsErased
    return people


def _point_anew(canonical: dict[UUID, UUID | None]) -> None:
    for target in set(canonical.values()):
        Person.objects.filter(id__in=[each for each, end in canonical.items() if end == target]).update(canonical_id=target)


def _written_meanwhile(cluster: list[UUID], since: datetime, until: datetime) -> list[hooks.Written]:
    held = Holding.objects.filter(person_id__in=cluster, created_at__gte=since, created_at__lte=until).select_related("point")
    written = [
        hooks.Written(each.person_id, each.created_at, say("連絡先「{to}」", "Reached at “{to}”", to=each.point.value), each.id)
        for each in held
    ]
    written += _ties_meanwhile(cluster, Q(created_at__gte=since, created_at__lte=until))
    for ask in hooks.written_meanwhile:
        written += ask(cluster, since, until)
    return sorted(written, key=lambda each: each.at)


def _ties_meanwhile(cluster: list[UUID], meanwhile: Q) -> list[hooks.Written]:
    jobs = Employment.objects.filter(meanwhile, person_id__in=cluster).select_related("employer")
    homes = HouseholdMember.objects.filter(meanwhile, person_id__in=cluster).select_related("household")
    return [
        *(
            hooks.Written(job.person_id, job.created_at, say("勤め先「{at}」", "Works at “{at}”", at=job.employer.name), job.id)
            for job in jobs
        ),
        *(
            hooks.Written(home.person_id, home.created_at, say("世帯「{of}」", "Lives with “{of}”", of=home.household.name), home.id)
            for home in homes
        ),
    ]
