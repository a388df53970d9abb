"""A call already made: what it was about is asked kindly, and whoever refused us is told before anything is sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from enishi.consideration import actions as consideration
from enishi.conversations.models import Conclusion
from enishi.touches.models import Touch
from tests.cast import Cast
from tests.desk.conftest import NOW
from tests.desk.happened import called, promised, refused, text
from tests.desk.test_log import fields

pytestmark = pytest.mark.django_db


def form(client: Client, them: Cast, whom: str, mode: str = "log-out") -> str:
    return text(client.get(f"/p/{them[whom].id}/act", {"do": mode}, headers={"HX-Request": "true"}))


def purpose(page: str) -> str | None:
    """What is chosen already; None if the form asks."""
    chosen = re.search(r'<option value="(\w*)" selected', page.split('name="purpose"')[1].split("</select>")[0])
    return chosen[1] if chosen else None


def test_a_call_back_where_one_is_owed(them: Cast, sato: Client) -> None:
    called(them, "nagai", NOW - timedelta(minutes=12))
    promised(them, "okada", NOW - timedelta(minutes=10))
    assert purpose(form(sato, them, "nagai")) == "reply"
    assert purpose(form(sato, them, "okada")) == "reply"


def test_what_they_asked_for_and_else_what_the_gate_would_let_go(them: Cast, sato: Client) -> None:
    consideration.record_request(
        person_id=them["yumi"].id, topic_id=None, purpose="inquiry", words="資料を", heard_by_id=None, now=NOW - timedelta(days=1)
    )
    assert purpose(form(sato, them, "yumi")) == "inquiry"
    page = form(sato, them, "nagai")
    assert purpose(page) == "solicit"
    assert page.index('value="reply"') < page.index('value="solicit"')


def test_who_refused_is_said_before_anything_is_sent_and_no_purpose_is_guessed(them: Cast, sato: Client) -> None:
    refused(them, "nagai", NOW - timedelta(days=3))
    page = form(sato, them, "nagai")
    assert "お断りをいただいている方です" in page
    assert "今後の連絡はすべてお断り" in page
    assert purpose(page) is None
    assert '<option value="">お選びください' in page
    assert "お断りをいただいている方です" not in form(sato, them, "nagai", "log-in")
    promised(them, "nagai", NOW - timedelta(days=4))
    assert purpose(form(sato, them, "nagai")) is None


def test_a_refusal_of_texts_is_no_refusal_of_calls(them: Cast, sato: Client) -> None:
    consideration.refuse(person_id=them["nagai"].id, scope="channel", channel="text", words="SMSは困る", heard_by_id=None, now=NOW)
    assert "お断りをいただいている方です" not in form(sato, them, "nagai")


def test_an_offer_to_somebody_who_refused_is_asked_about_written_down_and_brought_to_a_manager(
    them: Cast, sato: Client, ueno: Client
) -> None:
    refused(them, "nagai", NOW - timedelta(days=3))
    offer = fields(form(sato, them, "nagai")) | {"purpose": "solicit", "code": "reached", "note": "ご案内"}
    page = text(sato.post(f"/p/{them['nagai'].id}/log", offer, headers={"HX-Request": "true"}))
    assert "お断りの方へのご案内として記録します" in page
    assert 'name="despite"' in page
    assert "ご案内</textarea>" in page
    assert not Touch.objects.exists()
    assert "お断りのあとに、ご案内のお電話が記録されています" not in text(ueno.get("/"))
    sato.post(f"/p/{them['nagai'].id}/log", offer | {"despite": "1"}, headers={"HX-Request": "true"})
    assert Touch.objects.get().outside_gate
    assert "お断りのあとに、ご案内のお電話が記録されています" in text(ueno.get("/"))
    assert "お断りのあとに、ご案内のお電話が記録されています" not in text(sato.get("/"))
    sato.post(f"/undo/{Conclusion.objects.get().id}")
    assert "お断りのあとに、ご案内のお電話が記録されています" not in text(ueno.get("/"))


def test_nothing_is_asked_of_what_they_did_not_refuse(them: Cast, sato: Client) -> None:
    refused(them, "nagai", NOW - timedelta(days=3))
    reply = fields(form(sato, them, "nagai")) | {"purpose": "reply", "code": "reached"}
    assert "お断りの方への" not in text(sato.post(f"/p/{them['nagai'].id}/log", reply, headers={"HX-Request": "true"}))
    assert Touch.objects.get().purpose == "reply"


def test_what_follows_a_refusal_of_one_channel_does_not_promise_silence_on_all(them: Cast, sato: Client) -> None:
    asked = fields(form(sato, them, "yumi")) | {"purpose": "inquiry", "code": "never", "covers": "channel:call"}
    page = text(sato.post(f"/p/{them['yumi'].id}/log", asked, headers={"HX-Request": "true"}))
    assert "→ お断りの範囲では、誰からも連絡しません" in page
    assert "どの方法でも" not in page


def test_a_second_press_of_the_form_by_which_they_refused_asks_nothing(them: Cast, sato: Client) -> None:
    never = fields(form(sato, them, "nagai")) | {
        "purpose": "solicit",
        "code": "never",
        "asked": "never",
        "words": "もう結構",
        "covers": "everything",
    }
    for _ in range(2):
        page = text(sato.post(f"/p/{them['nagai'].id}/log", never, headers={"HX-Request": "true"}))
        assert "お断りの方へのご案内として" not in page
    assert Touch.objects.count() == 1
