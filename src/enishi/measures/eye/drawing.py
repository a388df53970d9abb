"""Words and shapes as SVG, safe against any text and always within their bounds."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from .ink import GOTHIC, MINCHO, STYLE, both, fill, stroke

ELLIPSIS = "…"
_MOST_MARKS = 2
_LONGEST = 4000
_WIDE, _CAPITAL, _DIGIT, _SMALL, _SLIM = 1.0, 0.8, 0.72, 0.68, 0.45
_SERIF = 0.8
_SLIM_LETTERS = frozenset(" .,:;'!|()ijlft")
# A figure stays with what it counts, a word in one piece: Japanese is broken before a kanji, a katakana word or a figure.
_PIECES = re.compile(
    r"もう一方|(?:\d[\d,.:/–-]*(?:種類|回目|回|件|日|通|人|分|秒|時間|時|月|年|番目|番)?)+(?:\([^()]{1,3}\))?|[A-Za-z][A-Za-z'’-]*|[ァ-ヴー]{1,8}|[おご]?[一-龠々]{1,4}|(?:(?![おご][一-龠])[ぁ-ゖ]){1,10}|\s+|.",
    re.DOTALL,
)
_NEVER_FIRST = frozenset("。、,.!?)」』】〉》”’・:;…ーっゃゅょァィゥェォッャュョヽヾ々%!?)")
_NEVER_LAST = frozenset("「『(【〈《“‘(")


def clean(words: str) -> str:
    """The words without what cannot be drawn: controls, marks that turn the direction, towers of accents; white space made one space."""
    kept: list[str] = []
    marks = 0
    for letter in words[:_LONGEST]:
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in {"Zl", "Zp", "Zs"} or letter in "\t\n\r\v\f":
            kept.append(" ")
        elif category[0] != "C" and category != "Me" and marks <= _MOST_MARKS:
            kept.append(letter)
    return " ".join("".join(kept).split())


def measure(words: str, size: float, *, mincho: bool = False) -> float:
    """About how wide the words are, in px, rather more than less; Latin letters are narrower in a Mincho."""
    latin = _SERIF if mincho else 1.0
    return size * sum(_ems(letter) * (latin if letter.isascii() else 1) for letter in words)


@lru_cache(maxsize=4096)
def _ems(letter: str) -> float:
    if unicodedata.category(letter) == "Mn":
        return 0
    if not letter.isascii():
        return _WIDE
    if letter.isdigit():
        return _DIGIT
    if letter.isupper() or letter in "mwMW@%&":
        return _CAPITAL
    return _SLIM if letter in _SLIM_LETTERS else _SMALL


def fit(words: str, width: float, size: float, *, mincho: bool = False) -> str:
    """The words, cut with an ellipsis where they would be wider than `width` px."""
    shown = clean(words)
    if measure(shown, size, mincho=mincho) <= width:
        return shown
    room, place = width - size, 0
    while place < len(shown) and (room := room - measure(shown[place], size, mincho=mincho)) >= 0:
        place += 1
    return shown[:place].rstrip() + ELLIPSIS


def wrap(words: str, width: float, size: float, most: int, *, mincho: bool = False, anywhere: bool = False) -> list[str]:
    """At most `most` lines of at most `width` px, broken between words, or with `anywhere` between letters as a telephone does.

    What is left over ends in an ellipsis.
    """

    def fits(line: str) -> bool:
        return measure(line.rstrip(), size, mincho=mincho) <= width

    units = [piece for unit in _units(clean(words), anywhere=anywhere) for piece in ([unit] if fits(unit) else unit)]
    lines = [""]
    for place, unit in enumerate(units):
        if fits(lines[-1] + unit):
            lines[-1] = (lines[-1] + unit).lstrip()
        elif len(lines) == most:
            lines[-1] = fit("".join([lines[-1], *units[place:]]), width, size, mincho=mincho)
            break
        else:
            lines.append(unit.lstrip())
    return [line.rstrip() for line in lines if line.strip()]


def balanced(words: str, width: float, size: float, most: int) -> list[str]:
    """A heading in Mincho: as few lines as `wrap` needs, but of about the same length."""
    lines = wrap(words, width, size, most, mincho=True)
    low, high = width / 2, width
    while len(lines) > 1 and high - low > size / 2:
        middle = (low + high) / 2
        narrower = wrap(words, middle, size, most, mincho=True)
        if len(narrower) == len(lines) and narrower[-1].endswith(ELLIPSIS) <= lines[-1].endswith(ELLIPSIS):
            high = middle
        else:
            low = middle
    return wrap(words, high, size, most, mincho=True)


def _units(words: str, *, anywhere: bool) -> list[str]:
    """What is never broken: a word, or with `anywhere` a letter, with the marks that may not begin or end a line."""
    pieces: list[str] = _PIECES.findall(words)
    if anywhere:
        pieces = [part for piece in pieces for part in ([piece] if piece[0].isascii() else piece)]
    units: list[str] = []
    for piece in pieces:
        bound = piece[0] in _NEVER_FIRST or piece.isspace()
        ending = not anywhere and _is_hiragana(piece[0]) and bool(units) and not _pauses(units[-1][-1])
        if units and (bound or ending or units[-1][-1] in _NEVER_LAST):
            units[-1] += piece
        else:
            units.append(piece)
    return units


def _is_hiragana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u309f"


def _pauses(letter: str) -> bool:
    return letter in _NEVER_FIRST or letter.isspace()


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = 14,
    colour: str = "ink",
    anchor: str = "start",
    bold: bool = False,
    mincho: bool = False,
) -> str:
    """One line of words; `y` is its base line."""
    weight = ' font-weight="700"' if bold else ""
    family = f' font-family="{MINCHO}"' if mincho else ""
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text {fill(colour)} x="{x:g}" y="{y:g}" font-size="{size:g}"{at}{weight}{family}>{escape(clean(words))}</text>'


def lines(x: float, y: float, words: Iterable[str], *, pitch: float, size: float, colour: str = "ink", mincho: bool = False) -> str:
    """Lines below each other, `pitch` px apart."""
    return "".join(text(x, y + at * pitch, line, size=size, colour=colour, mincho=mincho) for at, line in enumerate(words))


def box(x: float, y: float, width: float, height: float, *, radius: float = 0, paint: str) -> str:
    """A rectangle, its corners round; `paint` are its attributes."""
    return f'<rect {paint} x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}"/>'


def path(d: str, attributes: str) -> str:
    """A path."""
    return f'<path {attributes} d="{d}"/>'


def moved(x: float, y: float, inner: str, scale: float = 1) -> str:
    """The same drawing somewhere else, smaller or larger."""
    return f'<g transform="translate({x:g} {y:g}){f" scale({scale:g})" if scale != 1 else ""}">{inner}</g>'


def mark(sort: str, x: float, y: float, size: float = 5) -> str:
    """The marks of the desk: an open circle rang, a full one talked, a slip was written, a triangle was theirs.

    Here a dot says that it rang from another number, grey that nobody knows what the ring came to.
    """
    if sort == "slip":
        return box(x - size + 0.5, y - size + 0.5, 2 * size - 1, 2 * size - 1, radius=1, paint=both("paper", "ai", 1.6))
    if sort == "theirs":
        return path(f"M{x:g} {y - size - 1:g}L{x + size + 1:g} {y + size:g}H{x - size - 1:g}z", fill("ink"))
    inside, line = {"talk": ("bamboo", "bamboo"), "unsure": ("paper", "quiet")}.get(sort, ("paper", "kaki"))
    dot = f'<circle {fill("kaki")} cx="{x:g}" cy="{y:g}" r="{size * 0.4:g}"/>' if sort == "other" else ""
    return f'<circle {both(inside, line, 1.8)} cx="{x:g}" cy="{y:g}" r="{size:g}"/>{dot}'


_ICONS = {
    "call": "M5.2 2.8 7.6 7 6 8.7c.9 2.2 2.9 4.2 5.2 5.2l1.7-1.6 4.3 2.4"
    "c-.2 1.7-1.5 2.8-3.2 2.6C8.3 16.7 3.3 11.6 2.7 6c-.2-1.6.9-3 2.5-3.2z",
    "text": "M3 4h14v9.5H9L5.5 16.5v-3H3zM6.3 7.3h7.4M6.3 10.2h4.6",
    "mail": "M2.5 4.5h15v11h-15zm.3.5 7.2 6 7.2-6",
    "post": "M4 4.5h12M4 8.5h12M10 8.5V17",
    "fax": "M6 8V3h8v5M3 8h14v8H3zM6.5 12h7",
    "missed": "M3 6.5 10 13.5 17 6M3 12.5v-6h6",
    "in": "M15 5 6 14M6 7.5V14h6.5",
    "out": "M5 15 14 6M7.5 6H14v6.5",
    "kept": "m4 10.5 4 4 8-9",
}


def icon(name: str, x: float, y: float, colour: str, size: float = 16) -> str:
    """One of the desk's marks, its corner at `x`, `y`."""
    ends = ' stroke-linecap="round" stroke-linejoin="round"'
    return moved(x, y, path(_ICONS.get(name, _ICONS["mail"]), stroke(colour, 1.7, ends)), size / 20)


def picture(width: float, height: float, *, title: str, finding: str, body: str) -> str:
    """The whole drawing: names itself and says its finding, holds nothing but shapes and words, asks nobody for anything."""
    name, found = escape(clean(title)), escape(clean(finding))
    said = f"<title>{name}</title><desc>{found}</desc>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="eye" role="img" aria-label="{name}: {found}" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" font-family="{GOTHIC}">'
        f"{said}<style>{STYLE}</style>{body}</svg>"
    )
