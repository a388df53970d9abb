"""Readers of contact lists: any CSV by mapping. Pure, streaming, no database."""

from enishi.kernel.columns import RefusedRow
from enishi.people.readers.rows import MetAs, PersonRow, Phone, Postal, Use

__all__ = ["MetAs", "PersonRow", "Phone", "Postal", "RefusedRow", "Use"]
