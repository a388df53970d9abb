"""Finding, opening, what is due; every answer is what the document promises."""

import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enishi.consideration import actions as considering
from enishi.conversations.actions import log_call
from enishi.kernel import clock
from enishi.people import actions as people
from enishi.people.models import PersonRead
from enishi.promises import actions as promises
from enishi.team.actions import revoke_token
from enishi.team.models import ApiToken
from tests import cast
from tests.api.caller import Caller, caller, problem, told

pytestmark = pytest.mark.django_db


def test_a_number_is_found_in_any_form(them: cast.Cast, sato: Caller) -> None:
    for form in ("090-1234-0001", "０９０１２３４０００１", "+81 90 1234 0001", "0081-90-1234-0001"):
        (found,) = told(sato.get("people", q=form), 200, "get /people")
        assert (found["person_id"], found["matched"]) == (str(them["mai"].id), "number")


def test_everybody_on_a_number_is_shown_and_what_ended_is_said(them: cast.Cast, sato: Caller) -> None:
    both = told(sato.get("people", q=cast.TSUJI_HOME), 200, "get /people")
    assert {each["person_id"] for each in both} == {str(them["kazuko"].id), str(them["masao"].id)}
    now, before = told(sato.get("people", q=cast.SHARED_AFTER_MOVE), 200, "get /people")
    assert (now["ended_on"], before["ended_on"]) == (None, "2025-09-30")
    assert told(sato.get("people", q="ﾀｶﾅｼ"), 200, "get /people")[0]["matched"] == "kana"
    assert told(sato.get("people", q="だれもいない"), 200, "get /people") == []


def test_no_more_than_asked_for(them: cast.Cast, sato: Caller) -> None:
    assert len(told(sato.get("people", q="たに", limit=1), 200, "get /people")) == 1
    for limit in ("0", "101", "many"):
        problem(sato.get("people", q="たに", limit=limit), 422, "invalid")


def furnish(them: cast.Cast) -> None:
    """Something of everything that a card can hold."""
    now = clock.now()
    mai, sato = them["mai"], them.members["sato"].id
    contact: dict[str, Any] = {"person_id": mai.id, "point_id": them.points["mai"].id, "member_id": sato}
    log_call(**contact, code="no_answer", at=now - timedelta(days=3), now=now)
    log_call(**contact, code="missed", direction="in", at=now - timedelta(hours=2), now=now)
    considering.pause(
        person_id=mai.id,
        client_id=them.clients["hana"].id,
        topic_id=None,
        because="年度末で手いっぱい",
        until_at=now + timedelta(days=60),
        agreed=True,
        heard_by_id=sato,
        now=now,
    )
    promises.promise(
        person_id=mai.id,
        kind="agreed_time",
        asked_by="person",
        owner_id=sato,
        phrase="明日の朝",
        from_at=now + timedelta(hours=3),
        due_at=now + timedelta(hours=4),
        by_id=sato,
        now=now,
    )
    twin = people.add_person(name="高梨舞", now=now)
    people.merge(kept_id=mai.id, merged_id=twin.id, by_id=sato, because="同じ方", now=now)


def test_a_person_is_told_whole_in_one_request(them: cast.Cast, sato: Caller) -> None:
    furnish(them)
    mai = told(sato.get(f"people/{them['mai'].id}"), 200, "get /people/{person_id}")
    assert mai["person"]["name"] == "髙梨 舞"
    assert {each["channel"] for each in mai["verdicts"]} == {"call", "text", "mail"}
    assert {each["kind"] for each in mai["promises"]} == {"missed_call", "agreed_time"}
    assert [each["kind"] for each in mai["standing"]] == ["pause"]
    assert [each["outcome"] for each in mai["story"]] == ["missed", "no_answer"]
    assert len(mai["lived"]) == 30
    assert sum(len(day["moments"]) for day in mai["lived"]) == 2
    call = next(each for each in mai["verdicts"] if each["channel"] == "call")
    assert call["purpose"] in {"reply", "promise"}
    assert call["evidence"] is not None


def test_whoever_was_merged_is_found_under_every_id(them: cast.Cast, sato: Caller) -> None:
    furnish(them)
    mai = told(sato.get(f"people/{them['mai'].id}"), 200, "get /people/{person_id}")
    twin = mai["person"]["merges"][0]["person_id"]
    assert told(sato.get(f"people/{twin}"), 200, "get /people/{person_id}")["person"]["id"] == str(them["mai"].id)


def test_reading_a_person_is_logged(them: cast.Cast, sato: Caller) -> None:
    sato.get(f"people/{them['mai'].id}")
    read = PersonRead.objects.get()
    assert (read.person_id, read.member_id, read.through) == (them["mai"].id, them.members["sato"].id, "api")


def test_a_card_costs_ten_queries_at_most(them: cast.Cast, sato: Caller) -> None:
    furnish(them)
    sato.get("whoami")  # notes the token's day
    for name in ("mai", "kazuko", "haru", "misaki"):
        with CaptureQueriesContext(connection) as asked:
            sato.get(f"people/{them[name].id}")
        assert len(asked) <= 10, "\n".join(query["sql"][:100] for query in asked)


def test_nobody_of_that_id(sato: Caller) -> None:
    problem(sato.get("people/0198aaaa-0000-7000-8000-000000000000"), 404, "person-is-unknown")
    problem(sato.get("people/not-an-id"), 422, "invalid")


def test_what_is_due(them: cast.Cast, sato: Caller) -> None:
    furnish(them)
    mine = told(sato.get("due", member="me"), 200, "get /due")
    assert [each["kind"] for each in mine] == ["missed_call", "agreed_time"]
    assert mine[0]["reason"]["ja"]
    assert told(sato.get("due", member=str(them.members["sato"].id)), 200, "get /due") == mine
    other = told(sato.get("due", member=str(them.members["mori"].id)), 200, "get /due")
    assert all(each["owner_id"] is None for each in other)
    soon = told(sato.get("due", until=(clock.now() + timedelta(hours=1)).isoformat()), 200, "get /due")
    assert [each["kind"] for each in soon] == ["missed_call"]
    assert len(told(sato.get("due", limit=1), 200, "get /due")) == 1


def test_what_is_due_names_nobody_to_a_token_that_may_not_read_people(them: cast.Cast) -> None:
    furnish(them)
    found = told(caller(them.members["sato"], "promises:read").get("due", member="me"), 200, "get /due")
    assert {each["person_id"] for each in found} == {str(them["mai"].id)}
    assert {(each["person_name"], each["point_value"], each["about"]) for each in found} == {("", "", "")}
    both = told(caller(them.members["sato"], "promises:read", "people:read").get("due", member="me"), 200, "get /due")
    assert {each["person_name"] for each in both} == {"髙梨 舞様"}
    assert not PersonRead.objects.exists()


@pytest.mark.parametrize("query", [{"until": "tomorrow"}, {"until": "2026-11-20T10:00:00"}, {"member": "nobody"}, {"limit": 501}])
def test_what_due_cannot_be_asked(sato: Caller, query: dict[str, Any]) -> None:
    problem(sato.get("due", **query), 422, "invalid")


def test_whoami(them: cast.Cast, sato: Caller) -> None:
    me = told(sato.get("whoami"), 200, "get /whoami")
    assert (me["member"], me["role"], me["label"]) == ("佐藤 亮", "operator", "tests")
    with CaptureQueriesContext(connection) as asked:
        sato.get("whoami")
    assert len(asked) == 1


def test_tokens_open_only_what_they_are_for(them: cast.Cast) -> None:
    none = caller(them.members["sato"], "promises:read")
    for path in ("people?q=1", f"people/{them['mai'].id}"):
        assert problem(none.get(path), 403, "scope-missing")["scope"] == "people:read"
    assert problem(none.post("touches", {"at": clock.now(), "outcome": "reached"}), 403, "scope-missing")["scope"] == "touches:write"
    other = caller(them.members["sato"], "people:read")
    problem(other.get("due"), 403, "scope-missing")
    told(other.get("whoami"), 200, "get /whoami")


def test_dead_tokens(them: cast.Cast) -> None:
    now = clock.now()
    old = caller(them.members["sato"], days=1, now=now - timedelta(days=2))
    revoked, gone = caller(them.members["sato"]), caller(them.members["mori"])
    revoke_token(token_id=ApiToken.objects.filter(member=them.members["sato"]).latest("id").id, member_id=them.members["sato"].id, now=now)
    them.members["mori"].is_active = False
    them.members["mori"].save()
    for dead in (old, revoked, gone, Caller("eni_nobody"), Caller(""), Caller("x" * 10_000)):
        answer = dead.get("whoami")
        problem(answer, 401, "token-needed")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_members_read_in_their_language(them: cast.Cast) -> None:
    ueno = them.members["ueno"]
    ueno.language = "en"
    ueno.save()
    nobody = "people/0198aaaa-0000-7000-8000-000000000000"
    assert problem(caller(ueno).get(nobody), 404, "person-is-unknown")["title"] == "There is no such person."
    assert problem(caller(them.members["sato"]).get(nobody), 404, "person-is-unknown")["title"] == "この方の記録は見つかりません。"


def test_finding_is_quick(them: cast.Cast, sato: Caller) -> None:
    """In process, middleware and all; the bench holds the bar on a million people."""
    times = []
    for _ in range(60):
        started = time.perf_counter()
        sato.get("people", q="090-1234-0001")
        times.append(time.perf_counter() - started)
    assert statistics.median(times) < 0.02
