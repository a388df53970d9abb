"""A text as DuckDB can take it: UTF-8, lines ended by a line feed, nothing in them that would be taken for such an end."""

import struct
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


def plain(path: Path, file: tables.Opened, folder: Path) -> Path:
    """The file itself if it is plain, else a copy of it in `folder` with the same physical lines. Raises `Unusable`.

    `file` is the same just opened; its stream may be read to the end. In a copy stand-ins mark what was there: NUL, a carriage
    return inside a line, the end of a line that was cut.
    """
    if is_plain(path):
        return path
    copy = folder / f"{len(list(folder.iterdir()))}.txt"
    with copy.open("wb") as target:
        while chunk := file.stream.read(_CHUNK):
            target.write(chunk.encode("utf-8", "replace"))
    if is_plain(copy):
        return copy
    with tables.opened(path) as again, copy.open("w", encoding="utf-8", errors="replace", newline="\n") as target:
        for line in lines(again.stream):
            target.write(_written(line) + "\n")
    return copy


def is_plain(path: Path) -> bool:
    """Is it UTF-8 without NUL, without a carriage return that ends no line, and without a line longer than 1 MiB?"""
    rest = b""
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            rest += chunk
            end = rest.rfind(b"\n") + 1
            # Of the lines that end here only the first may be longer than what is read at a time
            if rest.find(b"\n") > _CHUNK or not _are_plain(rest[:end]):
                return False
            rest = rest[end:]
            if len(rest) > _CHUNK:
                return False
    return b"\r" not in rest and _are_plain(rest)


def _are_plain(some: bytes) -> bool:
    """The same of some whole lines."""
    returns = some.count(b"\r")
    if b"\0" in some or _STAND_IN in some or (returns and returns != some.count(b"\r\n")):
        return False
    return _is_utf8(some)


def _is_utf8(some: bytes) -> bool:
    """Arrow sees it in a third of the time that decoding takes."""
    import pyarrow

    extent = pyarrow.py_buffer(struct.pack("=ii", 0, len(some)))
    try:
        pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, extent, pyarrow.py_buffer(some)]).validate(full=True)
    except pyarrow.ArrowInvalid:
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
