"""A telephone as it lies there: its lock screen at the end of a day, and its list of recent calls. No maker's in particular."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from enishi.kernel.words import Text, many, say

from . import saying
from .drawing import ELLIPSIS, box, fit, icon, measure, moved, path, picture, text, wrap
from .ink import both, fill, stroke
from .moments import Lived, Ring, Written, counts

WIDTH, HEIGHT = 300, 620
_EDGE, _LEFT, _INNER = 9, 21, 258
_TOP, _BOTTOM = 152, 584
_GAP, _LOW, _TALL = 6, 37, 54
_LINE, _MOST_LINES = 18, 8
_FEW_LINES = 3
_CARDS, _LOW_ROOM, _LOW_TYPE = 10, 162, 13.5
_LIST_TOP, _ROW, _HEADING = 94, 41, 26
_MARGIN, _CAPTION = 20, 90


@dataclass(frozen=True, slots=True)
class _Card:
    """A notice on the lock screen: `name` above, `note` or `words` below, `count` of the same in a row."""

    at: datetime
    kind: str
    name: str
    note: Text
    words: tuple[str, ...] = ()
    count: int = 1

    @property
    def height(self) -> int:
        return _TALL + _LINE * (len(self.words) - 1) if self.words else _TALL


def lock_screen(lived: Lived, day: date) -> str:
    """An SVG, 340×730: the lock screen as the last thing of that day came. Answered calls leave no notice; the caption counts them."""
    that_day = lived.on(day)
    said = saying.finding(that_day)
    title = saying.marked(say("{who}の電話の画面", "The screen of {who}", who=lived.who), planned=lived.planned)
    caption = _caption(str(saying.marked(saying.day_name(day), planned=lived.planned)), _day_facts(that_day))
    body = _sheet() + moved(_MARGIN, _MARGIN, lock_phone(lived, day)) + caption
    return picture(WIDTH + 2 * _MARGIN, HEIGHT + _MARGIN + _CAPTION, title=str(title), finding=str(said), body=body)


def recent_calls(lived: Lived) -> str:
    """An SVG, 340×730: the list of recent calls, latest first; calls in a row from one number stand together as on a telephone."""
    title = saying.marked(say("{who}の着信履歴", "Recent calls of {who}", who=lived.who), planned=lived.planned)
    days = say("{first}から{last}まで", "{first} to {last}", first=saying.day_name(lived.first), last=saying.day_name(lived.last))
    caption = _caption(str(saying.marked(say("着信履歴", "Recent calls"), planned=lived.planned)), [str(days)])
    body = _sheet() + moved(_MARGIN, _MARGIN, list_phone(lived)) + caption
    size = (WIDTH + 2 * _MARGIN, HEIGHT + _MARGIN + _CAPTION)
    return picture(*size, title=str(title), finding=str(saying.finding(lived)), body=body)


def lock_phone(lived: Lived, day: date) -> str:
    """The telephone alone, 300×620, to be put into another drawing."""
    moments = lived.on(day).moments
    arrived = [moment.at for moment in moments if moment.ours]
    clock = f"{arrived[-1]:%H:%M}" if arrived else "20:00"
    centre = WIDTH / 2
    wall = _frame("screen") + _waves()
    face = text(centre, 98, clock, size=60, colour="on-screen", anchor="middle")
    face += text(centre, 127, str(saying.day_name(day)), size=15, colour="on-screen", anchor="middle")
    return wall + face + _stack(_cards(moments))


def list_phone(lived: Lived) -> str:
    """The telephone with its list of calls alone, 300×620."""
    head = text(_LEFT + 4, 72, str(say("履歴", "Recents")), size=23, bold=True)
    return _frame("sheet") + head + _list(_in_a_row([moment for moment in reversed(lived.moments) if isinstance(moment, Ring)]))


def _frame(screen: str) -> str:
    body = box(0.5, 0.5, WIDTH - 1, HEIGHT - 1, radius=42, paint=both("body", "firm", 1))
    glass = box(_EDGE, _EDGE, WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE, radius=34, paint=fill(screen))
    ear = path(f"M{WIDTH / 2 - 22} 24H{WIDTH / 2 + 22}", stroke("quiet" if screen == "sheet" else "wave", 5, ' stroke-linecap="round"'))
    foot = path(f"M{WIDTH / 2 - 46} 599H{WIDTH / 2 + 46}", stroke("firm", 4, ' stroke-linecap="round"'))
    return body + glass + ear + foot


def _waves() -> str:
    """The cord as wallpaper: strands that meet and part."""
    left, right = _EDGE, WIDTH - _EDGE
    strands = (
        f"M{left} {430 + 7 * at}C90 {360 - 9 * at} 130 {560 + 10 * at} 200 {500 - 4 * at}"
        f"S{right - 30} {330 + 12 * at} {right} {372 - 8 * at}"
        for at in range(4)
    )
    return "".join(path(strand, stroke("wave", 2)) for strand in strands)


def _sheet() -> str:
    return box(0, 0, WIDTH + 2 * _MARGIN, HEIGHT + _MARGIN + _CAPTION, paint=fill("paper"))


def _caption(first: str, facts: Sequence[str]) -> str:
    middle, y, width = WIDTH / 2 + _MARGIN, HEIGHT + _MARGIN + 30, WIDTH + _MARGIN
    drawn = text(middle, y, fit(first, width, 17, mincho=True), size=17, anchor="middle", mincho=True)
    lines = [""]
    for fact in facts:
        longer = f"{lines[-1]} · {fact}" if lines[-1] else fact
        lines = [*lines[:-1], longer] if measure(longer, 13) <= width else [*lines, fact]
    for at, line in enumerate(lines[:2]):
        drawn += text(middle, y + 24 + 19 * at, fit(line, width, 13), size=13, colour="quiet", anchor="middle")
    return drawn


def _day_facts(lived: Lived) -> list[str]:
    found = counts(lived.moments)
    if not lived.moments:
        return [str(say("何もない一日", "a day with nothing"))]
    parts = [say("着信{n}回", "{n}", n=many(found.rings, "ring"))] if found.rings else []
    if found.rings:
        known = found.numbers is not None
        parts.append(
            say("番号{n}種類", "{n}", n=many(found.numbers or 0, "number")) if known else say("番号の記録なし", "numbers not in the log")
        )
    parts += [say("お話し{n}回", "{n}", n=many(found.answered, "conversation"))] if found.answered else []
    parts += [Text(f"{saying.channel_name(c).ja}{n}通", f"{n} × {saying.channel_name(c).en}") for c, n in found.written.items()]
    parts += [say("先方から{n}回", "{n} from them", n=found.theirs)] if found.theirs else []
    return [str(part) for part in parts]


def _in_a_row(rings: Sequence[Ring]) -> list[tuple[Ring, int]]:
    """Rings from the same number one after another, on one day and alike, counted together behind the first of them."""
    grouped: list[tuple[Ring, int]] = []
    for ring in rings:
        last = grouped[-1] if grouped else None
        if last and _alike(last[0], ring):
            grouped[-1] = (last[0], last[1] + 1)
        else:
            grouped.append((ring, 1))
    return grouped


def _alike(one: Ring, other: Ring) -> bool:
    facts = [(ring.number, ring.ours, ring.answered is True, ring.cut_off, ring.at.date()) for ring in (one, other)]
    return facts[0] == facts[1]


def _cards(moments: Sequence[Ring | Written]) -> list[_Card]:
    """Latest first; a text between two rings parts them, as it does on a telephone."""
    cards: list[_Card] = []
    waiting: list[Ring] = []
    for moment in reversed(moments):
        if isinstance(moment, Ring) and moment.ours and moment.answered is not True:
            waiting.append(moment)
        elif isinstance(moment, Written) and moment.ours:
            cards += _missed(waiting)
            waiting = []
            cards.append(_written(moment))
    return cards + _missed(waiting)


def _missed(rings: Sequence[Ring]) -> list[_Card]:
    return [
        _Card(ring.at, "call", saying.number_shown(ring.number), _missed_note(ring, count), count=count) for ring, count in _in_a_row(rings)
    ]


def _missed_note(ring: Ring, count: int) -> Text:
    if count > 1:
        return say("不在着信 {n}件", "{n} missed calls", n=count)
    if ring.cut_off:
        return say("出ると切れた電話", "cut off when answered")
    if ring.answered is None:
        return say("着信", "a call")
    return (
        say("不在着信 · {rung}", "missed call · {rung}", rung=saying.length(ring.rung_seconds))
        if ring.rung_seconds
        else say("不在着信", "missed call")
    )


def _written(moment: Written) -> _Card:
    room = _INNER - 54
    words = tuple(wrap(moment.words, room, 13, _MOST_LINES, anywhere=True)) if moment.words else ()
    return _Card(moment.at, moment.channel, saying.sender_said(moment), saying.channel_name(moment.channel), words)


def _stack(cards: Sequence[_Card]) -> str:
    """The notices below the clock: each with its note while there is room, then one line each, then the rest counted on one pile."""
    if not cards:
        note = str(say("通知はありません", "No notifications"))
        return text(WIDTH / 2, _TOP + 40, note, size=14, colour="on-screen", anchor="middle")
    for most in (_MOST_LINES, _FEW_LINES):
        shorter = [replace(card, words=_shortened(card.words, most)) for card in cards]
        if sum(card.height + _GAP for card in shorter) <= _BOTTOM - _TOP:
            return _full(shorter)
    shown, rest = (cards, []) if len(cards) <= _CARDS else (cards[: _CARDS - 1], cards[_CARDS - 1 :])
    # The word stands beside all of them or beside none: no number is cut for it
    word = str(say("不在", "missed"))
    word = word if all(measure(_said(card), _LOW_TYPE) + measure(word, 10.5) < _LOW_ROOM for card in shown) else ""
    drawn = "".join(_low(card, _TOP + at * (_LOW + _GAP), word) for at, card in enumerate(shown))
    return drawn + (_pile(rest, _TOP + len(shown) * (_LOW + _GAP)) if rest else "")


def _shortened(words: tuple[str, ...], most: int) -> tuple[str, ...]:
    return words if len(words) <= most else (*words[: most - 1], words[most - 1][:-1] + ELLIPSIS)


def _full(cards: Sequence[_Card]) -> str:
    drawn, y = "", float(_TOP)
    for card in cards:
        drawn += _card(card, y)
        y += card.height + _GAP
    return drawn


def _back(y: float, height: float) -> str:
    return box(_LEFT, y, _INNER, height, radius=12, paint=both("sheet", "line", 1))


def _colour(card: _Card) -> str:
    return "kaki-word" if card.kind == "call" else "ai"


def _card(card: _Card, y: float) -> str:
    clock = text(_LEFT + _INNER - 12, y + 22, f"{card.at:%H:%M}", size=12, colour="quiet", anchor="end")
    name = text(_LEFT + 38, y + 23, fit(card.name, _INNER - 96, 15), size=15, bold=True)
    below = card.words or (str(card.note),)
    colour = "ink" if card.words else _colour(card)
    lines = "".join(
        text(_LEFT + 38, y + 42 + at * _LINE, fit(line, _INNER - 50, 13), size=13, colour=colour) for at, line in enumerate(below)
    )
    return _back(y, card.height) + icon(card.kind, _LEFT + 11, y + 10, _colour(card), 18) + name + clock + lines


def _said(card: _Card) -> str:
    """A notice in one line, without its time."""
    return f"{card.name}: {card.words[0]}" if card.words else card.name


def _low(card: _Card, y: float, word: str) -> str:
    right = _LEFT + _INNER - 12
    word = str(say("{n}件", "{n} calls", n=f"{card.count:,}")) if card.count > 1 else word if card.kind == "call" else ""
    name = fit(_said(card), _LOW_ROOM - measure(word, 10.5), _LOW_TYPE)
    drawn = _back(y, _LOW) + icon(card.kind, _LEFT + 10, y + 10, _colour(card), 17)
    drawn += text(_LEFT + 36, y + 24, name, size=_LOW_TYPE, bold=True)
    drawn += text(right - 44, y + 24, word, size=10.5, colour="kaki-word", anchor="end") if word else ""
    return drawn + text(right, y + 24, f"{card.at:%H:%M}", size=12, colour="quiet", anchor="end")


def _pile(rest: Sequence[_Card], y: float) -> str:
    rings = sum(card.count for card in rest if card.kind == "call")
    words = sum(card.count for card in rest if card.kind != "call")
    parts = [say("着信 {n}件", "{n} calls", n=f"{rings:,}")] if rings else []
    parts += [say("届いたもの {n}件", "{n} messages", n=f"{words:,}")] if words else []
    said = say("ほか {parts}", "and {parts}", parts=" · ".join(map(str, parts)))
    edges = "".join(box(_LEFT + 7 * at, y + 4 * at, _INNER - 14 * at, _LOW, radius=12, paint=both("fold", "firm", 1)) for at in (2, 1))
    return (
        edges
        + _back(y, _LOW)
        + text(WIDTH / 2, y + 24, fit(str(said), _INNER - 24, 14), size=14, colour="kaki-word", anchor="middle", bold=True)
    )


def _list(rows: Sequence[tuple[Ring, int]]) -> str:
    if not rows:
        return text(WIDTH / 2, _LIST_TOP + 40, str(say("通話はありません", "No calls")), size=14, colour="quiet", anchor="middle")
    drawn, y, heading = "", float(_LIST_TOP), None
    for place, (ring, count) in enumerate(rows):
        needed = _ROW + (_HEADING if ring.at.date() != heading else 0)
        last = place == len(rows) - 1
        if y + needed + (0 if last else _ROW) > _BOTTOM:
            return drawn + _left_over(rows[place:], y)
        if ring.at.date() != heading:
            heading = ring.at.date()
            drawn += text(_LEFT + 4, y + 17, str(saying.day_name(heading)), size=12, colour="quiet", bold=True)
            y += _HEADING
        drawn += _row(ring, count, y)
        y += _ROW
    return drawn


def _row(ring: Ring, count: int, y: float) -> str:
    missed = ring.ours and ring.answered is not True
    colour = "kaki-word" if missed else "bamboo-word" if ring.ours else "ink"
    sign = "missed" if missed else "in" if ring.ours else "out"
    right = _LEFT + _INNER - 4
    said = fit(str(saying.ring_said(ring, count)), 84, 10.5)
    return (
        path(f"M{_LEFT + 30} {y}H{right}", stroke("line", 1))
        + icon(sign, _LEFT + 3, y + 12, colour, 17)
        + text(_LEFT + 30, y + 26, fit(saying.number_shown(ring.number), _INNER - 118, 15), size=15, colour=colour, bold=missed)
        + text(right, y + 18, f"{ring.at:%H:%M}", size=12.5, colour="ink", anchor="end")
        + text(right, y + 33, said, size=10.5, colour="quiet", anchor="end")
    )


def _left_over(rows: Sequence[tuple[Ring, int]], y: float) -> str:
    n = sum(count for _, count in rows)
    said = say("これより前に {n}件", "{n} more before", n=f"{n:,}")
    return path(f"M{_LEFT + 4} {y}H{_LEFT + _INNER - 4}", stroke("line", 1)) + text(
        WIDTH / 2, y + 24, str(said), size=13, colour="kaki-word", anchor="middle", bold=True
    )
