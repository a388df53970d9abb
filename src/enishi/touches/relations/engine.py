"""DuckDB in a folder that goes away with it, reached through Ibis. Both are imported when the first log is opened."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_FOLDER = "enishi-relations-"


class Engine:
    """One embedded DuckDB. `backend` is Ibis's, `run` plain SQL on the same connection.

    It lives in the memory, up to `memory` of it; what does not fit lies in a folder of its own (a file would be packed as it is
    written, which costs as much as reading the log). The folder goes with the engine, at the latest when the program ends, by Ctrl-C too.
    """

    def __init__(self, *, memory: str = "2GB") -> None:
        import ibis

        # Kept, for it is removed when nobody holds it any more
        self._folder = tempfile.TemporaryDirectory(prefix=_FOLDER)
        self.folder = Path(self._folder.name)
        self.backend = ibis.duckdb.connect(temp_directory=str(self.folder / "spill"))
        self.run(f"SET memory_limit = '{memory}'")
        self.run("SET TimeZone = 'UTC'")
        self.run("SET enable_progress_bar = false")

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The result of a statement, to be fetched."""
        return self.backend.con.execute(sql, list(parameters))

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question with a short answer."""
        found: list[tuple[Any, ...]] = self.run(sql, parameters).fetchall()
        return found

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The one value of an answer."""
        return self.rows(sql, parameters)[0][0]

    def column(self, sql: str) -> list[Any]:
        """The one column of a long answer."""
        found: list[Any] = self.backend.con.sql(sql).to_arrow_table().column(0).to_pylist()
        return found

    def load(self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]], shown: str = "*") -> None:
        """Make the table `name` of (column, type) pairs, types as Arrow names them, holding `rows`; `shown` is SQL over them."""
        import pyarrow

        schema = pyarrow.schema([(column, pyarrow.type_for_alias(kind)) for column, kind in columns])
        held = list(zip(*rows, strict=True)) or [()] * len(columns)
        arrays = [pyarrow.array(values, field.type) for values, field in zip(held, schema, strict=True)]
        self.load_arrow(name, pyarrow.table(arrays, schema), shown)

    def load_arrow(self, name: str, table: Any, columns: str = "*") -> None:
        """Make the table `name` of an Arrow table or a reader of record batches; `columns` is SQL over it."""
        self.backend.con.register("loading", table)
        try:
            self.run(f"CREATE OR REPLACE TABLE {name} AS SELECT {columns} FROM loading")
        finally:
            self.backend.con.unregister("loading")

    def drop(self, *names: str) -> None:
        """Tables that are needed no more."""
        for name in names:
            self.run(f"DROP TABLE IF EXISTS {name}")

    def close(self) -> None:
        """Close DuckDB and remove its folder; tables made here can be asked nothing more."""
        self.backend.disconnect()
        self._folder.cleanup()


def one_of(words: Iterable[str]) -> str:
    """A type of SQL that takes a byte; its order is that of the words."""
    return f"ENUM ({', '.join(quoted(word) for word in sorted(words))})"


def quoted(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
