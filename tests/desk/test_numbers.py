"""A number that nobody is known to hold: its page, what is done there, and the person who comes out of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from enishi.consideration import actions as consideration
from enishi.consideration.models import Refusal
from enishi.conversations.rules import CONCLUSIONS
from enishi.desk.queries.today import entries
from enishi.people import actions as people
from enishi.people.models import ContactPoint, Person
from enishi.promises.models import Promise
from enishi.touches.models import Touch, TouchOutcome
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called, text

pytestmark = pytest.mark.django_db
PRETTY = "070-8888-0001"


@pytest.fixture
def unknown(them: Cast) -> ContactPoint:
    """A number that rings, and that nobody was ever known to hold."""
    held = people.hold_point(person_id=them["mai"].id, kind="phone", value=PRETTY, now=NOW - timedelta(days=9))
    point = held.point
    held.delete()
    return point


def rang(them: Cast, point: ContactPoint, minutes: int = 12, **more: Any) -> Touch:
    return called(them, "", NOW - timedelta(minutes=minutes), person=None, point=point, **more)


def opened() -> list[Promise]:
    return list(Promise.objects.filter(kept_at=None, withdrawn_at=None))


def waiting(page: str) -> str:
    found = re.search(r'aria-labelledby="group-waiting".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def test_today_shows_the_number_and_that_nobody_is_known_to_hold_it(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(them, unknown)
    group = waiting(text(sato.get("/")))
    assert PRETTY in group
    assert "登録のない番号" in group
    assert f"/n/{unknown.id}" in group
    called(them, "tsuji", NOW - timedelta(minutes=5), person=None)
    assert "2人の方がお使いの番号" in waiting(text(sato.get("/")))
    assert 'aria-current="true"' in text(sato.get(f"/n/{unknown.id}"))


def test_the_page_tells_what_happened_and_that_a_call_needs_a_person(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(
        them,
        unknown,
        60 * 24 * 3,
        direction="out",
        outcome="no_answer",
        purpose="solicit",
        client_id=them.clients["midori"].id,
        member_id=them.members["mori"].id,
    )
    rang(them, unknown, 12)
    page = text(sato.get(f"/n/{unknown.id}"))
    assert "登録のない番号" in page
    assert "今日、お電話をいただきましたが、出られませんでした。" in page
    assert (
        "最後にこちらからご連絡したのは11月13日(金) 11:00、森 あかりです(ご案内、みどり印刷株式会社の件)。結果は「応答なし」でした。"
        in page
    )
    assert "先に登録が必要です。お名前は空欄のままでかまいません。" in page
    assert "不在着信" in page
    assert "この30日に電話が1回鳴りましたが" in page
    assert page.count('class="knot ') == 2
    assert 'data-key="c"' not in page
    part = text(sato.get(f"/n/{unknown.id}/body", headers={"HX-Request": "true"}))
    assert PRETTY in part
    assert "<html" not in part


def test_a_number_that_was_never_called_says_so(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    page = text(sato.get(f"/n/{unknown.id}"))
    assert "この番号とのやりとりは、まだありません。" in page
    assert "こちらからこの番号にかけた記録はありません。" in page
    assert "用件なしとして閉じる" not in page
    assert sato.get(f"/n/{them['mai'].id}").status_code == 404
    mail = ContactPoint.objects.filter(kind="email")[0]
    assert sato.get(f"/n/{mail.id}").status_code == 404


def test_who_held_it_before_is_shown_beside(them: Cast, sato: Client) -> None:
    people.end_holding(holding_id=them["mai"].holdings.get(point=them.points["mai"]).id, because="number_changed", on=NOW.date())
    page = text(sato.get(f"/n/{them.points['mai'].id}"))
    assert "以前この番号をお使いだった方" in page
    assert "髙梨 舞様" in page
    assert "番号が変わった" in page


def test_one_step_without_a_name_makes_a_person_who_may_be_called_back(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(them, unknown)
    done = sato.post(f"/n/{unknown.id}/person", {"name": "", "kana": ""})
    caller = Person.objects.order_by("id").last()
    assert caller is not None
    assert done.headers["Location"] == f"/p/{caller.id}"
    page = text(sato.get(f"/p/{caller.id}"))
    assert "お名前未登録" in page
    assert "お電話に出られなかった" in page
    assert "今日、お電話をいただきましたが、出られませんでした。" in page
    assert 'data-key="c"' in page
    assert "できます" in page
    (owed,) = opened()
    assert owed.person_id == caller.id
    today = text(sato.get("/"))
    assert today.count("お名前未登録") == 2  # in the list, and as the one to begin with
    assert PRETTY not in today
    assert sato.get(f"/n/{unknown.id}").headers["Location"] == f"/p/{caller.id}"
    granted = sato.post(f"/p/{caller.id}/permit", {"point": str(unknown.id), "purpose": "reply"})
    assert PRETTY in text(granted)


def test_a_name_is_kept_and_a_second_press_makes_nobody_else(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    for _ in range(2):
        done = sato.post(f"/n/{unknown.id}/person", {"name": " 小林 直子 ", "kana": "こばやし なおこ"})
    caller = Person.objects.get(name="小林 直子")
    assert done.headers["Location"] == f"/p/{caller.id}"
    assert "小林 直子様" in text(sato.get("/search", {"q": "こばやし"}))


def test_a_number_taken_up_by_two_meanwhile_is_said(them: Cast, sato: Client) -> None:
    shared = them.points["tsuji"]
    before = Person.objects.count()
    page = text(sato.post(f"/n/{shared.id}/person", {"name": "別の方"}, follow=True))
    assert "何人かの方がお使いです" in page
    assert Person.objects.count() == before


@pytest.mark.parametrize("mode", ["dismissed", "logged"])
def test_no_business_closes_the_missed_calls_and_can_be_undone(them: Cast, sato: Client, unknown: ContactPoint, mode: str) -> None:
    rang(them, unknown, 30)
    rang(them, unknown, 12)
    assert len(opened()) == 1
    if mode == "dismissed":
        done = sato.post(f"/n/{unknown.id}/dismiss")
    else:
        done = sato.post(f"/n/{unknown.id}/log", {"code": "no_business", "token": "t", "note": "まちがえました"})
    assert done.headers["Location"] == f"/n/{unknown.id}"
    assert opened() == []
    page = text(sato.get(f"/n/{unknown.id}"))
    assert f'<span class="nowrap">{PRETTY}</span>を「{CONCLUSIONS["no_business"].name}」と記録しました。' in page
    assert ("まちがえました" in page) == (mode == "logged")
    assert PRETTY not in waiting(text(sato.get("/")))
    back = re.search(r'action="(/undo/[0-9a-f-]+)"', page)
    assert back
    assert sato.post(back.group(1)).headers["Location"] == f"/n/{unknown.id}"
    (owed,) = opened()
    assert (owed.person_id, owed.point_id, owed.raised) == (None, unknown.id, 1)
    assert PRETTY in waiting(text(sato.get("/")))


def test_dismissing_what_was_answered_already_does_nothing(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(them, unknown, 12, outcome="reached")
    said = TouchOutcome.objects.count()
    sato.post(f"/n/{unknown.id}/dismiss")
    assert TouchOutcome.objects.count() == said


def test_a_talk_is_logged_once_and_keeps_the_promise(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(them, unknown)
    for _ in range(2):
        sato.post(f"/n/{unknown.id}/log", {"code": "reached", "token": "t", "note": "見本を見たいとのこと"})
    assert Touch.objects.filter(outcomes__code="reached", direction="in", person=None, point=unknown).count() == 1
    assert opened() == []
    assert "見本を見たいとのこと" in text(sato.get(f"/n/{unknown.id}"))


def test_never_asks_in_which_words_and_binds_the_number(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(them, unknown)
    asked = text(sato.post(f"/n/{unknown.id}/log", {"code": "never", "token": "t"}))
    assert 'name="words"' in asked
    assert Refusal.objects.count() == 0
    sato.post(
        f"/n/{unknown.id}/log", {"code": "never", "asked": "never", "token": "t", "covers": "everything", "words": "二度とかけないで"}
    )
    assert opened() == []
    page = text(sato.get(f"/n/{unknown.id}"))
    assert "二度とかけないで" in page
    assert "この番号にはお断りが付いています。お名前を登録しても、お断りはそのまま効きます。" in page
    sato.post(f"/n/{unknown.id}/person", {})
    caller = Person.objects.order_by("id").last()
    assert caller is not None
    page = text(sato.get(f"/p/{caller.id}"))
    assert "二度とかけないで" in page
    assert 'data-key="c"' not in page


def test_what_cannot_be_read_is_said_and_what_was_typed_stays(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    page = text(
        sato.post(
            f"/n/{unknown.id}/log", {"code": "they_will_call", "asked": "they_will_call", "by": "いつだったか", "note": "また電話する"}
        )
    )
    assert "日時が分かりません" in page
    assert "また電話する" in page
    assert Touch.objects.count() == 0
    assert sato.post(f"/n/{unknown.id}/log", {"code": "left_company"}).headers["Location"] == f"/n/{unknown.id}"
    assert Touch.objects.count() == 0


def test_its_promise_can_be_moved_and_leads_back(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    rang(them, unknown)
    (owed,) = opened()
    assert PRETTY in text(sato.get(f"/promises/{owed.id}"))
    done = sato.post(f"/promises/{owed.id}", {"do": "move", "phrase": "あすの10時"})
    assert done.headers["Location"] == f"/n/{unknown.id}"
    assert "あす 10:00" in text(sato.get(f"/n/{unknown.id}"))
    sato.post(f"/n/{unknown.id}/dismiss")
    assert opened() == []


def test_a_colleagues_call_of_minutes_ago_is_said_beside_the_verdict(them: Cast, sato: Client) -> None:
    called(them, "mai", NOW - timedelta(minutes=20))
    called(them, "mai", NOW - timedelta(minutes=10), outcome="no_answer", direction="out", member_id=them.members["mori"].id)
    page = text(sato.get(f"/p/{them['mai'].id}"))
    gates = page[page.index('id="h-gate"') : page.index('id="h-lived"')]
    assert gates.count("10分前に森 あかりさんがお電話しています。") == 1


def test_a_halted_number_of_nobody_can_be_looked_at(them: Cast, sato: Client, unknown: ContactPoint) -> None:
    halt = consideration.halt(point_id=unknown.id, person_id=None, because="着信拒否の案内", now=NOW)
    assert "見ました" in text(sato.get(f"/n/{unknown.id}"))
    sato.post(f"/n/{unknown.id}/halts/{halt.id}/look")
    halt.refresh_from_db()
    assert halt.looked_at is not None


def test_a_number_refused_before_an_erasure_runs_no_clock_when_it_comes_back(them: Cast, sato: Client) -> None:
    old = them.points["mai"]
    consideration.refuse(person_id=them["mai"].id, words="いりません", heard_by_id=None, now=NOW - timedelta(days=5))
    value = old.value
    people.erase(person_id=them["mai"].id, by_id=None, now=NOW - timedelta(days=4))
    again = ContactPoint.objects.create(
        kind="phone", value=value, refusal_hash=old.refusal_hash, refusal_key_id=old.refusal_key_id, created_at=NOW - timedelta(days=1)
    )
    rang(them, again)
    (entry,) = entries(member_id=None, now=NOW, zone="Asia/Tokyo")
    assert (entry.group, entry.point_id) == ("look", again.id)


def test_somebody_whose_number_spoke_before_is_not_put_forward_as_new(them: Cast, sato: Client, unknown: ContactPoint, hand: Hand) -> None:
    rang(them, unknown, outcome="reached")
    sato.post(f"/n/{unknown.id}/person", {"name": "新井 直"})
    assert "新井 直" not in text(sato.get("/"))


@pytest.mark.parametrize("typed", [PRETTY, "０７０８８８８０００１", "+81 70 8888 0001"])
def test_search_finds_the_number_itself(them: Cast, sato: Client, unknown: ContactPoint, typed: str) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        page = text(sato.get("/search", {"q": typed}, headers=headers))
        assert f"/n/{unknown.id}" in page
        assert "登録のない番号" in page
    people.hold_point(person_id=them["mai"].id, kind="phone", value=PRETTY, now=NOW)
    page = text(sato.get("/search", {"q": typed}))
    assert "登録のない番号" not in page
    assert "髙梨 舞様" in page


@pytest.mark.parametrize(
    ("typed", "who", "beside"), [("0001", "髙梨 舞様", "090-1234-0001"), ("あおば企画", "濵口 徹様", "株式会社あおば企画")]
)
def test_search_finds_by_the_last_digits_and_by_the_firm(them: Cast, sato: Client, typed: str, who: str, beside: str) -> None:
    page = text(sato.get("/search", {"q": typed}, headers={"HX-Request": "true"}))
    assert who in page
    assert beside in page
    if typed != "0001":
        assert page.index(who) < page.index("髙梨 舞様")
        assert "株式会社あおば企画に2025年3月31日まで" in page
