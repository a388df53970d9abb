"""Whom we know already, of those a chunk names: a fixed number of questions, however many rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from enishi.kernel.clock import local_day
from enishi.kernel.database import as_moment, is_postgres, rows, rows_among
from enishi.kernel.kana import fold_company, fold_name
from enishi.people.imports.known import BLANKS, Known, Someone
from enishi.people.imports.wanted import Id, Wanted
from enishi.people.queries.erased import erased
from enishi.team.models import Client, Member

SOURCE = "list"


def look_up(chunk: Sequence[Wanted], *, today: date, zone: str) -> Known:
    """Everything there is to know before deciding about `chunk`."""
    known = Known()
    if is_postgres():
        # For the rest of the transaction
        rows(_PREFER_INDEXES, [])
    known.by_ref = {ref: _hex(person) for ref, person in rows_among(_BY_REF, {each.row.source_ref for each in chunk} - {""})}
    _points(known, chunk)
    _holders(known, chunk)
    candidates = {*known.by_ref.values(), *(person for found in known.holders.values() for person, _, _ in found)}
    _ties(_people(known, candidates, lambda created_at: local_day(as_moment(created_at), zone) == today))
    known.employers = {key: _hex(employer) for key, employer in rows_among(_EMPLOYERS, {each.employer_key for each in chunk} - {""})}
    if any(each.row.owner_name for each in chunk):
        known.members = _members()
    if any(each.row.client_name for each in chunk):
        known.clients = _unambiguous((fold_company(name), client.hex) for client, name in Client.objects.values_list("id", "name"))
    return known


# Seen on PostgreSQL 15: it holds a thousand look-ups for dearer than the whole table, and reads a growing register through for every
# chunk; told not to, it thinks the plan so dear that it compiles it for 60 ms.
_PREFER_INDEXES = """
SELECT set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)
"""


def _hex(value: Any) -> Id:
    """PostgreSQL gives ids as UUIDs."""
    return value if isinstance(value, str) else str(value.hex)


_BY_REF = """
SELECT l.source_ref, COALESCE(p.canonical_id, p.id) FROM people_listing l JOIN people_person p ON p.id = l.person_id
WHERE l.source = 'list' AND l.source_ref {texts}
"""
_EMPLOYERS = "SELECT name_key, id FROM people_employer WHERE name_key {texts}"
_KINDS = ("phone", "email", "postal")
_POINTS = "SELECT value, id FROM people_contactpoint WHERE kind = '{kind}' AND erased_at IS NULL AND value {{texts}}"
# One by one: while a first list of addresses comes in, PostgreSQL still believes that there are none and reads all of them each time.
_POINTS_POSTGRES = """
SELECT asked.value, t.id FROM unnest(%s::text[]) AS asked (value) CROSS JOIN LATERAL (
  SELECT id FROM people_contactpoint WHERE kind = '{kind}' AND value = asked.value AND erased_at IS NULL LIMIT 1) t
"""
_HOLDERS = """
SELECT h.point_id, c.id, p.name_key, p.kana_key, c.name_key, c.kana_key
FROM people_holding h
JOIN people_person p ON p.id = h.person_id
JOIN people_person c ON c.id = COALESCE(p.canonical_id, p.id)
WHERE h.point_id {ids} AND p.erased_at IS NULL
  AND (p.name_key {texts} OR p.kana_key {texts} OR c.name_key {texts} OR c.kana_key {texts})
"""
_SHARING = """
SELECT point_id, person, name FROM (
  SELECT h.point_id, c.id AS person, c.name, ROW_NUMBER() OVER (PARTITION BY h.point_id ORDER BY h.id) AS nth
  FROM people_holding h
  JOIN people_person p ON p.id = h.person_id AND p.erased_at IS NULL
  JOIN people_person c ON c.id = COALESCE(p.canonical_id, p.id)
  WHERE h.ended_on IS NULL AND h.point_id {ids}
) holders WHERE nth <= 4
"""
_PEOPLE = """
SELECT id, canonical_id, name_key, kana_key, name, kana, title, cares_about, zone, client_id, created_at
FROM people_person WHERE id {ids} OR canonical_id {ids}
"""
_HELD = """
SELECT h.person_id, t.kind, t.value, h.ended_on
FROM people_holding h JOIN people_contactpoint t ON t.id = h.point_id WHERE h.person_id {ids}
"""
_EMPLOYED = """
SELECT w.person_id, e.name_key, w.ended_on
FROM people_employment w JOIN people_employer e ON e.id = w.employer_id WHERE w.person_id {ids}
"""
_LOOKED_AFTER = "SELECT person_id, client_id, member_id FROM people_assignment WHERE ended_on IS NULL AND person_id {ids}"


def _points(known: Known, chunk: Sequence[Wanted]) -> None:
    values: dict[str, set[str]] = defaultdict(set)
    for each in chunk:
        for point in each.points:
            values[point.key[0]].add(point.key[1])
    sql = _POINTS_POSTGRES if is_postgres() else _POINTS
    for kind in _KINDS:
        known.points |= {(kind, value): _hex(point) for value, point in rows_among(sql.format(kind=kind), values[kind])}
        known.erased |= {(kind, value) for value in (erased(kind, values[kind]) if kind != "postal" else ())}


def _holders(known: Known, chunk: Sequence[Wanted]) -> None:
    # Neighbours may share an address and a name; only a telephone or a mail address tells who somebody is.
    keys = {point: key for key, point in known.points.items() if key[0] != "postal"}
    if not keys:
        return
    names, readings = {each.name_key for each in chunk} - {""}, {each.kana_key for each in chunk} - {""}
    for point, person, *names_of in rows_among(_HOLDERS, keys, names, readings, names, readings):
        # What a merged person was called, and what they are called now
        known.holders[keys[_hex(point)]] += [(_hex(person), *names_of[:2]), (_hex(person), *names_of[2:])]
    for point, person, name in rows_among(_SHARING, keys):
        known.sharing[keys[_hex(point)]][_hex(person)] = name


def _people(known: Known, ids: set[Id], is_new: Callable[[Any], bool]) -> dict[Id, Someone]:
    """Every id of theirs → the canonical person."""
    canonical: dict[Id, Id] = {}
    for person, merged_into, name_key, kana_key, *fields, client, created_at in rows_among(_PEOPLE, ids, ids):
        canonical[_hex(person)] = _hex(merged_into or person)
        if merged_into is None:
            filled = {name for name, value in zip(BLANKS, fields, strict=True) if value} | ({"client_id"} if client else set())
            known.people[_hex(person)] = Someone(_hex(person), fields[0], name_key, kana_key, is_new(created_at), filled)
    return {each: known.people[own] for each, own in canonical.items()}


def _ties(people: dict[Id, Someone]) -> None:
    """What they hold, where they work and who looks after them, under whichever of their ids it was written."""
    for person, kind, value, ended_on in rows_among(_HELD, people):
        held = people[_hex(person)].held
        held[kind, value] = held.get((kind, value), False) or ended_on is None
    for person, employer_key, ended_on in rows_among(_EMPLOYED, people):
        employers = people[_hex(person)].employers
        employers[employer_key] = employers.get(employer_key, False) or ended_on is None
    for person, client, member in rows_among(_LOOKED_AFTER, people):
        people[_hex(person)].looked_after[_hex(client) if client else None] = _hex(member)


def _members() -> dict[str, Id | None]:
    found = Member.objects.values_list("id", "name", "username")
    return _unambiguous((key, member.hex) for member, name, username in found for key in {fold_name(name), fold_name(username)})


def _unambiguous(pairs: Iterable[tuple[str, Id]]) -> dict[str, Id | None]:
    found: dict[str, Id | None] = {}
    for key, value in pairs:
        found[key] = None if found.get(key, value) != value else value
    return found
