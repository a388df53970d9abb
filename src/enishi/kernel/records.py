"""Records of a CSV or TSV text, one by one in constant memory; a damaged record costs itself and nothing behind it."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final, NamedTuple, TextIO

from .words import Text, say

MARK: Final = "\ufffd"

_CHUNK: Final = 1 << 16
_LONGEST_LINE: Final = 1 << 20
_LONGEST_RECORD: Final = 1 << 16
_MOST_LINES: Final = 100
_SHOWN: Final = 1000
_SAMPLE_LINES: Final = 30
# A DOS program ends a file with Ctrl-Z.
BLANK: Final = " \u3000\u00a0\ufeff\x1a"

_TOO_LONG: Final = say(ja="行が長すぎます（1 MiBまで）。", en="The line is too long (1 MiB at most).")
_NUL: Final = say(ja="NUL文字が入っています。ファイルが壊れています。", en="It holds NUL characters: the file is damaged.")
_LONE_CR: Final = say(ja="行の途中に改行コード（CR）が入っています。", en="A carriage return stands inside the line.")
_UNDECODED: Final = say(ja="読めない文字（�）があります。", en="It holds letters that cannot be decoded (�).")
_QUOTES: Final = say(
    ja='引用符（"）が閉じていないか、位置が違います。', en='A quotation mark (") is not closed or stands in the wrong place.'
)


class Record(NamedTuple):
    """One record: `number` counts records from 1, `line` is the physical line it begins on, `raw` its text.

    `problem` says why it should not be trusted; its cells may then be missing.
    """

    number: int
    line: int
    cells: tuple[str, ...]
    raw: str
    problem: Text | None = None


class Line(NamedTuple):
    """One physical line, without its end; `cut`: it was longer than 1 MiB, and only its beginning is kept."""

    number: int
    text: str
    cut: bool = False


def records(stream: TextIO) -> Iterator[Record]:
    """Every record of the text once, blank lines left out; the delimiter (comma, tab, semicolon) is found from its beginning.

    A quoted cell may hold line breaks, up to 100 lines or 64 KiB; beyond, or if its quotes do not fit, the first
    line alone is a record with a problem and reading goes on behind it.
    """
    sample = stream.read(_CHUNK)
    yield from _records(_lines(stream, sample), delimiter_of(sample))


def records_among(some: Iterable[Line], delimiter: str) -> Iterator[Record]:
    """The records that begin on some physical lines of a text, in order.

    The lines behind one whose quotes are open must be among them, up to 99, for they may belong to it.
    """
    yield from _records(iter(some), delimiter)


def lines(stream: TextIO) -> Iterator[Line]:
    """Every physical line of a text, in constant memory."""
    yield from _lines(stream, stream.read(_CHUNK))


def _records(lines: Iterator[Line], delimiter: str) -> Iterator[Record]:
    field = re.compile(rf' *(?:"([^"]*(?:""[^"]*)*)" *|([^{delimiter}"]?[^{delimiter}\n]*))')
    number = 0
    ahead = _Ahead(lines)
    for line in ahead:
        if not line.text.strip(BLANK):
            continue
        number += 1
        yield _record(number, line, ahead, delimiter, field)


class _Ahead:
    """Lines that can be looked at before they are taken."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._seen: deque[Line] = deque()

    def __iter__(self) -> "_Ahead":
        return self

    def __next__(self) -> Line:
        return self._seen.popleft() if self._seen else next(self._lines)

    def peek(self, place: int) -> Line | None:
        """The line `place` lines ahead (0 is the next one)."""
        while len(self._seen) <= place:
            line = next(self._lines, None)
            if line is None:
                return None
            self._seen.append(line)
        return self._seen[place]

    def take(self, count: int) -> None:
        """Leave out the next `count` lines, which were peeked at."""
        for _ in range(count):
            self._seen.popleft()


def _record(number: int, line: Line, ahead: _Ahead, delimiter: str, field: re.Pattern[str]) -> Record:
    text = line.text
    if line.cut:
        return Record(number, line.number, (), text, _TOO_LONG)
    if '"' not in text:
        cells: tuple[str, ...] | None = tuple(text.split(delimiter))
    else:
        cells = _cells(text, delimiter, field)
        if cells is None:
            text, cells = _over_lines(line, ahead, delimiter, field)
    if cells is None:
        return Record(number, line.number, (), text[:_LONGEST_RECORD], _QUOTES)
    return Record(number, line.number, cells, text, _problem(text))


def _problem(text: str) -> Text | None:
    if "\0" in text:
        return _NUL
    if MARK in text:
        return _UNDECODED
    return _LONE_CR if "\r" in text else None


def _over_lines(line: Line, ahead: _Ahead, delimiter: str, field: re.Pattern[str]) -> tuple[str, tuple[str, ...] | None]:
    """The record that begins with `line` and the cells of it, or the line alone and None if its quotes fit nowhere near."""
    texts, size, quotes = [line.text], len(line.text), line.text.count('"')
    for place in range(_MOST_LINES - 1):
        following = ahead.peek(place) if quotes % 2 else None
        if following is None or following.cut or size + len(following.text) > _LONGEST_RECORD:
            break
        texts.append(following.text)
        size += len(following.text) + 1
        quotes += following.text.count('"')
        if quotes % 2 == 0:
            text = "\n".join(texts)
            cells = _cells(text, delimiter, field)
            if cells is not None:
                ahead.take(place + 1)
                return text, cells
    return line.text, None


def _cells(text: str, delimiter: str, field: re.Pattern[str]) -> tuple[str, ...] | None:
    """The cells, or None if a quotation mark does not fit."""
    if ' "' not in text and "\r" not in text:
        # The library is three times as fast, but refuses a gap behind a quotation mark and long cells.
        with suppress(csv.Error):
            return tuple(next(csv.reader((text,), delimiter=delimiter, strict=True)))
    cells, place = [], 0
    while match := field.match(text, place):
        quoted, plain = match.groups()
        if quoted is None and plain.startswith('"'):
            return None
        cells.append(quoted.replace('""', '"') if quoted is not None else text[place : match.end()])
        place = match.end()
        if place == len(text):
            return tuple(cells)
        if text[place] != delimiter:
            return None
        place += 1
    return None


def _lines(stream: TextIO, first: str) -> Iterator[Line]:
    """Physical lines without their ends; of one longer than 1 MiB only the beginning is kept."""
    end = "\r" if "\r" in first and "\n" not in first else "\n"
    number, pending, cut, chunk = 1, "", False, first
    while chunk:
        *whole, rest = chunk.split(end)
        for text in whole:
            yield _line(number, pending + text, cut)
            number, pending, cut = number + 1, "", False
        pending = pending if cut else pending + rest
        if len(pending) > _LONGEST_LINE:
            pending, cut = pending[:_SHOWN], True
        chunk = stream.read(_CHUNK)
    if pending:
        yield _line(number, pending, cut)


def _line(number: int, text: str, cut: bool) -> Line:
    if cut or len(text) > _LONGEST_LINE:
        return Line(number, text[:_SHOWN], cut=True)
    # Passing twice through a program that adds carriage returns leaves two.
    return Line(number, text.rstrip("\r"))


def delimiter_of(sample: str) -> str:
    """The delimiter that cuts most lines of the sample into equally many cells."""
    plain = re.sub(r'"[^"]*"', "", sample)
    # Of a line with every cell in quotes only the tabs are left
    lines = [line for line in plain.splitlines() if line.strip(BLANK)][:_SAMPLE_LINES]
    scores = {delimiter: _evenness([line.count(delimiter) for line in lines]) for delimiter in ",\t;"}
    return max(scores, key=lambda delimiter: scores[delimiter])


def _evenness(counts: list[int]) -> tuple[int, int]:
    common = Counter(count for count in counts if count).most_common(1)
    return (common[0][1], common[0][0]) if common else (0, 0)
