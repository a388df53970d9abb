"""A text as DuckDB can take it: UTF-8, lines ended by a line feed, nothing in them that would be taken for such an end."""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from enishi.kernel import tables
from enishi.kernel.records import Line, lines

_CHUNK: Final = 1 << 20
# Unicode promises that these three are no letter of anybody's
_NUL, _RETURN, _CUT = "\ufdd0", "\ufdd1", "\ufdd2"
# How they, and their nearest neighbours, begin in UTF-8
_STAND_IN: Final = _NUL.encode()[:2]


def plain(path: Path, folder: Path) -> Path:
    """The file itself if it is plain, else a copy of it in `folder` with the same physical lines. Raises `Unusable`.

    In a copy stand-ins mark what was there: NUL, a carriage return inside a line, the end of a line that was cut.
    """
    if is_plain(path):
        return path
    copy = folder / f"{len(list(folder.iterdir()))}.txt"
    with tables.opened(path) as file, copy.open("wb") as target:
        while chunk := file.stream.read(_CHUNK):
            target.write(chunk.encode("utf-8", "replace"))
    if is_plain(copy):
        return copy
    with tables.opened(path) as file, copy.open("w", encoding="utf-8", errors="replace", newline="\n") as target:
        for line in lines(file.stream):
            target.write(_written(line) + "\n")
    return copy


def is_plain(path: Path) -> bool:
    """Is it UTF-8 without NUL, without a carriage return that ends no line, and without a line longer than 1 MiB?"""
    decoder = codecs.getincrementaldecoder("utf-8")()
    length, before = 0, b""
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            whole = before + chunk
            length = _tail(chunk, length)
            # One byte is held back: its line feed may be the next chunk's first
            before = b"\r" if whole.endswith(b"\r") else b""
            seen = whole.removesuffix(before)
            if length > _CHUNK or b"\0" in chunk or seen.count(b"\r") != seen.count(b"\r\n") or _STAND_IN in whole:
                return False
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    return not before and _ends(decoder)


def _tail(chunk: bytes, length: int) -> int:
    """How long the line is that the chunk leaves unfinished; more than 1 MiB if one that ends in it was longer."""
    first = chunk.find(b"\n")
    if first < 0:
        return length + len(chunk)
    return _CHUNK + 1 if length + first > _CHUNK else len(chunk) - chunk.rfind(b"\n") - 1


def _ends(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _written(line: Line) -> str:
    return line.text.replace("\0", _NUL).replace("\r", _RETURN) + (_CUT if line.cut else "")


def _read(number: int, text: str) -> Line:
    cut = text.endswith(_CUT)
    text = text.rstrip("\r").removesuffix(_CUT).replace(_NUL, "\0").replace(_RETURN, "\r")
    return Line(number, text.removeprefix("\ufeff") if number == 1 else text, cut)


def lines_at(path: Path, wanted: Sequence[int]) -> Iterator[Line]:
    """Some lines of a plain text, by their numbers in order. What lies between costs no more than counting its line feeds."""
    ahead, number, held = 0, 1, b""
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            if ahead == len(wanted):
                return
            count = chunk.count(b"\n")
            if wanted[ahead] >= number + count:
                held = held + chunk if not count else chunk[chunk.rfind(b"\n") + 1 :]
                number += count
                continue
            texts = (held + chunk).split(b"\n")
            held = texts.pop()
            while ahead < len(wanted) and wanted[ahead] < number + count:
                yield _read(wanted[ahead], texts[wanted[ahead] - number].decode("utf-8", "replace"))
                ahead += 1
            number += count
    if ahead < len(wanted) and wanted[ahead] == number:
        yield _read(number, held.decode("utf-8", "replace"))
