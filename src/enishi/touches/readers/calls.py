"""One record of a table read into one contact, by a mapping. This runs once for every line of a log of many millions."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from enishi.kernel import dates
from enishi.kernel.columns import Refused
from enishi.kernel.words import say
from enishi.touches.readers import facts
from enishi.touches.readers.mapping import CallMapping
from enishi.touches.readers.moments import moments, zoned
from enishi.touches.readers.rows import Channel, Direction, Source, TouchRow
from enishi.touches.readers.vocabulary import IN, OUT, WORDS, Meaning, fold_word

_EXTENSION = re.compile(r"\s*\d{1,5}\s*", re.ASCII)
_BARE = re.compile(r"\s*\d+(?:\.\d+)?\s*", re.ASCII)
PAIRS = (("out_at", "in_at"), ("out_number", "in_number"))
_MOST_UNKNOWN = 1000
# A switchboard calls a call answered that its own answering machine took
_TAPE = "voicemail"
Cells = tuple[str, ...]
_BLANK = frozenset({"", "-", "―", "ー", "－", "--", "n/a", "null"})


class Said(NamedTuple):
    """What the words of a record say together."""

    direction: Direction | None
    outcome: str | None
    channel: Channel | None
    unknown: str | None
    abandoned: bool | None


class At(NamedTuple):
    """Where the cell of each field stands."""

    id: int
    at: int
    out_at: int
    in_at: int
    answer_at: int
    end_at: int
    date: int
    time: int
    number: int
    caller: int
    callee: int
    out_number: int
    in_number: int
    own_number: int
    direction: int
    channel: int
    outcome: int
    kind: int
    app: int
    talk: int
    ring: int
    total: int
    member: int
    extension: int
    client: int
    purpose: int
    person: int
    body: int
    note: int


class Calls:
    """Reads the records of one table: `touch` gives the contact of a record or raises `Refused`.

    What it makes of single cells is open to others, so that there is one rule for them: `said` (of the cells of direction, kind,
    outcome, channel and app), `moment` and `seconds`; each raises `Refused`.
    `unknown_words` counts the results that were met and are not known.
    """

    def __init__(self, mapping: CallMapping, places: Mapping[str, tuple[int, ...]], *, zone: str, source: Source = "csv") -> None:
        self.unknown_words: Counter[str] = Counter()
        self._mapping = mapping
        self._source = source
        self.own_numbers = frozenset(mapping.own_numbers)
        self._words = {fold_word(word): meaning_of_code(code) for word, code in mapping.words}
        self._width = 1 + max((at for found in places.values() for at in found), default=0)
        # A field without a column points at the blank cell put behind the last one
        self._at = At(*(places.get(name, (self._width,))[0] for name in At._fields))
        self._pairs = [(places[one][0], places[other][0]) for one, other in PAIRS if one in places and other in places]
        self.moment = zoned(moments(zone, mapping.date_order)) if source == "twilio" else moments(zone, mapping.date_order)
        self.default_channel: Channel = "text" if mapping.has("body") and not mapping.has("talk") else "call"
        # Few, for a damaged file may have its longest cells here
        self.said = lru_cache(maxsize=1 << 8)(self._read_words)
        self._known_seconds = lru_cache(maxsize=1 << 14)(self._read_seconds)

    def touch(self, number: int, line: int, given: Cells) -> TouchRow:
        """The contact this record is about. Raises `Refused`."""
        at = self._at
        cells = (*given, "") if len(given) == self._width else self._padded(given)
        said = self.said(cells[at.direction], cells[at.kind], cells[at.outcome], cells[at.channel], cells[at.app])
        direction = said.direction or self._direction(cells)
        moment = self._began(cells, direction)
        party, own = self._ends(cells, direction)
        channel = said.channel or self.default_channel
        ring, talk = self._durations(cells, moment) if channel == "call" else (None, None)
        outcome = facts.outcome(channel, direction, said.outcome, talk)
        if said.unknown is not None and (said.unknown in self.unknown_words or len(self.unknown_words) < _MOST_UNKNOWN):
            self.unknown_words[said.unknown] += 1
        body, note = _words(cells[at.body], cells[at.note], channel)
        member = _name(cells[at.member]) or _name(cells[at.extension])
        ref = cells[at.id].strip()
        # Two systems both count from 1: beside a log's own id, the facts that no log corrects belong to the name
        rest: tuple[object, ...] = ("id", ref) if ref else (own, ring, talk, outcome, member, body)
        name = facts.digest(channel, direction, moment, party, *rest)
        told = (channel, direction, moment, party, party is None, own, ring, talk, outcome, said.unknown, member)
        beside = (_name(cells[at.client]), _name(cells[at.purpose]), _name(cells[at.person]), body, note, ref or None, said.abandoned)
        return TouchRow(number, line, self._source, name, *told, *beside)

    def _read_words(self, direction: str, kind: str, outcome: str, channel: str, app: str) -> Said:
        way, sort, end, by = (self._meaning(word) for word in (direction, kind, outcome, channel))
        if direction.strip() and (way is None or not (way.direction or way.outcome)):
            raise Refused("direction", _UNKNOWN_DIRECTION.format(word=direction.strip()[:40]))
        if channel.strip() and (by is None or not by.channel):
            raise Refused("channel", _UNKNOWN_CHANNEL.format(word=channel.strip()[:40]))
        if fold_word(app) == _TAPE:
            end = WORDS[_TAPE]
        known = [one for one in (way, sort, end) if one is not None]
        ended = [one for one in (end, sort, way) if one is not None]
        return Said(
            direction=next((one.direction for one in known if one.direction), None),
            outcome="unknown" if outcome.strip() and end is None else next((one.outcome for one in ended if one.outcome), None),
            channel=next((one.channel for one in (by, sort) if one is not None and one.channel), None),
            unknown=facts.words(outcome[: facts.LONGEST_NAME]) if end is None else None,
            abandoned=True if any(one.abandoned for one in known) else None,
        )

    def _meaning(self, word: str) -> Meaning | None:
        folded = fold_word(word)
        return self._words.get(folded) or WORDS.get(folded)

    def _padded(self, given: Cells) -> Cells:
        """As many cells as fields look at, and the blank one behind them."""
        read = given[: self._width]
        return (*read, *[""] * (self._width + 1 - len(read)))

    def _direction(self, cells: Cells) -> Direction:
        """Which way it went, where no word says so: by which column is filled, by our numbers, by the mapping."""
        for outbound, inbound in self._pairs:
            filled = bool(cells[outbound].strip()), bool(cells[inbound].strip())
            if filled[0] != filled[1]:
                return "out" if filled[0] else "in"
        caller, callee = cells[self._at.caller], cells[self._at.callee]
        if caller and callee:
            told = self._by_own_number(caller, callee) if self.own_numbers else _by_extension(caller, callee)
            if told:
                return told
        if self._mapping.direction == "out":
            return "out"
        if self._mapping.direction == "in":
            return "in"
        raise Refused("direction", _NO_DIRECTION)

    def _by_own_number(self, caller: str, callee: str) -> Direction | None:
        called, was_called = facts.number(caller) in self.own_numbers, facts.number(callee) in self.own_numbers
        if called == was_called:
            return _by_extension(caller, callee)
        return "out" if called else "in"

    def _began(self, cells: Cells, direction: Direction) -> datetime:
        at = self._at
        text = cells[at.at] or cells[at.out_at if direction == "out" else at.in_at]
        if not text.strip():
            text = f"{cells[at.date].strip()} {cells[at.time].strip()}".strip() or cells[at.out_at].strip() or cells[at.in_at].strip()
        if not text:
            raise Refused("moment", _NO_MOMENT)
        return self.moment(text)

    def _ends(self, cells: Cells, direction: Direction) -> tuple[str | None, str | None]:
        """The other side's number and ours."""
        at = self._at
        if direction == "out":
            other, ours = cells[at.number] or cells[at.out_number] or cells[at.callee], cells[at.caller]
        else:
            other, ours = cells[at.number] or cells[at.in_number] or cells[at.caller], cells[at.callee]
        ours = cells[at.own_number] or ours
        return facts.other_side(other, direction), facts.number(ours) if ours else None

    def _durations(self, cells: Cells, began: datetime) -> tuple[int | None, int | None]:
        """Seconds of ringing and of talk, from their own columns or from the moments of answer and end."""
        at = self._at
        ring, talk = self.seconds(cells[at.ring]), self.seconds(cells[at.talk])
        if cells[at.answer_at]:
            ring, talk = self._by_answer(cells, began, ring, talk)
        if ring is None and talk is not None and (total := self.seconds(cells[at.total])) is not None:
            ring = facts.seconds(total - talk)
        return ring, talk

    def _by_answer(self, cells: Cells, began: datetime, ring: int | None, talk: int | None) -> tuple[int | None, int | None]:
        answered, ended = cells[self._at.answer_at].strip(), cells[self._at.end_at].strip()
        if answered and ring is None:
            ring = facts.seconds(int((self.moment(answered) - began).total_seconds()))
        if answered and ended and talk is None:
            talk = facts.seconds(int((self.moment(ended) - self.moment(answered)).total_seconds()))
        return ring, talk

    def seconds(self, text: str) -> int | None:
        """The length a cell gives, None for a blank one. Raises `Refused`."""
        return self._known_seconds(text) if len(text) <= facts.LONGEST_CODE else self._read_seconds(text)

    def _read_seconds(self, text: str) -> int | None:
        plain = text.strip()
        if plain.casefold() in _BLANK:
            return None
        if self._mapping.unit == "minutes" and _BARE.fullmatch(plain):
            return facts.seconds(round(float(plain) * 60))
        try:
            return facts.seconds(dates.read_seconds(plain))
        except dates.Unreadable as unreadable:
            raise Refused("duration", unreadable.text) from None


def is_extension(number: str) -> bool:
    """A switchboard writes our side as the short number of a desk."""
    return bool(_EXTENSION.fullmatch(number))


def _by_extension(caller: str, callee: str) -> Direction | None:
    ours = is_extension(caller), is_extension(callee)
    if ours[0] == ours[1]:
        return None
    return "out" if ours[0] else "in"


def _name(cell: str) -> str | None:
    return facts.words(cell) if cell else None


def _long(cell: str) -> str | None:
    return facts.words(cell, facts.LONGEST_WORDS) if cell else None


def _words(body: str, note: str, channel: Channel) -> tuple[str | None, str | None]:
    """The words of a message and the note beside it; what stands there for a call is a note."""
    written, noted = _long(body), _long(note)
    return (None, noted or written) if channel == "call" else (written or "", noted)


def meaning_of_code(code: str) -> Meaning:
    """What a word means that a person gave a code for: a direction, an outcome, or nothing, so that the seconds decide."""
    if code == "out":
        return OUT
    return IN if code == "in" else Meaning(outcome=code)


_UNKNOWN_DIRECTION = say("発信か着信かを表す「{word}」がわかりません。", "“{word}” does not say whether it went out or came in.")
_UNKNOWN_CHANNEL = say("「{word}」は電話でもメッセージでもありません。", "“{word}” is neither a call nor a message.")
_NO_DIRECTION = say("発信か着信かがわかりません。", "It does not say whether it went out or came in.")
_NO_MOMENT = say("日時がありません。", "It has no moment.")
