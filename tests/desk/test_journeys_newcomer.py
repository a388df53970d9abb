"""In a real browser: what somebody new to the desk does on the first day, and is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from enishi.promises.models import Promise
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called
from tests.desk.test_journeys import log_in
from tests.desk.test_journeys_hand import anew

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[str], "Page"]
PHONE = {"width": 390, "height": 844}
UNREADABLE = {
    "名簿.xlsx": (b"PK\x03\x04" + bytes(60), "表計算ソフトのブックか圧縮ファイルです"),
    "空.csv": (b"", "空.csv: "),
    "写真.png": (b"\x89PNG\r\n\x1a\n" + bytes(60), "写真.png: "),
}


@pytest.fixture
def them(transactional_db: None, hand: Hand) -> Cast:
    from tests import cast

    return cast.assemble(now=NOW - timedelta(days=20))


@pytest.fixture
def work(page: "Page", live_server: LiveServer, them: Cast) -> Work:
    """`work("/")`: that page, logged in as 佐藤."""

    def opened(path: str, name: str = "sato") -> "Page":
        log_in(page, live_server.url, name)
        page.goto(live_server.url + path)
        return page

    return opened


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_told_so(work: Work, name: str) -> None:
    content, said = UNREADABLE[name]
    page = work("/imports")
    page.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "application/octet-stream", "buffer": content}])
    page.wait_for_selector(f".notice.is-wrong:has-text('{said}')")


def test_a_number_of_several_people_is_worked_by_keyboard(work: Work, them: Cast) -> None:
    called(them, "tsuji", NOW - timedelta(minutes=5), person=None)
    page = work(f"/n/{them.points['tsuji'].id}")
    assert "おかけになる方を開いてください" in page.locator("main").inner_text()
    page.keyboard.press("c")
    page.wait_for_selector("#heard:has-text('Enter で開いてください')")
    cards = page.locator(".choose .sheet")
    names = [name.split("様")[0] for name in cards.all_inner_texts()]
    assert cards.nth(0).evaluate("card => card === document.activeElement")
    page.keyboard.press("j")
    assert cards.nth(1).evaluate("card => card === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"h1:has-text('{names[1]}')")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")


def test_whose_missed_call_it_was_is_one_key(work: Work, them: Cast) -> None:
    called(them, "tsuji", NOW - timedelta(minutes=5), person=None)
    page = work(f"/n/{them.points['tsuji'].id}")
    page.keyboard.press("2")
    page.wait_for_selector(".undo:has-text('様からのお電話としました')")


def test_a_call_from_them_and_the_next_promise_have_keys(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    page.keyboard.press("n")
    page.wait_for_selector("#heard:has-text('いまの画面では使えません')")
    page.keyboard.press("i")
    page.wait_for_selector("h2:has-text('いただいた電話の記録')")
    page.keyboard.press("n")
    page.wait_for_selector("#call_back:focus")
    page.keyboard.type("あす15時")
    page.wait_for_selector("#call_back-understood:has-text('15')")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.wait_for_selector(".undo")
    page.wait_for_selector(".standing:has-text('15:00')")


def test_after_a_call_that_sends_its_line_down_the_hand_goes_on_where_it_was(work: Work, them: Cast) -> None:
    """He rang again at once, so he stood first; then he stands where the others wait."""
    for minutes in (6, 4):
        called(them, "mai", NOW - timedelta(minutes=minutes))
    for minutes, whom in enumerate(("okada", "nagai", "yumi")):
        called(them, whom, NOW - timedelta(minutes=70 - minutes))
    page = work("/")
    listed = [stop.get_attribute("id") for stop in page.locator("[data-walk]").all()]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('髙梨 舞')")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("2")
    page.wait_for_selector(".undo")
    Promise.objects.filter(person=them["mai"], kept_at=None).update(raised=0, raised_at=None)
    anew(page)
    page.wait_for_function("first => document.querySelectorAll('[data-walk]')[0].id !== first", arg=listed[0])
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == listed[1]
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == listed[2]


def test_the_keys_are_read_during_a_call_without_losing_its_number(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("?")
    page.wait_for_selector("#keys-list:popover-open")
    assert page.locator(".dial .number").is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("#keys-list", state="hidden")
    page.keyboard.press("?")
    page.keyboard.press("?")
    page.wait_for_selector("#keys-list", state="hidden")
    assert "/p/" in page.url
    page.keyboard.press("2")
    page.wait_for_selector(".undo:has-text('応答なし')")


def test_a_time_put_right_is_no_longer_called_wrong(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("6")
    page.wait_for_selector("#by:focus")
    page.keyboard.type("机")
    page.keyboard.press("Enter")
    page.wait_for_selector("#by-wrong:has-text('日時が分かりません')")
    page.locator("#by").fill("あす15時")
    page.wait_for_selector("#by-understood:has-text('15')")
    assert page.locator("#by-wrong").count() == 0
    assert page.locator("#by").get_attribute("aria-invalid") is None


def test_after_an_undo_on_a_telephone_the_outcomes_are_in_sight(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    page.set_viewport_size(PHONE)
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("2")
    page.wait_for_selector(".undo")
    page.keyboard.press("u")
    again = page.locator("h2", has_text="この電話の結果を選び直す")
    again.wait_for()
    box = again.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < PHONE["height"]


def size(page: "Page", css: str) -> float:
    """How tall the letters of a drawing are on the screen, in pixels."""
    found: float = page.evaluate(
        """css => { const word = document.querySelector(css), svg = word.ownerSVGElement;
        return parseFloat(getComputedStyle(word).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width; }""",
        css,
    )
    return found


@pytest.mark.parametrize("width", [390, 1280])
def test_large_type_makes_the_hours_of_the_day_larger(work: Work, them: Cast, width: int) -> None:
    page = work("/")
    page.set_viewport_size({"width": width, "height": 844})
    plain = size(page, ".day .hour")
    type(them.members["sato"]).objects.filter(username="sato").update(large_type=True)
    page.reload()
    assert size(page, ".day .hour") > plain
    assert plain >= 11


def test_no_number_is_broken_at_the_end_of_a_line(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    page.set_viewport_size(PHONE)
    button = page.locator("[data-key=c] .nowrap")
    assert button.inner_text() == "070-1234-0009"
    assert button.evaluate("number => number.getClientRects().length") == 1
