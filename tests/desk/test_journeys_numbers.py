"""In a real browser: an unknown number rings, and somebody comes out of it; the hand stays where it is in a list that changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from enishi.people import actions as people
from enishi.people.models import ContactPoint, Person
from enishi.promises.models import Promise
from enishi.touches.models import Touch
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called
from tests.desk.test_journeys import log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[str], "Page"]
PRETTY = "070-8888-0001"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def them(transactional_db: None, hand: Hand) -> Cast:
    from tests import cast

    return cast.assemble(now=NOW - timedelta(days=20))


@pytest.fixture
def unknown(them: Cast) -> ContactPoint:
    """A number that rang twelve minutes ago, and that nobody was ever known to hold."""
    held = people.hold_point(person_id=them["mai"].id, kind="phone", value=PRETTY, now=NOW - timedelta(days=9))
    held.delete()
    called(them, "", NOW - timedelta(minutes=12), person=None, point=held.point)
    return held.point


@pytest.fixture
def work(page: "Page", live_server: LiveServer, them: Cast) -> Work:
    """`work("/")`: that page, logged in as 佐藤."""

    def opened(path: str) -> "Page":
        log_in(page, live_server.url)
        page.goto(live_server.url + path)
        return page

    return opened


def test_a_missed_call_of_an_unknown_number_ends_with_a_number_to_dial(work: Work, unknown: ContactPoint) -> None:
    page = work("/")
    page.keyboard.press("j")
    assert "登録のない番号" in page.locator(".due:focus").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{PRETTY}')")
    assert page.locator(".due[aria-current]").count() == 1
    page.keyboard.press("c")
    page.wait_for_selector("#heard:has-text('先に登録が必要です')")
    page.keyboard.press("n")
    page.wait_for_selector("#name:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('お名前未登録')")
    assert "できます" in page.locator(".gate .say").first.inner_text()
    caller = Person.objects.get(name="")
    assert page.url.endswith(f"/p/{caller.id}")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    assert page.locator(".dial .number").inner_text() == PRETTY
    page.keyboard.press("1")
    page.wait_for_selector(".undo")
    assert Promise.objects.get().kept_at is not None
    assert Touch.objects.get(direction="out").outside_gate is False


def test_no_business_is_two_keys_and_taken_back_with_one(work: Work, unknown: ContactPoint) -> None:
    page = work(f"/n/{unknown.id}")
    page.get_by_role("button", name="用件なしとして閉じる").click()
    page.wait_for_selector(".undo")
    assert Promise.objects.get().withdrawn_at is not None
    page.keyboard.press("u")
    page.wait_for_selector(".notice:has-text('元に戻しました')")
    assert page.url.endswith(f"/n/{unknown.id}")
    assert Promise.objects.get().withdrawn_at is None
    page.keyboard.press("m")
    page.keyboard.type("写真館の方、またかけるとのこと")
    page.keyboard.press("Escape")
    page.keyboard.press("6")
    page.wait_for_selector("#by:focus")
    assert page.locator("#note").input_value() == "写真館の方、またかけるとのこと"
    page.keyboard.type("あすの15時")
    page.keyboard.press("Enter")
    page.wait_for_selector(".undo")
    page.wait_for_selector(".knot:has-text('写真館の方、またかけるとのこと')")


def test_the_page_of_a_number_fits_a_mobile(work: Work, unknown: ContactPoint, page: "Page") -> None:
    page.set_viewport_size(PHONE)
    work(f"/n/{unknown.id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="電話・記録").click()
    assert page.locator("#name").is_visible()


def test_the_hand_stays_in_its_place_when_its_line_goes(work: Work, them: Cast) -> None:
    for minutes, whom in enumerate(("mai", "okada", "nagai", "yumi"), 10):
        called(them, whom, NOW - timedelta(minutes=30 - minutes))
    page = work("/")
    listed = page.eval_on_selector_all("[data-walk]", "stops => stops.map(stop => stop.id)")
    assert len(listed) == 4
    for _ in range(2):
        page.keyboard.press("j")
    focus = "document.activeElement.id"
    assert page.evaluate(focus) == listed[1]
    gone = Promise.objects.get(id=listed[1].removeprefix("due-"))
    called(them, "", NOW - timedelta(minutes=1), person=gone.person, point=gone.point, outcome="reached")
    page.evaluate("document.getElementById('today-list').dispatchEvent(new CustomEvent('changed'))")
    page.wait_for_selector(f"#{listed[1]}", state="detached")
    page.keyboard.press("j")
    assert page.evaluate(focus) == listed[2]
    page.keyboard.press("k")
    assert page.evaluate(focus) == listed[0]


def test_the_open_line_may_go_and_the_next_is_the_one_that_moved_up(work: Work, them: Cast) -> None:
    for minutes, whom in enumerate(("mai", "okada", "nagai"), 10):
        called(them, whom, NOW - timedelta(minutes=30 - minutes))
    page = work("/")
    listed = page.eval_on_selector_all("[data-walk]", "stops => stops.map(stop => stop.id)")
    page.locator(f"#{listed[1]}").click()
    page.wait_for_selector(f"#{listed[1]}[aria-current]")
    gone = Promise.objects.get(id=listed[1].removeprefix("due-"))
    called(them, "", NOW - timedelta(minutes=1), person=gone.person, point=gone.point, outcome="reached")
    page.reload()
    page.wait_for_selector(f"#{listed[2]}")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == listed[2]
