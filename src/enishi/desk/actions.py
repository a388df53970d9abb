"""What several rooms do as one: somebody leaves us and is followed by whoever stays; a number of several rang, and one of us knows who."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.people import actions as people
from enishi.people.actions import Handed
from enishi.promises import actions as promises
from enishi.promises.rules import NOBODY_KNOWS
from enishi.team import actions as team
from enishi.touches import actions as touches
from enishi.touches.models import TouchOutcome


@dataclass(frozen=True, slots=True)
class Left:
    """A member who left, and all that went to somebody else: what undoing needs."""

    member_id: UUID
    to_id: UUID | None
    at: datetime
    promises: list[UUID]
    people: Handed

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = _plain(asdict(self))
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Left":
        """What `as_json` gave."""
        return cls(
            member_id=UUID(kept["member_id"]),
            to_id=UUID(kept["to_id"]) if kept["to_id"] else None,
            at=datetime.fromisoformat(kept["at"]),
            promises=_ids(kept["promises"]),
            people=Handed(ended=_ids(kept["people"]["ended"]), made=_ids(kept["people"]["made"])),
        )


@transaction.atomic
def member_leaves(*, member_id: UUID, to_id: UUID | None, by_id: UUID, on: date, now: datetime) -> Left:
    """The member comes in no more; their promises and the people they look after go to `to_id`, or to nobody in particular.

    Raises OnlyAManagerMay, LastManager, HeirHasLeft.
    """
    team.retire(member_id=member_id, by_id=by_id, to_id=to_id, now=now)
    return Left(
        member_id=member_id,
        to_id=to_id,
        at=now,
        promises=promises.hand_over_all(owner_id=member_id, to_id=to_id),
        people=people.hand_over_people(member_id=member_id, to_id=to_id, on=on),
    )


@transaction.atomic
def member_stays(left: Left, *, by_id: UUID) -> None:
    """Undo `member_leaves`: what nobody has touched meanwhile is theirs again. Raises OnlyAManagerMay."""
    team.bring_back(member_id=left.member_id, by_id=by_id, retired_at=left.at)
    promises.hand_back(promise_ids=left.promises, from_id=left.to_id, to_id=left.member_id)
    people.hand_back_people(left.people)


@transaction.atomic
def say_who_rang(*, touch_ids: Sequence[UUID], person_id: UUID | None, by_id: UUID, now: datetime) -> None:
    """These rings of a shared number were this person's (None: nobody knows whose after all); how they ended stays. Promises follow."""
    latest: dict[UUID, TouchOutcome] = {}
    for outcome in TouchOutcome.objects.filter(touch__in=touch_ids).order_by("id"):
        latest[outcome.touch_id] = outcome
    for touch_id, ended in sorted(latest.items()):
        touches.record_outcome(touch_id=touch_id, code=ended.code, reached=ended.reached, person_id=person_id, by_id=by_id, now=now)


@transaction.atomic
def close_unknown(*, promise_ids: Sequence[UUID], by_id: UUID, now: datetime) -> list[UUID]:
    """Nobody can tell who rang, so nobody is owed a call back. Which were open until now, for `open_again`."""
    return [each for each in promise_ids if promises.withdraw(promise_id=each, by_id=by_id, because=NOBODY_KNOWS, now=now)]


@transaction.atomic
def open_again(*, promise_ids: Sequence[UUID], now: datetime) -> None:
    """Undo `close_unknown`."""
    for each in promise_ids:
        promises.reopen(promise_id=each, now=now)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, datetime) else value


def _ids(kept: list[str]) -> list[UUID]:
    return [UUID(each) for each in kept]
