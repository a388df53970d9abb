"""What people told us, written down with who heard it; each can be taken back by its id."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from enishi.consideration.actions.locks import lock_person, while_people_stay
from enishi.consideration.models import Consent, Halt, Pause, Request, Wish
from enishi.consideration.queries.surroundings import rest_after_not_now
from enishi.consideration.rules.refusing import EndsBeforeItBegins, NothingIsNamed
from enishi.consideration.rules.vocabulary import Channel, Purpose
from enishi.kernel import live
from enishi.kernel.inserting import insert
from enishi.people.models import Person
from enishi.people.rules import PersonIsErased

_EVERY_DAY = 127
Said = TypeVar("Said", Consent, Halt, Pause, Request, Wish)


def pause(
    *,
    person_id: UUID,
    until_at: datetime | None = None,
    agreed: bool = False,
    because: str = "",
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    heard_by_id: UUID | None,
    heard_in_id: UUID | None = None,
    now: datetime,
) -> Pause:
    """「いまは要らない」. `agreed`: the person agreed to that date; otherwise the policy's rest is the least, and is what is written.

    Without a date it is the policy's rest. Raises EndsBeforeItBegins.
    """
    said = Pause(
        client_id=client_id,
        topic_id=topic_id,
        because=because,
        from_at=now,
        agreed=agreed and until_at is not None,
        heard_by_id=heard_by_id,
        heard_in_id=heard_in_id,
    )

    def write() -> Pause:
        said.person_id = lock_person(person_id).cluster[0]
        if until_at is not None and until_at < now:
            raise EndsBeforeItBegins
        said.until_at = until_at if until_at and said.agreed else _at_least(until_at, now + rest_after_not_now(said.person_id))
        return _written(said)

    return while_people_stay(write)


def _at_least(named: datetime | None, rested: datetime) -> datetime:
    return max(named, rested) if named else rested


@transaction.atomic
def end_pause(*, pause_id: UUID, now: datetime) -> bool:
    """They want to hear from us again, or it was a slip. What it was carried to ends with it. False if it had ended."""
    return _end(Pause.objects.filter(Q(id=pause_id) | Q(carried_from=pause_id), ended_at=None), ended_at=now)


def wish(
    *,
    person_id: UUID,
    kind: str,
    weekdays: int = _EVERY_DAY,
    from_time: time | None = None,
    until_time: time | None = None,
    channel: str = "",
    words: str = "",
    heard_by_id: UUID | None,
    now: datetime,
) -> Wish:
    """When or how they want to be reached. Raises NothingIsNamed, PersonIsErased."""
    of_channel = kind in (Wish.Kind.PREFER_CHANNEL, Wish.Kind.NOT_CHANNEL)
    if (of_channel and not channel) or not 0 < weekdays <= _EVERY_DAY:
        raise NothingIsNamed
    said = Wish(
        kind=Wish.Kind(kind),
        weekdays=weekdays,
        from_time=from_time,
        until_time=until_time,
        channel=Channel(channel).value if channel else "",
        words=words,
        heard_by_id=heard_by_id,
        at=now,
    )
    return while_people_stay(lambda: _of_the_living(said, person_id))


@transaction.atomic
def end_wish(*, wish_id: UUID, now: datetime) -> bool:
    """They wish otherwise now. What it was carried to ends with it. False if it had ended."""
    return _end(Wish.objects.filter(Q(id=wish_id) | Q(carried_from=wish_id), ended_at=None), ended_at=now)


def consent(
    *,
    person_id: UUID,
    channel: str,
    proof: str,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    heard_by_id: UUID | None,
    now: datetime,
) -> Consent:
    """They agree to be written to. `proof`: in which words, on which form; the law asks for it. Raises NothingIsNamed without it,
    PersonIsErased.
    """
    if not proof.strip():
        raise NothingIsNamed
    said = Consent(
        channel=Channel(channel).value,
        client_id=client_id,
        topic_id=topic_id,
        proof=proof,
        heard_by_id=heard_by_id,
        at=now,
    )
    return while_people_stay(lambda: _of_the_living(said, person_id))


@transaction.atomic
def withdraw_consent(*, consent_id: UUID, now: datetime) -> bool:
    """They agree no longer. False if it was withdrawn before."""
    return _end(Consent.objects.filter(id=consent_id, withdrawn_at=None), withdrawn_at=now)


def record_request(
    *,
    person_id: UUID,
    purpose: str,
    words: str,
    client_id: UUID | None = None,
    topic_id: UUID | None = None,
    heard_by_id: UUID | None,
    heard_in_id: UUID | None = None,
    now: datetime,
) -> Request:
    """What they asked for, in their words: it re-opens that matter alone, and is evidence for `purpose`.

    Raises NothingIsNamed, PersonIsErased.
    """
    if not words.strip():
        raise NothingIsNamed
    said = Request(
        purpose=Purpose(purpose).value,
        words=words,
        client_id=client_id,
        topic_id=topic_id,
        heard_by_id=heard_by_id,
        heard_in_id=heard_in_id,
        at=now,
    )
    return while_people_stay(lambda: _of_the_living(said, person_id))


@transaction.atomic
def withdraw_request(*, request_id: UUID, now: datetime) -> bool:
    """It is served, or they ask for it no longer. False if it was withdrawn before."""
    return _end(Request.objects.filter(id=request_id, withdrawn_at=None), withdrawn_at=now)


def halt(*, point_id: UUID, person_id: UUID | None, because: str, heard_in_id: UUID | None = None, now: datetime) -> Halt:
    """The carrier says that this number refuses us: calls to it stop until a member looks."""
    said = Halt(point_id=point_id, because=because, heard_in_id=heard_in_id, at=now)

    def write() -> Halt:
        said.person_id = lock_person(person_id, also=[point_id]).cluster[0] if person_id else None
        return _written(said)

    return while_people_stay(write)


@transaction.atomic
def look_at_halt(*, halt_id: UUID, by_id: UUID | None, now: datetime) -> bool:
    """A member has looked and calls may go on. False if somebody had."""
    return _end(Halt.objects.filter(id=halt_id, looked_at=None), looked_at=now, looked_by_id=by_id)


def tell(person_ids: Iterable[UUID | None]) -> None:
    """Open pages of these people, and Today, fetch themselves anew."""
    live.publish("today", *sorted(f"person:{person}" for person in person_ids if person))


def _written(said: Said) -> Said:
    insert(said)
    tell([said.person_id])
    return said


def _of_the_living(said: Said, person_id: UUID) -> Said:
    """Of the one who stands for them, held: what is written while they are being erased would be the only words of theirs left."""
    said.person_id = lock_person(person_id).cluster[0]
    if Person.objects.filter(id=said.person_id, erased_at__isnull=False).exists():
        raise PersonIsErased
    return _written(said)


def _end(rows: QuerySet[Any, Any], **changes: Any) -> bool:
    people = list(rows.values_list("person_id", flat=True))
    done = bool(rows.update(**changes))
    if done:
        tell(people)
    return done
