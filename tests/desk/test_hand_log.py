"""A call already made: what it was about is asked kindly, and whoever refused us is told before anything is sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from enishi.consideration import actions as consideration
from tests.cast import Cast
from tests.desk.conftest import NOW
from tests.desk.happened import called, promised, refused, text

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
