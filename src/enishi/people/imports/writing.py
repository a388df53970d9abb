"""A plan into the tables. COPY on PostgreSQL; the models' columns stand here by hand, for at thousands of persons a second the ORM's own
work would be most of the time. A test compares them with the models.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from enishi.kernel.database import as_id, is_postgres, rows_among
from enishi.people.imports.deciding import Filled, NewHolding, NewPerson, NewPoint, Plan
from enishi.people.imports.looking_up import SOURCE
from enishi.people.imports.wanted import Id, Key
from enishi.people.models import ContactPoint, Person
from enishi.people.rules import refusal_hash, search_keys

Row = tuple[Any, ...]


class Table(NamedTuple):
    """A table and the columns a plan fills, in order; the rest may be null."""

    name: str
    columns: tuple[str, ...]


PERSON = Table(
    "people_person",
    (
        *("id", "name", "kana", "name_key", "kana_key", "part_key", "part_kana_key"),
        *("honorific", "title", "cares_about", "met_as", "zone", "client_id", "source", "created_at"),
    ),
)
POINT = Table("people_contactpoint", ("id", "kind", "value", "postal_code", "use", "refusal_hash", "refusal_key_id", "created_at"))
HOLDING = Table("people_holding", ("id", "person_id", "point_id", "label", "since_on", "ended_because", "rank", "created_at"))
LISTING = Table("people_listing", ("person_id", "source", "source_ref"))
EMPLOYER = Table("people_employer", ("id", "name", "kana", "name_key"))
EMPLOYMENT = Table("people_employment", ("id", "person_id", "employer_id", "department", "role", "created_at"))
ASSIGNMENT = Table("people_assignment", ("id", "person_id", "member_id", "client_id", "since_on"))


def write(plan: Plan, now: datetime) -> None:
    """Inside the caller's transaction."""
    moment = str(now) if is_postgres() else str(now.replace(tzinfo=None))
    plan.point_ids |= _write_points(plan.points, moment)
    _hold(plan)
    _insert(PERSON, [_person(new, moment) for new in plan.people])
    _insert(LISTING, [(person, SOURCE, ref) for ref, person in plan.listings.items()])
    _fill(plan.filled)
    _insert_or_skip(HOLDING, [_holding(new, plan.point_ids, moment) for new in plan.holdings])
    plan.employer_ids |= _write_employers(plan)
    ids = plan.employer_ids
    _insert(EMPLOYMENT, [(new.id, new.person_id, ids[new.employer_key], new.department, new.role, moment) for new in plan.employments])
    _insert(ASSIGNMENT, [(new.id, new.person_id, new.member_id, new.client_id, new.since_on) for new in plan.assignments])


def _hold(plan: Plan) -> None:
    """Whom we knew and who takes up a number or is refused, points before persons as everybody takes them: hooks ask for the same."""
    new = {person.id for person in plan.people}
    taking_up = {each.person_id for each in plan.holdings} - new
    known = taking_up | ({person for person, _ in plan.refused} - new)
    if known and is_postgres():
        points = {plan.point_ids[each.key] for each in plan.holdings if each.person_id in taking_up}
        for model, ids in ((ContactPoint, points), (Person, known | plan.filled.keys())):
            list(model.objects.filter(id__in=ids).order_by("id").select_for_update(no_key=True).values_list("id", flat=True))


def _person(new: NewPerson, moment: str) -> Row:
    wanted, row = new.wanted, new.wanted.row
    return (
        *(
            new.id,
            row.name,
            row.kana,
            wanted.name_key,
            wanted.kana_key,
            wanted.part_key,
            wanted.part_kana_key,
            row.honorific,
            row.title,
            wanted.cares_about,
            new.met_as,
            row.zone,
        ),
        *(new.client_id, SOURCE, moment),
    )


def _holding(new: NewHolding, point_ids: dict[Key, Id], moment: str) -> Row:
    return (new.id, new.person_id, point_ids[new.key], new.label, new.since_on, "", new.rank, moment)


def _write_points(points: dict[Key, NewPoint], moment: str) -> dict[Key, Id]:
    """Where each new point is. Somebody at a desk may have written one down meanwhile: then it is theirs.

    In order of value, so that two who write the same points wait for each other and never in a circle.
    """
    key, key_id = settings.REFUSAL_KEY, settings.REFUSAL_KEY_ID
    written = _insert_or_skip(
        POINT,
        [
            (new.id, kind, value, new.point.postal_code, new.point.use, refusal_hash(kind=kind, value=value, key=key), key_id, moment)
            for (kind, value), new in sorted(points.items())
        ],
    )
    if written:
        return {}
    found = rows_among(_WHERE, {value for _, value in points})
    return {(kind, value): as_id(point).hex for kind, value, point in found if (kind, value) in points}


_WHERE = """
SELECT kind, value, id FROM people_contactpoint
WHERE erased_at IS NULL AND kind IN ('phone', 'email', 'postal') AND value {texts}
"""


def _write_employers(plan: Plan) -> dict[str, Id]:
    """Where each new employer is: a colleague's, if one wrote it down meanwhile."""
    new = [(plan.employer_ids[key], name, "", key) for key, name in sorted(plan.employers.items())]
    if _insert_or_skip(EMPLOYER, new):
        return {}
    return {key: as_id(employer).hex for key, employer in rows_among(_EMPLOYERS, plan.employers)}


_EMPLOYERS = "SELECT name_key, id FROM people_employer WHERE name_key {texts}"


def _insert_or_skip(table: Table, new: Sequence[Row]) -> bool:
    """Insert all; if some are there already, insert the others. Whether all were new."""
    try:
        with transaction.atomic():
            _insert(table, new)
    except IntegrityError:
        with connection.cursor() as cursor:
            cursor.executemany(f"{_values(table)} ON CONFLICT DO NOTHING", new)
        return False
    return True


def _insert(table: Table, new: Sequence[Row]) -> None:
    if not new:
        return
    with connection.cursor() as cursor:
        if not is_postgres():
            cursor.executemany(_values(table), new)
            return
        # COPY goes past Django's cursor and would raise psycopg's own errors.
        with connection.wrap_database_errors, cursor.copy(f"COPY {table.name} ({', '.join(table.columns)}) FROM STDIN") as copy:
            for row in new:
                copy.write_row(row)


def _values(table: Table) -> str:
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({', '.join(['%s'] * len(table.columns))})"  # noqa: S608 - our own names


_FILL = """
UPDATE people_person SET
  name_key = CASE WHEN people_person.name = '' AND new.name <> '' THEN new.name_key ELSE people_person.name_key END,
  part_key = CASE WHEN people_person.name = '' AND new.name <> '' THEN new.part_key ELSE people_person.part_key END,
  name = CASE WHEN people_person.name = '' THEN new.name ELSE people_person.name END,
  kana_key = CASE WHEN people_person.kana = '' AND new.kana <> '' THEN new.kana_key ELSE people_person.kana_key END,
  part_kana_key = CASE WHEN people_person.kana = '' AND new.kana <> '' THEN new.part_kana_key ELSE people_person.part_kana_key END,
  kana = CASE WHEN people_person.kana = '' THEN new.kana ELSE people_person.kana END,
  title = CASE WHEN people_person.title = '' THEN new.title ELSE people_person.title END,
  cares_about = CASE WHEN people_person.cares_about = '' THEN new.cares_about ELSE people_person.cares_about END,
  zone = CASE WHEN people_person.zone = '' THEN new.zone ELSE people_person.zone END,
  client_id = COALESCE(people_person.client_id, new.client_id)
FROM ({new}) AS new
WHERE people_person.id = new.id
"""
_NEW_POSTGRES = """
SELECT * FROM unnest(
  %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::uuid[]
) AS given (id, name, name_key, part_key, kana, kana_key, part_kana_key, title, cares_about, zone, client_id)
"""
_NEW_SQLITE = """
SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS name, json_extract(value, '$[2]') AS name_key,
  json_extract(value, '$[3]') AS part_key, json_extract(value, '$[4]') AS kana, json_extract(value, '$[5]') AS kana_key,
  json_extract(value, '$[6]') AS part_kana_key, json_extract(value, '$[7]') AS title, json_extract(value, '$[8]') AS cares_about,
  json_extract(value, '$[9]') AS zone, json_extract(value, '$[10]') AS client_id
FROM json_each(%s)
"""


def _fill(filled: dict[Id, Filled]) -> None:
    """Blanks only, asked again in the UPDATE itself: a colleague may have filled one since we looked."""
    if not filled:
        return
    # In id order, as everybody locks persons
    given = [_filled(person, each) for person, each in sorted(filled.items())]
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(_FILL.replace("{new}", _NEW_POSTGRES), [list(column) for column in zip(*given, strict=True)])
        else:
            cursor.execute(_FILL.replace("{new}", _NEW_SQLITE), [json.dumps(given)])


def _filled(person: Id, filled: Filled) -> Row:
    said = defaultdict(str, filled.said)
    keys = search_keys(said["name"], said["kana"])
    texts = (said["name"], keys.name, keys.part, said["kana"], keys.kana, keys.part_kana, said["title"], said["cares_about"], said["zone"])
    return (person, *texts, filled.client_id)
