"""One table, of text or of Parquet, into `staged`: cells, then what they mean, then contacts; the odd rows by the reader itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from enishi.kernel import tables
from enishi.kernel.columns import RAW_SHOWN, Refused, RefusedRow
from enishi.touches.readers import parquet
from enishi.touches.readers.moments import Moments, moments, zoned
from enishi.touches.readers.reading import Table
from enishi.touches.relations import lines, plaintext, staging, values
from enishi.touches.relations import moments as days
from enishi.touches.relations.account import Refusals
from enishi.touches.relations.contacts import LENGTHS, NAMES, NUMBERS, WORDS, Form
from enishi.touches.relations.engine import Engine, quoted

_UTC_BEHIND = ("TIMESTAMP WITH TIME ZONE",)
_MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", *_UTC_BEHIND)


@dataclass(frozen=True, slots=True)
class Taking:
    """A table being taken into `staged`: the `number`th file, called `name`, its clock in `zone`."""

    engine: Engine
    number: int
    name: str
    table: Table
    zone: str
    refusals: Refusals

    def text(self, path: Path, file: tables.Opened) -> int:
        """Take a text in, which `file` begins; how many rows it has."""
        sheet = lines.sheet(plaintext.plain(path, file, self.engine.folder), file, self.table)
        lines.split(self.engine, sheet)
        rows = self._rows()
        last = lines.last_line(self.engine, sheet)
        # A record may be refused for being cut off, and that only the last one is
        doubtful = self._stage(last)
        held: list[tuple[int, int]] = []
        read = self._add(_noting(lines.odd_rows(self.engine, sheet, doubtful, last), held))
        seemed = self._take_back(held, set(doubtful))
        self._let_go()
        return rows - len(doubtful) + read - seemed

    def parquet(self, path: Path) -> int:
        """Take a file of Parquet in; how many rows it has."""
        names = parquet.names(path)
        cells = ", ".join(f"{_as_text(self.engine, path, names[place], names)} AS c{place}" for place in self._used())
        # The row number is the file's own: rows may be read side by side
        numbered = f"SELECT * FROM read_parquet({quoted(str(path))}, file_row_number = true)"
        self.engine.run(f"CREATE OR REPLACE TABLE cut AS SELECT file_row_number + 1 AS line, {cells} FROM ({numbered})")
        self.engine.run("CREATE OR REPLACE VIEW plain AS SELECT * FROM cut")
        rows = self._rows()
        doubtful = self._stage(0)
        read = self._add(self._doubtful_cells(doubtful))
        self._let_go()
        return rows - len(doubtful) + read

    def _let_go(self) -> None:
        """Of the cells: whoever measures needs the memory."""
        self.engine.run("DROP VIEW IF EXISTS plain")
        self.engine.drop("cut")

    def _rows(self) -> int:
        return int(self.engine.value("SELECT count(*) FROM plain"))

    def _used(self) -> list[int]:
        return sorted({place for places in self.table.places.values() for place in places})

    def _add(self, rows: Iterable[lines.Row]) -> int:
        return staging.stage_rows(self.engine, self.number, self.name, rows, self.refusals)

    def _stage(self, last: int) -> list[int]:
        """Stage what is certain of `plain`; the lines that are not, and the `last` one."""
        form = Form(self.table.mapping, self.table.places, "plain")
        self._learn(form)
        staging.stage(self.engine, self.number, form.sql(self.table.form))
        gone = f"DELETE FROM staged WHERE file = {self.number} AND (moment IS NULL OR line = {last}) RETURNING line"
        self.engine.drop("said", "numbers", "lengths", "names", "days", "clocks", "ends")
        return sorted(line for (line,) in self.engine.rows(gone))

    def _learn(self, form: Form) -> None:
        """What the cells of `plain` mean, value by value."""
        calls, order = self.table.calls, self.table.mapping.date_order

        def elsewhere(zone: str) -> Moments:
            read = moments(zone, order)
            return zoned(read) if self.table.form == "twilio" else read

        words = values.learn_words(self.engine, source="plain", cells=[form.cell(name) for name in WORDS], calls=calls)
        values.learn_outcomes(self.engine, words)
        values.learn_numbers(self.engine, source="plain", cells=form.cells(NUMBERS), own=calls.own_numbers)
        values.learn_seconds(self.engine, source="plain", cells=form.cells(LENGTHS), calls=calls)
        values.learn_names(self.engine, source="plain", cells=form.cells(NAMES))
        texts = form.texts_of_moments()
        form.parts = days.parts(self.engine, source="plain", texts=texts)
        days.learn(
            self.engine,
            source="plain",
            texts=texts,
            parts=form.parts,
            read=calls.moment,
            elsewhere=elsewhere,
            zone=self.zone,
            order=order,
        )

    def _take_back(self, held: list[tuple[int, int]], doubtful: set[int]) -> int:
        """Lines that are part of a record begun before them are no records of their own; how many seemed to be."""
        inside = [(line,) for begin, count in held for line in range(begin + 1, begin + count) if line not in doubtful]
        if not inside:
            return 0
        self.engine.load("inside", (("line", "int64"),), inside)
        self.engine.run(f"DELETE FROM staged WHERE file = {self.number} AND line IN (SELECT line FROM inside)")
        return int(self.engine.value("SELECT count(*) FROM plain WHERE line IN (SELECT line FROM inside)"))

    def _doubtful_cells(self, doubtful: list[int]) -> Iterator[lines.Row]:
        if not doubtful:
            return
        self.engine.load("asked", (("line", "int64"),), ((line,) for line in doubtful))
        used = self._used()
        picked = ", ".join(f"c{place}" for place in used)
        for line, *cells in self.engine.rows(f"SELECT line, {picked} FROM cut WHERE line IN (SELECT line FROM asked) ORDER BY line"):
            whole = [""] * (max(used) + 1)
            for place, cell in zip(used, cells, strict=True):
                whole[place] = cell
            try:
                yield self.table.calls.touch(line, line, tuple(whole))
            except Refused as refused:
                yield RefusedRow(line, line, refused.reason, refused.code, ",".join(cells)[:RAW_SHOWN])


def _noting(rows: Iterator[tuple[lines.Row, int]], held: list[tuple[int, int]]) -> Iterator[lines.Row]:
    """The rows; into `held` where those of several lines begin, and how many."""
    for row, count in rows:
        if count > 1:
            held.append((row.line, count))
        yield row


def _as_text(engine: Engine, path: Path, name: str, names: tuple[str, ...]) -> str:
    """SQL: a column as `readers.parquet.as_text` writes its values."""
    column = '"' + name.replace('"', '""') + '"'
    kind = engine.value(f"SELECT typeof({column}) FROM read_parquet({quoted(str(path))}) LIMIT 1") if _has_rows(engine, path) else ""
    if kind in _MOMENTS:
        behind = "Z" if kind in _UTC_BEHIND or parquet.is_canonical(names) else ""
        plain = f"timezone('UTC', {column})" if kind in _UTC_BEHIND else f"{column}::TIMESTAMP"
        return f"coalesce(strftime({plain}, '%Y-%m-%d %H:%M:%S') || '{behind}', '')"
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        return f"coalesce(CASE WHEN {column} = floor({column}) THEN ({column}::HUGEINT)::VARCHAR ELSE {column}::VARCHAR END, '')"
    return f"coalesce({column}::VARCHAR, '')"


def _has_rows(engine: Engine, path: Path) -> bool:
    return bool(engine.value(f"SELECT count(*) FROM read_parquet({quoted(str(path))})"))
