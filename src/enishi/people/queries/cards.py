"""Everything we hold about one person, in two queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enishi.kernel.database import as_day, as_id, as_moment, maybe_day, maybe_id, maybe_moment, rows
from enishi.people.rules import PersonIsUnknown

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else on the same number or in the same household, with when that ended."""

    person_id: UUID
    name: str
    honorific: str
    relation: str = ""
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A number or address the person holds or held. `shared_with` is empty for switchboards: a whole firm holds those."""

    id: UUID
    point_id: UUID
    kind: str
    value: str
    postal_code: str
    use: str
    label: str
    since_on: date | None
    ended_on: date | None
    ended_because: str
    shared_with: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """A household the person belongs or belonged to, and who else does or did."""

    membership_id: UUID
    household_id: UUID
    name: str
    relation: str
    since_on: date | None
    ended_on: date | None
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Employed:
    """Where the person works or worked."""

    id: UUID
    employer_id: UUID
    employer: str
    department: str
    role: str
    since_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """Which of us looks or looked after the person, for which client."""

    id: UUID
    member_id: UUID
    member: str
    client_id: UUID | None
    client: str
    since_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Merged:
    """A person who was found to be this one. `merge_id` undoes it."""

    person_id: UUID
    name: str
    merge_id: UUID | None
    at: datetime | None
    by: str
    because: str


@dataclass(frozen=True, slots=True)
class Card:
    """One person, whole. What lasts comes before what ended in each list."""

    id: UUID
    name: str
    kana: str
    honorific: str
    title: str
    cares_about: str
    met_as: str
    zone: str
    client_id: UUID | None
    client: str
    created_at: datetime
    erased_at: datetime | None
    cluster_ids: tuple[UUID, ...]
    merges: tuple[Merged, ...] = ()
    holdings: tuple[Held, ...] = ()
    households: tuple[Home, ...] = ()
    employments: tuple[Employed, ...] = ()
    assignments: tuple[Assigned, ...] = ()


_CLUSTER = """
SELECT p.id, p.canonical_id, m.id, m.at, m.because, b.name,
       p.name, p.kana, p.honorific, p.title, p.cares_about, p.met_as, p.zone, cl.id, cl.name, p.created_at, p.erased_at
FROM people_person p
LEFT JOIN team_client cl ON cl.id = p.client_id
LEFT JOIN people_merge m ON m.merged_id = p.id AND m.undone_at IS NULL
LEFT JOIN team_member b ON b.id = m.by_id
WHERE p.id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
   OR p.canonical_id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
ORDER BY p.id
"""
_MOST_OTHERS = 100
# One question for everything that ties a person to something: each part fills the same columns.
# PostgreSQL takes their types from the first, and thinks longer about joins than about names asked for one by one.
_TIES = """
SELECT 'point', h.id, t.id, CAST(NULL AS uuid), t.kind, t.value, t.postal_code, t.use, h.label,
       h.since_on, h.ended_on, h.ended_because, h.rank, CAST(NULL AS uuid), '', ''
FROM people_holding h JOIN people_contactpoint t ON t.id = h.point_id
WHERE h.person_id IN ({people}) AND t.erased_at IS NULL
UNION ALL
SELECT * FROM (
  SELECT 'other', o.id, t.id, CAST(NULL AS uuid), t.kind, t.value, t.postal_code, t.use, o.label,
         o.since_on, o.ended_on, o.ended_because, o.rank, c.id, c.name, c.honorific
  FROM people_holding h
  JOIN people_contactpoint t ON t.id = h.point_id AND t.use <> 'switchboard'
  JOIN people_holding o ON o.point_id = h.point_id
  JOIN people_person p ON p.id = o.person_id AND p.erased_at IS NULL
  JOIN people_person c ON c.id = COALESCE(p.canonical_id, p.id)
  WHERE h.person_id IN ({people}) AND c.id <> %s
  LIMIT %s
) others
UNION ALL
SELECT 'home', h.id, h.household_id, NULL, (SELECT name FROM people_household WHERE id = h.household_id), h.relation, '', '', '',
       h.since_on, h.ended_on, '', 0, c.id, c.name, c.honorific
FROM people_householdmember h
JOIN people_person p ON p.id = h.person_id
JOIN people_person c ON c.id = COALESCE(p.canonical_id, p.id)
WHERE h.household_id IN (SELECT household_id FROM people_householdmember WHERE person_id IN ({people})) AND p.erased_at IS NULL
UNION ALL
SELECT 'work', w.id, w.employer_id, NULL, (SELECT name FROM people_employer WHERE id = w.employer_id), w.department, w.role, '', '',
       w.since_on, w.ended_on, '', 0, NULL, '', ''
FROM people_employment w
WHERE w.person_id IN ({people})
UNION ALL
SELECT 'care', a.id, a.member_id, a.client_id, (SELECT name FROM team_member WHERE id = a.member_id),
       (SELECT name FROM team_client WHERE id = a.client_id), '', '', '', a.since_on, a.ended_on, '', 0, NULL, '', ''
FROM people_assignment a
WHERE a.person_id IN ({people})
"""


def card(person_id: UUID) -> Card:
    """The whole person of whom `person_id` is one id, in two queries. Raises PersonIsUnknown."""
    cluster = rows(_CLUSTER, [person_id, person_id])
    if not cluster:
        raise PersonIsUnknown
    person = _person(cluster)
    whom = list(person.cluster_ids)
    sql = _TIES.format(people=", ".join(["%s"] * len(whom)))
    ties = rows(sql, [*whom, *whom, person.id, _MOST_OTHERS, *whom * 3])
    return replace(
        person,
        holdings=_holdings([(*row[1:3], *row[4:]) for row in ties if row[0] in {"point", "other"}]),
        households=_households(sorted(_columns(ties, "home", 1, 2, 4, 5, 9, 10, 13, 14, 15), key=lambda row: str(row[0])), person.id),
        employments=tuple(_employed(row) for row in sorted(_columns(ties, "work", 1, 2, 4, 5, 6, 9, 10), key=_latest_first)),
        assignments=tuple(_assigned(row) for row in sorted(_columns(ties, "care", 1, 2, 4, 3, 5, 9, 10), key=_latest_first)),
    )


def _columns(ties: list[Row], kind: str, *wanted: int) -> list[Row]:
    return [tuple(row[each] for each in wanted) for row in ties if row[0] == kind]


def _latest_first(row: Row) -> tuple[bool, int, int]:
    """What lasts, then what ended last; of several the one written last."""
    ended_on = maybe_day(row[-1])
    return ended_on is not None, -(ended_on or date.min).toordinal(), -as_id(row[0]).int


def _each(found: list[Row], at: int) -> list[str]:
    return [row[at] for row in found]


def _person(cluster: list[Row]) -> Card:
    own = next(row for row in cluster if row[1] is None)
    merged = [row for row in cluster if row[1] is not None]
    name, kana, honorific, title, cares_about, met_as, zone, client_id, client, created_at, erased_at = own[6:]
    # What only the other record knew is known of the person; what both care about is said once
    also = [row[6:] for row in merged]
    kana, title = next(filter(None, (kana, *_each(also, 1))), ""), next(filter(None, (title, *_each(also, 3))), "")
    cares_about = "\n".join(dict.fromkeys(filter(None, (cares_about, *_each(also, 4)))))
    return Card(
        id=as_id(own[0]),
        name=name,
        kana=kana,
        honorific=honorific,
        title=title,
        cares_about=cares_about,
        met_as=met_as,
        zone=zone,
        client_id=maybe_id(client_id),
        client=client or "",
        created_at=as_moment(created_at),
        erased_at=maybe_moment(erased_at),
        cluster_ids=(as_id(own[0]), *(as_id(row[0]) for row in merged)),
        merges=tuple(_merged(row) for row in merged),
    )


def _merged(row: Row) -> Merged:
    person, _canonical, merge, at, because, by, name = row[:7]
    return Merged(as_id(person), name, maybe_id(merge), maybe_moment(at), by or "", because or "")


def _holdings(found: list[Row]) -> tuple[Held, ...]:
    others: dict[UUID, dict[UUID, Other]] = {}
    for row in found:
        label, ended_on, other, name, honorific = row[6], row[8], *row[11:]
        if other is not None:
            others.setdefault(as_id(row[1]), {}).setdefault(as_id(other), Other(as_id(other), name, honorific, label, maybe_day(ended_on)))
    own = sorted((row for row in found if row[11] is None), key=_order)
    return tuple(_held(row, tuple(others.get(as_id(row[1]), {}).values())) for row in own)


def _order(row: Row) -> tuple[bool, int, str]:
    ended_on, rank = row[8], row[10]
    return ended_on is not None, rank, str(row[0])


def _held(row: Row, others: tuple[Other, ...]) -> Held:
    holding, point, kind, value, code, use, label, since_on, ended_on, because = row[:10]
    return Held(as_id(holding), as_id(point), kind, value, code, use, label, maybe_day(since_on), maybe_day(ended_on), because, others)


def _households(found: list[Row], person_id: UUID) -> tuple[Home, ...]:
    own = sorted((row for row in found if as_id(row[6]) == person_id), key=lambda row: row[5] is not None)
    mates = [row for row in found if as_id(row[6]) != person_id]
    return tuple(_home(row, tuple(_mate(mate) for mate in mates if mate[1] == row[1])) for row in own)


def _home(row: Row, others: tuple[Other, ...]) -> Home:
    membership, household, name, relation, since_on, ended_on = row[:6]
    return Home(as_id(membership), as_id(household), name, relation, maybe_day(since_on), maybe_day(ended_on), others)


def _mate(row: Row) -> Other:
    relation, _since_on, ended_on, person, name, honorific = row[3:]
    return Other(as_id(person), name, honorific, relation, maybe_day(ended_on))


def _employed(row: Row) -> Employed:
    employment, employer, name, department, role, since_on, ended_on = row
    return Employed(as_id(employment), as_id(employer), name, department, role, maybe_day(since_on), maybe_day(ended_on))


def _assigned(row: Row) -> Assigned:
    assignment, member, name, client, client_name, since_on, ended_on = row
    return Assigned(as_id(assignment), as_id(member), name, maybe_id(client), client_name or "", as_day(since_on), maybe_day(ended_on))
