"""A log read by both forms of its mapping: what the readers make of it one by one, and what the relations make of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from enishi.touches.readers import CanonicalRow, RefusedRow, Unusable, canonical, read
from enishi.touches.relations import Account, opened

TOKYO = "Asia/Tokyo"


@dataclass(frozen=True)
class Told:
    """The contacts in the order of their lines, and how many rows there were, were doubles, were refused for what."""

    rows: list[CanonicalRow]
    read: int
    doubled: int
    refused: dict[str, int]


def by_readers(paths: Sequence[Path], *, zone: str = TOKYO, **how: Any) -> Told:
    rows: dict[tuple[str, str], CanonicalRow] = {}
    count, refused = 0, {}
    for path in paths:
        with read(path, zone=zone, **how) as reader:
            for row in reader.rows:
                count += 1
                if isinstance(row, RefusedRow):
                    refused[row.code] = refused.get(row.code, 0) + 1
                else:
                    rows.setdefault((row.source, row.source_ref), canonical(row, file=path.name, zone=zone))
    return Told(_sorted(rows.values()), count, count - len(rows) - sum(refused.values()), refused)


def by_relations(paths: Sequence[Path], *, zone: str = TOKYO, **how: Any) -> tuple[Told, Account]:
    table, account, engine = opened(paths, zone=zone, **how)
    try:
        rows = [CanonicalRow(**row) for row in table.to_pyarrow().to_pylist()]
    finally:
        engine.close()
    assert account.read == account.taken + account.doubled + account.refused
    assert account.taken == len(rows)
    refused = {refusal.code: refusal.rows for refusal in account.refusals}
    assert account.refused == sum(refused.values())
    return Told(_sorted(rows), account.read, account.doubled, refused), account


def same(paths: Sequence[Path], **how: Any) -> Told:
    """What both make of the logs, which must be the same; no contacts at all if both say that the files cannot be read."""
    try:
        one = by_readers(paths, **how)
    except Unusable as unusable:
        with pytest.raises(Unusable) as other_unusable:
            by_relations(paths, **how)
        assert other_unusable.value.text == unusable.text
        return Told([], 0, 0, {})
    other, _ = by_relations(paths, **how)
    assert one == other
    return one


def _sorted(rows: Any) -> list[CanonicalRow]:
    def place(row: CanonicalRow) -> tuple[str, int]:
        name, _, line = row.row.rpartition(":")
        return name, int(line)

    return sorted(rows, key=place)
