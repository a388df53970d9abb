"""What a record of a contact list becomes: a person, or a refusal with its reason. Never neither, never an exception."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from enishi.kernel.words import Text

Use = Literal["personal", "household", "switchboard"]
MetAs = Literal["consumer", "business", "internal"]


class Phone(NamedTuple):
    """One number of a person: E.164, whose it is, and the column it stood in."""

    number: str
    use: Use
    label: str


class Postal(NamedTuple):
    """A postal address as the list had it; the code as 530-0001, or empty."""

    postal_code: str
    address: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person (or one company's front desk) as a contact list recorded them.

    `source_ref` is a digest of the list's own id and the name (else the reading, else the first way of contact), or, without an id,
    of name, kana, company and ways of contact.
    `refused_flag` holds the list's words when it says not to contact them, else None.
    `warnings` name what could not be read of an otherwise good record; each is to be shown to the member.
    """

    number: int
    line: int
    source_ref: str
    name: str
    kana: str = ""
    honorific: str = "様"
    title: str = ""
    company: str = ""
    department: str = ""
    role: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    postal: Postal | None = None
    cares_about: str = ""
    notes: str = ""
    met_as: MetAs | None = None
    client_name: str = ""
    owner_name: str = ""
    zone: str = ""
    refused_flag: str | None = None
    warnings: tuple[Text, ...] = ()
