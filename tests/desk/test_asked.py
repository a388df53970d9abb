"""Addresses made by hand: what is asked in a line of an address is answered, or refused, and never a fault."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.cast import Cast
from tests.desk.conftest import Hand

pytestmark = pytest.mark.django_db
ODD = ["", "a\0b", "\u202e", "x" * 5000, "9" * 400, "%", "_", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "２月２９日"]
ASKED = [
    ("/", "whose"),
    ("/", "current"),
    ("/today/list", "current"),
    ("/search", "q"),
    ("/people/new", "q"),
    ("/phrase", "until"),
    ("/p/{mai}", "do"),
    ("/p/{mai}", "touch"),
    ("/p/{mai}/act", "do"),
    ("/p/{mai}/act", "permit"),
    ("/p/{mai}/thread", "before"),
    ("/policy", "pack"),
    ("/arrive", "next"),
    ("/live", "topics"),
]


@pytest.mark.parametrize("by_htmx", [True, False])
@pytest.mark.parametrize(("address", "name"), ASKED)
def test_no_question_is_a_fault(them: Cast, ueno: Client, address: str, name: str, by_htmx: bool) -> None:
    ueno.raise_request_exception = False
    headers = {"HX-Request": "true"} if by_htmx else {}
    for odd in ODD:
        asked = {name: odd} | ({"field": name} if address == "/phrase" else {})
        assert ueno.get(address.format(mai=them["mai"].id), asked, headers=headers).status_code < 500, odd


@pytest.mark.parametrize("now", [datetime(2026, 12, 31, 14, 59, 59, tzinfo=UTC), datetime(2028, 2, 28, 15, tzinfo=UTC)])
@pytest.mark.parametrize("typed", ["2月29日", "来年の今日", "1年後", "明日24時", "大晦日の23時59分", "13月1日", "0時", "千年後", "昨日"])
def test_no_phrase_is_a_fault_at_the_years_end_or_on_a_leap_day(them: Cast, sato: Client, hand: Hand, now: datetime, typed: str) -> None:
    hand.now = now
    assert sato.get("/phrase", {"field": "until", "until": typed}).status_code == 200
    assert sato.post(f"/p/{them['mai'].id}/do/promise", {"phrase": typed, "asked_by": "us"}).status_code in {200, 302}
