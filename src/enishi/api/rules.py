"""What our values look like as JSON: ids and moments as strings, a sentence in both languages."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID


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
