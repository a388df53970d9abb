"""Romaji to hiragana, in Hepburn, Kunrei and the spellings of keyboards, so that a Latin query finds kana."""

import re
from typing import Final

_ROWS: Final = """
あいうえお|kかきくけこ|sさしすせそ|tたちつてと|nなにぬねの|hはひふへほ|mまみむめも|rらりるれろ|gがぎぐげご|zざじずぜぞ|dだじずでど
bばびぶべぼ|pぱぴぷぺぽ|vばびぶべぼ|lらりるれろ|cかしくせこ|qかきくけこ
"""
_GLIDES: Final = "kyき gyぎ syし shし tyち chち cyち nyに hyひ myみ ryり lyり zyじ jじ jyじ dyじ byび pyぴ"
_OTHERS: Final = (
    "ya や yu ゆ yo よ wa わ wi い we え wo お fu ふ fa ふあ fi ふい fe ふえ fo ふお tsu つ tsa つあ tse つえ tso つお shi し chi ち ji じ "
    "she しえ che ちえ je じえ ye いえ thi てい dhi でい kwa くわ gwa ぐわ"
)


def _syllables() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _ROWS.split():
        for series in row.split("|"):
            found.update({series[:-5] + vowel: letter for vowel, letter in zip("aiueo", series[-5:], strict=True)})
    for glide in _GLIDES.split():
        found.update({glide[:-1] + vowel: glide[-1] + letter for vowel, letter in zip("auo", "やゆよ", strict=True)})
    words = _OTHERS.split()
    return found | dict(zip(words[::2], words[1::2], strict=True))


_SYLLABLES: Final = _syllables()
_LONGEST_FIRST: Final = sorted(_SYLLABLES, key=len, reverse=True)
_ANY: Final = "|".join(_LONGEST_FIRST)
_SYLLABLE: Final = re.compile(_ANY)
# "Ohno", "Satoh": the h is a long vowel when no vowel follows it.
_SILENT_H: Final = re.compile(r"(?<=[aiueo])h(?![aiueoy])")
_SYLLABIC_N: Final = re.compile(rf"m(?=[bpm])(?={_ANY})|n(?![aiueoy])|n'")
_DOUBLED: Final = re.compile(rf"([kstcpgzdbhfjr])(?=\1)(?={_ANY})|t(?=ch[aiueo])")


def to_hiragana(latin: str) -> str:
    """Hiragana without small letters for a run of lower-case ASCII; letters that make no syllable stay."""
    text = _SYLLABIC_N.sub("ん", _SILENT_H.sub("", latin))
    text = _DOUBLED.sub("つ", text)
    return _SYLLABLE.sub(lambda match: _SYLLABLES[match[0]], text)
