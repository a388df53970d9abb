"""A table of text into cells, physical line by physical line: what any CSV reader agrees on by DuckDB, whatever is odd by our own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from enishi.kernel import tables, textfile
from enishi.kernel.columns import RefusedRow
from enishi.kernel.records import BLANK, delimiter_of, records_among
from enishi.touches.readers.reading import Table
from enishi.touches.readers.rows import TouchRow
from enishi.touches.relations.engine import Engine, quoted
from enishi.touches.relations.plaintext import lines_at

# A line alone: no delimiter of one byte is safe from standing in somebody's note
_WHOLE_LINES: Final = (
    "header = false, auto_detect = false, columns = {'line': 'VARCHAR'}, delim = '\x01\x02\x03\x04', quote = '', escape = '',"
    " strict_mode = false, max_line_size = 8388608"
)
_MOST_LINES: Final = 100
# What a line can be: nothing, a record, a record to be looked at, the same with a quotation mark left open
NOTHING, PLAIN, ODD, OPEN = range(4)
Row = TouchRow | RefusedRow


@dataclass(frozen=True, slots=True)
class Sheet:
    """A plain text about to be read: where it lies, what cuts its cells, the line its header ends on, and the records before it."""

    path: Path
    table: Table
    delimiter: str
    header_line: int
    before: tuple[textfile.Record, ...]


def sheet(path: Path, file: tables.Opened, table: Table) -> Sheet:
    """The text at `path` (`plaintext.plain`) as `file` begins it."""
    end = table.mapping.header
    first = list(islice(textfile.records(file.head_stream()), end))
    header_line = first[-1].line + first[-1].raw.count("\n") if first else 0
    return Sheet(path, table, delimiter_of(file.head), header_line, tuple(first[:-1]))


def split(engine: Engine, sheet: Sheet) -> None:
    """Make the table `cut`: `state`, and c0, c1 … for the columns that mean something. Its rowid + 1 is the physical line."""
    used = sorted({place for places in sheet.table.places.values() for place in places})
    cells = ", ".join(f"coalesce(c[{place + 1}], '') AS c{place}" for place in used)
    engine.run(
        f"CREATE OR REPLACE TABLE cut AS SELECT ({_state(sheet)})::UTINYINT AS state, {cells}"
        f" FROM (SELECT coalesce(line, '') AS line, {_cells(sheet.delimiter)} AS c"
        f" FROM read_csv({quoted(str(sheet.path))}, {_WHOLE_LINES}))"
    )
    engine.run(
        f"CREATE OR REPLACE VIEW plain AS SELECT rowid + 1 AS line, * FROM cut WHERE state = {PLAIN} AND rowid >= {sheet.header_line}"
    )


def _cells(delimiter: str) -> str:
    """Cut where no quotation mark stands in the way; where they all fit, cut around them; else null."""
    cut = quoted(delimiter)
    cell = rf'"[^"]*(?:""[^"]*)*"|[^"{delimiter}]*'
    well = quoted(rf"(?:{cell})(?:{delimiter}(?:{cell}))*")
    each = quoted(rf"(?:^|{delimiter})({cell})")
    bare = """CASE WHEN starts_with(x, '"') THEN replace(x[2:-2], '""', '"') ELSE x END"""
    return (
        f"CASE WHEN NOT contains(line, '\"') THEN string_split(line, {cut})"
        f" WHEN regexp_full_match(line, {well}) THEN list_transform(regexp_extract_all(line, {each}, 1), lambda x: {bare}) END"
    )


def _state(sheet: Sheet) -> str:
    header, names = sheet.table.mapping.header, sheet.table.look.headers(sheet.table.mapping.header)
    odd = [f"contains(line, '{textfile.MARK}')", *(f"contains(line, '{chr(mark)}')" for mark in range(0xFDD0, 0xFDD3))]
    if header:
        odd.append(f"len(c) <> {len(names)}")
        odd.append(f"c[1] = {quoted(names[0])}" if names else "false")
    seen = quoted("[^" + _class(BLANK + tables.NOTHING) + "]")
    is_open = "(length(line) - length(replace(line, '\"', ''))) % 2 = 1"
    return (
        f"CASE WHEN NOT regexp_matches(line, {seen}) THEN CASE WHEN trim(line, {quoted(BLANK)}) = '' THEN {NOTHING} ELSE {ODD} END"
        f" WHEN c IS NULL THEN CASE WHEN {is_open} THEN {OPEN} ELSE {ODD} END"
        f" WHEN {' OR '.join(odd)} THEN {ODD} ELSE {PLAIN} END"
    )


def _class(letters: str) -> str:
    return "".join(f"\\x{{{ord(letter):x}}}" for letter in letters)


def last_line(engine: Engine, sheet: Sheet) -> int:
    """The line of the last thing that stands behind the header; 0 if nothing does."""
    return int(engine.value(f"SELECT coalesce(max(rowid) + 1, 0) FROM cut WHERE state <> {NOTHING} AND rowid >= {sheet.header_line}"))


def odd_rows(engine: Engine, sheet: Sheet, doubtful: list[int], last: int) -> Iterator[tuple[Row, int]]:
    """Every record that is not plain, and the `doubtful` lines, as our own reader reads them; each with how many lines it holds.

    A record of more than one line holds lines that seemed to be records of their own. `last` is `last_line`.
    """
    read = tables.reader_of(sheet.table.look, sheet.table.mapping, sheet.table.calls.touch)
    for record in sheet.before:
        yield read(record, False), 1
    found = engine.rows(f"SELECT rowid + 1, state FROM cut WHERE state >= {ODD} AND rowid >= {sheet.header_line}")
    asked = {line for line, _ in found} | set(doubtful)
    behind = {line + after for line, state in found if state == OPEN for after in range(1, _MOST_LINES)}
    for record in records_among(lines_at(sheet.path, sorted(asked | behind)), sheet.delimiter):
        if record.line in asked:
            end = record.line + record.raw.count("\n")
            # Behind the header, whatever its number is
            placed = record._replace(number=sheet.table.mapping.header + record.line)
            yield read(placed, end >= last), end - record.line + 1
