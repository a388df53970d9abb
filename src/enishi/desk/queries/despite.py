"""Offers that were made although the person had refused: what took place is written down, and somebody has to find out why."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from enishi.consideration.models import Refusal, Scope
from enishi.conversations.models import Conclusion
from enishi.desk.rules import moments
from enishi.desk.rules.today import Entry
from enishi.kernel.words import say
from enishi.people.models import Person
from enishi.people.queries import ids_of
from enishi.touches.models import Touch

_TOLD_FOR = timedelta(days=7)
_MOST_SHOWN = 30


def entries(*, now: datetime, zone: str) -> list[Entry]:
    """One for each such call of the last days, the latest first; gone once the refusal is lifted or the call is taken back."""
    offered = Touch.objects.filter(
        Exists(Conclusion.objects.filter(touch=OuterRef("pk"), undone_at=None)),
        outside_gate=True,
        purpose="solicit",
        direction="out",
        at__gte=now - _TOLD_FOR,
        at__lte=now,
        person__isnull=False,
    )
    calls = list(offered.select_related("person__canonical").order_by("-at")[:_MOST_SHOWN])
    refused = _refusals({_canonical(call.person).id for call in calls if call.person})
    return [
        _entry(call, _canonical(call.person), now, zone)
        for call in calls
        if call.person and any(_covers(refusal, call) for refusal in refused.get(_canonical(call.person).id, ()))
    ]


def _refusals(people: Iterable[UUID]) -> dict[UUID, list[Refusal]]:
    wanted = list(people)
    found: dict[UUID, list[Refusal]] = {}
    standing = Refusal.objects.filter(person__in=ids_of(wanted), lifted_at=None).select_related("person") if wanted else ()
    for refusal in standing:
        if refusal.person is not None:
            found.setdefault(refusal.person.canonical_id or refusal.person.id, []).append(refusal)
    return found


def _covers(refusal: Refusal, call: Touch) -> bool:
    """An offer that names no client or topic may be the very one that was refused."""
    if refusal.at > call.at:
        return False
    if refusal.scope == Scope.CHANNEL:
        return refusal.channel == call.channel
    named = {Scope.CLIENT: (refusal.client_id, call.client_id), Scope.TOPIC: (refusal.topic_id, call.topic_id)}
    theirs, ours = named.get(Scope(refusal.scope), (None, None))
    return theirs is None or ours is None or theirs == ours


def _entry(call: Touch, person: Person, now: datetime, zone: str) -> Entry:
    return Entry(
        key=f"despite-{call.id}",
        group="look",
        person_id=person.id,
        point_id=None,
        name=str(person),
        reason=say(
            "お断りのあとに、ご案内のお電話が記録されています。事情をお確かめください。",
            "An offer was made after they had refused. Please find out why.",
        ),
        clock=moments.ago(call.at, now, zone),
        state="broken",
    )


def _canonical(person: Person) -> Person:
    return person.canonical or person
