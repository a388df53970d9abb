"""What our values look like as JSON: ids and moments as strings, a sentence in both languages. And what is wrong with what came in."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from enishi.kernel.words import Text, say


def encoded(value: Any) -> str:
    """`value` as one JSON document. Dataclasses become objects, tuples and sets lists; whatever else is unknown is a TypeError."""
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, frozenset | set):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        # One level at a time: json asks again for what is inside
        return {name: getattr(value, name) for name in _names(type(value))}
    raise TypeError(f"{type(value).__name__} has no JSON form")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def fault_of(kind: str, context: Mapping[str, Any], english: str) -> Text:
    """What is wrong with a field, by pydantic's own word for it; `english` is its sentence, for the kinds nobody meets."""
    known = _FAULTS.get(kind) or next((text for begins, text in _BEGINNINGS if kind.startswith(begins)), None)
    if known is None:
        return Text(f"受け取れない値です({english})。", english)
    return known.format(**{name: value if isinstance(value, int | float | str) else str(value) for name, value in context.items()})


_NUMBER = say("整数で書いてください。", "Write a whole number.")
_TRUTH = say("true か false で書いてください。", "Write true or false.")
_ONE_OF = say("次のどれかにしてください:{expected}", "Must be one of {expected}.")
_MOMENT = say(
    "日時として読めません。2026-11-24T15:02:00+09:00 の形で書いてください。", "No time we can read. Write it as 2026-11-24T15:02:00+09:00."
)
_FAULTS = {
    "missing": say("必須です。", "It is required."),
    "extra_forbidden": say("この項目はありません。綴りを確かめてください。", "There is no such field. Check its spelling."),
    "literal_error": _ONE_OF,
    "enum": _ONE_OF,
    "unknown_outcome": _ONE_OF,
    "unwritable": say("書き込めない文字が入っています。", "It contains characters that cannot be written."),
    "string_type": say("文字列で書いてください。", "Write a string."),
    "string_too_long": say("{max_length}文字までです。", "It may have {max_length} characters at most."),
    "string_too_short": say("{min_length}文字以上にしてください。", "It must have {min_length} characters at least."),
    "greater_than_equal": say("{ge} 以上にしてください。", "It must be {ge} or more."),
    "less_than_equal": say("{le} 以下にしてください。", "It must be {le} or less."),
    "timezone_aware": say(
        "時差がありません。+09:00 のように、どこの時刻かを書いてください。", "It has no offset. Say whose clock it is, as in +09:00."
    ),
    "list_type": say("配列で書いてください。", "Write an array."),
    "finite_number": _NUMBER,
}
_BEGINNINGS = (
    ("uuid", say("IDとして読めません。", "It is no id (a UUID).")),
    ("datetime", _MOMENT),
    ("int", _NUMBER),
    ("bool", _TRUTH),
    ("model", say("オブジェクト({{…}})で書いてください。", "Write an object ({{…}}).")),
    ("dict", say("オブジェクト({{…}})で書いてください。", "Write an object ({{…}}).")),
)
