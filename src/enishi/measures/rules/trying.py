"""A process to try on paper, as a person writes it: 「SMS, 電話, 電話 13-18」, "text, call*2 13-18"."""

import re
import unicodedata
from typing import Final

from enishi.kernel.columns import Unusable
from enishi.kernel.words import say
from enishi.measures.results import Plan

MOST_STEPS: Final = 30
_MIDNIGHT: Final = 24
_WORDS: Final = {
    "call": "call 電話 お電話 架電",
    "text": "text sms ショートメール ショートメッセージ",
    "mail": "mail email メール",
    "post": "post letter 手紙 郵便 はがき",
    "fax": "fax ファックス",
}
_CHANNELS: Final = {word: channel for channel, words in _WORDS.items() for word in words.split()}
_STEP: Final = re.compile(r"(?P<word>[^\W\d]+)(?:[*x×](?P<times>\d{1,2}))?")
_HOURS: Final = re.compile(r"\s+(?P<first>\d{1,2})(?::00|時)?\s*[-〜~–]\s*(?P<last>\d{1,2})(?::00|時)?$")
NOT_UNDERSTOOD: Final = say(
    "手順「{text}」が読めません。「SMS, 電話, 電話*2 13-18」のように、手段(電話・SMS・メール・手紙・FAX)を順に書いてください。",
    "The plan “{text}” cannot be read. Write its channels in order (call, text, mail, post, fax), as in “text, call*2 13-18”.",
)
TOO_LONG: Final = say("手順は{most}回までにしてください。", "A plan may have {most} contacts at most.")


def plan_of(text: str) -> Plan:
    """Channels in order, each perhaps several times, and the hours of its calls if any are named. Raises `Unusable`."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    named = _HOURS.search(plain)
    hours = (int(named["first"]), int(named["last"])) if named else None
    written = [part for part in re.split(r"[,、→>]+", plain[: named.start()] if named else plain) if part.strip()]
    found = [_STEP.fullmatch(part.strip()) for part in written]
    steps: list[str] = []
    for match in found:
        if match is None or match["word"] not in _CHANNELS or not int(match["times"] or 1):
            raise Unusable(NOT_UNDERSTOOD.format(text=text.strip()))
        steps += [_CHANNELS[match["word"]]] * int(match["times"] or 1)
    if not steps or (hours and not hours[0] < hours[1] <= _MIDNIGHT):
        raise Unusable(NOT_UNDERSTOOD.format(text=text.strip()))
    if len(steps) > MOST_STEPS:
        raise Unusable(TOO_LONG.format(most=MOST_STEPS))
    return Plan(tuple(steps), hours)


def plans_in(text: str) -> list[str]:
    """One plan a line."""
    return [line for line in text.splitlines() if line.strip()]
