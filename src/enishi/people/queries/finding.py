"""Find people by number, name, reading or mail address: every candidate, never a guess. The erased are never found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal
from uuid import UUID

from enishi.kernel.database import as_id, beginning, begins_with, in_index_order, maybe_day, maybe_id, rows
from enishi.people.rules import Search, read_search

Matched = Literal["number", "name", "kana", "email", "employer"]


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant. `person_id` is canonical; `name` is shown, `matched_name` is the earlier or other name that matched.

    `point_*` is the number or address that matched, else the first telephone they hold. `ended_on` and `ended_because`
    (a code of `Holding.Ended`) say that they held it once and do not now.
    """

    person_id: UUID
    name: str
    kana: str
    honorific: str
    title: str
    met_as: str
    matched: Matched
    matched_name: str = ""
    point_id: UUID | None = None
    point_value: str = ""
    point_use: str = ""
    label: str = ""
    ended_on: date | None = None
    ended_because: str = ""
    employer: str = ""
    client: str = ""


_WHO = """
c.id, c.name, c.kana, c.honorific, c.title, c.met_as, p.name, cl.name,
(SELECT e.name FROM people_employment w JOIN people_employer e ON e.id = w.employer_id
 WHERE w.ended_on IS NULL AND w.person_id IN (SELECT m.id FROM people_person m WHERE m.id = c.id OR m.canonical_id = c.id)
 ORDER BY w.id DESC LIMIT 1)
"""
_CANONICAL = """
JOIN people_person c ON c.id = COALESCE(p.canonical_id, p.id)
LEFT JOIN team_client cl ON cl.id = c.client_id
"""
_BY_POINT = (
    "SELECT",
    _WHO,
    ", t.id, t.value, t.use, h.label, h.ended_on, h.ended_because",
    """FROM people_contactpoint t
JOIN people_holding h ON h.point_id = t.id
JOIN people_person p ON p.id = h.person_id""",
    _CANONICAL,
    "WHERE t.kind = %s AND t.erased_at IS NULL AND p.erased_at IS NULL AND",
)
# Today's holders before those of old, then who came first.
_NOW_FIRST = "ORDER BY h.ended_on IS NOT NULL, h.ended_on DESC, h.rank, h.id"
# kind || '': without statistics (right after an import) both engines would begin with every telephone there is.
_FIRST_PHONE = """
(SELECT t.value FROM people_holding h JOIN people_contactpoint t ON t.id = h.point_id
 WHERE h.person_id IN (c.id, p.id) AND h.ended_on IS NULL AND t.kind || '' = 'phone' AND t.erased_at IS NULL
 ORDER BY h.rank, h.id LIMIT 1)
"""
_BY_KEY = ("SELECT", _WHO, ", NULL,", _FIRST_PHONE, ", '', '', NULL, '' FROM people_person p", _CANONICAL, "WHERE p.erased_at IS NULL AND")


@cache
def _by_point(condition: str, order: str) -> str:
    return "\n".join([*_BY_POINT, condition, order, "LIMIT %s"])


@cache
def _by_key(column: str) -> str:
    return "\n".join([*_BY_KEY, begins_with(column), "ORDER BY", in_index_order(column), "LIMIT %s"])


def find(text: str, *, limit: int = 20) -> list[Found]:
    """People whom `text` may mean: a number in any form or its beginning, else the beginning of a mail address, a name
    (variant kanji folded; a given name by itself, a firm without its legal form) or a reading (any script and width, romaji).

    At most `limit` persons, four queries.
    """
    search = read_search(text)
    if search.number:
        return find_by_number(search.number)[:limit]
    if search.number_begins:
        return _points_beginning("phone", "number", search.number_begins, limit)
    if search.mail_begins:
        return _points_beginning("email", "email", search.mail_begins, limit)
    return _named(search, limit)


def find_by_number(e164: str) -> list[Found]:
    """Everybody who holds or held this number: today's holders first, then the past ones with when and why it ended. One query."""
    found = rows(_by_point("t.value = %s", _NOW_FIRST), ["phone", e164, _MANY])
    return _each_person_once(_found(row, "number") for row in found)


# A switchboard may be held by thousands; nobody chooses among more than these.
_MANY = 200


def _points_beginning(kind: str, matched: Matched, begins: str, limit: int) -> list[Found]:
    sql = _by_point(begins_with("t.value"), f"ORDER BY {in_index_order('t.value')}")
    return _each_person_once(_found(row, matched) for row in rows(sql, [kind, *beginning(begins), limit * 2]))[:limit]


def _named(search: Search, limit: int) -> list[Found]:
    """Who is called so from the beginning, before those of whom it is the given name."""
    found: list[Found] = []
    asked: Sequence[tuple[Matched, str, str]] = (
        ("name", "p.name_key", search.name_begins),
        ("kana", "p.kana_key", search.kana_begins),
        ("name", "p.part_key", search.part_begins),
        ("kana", "p.part_kana_key", search.kana_begins),
    )
    for matched, column, begins in asked:
        if begins and len(found) < limit:
            found += (_found(row, matched) for row in rows(_by_key(column), [*beginning(begins), limit * 2]))
    return _each_person_once(found)[:limit]


def _each_person_once(found: Iterable[Found]) -> list[Found]:
    """The first of each person's rows: the one that matched best, or holds it still."""
    people: dict[UUID, Found] = {}
    for each in found:
        people.setdefault(each.person_id, each)
    return list(people.values())


def _found(row: Sequence[Any], matched: Matched) -> Found:
    person, name, kana, honorific, title, met_as, own_name, client, employer, point, value, use, label, ended_on, because = row
    return Found(
        person_id=as_id(person),
        name=name or own_name,
        kana=kana,
        honorific=honorific,
        title=title,
        met_as=met_as,
        matched=matched,
        matched_name=own_name if own_name != name else "",
        point_id=maybe_id(point),
        point_value=value or "",
        point_use=use,
        label=label,
        ended_on=maybe_day(ended_on),
        ended_because=because,
        employer=employer or "",
        client=client or "",
    )
