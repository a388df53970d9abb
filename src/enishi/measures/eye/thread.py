"""The whole span as the thread 縁: a cord, and on each day a loop for what happened, ours to the left, theirs to the right.

A loop that only rang stays open beside the cord; one in which somebody spoke is tied through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enishi.kernel.business import is_day_off
from enishi.kernel.words import say

from . import saying
from .drawing import balanced, box, lines, mark, measure, moved, path, picture, text
from .ink import fill, stroke
from .moments import Lived, Moment, Ring, new_numbers, step_of, steps

WIDTH, _NARROW, _EDGE = 640, 390, 24
_OURS, _THEIRS = say("こちらから", "from us"), say("先方から", "from them")
_MOST_ROWS = 35
_LABELS = 64
_FIRST_BEAD, _BEAD, _WIDEST, _CLOSEST = 26.0, 14.0, 21.0, 5.5
_END, _COUNTED = 16.0, 3
_ROUNDING = 1e-6
_LABEL_PITCH = 16.0
_HEAD, _TAIL, _ROOMY, _HIGHEST = 30.0, 14.0, 40.0, 76.0


def days(lived: Lived, *, narrow: bool = False) -> str:
    """An SVG, 640 px wide (390 with `narrow`): the sentence that says the finding, the thread, and what its marks mean."""
    said, width = str(saying.finding(lived)), _NARROW if narrow else WIDTH
    size = 18 if narrow else 21
    sentence = balanced(said, width - 2 * _EDGE, size, 8)
    top = 28 + 1.5 * size * len(sentence)
    rows = len(steps(lived, _MOST_ROWS))
    height = rows * min(38.0, max(18.0, 560 / rows)) + _HEAD + _TAIL
    marks, lower = legend(_EDGE, top + height + 32, width - 2 * _EDGE, lived)
    body = box(0, 0, width, lower + 24, paint=fill("paper")) + lines(_EDGE, 42, sentence, pitch=1.5 * size, size=size, mincho=True)
    body += moved(_EDGE, top, cord(lived, width - 2 * _EDGE, height)) + marks
    title = saying.marked(say("{who}の日々", "The days of {who}", who=lived.who), planned=lived.planned)
    return picture(width, lower + 24, title=str(title), finding=said, body=body)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of the cord: -1 is ours, to the left. Its marks stand `close` px apart and take `room` px at most."""

    sign: int
    close: float
    room: float

    def holds(self, moment: Moment) -> bool:
        return moment.ours is (self.sign < 0)


def cord(lived: Lived, width: float, height: float) -> str:
    """The thread alone, to be put into another drawing: `width`×`height` px, heads above it, the first day at the top."""
    most = max(1, min(_MOST_ROWS, int((height - _HEAD - _TAIL) / _LABEL_PITCH)))
    rows, step = steps(lived, most), step_of(lived.days, most)
    pitch = min(_HIGHEST, (height - _HEAD - _TAIL) / len(rows))
    above = pitch >= _ROOMY
    ours, theirs = (max(sum(moment.ours is mine for moment in moments) for _, moments in rows) for mine in (True, False))
    needed = _FIRST_BEAD + theirs * _BEAD + _END + _figure(theirs)
    middle = width - min(max(measure(str(_THEIRS), 12) + 12, needed), width * 0.4)
    bead = _WIDEST if above else _BEAD
    sides = (_side(-1, ours, middle - (0 if above else _LABELS), bead), _side(1, theirs, width - middle, bead))
    fresh = new_numbers(lived.moments)
    others = {id(moment) for place, moment in enumerate(lived.moments) if place in fresh}
    high = min(pitch * (0.27 if above else 0.42), 14.0)
    drawn = _heads(middle) + _strands(middle, _HEAD - 8, height - 2)
    for at, (day, moments) in enumerate(rows):
        top = _HEAD + pitch * at
        y = top + pitch * (0.62 if above else 0.5)
        drawn += _label(day, step, (0, top + 12 + (pitch - _ROOMY) * 0.3) if above else (_LABELS - 8, y + 4), 12 if above else 11.5)
        drawn += "" if above else path(f"M{_LABELS} {y:g}H{width:g}", stroke("line", 0.75))
        for side in sides:
            sorts = [_sort(moment, id(moment) in others) for moment in moments if side.holds(moment)]
            drawn += _loop(middle, y, sorts, side, high)
    return drawn


def _side(sign: int, most: int, space: float, bead: float) -> _Side:
    """A side with `space` px from the cord to its end, whose fullest day holds `most` marks."""
    room = max(_CLOSEST, space - _FIRST_BEAD - _END - _figure(most))
    return _Side(sign, max(_CLOSEST, min(bead, room / max(most, 1))), room)


def _figure(most: int) -> float:
    return measure(f"{most:,}", 15) + 12 if most >= _COUNTED else 0


def legend(x: float, y: float, width: float, *lives: Lived) -> tuple[str, float]:
    """What the marks mean, those that occur, in as many lines as they need; and the base line of the last."""
    sorts = {"theirs"} if any(not moment.ours for lived in lives for moment in lived.moments) else set()
    for lived in lives:
        fresh = new_numbers(lived.moments)
        sorts |= {_sort(moment, place in fresh) for place, moment in enumerate(lived.moments) if moment.ours}
    drawn, at, line = "", 0.0, y
    for sort, words in saying.LEGEND:
        if sort not in sorts:
            continue
        needed = 34 + measure(str(words), 13)
        if at and at + needed > width:
            at, line = 0.0, line + 22
        drawn += mark(sort, x + at + 6, line - 4.5) + text(x + at + 18, line, str(words), size=13, colour="quiet")
        at += needed
    return drawn, line


def _sort(moment: Moment, other: bool) -> str:
    if not moment.ours:
        return "theirs"
    if not isinstance(moment, Ring):
        return "slip"
    if moment.answered is not False:
        return "talk" if moment.answered else "unsure"
    return "other" if other else "ring"


def _heads(middle: float) -> str:
    ours = text(middle - 12, 14, str(_OURS), size=12, colour="quiet", anchor="end")
    return ours + text(middle + 12, 14, str(_THEIRS), size=12, colour="quiet")


def _strands(x: float, top: float, bottom: float) -> str:
    """The cord: two strands laid around each other, half a turn every 22 px."""
    turns = max(1, round((bottom - top) / 22))
    half = (bottom - top) / turns
    drawn = ""
    for colour, begin in (("cord", 1.6), ("ai", -1.6)):
        d, side = f"M{x + begin:g} {top:g}", begin
        for at in range(turns):
            y = top + at * half
            d += f"C{x + side:.1f} {y + half / 2:.1f} {x - side:.1f} {y + half / 2:.1f} {x - side:.1f} {y + half:.1f}"
            side = -side
        drawn += path(d, stroke(colour, 1.7))
    return drawn


def _label(day: date, step: int, place: tuple[float, float], size: float) -> str:
    words = saying.row_day(day) if step == 1 else say("{day}から", "from {day}", day=saying.short_day(day))
    colour = "quiet" if step == 1 and is_day_off(day) else "ink"
    return text(*place, str(words), size=size, colour=colour, anchor="end" if place[0] else "start")


def _loop(middle: float, y: float, sorts: Sequence[str], side: _Side, high: float) -> str:
    """One day's loop with its marks on it; where they do not all fit, as many as do, and always their number."""
    if not sorts:
        return ""
    shown = _thinned(sorts, max(1, int(side.room / side.close + _ROUNDING)))
    length = _FIRST_BEAD + (len(shown) - 1) * side.close + _END
    drawn = (_tied if "talk" in sorts else _open)(middle, y, side.sign * length, high)
    size = min(6.2, max(2.6, side.close * 0.4), high * 0.6)
    drawn += "".join(mark(sort, middle + side.sign * (_FIRST_BEAD + at * side.close), y, size) for at, sort in enumerate(shown))
    if len(sorts) < _COUNTED:
        return drawn
    anchor = "end" if side.sign < 0 else "start"
    return drawn + text(middle + side.sign * (length + 7), y + 5.5, f"{len(sorts):,}", size=15, anchor=anchor, bold=True)


def _thinned(sorts: Sequence[str], most: int) -> list[str]:
    """At most so many of a day's marks, taken evenly; a talk among them is never lost."""
    if len(sorts) <= most:
        return list(sorts)
    shown = [sorts[at * len(sorts) // most] for at in range(most)]
    return shown if "talk" in shown or "talk" not in sorts else [*shown[:-1], "talk"]


def _open(x: float, y: float, reach: float, high: float) -> str:
    """A strand goes out, round the day's marks and back, and is tied to nothing."""
    side = 1 if reach > 0 else -1

    def strand(inset: float, begin: float) -> str:
        near, tall, off = x + begin, high - inset, x + side * 16
        out = f"M{near:.1f} {y - high - 12:.1f}C{near:.1f} {y - tall:.1f} {x + side * 4:.1f} {y - tall:.1f} {off:.1f} {y - tall:.1f}"
        back = f"H{off:.1f}C{x + side * 4:.1f} {y + tall:.1f} {near:.1f} {y + tall:.1f} {near:.1f} {y + high + 12:.1f}"
        return out + _cap(x + reach - side * inset, y, side, -tall) + back

    return path(strand(0, 1.6), stroke("ai", 1.3)) + path(strand(2.8, -1.6), stroke("cord", 1.3))


def _tied(x: float, y: float, reach: float, high: float) -> str:
    """The strand crosses itself at the cord: a knot that holds."""
    side = 1 if reach > 0 else -1

    def strand(inset: float, begin: float) -> str:
        near, tall = x + begin, high - inset
        out = f"M{near:.1f} {y - high - 12:.1f}C{near:.1f} {y - 2:.1f} {x + side * 5:.1f} {y + tall:.1f} {x + side * 22:.1f} {y + tall:.1f}"
        back = f"H{x + side * 22:.1f}C{x + side * 5:.1f} {y - tall:.1f} {near:.1f} {y + 2:.1f} {near:.1f} {y + high + 12:.1f}"
        return out + _cap(x + reach - side * inset, y, side, tall) + back

    return path(strand(0, 1.6), stroke("bamboo", 1.6)) + path(strand(2.8, -1.6), stroke("bamboo", 1.6))


def _cap(far: float, y: float, side: int, tall: float) -> str:
    """Straight on from the height `tall`, and round the end to the other height."""
    round_ = min(abs(tall) * 1.2, 18.0)
    turn = far - side * round_
    return f"H{turn:.1f}C{far:.1f} {y + tall:.1f} {far:.1f} {y - tall:.1f} {turn:.1f} {y - tall:.1f}"
