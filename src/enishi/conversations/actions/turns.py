"""Who waits for whom when two colleagues conclude contacts with one person."""

from uuid import UUID

from django.db.models import Q

from enishi.consideration.actions.locks import lock_person, lock_points
from enishi.promises.models import Promise


def take_turns(person_id: UUID | None, point_id: UUID | None) -> None:
    """Points, then persons, then promises, each in id order, and all of them before anything is written. Raises PeopleChanged.

    Whoever only notes a contact waits for nobody: these locks let the ledger's own inserts pass.
    """
    points = [point_id] if point_id else []
    cluster = lock_person(person_id, also=points).cluster if person_id else ()
    if not cluster:
        lock_points(points)
    theirs = Q(person__in=cluster) if cluster else Q(person=None, point__in=points)
    owed = Promise.objects.filter(theirs, kept_at=None, withdrawn_at=None).order_by("id")
    list(owed.select_for_update(no_key=True).values_list("id"))
