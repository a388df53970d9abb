"""A table of somebody's, read record by record into rows of ours: every record becomes a row or a refusal, none is lost."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Generic, TextIO, TypeVar, cast

from enishi.kernel import textfile
from enishi.kernel.columns import RAW_SHOWN, Field, Mapping, Refused, RefusedRow, Unusable, find_header, fold
from enishi.kernel.words import Text, say

SAMPLED = 200
_HEAD = 1 << 16
_OFTEN = 0.2
NOTHING = ',;\t \u3000\u00a0"'
_WIDTH = say("列が{found}個あります。見出しは{width}個です。", "It has {found} columns; the header has {width}.")
Row = TypeVar("Row")
Convert = Callable[[int, int, tuple[str, ...]], Row]


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a table: its encoding, its first records, and which of them names the columns (from 1; 0 for none)."""

    encoding: str
    records: tuple[tuple[str, ...], ...]

    def headers(self, header: int) -> tuple[str, ...]:
        """The names of the columns; blank ones, as wide as the first record, where no record names them."""
        if header:
            return self.records[header - 1] if header <= len(self.records) else ()
        return ("",) * max((len(record) for record in self.records), default=0)

    def sample(self, header: int) -> tuple[tuple[str, ...], ...]:
        """The records behind the header."""
        return self.records[header:]

    def drops_blank_ends(self, header: int) -> bool:
        """Does this export leave out blank cells at the end of a record, so that a short one is no damage?"""
        sample = self.sample(header)
        width = len(self.headers(header))
        return sum(len(record) < width for record in sample) > len(sample) * _OFTEN

    def matched(self, fields: Sequence[Field]) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Where the header stands, and what its names mean."""
        return find_header(self.records, fields)


class Opened:
    """A file just opened: what it begins with, and the whole of it from the beginning, in one pass over the disk."""

    def __init__(self, source: textfile.TextSource) -> None:
        self.source = source
        self.head = source.stream.read(_HEAD)
        self.stream = cast(TextIO, _Rewound(self.head, source.stream))

    def head_stream(self) -> TextIO:
        """The whole lines it begins with."""
        end = self.head.rfind("\n") + 1 if len(self.head) == _HEAD else 0
        return io.StringIO(self.head[: end or None], newline="")

    def look(self) -> Look:
        """Its first records."""
        first = islice(textfile.records(self.head_stream()), SAMPLED)
        return Look(self.source.encoding, tuple(record.cells for record in first))


@contextmanager
def opened(path: str | Path) -> Iterator[Opened]:
    """Open a file of text. Raises `Unusable`."""
    with ExitStack() as stack:
        try:
            source = stack.enter_context(textfile.open_utf8(path))
        except textfile.FileUnreadable as fault:
            raise Unusable(fault.text) from fault
        yield Opened(source)


class _Rewound(io.TextIOBase):
    """A stream of which the head was already read."""

    def __init__(self, head: str, rest: TextIO) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int | None = -1) -> str:
        if self._head:
            given, self._head = self._head, ""
            return given
        return self._rest.read(-1 if size is None else size)


@dataclass(slots=True)
class Reader(Generic[Row]):
    """An open file being read. `rows` can be gone through once; `notes` is complete when it ends.

    `mapping` is the one in use, None for a format that needs none.
    """

    rows: Iterator[Row | RefusedRow]
    source: textfile.TextSource
    mapping: Mapping | None = None
    notes: list[Text] = field(default_factory=list)

    @property
    def encoding(self) -> str:
        """The encoding the file is written in."""
        return self.source.encoding

    @property
    def total_bytes(self) -> int:
        """The size of the file."""
        return self.source.total_bytes

    def progress(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self.source.share()


def rows(file: Opened, look: Look, mapping: Mapping, convert: Convert[Row], *, skip: int = 0) -> Iterator[Row | RefusedRow]:
    """Every record but the header, from the one after the first `skip` on, as `convert` reads it or as a refusal."""
    check = _Check(look.headers(mapping.header), mapping.header, short=look.drops_blank_ends(mapping.header))
    return _rows(textfile.records(file.stream), mapping.header, check, convert, skip)


def reader_of(look: Look, mapping: Mapping, convert: Convert[Row]) -> Callable[[textfile.Record, bool], Row | RefusedRow]:
    """What reads one record alone as `rows` reads it among all; the second argument says whether it is the file's last."""
    check = _Check(look.headers(mapping.header), mapping.header, short=look.drops_blank_ends(mapping.header))
    return lambda record, last: _row(record.number, record, last, check, convert)


def _rows(records: Iterator[textfile.Record], header: int, check: "_Check", convert: Convert[Row], skip: int) -> Iterator[Row | RefusedRow]:
    number = 0
    record = next(records, None)
    while record is not None:
        following = next(records, None)
        if record.number != header:
            number += 1
            if number > skip:
                yield _row(number, record, following is None, check, convert)
        record = following


def _row(number: int, record: textfile.Record, last: bool, check: "_Check", convert: Convert[Row]) -> Row | RefusedRow:
    try:
        check(record, last)
        return convert(number, record.line, record.cells)
    except Refused as refused:
        return RefusedRow(number, record.line, refused.reason, refused.code, record.raw[:RAW_SHOWN])


class _Check:
    """Refuses records that are whole rows of nothing, of headers, or of another number of columns."""

    def __init__(self, headers: tuple[str, ...], header: int, *, short: bool) -> None:
        self._header = header
        self._names = headers
        self._folded = [fold(name) for name in headers]
        self._width = len(headers)
        self._short = short

    def __call__(self, record: textfile.Record, last: bool) -> None:
        if record.problem is not None:
            raise Refused("damaged", record.problem)
        cells = record.cells
        if record.number < self._header:
            raise Refused("preamble", say("見出しより前にある行です。", "It stands before the header."))
        if not record.raw.strip(NOTHING):
            raise Refused("blank", say("空の行です。", "The line is blank."))
        if self._header and len(cells) != self._width:
            self._check_width(cells, last)
        if self._header and cells[0] == self._names[0] and [fold(cell) for cell in cells] == self._folded:
            raise Refused("header", say("途中に見出しの行があります。", "It is the header once more."))

    def _check_width(self, cells: Sequence[str], last: bool) -> None:
        """What follows a stray comma stands in other columns than it belongs to; blank cells beyond the last are none."""
        found = len(cells)
        if found < self._width and self._short and not last:
            return
        if found < self._width or any(cell.strip() for cell in cells[self._width :]):
            raise Refused("truncated" if last and found < self._width else "columns", _WIDTH.format(found=found, width=self._width))
