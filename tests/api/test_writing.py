"""Permits, contacts and their undoing through the API; a write that is repeated is done once."""

from datetime import timedelta
from typing import Any

import pytest

from enishi.consideration import actions as considering
from enishi.consideration.models import Permit, Refusal
from enishi.kernel import clock
from enishi.people.models import ContactPoint
from enishi.promises.models import Promise
from enishi.team.models import IdempotencyKey
from enishi.touches.models import Touch, TouchWords
from tests import cast
from tests.api.caller import Caller, caller, problem, told

pytestmark = pytest.mark.django_db
NOBODY = "0198aaaa-0000-7000-8000-000000000000"


def reply_to(them: cast.Cast, name: str, point: str) -> dict[str, Any]:
    """A permit to ask for that the gate grants at any hour: they rang just now, and we ring back at once."""
    now = clock.now()
    rang = {"person_id": them[name].id, "point_id": them.points[point].id}
    written = caller(them.members["sato"]).post("touches", {**rang, "at": now, "direction": "in", "outcome": "missed"})
    evidence = {"kind": "touch", "id": told(written, 201, "post /touches")["touch_id"]}
    return {**rang, "channel": "call", "purpose": "reply", "evidence": evidence}


def test_a_permit_is_asked_for_used_and_logged(them: cast.Cast, sato: Caller) -> None:
    permit = told(sato.post("permits", reply_to(them, "mai", "mai")), 201, "post /permits")
    used = told(sato.post(f"permits/{permit['id']}/use"), 200, "post /permits/{permit_id}/use")
    assert used["value"] == cast.MAI_MOBILE
    problem(sato.post(f"permits/{permit['id']}/use"), 409, "permit-is-used")
    spoke = {"permit_id": permit["id"], "at": clock.now(), "outcome": "reached", "talk_seconds": 200, "note": "紙の話"}
    logged = told(sato.post("touches", spoke), 201, "post /touches")
    assert logged["outside_gate"] is False
    touch = Touch.objects.get(pk=logged["touch_id"])
    assert (touch.person_id, touch.purpose, touch.source) == (them["mai"].id, "reply", "api")
    assert TouchWords.objects.get(touch=touch).text == "紙の話"
    assert Promise.objects.get(kind="missed_call").kept_by_id == touch.id


def test_a_permit_given_back_is_worth_nothing(them: cast.Cast, sato: Caller) -> None:
    permit = told(sato.post("permits", reply_to(them, "mai", "mai")), 201, "post /permits")
    path = f"permits/{permit['id']}"
    assert told(sato.delete(path), 200, "delete /permits/{permit_id}") == {"released": True}
    assert told(sato.delete(path), 200, "delete /permits/{permit_id}") == {"released": False}
    problem(sato.post(f"{path}/use"), 409, "permit-has-expired")


def test_a_permit_is_for_whom_it_was_given_to(them: cast.Cast, sato: Caller) -> None:
    path = f"permits/{told(sato.post('permits', reply_to(them, 'mai', 'mai')), 201, 'post /permits')['id']}"
    mori = caller(them.members["mori"])
    problem(mori.post(f"{path}/use"), 403, "permit-is-somebody-elses")
    problem(mori.delete(path), 403, "permit-is-somebody-elses")
    answer = mori.post("touches", {"permit_id": path.split("/")[1], "at": clock.now(), "outcome": "reached"})
    assert answer.status_code in {403, 409}
    assert Permit.objects.get().used_at is None


def test_the_gate_says_why_not_and_until_when(them: cast.Cast, sato: Caller) -> None:
    nagai = {"person_id": them["nagai"].id, "point_id": them.points["nagai"].id, "channel": "call", "purpose": "solicit"}
    until = clock.now() + timedelta(days=20)
    considering.pause(person_id=them["nagai"].id, until_at=until, agreed=True, because="", heard_by_id=None, now=clock.now())
    wait = problem(sato.post("permits", nagai), 409, "gate-wait")
    assert wait["until"] >= until.isoformat()[:19]
    assert {"code", "text", "until"} == set(wait["reasons"][0])
    assert "paused" in {reason["code"] for reason in wait["reasons"]}
    considering.refuse(person_id=them["nagai"].id, scope="everything", words="もう結構", heard_by_id=None, now=clock.now())
    refused = problem(sato.post("permits", nagai), 409, "gate-refused")
    assert (refused["until"], refused["reasons"][0]["code"]) == (None, "refused_everything")
    assert refused["reasons"][0]["text"].keys() == {"ja", "en"}
    assert not Permit.objects.exists()
    # What wrote nothing keeps no key
    assert not IdempotencyKey.objects.exists()


def test_what_the_person_refused_since_ends_the_permit(them: cast.Cast, sato: Caller) -> None:
    permit = told(sato.post("permits", reply_to(them, "mai", "mai")), 201, "post /permits")
    considering.refuse(person_id=them["mai"].id, scope="everything", words="", heard_by_id=None, now=clock.now())
    assert problem(sato.post(f"permits/{permit['id']}/use"), 409, "permit-holds-no-longer")["verdict"] == "refused"


def test_a_never_writes_its_consequences_and_is_taken_back(them: cast.Cast, sato: Caller) -> None:
    never = {
        "person_id": them["nagai"].id,
        "point_id": them.points["nagai"].id,
        "at": clock.now() - timedelta(minutes=2),
        "outcome": "never",
        "details": {"scope": "everything", "words": "二度とかけないで"},
    }
    logged = told(sato.post("touches", never), 201, "post /touches")
    assert logged["outside_gate"] is True
    assert {line["kind"] for line in logged["consequences"]} == {"refusal"}
    solicit = {key: never[key] for key in ("person_id", "point_id")} | {"channel": "call", "purpose": "solicit"}
    problem(sato.post("permits", solicit), 409, "gate-refused")
    path = f"conclusions/{logged['conclusion_id']}"
    undone = told(sato.delete(path), 200, "delete /conclusions/{conclusion_id}")
    assert undone["left"] == []
    assert not Refusal.objects.filter(lifted_at=None).exists()
    again = told(sato.delete(path), 200, "delete /conclusions/{conclusion_id}")
    assert again["undone_at"] == undone["undone_at"]


def test_what_may_not_be_taken_back_is_said(them: cast.Cast, sato: Caller) -> None:
    never = {"person_id": them["nagai"].id, "point_id": them.points["nagai"].id, "at": clock.now(), "outcome": "never"}
    logged = told(sato.post("touches", never), 201, "post /touches")
    path = f"conclusions/{logged['conclusion_id']}"
    problem(caller(them.members["mori"]).delete(path), 403, "not-yours")
    Refusal.objects.update(at=clock.now() - timedelta(days=2))
    undone = told(sato.delete(path), 200, "delete /conclusions/{conclusion_id}")
    assert len(undone["left"]) == 1
    assert Refusal.objects.filter(lifted_at=None).exists()


def test_a_new_number_comes_with_its_consent(them: cast.Cast, sato: Caller) -> None:
    left = {
        "person_id": them["hama"].id,
        "point_id": them.points["mai_old"].id,
        "at": clock.now(),
        "outcome": "left_company",
        "details": {
            "new_contact": {"kind": "phone", "value": "０９０－９９９８－７７６６", "label": "携帯"},
            "consent_words": "こちらへどうぞ",
        },
    }
    logged = told(sato.post("touches", left), 201, "post /touches")
    assert {"employment_ended", "holding_ended", "holding"} <= {line["kind"] for line in logged["consequences"]}
    assert ContactPoint.objects.filter(value="+819099987766").exists()
    without = left["details"] | {"consent_words": ""}
    problem(sato.post("touches", {**left, "details": without}), 422, "cannot-conclude")
    unreadable = left["details"] | {"new_contact": {"kind": "phone", "value": "12"}}
    problem(sato.post("touches", {**left, "details": unreadable}), 422, "cannot-conclude")


def test_a_repeat_is_answered_and_does_nothing(them: cast.Cast, sato: Caller) -> None:
    call = {"person_id": them["mai"].id, "point_id": them.points["mai"].id, "at": clock.now(), "outcome": "no_answer"}
    first = sato.post("touches", call, key="one call")
    again = sato.post("touches", call, key="one call")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Touch.objects.count() == 1
    problem(sato.post("touches", {**call, "outcome": "busy"}, key="one call"), 422, "key-names-another-request")
    problem(sato.delete(f"permits/{NOBODY}", key="one call"), 422, "key-names-another-request")
    # Another program's keys are its own
    told(caller(them.members["sato"]).post("touches", call, key="one call"), 201, "post /touches")


@pytest.mark.django_db(transaction=True)
def test_what_failed_may_be_asked_again_with_its_key(them: cast.Cast, sato: Caller) -> None:
    call = {"person_id": NOBODY, "point_id": them.points["mai"].id, "at": clock.now(), "outcome": "no_answer"}
    fields = problem(sato.post("touches", call, key="k"), 422, "unknown-reference")["fields"]
    assert [field["where"] for field in fields] == ["body.person_id"]
    told(sato.post("touches", {**call, "person_id": them["mai"].id}, key="k"), 201, "post /touches")


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_every_write_names_itself(them: cast.Cast, sato: Caller, key: str) -> None:
    call = {"person_id": them["mai"].id, "point_id": them.points["mai"].id, "at": clock.now(), "outcome": "no_answer"}
    for answer in (
        sato.post("touches", call, key=key),
        sato.post("permits", reply_to(them, "mai", "mai"), key=key),
        sato.post(f"permits/{NOBODY}/use", key=key),
        sato.delete(f"permits/{NOBODY}", key=key),
        sato.delete(f"conclusions/{NOBODY}", key=key),
    ):
        problem(answer, 400, "key-needed")


def test_what_is_not_there(them: cast.Cast, sato: Caller) -> None:
    problem(sato.post(f"permits/{NOBODY}/use"), 404, "not-found")
    problem(sato.delete(f"permits/{NOBODY}"), 404, "not-found")
    problem(sato.delete(f"conclusions/{NOBODY}"), 404, "not-found")
    asked = {"person_id": NOBODY, "point_id": NOBODY, "channel": "call", "purpose": "solicit"}
    problem(sato.post("permits", asked), 404, "person-is-unknown")
    problem(sato.post("permits", asked | {"client_id": NOBODY}), 422, "unknown-reference")
    answer = sato.post("touches", {"permit_id": NOBODY, "at": clock.now(), "outcome": "reached"})
    problem(answer, 404, "not-found")


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "maybe"},
        {"at": "2026-11-20T10:00:00"},
        {"at": "yesterday"},
        {"at": "9999-12-31T23:59:59Z"},
        {"talk_seconds": -1},
        {"talk_seconds": 10**12},
        {"note": "長" * 4001},
        {"note": "a\0b"},
        {"note": "\ud800"},
        {"person": "misspelt"},
        {"channel": "pigeon"},
        {"direction": "sideways"},
        {"details": {"scope": "some"}},
        {"details": {"call_back": {"from_at": "2026-11-20T10:00:00Z"}}},
        {"details": {"new_contact": {"kind": "phone", "value": ""}}},
        {"details": {"new_contact": {"kind": "phone", "value": "1" * 401}}},
        {"details": {"until_at": "0001-01-01T00:00:00Z"}},
        {"details": []},
        {"person_id": "' OR 1=1"},
    ],
)
def test_what_cannot_be_taken(them: cast.Cast, sato: Caller, wrong: dict[str, Any]) -> None:
    call = {"person_id": them["mai"].id, "point_id": them.points["mai"].id, "at": clock.now(), "outcome": "no_answer"}
    assert problem(sato.post("touches", call | wrong), 422, "invalid")["fields"]
    assert not Touch.objects.exists()


def test_what_lies_ahead_is_not_logged(them: cast.Cast, sato: Caller) -> None:
    call = {"person_id": them["mai"].id, "point_id": them.points["mai"].id, "outcome": "no_answer"}
    problem(sato.post("touches", {**call, "at": clock.now() + timedelta(hours=1)}), 422, "in-the-future")
    # A telephone's clock runs a little ahead
    told(sato.post("touches", {**call, "at": clock.now() + timedelta(minutes=1)}), 201, "post /touches")


@pytest.mark.django_db(transaction=True)
def test_a_refusal_of_something_unknown_is_no_fault_of_ours(them: cast.Cast, sato: Caller) -> None:
    never = {"person_id": them["nagai"].id, "point_id": them.points["nagai"].id, "at": clock.now(), "outcome": "never"}
    for field, scope in (("topic_id", "topic"), ("client_id", "client")):
        problem(sato.post("touches", {**never, "details": {"scope": scope, field: NOBODY}}), 422, "unknown-reference")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outcome", ["never", "carrier_refusal", "number_dead", "missed"])
def test_a_number_we_do_not_know_is_named(them: cast.Cast, sato: Caller, outcome: str) -> None:
    call = {"person_id": None, "point_id": NOBODY, "at": clock.now(), "direction": "in" if outcome == "missed" else "out"}
    fields = problem(sato.post("touches", {**call, "outcome": outcome}), 422, "unknown-reference")["fields"]
    assert [field["where"] for field in fields] == ["body.point_id"]


def test_a_length_that_is_no_number_is_refused(sato: Caller) -> None:
    headers = {"Authorization": f"Bearer {sato.token}"}
    answer = sato.client.generic("POST", "/api/permits", b"{}", content_type="application/json", headers=headers, CONTENT_LENGTH="1e3")
    problem(answer, 400, "malformed")
