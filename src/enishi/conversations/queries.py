"""What is known when a contact is concluded."""

from uuid import UUID

from django.db.models import Q

from enishi.conversations.rules import Held
from enishi.people.models import Employment, Holding
from enishi.promises import queries as promised
from enishi.promises.rules import Pledge


def open_promises(cluster: tuple[UUID, ...], point_id: UUID | None) -> tuple[Pledge, ...]:
    """What is owed between us and this person, or this number as long as nobody knows whose call it was."""
    theirs = Q(person__in=cluster) if cluster else Q(person=None, point=point_id)
    return promised.pledges(theirs & Q(kept_at=None, withdrawn_at=None))


def holdings(cluster: tuple[UUID, ...], point_id: UUID | None) -> tuple[Held, ...]:
    """What the person holds, and who else holds the number dialled."""
    rows = Holding.objects.filter(Q(person__in=cluster) | Q(point=point_id), ended_on=None).select_related("point").order_by("rank", "id")
    return tuple(Held(row.id, row.point_id, row.point.use, row.label, row.person_id in cluster) for row in rows)


def employments(cluster: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """Where the person works, as far as we know."""
    return tuple(Employment.objects.filter(person__in=cluster, ended_on=None).order_by("id").values_list("id", flat=True))
