"""A person's view, gathered in three queries (four for a colleague): plain SQL, because the gate waits for it with locks in hand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from enishi.consideration.queries import told
from enishi.consideration.queries.surroundings import COLUMNS, JOINS, Surroundings, of_row
from enishi.consideration.rules import PersonView, Policy
from enishi.consideration.rules.packs import governing
from enishi.consideration.rules.points import channels_of, number_kind
from enishi.consideration.rules.view import Contact, Matter, Point, Shift
from enishi.consideration.rules.vocabulary import Channel, Direction, MetAs, Purpose, Use
from enishi.consideration.rules.zones import zones_of
from enishi.kernel.database import as_id, as_moment, maybe_id, maybe_moment, rows
from enishi.people.rules import PersonIsUnknown
from enishi.team.models import ClosedDay

# The local day of the farthest zone is begun and ended within this
_SLACK = timedelta(days=2)
_AT_MOST = timedelta(days=400)
_MONDAY_TO_SATURDAY = 63


@dataclass(frozen=True, slots=True)
class Gathered:
    """A view with what belongs to it: the policy that governs the person, and the id that stands for them."""

    view: PersonView
    policy: Policy
    person_id: UUID
    values: dict[UUID, str] = field(default_factory=dict)


class _Held(NamedTuple):
    id: UUID
    kind: str
    value: str
    postal_code: str
    use: Use
    hash: str
    ended: bool

    def point(self) -> Point:
        return Point(self.id, channels_of(self.kind, self.value), self.use, self.ended, number_kind(self.kind, self.value))


def gather(person_id: UUID, now: datetime, *, before_permit: UUID | None = None) -> Gathered:
    """The view of the person `person_id` belongs to. Raises PersonIsUnknown.

    `before_permit`: leave out this permit, and live ones granted after it, as when it is used.
    """
    cluster, met_as, zone, held, around = _person(person_id)
    policy = governing(around.policy, met_as)
    words = told.read(cluster, [each.id for each in held], [each.hash for each in held if each.hash])
    # What a policy must remember it remembers ("three in all"); only what an old request would ask for has an end
    asked = max(min(words.asked_at(), default=now), now - _AT_MOST)
    since = min(now - timedelta(days=policy.memory_days), asked) - _SLACK
    rung = _Rung(held, words.twins(held))
    found = _Contacts(frozenset(cluster), rung, _contacts(cluster, rung, since, now), before_permit)
    view = PersonView(
        cluster=frozenset(cluster),
        met_as=met_as,
        zones=_zones(zone, held, around),
        points=tuple(each.point() for each in held),
        refusals=words.refusals(held),
        pauses=words.pauses(),
        wishes=words.wishes(),
        consents=words.consents(),
        requests=words.requests(),
        halts=words.halts(held),
        promises=words.promises(),
        contacts=found.theirs(),
        switchboard=found.at_switchboards(),
        permits=found.permits(),
        shift=_shift(around, now) if met_as is MetAs.INTERNAL else None,
    )
    return Gathered(view, policy, cluster[0], {each.id: each.value for each in held})


def person_view(person_id: UUID, now: datetime) -> PersonView:
    """What the gate sees of a person, whole cluster. Raises PersonIsUnknown."""
    return gather(person_id, now).view


_PERSON = f"""
SELECT p.id, p.canonical_id, p.met_as, p.zone, {COLUMNS},
       t.id, t.kind, t.value, t.postal_code, t.use, t.refusal_hash,
       CASE WHEN h.ended_on IS NULL AND t.erased_at IS NULL THEN 0 ELSE 1 END, h.rank
FROM people_person p {JOINS}
LEFT JOIN people_holding h ON h.person_id = p.id
LEFT JOIN people_contactpoint t ON t.id = h.point_id
WHERE p.id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
   OR p.canonical_id = (SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = %s)
"""  # noqa: S608 - nothing of it comes from outside


class _Person(NamedTuple):
    cluster: list[UUID]
    met_as: MetAs
    zone: str
    held: list[_Held]
    around: Surroundings


def _person(person_id: UUID) -> _Person:
    """Who they are, what they hold, and what holds for everybody: one query, because the gate waits for each."""
    found = sorted(rows(_PERSON, [person_id, person_id]), key=lambda row: (row[1] is not None, str(row[0])))
    if not found:
        raise PersonIsUnknown
    cluster = list(dict.fromkeys(as_id(row[0]) for row in found))
    # What was told of any of them is told of the person; the canonical record speaks first
    zone = next((row[3] for row in found if row[3]), "")
    # One of us only if every record says so: merging with a colleague frees no customer from the count
    met_as = next((MetAs(row[2]) for row in found if row[2] != MetAs.INTERNAL), MetAs.INTERNAL)
    return _Person(cluster, met_as, zone, _held(row[8:] for row in found if row[8]), of_row(*found[0][4:8]))


def _held(found: Iterable[tuple[Any, ...]]) -> list[_Held]:
    """Each point once, as it stands if it stands for any of them; in the order in which we try."""
    points: dict[UUID, _Held] = {}
    for *point, ended, _rank in sorted(found, key=lambda row: (row[6], row[7], str(row[0]))):
        held, kind, value, code, use, hashed = point
        points.setdefault(as_id(held), _Held(as_id(held), kind, value, code, Use(use), hashed, bool(ended)))
    return list(points.values())


def _zones(zone: str, held: Iterable[_Held], around: Surroundings) -> tuple[str, ...]:
    now = [each for each in held if not each.ended]
    return zones_of(
        told=zone,
        postal_codes=[each.postal_code for each in now if each.kind == "postal"],
        numbers=[each.value for each in now if each.kind == "phone"],
        team_zone=around.zone,
    )


def _shift(around: Surroundings, now: datetime) -> Shift:
    days: Iterable[date] = ClosedDay.objects.filter(day__gte=(now - _SLACK).date()).values_list("day", flat=True)
    return Shift(around.opens_at, around.closes_at, _MONDAY_TO_SATURDAY, frozenset(days))


_LATEST = """
LEFT JOIN touches_touchoutcome o ON o.id = (
    SELECT x.id FROM touches_touchoutcome x WHERE x.touch_id = t.id ORDER BY x.id DESC LIMIT 1)
"""
# A mistaken call of theirs that was taken (no_business) asks for no answer: for the gate, we have spoken.
_TOUCH = f"""
SELECT 'touch', t.id, CASE WHEN t.at > t.recorded_at THEN t.recorded_at ELSE t.at END, t.channel, t.direction, t.purpose,
       CASE WHEN o.reached OR (o.code = 'no_business' AND t.direction = 'in') THEN 1 ELSE 0 END,
       COALESCE(o.person_id, t.person_id), t.point_id, t.member_id, t.client_id, t.topic_id,
       CASE WHEN t.outside_gate THEN t.recorded_at END
FROM touches_touch t {_LATEST}
"""  # noqa: S608 - nothing of it comes from outside
# One that was told of late counts from then. A person has few: they are all looked at (as a CASE, or PostgreSQL would look at everybody's
# late ones instead). A switchboard has thousands, and each half has an index of its own.
_SINCE = "(t.at >= %s OR CASE WHEN t.outside_gate THEN t.recorded_at END >= %s)"
_TOLD_OF_LATE = "t.outside_gate AND t.recorded_at >= %s"
_CORRECTED = "WHERE t.id IN (SELECT touch_id FROM touches_touchoutcome WHERE person_id IN ({people}))"
_PERMIT = """
SELECT CASE WHEN p.used_at IS NULL THEN 'permit' ELSE 'used' END, p.id, COALESCE(p.used_at, p.granted_at),
       p.channel, 'out', p.purpose, 0, p.person_id, p.point_id, p.member_id, p.client_id, p.topic_id, NULL
FROM consideration_permit p
WHERE ((p.used_at IS NULL AND p.released_at IS NULL AND p.expires_at > %s) OR (p.used_at >= %s AND NOT EXISTS (
    SELECT 1 FROM touches_touch t WHERE t.point_id = p.point_id AND t.at >= p.granted_at AND t.permit_id = p.id))) AND
"""


class _Rung:
    """The telephones whose contacts count. `twins`: the same numbers as they stood before an erasure → as they stand today."""

    def __init__(self, held: Sequence[_Held], twins: dict[UUID, UUID]) -> None:
        self.twins = twins
        self.boards = {each.id for each in held if each.use is Use.SWITCHBOARD}
        self.shared = {each.id for each in held} - self.boards

    def among(self, points: set[UUID]) -> list[UUID]:
        """These, under whatever id they ever had."""
        return [*points, *(twin for twin, today in self.twins.items() if today in points)]


def _contacts(cluster: Sequence[UUID], rung: _Rung, since: datetime, now: datetime) -> list[tuple[Any, ...]]:
    """Of the people, of the telephones they share with few, of the switchboards today, and what turned out to be with them."""
    moment, today = told.as_param(since), told.as_param(now - _SLACK)
    people, shared, boards = told.marks(cluster), rung.among(rung.shared), rung.among(rung.boards)
    points = [*shared, *boards]
    parts: list[tuple[str, list[Any]]] = [
        (f"{_TOUCH} WHERE t.person_id IN ({people}) AND {_SINCE}", [*cluster, moment, moment]),
        (f"{_TOUCH} {_CORRECTED.format(people=people)} AND {_SINCE}", [*cluster, moment, moment]),
        (_PERMIT + f"p.person_id IN ({people})", [told.as_param(now), moment, *cluster]),
    ]
    if points:
        parts.append((_PERMIT + f"p.point_id IN ({told.marks(points)})", [told.as_param(now), moment, *points]))
    for some, since_then in ((shared, moment), (boards, today)):
        if some:
            on_them = f"{_TOUCH} WHERE t.point_id IN ({told.marks(some)}) AND"
            parts.append((f"{on_them} t.at >= %s", [*some, since_then]))
            parts.append((f"{on_them} {_TOLD_OF_LATE}", [*some, since_then]))
    return rows(" UNION ALL ".join(sql for sql, _ in parts), [param for _, params in parts for param in params])


class _Contacts:
    def __init__(self, cluster: frozenset[UUID], rung: _Rung, found: Iterable[tuple[Any, ...]], before: UUID | None) -> None:
        self.cluster, self.shared, self.boards = cluster, rung.shared, rung.boards
        every = {as_id(row[1]): (row[0], _contact(row, rung.twins)) for row in found}
        self.touches = [contact for kind, contact in every.values() if kind == "touch"]
        # Whoever used a permit was shown the number: as long as nobody says what became of it, they called
        self.permitted = [each for kind, each in every.values() if kind != "touch" and _counts(kind, each, before)]

    def theirs(self) -> tuple[Contact, ...]:
        return tuple(self._theirs(self.touches))

    def permits(self) -> tuple[Contact, ...]:
        return tuple(self._theirs(self.permitted))

    def at_switchboards(self) -> tuple[Contact, ...]:
        every = (*self.touches, *self.permitted)
        return tuple(contact for contact in every if contact.point in self.boards and contact.person not in self.cluster)

    def _theirs(self, contacts: Iterable[Contact]) -> Iterator[Contact]:
        """A person the ledger names is meant; nobody named, or a shared telephone, concerns everybody on it."""
        return (contact for contact in contacts if contact.person in self.cluster or contact.point in self.shared)


def _counts(kind: str, permit: Contact, before: UUID | None) -> bool:
    return before is None or permit.id is None or (permit.id != before and (kind == "used" or permit.id < before))


def _contact(row: tuple[Any, ...], twins: dict[UUID, UUID]) -> Contact:
    _, contact_id, at, channel, direction, purpose, reached, person, point, member, client, topic, outside_at = row
    where = maybe_id(point)
    return Contact(
        at=as_moment(at),
        channel=Channel(channel),
        direction=Direction(direction),
        purpose=Purpose(purpose) if purpose else None,
        reached=bool(reached),
        person=maybe_id(person),
        point=twins.get(where, where) if where else None,
        member=maybe_id(member),
        matter=Matter(maybe_id(client), maybe_id(topic)),
        id=as_id(contact_id),
        outside_at=maybe_moment(outside_at),
    )
