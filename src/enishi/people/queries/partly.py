"""Find people by what somebody remembers of them: the last digits of a number, the firm they work for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from enishi.kernel import phones
from enishi.kernel.database import beginning, begins_with, rows
from enishi.kernel.kana import fold_company
from enishi.people.models import ContactPoint, Holding
from enishi.people.queries.finding import _CANONICAL, _FIRST_PHONE, _NOW_FIRST, _WHO, Found, _each_person_once, _found, find
from enishi.people.rules import KEY_LENGTH

_LAST = re.compile(r"[0-9]{4,11}")
_APART = re.compile(r"[\s\-‐‑–—―−ー]+")
_SHORTEST_FIRM = 2
_FIRMS = 10
# Four digits are shared by one number in ten thousand: of a million people, by a hundred
_NUMBERS = 200


@dataclass(frozen=True, slots=True)
class Number:
    """A number that has been in touch with us and that nobody is known to hold today."""

    point_id: UUID
    value: str


def unheld(text: str) -> Number | None:
    """The number that `text` is, in any form, if we know of it and of nobody who holds it. Two queries at most."""
    value = phones.normalise(text) if text.strip() else None
    known = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, value=value, erased_at=None) if value else None
    point = known.values_list("id", flat=True).first() if known is not None else None
    if value is None or point is None or Holding.objects.filter(point=point, ended_on=None).exists():
        return None
    return Number(point, value)


def look_for(text: str, *, limit: int = 20) -> list[Found]:
    """Whom `text` begins to name, and if there is room, those it is a part of: `find`, then `find_partly`. Three queries."""
    found = find(text, limit=limit)
    if len(found) >= limit:
        return found
    known = {one.person_id for one in found}
    return [*found, *(one for one in find_partly(text, limit=limit) if one.person_id not in known)][:limit]


def find_partly(text: str, *, limit: int = 20) -> list[Found]:
    """Who holds a number that ends with these digits (four or more), or works or worked at a firm whose name begins so.

    At most `limit` persons, each once, today's before the former; for a firm, `label` is its name. One query.
    """
    if phones.normalise(text) is not None:
        return []
    if digits := _last_digits(text):
        found = rows(_by_last_digits(), [digits[-4:], f"%{digits}", _NUMBERS, limit * 2])
        return _each_person_once(_found(row, "number") for row in found)[:limit]
    firm = fold_company(text)[:KEY_LENGTH]
    if len(firm) < _SHORTEST_FIRM:
        return []
    one = [*beginning(firm), _FIRMS, limit * 2]
    return _each_person_once(_found(row, "employer") for row in rows(_by_firm(), [*one, *one, limit * 2]))[:limit]


def _last_digits(text: str) -> str:
    plain = _APART.sub("", unicodedata.normalize("NFKC", text))
    return plain if _LAST.fullmatch(plain) else ""


# The inner question is answered out of one index and cut short; only then are names asked for.
_POINTS = """
SELECT id, value, use FROM people_contactpoint
WHERE SUBSTR(value, LENGTH(value) - 3) = %s AND kind = 'phone' AND erased_at IS NULL AND value LIKE %s
LIMIT %s
"""
_STAFF = """
SELECT * FROM (
  SELECT w.person_id, e.name, w.ended_on FROM (SELECT id, name FROM people_employer WHERE {begins} LIMIT %s) e
  JOIN people_employment w ON w.employer_id = e.id WHERE w.ended_on IS {ended} LIMIT %s
) {name}
"""


@cache
def _by_last_digits() -> str:
    return f"""
SELECT {_WHO}, t.id, t.value, t.use, h.label, h.ended_on, h.ended_because
FROM ({_POINTS}) t JOIN people_holding h ON h.point_id = t.id JOIN people_person p ON p.id = h.person_id
{_CANONICAL} WHERE p.erased_at IS NULL {_NOW_FIRST} LIMIT %s
"""  # noqa: S608 - nothing of it comes from outside


@cache
def _by_firm() -> str:
    begins = begins_with("name_key")
    now, before = (_STAFF.format(begins=begins, ended=ended, name=name) for ended, name in (("NULL", "present"), ("NOT NULL", "past")))
    return f"""
SELECT {_WHO}, NULL, {_FIRST_PHONE}, '', w.name, w.ended_on, ''
FROM ({now} UNION ALL {before}) w JOIN people_person p ON p.id = w.person_id
{_CANONICAL} WHERE p.erased_at IS NULL ORDER BY w.ended_on IS NOT NULL, w.ended_on DESC, c.id LIMIT %s
"""  # noqa: S608 - nothing of it comes from outside
