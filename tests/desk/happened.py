"""What happened before a test opens the desk."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse

from enishi.consideration import actions as consideration
from enishi.consideration.models import Refusal
from enishi.promises import actions as promises
from enishi.promises.models import Promise
from enishi.touches.actions import record_touch
from enishi.touches.models import Touch
from tests.cast import Cast


def called(them: Cast, whom: str, at: datetime, *, outcome: str = "missed", direction: str = "in", **more: Any) -> Touch:
    """A call with somebody of the cast, on the number of theirs that goes by the same name."""
    person, point = more.pop("person", them.people.get(whom)), more.pop("point", them.points.get(whom))
    return record_touch(
        at=at,
        channel="call",
        direction=direction,
        person_id=person.id if person else None,
        point_id=point.id if point else None,
        member_id=more.pop("member_id", them.members["sato"].id),
        outcome=outcome,
        by_id=None,
        now=at,
        **more,
    ).touch


def promised(them: Cast, whom: str, from_at: datetime, *, hours: int = 2, **more: Any) -> Promise:
    facts: dict[str, Any] = {"kind": "call_back", "asked_by": "person", "owner_id": them.members["sato"].id, "about": "見本帳のこと"}
    return promises.promise(
        person_id=them[whom].id,
        from_at=from_at,
        due_at=from_at + timedelta(hours=hours),
        by_id=None,
        now=from_at - timedelta(days=1),
        **(facts | more),
    )


def refused(them: Cast, whom: str, now: datetime, words: str = "もうかけないでください") -> Refusal:
    return consideration.refuse(person_id=them[whom].id, words=words, heard_by_id=them.members["sato"].id, now=now)


def text(response: Any) -> str:
    """The page as it was sent."""
    assert isinstance(response, HttpResponse)
    return response.content.decode()
