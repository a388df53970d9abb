"""Which of many contacts can change a promise at all: one plain query, so that logging a call and reading a long log stay quick."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from enishi.people.database import as_id, is_postgres
from enishi.promises.rules.values import WORTH_A_CALL_BACK

# Inbound and young enough to be called back; said anew; part of a promise's story already; of somebody we owe or owed
# (a merged person may be owed under another id). Joins, not EXISTS: PostgreSQL would read whole tables for those.
_SIFT = """
WITH t AS MATERIALIZED (SELECT id, at, direction, person_id, point_id FROM touches_touch WHERE id {ids}),
oldest AS (
  SELECT MIN(COALESCE(m.at, p.made_at)) AS at FROM promises_promise p LEFT JOIN touches_touch m ON m.id = p.made_from_id
  WHERE p.kept_at IS NULL AND p.withdrawn_at IS NULL),
late AS MATERIALIZED (SELECT id, person_id, point_id FROM t WHERE at > %s OR at >= (SELECT at FROM oldest))
SELECT id FROM t WHERE at > %s AND direction = 'in'
UNION SELECT t.id FROM t JOIN touches_touchoutcome o ON o.touch_id = t.id GROUP BY t.id HAVING COUNT(*) > 1
UNION SELECT t.id FROM t JOIN promises_promise p ON p.kept_by_id = t.id
UNION SELECT t.id FROM t JOIN promises_promise p ON p.made_from_id = t.id
UNION SELECT t.id FROM t JOIN promises_promiseattempt a ON a.touch_id = t.id
UNION SELECT late.id FROM late JOIN promises_promise p ON p.person_id = late.person_id
UNION SELECT late.id FROM late JOIN promises_promise p ON p.point_id = late.point_id AND p.person_id IS NULL
UNION SELECT late.id FROM late JOIN people_person h ON h.id = late.person_id AND h.canonical_id IS NOT NULL
UNION SELECT late.id FROM late JOIN people_person h ON h.canonical_id = late.person_id
"""


def able_to_matter(touch_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Those of these touches that settling must look at."""
    young = connection.ops.adapt_datetimefield_value(now - WORTH_A_CALL_BACK)
    among = "= ANY(%s)" if is_postgres() else "IN (SELECT value FROM json_each(%s))"
    ids = list(touch_ids) if is_postgres() else json.dumps([touch.hex for touch in touch_ids])
    with connection.cursor() as cursor:
        cursor.execute(_SIFT.replace("{ids}", among), [ids, young, young])
        return [as_id(row[0]) for row in cursor.fetchall()]
