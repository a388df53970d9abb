"""What is true of people without looking anybody up: one form of a number, keys to find by, hashes that outlive erasure, who is whose."""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import available_timezones

from enishi.kernel import kana, phones
from enishi.kernel.words import Text, say

KEY_LENGTH: Final = 200
VALUE_LENGTH: Final = 400
_MAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")
_MAIL_TO: Final = re.compile("mailto:", re.IGNORECASE)
# What a link puts behind the address
_MAIL_LINK: Final = re.compile(r"(@[^\s,;<>\"?]+)\?[^\s,;<>\"]*")
# Letters and marks without a shape of their own, beside those that Unicode calls formats and controls
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_POSTAL: Final = re.compile(r"^〒?\s*(\d{3})-?(\d{4})(?!\d)\s*")
_HIRAGANA: Final = re.compile(r"[ぁ-ゖ]+")
_PART_OF_NUMBER: Final = re.compile(r"[+0][0-9]{3,15}")
_TOO_FEW_DIGITS: Final = re.compile(r"\+?[0-9]{1,3}")
_FOUR_AT_LEAST: Final = say("番号は4桁以上でお探しください。", "Look for a number by at least four of its digits.")
# Between family and given name
_GAP: Final = re.compile(r"[\s・·•]+")
# Without 々, which repeats what stands before it, gap or not
_PLAIN: Final = re.compile(r"([ぁ-ゖァ-ヶ一-鿿]+)[ 　]([ぁ-ゖァ-ヶ一-鿿]+)")
# What a firm's legal form is written with; to fold every name as if it were a firm's would cost an import a tenth of its pace
_LEGAL_FORM: Final = re.compile("会社|法人|組合|[㈠-㉃㍿㏍]|[(（].[)）]|[A-Za-zＡ-Ｚａ-ｚ]")


class PeopleRefuse(Exception):
    """Base of what this room refuses; `text` is the sentence to show."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class PersonIsUnknown(PeopleRefuse):
    """There is nobody with that id."""

    def __init__(self) -> None:
        super().__init__(say("この方の記録は見つかりません。", "There is no such person."))


class PersonIsErased(PeopleRefuse):
    """What we knew of this person was erased; nothing may be written to them any more."""

    def __init__(self) -> None:
        super().__init__(say("この方の記録は消去されています。", "This person's record was erased."))


class HoldingIsGone(PeopleRefuse):
    """The number went with the person who held it, when they were erased."""

    def __init__(self) -> None:
        super().__init__(say("この連絡先は、消去された方のものでした。", "This was held by somebody whose record was erased."))


class NumberIsHeldBySeveral(PeopleRefuse):
    """Whose it is has to be asked, never guessed."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "この番号は何人かの方がお使いです。どなたか、伺ってからお選びください。",
                "Several people share this number. Please ask who it is.",
            )
        )


class PersonHasNoName(PeopleRefuse):
    """Somebody without a name or a reading could not be found again."""

    def __init__(self) -> None:
        super().__init__(say("お名前かふりがなを入れてください。", "Give a name or its reading."))


class TextIsTooLong(PeopleRefuse):
    """There is no room for so much: SQLite would keep it all the same, and PostgreSQL not."""

    def __init__(self, longest: int) -> None:
        super().__init__(say("長すぎる項目があります。{n}文字までです。", "Something is too long: {n} characters at most.", n=longest))


class EmployerHasNoName(PeopleRefuse):
    """Nobody works at a place without a name."""

    def __init__(self) -> None:
        super().__init__(say("勤め先の名前を入れてください。", "Give the employer's name."))


class PersonsAreOneAlready(PeopleRefuse):
    """The two to be merged belong to one person already."""

    def __init__(self) -> None:
        super().__init__(say("このお二人は、すでに同じ方としてまとめられています。", "These two are one person already."))


class MergeIsUndoneAlready(PeopleRefuse):
    """Somebody undid this merge before."""

    def __init__(self) -> None:
        super().__init__(say("このまとめは、すでに元に戻されています。", "This merge was undone already."))


class NumberCannotBeRead(PeopleRefuse):
    """Not a telephone number anybody can be called on."""


class AddressCannotBeRead(PeopleRefuse):
    """Not an e-mail or postal address."""


class ZoneIsUnknown(PeopleRefuse):
    """Not a time zone of the IANA list."""


class EndsBeforeItBegan(PeopleRefuse):
    """A day of ending before the day of beginning."""

    def __init__(self) -> None:
        super().__init__(say("終わりの日が、始まりの日より前になっています。", "It would end before it began."))


def refusal_hash(*, kind: str, value: str, key: str) -> str:
    """HMAC-SHA256, in hex, of a contact point: the same for the same number for ever, and no way back without the key."""
    hashed = keyed(key)
    hashed.update(f"{kind}:{value}".encode())
    return hashed.hexdigest()


def keyed(key: str) -> hmac.HMAC:
    """A new HMAC-SHA256 with the key in it: to begin with the key for every row of a file takes OpenSSL thrice as long."""
    return _begun(key).copy()


@lru_cache(maxsize=4)
def _begun(key: str) -> hmac.HMAC:
    return hmac.new(key.encode(), digestmod="sha256")


class SearchKeys(NamedTuple):
    """By what a person is found: the whole name and reading, and what people may know of them alone.

    `part`: the given name; of a firm, its name without the legal form. `part_kana`: the given name's reading.
    """

    name: str
    kana: str
    part: str
    part_kana: str


def search_keys(name: str, reading: str) -> SearchKeys:
    """The search keys of a person. A name written in kana or Latin letters is its own reading."""
    name_key, kana_key, given = _name_key(name), _reading_key(name, reading), _after_the_gap(name)
    firm = kana.fold_company(name) if _LEGAL_FORM.search(name) else name_key
    part = firm if firm != name_key else _name_key_of_part(given)
    part_kana = _reading_key_of_part(given, _after_the_gap(reading))
    return SearchKeys(name_key[:KEY_LENGTH], kana_key[:KEY_LENGTH], part[:KEY_LENGTH], part_kana[:KEY_LENGTH])


def _name_key(name: str) -> str:
    """`fold_name`; of a plain Japanese name by its two parts, which many share: a list of thousands is folded in half the time."""
    plain = _PLAIN.fullmatch(name)
    return f"{_name_key_of_part(plain[1])}{_name_key_of_part(plain[2])}" if plain else kana.fold_name(name)


def _after_the_gap(name: str) -> str:
    parts = _GAP.split(name.strip(), maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def _reading_key(name: str, reading: str) -> str:
    if key := kana.fold_kana(reading):
        return key
    return own if _HIRAGANA.fullmatch(own := kana.fold_kana(name)) else ""


# A list of many thousands has few given names
_name_key_of_part = lru_cache(maxsize=16_384)(kana.fold_name)
_reading_key_of_part = lru_cache(maxsize=16_384)(_reading_key)


def point_value(kind: str, raw: str) -> str:
    """The one form in which a "phone" number, an "email" or a "postal" address is kept.

    Raises NumberCannotBeRead, AddressCannotBeRead.
    """
    return {"phone": _phone, "email": _mail, "postal": _postal}[kind](raw)


def whose(kind: str, value: str, use: str) -> str:
    """`use` as far as it can be true: a mobile is carried by somebody, and no switchboard, whatever a form or a list calls it."""
    return "personal" if use == "switchboard" and kind == "phone" and phones.kind(value) is phones.Kind.MOBILE else use


def postal_value(code: str, address: str) -> str:
    """A postal address in its one form: "〒530-0001 大阪府…", without the code where there is none."""
    plain = " ".join(unicodedata.normalize("NFKC", address).split())
    return f"〒{code} {plain}".strip() if code else plain


def postal_code(value: str) -> str:
    """The code at the head of a postal address as "530-0001", or nothing."""
    found = _POSTAL.match(value)
    return f"{found[1]}-{found[2]}" if found else ""


def mail_text(raw: str) -> str:
    """A text with mail addresses, without what nobody sees in it: an invisible letter would make another address, that nobody refused."""
    if not raw.isascii():
        seen = (letter for letter in unicodedata.normalize("NFKC", raw) if unicodedata.category(letter) != "Cf")
        raw = _UNSEEN.sub("", "".join(seen))
    return _MAIL_LINK.sub(r"\1", _MAIL_TO.sub("", _CONTROLS.sub("", raw))).strip()


def mail_domain(domain: str) -> str:
    """One spelling of a domain: small letters, and 例え.jp for xn--r8jz45g.jp as well. What is no domain name stays as it was written."""
    small = domain.lower()
    if small.isascii() and "xn--" not in small:
        return small
    try:
        return small.encode("idna").decode("idna")
    except UnicodeError:
        return small


def check_zone(zone: str) -> None:
    """Raise ZoneIsUnknown unless it is empty or the IANA list has it."""
    if zone and zone not in available_timezones():
        raise ZoneIsUnknown(say("「{zone}」という時間帯はありません。", "There is no time zone “{zone}”.", zone=zone))


def _phone(raw: str) -> str:
    number = phones.normalise(raw)
    if (trouble := phones.problem(raw)) or number is None:
        raise NumberCannotBeRead(trouble or say("番号が読めません。", "The number cannot be read."))
    return number


def _mail(raw: str) -> str:
    local, at, domain = mail_text(raw).lower().rpartition("@")
    address = f"{local}{at}{mail_domain(domain)}"
    if not _MAIL.fullmatch(address) or len(address) > VALUE_LENGTH:
        raise AddressCannotBeRead(say("「{raw}」はメールアドレスではありません。", "“{raw}” is not an e-mail address.", raw=raw[:40]))
    return address


def _postal(raw: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", raw).split())
    code = postal_code(plain)
    value = postal_value(code, _POSTAL.sub("", plain) if code else plain)
    if not value or len(value) > VALUE_LENGTH:
        raise AddressCannotBeRead(say("住所が空か、長すぎます。", "The address is empty or too long."))
    return value


@dataclass(frozen=True, slots=True)
class Search:
    """What a typed text may mean: a whole number, the beginning of one, a mail address, a name, a reading. Empty: not that."""

    number: str = ""
    number_begins: str = ""
    mail_begins: str = ""
    name_begins: str = ""
    kana_begins: str = ""
    # A firm's name without its legal form, else `name_begins`
    part_begins: str = ""


def read_search(text: str) -> Search:
    """What somebody at the desk typed: 09012345678, ０９０－１２３４, tanaka@, 髙橋, ﾀｶﾊｼ or takahashi."""
    typed = text.strip()
    if number := phones.normalise(typed):
        return Search(number=number)
    if begins := _number_begins(typed):
        return Search(number_begins=begins)
    if "@" in typed or "＠" in typed:
        return Search(mail_begins=unicodedata.normalize("NFKC", typed).lower())
    name, reading = kana.fold_name(typed), kana.fold_kana(typed)
    return Search(
        name_begins=name[:KEY_LENGTH],
        kana_begins=reading[:KEY_LENGTH] if _HIRAGANA.fullmatch(reading) else "",
        part_begins=kana.fold_company(typed)[:KEY_LENGTH],
    )


def too_few_digits(typed: str) -> Text | None:
    """What to say of a part of a number that is too short to look for; None of anything else."""
    return _FOUR_AT_LEAST if _TOO_FEW_DIGITS.fullmatch(_plain_digits(typed)) else None


def _plain_digits(typed: str) -> str:
    return re.sub(r"[\s\-‐‑–—―−ー()./]+", "", unicodedata.normalize("NFKC", typed))


def _number_begins(typed: str) -> str:
    digits = _plain_digits(typed)
    if not _PART_OF_NUMBER.fullmatch(digits):
        return ""
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+81{digits[1:]}" if digits.startswith("0") else digits


def below(person: UUID, merges: Mapping[UUID, UUID]) -> frozenset[UUID]:
    """`person` and everybody whose way to their canonical person leads through them. `merges`: who was merged → into whom."""
    return frozenset({person} | {each for each in merges if person in _way(each, merges)})


def pointers(persons: Iterable[UUID], merges: Mapping[UUID, UUID]) -> dict[UUID, UUID | None]:
    """Each person's canonical person, None for those who are it themselves."""
    ends = {each: _way(each, merges)[-1] for each in persons}
    return {each: None if end == each else end for each, end in ends.items()}


def _way(person: UUID, merges: Mapping[UUID, UUID]) -> list[UUID]:
    way = [person]
    while (onward := merges.get(way[-1])) is not None:
        if onward in way:
            raise ValueError("merges go round in a circle")
        way.append(onward)
    return way


_NAMELESS = say("お名前未登録", "Name not known")


def called(name: str, honorific: str) -> Text:
    """How we speak of a person; of one whose list gave a number and no name, that we do not know it."""
    return Text(f"{name}{honorific}", f"{name}{honorific}") if name else _NAMELESS
