"""What an action holds before anything else, in the order of everybody: points before persons, each by id."""

from collections.abc import Collection
from uuid import UUID

from enishi.people.models import ContactPoint, Holding


def hold_points_of(people: Collection[UUID]) -> list[UUID]:
    """Every contact point that these people hold or held, until the transaction ends; their ids."""
    held = Holding.objects.filter(person_id__in=people).values("point_id")
    return [point.id for point in ContactPoint.objects.filter(id__in=held).order_by("id").select_for_update(no_key=True)]
