"""What the OpenAPI document says of every operation at once: how errors look, and that every write names itself."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from enishi.api.writes import LONGEST_KEY

DESCRIPTION = """
People, their story, what is due, and the gate that every contact passes.

Send `Authorization: Bearer <token>`; tokens are made under 設定 (settings) or with `enishi token`.
Every write carries an `Idempotency-Key` of its own: a repeat with the same key and body gets the first answer again and does nothing.
Errors are problem details (RFC 9457) with their sentence in Japanese and English.
"""

_WRITES = ("post", "put", "patch", "delete")
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Names this write. The same key with another body is refused (422); while the first still runs, 409.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
}
_BOTH_LANGUAGES = {
    "type": "object",
    "properties": {"ja": {"type": "string"}, "en": {"type": "string"}},
    "required": ["ja", "en"],
}
_FIELD = {
    "type": "object",
    "description": "What is wrong with one field: `what` in the language of the token's member, both in `whats`.",
    "properties": {"where": {"type": "string"}, "what": {"type": "string"}, "whats": _BOTH_LANGUAGES},
    "required": ["where", "what", "whats"],
}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong; `type` ends in a stable code. Some carry more, such as `fields` or a verdict's `reasons`.",
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "titles": _BOTH_LANGUAGES,
        "fields": {"type": "array", "items": _FIELD},
        "verdict": {"type": "string", "enum": ["granted", "wait", "refused"]},
        "until": {"type": "string", "format": "date-time", "nullable": True},
        "reasons": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "status", "title", "titles"],
}
_ERROR = {"description": "A problem", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def completed(document: OpenAPISchema) -> OpenAPISchema:
    """The document, with what holds everywhere written at each operation."""
    document["components"]["schemas"]["Problem"] = _PROBLEM
    for path in document["paths"].values():
        for method, operation in path.items():
            operation["responses"] |= {"4XX": _ERROR, "5XX": _ERROR}
            if method in _WRITES:
                _name_the_key(operation)
    return document


def _name_the_key(operation: dict[str, Any]) -> None:
    operation["parameters"] = [*operation.get("parameters", []), _KEY]
