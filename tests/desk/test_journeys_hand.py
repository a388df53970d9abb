"""In a real browser: the hand follows its line while the list changes around it, and what is needed is within reach."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from enishi.promises.models import Promise
from enishi.touches.models import Touch
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called, refused
from tests.desk.test_journeys import log_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[str], "Page"]
PHONE = {"width": 390, "height": 844}
LISTED = "stops => stops.map(stop => stop.id)"
HELD = "document.activeElement.id"


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


@pytest.fixture
def waiting(them: Cast) -> None:
    """Four people who rang."""
    for minutes, whom in enumerate(("mai", "okada", "nagai", "yumi"), 10):
        called(them, whom, NOW - timedelta(minutes=40 - minutes))


def lines(page: "Page") -> list[str]:
    found: list[str] = page.eval_on_selector_all("[data-walk]", LISTED)
    return found


def settled(them: Cast, line: str) -> None:
    """Somebody else spoke to them: the line goes."""
    gone = Promise.objects.get(id=line.removeprefix("due-"))
    called(them, "", NOW - timedelta(minutes=1), person=gone.person, point=gone.point, outcome="reached")


def anew(page: "Page") -> None:
    page.evaluate("document.getElementById('today-list').dispatchEvent(new CustomEvent('changed'))")


@pytest.mark.usefixtures("waiting")
def test_the_hand_that_walked_away_from_the_open_line_does_not_jump_back_to_it(work: Work, them: Cast) -> None:
    page = work("/")
    listed = lines(page)
    page.locator(f"#{listed[0]}").click()
    page.wait_for_selector(f"#{listed[0]}[aria-current]")
    for _ in range(2):
        page.keyboard.press("j")
    assert page.evaluate(HELD) == listed[2]
    settled(them, listed[2])
    anew(page)
    page.wait_for_selector(f"#{listed[2]}", state="detached")
    page.keyboard.press("j")
    assert page.evaluate(HELD) == listed[3]


@pytest.mark.usefixtures("waiting")
def test_lines_that_come_above_do_not_move_the_hand(work: Work, them: Cast) -> None:
    page = work("/")
    listed = lines(page)
    for _ in range(2):
        page.keyboard.press("j")
    page.evaluate("document.activeElement.blur()")
    for whom in ("ogawa", "haru"):
        called(them, whom, NOW - timedelta(hours=3), point=them.points["ogawa" if whom == "ogawa" else "kitano"])
    settled(them, listed[3])
    anew(page)
    page.wait_for_selector(f"#{listed[3]}", state="detached")
    assert lines(page).index(listed[1]) > 1
    page.keyboard.press("j")
    assert page.evaluate(HELD) == listed[2]


@pytest.mark.usefixtures("waiting")
def test_after_an_undo_the_hand_is_on_the_line_that_came_back(work: Work, them: Cast) -> None:
    page = work("/")
    listed = lines(page)
    page.locator(f"#{listed[1]}").click()
    page.wait_for_selector(f"#{listed[1]}[aria-current]")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("1")
    page.wait_for_selector(".undo")
    page.wait_for_selector(f"#{listed[1]}", state="detached")
    page.keyboard.press("u")
    page.wait_for_selector(".notice:has-text('元に戻しました')")
    page.wait_for_selector(f"#{listed[1]}[aria-current]")
    page.keyboard.press("j")
    assert page.evaluate(HELD) == lines(page)[lines(page).index(listed[1]) + 1]


def test_on_a_telephone_everything_is_behind_one_more(work: Work, them: Cast) -> None:
    page = work("/", "ueno")
    page.set_viewport_size(PHONE)
    page.locator(".thumb summary").click()
    for name, place in {"取り込み": "/imports", "連絡の決めごと": "/policy", "メンバー": "/members", "自分の設定": "/settings"}.items():
        link = page.locator(".thumb details a", has_text=name)
        assert link.is_visible()
        assert link.get_attribute("href") == place
        box = link.bounding_box()
        assert box is not None
        assert box["height"] >= 43.5


def test_keys_are_listed_also_where_no_pointer_is_reported(browser: "Browser", live_server: LiveServer, them: Cast) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport=PHONE, locale="ja-JP")
    page = context.new_page()
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/keys")
    assert page.evaluate("matchMedia('(hover: none)').matches")
    assert page.locator("main kbd", has_text="j").is_visible()
    context.close()


def test_a_temporary_password_is_asked_for_twice_in_its_place(work: Work, them: Cast) -> None:
    page = work("/members", "ueno")
    page.locator("summary", has_text="仮のパスワードを発行").first.click()
    assert page.locator(".token").count() == 0
    page.get_by_role("button", name="発行する", exact=True).click()
    page.wait_for_selector(".token")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_wide_table_moves_within_its_frame_and_says_so(work: Work, them: Cast, sato: Client, width: int) -> None:
    columns = ["日時", "電話番号", "種別", "通話時間", "結果", "担当者", *(f"欄{n}" for n in range(8))]
    row = ["2026/11/10 10:00", "090-1234-0001", "発信", "60", "通話", "", *("長い言葉" * 3 for _ in range(8))]
    content = "\n".join(",".join(each) for each in (columns, row)).encode()
    address = sato.post("/imports", {"file": SimpleUploadedFile("calls.csv", content)}).headers["Location"]
    page = work(address)
    page.set_viewport_size({"width": width, "height": 844})
    assert page.locator("#columns-say", has_text="全部で14列あります").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    last = page.locator("select[name=column-13]")
    last.focus()
    box = last.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= width


@pytest.mark.usefixtures("them")
def test_on_a_telephone_the_question_of_a_shared_number_can_be_answered(work: Work, them: Cast) -> None:
    called(them, "tsuji", NOW - timedelta(minutes=12), person=None)
    page = work("/")
    page.set_viewport_size(PHONE)
    page.goto(f"{page.url.rstrip('/')}/n/{them.points['tsuji'].id}")
    assert page.evaluate("scrollY") == 0
    page.get_by_role("link", name="電話・記録").click()
    page.get_by_role("button", name="辻 正夫様から").click()
    page.wait_for_url(f"**/p/{them['masao'].id}")
    assert Promise.objects.get(kept_at=None, withdrawn_at=None).person_id == them["masao"].id


def test_an_offer_to_somebody_who_refused_is_confirmed_by_keyboard_and_brought_to_a_manager(work: Work, them: Cast) -> None:
    refused(them, "nagai", NOW - timedelta(days=3))
    page = work(f"/p/{them['nagai'].id}")
    page.keyboard.press("m")
    page.wait_for_selector("#note:focus")
    page.select_option("#purpose", "solicit")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.wait_for_selector("[name=despite]:focus")
    assert "お断りの方へのご案内として記録します" in page.locator("#act-panel [role=alert]").first.inner_text()
    page.keyboard.press("Space")
    page.keyboard.press("1")
    page.wait_for_selector(".undo")
    assert Touch.objects.get().outside_gate
    # What is still on its way to this page would bring its cookies back
    page.goto("about:blank")
    page.context.clear_cookies()
    page = work("/", "ueno")
    assert "お断りのあとに、ご案内のお電話が記録されています" in page.locator("[aria-labelledby=group-look]").inner_text()


def test_a_given_name_is_found_from_anywhere_and_three_digits_are_too_few(work: Work, them: Cast) -> None:
    page = work("/")
    page.keyboard.press("/")
    page.keyboard.type("ハル")
    page.wait_for_selector("#found a.first:has-text('北野 ハル')")
    page.keyboard.press("Control+a")
    page.keyboard.type("090")
    page.wait_for_selector("#found p:has-text('番号は4桁以上でお探しください。')")
