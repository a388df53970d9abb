"""Readers of contact lists: any CSV by mapping. Pure, streaming, no database."""

from enishi.kernel.columns import RefusedRow, Unusable
from enishi.kernel.tables import Reader
from enishi.people.readers.fields import FIELDS
from enishi.people.readers.mapping import ContactMapping, parse_map
from enishi.people.readers.reading import read
from enishi.people.readers.rows import MetAs, PersonRow, Phone, Postal, Use

__all__ = [
    "FIELDS",
    "ContactMapping",
    "MetAs",
    "PersonRow",
    "Phone",
    "Postal",
    "Reader",
    "RefusedRow",
    "Unusable",
    "Use",
    "parse_map",
    "read",
]
