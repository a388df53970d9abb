"""Kanji numerals and full-width digits as ASCII digits, for texts known to hold dates, times or counts."""

import re
from typing import Final

_DIGITS: Final = {kanji: value for value, kanji in enumerate("〇一二三四五六七八九")} | {"零": 0}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_RUN: Final = re.compile("[〇零一二三四五六七八九十百千]+")


def arabic(text: str) -> str:
    """`text` with every run of kanji numerals written in ASCII digits: 二十五日 → 25日, 二〇二六年 → 2026年."""
    return _RUN.sub(lambda match: str(_value(match[0])), text)


def _value(run: str) -> int | str:
    if not any(letter in _TENS for letter in run):
        return "".join(str(_DIGITS[letter]) for letter in run)
    total = pending = 0
    for letter in run:
        if letter in _TENS:
            total += (pending or 1) * _TENS[letter]
            pending = 0
        else:
            pending = pending * 10 + _DIGITS[letter]
    return total + pending
