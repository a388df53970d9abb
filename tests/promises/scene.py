"""A few people, their numbers and a colleague, and contacts with them, in the database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from enishi.people.models import ContactPoint, Holding, Person
from enishi.promises import actions
from enishi.promises.models import Promise
from enishi.team.models import Member
from enishi.touches.actions import record_touch
from enishi.touches.models import Touch

# A Friday, noon in Tokyo
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
_numbers = count(1)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def member(name: str = "水野") -> Member:
    return Member.objects.create(username=f"member{next(_numbers)}", name=name)


def person(name: str, *points: ContactPoint, **facts: Any) -> Person:
    known = Person.objects.create(name=name, created_at=ago(days=400), **facts)
    for at in points:
        Holding.objects.create(person=known, point=at, since_on=date(2024, 4, 1), created_at=ago(days=400))
    return known


def point(value: str = "", **facts: Any) -> ContactPoint:
    value = value or f"+8190{12340000 + next(_numbers)}"
    return ContactPoint.objects.create(
        kind="phone", value=value, refusal_hash=f"hash of {value}", refusal_key_id="test", created_at=ago(days=400), **facts
    )


@dataclass
class Scene:
    """Hana with her mobile, and a number that Hana and Ken share."""

    mizuno: Member = field(default_factory=member)
    mobile: ContactPoint = field(default_factory=point)
    home: ContactPoint = field(default_factory=point)
    hana: Person = field(init=False)
    ken: Person = field(init=False)

    def __post_init__(self) -> None:
        self.hana = person("山田花子", self.mobile, self.home)
        self.ken = person("山田健", self.home)

    def touch(self, at: datetime, outcome: str, direction: str = "out", settled: bool = True, **facts: Any) -> Touch:
        known = {"person_id": self.hana.id, "point_id": self.mobile.id, "member_id": self.mizuno.id, "channel": "call"} | facts
        made = record_touch(at=at, direction=direction, outcome=outcome, by_id=None, now=NOW, **known).touch
        if settled:
            actions.settle([made.id], NOW)
        return made

    def rings(self, at: datetime, **facts: Any) -> Touch:
        return self.touch(at, "missed", "in", **facts)

    def owes(self, **facts: Any) -> Promise:
        known: dict[str, Any] = {
            "person_id": self.hana.id,
            "kind": "call_back",
            "asked_by": "person",
            "owner_id": self.mizuno.id,
            "from_at": ago(hours=3),
            "due_at": ago(hours=1),
            "by_id": self.mizuno.id,
            "now": ago(hours=5),
        }
        return actions.promise(**(known | facts))
