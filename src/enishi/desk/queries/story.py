"""Contacts of one person, for the thread and for the picture of their last days."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from enishi.desk.rules import story as rules
from enishi.desk.rules.lived import Event, Lived, lived
from enishi.desk.rules.story import Contact, Knot
from enishi.touches import queries as touches

PAGE = 40
DAYS_LIVED = 30
_OF_A_NUMBER = 100


def contacts(person_id: UUID, *, before: datetime | None = None) -> list[Contact]:
    """One page of the story, latest first."""
    return [contact(told) for told in touches.story(person_id, before=before, limit=PAGE, with_shared=True)]


def thread(found: Sequence[Contact], *, now: datetime, zone: str) -> list[Knot]:
    """The knots, newest on top, with the year where it changes."""
    knots, year = [], now.astimezone(ZoneInfo(zone)).year
    for contact in found:
        there = contact.at.astimezone(ZoneInfo(zone)).year
        knots.append(rules.knot(contact, now=now, zone=zone, turn=there if there != year else None))
        year = there
    return knots


def of_number(point_id: UUID) -> list[Contact]:
    """The latest contacts with a number of which nobody knows whom they were with, latest first."""
    return [contact(told) for told in touches.of_number(point_id, limit=_OF_A_NUMBER)]


def days_of(found: Sequence[Contact], *, now: datetime, zone: str) -> Lived:
    """The last 30 days as these contacts filled them."""
    events = [Event(each.at, each.channel, ours=each.direction == "out", talked=each.reached) for each in found]
    return lived(events, today=now.astimezone(ZoneInfo(zone)).date(), days=DAYS_LIVED, zone=zone)


def last_days(person_id: UUID, *, now: datetime, zone: str) -> Lived:
    """Their last 30 days as they lived them."""
    days = touches.lived_days(person_id, days=DAYS_LIVED, now=now, zone=zone)
    events = [
        Event(
            at=moment.at,
            channel=moment.channel,
            ours=moment.direction == "out",
            talked=moment.reached,
            place=rules.place(moment.point_use) if moment.shared else None,
        )
        for each in days
        for moment in each.moments
    ]
    return lived(events, today=now.astimezone(ZoneInfo(zone)).date(), days=DAYS_LIVED, zone=zone)


def contact(told: touches.Knot) -> Contact:
    """A contact of the ledger as the desk's rules see it."""
    return Contact(
        id=told.id,
        at=told.at,
        channel=told.channel,
        direction=told.direction,
        purpose=told.purpose,
        outcome=told.outcome,
        reached=told.reached,
        talk_seconds=told.talk_seconds,
        member=told.member,
        words=told.words,
        outside_gate=told.outside_gate,
        client=told.client,
        place=rules.place(told.point_use) if told.shared else None,
    )
