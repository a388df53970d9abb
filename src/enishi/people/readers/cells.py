"""The single cells of a contact list: names and their honorifics, numbers and whose they are, addresses, refusals."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from enishi.kernel import phones
from enishi.kernel.columns import Refused
from enishi.kernel.words import Text, say
from enishi.people.readers.rows import MetAs, Use
from enishi.people.rules import mail_domain, mail_text

LONGEST_NAME = 200
LONGEST_PLACE = 100
LONGEST_ADDRESS = 380
LONGEST_NOTES = 20_000
LONGEST_HONORIFIC = 20
_LONGEST_EMAIL = 254

# They turn the text around them or hide in it, and no name needs them
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_HONORIFIC = re.compile(r"(.*\S)(?:\s*(様|さま|御中|先生)|\s+(殿|さん|氏))")
_PREFECTURE_OR_TOWN = re.compile(r".*[都道府県市区町村郡]")
_EMAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")
_CONTROL = say("「{label}」に制御文字が入っています。", "“{label}” holds control characters.")
_POSTAL = re.compile(r"\s*〒?\s*(\d{3})\s*[-‐−ー]?\s*(\d{4})\s*(.*)", re.DOTALL)


def _words(text: str) -> list[str]:
    return text.split()


_NO = frozenset(_words("0 n no false f off 無 なし 無し いいえ - ー 未 空"))
# Plainly a yes, perhaps with a remark behind it: 可(午前中). In it, no word of refusing
_YES = re.compile(
    r"(?:[1yto○〇◯◎✓✔☑レ可済有]|yes|true|on|ok|okay|可能|あり|有り|はい|許可|許諾|同意|承諾|希望|良い?|よい|いい)(?:$|[\s(/:、,].*)",
    re.DOTALL,
)
_NOT_YES = re.compile(r"[不非未否無×✕✗禁拒断止]|ng|no|だめ|ダメ|なし|いいえ")
_CONSUMER = frozenset(_words("個人 個人客 消費者 一般 consumer individual personal b2c toc"))
_BUSINESS = frozenset(_words("法人 企業 会社 事業者 business company corporate b2b tob"))
_INTERNAL = frozenset(_words("社内 社員 internal staff"))


class Named(NamedTuple):
    """A name and the form of address that stood behind it, if one did."""

    name: str
    honorific: str


def clean(text: str, longest: int, label: Text) -> str:
    """A cell as one line of visible text. Raises `Refused` if it is too long or holds control characters.

    A tab is one here: where it stands in a name, several columns have run into one.
    """
    plain = prose(text, longest, label)
    if "\t" in plain:
        raise Refused("control", _CONTROL.format(label=label))
    return " ".join(plain.split())


def prose(text: str, longest: int, label: Text) -> str:
    """A cell that may have several lines. Raises `Refused` if it is too long or holds control characters."""
    plain = text.translate(_INVISIBLE).strip() if not text.isascii() else text.strip()
    if len(plain) > longest:
        raise Refused(
            "too_long",
            say(
                "「{label}」が{longest}文字を超えています。", "“{label}” is longer than {longest} characters.", label=label, longest=longest
            ),
        )
    if not plain.isprintable() and any(unicodedata.category(char) in {"Cc", "Cs"} and char not in "\t\r\n" for char in plain):
        raise Refused("control", _CONTROL.format(label=label))
    return plain


def visible(text: str) -> str:
    """What is left of a cell without its control characters."""
    return "".join(char for char in text.translate(_INVISIBLE) if unicodedata.category(char) not in {"Cc", "Cs"}).strip()


def without_honorific(name: str) -> Named:
    """「山田太郎 様」 as name and 様. A family name may end in 殿 or 氏, so those count only behind a space."""
    if found := _HONORIFIC.fullmatch(name):
        return Named(found[1], found[2] or found[3])
    return Named(name, "")


def joined_name(family: str, given: str) -> str:
    """Family name first, as in Japan; given name first where both are in Latin letters."""
    parts = (given, family) if (family + given).isascii() else (family, given)
    return " ".join(part for part in parts if part)


def use_of(field: str, number: str, *, company: bool) -> Use:
    """Whose number it is: as its column says; else a mobile is personal, and a landline shared by a home or an office."""
    named: dict[str, Use] = {"mobile": "personal", "home_phone": "household", "work_phone": "switchboard"}
    if field in named and not (field == "work_phone" and phones.kind(number) is phones.Kind.MOBILE):
        return named[field]
    if phones.kind(number) in {phones.Kind.MOBILE, phones.Kind.OTHER}:
        return "personal"
    return "switchboard" if company else "household"


def numbers(cell: str) -> tuple[tuple[str, ...], Text | None]:
    """The numbers of a cell in E.164, and what is wrong with it. A cell that says there is none is neither."""
    if phones.is_withheld(cell):
        return (), None
    if number := phones.normalise(cell):
        return (number,), None
    several = [phones.normalise(part) for part in re.split(r"[,、;/／\n]", cell) if part.strip()]
    if len(several) > 1 and all(several):
        return tuple(number for number in several if number), None
    return (), phones.problem(cell)


def emails(cell: str) -> tuple[tuple[str, ...], Text | None]:
    """The addresses of a cell, their domains in one spelling, and what is wrong with it."""
    plain = mail_text(cell)
    if not plain or plain in {"-", "なし", "無し", "無"}:
        return (), None
    bracketed = re.findall(r"<([^<>]*)>", plain)
    parts = bracketed or [part for part in re.split(r"[\s,;、]+", plain) if part]
    if all(_EMAIL.fullmatch(part) and len(part) <= _LONGEST_EMAIL for part in parts):
        return tuple(_small_domain(part) for part in parts), None
    return (), say("「{cell}」はメールアドレスとして読めません。", "“{cell}” is no e-mail address.", cell=cell.strip()[:60])


def _small_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{mail_domain(domain)}"


def postal_code(cell: str) -> tuple[str, Text | None]:
    """530-0001 from any form of it, its lost first zero restored; a foreign code as it is."""
    plain = unicodedata.normalize("NFKC", cell).strip().removeprefix("〒").strip()
    digits = re.sub(r"[\s\-‐−ー]", "", plain.removesuffix(".0"))
    if digits.isdecimal() and len(digits) in {6, 7}:
        digits = digits.zfill(7)
        return f"{digits[:3]}-{digits[3:]}", None
    if not plain or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 -]{2,9}", plain):
        return plain, None
    return "", say("郵便番号「{cell}」が読めません。", "Postal code “{cell}” cannot be read.", cell=cell.strip()[:40])


def split_address(address: str) -> tuple[str, str]:
    """A postal code that stands before the address, and the address without it."""
    if address.startswith("〒") and (found := _POSTAL.fullmatch(unicodedata.normalize("NFKC", address))):
        return f"{found[1]}-{found[2]}", found[3].strip()
    return "", address


def joined_address(parts: list[str]) -> str:
    """One address from its cells: 大阪府 大阪市 as one word, a house number or building set apart."""
    address = ""
    for part in parts:
        close = not address or (_PREFECTURE_OR_TOWN.fullmatch(address) and not part.isascii())
        address += part if close else f" {part}"
    return address


def refused(field: str, label: str, cell: str) -> str | None:
    """The list's words if it says not to contact them. Whatever is not plainly a no counts as a refusal: it fails closed."""
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    if not word:
        return None
    is_yes = bool(_YES.match(word)) and not _NOT_YES.search(word)
    says_so = not is_yes if field == "allowed" else word not in _NO and word not in {"可", "ok", "可能"}
    return f"{label}: {visible(cell)}"[:LONGEST_NOTES] if says_so else None


def met_as(cell: str) -> MetAs | None:
    """Whether they are met as a consumer, for a business or as one of us; None where the list does not say."""
    word = unicodedata.normalize("NFKC", cell).strip().casefold()
    kinds: tuple[tuple[frozenset[str], MetAs], ...] = ((_CONSUMER, "consumer"), (_BUSINESS, "business"), (_INTERNAL, "internal"))
    return next((kind for words, kind in kinds if word in words), None)


@lru_cache(maxsize=256)
def zone(cell: str) -> tuple[str, Text | None]:
    """The IANA name of a time zone if there is one."""
    name = cell.strip()
    if not name:
        return "", None
    try:
        return ZoneInfo(name).key, None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "", say("時間帯「{name}」を知りません。", "“{name}” is no time zone we know.", name=name[:40])
