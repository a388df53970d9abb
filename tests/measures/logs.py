"""Touch tables for the tests: a few lines a person can check by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

JST = timedelta(hours=9)
CANONICAL = {
    "row": pa.string(),
    "at": pa.timestamp("us"),
    "local_at": pa.timestamp("us"),
    "channel": pa.string(),
    "direction": pa.string(),
    "party": pa.string(),
    "person": pa.string(),
    "own_number": pa.string(),
    "member": pa.string(),
    "client": pa.string(),
    "purpose": pa.string(),
    "ring_seconds": pa.int32(),
    "talk_seconds": pa.int32(),
    "outcome": pa.string(),
    "reached": pa.bool_(),
    "abandoned": pa.bool_(),
    "source": pa.string(),
    "source_ref": pa.string(),
}
NOTHING = dict.fromkeys(CANONICAL)


def touch(when: str, person: str | None, outcome: str | None = "no_answer", **facts: Any) -> dict[str, Any]:
    """One outbound call at `when` on Tokyo's clock ("03-02 10:15" of 2026); `reached` follows the outcome unless told."""
    local = datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC).replace(tzinfo=None)
    known = {"reached": True, "never": True, "not_now": True, "they_will_call": True, "unknown": None, None: None}
    told = {"channel": "call", "direction": "out", "outcome": outcome, "reached": known.get(outcome, False), "source": "csv"}
    return NOTHING | told | {"at": local - JST, "local_at": local, "party": person, "person": person} | facts


def inbound(when: str, person: str | None, outcome: str = "missed", **facts: Any) -> dict[str, Any]:
    """One call to us."""
    return touch(when, person, outcome, direction="in", **facts)


def text(when: str, person: str, **facts: Any) -> dict[str, Any]:
    """One text of ours; whether it was read nobody knows."""
    return touch(when, person, "sent", **{"channel": "text", "reached": None} | facts)


def arrow(touches: list[dict[str, Any]]) -> pa.Table:
    """The rows as a canonical table, each row named by its line."""
    named = [row | {"row": row["row"] or f"log.csv:{line}"} for line, row in enumerate(touches, start=2)]
    return pa.Table.from_pylist(named, schema=pa.schema(list(CANONICAL.items())))


def table(*touches: dict[str, Any]) -> Any:
    """The rows as an Ibis table, on embedded DuckDB."""
    return ibis.memtable(arrow(list(touches)))
