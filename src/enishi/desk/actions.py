"""What several rooms do as one: somebody leaves us, and what was theirs goes to whoever stays."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from enishi.people import actions as people
from enishi.people.actions import Handed
from enishi.promises import actions as promises
from enishi.team import actions as team


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


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, datetime) else value


def _ids(kept: list[str]) -> list[UUID]:
    return [UUID(each) for each in kept]
