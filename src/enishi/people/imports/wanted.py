"""A row of a contact list with its search keys and its points in the form we keep them; worked out before any lock is held."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from enishi.kernel.kana import fold_company
from enishi.people.readers import PersonRow
from enishi.people.rules import KEY_LENGTH, postal_value, search_keys

# 32 hexadecimal digits, which both engines take: half the time of a chunk went into making UUIDs of them and back.
Id = str
# (kind, value): what a contact point is known by
Key = tuple[str, str]


class Point(NamedTuple):
    """A way of contact as the row has it."""

    key: Key
    postal_code: str
    use: str
    label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row, ready to be compared with whom we know."""

    row: PersonRow
    name_key: str
    kana_key: str
    part_key: str
    part_kana_key: str
    employer_key: str
    points: tuple[Point, ...]

    @property
    def cares_about(self) -> str:
        return "\n".join(part for part in (self.row.cares_about, self.row.notes) if part)


def wanted(row: PersonRow) -> Wanted:
    keys = search_keys(row.name, row.kana)
    # A front desk is its company; it does not work there.
    employer_key = _folded_company(row.company)[:KEY_LENGTH] if row.company and row.company != row.name else ""
    return Wanted(row, *keys, employer_key, tuple(_points(row)))


def _points(row: PersonRow) -> list[Point]:
    points = [Point(("phone", phone.number), "", phone.use, phone.label) for phone in row.phones]
    points += [Point(("email", address.lower()), "", "personal", "") for address in row.emails]
    if row.postal:
        points.append(Point(("postal", postal_value(row.postal.postal_code, row.postal.address)), row.postal.postal_code, "personal", ""))
    return points


# Colleagues stand beside each other in a list.
_folded_company = lru_cache(maxsize=4096)(fold_company)
