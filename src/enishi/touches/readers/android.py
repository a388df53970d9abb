"""Android's "SMS Backup & Restore": calls.xml and sms.xml, as that app writes them.

Format: https://synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TextIO

from enishi.kernel.columns import RAW_SHOWN, Refused, RefusedRow
from enishi.kernel.words import Text, say
from enishi.touches.readers import facts
from enishi.touches.readers.elements import Damaged, Element, Frame, Piece, parse, pieces
from enishi.touches.readers.rows import Direction, TouchRow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The first commercial mobile telephone rang in 1979; a phone whose clock was lost writes 1970
_EARLIEST_MS = 315_532_800_000
_LATEST_MS = 4_102_444_800_000

# https://developer.android.com/reference/android/provider/CallLog.Calls#TYPE
_CALLS: dict[str, tuple[Direction, str | None]] = {
    "1": ("in", None),
    "2": ("out", None),
    "3": ("in", "missed"),
    "4": ("in", "voicemail"),
    "5": ("in", "declined"),
    "6": ("in", "carrier_refusal"),
    "7": ("in", "reached"),
}
_WITHHELD_PRESENTATIONS = {"2", "3", "4"}
_TEXTS: dict[str, tuple[Direction, str | None]] = {"1": ("in", None), "2": ("out", None), "5": ("out", "failed")}
_UNSENT = {"3", "4", "6"}
_MMS_FROM, _MMS_TO = "137", {"151", "130", "129"}
_NOBODY = {"", "(Unknown)", "null"}
_OURSELVES = {"insert-address-token", "null", ""}


class Totals(NamedTuple):
    """What the file promised and what it held."""

    promised: int | None
    held: int
    closed: bool


def rows(stream: TextIO, *, skip: int = 0, notes: list[Text]) -> Iterator[TouchRow | RefusedRow]:
    """Every element of the backup after the first `skip`, as a touch or a refusal; `notes` is filled at the end."""
    frame, number = Frame(), 0
    for number, piece in enumerate(pieces(stream, frame), 1):
        if number > skip:
            yield _read(number, piece)
    notes.extend(_findings(Totals(frame.count, number, frame.closed)))


def _findings(totals: Totals) -> Iterator[Text]:
    if not totals.closed:
        yield say(
            "ファイルが途中で終わっています。バックアップを取り直すと続きも読めます。",
            "The file ends before its time. A fresh backup would hold the rest.",
        )
    if totals.promised is not None and totals.promised != totals.held:
        yield say(
            "ファイルには {promised} 件とありますが、実際には {held} 件でした。",
            "The file says it holds {promised} records; it holds {held}.",
            promised=totals.promised,
            held=totals.held,
        )


def _read(number: int, piece: Piece) -> TouchRow | RefusedRow:
    try:
        if not piece.whole:
            raise Refused(*(_CUT_OFF if piece.cut_off else _DAMAGED))
        element = parse(piece.text)
        return _call(number, piece.line, element) if element.name == "call" else _message(number, piece.line, element)
    except Damaged:
        refused = Refused(*_DAMAGED)
    except Refused as reason:
        refused = reason
    return RefusedRow(number, piece.line, refused.reason, refused.code, piece.text[:RAW_SHOWN])


_CUT_OFF = ("truncated", say("ここでファイルが途切れています。", "The file breaks off here."))
_DAMAGED = ("damaged", say("記録が壊れていて読めません。", "The record is damaged and cannot be read."))


def _call(number: int, line: int, element: Element) -> TouchRow:
    given = element.attributes
    direction, word = _sort(_CALLS, given.get("type", ""))
    at, raw = _moment(given), given.get("number", "")
    withheld = given.get("presentation") in _WITHHELD_PRESENTATIONS
    party = None if withheld and direction == "in" else facts.other_side(raw, direction)
    talk = facts.seconds(_whole(given.get("duration", "0"), "duration"))
    answered = word is None and direction == "in" and not talk
    return TouchRow(
        number=number,
        line=line,
        source="android-calls",
        source_ref=facts.digest("call", direction, at, party, given.get("type"), talk),
        channel="call",
        direction=direction,
        at=at,
        party=party,
        withheld=party is None,
        talk_seconds=talk,
        outcome="unknown" if answered else facts.outcome_of_call(direction, word, talk),
        person_name=_name(given),
    )


def _message(number: int, line: int, element: Element) -> TouchRow:
    given = element.attributes
    kind = given.get("msg_box" if element.name == "mms" else "type", "")
    if kind in _UNSENT:
        raise Refused("unsent", say("送信されなかった下書きです。", "A draft that was never sent."))
    direction, word = _sort(_TEXTS, kind)
    at, body = _moment(given), _body(element)
    party = facts.other_side(_other_side(element, direction), direction)
    return TouchRow(
        number=number,
        line=line,
        source="android-texts",
        source_ref=facts.digest("text", direction, at, party, kind, body),
        channel="text",
        direction=direction,
        at=at,
        party=party,
        withheld=party is None,
        outcome=facts.outcome_of_message(direction, word),
        person_name=_name(given),
        body=body,
    )


def _sort(table: dict[str, tuple[Direction, str | None]], kind: str) -> tuple[Direction, str | None]:
    if kind in table:
        return table[kind]
    raise Refused("kind", say("種類「{kind}」は知らないものです。", "Its type “{kind}” is not one we know.", kind=kind[:20]))


def _moment(given: dict[str, str]) -> datetime:
    stamp = _whole(given.get("date", ""), "moment")
    if _EARLIEST_MS <= stamp < _LATEST_MS:
        return _EPOCH + timedelta(milliseconds=stamp)
    raise Refused(
        "moment", say("日時が正しくありません。電話機の時計が狂っていたようです。", "Its moment is wrong: the phone's clock was lost.")
    )


def _whole(text: str, code: str) -> int:
    if text.lstrip("-").isdecimal() and text.isascii() and len(text) <= 18:  # noqa: PLR2004 - what a 64-bit number holds
        return int(text)
    raise Refused(code, say("「{text}」は数として読めません。", "“{text}” cannot be read as a number.", text=text[:40]))


def _name(given: dict[str, str]) -> str | None:
    name = given.get("contact_name", "")
    return None if name in _NOBODY else facts.words(name)


def _body(element: Element) -> str:
    if element.name == "sms":
        return facts.words(element.attributes.get("body", ""), facts.LONGEST_WORDS) or ""
    parts = [part.get("text", "") for name, part in element.inner if name == "part" and part.get("ct") == "text/plain"]
    return facts.words("\n".join(part for part in parts if part != "null"), facts.LONGEST_WORDS) or ""


def _other_side(element: Element, direction: Direction) -> str:
    """Who wrote to us, or to whom we wrote. A message to several people is no contact with one of them."""
    if element.name == "sms":
        return element.attributes.get("address", "")
    ends = [(addr.get("type"), addr.get("address", "")) for name, addr in element.inner if name == "addr"]
    wanted = {_MMS_FROM} if direction == "in" else _MMS_TO
    people = list(dict.fromkeys(address for kind, address in ends if kind in wanted and address not in _OURSELVES))
    people = people or [part for part in element.attributes.get("address", "").split("~") if part]
    if len(people) > 1:
        raise Refused("group", say("複数の人に宛てたメッセージです。", "A message to several people at once."))
    return people[0] if people else ""
