"""A diagnosis as JSON, and the schema it is published under."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from enishi.measures.results import Diagnosis

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def _adapter() -> "TypeAdapter[Diagnosis]":
    from pydantic import TypeAdapter

    return TypeAdapter(Diagnosis)


def as_dict(diagnosis: Diagnosis) -> dict[str, Any]:
    """The diagnosis in JSON's own types; a sentence is `{"ja": …, "en": …}`, a moment ISO 8601."""
    plain: dict[str, Any] = _adapter().dump_python(diagnosis, mode="json")
    return plain


def as_json(diagnosis: Diagnosis) -> str:
    """The same as text, one figure a line. Raises `ValueError` for a number that JSON does not have (NaN, infinity)."""
    return json.dumps(as_dict(diagnosis), ensure_ascii=False, indent=1, allow_nan=False)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of what `as_json` writes."""
    return {"$schema": SCHEMA_DIALECT, **_adapter().json_schema(mode="serialization")}


def from_json(text: str) -> Diagnosis:
    """A diagnosis read back from what `as_json` wrote. Raises `ValueError` for anything else."""
    return _adapter().validate_json(text)
