"""What every log is read into in the same way, whatever its format: numbers, outcomes, the digest that names a contact."""

from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from enishi.kernel import phones
from enishi.kernel.columns import Refused
from enishi.kernel.words import say
from enishi.touches.readers.rows import Channel, Direction

# Below this an outbound call without a result may have been a hang-up, an answering machine or "not now, sorry"
SHORT_TALK_SECONDS = 10
LONGEST_SECONDS = 7 * 86_400
LONGEST_CODE = 100
LONGEST_NAME = 200
LONGEST_WORDS = 20_000

_TURNED_IN = {"no_answer": "missed", "voicemail": "missed", "carrier_refusal": "declined", "sent": "received"}
_TURNED_OUT = {"missed": "no_answer", "received": "sent"}


def number(raw: str) -> str | None:
    """The number in E.164; None for a withheld one, an extension or whatever else stands there."""
    # What is remembered must be short, or a damaged file fills the memory with its cells
    return _number(raw) if len(raw) <= LONGEST_CODE else None


@lru_cache(maxsize=1 << 16)
def _number(raw: str) -> str | None:
    return phones.normalise(raw)


def other_side(raw: str, direction: Direction) -> str | None:
    """The number of the other side in E.164; None only for somebody who called us and withheld it. Raises `Refused`."""
    if (found := number(raw)) is not None:
        return found
    if not phones.is_withheld(raw):
        raise Refused("number", phones.problem(raw) or _NO_NUMBER.format(raw=raw.strip()[:40]))
    if direction == "out":
        raise Refused("no_number", say("発信先の番号がありません。", "It does not say whom we called."))
    return None


_NO_NUMBER = say("「{raw}」は番号として読めません。", "“{raw}” cannot be read as a number.")


def outcome(channel: Channel, direction: Direction, word: str | None, talk_seconds: int | None) -> str:
    """How a contact ended, from the log's own result (already a code) and the seconds talked."""
    return outcome_of_call(direction, word, talk_seconds) if channel == "call" else outcome_of_message(direction, word)


def outcome_of_call(direction: Direction, word: str | None, talk_seconds: int | None) -> str:
    """How a call ended, from the log's own result (already a code) and the seconds talked.

    Without a result, seconds decide: inbound talk is a conversation and its absence a missed call; outbound silence is
    no answer, ten seconds are a conversation, and a few seconds stay *unknown*, for they are as often a machine or a hang-up.
    """
    if word == "declined" and direction == "out" and talk_seconds:
        # A call centre's 拒否 after a talk is what the person said, which is for a member to read, not for us to guess
        return "unknown"
    if word is not None:
        return (_TURNED_IN if direction == "in" else _TURNED_OUT).get(word, word)
    if talk_seconds is None:
        return "unknown"
    if direction == "in":
        return "reached" if talk_seconds else "missed"
    if not talk_seconds:
        return "no_answer"
    return "reached" if talk_seconds >= SHORT_TALK_SECONDS else "unknown"


def outcome_of_message(direction: Direction, word: str | None) -> str:
    """How a text or mail ended: failed if the log says so, else sent or received. Neither means that it was read."""
    if word == "failed":
        return word
    return "received" if direction == "in" else "sent"


def seconds(value: int | None) -> int | None:
    """The seconds if a call can last so long. Raises `Refused`."""
    if value is None or 0 <= value <= LONGEST_SECONDS:
        return value
    raise Refused("duration", say("{value}秒という長さの通話はありえません。", "No call lasts {value} seconds.", value=value))


def words(value: str, longest: int = LONGEST_NAME) -> str | None:
    """A name or a note, trimmed; None if blank. Raises `Refused` if it is too long or holds control characters."""
    text = value.strip()
    if not text:
        return None
    if len(text) > longest:
        raise Refused(
            "too_long", say("{longest}文字を超える欄があります。", "A cell is longer than {longest} characters.", longest=longest)
        )
    if not text.isprintable() and has_control(text):
        raise Refused("control", say("画面に出せない制御文字が入っています。", "It holds control characters."))
    return text


def has_control(text: str) -> bool:
    """Does it hold characters no keyboard writes (line breaks and tabs aside)?"""
    return any((ord(char) < 0x20 and char not in "\t\r\n") or 0x7F <= ord(char) < 0xA0 or "\ud800" <= char <= "\udfff" for char in text)  # noqa: PLR2004 - control characters of Latin-1, lone surrogates


def digest(channel: Channel, direction: Direction, at: datetime, *rest: object) -> str:
    """The name of a contact within its source, from its facts; the same wherever and however often it is read."""
    plain = f"{channel}\x1f{direction}\x1f{at.timestamp()}\x1f{rest}"
    return blake2b(plain.encode("utf-8", "replace"), digest_size=16).hexdigest()
