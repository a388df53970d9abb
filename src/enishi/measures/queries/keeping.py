"""Intermediates that several measures read are computed once, held while a diagnosis runs, and let go of at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import ibis

_numbers = count(1)


class Shelf:
    """Holds computed tables; `with shelf() as held:` lets go of them."""

    def __init__(self) -> None:
        self._names: list[tuple[Any, str]] = []
        self._cached: list[Any] = []

    def keep(self, expression: Any) -> Any:
        """The expression computed, as a table of the engine it belongs to."""
        engine = ibis.get_backend(expression)
        if engine.name != "duckdb":
            self._cached.append(expression.cache())
            return self._cached[-1]
        # Ibis releases its own cache on DuckDB by a statement that the newer sqlglot writes wrongly.
        name = f"enishi_kept_{next(_numbers)}"
        self._names.append((engine, name))
        return engine.create_table(name, expression, temp=True)

    def clear(self) -> None:
        """Let go of everything held."""
        for engine, name in self._names:
            engine.con.execute(f'DROP TABLE IF EXISTS "{name}"')
        for table in self._cached:
            table.release()


@contextmanager
def shelf() -> Iterator[Shelf]:
    """A shelf that is cleared however its block ends."""
    held = Shelf()
    try:
        yield held
    finally:
        held.clear()
