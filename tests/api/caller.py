"""A program that calls the API in a member's name, and what the OpenAPI document promises it."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client

from enishi.api.main import api
from enishi.kernel import clock
from enishi.team.actions import issue_token
from enishi.team.models import Member
from enishi.team.rules import SCOPES

_keys = count(1)
# Django's test client adds `json()` to its responses
Answer = Any


@dataclass(frozen=True)
class Caller:
    """`caller.get("people", q="090…")`, `caller.post("permits", {...})`; every write gets a key of its own unless told otherwise."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: Any) -> Answer:
        return self.client.get(f"/api/{path}", query, headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Answer:
        given = body if isinstance(body, bytes) else json.dumps({} if body is None else body, default=str).encode()
        return self.client.post(f"/api/{path}", given, content_type="application/json", headers=self._headers(key, write=True))

    def delete(self, path: str, *, key: str | None = None) -> Answer:
        return self.client.delete(f"/api/{path}", headers=self._headers(key, write=True))

    def _headers(self, key: str | None = None, *, write: bool = False) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if write and key != "":
            headers["Idempotency-Key"] = key or f"key-{next(_keys)}"
        return headers


def caller(member: Member, *scopes: str, days: int = 30, now: datetime | None = None) -> Caller:
    """A program of this member's, with these scopes (all if none is named)."""
    _, plain = issue_token(member_id=member.id, label="tests", scopes=list(scopes or SCOPES), days=days, now=now or clock.now())
    return Caller(plain)


def tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


def problem(answer: Answer, status: int, code: str) -> dict[str, Any]:
    """The problem document of this answer, which must be of this status and code."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["type"] == f"urn:enishi:problem:{code}"
    check(found, {"$ref": "#/components/schemas/Problem"})
    return found


def told(answer: Answer, status: int, operation: str) -> Any:
    """The body of this answer, which must be what the document promises for `operation` ("get /people")."""
    assert answer.status_code == status, answer.content
    method, path = operation.split(" ")
    promised = document()["paths"][f"/api{path}"][method]["responses"]
    body = json.loads(answer.content)
    check(body, promised[status]["content"]["application/json"]["schema"])
    return body


@cache
def document() -> dict[str, Any]:
    return dict(api.get_openapi_schema(path_prefix="/api/"))


_FORMATS = {
    "uuid": lambda text: str(UUID(text)) == text,
    "date-time": lambda text: datetime.fromisoformat(text).tzinfo is not None,
    "date": lambda text: date.fromisoformat(text).isoformat() == text,
    "time": lambda text: re.fullmatch(r"\d\d:\d\d(:\d\d)?", text) is not None,
}
_TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": int | float,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def check(value: Any, schema: dict[str, Any], where: str = "$") -> None:
    """Raise AssertionError unless `value` is what this JSON Schema says; an object may hold nothing the schema does not name."""
    if name := schema.get("$ref"):
        schema = document()["components"]["schemas"][name.rpartition("/")[2]]
    if value is None and schema.get("nullable"):
        return
    for several in ("anyOf", "oneOf"):
        if several in schema:
            assert any(_fits(value, each, where) for each in schema[several]), f"{where}: {value!r} fits none of {schema[several]}"
            return
    for each in schema.get("allOf", ()):
        check(value, each, where)
    if "type" in schema:
        assert isinstance(value, _TYPES[schema["type"]]) and (schema["type"] != "integer" or value is not True), f"{where}: {value!r}"
    assert value in schema.get("enum", [value]), f"{where}: {value!r}"
    assert value == schema.get("const", value), f"{where}: {value!r}"
    if isinstance(value, str) and (test := _FORMATS.get(schema.get("format", ""))):
        assert test(value), f"{where}: {value!r} is no {schema['format']}"
    _inside(value, schema, where)


def _inside(value: Any, schema: dict[str, Any], where: str) -> None:
    if isinstance(value, list):
        for index, each in enumerate(value):
            check(each, schema.get("items", {}), f"{where}[{index}]")
    properties = schema.get("properties", {})
    if isinstance(value, dict) and properties:
        assert set(schema.get("required", ())) <= set(value), f"{where} lacks {set(schema['required']) - set(value)}"
        unknown = set(value) - set(properties)
        assert not unknown or properties.keys() >= {"type", "titles"}, f"{where}: unknown {unknown}"
        for name, each in value.items():
            check(each, properties.get(name, {}), f"{where}.{name}")


def _fits(value: Any, schema: dict[str, Any], where: str) -> bool:
    try:
        check(value, schema, where)
    except (AssertionError, ValueError):
        return False
    return True
