"""What is known when a contact is concluded."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from enishi.consideration.queries import chosen_policy
from enishi.consideration.rules import governing
from enishi.consideration.rules.vocabulary import Channel, MetAs, Purpose
from enishi.conversations.rules import Held
from enishi.people.models import Employment, Holding, Person
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


def rest_after_not_now(person_id: UUID | None) -> timedelta:
    """How long the team's policy leaves this person alone after "not now"; zero if it names no rest."""
    met_as = Person.objects.filter(id__in=[person_id] if person_id else []).values_list("met_as", flat=True).first() or MetAs.CONSUMER
    limits = governing(chosen_policy(), MetAs(met_as)).for_contact(Purpose.SOLICIT, Channel.CALL)
    return timedelta(days=limits.rest_after_not_now_days if limits else 0)
