"""Which column of somebody's table means what: mappings as plain data, found from headers, shown to people and edited by them."""

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from enishi.kernel.textfile import FileUnreadable
from enishi.kernel.words import Text, say

RAW_SHOWN = 300
HEADER_WITHIN = 10
IGNORED = "-"
_LONGEST_HEADER = 100


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


class Unusable(FileUnreadable):
    """A file that is not what it should be, or a mapping that does not fit it; `text` is the sentence to show."""


class Refused(Exception):
    """Raised inside a reader for the record at hand, which becomes a `RefusedRow`."""

    def __init__(self, code: str, reason: Text) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column can mean: its name in `--map`, its name for people, and the headers that say it.

    `many`: several columns may mean it (three phone columns, an address in four cells).
    """

    name: str
    label: Text
    headers: tuple[str, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns and their meaning: (header as the file writes it, or "#3" for the third column; field name).

    `header` says which record carries the names: 1 for the first, 0 for none.
    """

    columns: tuple[tuple[str, str], ...] = ()
    header: int = 1

    def field_of(self, column: str) -> str | None:
        """What a column means, None if nothing we read."""
        return next((name for header, name in self.columns if header == column), None)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` takes it back."""
        return {field.name: _lists(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any], fields: Sequence[Field]) -> Self:
        """The mapping that `as_dict` gave, perhaps edited by a person since. Raises `Unusable`."""
        known = {field.name: field for field in dataclasses.fields(cls)}
        values = {name: _tuples(value) for name, value in data.items() if name in known and _fits(value, known[name].default)}
        if set(values) != set(data):
            wrong = ", ".join(sorted(set(data) - set(values)))
            raise Unusable(say("対応表の「{wrong}」が読めません。", "“{wrong}” in the mapping cannot be read.", wrong=wrong))
        mapping = cls(**values)
        check_fields((name for _, name in mapping.columns), fields)
        return mapping

    def has(self, *names: str) -> bool:
        """Does any column mean one of `names`?"""
        return any(name in names for _, name in self.columns)

    def with_columns(self, chosen: Iterable[tuple[str, str]], fields: Sequence[Field]) -> Self:
        """This mapping with a person's choices put over it; `column=-` leaves a column unread."""
        many = {field.name for field in fields if field.many}
        columns = list(self.columns)
        for column, name in chosen:
            taken = {name} - many
            columns = [pair for pair in columns if fold(pair[0]) != fold(column) and pair[1] not in taken]
            if name != IGNORED:
                columns.append((column, name))
        return replace(self, columns=tuple(columns))


def _lists(value: Any) -> Any:
    return [_lists(item) for item in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value


def _fits(value: Any, default: Any) -> bool:
    """Is the value of the shape the mapping holds: a number, a word, a list of words or of pairs of words?"""
    if not isinstance(default, tuple):
        return type(value) is type(default)
    items = value if isinstance(value, list | tuple) else [None]
    return all(isinstance(item, str) or (isinstance(item, list | tuple) and [type(word) for word in item] == [str, str]) for item in items)


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A header without width, case, spaces and punctuation: 「Start_Time」 and 「start time」 are one."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\s_\-./:・*＊\"'（）()\[\]【】「」<>#№]+", "", plain) or plain.strip()


def match(headers: Sequence[str], fields: Sequence[Field]) -> tuple[tuple[str, str], ...]:
    """Which header means which field, in the order of the file. A header that stands twice is named by its place."""
    meanings = {fold(header): field for field in reversed(fields) for header in field.headers}
    found: list[tuple[str, str]] = []
    taken: set[str] = set()
    for at, header in enumerate(headers, 1):
        field = _meaning(header, meanings)
        if field is None or (field.name in taken and not field.many):
            continue
        taken.add(field.name)
        twice = sum(fold(other) == fold(header) for other in headers) > 1
        found.append((f"#{at}" if twice else header.strip(), field.name))
    return tuple(found)


def _meaning(header: str, meanings: dict[str, Field]) -> Field | None:
    if len(header) > _LONGEST_HEADER:
        return None
    for form in _forms(header):
        if field := meanings.get(form):
            return field
    return None


def _forms(header: str) -> Iterable[str]:
    """The header as written, then without what people add to it: (JST), 1, お客様 …"""
    plain = unicodedata.normalize("NFKC", header)
    yield fold(plain)
    bare = re.sub(r"[\(\[【<].*?[\)\]】>]", "", plain)
    yield fold(bare)
    numbered = re.sub(r"[0-9]+$", "", fold(bare))
    yield numbered
    yield re.sub(r"^(お客様の?|顧客|ご?契約者|会員|連絡先|ご|お|customer|contact)", "", numbered)


def find_header(records: Sequence[Sequence[str]], fields: Sequence[Field]) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Which of the first records carries names (from 1; 0 if none does), and what they mean.

    Exports often put a title and a date above the names, so the record that names most fields wins.
    """
    best, columns = 0, match((), fields)
    for at, cells in enumerate(records[:HEADER_WITHIN], 1):
        found = match(cells, fields)
        if len(found) > len(columns):
            best, columns = at, found
    return best, columns


def parse_choices(text: str, fields: Sequence[Field]) -> tuple[tuple[str, str], ...]:
    """`発信日時=at,"相手,先"=number` as pairs; names that are no field are an `Unusable` which lists those that are."""
    pairs = []
    for part in re.findall(r'(?:"[^"]*"|[^,"])+', text):
        column, equals, name = (piece.strip() for piece in part.rpartition("="))
        if not (column and equals and name):
            raise Unusable(
                say("「{part}」は「列名=項目」の形ではありません。", "“{part}” is not of the form column=field.", part=part.strip())
            )
        pairs.append((column.strip('"'), name))
    check_fields((name for column, name in pairs if not column.startswith("@")), fields)
    return tuple(pairs)


def check_fields(names: Iterable[str], fields: Sequence[Field]) -> None:
    """Raise `Unusable` for the first name that is no field."""
    known = [field.name for field in fields]
    for name in names:
        if name not in known and name != IGNORED:
            raise Unusable(
                say(
                    "「{name}」という項目はありません。使えるのは {known} です。",
                    "There is no field “{name}”. There are: {known}.",
                    name=name,
                    known=", ".join(known),
                )
            )


def resolve(mapping: Mapping, headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Field name → places (from 0) of the columns that mean it. A column the file does not have is an `Unusable`."""
    places: dict[str, list[int]] = {}
    for column, name in mapping.columns:
        places.setdefault(name, []).append(_place(column, headers))
    return {name: tuple(found) for name, found in places.items()}


def _place(column: str, headers: Sequence[str]) -> int:
    if numbered := re.fullmatch(r"[#＃]([0-9]{1,4})", column):
        at = int(numbered[1])
        if 1 <= at <= max(len(headers), 1):
            return at - 1
    else:
        for place, header in enumerate(headers):
            if fold(header) == fold(column):
                return place
    raise Unusable(
        say(
            "このファイルに「{column}」という列はありません。あるのは {headers} です。",
            "This file has no column “{column}”. It has: {headers}.",
            column=column,
            headers=", ".join(header.strip() for header in headers) or "-",
        )
    )
