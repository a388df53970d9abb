"""Asterisk's queue_log: what happened to each caller who waited in a queue, event by event; a caller is one contact.

Format: https://docs.asterisk.org/Operation/Logging/Queue-Logs/
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from enishi.kernel.columns import RAW_SHOWN, Refused, RefusedRow, Unusable
from enishi.kernel.records import Line
from enishi.kernel.textfile import MARK
from enishi.kernel.words import say
from enishi.touches.readers import facts
from enishi.touches.readers.rows import TouchRow

_EVENT = re.compile(r"(\d{9,11})(?:\.\d+)?\|([^|]*)\|([^|]*)\|([^|]*)\|([A-Z]+)((?:\|[^|]*)*)", re.ASCII)
_EXITS = frozenset({"EXITEMPTY", "EXITWITHKEY", "EXITWITHTIMEOUT"})
_COMPLETED = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})
_MOVED = frozenset({"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
_ON_THE_WAY = {"ENTERQUEUE", "CONNECT", "ABANDON", "AGENTDUMP", "DID", "RINGNOANSWER", "RINGCANCELED", "SYSCOMPAT"}
_OF_CALLS = _EXITS | _COMPLETED | _MOVED | _ON_THE_WAY
_NOBODY = frozenset({"", "NONE", "REALTIME", "MANAGER"})
_SNIFFED, _MOST = 50, 0.8
_EARLIEST, _LATEST = 315_532_800, 4_102_444_800


class Event(NamedTuple):
    """One line: `at` in seconds since 1970, the caller it is about, who of us, what, and its parameters."""

    at: int
    call: str
    agent: str
    name: str
    data: tuple[str, ...]


@dataclass(slots=True)
class Calls:
    """The callers of one log. `add` every line first, in any order; then `row` tells each line as the contact it belongs to."""

    _events: dict[str, set[Event]] = field(default_factory=dict)
    _told: dict[str, TouchRow | Refused] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Take one line in; lines that stand twice count once."""
        event = event_of(line.text)
        if event is not None and _is_of_a_call(event):
            self._events.setdefault(event.call, set()).add(event)

    def row(self, number: int, line: Line) -> TouchRow | RefusedRow:
        """The contact that this line, the `number`th that is not blank, is a part of; or why it is none."""
        try:
            found = self._contact(line)
        except Refused as refused:
            return RefusedRow(number, line.number, refused.reason, refused.code, line.text[:RAW_SHOWN])
        return found._replace(number=number, line=line.number)

    def _contact(self, line: Line) -> TouchRow:
        event = event_of(line.text)
        if event is None:
            raise Refused("damaged", _DAMAGED)
        if not _is_of_a_call(event):
            raise Refused("no_contact", _NO_CONTACT.format(event=event.name))
        if event.call not in self._told:
            self._told[event.call] = _told(event.call, self._events.pop(event.call))
        told = self._told[event.call]
        if isinstance(told, Refused):
            raise Refused(told.code, told.reason)
        return told


def is_queue_log(head: str) -> bool:
    """Do most of the first lines look like events of a queue?"""
    lines = [line for line in head.splitlines()[:_SNIFFED] if line.strip()]
    lines = lines[:-1] if len(lines) > 1 and not head.endswith("\n") else lines
    found = sum(event_of(line) is not None for line in lines)
    return bool(found) and found >= len(lines) * _MOST


def rows(lines: Callable[[], Iterable[Line]], *, skip: int = 0) -> Iterator[TouchRow | RefusedRow]:
    """Every line that is not blank after the first `skip`, as the contact it belongs to or a refusal.

    `lines` gives the log from its beginning and is asked twice: an event may stand before its caller has come.
    Raises `Unusable` for a log without a single event.
    """
    calls = Calls()
    for line in lines():
        calls.add(line)
    if not calls._events:
        raise Unusable(_NOT_A_QUEUE_LOG)
    number = 0
    for line in lines():
        if line.text.strip():
            number += 1
            if number > skip:
                yield calls.row(number, line)


def event_of(text: str) -> Event | None:
    """The event on a line, None if there is none."""
    found = _EVENT.fullmatch(text.strip())
    if found is None or MARK in text:
        return None
    at, call, _, agent, name, data = found.groups()
    return Event(int(at), call, agent, name, tuple(data.split("|")[1:]))


def _is_of_a_call(event: Event) -> bool:
    return event.name in _OF_CALLS and event.call not in _NOBODY


def _told(call: str, events: set[Event]) -> TouchRow | Refused:
    try:
        return _contact_of(call, sorted(events))
    except Refused as refused:
        return refused


def _contact_of(call: str, events: list[Event]) -> TouchRow:
    entered = next((event for event in events if event.name == "ENTERQUEUE"), None)
    if entered is None:
        raise Refused("cut", _CUT)
    party = facts.other_side(_given(entered, 1), "in")
    connected = next((event for event in events if event.name == "CONNECT"), None)
    ended = next((event for event in reversed(events) if event.name == "ABANDON" or event.name in _EXITS), None)
    did = next((event for event in events if event.name == "DID"), None)
    outcome = "reached" if connected else "missed" if ended else "unknown"
    at = _moment(entered.at)
    return TouchRow(
        number=0,
        line=0,
        source="asterisk-queue",
        source_ref=facts.digest("call", "in", at, party, call),
        channel="call",
        direction="in",
        at=at,
        party=party,
        withheld=party is None,
        own_number=facts.number(_given(did, 0)) if did else None,
        ring_seconds=facts.seconds((connected or ended or entered).at - entered.at if connected or ended else None),
        talk_seconds=_talk(connected, events),
        outcome=outcome,
        member_name=facts.words(connected.agent) if connected and connected.agent not in _NOBODY else None,
        own_id=call,
        abandoned=_abandoned(connected, ended),
    )


def _abandoned(connected: Event | None, ended: Event | None) -> bool | None:
    """Who left for voicemail or was sent away did not give up; whether anybody spoke with them then, this log does not show."""
    if connected:
        return False
    return True if ended and ended.name == "ABANDON" else None


def _talk(connected: Event | None, events: list[Event]) -> int | None:
    """From the end of the call; without it, from whoever it was handed on to. None for a call that goes on."""
    if connected is None:
        return 0 if any(event.name == "ABANDON" for event in events) else None
    for event in reversed(events):
        if event.name in _COMPLETED and _given(event, 1).isdecimal():
            return facts.seconds(int(_given(event, 1)))
        if event.name in _MOVED:
            return facts.seconds(max(0, event.at - connected.at))
    return None


def _given(event: Event, place: int) -> str:
    return event.data[place].strip() if place < len(event.data) else ""


def _moment(seconds: int) -> datetime:
    if _EARLIEST <= seconds < _LATEST:
        return datetime.fromtimestamp(seconds, UTC)
    raise Refused("moment", say("日時が正しくありません。", "Its moment is wrong."))


_DAMAGED = say("queue_log の記録として読めません。", "It cannot be read as a line of a queue_log.")
_NO_CONTACT = say("「{event}」は連絡の記録ではありません。", "“{event}” is no contact with anybody.")
_CUT = say(
    "かけてきた方の記録がありません。前のファイルに書かれています。", "It does not say who called: that stands in the file before this one."
)
_NOT_A_QUEUE_LOG = say("Asterisk の queue_log ではないようです。", "This does not look like Asterisk's queue_log.")
