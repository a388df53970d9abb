"""Every operation of the OpenAPI document with bodies and parameters nobody would think of: answered, or refused in two languages."""

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.api.views.schema import _WRITES
from enishi.consideration import actions as considering
from enishi.kernel import clock
from enishi.promises.models import Promise
from enishi.team.models import Topic
from tests import cast
from tests.api.caller import Answer, Caller, check, document

# What an id names is asked of the database when all is written: nothing is rolled back around it
pytestmark = pytest.mark.django_db(transaction=True)
OPERATIONS = [(method, path) for path, methods in document()["paths"].items() for method in methods]
EXAMPLES = 30
# How often a field is something else altogether
ONE_IN = 40
NOBODY = "0198aaaa-0000-7000-8000-000000000000"
Ids = dict[str, list[str]]
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
# What breaks programs, as values of any field
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    10**30,
    1.5,
    "",
    " ",
    "x" * 5000,
    "a\0b",
    "\ud800",
    "\u202e",
    "'; --",
    [],
    {},
    [[]],
    {"a": {"b": 1}},
]
MOMENTS = ["2026-02-29T00:00:00Z", "2028-02-29T23:59:60+09:00", "2026-12-31T15:00:00Z", "2026-11-20T10:00:00", "0001-01-01T00:00:00+14:00"]
MOMENTS += ["9999-12-31T23:59:59-12:00", "2026-11-20T10:00:00+09:00", "1e400", "20261120"]


def odd() -> st.SearchStrategy[Any]:
    return st.sampled_from(ODD) | st.text(max_size=30) | st.integers() | st.sampled_from(MOMENTS)


def fitting(schema: dict[str, Any], ids: Ids, name: str = "") -> st.SearchStrategy[Any]:
    """What this schema asks for, or nearly; now and then something else altogether."""
    if other := schema.get("$ref"):
        return fitting(document()["components"]["schemas"][other.rpartition("/")[2]], ids, name)
    if several := schema.get("anyOf") or schema.get("allOf"):
        return st.one_of([fitting(each, ids, name) for each in several])
    plainly = _plainly(schema, ids, name)
    return st.integers(0, ONE_IN - 1).flatmap(lambda one: plainly if one else odd())


def _plainly(schema: dict[str, Any], ids: Ids, name: str) -> st.SearchStrategy[Any]:
    if choices := schema.get("enum") or ([schema["const"]] if "const" in schema else None):
        return st.sampled_from(choices)
    if schema.get("properties"):
        needed = {key: fitting(each, ids, key) for key, each in schema["properties"].items() if key in schema.get("required", ())}
        free = {key: fitting(each, ids, key) for key, each in schema["properties"].items() if key not in needed}
        return st.fixed_dictionaries(needed, optional=free)
    if schema.get("format") == "uuid":
        return st.sampled_from(ids.get(name, []) * 9 + [NOBODY, *(each for several in ids.values() for each in several)])
    if schema.get("format") == "date-time":
        return st.integers(-9 * 24, 3).map(lambda hours: (clock.now() + timedelta(hours=hours)).isoformat())
    return {"string": st.text(max_size=40) | st.sampled_from(["090-7000-0001", "a@b.example"]), "integer": st.integers(-5, 600)}.get(
        schema.get("type", ""), st.booleans() if schema.get("type") == "boolean" else st.none()
    )


@pytest.fixture
def ids(them: cast.Cast, sato: Caller) -> Ids:
    """Of everything an operation may be asked about, and of what it may not."""
    mai = {"person_id": str(them["mai"].id), "point_id": str(them.points["mai"].id)}
    written = sato.post("touches", {**mai, "at": clock.now(), "direction": "in", "outcome": "missed"}).json()
    permit = sato.post("permits", {**mai, "channel": "call", "purpose": "reply", "evidence": {"kind": "touch", "id": written["touch_id"]}})
    asked = considering.record_request(person_id=them["mai"].id, purpose="inquiry", words="値段", heard_by_id=None, now=clock.now())
    return {
        "person_id": [mai["person_id"], str(them["haru"].id)],
        "point_id": [mai["point_id"], str(them.points["kitano"].id)],
        "permit_id": [permit.json()["id"]],
        "conclusion_id": [written["conclusion_id"]],
        "id": [written["touch_id"], str(asked.id), str(Promise.objects.get().id)],
        "client_id": [str(them.clients["midori"].id)],
        "topic_id": [str(Topic.objects.create(name="春の手帳").id)],
        "own_number_id": [str(them.own_numbers["hana"].id)],
        "member": [str(them.members["mori"].id)],
    }


def ask(sato: Caller, method: str, path: str, told: dict[str, Any]) -> Answer:
    for name, value in told["path"].items():
        path = path.replace(f"{{{name}}}", quote(str(value).encode("utf-8", "replace"), safe=""))
    path = path.removeprefix("/api/")
    if method == "get":
        return sato.get(path, **told["query"])
    return sato.delete(path) if method == "delete" else sato.post(path, json.dumps(told["body"]).encode())


def described(method: str, path: str, ids: Ids) -> st.SearchStrategy[dict[str, Any]]:
    operation = document()["paths"][path][method]
    asked: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for each in operation.get("parameters", ()):
        asked[each["in"]][each["name"]] = fitting(each["schema"], ids, each["name"])
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return st.fixed_dictionaries(
        {
            "path": st.fixed_dictionaries(asked["path"]),
            "query": st.fixed_dictionaries({}, optional=asked["query"]).map(_sendable),
            "body": fitting(body, ids),
        }
    )


def _sendable(query: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).encode("utf-8", "replace").decode() for name, value in query.items()}


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(each) for each in OPERATIONS])
def test_whatever_is_asked_is_answered_or_refused_in_two_languages(sato: Caller, ids: Ids, method: str, path: str) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(described(method, path, ids))
    def asked(told: dict[str, Any]) -> None:
        answer = ask(sato, method, path, told)
        assert answer.status_code < 500, answer.content
        if answer.status_code >= 400:
            refused(answer)
        else:
            promised = document()["paths"][path][method]["responses"][answer.status_code]
            check(answer.json(), promised["content"]["application/json"]["schema"])

    asked()
    assert (method in _WRITES) is (method != "get")


def refused(answer: Answer) -> None:
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    check(problem, {"$ref": "#/components/schemas/Problem"})
    for said in (problem["titles"], *(field["whats"] for field in problem.get("fields", ()))):
        assert _JAPANESE.search(said["ja"]), said
        assert said["en"].strip(), said
        assert not _JAPANESE.search(said["en"]), said
