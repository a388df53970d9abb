"""One record of a table read into one contact, by a mapping. This runs once for every line of a log of many millions."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from enishi.kernel import dates
from enishi.kernel.columns import Refused
from enishi.kernel.words import say
from enishi.touches.readers import facts
from enishi.touches.readers.fields import FIELDS
from enishi.touches.readers.mapping import CallMapping
from enishi.touches.readers.moments import moments
from enishi.touches.readers.rows import Channel, Direction, TouchRow
from enishi.touches.readers.vocabulary import IN, OUT, WORDS, Meaning, fold_word

_EXTENSION = re.compile(r"\s*\d{1,5}\s*", re.ASCII)
_BARE = re.compile(r"\s*\d+(?:\.\d+)?\s*", re.ASCII)
_BLANK = frozenset({"", "-", "―", "ー", "－", "--", "n/a", "null"})


class Said(NamedTuple):
    """What the words of a record say together."""

    direction: Direction | None
    outcome: str | None
    channel: Channel | None
    unknown: str | None


class Ends(NamedTuple):
    """The two ends of a call, as the cells have them."""

    other: str
    own: str


class Calls:
    """Reads the records of one table: `touch` gives the contact of a record or raises `Refused`."""

    def __init__(self, mapping: CallMapping, places: Mapping[str, tuple[int, ...]], *, zone: str) -> None:
        self._mapping = mapping
        self._own = frozenset(mapping.own_numbers)
        self._words = {fold_word(word): meaning_of_code(code) for word, code in mapping.words}
        self._width = 1 + max((at for found in places.values() for at in found), default=0)
        # A field without a column points at the blank cell put behind the last one
        self._at = {field.name: places.get(field.name, (self._width,))[0] for field in FIELDS}
        self._moment = moments(zone, mapping.date_order)
        self._default_channel: Channel = "text" if mapping.has("body") and not mapping.has("talk") else "call"
        self._say = lru_cache(maxsize=1 << 12)(self._read_words)
        self._seconds = lru_cache(maxsize=1 << 14)(self._read_seconds)

    def touch(self, number: int, line: int, given: Sequence[str]) -> TouchRow:
        """The contact this record is about. Raises `Refused`."""
        at = self._at
        cells = list(given[: self._width])
        cells += [""] * (self._width + 1 - len(cells))
        said = self._say(cells[at["direction"]], cells[at["kind"]], cells[at["outcome"]], cells[at["channel"]])
        direction = said.direction or self._direction(cells)
        moment = self._began(cells, direction)
        ends = self._ends(cells, direction)
        party = facts.other_side(ends.other, direction)
        own = facts.own(ends.own) if ends.own else None
        channel = said.channel or self._default_channel
        if channel == "call":
            ring, talk = self._durations(cells, moment)
            outcome = facts.outcome_of_call(direction, said.outcome, talk)
            body, note = None, self._words_of(cells, "note") or self._words_of(cells, "body")
        else:
            ring = talk = None
            outcome = facts.outcome_of_message(direction, said.outcome)
            body, note = self._words_of(cells, "body") or "", self._words_of(cells, "note")
        member = facts.words(cells[at["member"]]) or facts.words(cells[at["extension"]])
        return TouchRow(
            number,
            line,
            "csv",
            self._source_ref(cells, (channel, direction, moment, party), (own, ring, talk, outcome, member, body)),
            channel,
            direction,
            moment,
            party,
            party is None,
            own,
            ring,
            talk,
            outcome,
            said.unknown,
            member,
            facts.words(cells[at["client"]]),
            facts.words(cells[at["purpose"]]),
            facts.words(cells[at["person"]]),
            body,
            note,
        )

    def _source_ref(self, cells: list[str], who: tuple[Channel, Direction, datetime, str | None], rest: tuple[object, ...]) -> str:
        """By the log's own id where it has one. Two systems both count from 1, so the facts no log corrects are part of it."""
        own = cells[self._at["id"]].strip()
        return facts.digest(*who, "id", own) if own else facts.digest(*who, *rest)

    def _words_of(self, cells: list[str], name: str) -> str | None:
        return facts.words(cells[self._at[name]], facts.LONGEST_WORDS)

    def _read_words(self, direction: str, kind: str, outcome: str, channel: str) -> Said:
        way, sort, end, by = (self._meaning(word) for word in (direction, kind, outcome, channel))
        if direction.strip() and (way is None or not (way.direction or way.outcome)):
            raise Refused("direction", _UNKNOWN_DIRECTION.format(word=direction.strip()[:40]))
        if channel.strip() and (by is None or not by.channel):
            raise Refused("channel", _UNKNOWN_CHANNEL.format(word=channel.strip()[:40]))
        known = [one for one in (way, sort, end) if one is not None]
        ended = [one for one in (end, sort, way) if one is not None]
        return Said(
            direction=next((one.direction for one in known if one.direction), None),
            outcome="unknown" if outcome.strip() and end is None else next((one.outcome for one in ended if one.outcome), None),
            channel=next((one.channel for one in (by, sort) if one is not None and one.channel), None),
            unknown=facts.words(outcome[: facts.LONGEST_NAME]) if end is None else None,
        )

    def _meaning(self, word: str) -> Meaning | None:
        folded = fold_word(word)
        return self._words.get(folded) or WORDS.get(folded)

    def _direction(self, cells: list[str]) -> Direction:
        """Which way it went, where no word says so: by which column is filled, by our numbers, by the mapping."""
        at = self._at
        for outbound, inbound in (("out_at", "in_at"), ("out_number", "in_number")):
            filled = bool(cells[at[outbound]].strip()), bool(cells[at[inbound]].strip())
            if filled in {(True, False), (False, True)} and self._mapping.has(outbound) and self._mapping.has(inbound):
                return "out" if filled[0] else "in"
        caller, callee = cells[at["caller"]], cells[at["callee"]]
        if self._own and (told := self._by_own_number(caller, callee)):
            return told
        if caller and callee and bool(_EXTENSION.fullmatch(caller)) != bool(_EXTENSION.fullmatch(callee)):
            return "out" if _EXTENSION.fullmatch(caller) else "in"
        if self._mapping.direction == "out":
            return "out"
        if self._mapping.direction == "in":
            return "in"
        raise Refused("direction", _NO_DIRECTION)

    def _by_own_number(self, caller: str, callee: str) -> Direction | None:
        ours = facts.own(caller) in self._own, facts.own(callee) in self._own
        if ours == (True, False):
            return "out"
        return "in" if ours == (False, True) else None

    def _began(self, cells: list[str], direction: Direction) -> datetime:
        at = self._at
        text = cells[at["at"]] or cells[at["out_at" if direction == "out" else "in_at"]]
        if not text.strip():
            text = f"{cells[at['date']].strip()} {cells[at['time']].strip()}".strip()
        if not text:
            text = cells[at["out_at"]].strip() or cells[at["in_at"]].strip()
        if not text.strip():
            raise Refused("moment", _NO_MOMENT)
        return self._moment(text)

    def _ends(self, cells: list[str], direction: Direction) -> Ends:
        at = self._at
        caller, callee = cells[at["caller"]], cells[at["callee"]]
        theirs, ours = (callee, caller) if direction == "out" else (caller, callee)
        other = cells[at["number"]] or cells[at["out_number" if direction == "out" else "in_number"]] or theirs
        return Ends(other, cells[at["own_number"]] or ours)

    def _durations(self, cells: list[str], began: datetime) -> tuple[int | None, int | None]:
        """Seconds of ringing and of talk, from their own columns or from the moments of answer and end."""
        at = self._at
        ring, talk, total = self._seconds(cells[at["ring"]]), self._seconds(cells[at["talk"]]), self._seconds(cells[at["total"]])
        answered, ended = cells[at["answer_at"]].strip(), cells[at["end_at"]].strip()
        if answered and ring is None:
            ring = facts.seconds(int((self._moment(answered) - began).total_seconds()))
        if talk is None and answered and ended:
            talk = facts.seconds(int((self._moment(ended) - self._moment(answered)).total_seconds()))
        if ring is None and total is not None and talk is not None:
            ring = facts.seconds(total - talk)
        return ring, talk

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


def meaning_of_code(code: str) -> Meaning:
    """What a word means that a person gave a code for: a direction or an outcome."""
    if code == "out":
        return OUT
    return IN if code == "in" else Meaning(outcome=code)


_UNKNOWN_DIRECTION = say("発信か着信かを表す「{word}」がわかりません。", "“{word}” does not say whether it went out or came in.")
_UNKNOWN_CHANNEL = say("「{word}」は電話でもメッセージでもありません。", "“{word}” is neither a call nor a message.")
_NO_DIRECTION = say("発信か着信かがわかりません。", "It does not say whether it went out or came in.")
_NO_MOMENT = say("日時がありません。", "It has no moment.")
