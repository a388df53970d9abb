"""What a database says, whatever its ids are: to compare one that was written in one go with one that was not."""

import json
import zlib
from collections import Counter
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

# Only these may differ: how an import's rows fell into chunks, where its copy lay, who held it last; and a password's salt.
_BESIDE = {
    "ImportRun": {"path", "lease", "leased_until"},
    "ImportChunk": {"first_row", "rows", "report"},
    "Member": {"password", "date_joined"},
}
# What it writes is the moment, or the day, of writing
_CLOCKED = {
    "ImportRun": {"created_at", "finished_at"},
    "Touch": {"recorded_at"},
    "TouchOutcome": {"at"},
    "Person": {"created_at"},
    "ContactPoint": {"created_at"},
    "Holding": {"created_at", "since_on"},
    "Employment": {"created_at"},
    "Promise": {"made_at"},
}


def contents(*, when: bool = True) -> dict[str, Counter[str]]:
    """Table → how often each row stands in it. An id is replaced by what the row it points at says.

    `when` False: whatever our own clock wrote may differ too.
    """
    ours = [model for model in apps.get_models() if model.__module__.startswith("enishi.")]
    reader = _Reader(_BESIDE if when else _merged(_BESIDE, _CLOCKED))
    found = {model.__name__: Counter(reader.says(row) for row in model.objects.all()) for model in ours}  # type: ignore[attr-defined]  # every model has objects
    found["ImportChunk"] = Counter(_report())
    return found


def _merged(one: dict[str, set[str]], other: dict[str, set[str]]) -> dict[str, set[str]]:
    return {name: one.get(name, set()) | other.get(name, set()) for name in one | other}


class _Reader:
    def __init__(self, beside: dict[str, set[str]]) -> None:
        self._beside = beside
        self._known: dict[tuple[str, Any], str] = {}

    def says(self, row: models.Model) -> str:
        key = (type(row).__name__, row.pk)
        if key not in self._known:
            self._known[key] = sha256(repr(list(self._fields(row))).encode()).hexdigest()
        return self._known[key]

    def _fields(self, row: models.Model) -> Any:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.name in self._beside.get(type(row).__name__, ()) or (field.primary_key and not field.is_relation and _is_made(value)):
                continue
            if field.is_relation and value is not None:
                target = field.related_model
                key = (target.__name__, value)  # type: ignore[union-attr]  # a foreign key leads to a model
                value = self._known.get(key) or self.says(target.objects.get(pk=value))  # type: ignore[union-attr]  # a foreign key leads to a model
            yield field.name, value


def _is_made(value: object) -> bool:
    return isinstance(value, UUID | int)


def _report() -> Any:
    """Every record's verdict of every run, however they were cut into chunks."""
    for chunk in apps.get_model("team", "ImportChunk").objects.order_by("run_id", "first_row"):
        for line in zlib.decompress(chunk.report).decode().split("\n"):
            data = json.loads(line)
            yield json.dumps({name: value for name, value in data.items() if name != "id"}, sort_keys=True)
