"""One record of a contact list read into one person, by a mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

from enishi.kernel.columns import Refused
from enishi.kernel.words import Text, say
from enishi.people.readers import cells as read
from enishi.people.readers.fields import FIELDS, PHONES
from enishi.people.readers.rows import MetAs, PersonRow, Phone, Postal

LONGEST_LABEL = 50
_LABELS = {one.name: one.label for one in FIELDS}
_LONGEST = {
    "honorific": read.LONGEST_HONORIFIC,
    "title": read.LONGEST_PLACE,
    "department": read.LONGEST_PLACE,
    "role": read.LONGEST_PLACE,
}
_Value = TypeVar("_Value")


@dataclass(slots=True)
class Record:
    """The cells of one record, found by field name; `faults` gathers what could not be read of them."""

    number: int
    line: int
    cells: Sequence[str]
    headers: Sequence[str]
    places: Mapping[str, tuple[int, ...]]
    faults: list[Text] = field(default_factory=list)

    def each(self, name: str) -> list[tuple[str, str]]:
        """(header, cell) of every column that means `name` and is not blank."""
        filled = [at for at in self.places.get(name, ()) if at < len(self.cells) and self.cells[at].strip()]
        return [(self.headers[at].strip() if at < len(self.headers) else f"#{at + 1}", self.cells[at]) for at in filled]

    def raw(self, name: str) -> str:
        """The first filled cell as it is, or nothing."""
        return next((cell for _, cell in self.each(name)), "")

    def line_of(self, name: str) -> str:
        """The cell as one clean line."""
        return read.clean(self.raw(name), _LONGEST.get(name, read.LONGEST_NAME), _LABELS[name])

    def prose(self, name: str) -> str:
        """All cells of that meaning, one under the other."""
        whole = "\n".join(cell.strip() for _, cell in self.each(name))
        return read.prose(whole, read.LONGEST_NOTES, _LABELS[name])

    def noting(self, result: tuple[_Value, Text | None]) -> _Value:
        """The value, its fault put down."""
        value, fault = result
        if fault is not None:
            self.faults.append(fault)
        return value


@dataclass(frozen=True, slots=True)
class Identity:
    """Who it is: a person, or the front desk of a company of which no person is named."""

    name: str
    kana: str
    honorific: str
    company: str
    desk: bool


def person(record: Record, honorific: str) -> PersonRow:
    """The person a record is about. Raises `Refused`.

    Neither a name nor any way of contact: refused. Ways of contact of which none can be read: refused, for such a
    person could never be reached. Anything else that cannot be read is a warning of an accepted row.
    """
    try:
        return _person(record, honorific)
    except Refused as fault:
        if refuses := _refusal_alone(record, honorific, fault.reason):
            return refuses
        raise


def _refusal_alone(record: Record, honorific: str, fault: Text) -> PersonRow | None:
    """Whom not to contact is heard although something else of the row cannot be read: a name as far as it can be, and the numbers."""
    record.faults = [fault]
    name, form = read.without_honorific(read.visible(record.raw("name")))
    who = Identity(name if len(name) <= read.LONGEST_NAME else "", "", form or honorific, "", desk=False)
    numbers, emails, flag = _phones(record, who), _emails(record), _refused_flag(record)
    if flag is None or not (numbers or emails):
        return None
    return PersonRow(
        number=record.number,
        line=record.line,
        source_ref=_source_ref(record, who, numbers, emails, None),
        name=who.name,
        honorific=who.honorific,
        phones=numbers,
        emails=emails,
        refused_flag=flag,
        warnings=tuple(record.faults),
    )


def _person(record: Record, honorific: str) -> PersonRow:
    who = _identity(record, honorific)
    numbers, emails, postal = _phones(record, who), _emails(record), _postal(record)
    if not (numbers or emails or postal):
        _refuse_unreachable(record, who)
    return PersonRow(
        number=record.number,
        line=record.line,
        source_ref=_source_ref(record, who, numbers, emails, postal),
        name=who.name,
        kana=who.kana,
        honorific=who.honorific,
        title=record.line_of("title"),
        company=who.company,
        department=record.line_of("department"),
        role=record.line_of("role"),
        phones=numbers,
        emails=emails,
        postal=postal,
        cares_about=record.prose("cares_about"),
        notes=record.prose("notes"),
        met_as=_met_as(record, who),
        client_name=record.line_of("client"),
        owner_name=record.line_of("owner"),
        zone=record.noting(read.zone(record.raw("zone"))),
        refused_flag=_refused_flag(record),
        warnings=tuple(record.faults),
    )


def _identity(record: Record, honorific: str) -> Identity:
    whole = record.line_of("name") or read.joined_name(record.line_of("family_name"), record.line_of("given_name"))
    kana = record.line_of("kana") or read.joined_name(record.line_of("family_kana"), record.line_of("given_kana"))
    name, form = read.without_honorific(whole)
    form = record.line_of("honorific") or form
    company, company_form = read.without_honorific(record.line_of("company"))
    if company and not name:
        return Identity(company, kana, form or company_form or "御中", company, desk=True)
    return Identity(name, kana, form or honorific, company, desk=form == "御中")


def _phones(record: Record, who: Identity) -> tuple[Phone, ...]:
    found: dict[str, Phone] = {}
    for name in PHONES:
        for header, cell in record.each(name):
            for number in record.noting(read.numbers(cell)):
                use = "switchboard" if who.desk else read.use_of(name, number, company=bool(who.company))
                found.setdefault(number, Phone(number, use, header[:LONGEST_LABEL]))
    return tuple(found.values())


def _emails(record: Record) -> tuple[str, ...]:
    found = [address for _, cell in record.each("email") for address in record.noting(read.emails(cell))]
    return tuple(dict.fromkeys(found))


def _postal(record: Record) -> Postal | None:
    parts = [
        read.clean(cell, read.LONGEST_ADDRESS, _LABELS["address"]) for name in ("address", "building") for _, cell in record.each(name)
    ]
    before, address = read.split_address(read.joined_address(parts))
    if len(address) > read.LONGEST_ADDRESS:
        raise Refused("too_long", say("住所が長すぎます。", "The address is too long."))
    code = record.noting(read.postal_code(record.raw("postal_code"))) or before
    return Postal(code, address) if address else None


def _refuse_unreachable(record: Record, who: Identity) -> None:
    if record.faults:
        raise Refused("contact", record.faults[0])
    if not (who.name or who.kana):
        raise Refused("nobody", say("氏名も連絡先もありません。", "It has neither a name nor any way of contact."))
    if not any(char.isalpha() for char in who.name + who.kana):
        # What telephones write for an unknown caller (-2, -3) has slipped into the column of names
        raise Refused(
            "nobody",
            say(
                "「{name}」は氏名として読めず、連絡先もありません。",
                "“{name}” is no name, and there is no way of contact.",
                name=(who.name or who.kana)[:60],
            ),
        )


def _met_as(record: Record, who: Identity) -> MetAs | None:
    return "business" if who.desk else read.met_as(record.raw("met_as"))


def _refused_flag(record: Record) -> str | None:
    flags = [read.refused(name, header, cell) for name in ("refused", "allowed") for header, cell in record.each(name)]
    return "\n".join(flag for flag in flags if flag) or None


def _source_ref(record: Record, who: Identity, numbers: tuple[Phone, ...], emails: tuple[str, ...], postal: Postal | None) -> str:
    """The list's id with whose it is, or everything that tells this person from others.

    Two lists both count from 1: an id says something beside a name, else a reading, else the first way of contact.
    """
    ways = [*(phone.number for phone in numbers), *emails, *(postal or ())]
    if own := record.raw("id").strip():
        facts = ["id", own, next(filter(None, [who.name, who.kana, *ways]))]
    else:
        facts = [who.name, who.kana, who.company, *ways]
    return blake2b("\x1f".join(facts).encode("utf-8", "replace"), digest_size=16).hexdigest()
