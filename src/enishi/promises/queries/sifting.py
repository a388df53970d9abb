"""Which of many contacts can change a promise at all: one plain query, so that logging a call and reading a long log stay quick."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from enishi.kernel.database import as_id, from_id, is_postgres, maybe_moment
from enishi.promises.rules.values import WORTH_A_CALL_BACK

# Inbound and young enough to be called back; said anew; part of a promise's story already; of somebody we owe or owed
# (a merged person may be owed under another id). One look into an index for each, as a value: as joins or EXISTS, each engine
# reads whole tables for some of them, among them a million people.
_SIFT = """
WITH t AS MATERIALIZED (SELECT id, at, direction, person_id, point_id FROM touches_touch WHERE id {ids}),
oldest AS (SELECT MIN(began_at) AS at FROM promises_promise WHERE kept_at IS NULL AND withdrawn_at IS NULL)
SELECT id FROM t
WHERE (at > %s AND direction = 'in')
   OR (SELECT COUNT(*) FROM touches_touchoutcome o WHERE o.touch_id = t.id) > 1
   OR (SELECT 1 FROM promises_promise p WHERE p.kept_by_id = t.id LIMIT 1) = 1
   OR (SELECT 1 FROM promises_promise p WHERE p.made_from_id = t.id LIMIT 1) = 1
   OR (SELECT 1 FROM promises_promiseattempt a WHERE a.touch_id = t.id LIMIT 1) = 1
   OR (at > %s OR at >= (SELECT at FROM oldest)) AND (
        (SELECT 1 FROM promises_promise p WHERE p.person_id = t.person_id LIMIT 1) = 1
     OR (SELECT 1 FROM promises_promise p WHERE p.point_id = t.point_id AND p.person_id IS NULL LIMIT 1) = 1
     OR (SELECT 1 FROM people_person h WHERE h.id = t.person_id AND h.canonical_id IS NOT NULL) = 1
     OR (SELECT 1 FROM people_person h WHERE h.canonical_id = t.person_id LIMIT 1) = 1)
"""


_OLDEST = "SELECT MIN(began_at) FROM promises_promise WHERE kept_at IS NULL AND withdrawn_at IS NULL"


def may_matter_since(now: datetime) -> datetime:
    """From which moment on a contact written now can change a promise, for `touches.hooks.may_matter_since`; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        oldest = maybe_moment(cursor.fetchone()[0])
    young = now - WORTH_A_CALL_BACK
    return min(young, oldest) if oldest else young


def able_to_matter(touch_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Those of these touches that settling must look at."""
    young = connection.ops.adapt_datetimefield_value(now - WORTH_A_CALL_BACK)
    with connection.cursor() as cursor:
        cursor.execute(*_among(touch_ids, young))
        return [as_id(row[0]) for row in cursor.fetchall()]


def _among(touch_ids: Sequence[UUID], young: Any) -> tuple[str, list[Any]]:
    """One by one they are asked by a statement of their own: PostgreSQL keeps no plan for a list whose length it does not know."""
    if len(touch_ids) == 1:
        return _SIFT.replace("{ids}", "= %s"), [from_id(touch_ids[0]), young, young]
    if is_postgres():
        return _SIFT.replace("{ids}", "= ANY(%s)"), [list(touch_ids), young, young]
    return _SIFT.replace("{ids}", "IN (SELECT value FROM json_each(%s))"), [json.dumps([touch.hex for touch in touch_ids]), young, young]
