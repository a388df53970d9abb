"""Search keys for names: any script and width, variant kanji, company forms. Keys are for finding, never for showing."""

import re
import unicodedata
from typing import Final

from .romaji import to_hiragana
from .variants import VARIANTS

_VOICED: Final = "\u3099"
_HALF_VOICED: Final = "\u309a"
_SPACING_MARKS: Final = {ord("゛"): _VOICED, ord("゜"): _HALF_VOICED}
_MARKS: Final = re.compile(r"[\u3099\u309a]")
_KATAKANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)} | {ord("ヽ"): "ゝ", ord("ヾ"): "ゞ"}
_HIDDEN: Final = frozenset({"Mn", "Me", "Cf", "Cc"})
_GAPS: Final = re.compile(r"[\s・·•‧∙]+")
_REPEATED: Final = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff])々")

_COMPANY: Final = re.compile(
    "株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|有限責任事業組合|(?:一般|公益)?(?:社団|財団)法人|医療法人(?:社団|財団)?"
    "|(?:準?学校|社会福祉|宗教|特定非営利活動|npo|(?:地方)?独立行政|国立大学|税理士|弁護士|弁理士|司法書士|行政書士|社会保険労務士|土地家屋調査士|監査|農事組合)法人"
    r"|\([株有同資名医財社学福宗税独弁]\)|^[かゆ]\)|\([かゆ](?:\)|$)"
    r"|(?:\b|,)(?:co\.?,?\s*ltd|inc|corp|corporation|llc|llp|ltd|limited|k\.k|kk|g\.k|gmbh|plc)\b\.?"
)
_NOISE: Final = re.compile(r"[\s.,'’\-‐‑‒–—―−ーｰ~〜・·•‧∙()（）゠=＝/]+")

_SMALL: Final = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
_SAME_SOUND: Final = str.maketrans("ぢづをゐゑ", "じずおいえ")
_VU: Final = re.compile("ゔ([ぁぃぇぉあいえお]?)")
_VU_ROW: Final = dict(zip("ぁぃぇぉあいえお", "ばびべぼばびべぼ", strict=True)) | {"": "ぶ"}
_ITERATION: Final = re.compile("([ぁ-ゖ])([ゝゞ])")
_LATIN: Final = re.compile(r"[a-z][a-z']*")
# おう, うう, おお: written or not, the ear hears one long vowel.
_LONG: Final = re.compile("(?<=[おこそとのほもよろごぞどぼぽ])[うお]+|(?<=[うくすつぬふむゆるぐずぶぷ])う+")
_KANA_ONLY: Final = re.compile(r"[ぁ-ゖゝゞァ-ヺヽヾー・･\s\uff66-\uff9f゛゜\u3099\u309a\-ー]+")


def fold_name(text: str) -> str:
    """A search key for a name in kanji, kana or Latin letters: width, case, accents, kana script, variants and gaps folded."""
    folded = _GAPS.sub("", _plain(text).translate(VARIANTS))
    while (expanded := _REPEATED.sub(r"\1\1", folded)) != folded:
        folded = expanded
    return folded


def fold_company(text: str) -> str:
    """`fold_name` without the legal form (株式会社, (有), Co., Ltd. …), wherever it stands; a bare form stays as it is."""
    folded = _plain(text).translate(VARIANTS)
    while (shorter := _GAPS.sub(" ", _COMPANY.sub(" ", folded)).strip(" ,.")) != folded:
        folded = shorter
    key = fold_name(folded)
    again = _COMPANY.sub("", key).strip(",.")
    if again != key:
        key = fold_company(again) if again else key
    return key or fold_name(text)


def fold_kana(text: str) -> str:
    """A hiragana search key from kana of any script and width or from romaji; what is neither stays, folded."""
    kana = _NOISE.sub("", _LATIN.sub(_from_latin, _plain(text)).translate(VARIANTS))
    while (expanded := _ITERATION.sub(_repeat, kana)) != kana:
        kana = expanded
    kana = _VU.sub(lambda match: _VU_ROW[match[1]], kana)
    return _LONG.sub("", kana.translate(_SMALL).translate(_SAME_SOUND))


def looks_like_kana(text: str) -> bool:
    """Whether this is a reading: kana of any script or width, with gaps and long marks, and nothing else."""
    return bool(text.strip()) and _KANA_ONLY.fullmatch(text) is not None and any(map(_is_letter, text))


def _plain(text: str) -> str:
    while (folded := _folded_once(text)) != text:
        text = folded
    return text


def _folded_once(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.translate(_SPACING_MARKS).casefold())
    kept = "".join(mark for mark in text if mark in "\u3099\u309a" or mark.isspace() or unicodedata.category(mark) not in _HIDDEN)
    return _MARKS.sub("", unicodedata.normalize("NFKC", kept)).translate(_KATAKANA)


def _from_latin(match: re.Match[str]) -> str:
    return to_hiragana(match[0]).replace("'", "")


def _repeat(match: re.Match[str]) -> str:
    letter, mark = match.groups()
    voiced = unicodedata.normalize("NFC", letter + _VOICED) if mark == "ゞ" else letter
    return letter + (voiced if len(voiced) == 1 else letter)


def _is_letter(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("HIRAGANA LETTER", "KATAKANA LETTER", "HALFWIDTH KATAKANA LETTER"))
