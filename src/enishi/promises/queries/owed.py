"""What is owed, with the names and words a page needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from enishi.kernel.words import Text
from enishi.people.hooks import Written
from enishi.people.models import Holding, Person
from enishi.promises import rules
from enishi.promises.models import Promise

_OPEN = Q(kept_at=None, withdrawn_at=None)
_CLOSED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Owed:
    """One promise as a page or a program shows it. `person_id` is canonical; None: only the number is known."""

    id: UUID
    kind: str
    owed_by: str
    asked_by: str
    person_id: UUID | None
    person_name: str
    honorific: str
    point_id: UUID | None
    point_value: str
    owner_id: UUID | None
    owner_name: str
    client_id: UUID | None
    topic_id: UUID | None
    about: str
    phrase: str
    began_at: datetime
    from_at: datetime
    due_at: datetime
    made_at: datetime
    made_from_id: UUID | None
    raised: int
    raised_at: datetime | None
    attempts: int
    kept_at: datetime | None
    kept_by_id: UUID | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    replaced_by_id: UUID | None

    @property
    def is_open(self) -> bool:
        return self.kept_at is None and self.withdrawn_at is None

    @property
    def attempts_left(self) -> int:
        """How many more attempts their request is worth; 0 for a promise made by us alone."""
        return max(rules.ATTEMPTS_PER_REQUEST - self.attempts, 0) if self.asked_by == "person" else 0

    def reason(self, now: datetime) -> Text:
        """Why it is on the list."""
        return rules.reason(kind=self.kind, promise=self, now=now)

    def clock(self, now: datetime) -> Text:
        """How its clock stands."""
        return rules.clock(self, now)

    def is_late(self, now: datetime) -> bool:
        """We are late with it, or were when we kept it."""
        return self.owed_by == "us" and self.withdrawn_at is None and (self.kept_at or now) > self.due_at

    def is_urgent(self) -> bool:
        """They rang again within minutes."""
        return rules.is_urgent(self)

    def closing(self) -> Text:
        """Why it was withdrawn."""
        return rules.closing(self.withdrawn_because)


def due(*, member_id: UUID | None = None, now: datetime, until: datetime) -> list[Owed]:
    """Open promises of ours that begin by `until`, and theirs whose time has passed, in the order that serves people.

    `member_id`: that member's and nobody's; None: everyone's. One query.
    """
    wanted = _OPEN & (Q(owed_by="us", from_at__lte=until) | Q(owed_by="them", due_at__lt=now))
    if member_id is not None:
        wanted &= Q(owner=member_id) | Q(owner=None)
    return rules.in_order(_owed(wanted), now)


def of_person(person_id: UUID) -> list[Owed]:
    """A person's promises (the whole cluster's, and those of numbers they hold that name nobody): open by time, then closed, latest first.

    Three queries at most.
    """
    whole = Person.objects.filter(id=person_id).values_list("canonical_id", flat=True).first() or person_id
    cluster = [whole, *Person.objects.filter(canonical=whole).values_list("id", flat=True)]
    return of_cluster(cluster, Holding.objects.filter(person__in=cluster, ended_on=None).values("point_id"))


def of_cluster(cluster: Sequence[UUID], points: "Sequence[UUID] | QuerySet[Holding, Any]") -> list[Owed]:
    """The same for somebody of whom every id and the numbers they hold are at hand. One query."""
    found = _owed(Q(person__in=cluster) | Q(person=None, point__in=points))
    opened = sorted((promise for promise in found if promise.is_open), key=lambda promise: promise.due_at)
    closed = sorted((promise for promise in found if not promise.is_open), key=_closed_at, reverse=True)
    return [*opened, *closed[:_CLOSED_SHOWN]]


def one(promise_id: UUID) -> Owed | None:
    """One promise."""
    return next(iter(_owed(Q(id=promise_id))), None)


def written_meanwhile(person_ids: Sequence[UUID], since: datetime, until: datetime) -> list[Written]:
    """Promises made to these persons in that time, for `people.hooks.written_meanwhile`."""
    rows = Promise.objects.filter(person__in=person_ids, made_at__gte=since, made_at__lte=until).order_by("made_at")
    return [Written(row.person_id, row.made_at, rules.name(row.kind), row.id) for row in rows if row.person_id]


def _closed_at(promise: Owed) -> datetime:
    return promise.kept_at or promise.withdrawn_at or promise.made_at


def _owed(which: Q) -> list[Owed]:
    rows = (
        Promise.objects.filter(which).select_related("person__canonical", "point", "owner", "made_from").annotate(tried=Count("attempts"))
    )
    return [_as_owed(row) for row in rows]


def _as_owed(row: Any) -> Owed:
    person = row.person and (row.person.canonical or row.person)
    return Owed(
        id=row.id,
        kind=row.kind,
        owed_by=row.owed_by,
        asked_by=row.asked_by,
        person_id=person.id if person else None,
        person_name=person.name if person else "",
        honorific=person.honorific if person else "",
        point_id=row.point_id,
        point_value=row.point.value if row.point else "",
        owner_id=row.owner_id,
        owner_name=row.owner.name if row.owner else "",
        client_id=row.client_id,
        topic_id=row.topic_id,
        about=row.about,
        phrase=row.phrase,
        began_at=row.made_from.at if row.made_from else row.made_at,
        from_at=row.from_at,
        due_at=row.due_at,
        made_at=row.made_at,
        made_from_id=row.made_from_id,
        raised=row.raised,
        raised_at=row.raised_at,
        attempts=row.tried,
        kept_at=row.kept_at,
        kept_by_id=row.kept_by_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_because=row.withdrawn_because,
        replaced_by_id=row.replaced_by_id,
    )
