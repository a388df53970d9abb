"""Phone numbers in every form a person types, a spreadsheet mangles or a carrier sends; stored as E.164."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from .words import Text, say

EMERGENCY: Final[frozenset[str]] = frozenset({"110", "118", "119"})


class Kind(StrEnum):
    """What sort of line a number reaches."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    IP = "ip"
    FREEPHONE = "freephone"
    NAVI = "navi"
    EMERGENCY = "emergency"
    OTHER = "other"


# 総務省「市外局番の一覧」: the digits after 0 with which a geographic number may begin.
_AREA: Final = (
    r"[36][1-9][0-9]|2[2-9][0-9]"
    r"|1(?:1[235-8]|2[3-6]|3[3-9]|4[2-6]|[58][2-8]|6[2-7]|7[2-9]|9[1-9])"
    r"|4(?:[2-578][0-9]|6[02-8]|9[2-59])|5(?:[2-589][0-9]|6[1-9]|7[2-8])"
    r"|7(?:[25-9][0-9]|3[4-9]|4[02-9])|8(?:[2679][0-9]|3[2-9]|4[5-9]|5[1-9]|8[03-9])"
    r"|9(?:[2-58][0-9]|[679][1-9])"
)
_NATIONAL: Final = rf"[5-9]0[1-9][0-9]{{7}}|(?:{_AREA})[0-9]{{6}}|(?:120|570|990)[0-9]{{6}}|800[0-9]{{7}}"
# A lost leading 0 (a spreadsheet took the number for a quantity) and "+81 (0)90" are read too.
_JAPANESE: Final = re.compile(rf"(?:(?:\+|00|010)?81)?0?({_NATIONAL})")

# For those who normalise millions at once: what this takes whole, hyphens left out, is "+81" and its group
JAPANESE: Final = _JAPANESE.pattern

_PUNCTUATION: Final = dict.fromkeys(
    map(ord, "-‐‑‒–—―−ーｰ－﹣─━~〜.・·()（）[]［］ \t\r\n\u00a0\u3000\u2002\u2003\u2009\u202f"),
    None,
) | dict.fromkeys([0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None)
_LABEL: Final = re.compile(r"^(?:tel|phone|mobile|電話番号|電話|携帯)\s*[:.]?\s*|^[☎☏📞📱]\ufe0f?\s*", re.IGNORECASE)
_URI: Final = re.compile(r"^(?:tel|sips?):([^;@?]+)[;@?]?.*$", re.IGNORECASE)
_EXCEL_TEXT: Final = re.compile(r'^=?"?\'?([^"\']*)"?$')
_EXTENSION: Final = re.compile(r"\s*(?:[(\[]?内線?|ext\.?|;ext=|#)\s*[:.]?\s*\d{1,6}[)\]]?$", re.IGNORECASE)
# 184 hides and 186 shows the caller's number; both are dialled, neither belongs to the number.
_CALLER_ID_PREFIX: Final = re.compile(r"^18[46](?=0[0-9]{8,})")
_DIGITS: Final = re.compile(r"\+?[0-9]+")

_WITHHELD: Final = frozenset(
    {
        "非通知",
        "非通知設定",
        "番号非通知",
        "通知不可",
        "通知不可能",
        "通知圏外",
        "表示圏外",
        "公衆電話",
        "コレクトコール",
        "不明",
        "番号不明",
        "発信者不明",
        "なし",
        "無し",
        "ヒツウチ",
        "ひつうち",
        "anonymous",
        "unavailable",
        "unknown",
        "private",
        "restricted",
        "withheld",
        "blocked",
        "payphone",
        "privatenumber",
        "noc",
        "callerid",
        "nocallerid",
        "nonumber",
        "unknowncaller",
        "unknownnumber",
        "numberwithheld",
        "callerunknown",
        "null",
        "none",
        "n/a",
        "-1",
        "-2",
        "-3",
    }
)
_SPACES: Final = re.compile(r"[\s()\[\]<>\"'_]+")

_SHOWN: Final = 40
_SHORTEST: Final = 9
_LOCAL: Final = range(6, 9)
_LONGEST: Final = 15
_CELL: Final = 100


def normalise(raw: str, region: str = "JP") -> str | None:
    """The number as E.164 ("+819012345678"), or None if it is not a number that can exist.

    `region` is where a number without a country code is dialled.
    """
    if region == "JP" and (plain := _JAPANESE.fullmatch(raw.replace("-", ""))):
        return f"+81{plain[1]}"
    digits = _cleaned(raw)
    if digits is None:
        return None
    if (region == "JP" or digits.startswith("+")) and (japanese := _JAPANESE.fullmatch(digits)):
        return f"+81{japanese[1]}"
    return _by_library(digits, region)


def is_withheld(raw: str) -> bool:
    """Whether the network or the log says that there is no number to call back."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", raw)).casefold() in _WITHHELD or not raw.strip()


def is_emergency(raw: str) -> bool:
    """Whether this is 110, 118 or 119, the only numbers that pass every gate."""
    return _cleaned(raw) in EMERGENCY


def kind(e164: str) -> Kind:
    """What sort of line the number reaches; `OTHER` where its plan does not tell."""
    if is_emergency(e164):
        return Kind.EMERGENCY
    if (japanese := _JAPANESE.fullmatch(e164)) and e164.startswith("+"):
        return _japanese_kind(japanese[1])
    return _kind_by_library(e164)


def pretty(e164: str) -> str:
    """The number as people write it: "090-1234-5678" for Japan, "+1 650-253-0000" elsewhere; anything else unchanged."""
    japanese = _JAPANESE.fullmatch(e164)
    if japanese and e164.startswith("+") and (written := _plain_groups(japanese[1])):
        return written
    return _pretty_by_library(e164)


def zones(e164: str) -> tuple[str, ...]:
    """Every IANA zone in which a holder of this number may live; empty if nothing is known."""
    if e164.startswith("+81"):
        return ("Asia/Tokyo",)
    return _zones_by_library(e164)


def problem(raw: str) -> Text | None:
    """Why this is not a number that can be called, as a sentence; None if it is one."""
    if is_withheld(raw):
        return say(ja="番号が通知されていません。", en="No number was given (withheld).")
    shown = raw.strip()
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    if is_emergency(raw):
        return say(
            ja="「{raw}」は緊急通報の番号です。連絡先にはできません。", en='"{raw}" is an emergency number, not somebody\'s.', raw=shown
        )
    if normalise(raw) is not None:
        return None
    return _explain(unicodedata.normalize("NFKC", raw[:_CELL]).strip()).format(raw=shown)


def _cleaned(raw: str) -> str | None:
    """Only "+" and ASCII digits, or None if anything else is left."""
    if len(raw) > _CELL:
        return None
    text = unicodedata.normalize("NFKC", raw).strip()
    text = _EXCEL_TEXT.sub(r"\1", text).strip()
    if uri := _URI.fullmatch(text):
        text = uri[1].replace("%2B", "+")
    text = _EXTENSION.sub("", _LABEL.sub("", text))
    # A table program that held the number as a fraction writes ".0" behind it.
    text = text.removesuffix(".0") if text[:-2].isdigit() else text
    text = text.translate(_PUNCTUATION)
    text = _CALLER_ID_PREFIX.sub("", text)
    return text if _DIGITS.fullmatch(text) and text.isascii() else None


@lru_cache(maxsize=4096)
def _by_library(digits: str, region: str) -> str | None:
    tries = [digits]
    if digits.startswith("00"):
        tries.append("+" + digits[2:])
    return next((number for attempt in tries if (number := _valid(attempt, region))), None)


def _valid(text: str, region: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _japanese_kind(national: str) -> Kind:
    prefixes = {"120": Kind.FREEPHONE, "800": Kind.FREEPHONE, "570": Kind.NAVI, "990": Kind.OTHER}
    if known := prefixes.get(national[:3]):
        # 080-0… is no mobile: 0800 is freephone
        return known
    if national[1] != "0":
        return Kind.LANDLINE
    return Kind.IP if national[0] == "5" else Kind.MOBILE


def _plain_groups(national: str) -> str | None:
    if national.startswith(("120", "570", "990")):
        return f"0{national[:3]}-{national[3:6]}-{national[6:]}"
    if national.startswith("800"):
        return f"0800-{national[3:6]}-{national[6:]}"
    if national[1] == "0":
        return f"0{national[:2]}-{national[2:6]}-{national[6:]}"
    if national[0] in "3" or national[:2] in {"61", "62", "63", "64", "65", "66", "67", "68", "69"}:
        return f"0{national[0]}-{national[1:5]}-{national[5:]}"
    return None


@lru_cache(maxsize=4096)
def _kind_by_library(e164: str) -> Kind:
    import phonenumbers

    try:
        found = phonenumbers.number_type(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return Kind.OTHER
    types = phonenumbers.PhoneNumberType
    return {
        types.MOBILE: Kind.MOBILE,
        types.FIXED_LINE: Kind.LANDLINE,
        types.VOIP: Kind.IP,
        types.TOLL_FREE: Kind.FREEPHONE,
        types.SHARED_COST: Kind.NAVI,
    }.get(found, Kind.OTHER)


@lru_cache(maxsize=4096)
def _pretty_by_library(e164: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    forms = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, forms.NATIONAL if number.country_code == 81 else forms.INTERNATIONAL)  # noqa: PLR2004 - Japan


@lru_cache(maxsize=4096)
def _zones_by_library(e164: str) -> tuple[str, ...]:
    import phonenumbers
    from phonenumbers import timezone

    try:
        found = timezone.time_zones_for_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


_REASONS: Final = (
    (
        # 電気通信番号計画: 1XY are services of the network; the same three digits may be an extension of a firm's own exchange
        r"1[0-9]{2}|[#*][0-9]{3,5}",
        say(
            ja="「{raw}」は特番(時報の117など)か内線の番号です。どなたかの電話番号ではありません。",
            en='"{raw}" is a service number (117 tells the time) or an extension, not anybody\'s phone number.',
        ),
    ),
    (
        r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*",
        say(ja="「{raw}」は日付のようです。電話番号ではありません。", en='"{raw}" looks like a date, not a phone number.'),
    ),
    (
        r"[+-]?\d(?:\.\d+)?e\+?\d+",
        say(
            ja="「{raw}」は表計算ソフトが桁を丸めた番号です。元の番号を文字列として書き出してください。",
            en='"{raw}" was rounded by a spreadsheet. Export the column as text.',
        ),
    ),
    (r".*@.*", say(ja="「{raw}」はメールアドレスのようです。", en='"{raw}" looks like an e-mail address.')),
    (r".*\d.*[*●＊xX×].*|.*[*●×].*\d.*", say(ja="「{raw}」は一部が伏せられています。", en='Part of "{raw}" is masked.')),
    (r"\D*", say(ja="「{raw}」には数字がありません。", en='"{raw}" has no digits.')),
)


def _explain(text: str) -> Text:
    for pattern, reason in _REASONS:
        if re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL):
            return reason
    parts = [part for part in re.split(r"[,、;/|\n]|\s{2,}|または|or", text) if part.strip()]
    if len(parts) > 1 and all(normalise(part) for part in parts):
        return say(
            ja="「{raw}」には番号が二つ以上あります。一つずつ分けてください。",
            en='"{raw}" holds more than one number. Give them one by one.',
        )
    digits = _cleaned(text)
    if digits is None:
        return say(ja="「{raw}」には番号に使えない文字があります。", en='"{raw}" has characters that no phone number has.')
    return _wrong_digits(digits)


def _wrong_digits(digits: str) -> Text:
    count = len(digits.lstrip("+"))
    if count in _LOCAL and not digits.startswith(("0", "+")):
        return say(ja="「{raw}」には市外局番がありません。", en='"{raw}" has no area code.')
    if count < _SHORTEST:
        return say(ja="「{raw}」は短すぎます。", en='"{raw}" is too short.')
    if count > _LONGEST:
        return say(ja="「{raw}」は長すぎます。", en='"{raw}" is too long.')
    return say(ja="「{raw}」という番号は使われていません。桁を確かめてください。", en='No number like "{raw}" is in use. Check its digits.')
