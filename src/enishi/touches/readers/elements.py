"""A backup's XML cut into its elements, one at a time, so that a damaged one costs nothing but itself.

A whole-document parser stops at the first fault and loses everything behind it. Here every `<call`, `<sms` or `<mms` begins
a piece of its own, and each piece is parsed alone: constant memory, and no document type, hence no entity that could grow.
(XML allows no bare "<" inside an attribute, so that such a start is a start.)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TextIO
from xml.parsers import expat

from enishi.kernel.columns import Unusable
from enishi.kernel.words import say

_START = re.compile(r"<(?:call|sms|mms)(?=[\s/>])")
_SIMPLE = re.compile(r"<(call|sms|mms)(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*(?:/>|>\s*</\1\s*>)")
_NESTED = re.compile(r"<mms\b.*?</mms\s*>", re.DOTALL)
# Pictures and sounds are base64 in an attribute, megabytes of it, and nothing of them is read.
_MEDIA = re.compile(r"(\sdata=[\"'])[A-Za-z0-9+/=\s]{64,}")
_ROOT = re.compile(r"<(calls|smses)\b([^<>]*)>")
_ROOT_END = re.compile(r"</(?:calls|smses)\s*>")
_PLAIN = re.compile(r"<\?.*?\?>|<!--.*?-->|<(?:calls|smses)\b[^<>]*>|</(?:calls|smses)\s*>", re.DOTALL)
# Where another element began before it was damaged (what an <mms> is made of does not count)
_ANY_START = re.compile(r"<(?!(?:part|addr)s?\b)[A-Za-z_][\w.-]*\s+[\w.-]+\s*=")
_CLOSING = re.compile(r"(?:</[\w.-]*\s*>?\s*)+")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")

_READ = 1 << 16
_LARGEST = 1 << 20
_HEAD = 2000
_START_LONGEST = 5

_DOCUMENT_TYPE = say(
    "このファイルには文書型宣言(DOCTYPE)があり、読むと危険なため開きません。バックアップを取り直してください。",
    "This file carries a document type (DOCTYPE), which can be used for attacks, and is not read. Make the backup anew.",
)
_NOT_A_BACKUP = say(
    "「SMS Backup & Restore」のバックアップではないようです。通話もメッセージも見つかりません。",
    "This does not look like a backup of “SMS Backup & Restore”: it holds neither calls nor messages.",
)


class Piece(NamedTuple):
    """One physical element: its text, the line it begins on, whether it is well cut, and whether the file ended inside it."""

    text: str
    line: int
    whole: bool
    cut_off: bool


@dataclass(slots=True)
class Frame:
    """What the backup says about itself: its root, how many elements it should hold, and whether it was closed."""

    root: str = ""
    count: int | None = None
    closed: bool = False


class Element(NamedTuple):
    """A parsed element: name, attributes, and the elements inside it without their order of nesting."""

    name: str
    attributes: dict[str, str]
    inner: tuple[tuple[str, dict[str, str]], ...]


class Damaged(ValueError):
    """A piece that is no well-formed element."""


def pieces(stream: TextIO, frame: Frame) -> Iterator[Piece]:
    """Every physical element of the backup in order; `frame` is filled on the way. Raises `Unusable` for a document type."""
    line = 1
    for block, lines, last in _blocks(stream):
        yield from _cut(block, line, last, frame)
        line += lines


def _blocks(stream: TextIO) -> Iterator[tuple[str, int, bool]]:
    """The text from one element's start to the next one's, and its line breaks; first what stands before the first element."""
    held, lost, seen = "", 0, False
    while read := stream.read(_READ):
        known = max(0, len(held) - _START_LONGEST)
        held += read
        begin = 0
        for start in [found.start() for found in _START.finditer(held, known) if found.start()]:
            yield held[begin:start], held.count("\n", begin, start) + lost, False
            begin, lost, seen = start, 0, True
        held = held[begin:]
        if len(held) > _READ:
            if not (seen or _START.match(held)):
                raise Unusable(_NOT_A_BACKUP)
            before = held.count("\n")
            held = _slimmed(held)
            lost += before - held.count("\n")
    yield held, held.count("\n") + lost, True


def _slimmed(held: str) -> str:
    """The unfinished element without its media. Of one larger than any message only its head stays, made unreadable."""
    slim = _MEDIA.sub(r"\1", held)
    return slim if len(slim) <= _LARGEST else f"{slim[:_HEAD]}<{slim[-_START_LONGEST:]}"


def _cut(block: str, line: int, last: bool, frame: Frame) -> Iterator[Piece]:
    """The element a block begins with, and whatever stands behind it that is neither comment nor the root's own tags."""
    found = _SIMPLE.match(block) or _NESTED.match(block)
    if found:
        yield Piece(found[0], line, True, False)
    rest = block[found.end() :] if found else block
    if rest.strip():
        yield from _ruins(rest, line + block.count("\n", 0, len(block) - len(rest)), last, frame)


def _ruins(rest: str, line: int, last: bool, frame: Frame) -> Iterator[Piece]:
    """What is no whole element: usually line breaks, a comment or the root; anything else is what is left of elements."""
    if "<!DOCTYPE" in rest or "<!ENTITY" in rest:
        raise Unusable(_DOCUMENT_TYPE)
    if root := _ROOT.search(rest):
        frame.root = root[1]
        count = re.search(r"\bcount\s*=\s*[\"'](\d{1,12})[\"']", root[2])
        frame.count = int(count[1]) if count else None
    frame.closed = frame.closed or bool(_ROOT_END.search(rest))
    plain = _PLAIN.sub(lambda found: "\n" * found[0].count("\n"), rest)
    starts = [0, *(found.start() for found in _ANY_START.finditer(plain) if found.start()), len(plain)]
    for start, end in pairwise(starts):
        ruin = plain[start:end].strip()
        if ruin and not _CLOSING.fullmatch(ruin):
            cut_off = last and end == len(plain) and not frame.closed
            yield Piece(ruin, line + plain.count("\n", 0, start), False, cut_off)


def parse(piece: str) -> Element:
    """The element of a piece. Raises `Damaged`."""
    if "&#" in piece:
        piece = _mended(piece)
    opened: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: opened.append((name, attributes))
    try:
        parser.Parse(piece.encode("utf-8"), True)
    except (expat.ExpatError, UnicodeEncodeError) as fault:
        raise Damaged(str(fault)) from None
    name, attributes = opened[0]
    return Element(name, attributes, tuple(opened[1:]))


def _mended(piece: str) -> str:
    """Character references as XML wants them: the app writes an emoji as two halves (&#55357;&#56832;), which no parser takes."""
    halves = _REFERENCE.sub(_surrogate, piece)
    whole = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), halves)
    return re.sub("[\ud800-\udfff]", "\ufffd", whole)


def _surrogate(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - UTF-16 surrogates
        return chr(code)
    legal = code in {9, 10, 13} or 0x20 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF  # noqa: PLR2004 - XML 1.0, production Char
    return reference[0] if legal else "\ufffd"
