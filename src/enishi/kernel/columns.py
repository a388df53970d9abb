"""Which column of somebody's table means what: mappings as plain data, found from headers, shown to people and edited by them."""

from collections.abc import Iterable, Mapping as MappingLike, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Self
import unicodedata

from enishi.kernel.words import Text, say

RAW_SHOWN = 300


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One record that is not read: where it stands, why, and how it looked (at most `RAW_SHOWN` characters of it).

    `number` counts records from 1 (the header is not one), `line` is the physical line it begins on.
    """

    number: int
    line: int
    reason: Text
    code: str
    raw: str


class Unusable(ValueError):
    """A file, or a mapping for it, that cannot be used at all; `text` is the sentence to show."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column can mean: its name in `--map`, its name for people, and the headers that say it."""

    name: str
    label: Text
    headers: tuple[str, ...]
    # May several columns mean this (three phone columns, an address in four cells)?
    many: bool = False
