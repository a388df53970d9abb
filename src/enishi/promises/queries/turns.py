"""Whoever settles contacts with one caller waits for who is settling others with them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enishi.kernel.database import is_postgres, rows
from enishi.promises.rules.values import WORTH_A_CALL_BACK

# The callers of these contacts: the numbers in id order, then the persons (the canonical of each, and whom it turned out to be with).
# The count is what makes it hold the numbers before the first person.
_HOLD = """
WITH t AS MATERIALIZED (SELECT id, person_id, point_id FROM touches_touch WHERE id {ids} AND at > %s),
points AS MATERIALIZED (
  SELECT id FROM people_contactpoint WHERE id = ANY(ARRAY(SELECT point_id FROM t)) ORDER BY id FOR NO KEY UPDATE),
persons AS MATERIALIZED (
  SELECT id FROM people_person
  WHERE id = ANY(ARRAY(
    SELECT COALESCE(canonical_id, id) FROM people_person WHERE id = ANY(ARRAY(
      SELECT person_id FROM t UNION ALL SELECT person_id FROM touches_touchoutcome WHERE touch_id = ANY(ARRAY(SELECT id FROM t))))))
    AND (SELECT COUNT(*) FROM points) >= 0
  ORDER BY id FOR NO KEY UPDATE)
SELECT COUNT(*) FROM persons
"""
_HOLD_THESE = """
WITH points AS MATERIALIZED (SELECT id FROM people_contactpoint WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE),
persons AS MATERIALIZED (
  SELECT id FROM people_person WHERE id = ANY(%s) AND (SELECT COUNT(*) FROM points) >= 0 ORDER BY id FOR NO KEY UPDATE)
SELECT COUNT(*) FROM persons
"""


def hold_callers(touch_ids: Sequence[UUID], now: datetime) -> None:
    """Until the transaction ends nobody else settles young contacts with these callers: of two written at the same instant the second
    finds the first. Older ones make no promise, and who corrects one holds its people already. On SQLite a transaction is alone.
    """
    if is_postgres():
        ids: tuple[str, Any] = ("= %s", touch_ids[0]) if len(touch_ids) == 1 else ("= ANY(%s)", list(touch_ids))
        rows(_HOLD.replace("{ids}", ids[0]), [ids[1], now - WORTH_A_CALL_BACK])


def hold(point_ids: Iterable[UUID], person_ids: Iterable[UUID]) -> None:
    """The same of these numbers and persons."""
    if is_postgres():
        rows(_HOLD_THESE, [list(point_ids), list(person_ids)])
