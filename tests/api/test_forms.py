"""Whatever goes wrong below /api/ is a problem document, and the documentation opens without anybody else's server."""

import json
from typing import Any

import pytest
from django.test import Client, override_settings

from enishi.api.main import LARGEST_BODY
from tests import cast
from tests.api.caller import Caller, caller, document, problem
from tests.installs import Installs

BAD_BODIES = [b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b"{" * 5000, b"[" * 60_000, b'{"a":' * 9000, b'{"at": NaN}', b"1" * 5000]


@pytest.fixture
def sato(db: None) -> Caller:
    return caller(cast.assemble().members["sato"])


@pytest.mark.parametrize("path", ["nothing", "people/", "permits/x/y/z", "../etc/passwd", "", "openapi.yaml"])
def test_nothing_at_that_address(sato: Caller, path: str) -> None:
    problem(sato.get(path), 404, "not-found")
    problem(Caller("").get(path), 404, "not-found")
    problem(sato.post(path, {}), 404, "not-found")


def test_what_cannot_be_done_here(sato: Caller) -> None:
    answer = sato.post("people", {})
    problem(answer, 405, "method")
    assert answer["Allow"] == "GET"
    problem(sato.client.put("/api/touches"), 405, "method")


@pytest.mark.parametrize("body", BAD_BODIES)
@pytest.mark.parametrize("path", ["touches", "permits"])
def test_bodies_that_are_none(sato: Caller, path: str, body: bytes) -> None:
    answer = sato.post(path, body)
    assert answer.status_code in {400, 422}, answer.content
    problem(answer, answer.status_code, "malformed" if answer.status_code == 400 else "invalid")


def test_a_body_beyond_reason_is_not_read(sato: Caller) -> None:
    problem(sato.post("touches", b'{"note": "' + b"x" * LARGEST_BODY + b'"}'), 413, "too-large")


@pytest.mark.parametrize(
    ("wrong", "where", "ja"),
    [
        ({"outcome": None}, "outcome", "文字列で書いてください。"),
        ({"outcome": "nope"}, "outcome", "次のどれかにしてください:reached"),
        ({"channel": "fly"}, "channel", "次のどれかにしてください:'call'"),
        ({"talk_seconds": -1}, "talk_seconds", "0 以上にしてください。"),
        ({"talk_seconds": "long"}, "talk_seconds", "整数で書いてください。"),
        ({"talk_secnds": 1}, "talk_secnds", "この項目はありません。"),
        ({"note": "x" * 4001}, "note", "4000文字までです。"),
        ({"note": "a\0b"}, "note", "書き込めない文字が入っています。"),
        ({"at": "yesterday"}, "at", "日時として読めません。"),
        ({"at": "2026-11-20T10:00:00"}, "at", "時差がありません。"),
        ({"person_id": "x"}, "person_id", "IDとして読めません。"),
        ({"details": []}, "details", "オブジェクト({…})で書いてください。"),
        ({"details": {"agreed": "perhaps"}}, "agreed", "true か false で書いてください。"),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_both_languages(sato: Caller, wrong: dict[str, Any], where: str, ja: str) -> None:
    body = {"at": "2026-11-20T10:00:00+09:00", "outcome": "reached"} | wrong
    (field,) = problem(sato.post("touches", body), 422, "invalid")["fields"]
    assert field["where"].endswith(where)
    assert field["what"] == field["whats"]["ja"]
    assert field["whats"]["ja"].startswith(ja)
    assert field["whats"]["en"][0].isascii()


def test_a_field_that_is_missing(sato: Caller) -> None:
    fields = problem(sato.post("touches", {}), 422, "invalid")["fields"]
    assert {(field["where"].rpartition(".")[2], field["what"]) for field in fields} == {("at", "必須です。"), ("outcome", "必須です。")}


@pytest.mark.parametrize("q", ["", "x" * 201, "a\0b"])
def test_questions_that_are_none(sato: Caller, q: str) -> None:
    problem(sato.get("people", q=q), 422, "invalid")


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", "--", "🙂", "+", "0", "@", "㍿", "\u202e", " "])
def test_questions_that_are_odd(sato: Caller, q: str) -> None:
    assert sato.get("people", q=q).status_code == 200


def test_our_own_fault_is_said_without_showing_it(sato: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the secret plan")

    monkeypatch.setattr("enishi.people.queries.find", broken)
    for debug in (False, True):
        with override_settings(DEBUG=debug):
            answer = sato.get("people", q="x")
        problem(answer, 500, "fault")
        assert b"secret" not in answer.content
    assert "the secret plan" in caplog.text


def test_the_document_names_every_operation_and_its_errors(db: None) -> None:
    told = json.loads(Client().get("/api/openapi.json").content)
    assert {(method, path) for path, methods in told["paths"].items() for method in methods} == {
        ("get", "/api/whoami"),
        ("get", "/api/people"),
        ("get", "/api/people/{person_id}"),
        ("get", "/api/due"),
        ("post", "/api/permits"),
        ("post", "/api/permits/{permit_id}/use"),
        ("delete", "/api/permits/{permit_id}"),
        ("post", "/api/touches"),
        ("delete", "/api/conclusions/{conclusion_id}"),
    }
    for methods in document()["paths"].values():
        for method, operation in methods.items():
            assert operation["summary"]
            assert "4XX" in operation["responses"]
            named = [each["name"] for each in operation.get("parameters", [])]
            assert ("Idempotency-Key" in named) is (method != "get")
    assert json.loads(json.dumps(told)) == json.loads(json.dumps(document()))


def test_the_documentation_opens_from_our_own_server(installs: Installs, page: Any) -> None:
    """The browser of these tests reaches nobody else, and the content policy lets no script or style in that is not ours."""
    server = installs.serve()
    page.goto(f"{server.url}/api/docs")
    page.get_by_text("Find by number in any form").wait_for()
    assert page.locator(".opblock").count() == 9
