"""The page of the policy: warnings do not hide the rules, and a slip is said where it was made."""

import pytest
from django.test import Client

from tests.cast import Cast
from tests.desk.happened import text

pytestmark = pytest.mark.django_db
PURPOSES = ("solicit", "inquiry", "service", "reply", "promise")
AT_NIGHT = 'name = "nights"\nextends = "consumer-sales"\n' + "".join(f'[{each}]\nhours = "any"\n' for each in PURPOSES)


def test_many_loosened_limits_are_one_notice_that_opens(them: Cast, ueno: Client) -> None:
    page = text(ueno.post("/policy", {"toml": AT_NIGHT}))
    assert page.count('class="notice is-running"') == 1
    assert "ゆるいところが15あります" in page
    assert page.count("連絡してよい時間帯が、もとの決めごと") == 15
    ueno.post("/policy", {"toml": AT_NIGHT, "do": "choose"})
    assert text(ueno.get("/policy")).count('class="notice is-running"') == 1


def test_a_slip_in_the_policy_is_said_beside_what_was_typed(them: Cast, ueno: Client) -> None:
    page = text(ueno.post("/policy", {"toml": "name = 1\nx"}))
    assert page.index("ほかの決めごとにする") < page.index("TOMLとして読めません") < page.index('<textarea id="toml"')
    assert page.count("TOMLとして読めません") == 1
    assert "autofocus" in page[page.index('<textarea id="toml"') :].split(">")[0]
