"""Parquet: the same columns as a table of text, or the canonical table itself. pyarrow is imported when such a file is met."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

from enishi.kernel import tables
from enishi.kernel.columns import Unusable
from enishi.kernel.words import say

_MAGIC = b"PAR1"
_BATCH = 10_000
# What only the canonical table has together
_CANONICAL = {"row", "at", "local_at", "channel", "direction", "party", "outcome", "source"}
CANONICAL_COLUMNS = (
    ("at", "at"),
    ("channel", "channel"),
    ("direction", "direction"),
    ("party", "number"),
    ("own_number", "own_number"),
    ("member", "member"),
    ("client", "client"),
    ("purpose", "purpose"),
    ("ring_seconds", "ring"),
    ("talk_seconds", "talk"),
    ("outcome", "outcome"),
    ("source_ref", "id"),
)


def is_parquet(path: Path) -> bool:
    """Does the file begin as Parquet does? What cannot be opened does not: whoever reads it will say why."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def is_canonical(names: Sequence[str]) -> bool:
    """Are these the columns of the canonical table?"""
    return set(names) >= _CANONICAL


def names(path: Path) -> tuple[str, ...]:
    """The columns of the file. Raises `Unusable`."""
    return tuple(_opened(path).schema_arrow.names)


def look(path: Path) -> tables.Look:
    """Its columns and its first rows, as a table of text shows them."""
    first = tuple(islice(cells(path), tables.SAMPLED - 1))
    return tables.Look("parquet", (names(path), *first))


def cells(path: Path) -> Iterator[tuple[str, ...]]:
    """Every row as text. Raises `Unusable`."""
    file = _opened(path)
    utc = is_canonical(file.schema_arrow.names)
    for batch in file.iter_batches(_BATCH):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield tuple(as_text(value, utc=utc) for value in row)


def as_text(value: Any, *, utc: bool = False) -> str:
    """A value as a table of text would hold it. A moment without a zone is on the wall clock of the log, unless it is said to be UTC."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        plain = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        return f"{plain:%Y-%m-%d %H:%M:%S}" + ("Z" if utc or value.tzinfo is not None else "")
    if isinstance(value, float | Decimal) and isfinite(value) and value == int(value):
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return value if isinstance(value, str) else str(value)


def _opened(path: Path) -> Any:
    from pyarrow import ArrowException
    from pyarrow import parquet as engine

    try:
        return engine.ParquetFile(path)
    except (ArrowException, OSError) as fault:
        raise Unusable(say("Parquet のファイルとして読めません。壊れているようです。", "This Parquet file is damaged.")) from fault
