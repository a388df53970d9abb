"""One picture to hang up: a sentence, the telephones of one or two people, and the thread between each of them and us."""

from collections.abc import Sequence

from enishi.kernel.words import Text, say

from . import saying
from .drawing import balanced, box, lines, moved, path, picture, text
from .ink import fill, stroke
from .moments import Lived, hardest_day
from .phone import HEIGHT, WIDTH, list_phone, lock_phone
from .thread import cord, legend

_WIDE, _HIGH, _EDGE = 1200, 800, 56
_TOP, _TALL = 214, 512
_GAP, _APART = 28, 48
_NARROW, _MARGIN = 600, 30
_MOST, _ROWS, _MIDDLING = 2, 3, 28


def wall(*lives: Lived, finding: Text | None = None, narrow: bool = False) -> str:
    """An SVG of one or two people side by side, 1200×800, or with `narrow` below each other, 600 wide, for a hand-held screen.

    `finding` replaces the sentence that the picture would say of itself. Each telephone shows the day on which most arrived.
    Raises `ValueError` for no or more than two people.
    """
    if not 1 <= len(lives) <= _MOST:
        raise ValueError("one or two people fit on the wall")
    said = [str(finding)] if finding else [str(line) for line in saying.headline(lives)]
    full = saying.joined([*([finding] if finding else []), *(_of(lived) for lived in lives)])
    width, height, body = _narrow(lives, said) if narrow else (_WIDE, _HIGH, _wide(lives, said))
    title = saying.marked(say("相手の目", "The recipient’s eye"), planned=any(lived.planned for lived in lives))
    return picture(width, height, title=str(title), finding=str(full), body=box(0, 0, width, height, paint=fill("paper")) + body)


def _of(lived: Lived) -> Text:
    return say("{who}。{said}", "{who}. {said}", who=lived.who, said=saying.finding(lived))


def _wide(lives: Sequence[Lived], said: Sequence[str]) -> str:
    inner = _WIDE - 2 * _EDGE
    size, rows = _largest(said, inner, 36)
    first = 126 - (len(rows) - 1) * size * 0.75 + size * 0.36
    drawn = _rules(_EDGE, 40, inner) + lines(_EDGE, first, rows, pitch=size * 1.5, size=size, mincho=True)
    width = (inner - (len(lives) - 1) * _APART) / len(lives)
    for at, lived in enumerate(lives):
        drawn += moved(_EDGE + at * (width + _APART), _TOP, _panel(lived, lives, width, with_list=len(lives) == 1))
    return drawn + legend(_EDGE, 772, inner - 250, *lives)[0] + _signed(_WIDE - _EDGE, 772, lives)


def _narrow(lives: Sequence[Lived], said: Sequence[str]) -> tuple[int, float, str]:
    inner = _NARROW - 2 * _MARGIN
    rows = [row for line in said for row in balanced(line, inner, 33, _ROWS)]
    drawn = _rules(_MARGIN, 24, inner) + lines(_MARGIN, 84, rows, pitch=48, size=33, mincho=True)
    y = 84 + 48 * len(rows)
    for lived in lives:
        drawn += moved(_MARGIN, y, _panel(lived, lives, inner, with_list=False))
        y += _TALL + _APART
    marks, foot = legend(_MARGIN, y + 8, inner, *lives)
    return _NARROW, foot + 70, drawn + marks + _signed(_NARROW - _MARGIN, foot + 44, lives)


def _rules(x: float, y: float, width: float) -> str:
    return "".join(path(f"M{x} {y + at}h{width}", stroke(colour, line)) for at, colour, line in ((0, "ai", 1.6), (4, "cord", 1.2)))


def _largest(said: Sequence[str], width: float, size: int) -> tuple[int, list[str]]:
    """The largest type in which each sentence is one line; below a middling size, three lines will do."""
    for smaller in range(size, 19, -2):
        rows = [row for line in said for row in balanced(line, width, smaller, _ROWS)]
        if len(rows) <= (_ROWS if smaller < _MIDDLING else len(said)):
            return smaller, rows
    return smaller, rows[:_ROWS]


def _panel(lived: Lived, lives: Sequence[Lived], width: float, *, with_list: bool) -> str:
    scale = min(_TALL / HEIGHT, width * 0.46 / WIDTH)
    drawn, at = moved(0, 0, lock_phone(lived, hardest_day(lived)), scale), WIDTH * scale + _GAP
    if with_list:
        drawn += moved(at, 0, list_phone(lived), scale)
        at += WIDTH * scale + _APART
    return drawn + moved(at, 0, _column(lived, lives, width - at, HEIGHT * scale))


def _column(lived: Lived, lives: Sequence[Lived], width: float, height: float) -> str:
    who = balanced(str(lived.who), width, 20, 2)
    most = max(len(balanced(str(one.who), width, 20, 2)) for one in lives)
    drawn, y = lines(0, 20, who, pitch=28, size=20, mincho=True), 22.0 + 28 * most
    for name, figure in saying.tally(lived, lives):
        drawn += text(0, y, str(name), size=13, colour="quiet") + text(width, y, str(figure), size=15, anchor="end", bold=True)
        drawn += path(f"M0 {y + 8:g}H{width:g}", stroke("line", 1))
        y += 27
    return drawn + moved(0, y + 6, cord(lived, width, height - y - 6))


def _signed(x: float, y: float, lives: Sequence[Lived]) -> str:
    name = text(x, y, str(say("縁 Enishi", "縁 Enishi")), size=16, colour="ai", anchor="end", mincho=True)
    planned = str(say("予定から描いた絵", "drawn from a plan")) if any(lived.planned for lived in lives) else ""
    return name + (text(x - 92, y, planned, size=13, colour="quiet", anchor="end") if planned else "")
