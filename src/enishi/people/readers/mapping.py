"""How a contact list's columns are to be read: found from its headers, shown, and edited by a person."""

from dataclasses import dataclass, replace

from enishi.kernel import columns
from enishi.kernel.columns import Mapping, Unusable
from enishi.kernel.words import say
from enishi.people.readers.fields import FIELDS, NAMES, WAYS


@dataclass(frozen=True, slots=True)
class ContactMapping(Mapping):
    """`Mapping`, and how people are addressed when the list does not say."""

    honorific: str = "様"


def parse_map(text: str, base: ContactMapping) -> ContactMapping:
    """`--map "お客様=name,TEL1=mobile,@honorific=先生"` over what was found. Options: honorific, header."""
    chosen = columns.parse_choices(text, FIELDS)
    mapping = base.with_columns([pair for pair in chosen if not pair[0].startswith("@")], FIELDS)
    for name, value in chosen:
        if name == "@honorific":
            mapping = replace(mapping, honorific=value)
        elif name == "@header" and value.isdecimal():
            mapping = replace(mapping, header=int(value))
        elif name.startswith("@"):
            raise Unusable(say("「{name}={value}」は使えません。", "“{name}={value}” cannot be used.", name=name, value=value))
    return checked(mapping)


def checked(mapping: ContactMapping) -> ContactMapping:
    """The mapping. Raises `Unusable` if no person could be read with it."""
    if not mapping.has(*NAMES, *WAYS):
        raise Unusable(
            say(
                "氏名や電話番号の列がわかりません。どの列かを指定してください。",
                "No column gives a name or a number. Say which one does.",
            )
        )
    return mapping
