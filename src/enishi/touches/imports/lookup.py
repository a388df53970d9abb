"""Whose number that is, which of us it was and for whom: asked for a whole chunk at once, never row by row.

Ids are 32 hexadecimal digits throughout an import: both engines take them so, and a UUID object for each would be a tenth of the work.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from enishi.kernel.ids import uuid7_hexes
from enishi.people.models import Holding
from enishi.people.rules import refusal_hash
from enishi.team.models import Client, Member, OwnNumber

# The number was never theirs, so that its end says nothing about whose it was before.
_NEVER_THEIRS = {Holding.Ended.WRONG_PERSON, Holding.Ended.CORRECTED}


@dataclass(frozen=True, slots=True)
class Names:
    """Our own names and numbers, as a log writes them. None: several bear that name, and we do not guess."""

    members: dict[str, str | None]
    clients: dict[str, str | None]
    own_numbers: dict[str, str]

    def member(self, name: str) -> str | None:
        """The member of that login or name; None for a stranger, or for a name that several bear."""
        return self.members.get(fold(name))

    def client(self, name: str) -> str | None:
        """The client of that name."""
        return self.clients.get(fold(name))


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody who held a number until a day."""

    person_id: str
    until: date


@dataclass(slots=True)
class Number:
    """A contact point and who holds it: `now` are people (one id per merged cluster) who hold it today."""

    point_id: str
    now: set[str]
    past: list[Past]

    def person_on(self, day: date) -> str | None:
        """The one person it must have been; None if there are several, or if it was still somebody else's on that day."""
        if len(self.now) != 1:
            return None
        (holder,) = self.now
        others = any(past.until >= day and past.person_id != holder for past in self.past)
        return None if others else holder


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A name of one of us without width, case and spaces: 「佐藤　花」 and 「佐藤 花」 are one."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def our_names() -> Names:
    """Three queries, once for a stretch of work on a run."""
    members: dict[str, str | None] = {}
    for member_id, username, name in Member.objects.values_list("id", "username", "name"):
        _enter(members, {fold(username), fold(name)}, member_id)
    clients: dict[str, str | None] = {}
    for client_id, name in Client.objects.values_list("id", "name"):
        _enter(clients, {fold(name)}, client_id)
    return Names(members, clients, {number: found.hex for number, found in OwnNumber.objects.values_list("e164", "id")})


def _enter(names: dict[str, str | None], keys: set[str], found: UUID) -> None:
    for key in keys - {""}:
        names[key] = None if key in names else found.hex


def numbers(values: Iterable[str], now: datetime) -> dict[str, Number]:
    """Every number with its point and holders; a number we never saw gets a point that nobody holds. Inside a transaction."""
    wanted = sorted(set(values))
    found = _find(wanted)
    # In order, so that two imports that meet the same new numbers wait for each other and never in a circle
    new = [value for value in wanted if value not in found]
    if new:
        made = _add(new, now)
        found |= made if len(made) == len(new) else _find(new)
    return found


def _find(values: Sequence[str]) -> dict[str, Number]:
    if not values:
        return {}
    among, parameter = among_values("p.value", values)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS.format(among=among), [parameter])
        rows = cursor.fetchall()
    found: dict[str, Number] = {}
    for value, point, person, canonical, ended_on, because in rows:
        number = found.get(value)
        if number is None:
            number = found[value] = Number(as_hex(point), set(), [])
        if person is not None:
            _note_holder(number, as_hex(canonical or person), ended_on, because)
    return found


_HOLDERS = """
    SELECT p.value, p.id, h.person_id, q.canonical_id, h.ended_on, h.ended_because
    FROM people_contactpoint p
    LEFT JOIN people_holding h ON h.point_id = p.id
    LEFT JOIN people_person q ON q.id = h.person_id
    WHERE p.kind = 'phone' AND p.erased_at IS NULL AND {among}
"""


def _note_holder(number: Number, person_id: str, ended_on: Any, because: str) -> None:
    if ended_on is None:
        number.now.add(person_id)
    elif because not in _NEVER_THEIRS:
        until = date.fromisoformat(ended_on) if isinstance(ended_on, str) else ended_on
        number.past.append(Past(person_id, until))


def _add(values: Sequence[str], now: datetime) -> dict[str, Number]:
    """New points; fewer than asked for if somebody else made one in the meantime."""
    ids = uuid7_hexes(len(values))
    hashes = [refusal_hash(kind="phone", value=value, key=settings.REFUSAL_KEY) for value in values]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ADD_POSTGRES, [settings.REFUSAL_KEY_ID, now, ids, list(values), hashes])
        else:
            moment = str(now.replace(tzinfo=None))
            rows = zip(ids, values, hashes, strict=True)
            cursor.executemany(_ADD_SQLITE, [(point, value, digest, settings.REFUSAL_KEY_ID, moment) for point, value, digest in rows])
        made = cursor.rowcount
    if made != len(values):
        return {}
    return {value: Number(point, set(), []) for value, point in zip(values, ids, strict=True)}


_ADD_POSTGRES = """
    INSERT INTO people_contactpoint (id, kind, value, postal_code, use, refusal_hash, refusal_key_id, created_at)
    SELECT id, 'phone', value, '', 'personal', digest, %s, %s
    FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS new (id, value, digest)
    ON CONFLICT DO NOTHING
"""
_ADD_SQLITE = """
    INSERT INTO people_contactpoint (id, kind, value, postal_code, use, refusal_hash, refusal_key_id, created_at)
    VALUES (%s, 'phone', %s, '', 'personal', %s, %s, %s)
"""


def among_values(column: str, values: Sequence[str]) -> tuple[str, Any]:
    """A condition with one parameter, however many values there are."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(values)  # noqa: S608 - the caller's own column


def as_hex(value: Any) -> str:
    """SQLite gives ids as the 32 digits it keeps."""
    return value.hex if isinstance(value, UUID) else str(value)
