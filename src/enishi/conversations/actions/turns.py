"""Who waits for whom when two colleagues conclude contacts with one person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.consideration.actions.locks import lock_people, lock_points
from enishi.conversations.rules import CONCLUSIONS, Facts
from enishi.kernel.database import is_postgres, rows_among
from enishi.people import actions as people


@dataclass(frozen=True, slots=True)
class Turns:
    """What taking turns showed: whether anything open is promised between us."""

    is_owed: bool


def take_turns_for(code: str, facts: Facts, *, also: Collection[UUID | None] = (), now: datetime) -> Turns:
    """Before a contact is concluded: a number it newly tells us of is there before anything is held, so that its turn comes in order.

    `also`: whom the contact was thought to be with before.
    """
    told = facts.details.new_contact if facts.person and "new_contact" in CONCLUSIONS[code].asks else None
    new = people.know_point(kind=told.kind, value=told.value, use=told.use, now=now) if told else None
    return take_turns([facts.person, *also], [facts.point, new])


def take_turns(person_ids: Collection[UUID | None], point_ids: Collection[UUID | None]) -> Turns:
    """Points, then persons, then promises, each in id order, and all of them before anything is written. Raises PeopleChanged.

    Whoever only notes a contact waits when it is settled: these locks let the ledger's own inserts pass.
    """
    points = [each for each in point_ids if each]
    persons = [each for each in person_ids if each]
    everybody = lock_people(persons, also=points) if persons else ()
    if not everybody:
        lock_points(points)
    hold = "FOR NO KEY UPDATE" if is_postgres() else ""
    if everybody:
        return Turns(bool(rows_among(f"{_OWED} person_id {{ids}} ORDER BY id {hold}", [each.hex for each in everybody])))
    return Turns(bool(rows_among(f"{_OWED} person_id IS NULL AND point_id {{ids}} ORDER BY id {hold}", [each.hex for each in points])))


_OWED = "SELECT id FROM promises_promise WHERE kept_at IS NULL AND withdrawn_at IS NULL AND"
