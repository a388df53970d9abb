"""Rows of the sample, collected in memory and written at once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from enishi.consideration.models import Consent, Pause, Refusal, Request, Scope, Wish
from enishi.kernel import phones
from enishi.people.models import (
    Assignment,
    ContactPoint,
    Employer,
    Employment,
    Holding,
    Household,
    HouseholdMember,
    Person,
)
from enishi.people.rules import refusal_hash, search_keys
from enishi.promises.models import Promise
from enishi.team.models import Client, Member, OwnNumber, Topic
from enishi.touches.models import Touch, TouchOutcome, TouchWords
from enishi.touches.rules import OUTCOMES

# Tables in the order in which foreign keys allow them to be written
_ORDER: tuple[type[models.Model], ...] = (
    Person, ContactPoint, Holding, Household, HouseholdMember, Employer, Employment, Assignment,
    Touch, TouchOutcome, TouchWords, Request, Refusal, Pause, Wish, Consent, Promise,
)  # fmt: skip


@dataclass
class Draft:
    """What the sample will write. `now` is the moment it is loaded; every history is told relative to it."""

    now: datetime
    members: dict[str, Member]
    clients: dict[str, Client]
    topics: dict[str, Topic]
    own_number: OwnNumber
    rows: dict[type[models.Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def save(self) -> None:
        for model in _ORDER:
            model._default_manager.bulk_create(self.rows.get(model, []), batch_size=500)

    def person(self, name: str, reading: str, *, met_as: str = "consumer", known_days: int = 400, **more: Any) -> Person:
        keys = search_keys(name, reading)
        person: Person = self.add(
            Person(
                name=name,
                kana=reading,
                name_key=keys.name,
                kana_key=keys.kana,
                part_key=keys.part,
                part_kana_key=keys.part_kana,
                met_as=met_as,
                created_at=self.now - timedelta(days=known_days),
                **more,
            )
        )
        return person

    def point(self, kind: str, value: str, use: str = "personal") -> ContactPoint:
        stored = phones.normalise(value) if kind == "phone" else value
        if stored is None:
            raise ValueError(value)
        point: ContactPoint = self.add(
            ContactPoint(
                kind=kind,
                value=stored,
                use=use,
                refusal_hash=refusal_hash(kind=kind, value=stored, key=settings.REFUSAL_KEY),
                refusal_key_id=settings.REFUSAL_KEY_ID,
                created_at=self.now,
            )
        )
        return point

    def hold(self, person: Person, point: ContactPoint, label: str = "", *, ended_on: date | None = None, because: str = "") -> None:
        self.add(
            Holding(
                person=person,
                point=point,
                label=label,
                since_on=person.created_at.date(),
                ended_on=ended_on,
                ended_because=because,
                created_at=person.created_at,
            )
        )

    def look_after(self, person: Person, login: str, client: Client | None = None, *, since_days: int = 300, ended_days: int = 0) -> None:
        self.add(
            Assignment(
                person=person,
                member=self.members[login],
                client=client,
                since_on=(self.now - timedelta(days=since_days)).date(),
                ended_on=(self.now - timedelta(days=ended_days)).date() if ended_days else None,
            )
        )

    def touch(
        self,
        person: Person | None,
        point: ContactPoint | None,
        at: datetime,
        outcome: str,
        *,
        by: str | None = None,
        direction: str = "out",
        channel: str = "call",
        words: str = "",
        **more: Any,
    ) -> Touch:
        member = self.members[by] if by else None
        touch: Touch = self.add(
            Touch(
                at=at,
                channel=channel,
                direction=direction,
                person=person,
                point=point,
                member=member,
                own_number=self.own_number,
                source="sample",
                recorded_at=at + timedelta(minutes=4),
                **more,
            )
        )
        reached = OUTCOMES[outcome].reached
        self.add(TouchOutcome(touch=touch, code=outcome, reached=reached, by=member, at=at + timedelta(minutes=4)))
        if words:
            self.add(TouchWords(touch=touch, text=words))
        return touch

    def promise(
        self, person: Person | None, kind: str, due_at: datetime, *, owner: str | None, asked_by: str = "person", **more: Any
    ) -> None:
        values: dict[str, Any] = {"made_at": self.now - timedelta(days=2), "from_at": due_at - timedelta(hours=2), **more}
        made_from = values.get("made_from")
        values["began_at"] = made_from.at if made_from else values["made_at"]
        self.add(
            Promise(person=person, kind=kind, asked_by=asked_by, due_at=due_at, owner=self.members[owner] if owner else None, **values)
        )

    def refuse(self, person: Person, words: str, at: datetime, *, by: str, heard_in: Touch, client: Client | None = None) -> None:
        self.add(
            Refusal(
                person=person,
                scope=Scope.CLIENT if client else Scope.EVERYTHING,
                client=client,
                words=words,
                heard_by=self.members[by],
                heard_in=heard_in,
                at=at,
            )
        )
