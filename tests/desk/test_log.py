"""Asking the gate and writing down how a call ended, through the desk's own forms."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from enishi.consideration import actions as gate
from enishi.consideration.models import Pause, Permit, Refusal
from enishi.conversations.actions import log_call
from enishi.conversations.models import Conclusion
from enishi.promises.models import Promise
from enishi.touches.models import Touch
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called, promised, refused, text

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that logs."""
    form = page[page.index('/log"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def ask(client: Client, them: Cast, whom: str, **more: str) -> str:
    """Press 電話する on whatever the panel offers first."""
    page = text(client.get(f"/p/{them[whom].id}"))
    form = page[page.index(f'action="/p/{them[whom].id}/permit"') :]
    offered = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))
    return text(client.post(f"/p/{them[whom].id}/permit", offered | more, headers=HTMX))


def test_the_gate_gives_a_number_to_dial_by_hand(them: Cast, sato: Client) -> None:
    panel = ask(sato, them, "nagai")
    assert 'href="tel:+817012340009"' in panel
    assert "070-1234-0009" in panel
    assert "10分" not in panel
    assert "11:10まで有効" in panel
    # 特定商取引法16条 binds an offer to a consumer
    assert "ご案内のお電話であることをお伝えください" in panel
    assert Permit.objects.get().member == them.members["sato"]


def test_what_the_gate_declines_is_said_with_its_reason(them: Cast, sato: Client) -> None:
    refused(them, "nagai", NOW)
    point = str(them.points["nagai"].id)
    panel = text(sato.post(f"/p/{them['nagai'].id}/permit", {"point": point, "purpose": "solicit"}, headers=HTMX))
    assert "できません" in panel
    assert "お断り" in panel
    assert "tel:" not in panel
    assert not Permit.objects.exists()


def test_a_second_member_is_told_that_a_colleague_is_calling(them: Cast, enter: Callable[[str], Client]) -> None:
    ask(enter("sato"), them, "nagai")
    point = str(them.points["nagai"].id)
    panel = text(enter("mori").post(f"/p/{them['nagai'].id}/permit", {"point": point, "purpose": "solicit"}, headers=HTMX))
    assert "tel:" not in panel
    assert Permit.objects.count() == 1


def test_a_plain_outcome_is_one_press_and_offers_the_way_back(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "nagai"))
    answer = sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "no_answer", "note": "呼び出し八回"}, headers=HTMX)
    assert answer.headers["HX-Trigger-After-Settle"] == "logged"
    assert "永井 颯太様を「応答なし」と記録しました。" in text(answer)
    assert f'data-draft-kept="log:{them["nagai"].id}"' in text(answer)
    touch = Touch.objects.get()
    assert (touch.permit_id, touch.outside_gate, touch.words.text) == (Permit.objects.get().id, False, "呼び出し八回")


def test_pressing_twice_is_pressing_once(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "nagai"))
    for _ in range(3):
        sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "no_answer"}, headers=HTMX)
    assert Touch.objects.count() == 1
    assert Conclusion.objects.count() == 1


def test_without_scripts_it_is_a_form_and_a_page(them: Cast, sato: Client) -> None:
    point = str(them.points["nagai"].id)
    page = text(sato.post(f"/p/{them['nagai'].id}/permit", {"point": point, "purpose": "solicit"}))
    assert "<html" in page
    answer = sato.post(f"/p/{them['nagai'].id}/log", fields(page) | {"code": "no_answer"})
    assert answer.status_code == 302
    assert "「応答なし」と記録しました" in text(sato.get(answer.headers["Location"]))


def test_not_now_asks_why_and_until_when(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "okada"))
    asked = text(sato.post(f"/p/{them['okada'].id}/log", form | {"code": "not_now", "note": "決算の話"}, headers=HTMX))
    assert 'name="because"' in asked
    assert 'name="until"' in asked
    assert "決算の話" in asked
    assert not Touch.objects.exists()
    told = {"code": "not_now", "because": "決算が終わるまで", "until": "来月の10日", "agreed": "1"}
    sato.post(f"/p/{them['okada'].id}/log", fields(asked) | told, headers=HTMX)
    pause = Pause.objects.get()
    assert (pause.because, pause.agreed, pause.until_at.date().isoformat()) == ("決算が終わるまで", True, "2026-12-10")
    assert Promise.objects.get(kind="look_again").person == them["okada"]


def test_a_phrase_that_says_no_time_keeps_everything_typed(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "okada"))
    told = {"code": "not_now", "asked": "not_now", "because": "決算", "until": "そのうち机の下", "note": "長いメモ"}
    page = text(sato.post(f"/p/{them['okada'].id}/log", form | told, headers=HTMX))
    assert "「そのうち机の下」の日時が分かりません" in page
    assert "決算" in page
    assert "長いメモ" in page
    assert not Touch.objects.exists()


def test_never_is_written_in_their_words_and_holds_at_once(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "yumi"))
    told = {"code": "never", "asked": "never", "covers": "everything", "words": "二度とかけてこないで"}
    sato.post(f"/p/{them['yumi'].id}/log", form | told, headers=HTMX)
    assert Refusal.objects.filter(person=them["yumi"]).first().words == "二度とかけてこないで"  # type: ignore[union-attr]  # there is one
    page = text(sato.get(f"/p/{them['yumi'].id}"))
    assert "今後の連絡はすべてお断り" in page
    assert 'data-key="c"' not in page


def test_a_call_logged_by_hand_is_outside_the_gate_and_counts(them: Cast, sato: Client) -> None:
    panel = text(sato.get(f"/p/{them['nagai'].id}/act?do=log-out", headers=HTMX))
    assert "「電話する」で確かめずにかけた電話は、そのように記録し、回数にも数えます" in panel
    form = fields(panel) | {"point": str(them.points["nagai"].id), "purpose": "solicit", "code": "no_answer"}
    sato.post(f"/p/{them['nagai'].id}/log", form, headers=HTMX)
    assert Touch.objects.get().outside_gate
    assert "事前の確認なし" in text(sato.get(f"/p/{them['nagai'].id}"))


def test_their_call_is_logged_with_the_endings_of_their_call(them: Cast, sato: Client) -> None:
    promised(them, "mai", NOW - timedelta(hours=1), owed_by="them", kind="their_call")
    panel = text(sato.get(f"/p/{them['mai'].id}/act?do=log-in", headers=HTMX))
    assert "お話しできた" in panel
    assert "応答なし" not in panel
    sato.post(f"/p/{them['mai'].id}/log", fields(panel) | {"point": str(them.points["mai"].id), "code": "reached"}, headers=HTMX)
    assert Touch.objects.get().direction == "in"
    assert Promise.objects.get().kept_at is not None


def test_the_next_time_may_be_agreed_in_the_same_breath(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "mai"))
    told = {"code": "reached", "call_back": "明日15時", "call_back_about": "見本の感想"}
    sato.post(f"/p/{them['mai'].id}/log", form | told, headers=HTMX)
    made = Promise.objects.get(kind="agreed_time")
    assert (made.about, made.asked_by, made.from_at) == ("見本の感想", "person", NOW + timedelta(days=1, hours=4))


def test_undo_takes_everything_back_and_only_whoever_did_it_may(them: Cast, enter: Callable[[str], Client]) -> None:
    sato = enter("sato")
    form = fields(ask(sato, them, "okada"))
    sato.post(f"/p/{them['okada'].id}/log", form | {"code": "not_now", "asked": "not_now", "until": "来週"}, headers=HTMX)
    done = Conclusion.objects.get()
    assert enter("mori").post(f"/undo/{done.id}").status_code == 403
    answer = sato.post(f"/undo/{done.id}", follow=True)
    assert "元に戻しました" in text(answer)
    assert Pause.objects.get().ended_at is not None
    assert 'class="undo"' not in text(answer)
    assert enter("ueno").post(f"/undo/{done.id}").status_code == 302


def test_a_slip_of_the_finger_is_put_right_on_the_very_same_call(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "nagai"))
    sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "no_answer"}, headers=HTMX)
    answer = sato.post(f"/undo/{Conclusion.objects.get().id}", follow=True)
    assert "回数は増えません" in text(answer)
    again = text(answer)[text(answer).index('id="act-panel"') :]
    sato.post(f"/p/{them['nagai'].id}/log", fields(again) | {"code": "reached"}, headers=HTMX)
    touch = Touch.objects.get()
    assert [outcome.code for outcome in touch.outcomes.order_by("id")][-1] == "reached"
    assert touch.outside_gate is False


def test_nobody_says_how_a_colleagues_call_ended(them: Cast, enter: Callable[[str], Client]) -> None:
    sato, mori = enter("sato"), enter("mori")
    sato.post(f"/p/{them['nagai'].id}/log", fields(ask(sato, them, "nagai")) | {"code": "no_answer"}, headers=HTMX)
    touch = Touch.objects.get()
    assert "回数は増えません" not in text(mori.get(f"/p/{them['nagai'].id}?do=again&touch={touch.id}"))
    assert touch.outcomes.count() == 1


def test_what_was_logged_long_ago_can_be_put_right_by_whose_it_is_or_a_manager(them: Cast, enter: Callable[[str], Client]) -> None:
    sato, mori = enter("sato"), enter("mori")
    own = f"/p/{them['nagai'].id}"
    sato.post(f"{own}/log", fields(ask(sato, them, "nagai")) | {"code": "no_answer"}, headers=HTMX)
    link = f"{own}?do=again&amp;touch={Touch.objects.get().id}"
    assert link in text(sato.get(own))
    assert "回数は増えません" in text(sato.get(unescape(link)))
    assert link in text(enter("ueno").get(own))
    assert link not in text(mori.get(own))


def test_the_way_back_is_not_offered_for_ever(them: Cast, sato: Client, hand: Hand) -> None:
    form = fields(ask(sato, them, "nagai"))
    sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "busy"}, headers=HTMX)
    own = f"/p/{them['nagai'].id}"
    assert 'class="undo"' in text(sato.get(own))
    assert 'class="undo"' not in text(sato.get("/"))
    assert 'class="undo"' not in text(sato.get(f"/p/{them['mai'].id}"))
    hand.now += timedelta(minutes=4)
    assert 'class="undo"' not in text(sato.get(own))


def test_the_way_back_can_be_put_away(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "nagai"))
    sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "busy"}, headers=HTMX)
    own = f"/p/{them['nagai'].id}"
    assert sato.post("/undo/close").headers["Location"] == own
    assert 'class="undo"' not in text(sato.get(own))
    assert Conclusion.objects.get().undone_at is None


def test_forms_without_a_token_are_not_one_another(them: Cast, sato: Client) -> None:
    for code in ("no_answer", "busy"):
        sato.post(
            f"/p/{them['nagai'].id}/log", {"code": code, "mode": "log-out", "point": str(them.points["nagai"].id), "direction": "out"}
        )
    assert Touch.objects.count() == 2


def test_who_presses_twice_has_one_place(them: Cast, sato: Client) -> None:
    asked = {"point": str(them.points["nagai"].id), "purpose": "solicit"}
    first, again = (text(sato.post(f"/p/{them['nagai'].id}/permit", asked, headers=HTMX)) for _ in range(2))
    given = Permit.objects.get()
    assert str(given.id) in first
    assert str(given.id) in again


def test_a_permit_of_somebody_else_is_of_no_use(them: Cast, enter: Callable[[str], Client]) -> None:
    form = fields(ask(enter("sato"), them, "nagai"))
    page = text(enter("mori").post(f"/p/{them['nagai'].id}/log", form | {"code": "no_answer"}, headers=HTMX))
    assert "この許可は別の担当者のものです" in page
    assert not Touch.objects.exists()


def test_a_number_that_was_shown_counts_and_its_place_does_not_come_back(them: Cast, sato: Client, hand: Hand) -> None:
    ask(sato, them, "nagai")
    permit = Permit.objects.get()
    assert permit.used_at == NOW
    # Neither by letting it expire nor by any address
    assert sato.post(f"/p/{them['nagai'].id}/permit/{permit.id}/release").status_code == 404
    hand.now += timedelta(minutes=11)
    asked = {"point": str(them.points["nagai"].id), "purpose": "solicit"}
    assert "tel:" not in text(sato.post(f"/p/{them['nagai'].id}/permit", asked, headers=HTMX))
    assert Permit.objects.count() == 1


@pytest.mark.parametrize("meanwhile", ["they refused", "the policy", "they will call", "a colleague called"])
def test_pressing_again_after_things_changed_is_asking_anew(them: Cast, sato: Client, hand: Hand, meanwhile: str) -> None:
    ask(sato, them, "nagai")
    permit, whom = Permit.objects.get(), them["nagai"].id
    hand.now += timedelta(minutes=2)
    logged = {"person_id": whom, "point_id": them.points["nagai"].id, "member_id": them.members["mori"].id, "at": hand.now, "now": hand.now}
    match meanwhile:
        case "they refused":
            refused(them, "nagai", hand.now)
        case "the policy":
            strict = 'name = "x"\nextends = "consumer-sales"\n[solicit]\nhours = ["15:00-15:30"]\n'
            gate.choose_policy(toml=strict, by_id=None, now=hand.now)
        case "they will call":
            log_call(direction="in", code="they_will_call", **logged)
        case _:
            log_call(code="no_answer", **logged)
    asked = {"point": str(them.points["nagai"].id), "purpose": "solicit"}
    again = text(sato.post(f"/p/{whom}/permit", asked, headers=HTMX))
    shown = text(sato.get(f"/p/{whom}/act?do=call&permit={permit.id}", headers=HTMX))
    assert "できません" in again or "からできます" in again
    assert str(permit.id) not in again
    assert f'value="{permit.id}"' not in shown


def test_another_outcome_can_be_chosen_in_a_talk_that_outlasts_the_hours(them: Cast, sato: Client, hand: Hand) -> None:
    hand.now += timedelta(hours=6, minutes=55)
    ask(sato, them, "nagai")
    permit = Permit.objects.get()
    hand.now += timedelta(minutes=25)
    shown = text(sato.get(f"/p/{them['nagai'].id}/act?do=call&permit={permit.id}", headers=HTMX))
    assert f'value="{permit.id}"' in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("明日15時", "11月17日(火) 15時"),
        ("来週の火曜の夕方", "11月24日(火)の夕方(16時〜18時)"),
        ("そのへん机", "まだ日時として読めません"),
        ("", ""),
    ],
)
def test_a_phrase_is_read_back_while_it_is_typed(them: Cast, sato: Client, typed: str, said: str) -> None:
    assert said in text(sato.get("/phrase", {"field": "until", "until": typed}, headers=HTMX))


def test_a_call_to_a_shared_number_keeps_the_promise_of_the_number(them: Cast, sato: Client) -> None:
    called(them, "tsuji", NOW - timedelta(minutes=5), person=None)
    form = fields(ask(sato, them, "kazuko"))
    sato.post(f"/p/{them['kazuko'].id}/log", form | {"code": "reached"}, headers=HTMX)
    assert Promise.objects.get().kept_at is not None


@pytest.mark.parametrize(
    "nonsense", [{"code": "danced"}, {}, {"code": "not_now", "asked": "not_now", "topic": "x"}, {"permit": "x", "code": "busy"}]
)
def test_nonsense_is_answered_calmly(them: Cast, sato: Client, nonsense: dict[str, str]) -> None:
    assert sato.post(f"/p/{them['nagai'].id}/log", {"mode": "log-out", **nonsense}, headers=HTMX).status_code == 200


def test_a_conversation_longer_than_the_permit_is_still_inside_the_gate(them: Cast, sato: Client, hand: Hand) -> None:
    form = fields(ask(sato, them, "nagai"))
    hand.now += timedelta(minutes=25)
    page = text(sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "reached", "note": "長い話になった"}, headers=HTMX))
    assert "「お話しできた」と記録しました" in page
    assert not Touch.objects.get().outside_gate


def test_a_tab_left_open_for_days_logs_a_call_of_today_outside_the_gate(them: Cast, sato: Client, hand: Hand) -> None:
    form = fields(ask(sato, them, "nagai"))
    hand.now += timedelta(days=3)
    sato.post(f"/p/{them['nagai'].id}/log", form | {"code": "no_answer"}, headers=HTMX)
    touch = Touch.objects.get()
    assert (touch.at, touch.outside_gate) == (hand.now, True)


@pytest.mark.parametrize(
    "other",
    [{"code": "busy"}, {"code": "not_now", "note": "別のメモ"}, {"code": "not_now", "until": "再来週"}, {"code": "not_now", "agreed": "1"}],
)
def test_another_form_on_the_same_sheet_is_told_what_stands(them: Cast, sato: Client, other: dict[str, str]) -> None:
    form = fields(ask(sato, them, "okada")) | {"asked": "not_now", "until": "来週"}
    sato.post(f"/p/{them['okada'].id}/log", form | {"code": "not_now"}, headers=HTMX)
    same = text(sato.post(f"/p/{them['okada'].id}/log", form | {"code": "not_now"}, headers=HTMX))
    assert "と記録しました" in same
    page = text(sato.post(f"/p/{them['okada'].id}/log", form | other, headers=HTMX))
    assert "もう「" in page
    assert "変えるには「元に戻す」" in page
    assert f'action="/undo/{Conclusion.objects.get().id}"' in page
    assert (Touch.objects.count(), Conclusion.objects.count(), Pause.objects.count()) == (1, 1, 1)


def test_a_form_sent_again_after_it_was_taken_back_is_told_so(them: Cast, sato: Client) -> None:
    form = fields(ask(sato, them, "nagai")) | {"code": "no_answer"}
    sato.post(f"/p/{them['nagai'].id}/log", form, headers=HTMX)
    sato.post(f"/undo/{Conclusion.objects.get().id}")
    page = text(sato.post(f"/p/{them['nagai'].id}/log", form, headers=HTMX))
    assert "元に戻してあります" in page
    assert Touch.objects.count() == 1


def test_a_call_of_theirs_is_spoken_or_missed_and_the_words_say_so(them: Cast, sato: Client) -> None:
    panel = text(sato.get(f"/p/{them['nagai'].id}?do=log-in")).split('id="act-panel"')[1]
    assert "受信" not in panel
    assert "ご本人に届かなかった" not in panel
    assert panel.index("出られなかった") < panel.index("不在着信")
    assert "ご本人に届かなかった" in text(sato.get(f"/p/{them['nagai'].id}?do=log-out")).split('id="act-panel"')[1]
