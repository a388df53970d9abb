"""A working day in a real browser: hands on the keyboard, a telephone in the other hand."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.live_server_helper import LiveServer

from enishi.consideration.models import Pause, Refusal
from enishi.touches.models import Touch
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.happened import called, promised

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a long enough one"
Work = Callable[[str], "Page"]


@pytest.fixture
def them(transactional_db: None, hand: Hand) -> Cast:
    from tests import cast

    return cast.assemble(now=NOW - timedelta(days=20))


@pytest.fixture
def work(page: "Page", live_server: LiveServer, them: Cast) -> Work:
    """`work("/")`: that page, logged in as 佐藤."""

    def opened(path: str) -> "Page":
        log_in(page, live_server.url)
        page.goto(live_server.url + path)
        return page

    return opened


def log_in(page: "Page", url: str, name: str = "sato", password: str = PASSWORD) -> None:
    page.goto(f"{url}/account/login/")
    page.locator("#id_login").fill(name)
    page.locator("#id_password").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")


class Keys:
    """Counts every key, as a tired hand would."""

    def __init__(self, page: "Page") -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1


def said(page: "Page") -> str:
    return page.locator(".undo").inner_text()


def test_a_plain_outcome_takes_at_most_six_keys_from_today(work: Work, them: Cast) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    page = work("/")
    keys = Keys(page)
    keys.press("j")
    keys.press("Enter")
    page.wait_for_selector("h1:has-text('髙梨 舞')")
    keys.press("c")
    page.wait_for_selector(".dial .number")
    assert page.locator(".dial .number").inner_text() == "090-1234-0001"
    keys.press("2")
    page.wait_for_selector(".undo")
    assert keys.pressed <= 6
    assert "髙梨 舞様を「応答なし」と記録しました" in said(page)
    assert Touch.objects.filter(direction="out").count() == 1


def test_the_hand_undoes_with_one_key(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['okada'].id}")
    for key in ("c", "7"):
        page.keyboard.press(key)
        page.wait_for_selector(".dial .number" if key == "c" else "#because")
    page.keyboard.type("決算が終わるまで")
    page.keyboard.press("Tab")
    page.keyboard.type("来月の10日")
    page.wait_for_selector("#until-understood:has-text('12月10日(木)')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".undo")
    page.wait_for_selector(".standing:has-text('控え')")
    assert Pause.objects.get().because == "決算が終わるまで"
    page.keyboard.press("u")
    page.wait_for_selector(".notice:has-text('元に戻しました')")
    assert Pause.objects.get().ended_at is not None
    assert page.locator(".undo").count() == 0


def test_j_and_k_walk_the_list_and_letters_in_a_note_stay_letters(work: Work, them: Cast) -> None:
    for whom in ("mai", "okada", "nagai"):
        called(them, whom, NOW - timedelta(minutes=12))
    page = work("/")
    walked = []
    for key in ("j", "j", "j", "j", "k"):
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.id"))
    assert walked[2] == walked[3]
    assert walked[4] == walked[1]
    assert len(set(walked)) == 3
    page.goto(f"{page.url.rstrip('/')}/p/{them['nagai'].id}")
    page.keyboard.press("m")
    page.wait_for_selector("#note:focus")
    page.keyboard.type("jkcu2")
    assert page.locator("#note").input_value() == "jkcu2"
    assert Touch.objects.filter(direction="out").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.wait_for_selector(".undo")
    assert Touch.objects.get(direction="out").words.text == "jkcu2"


def test_an_unsaved_note_survives_a_reload_and_is_forgotten_once_kept(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}?do=log-out")
    page.locator("#note").fill("途中まで書いた")
    page.reload()
    assert page.locator("#note").input_value() == "途中まで書いた"
    page.get_by_role("button", name="応答なし").click()
    page.wait_for_selector(".undo")
    page.goto(f"{page.url.split('?')[0]}?do=log-out")
    assert page.locator("#note").input_value() == ""


def test_a_trembling_finger_logs_once(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}?do=log-out")
    page.get_by_role("button", name="応答なし").dblclick()
    page.wait_for_selector(".undo")
    page.wait_for_load_state("networkidle")
    assert Touch.objects.count() == 1


def test_search_from_anywhere_by_keyboard(work: Work, them: Cast) -> None:
    page = work("/imports")
    page.keyboard.press("/")
    page.keyboard.type("たかな")
    page.wait_for_selector("#found a:has-text('髙梨 舞様')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/p/{them['mai'].id}")
    page.keyboard.press("/")
    page.keyboard.type("0333340006")
    page.wait_for_selector("#found a:has-text('林 誠様')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('林')")


def test_never_is_refused_everywhere_the_moment_it_is_logged(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['yumi'].id}")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("8")
    page.wait_for_selector("#words")
    page.locator("#words").fill("二度とかけないで")
    page.get_by_role("button", name="記録する").click()
    page.wait_for_selector(".standing:has-text('すべてお断り')")
    assert page.locator("[data-key=c]").count() == 0
    assert Refusal.objects.filter(person=them["yumi"]).exists()


def test_without_scripts_the_day_can_still_be_worked(browser: "Browser", live_server: LiveServer, them: Cast) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    log_in(page, live_server.url)
    page.locator(".due", has_text="髙梨 舞様").click()
    page.get_by_role("button", name="に電話する").click()
    page.get_by_role("button", name="いまは不要").click()
    page.get_by_label("いつまで").fill("来週")
    page.get_by_role("button", name="記録する").click()
    assert "髙梨 舞様を「いまは不要」と記録しました" in said(page)
    page.get_by_role("button", name="元に戻す").click()
    assert "元に戻しました" in page.locator(".notice").first.inner_text()
    context.close()


PAGES = (
    "/",
    "/p/{mai}",
    "/p/{mai}?do=log-out",
    "/p/{mai}?do=wish",
    "/n/{tsuji}",
    "/imports",
    "/policy",
    "/settings",
    "/search?q=09",
    "/keys",
)


@pytest.mark.parametrize(("width", "large", "language"), [(390, False, "ja"), (390, True, "en"), (1280, True, "ja"), (1280, False, "en")])
def test_no_page_is_wider_than_its_window(work: Work, them: Cast, width: int, large: bool, language: str) -> None:
    called(them, "mai", NOW - timedelta(hours=30))
    promised(them, "mai", NOW + timedelta(hours=2))
    type(them.members["sato"]).objects.filter(username="sato").update(large_type=large, language=language)
    page = work("/")
    page.set_viewport_size({"width": width, "height": 844})
    root = page.url.rstrip("/")
    for path in PAGES:
        page.goto(root + path.format(mai=them["mai"].id, tsuji=them.points["tsuji"].id))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def small(page: "Page") -> list[str]:
    """What can be pressed and is smaller than a finger; a link in the middle of a sentence is as tall as its line."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("button, select, summary, input:not([type=hidden]), nav a, .due, .button, .deeds a")]
        .filter((part) => part.checkVisibility() && !part.closest(".choices, .tick, .unseen, .skip, .due-head, .standing, .drop"))
        .filter((part) => part.getBoundingClientRect().height < 43.5)
        .map((part) => part.outerHTML.slice(0, 120))"""
    )
    return found


def test_on_a_telephone_everything_can_be_pressed_with_a_thumb(work: Work, them: Cast) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    page = work("/")
    page.set_viewport_size({"width": 390, "height": 844})
    root = page.url.rstrip("/")
    for path in ("/", f"/p/{them['mai'].id}", f"/p/{them['mai'].id}?do=log-out", "/imports", "/settings"):
        page.goto(root + path)
        assert small(page) == [], path
        bar = page.locator(".thumb").bounding_box()
        assert bar is not None
        assert round(bar["y"] + bar["height"]) == 844


def test_the_list_takes_a_change_in_without_taking_the_hand_away(work: Work, them: Cast) -> None:
    called(them, "mai", NOW - timedelta(minutes=12))
    page = work("/")
    page.keyboard.press("j")
    held = page.evaluate("document.activeElement.id")
    called(them, "okada", NOW - timedelta(minutes=2))
    page.evaluate("document.getElementById('today-list').dispatchEvent(new CustomEvent('changed'))")
    page.wait_for_selector(".due:has-text('岡田 健一社長')")
    assert page.evaluate("document.activeElement.id") == held
    assert "2人が私たちをお待ちです" in page.locator("#heard").inner_text()


def contrast(page: "Page") -> list[Any]:
    """Words whose contrast with the paper behind them is under 4.5 to 1 (3 to 1 for large ones)."""
    found: list[Any] = page.evaluate(
        """() => {
        const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
        const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
        const behind = (part) => { for (; part; part = part.parentElement) {
            const colour = parse(getComputedStyle(part).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour; } return parse(getComputedStyle(document.body).backgroundColor); };
        return [...document.querySelectorAll("body *")].filter((part) => part.checkVisibility() && !part.closest("svg, [disabled]")
            && [...part.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
          .map((part) => { const style = getComputedStyle(part), a = light(parse(style.color)), b = light(behind(part));
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), parseFloat(style.fontSize), part.textContent.trim().slice(0, 30)]; })
          .filter(([ratio, size]) => ratio < (size >= 24 ? 3 : 4.5)); }"""
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_on_its_paper(work: Work, them: Cast, scheme: Any) -> None:
    called(them, "mai", NOW - timedelta(hours=30))
    promised(them, "okada", NOW - timedelta(hours=1))
    page = work("/")
    page.emulate_media(color_scheme=scheme)
    root = page.url.rstrip("/")
    for path in ("/", f"/p/{them['mai'].id}", f"/p/{them['mai'].id}?do=log-out", "/imports", "/policy", "/settings"):
        page.goto(root + path)
        assert contrast(page) == [], path


def heard(page: "Page") -> str:
    return page.locator("#heard").inner_text()


def test_a_key_that_may_do_nothing_says_why_and_when_and_leaves_the_focus(work: Work, them: Cast) -> None:
    for days in (1, 2):
        called(them, "nagai", NOW - timedelta(days=days), direction="out", outcome="no_answer", purpose="solicit")
    page = work(f"/p/{them['nagai'].id}")
    before = page.evaluate("document.activeElement.tagName")
    page.keyboard.press("c")
    page.wait_for_selector("#heard:has-text('いまはお電話できません')")
    assert re.search(r"(今日|あす|月).* からお電話できます。", heard(page))
    assert page.locator("#heard").is_visible()
    assert page.evaluate("document.activeElement.tagName") == before
    page.keyboard.press("2")
    page.wait_for_selector("#heard:has-text('済んだ電話の記録は「m」です')")
    page.keyboard.press("u")
    page.wait_for_selector("#heard:has-text('元に戻せる操作はありません')")
    page.goto(page.url.split("/p/")[0])
    page.keyboard.press("c")
    page.wait_for_selector("#heard:has-text('先に、どなたかの画面を開いてください')")


def no_answer(page: "Page") -> None:
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("2")
    page.wait_for_selector(".undo")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_way_back_covers_nothing(work: Work, them: Cast, width: int) -> None:
    page = work(f"/p/{them['nagai'].id}")
    page.set_viewport_size({"width": width, "height": 844})
    no_answer(page)
    # Asked again and again from outside: what waits within the page would be refused by its content policy
    seen = "(({top, bottom}) => top >= 0 && bottom <= innerHeight)(document.querySelector('.undo').getBoundingClientRect())"
    for _ in range(100):
        if page.evaluate(seen):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(seen)
    covered = page.evaluate(
        """() => { const strip = document.querySelector(".undo"), its = strip.getBoundingClientRect();
        return [...document.querySelectorAll("a, button, input, summary")].filter((part) => part.checkVisibility() && !strip.contains(part))
          .filter((part) => !part.closest(".place-today, .place-person, .thumb, .head, .skip")).map((part) => part.getBoundingClientRect())
          .filter((box) => box.left < its.right && its.left < box.right && box.top < its.bottom && its.top < box.bottom).length; }"""
    )
    assert covered == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.undo')).position") == "static"


def test_the_way_back_is_put_away_by_hand_and_left_behind(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    no_answer(page)
    own = page.url
    page.goto(own.split("/p/")[0])
    assert page.locator(".undo").count() == 0
    page.goto(own)
    assert page.locator(".undo").count() == 1
    page.keyboard.press("Escape")
    page.wait_for_selector(".undo", state="detached")
    page.reload()
    assert page.locator(".undo").count() == 0
    assert Touch.objects.filter(direction="out").count() == 1


def test_after_a_minute_the_way_back_leaves_and_its_key_with_it(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['nagai'].id}")
    no_answer(page)
    # What the page still fetches brings the strip anew, and with it its minute
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelector('.undo').getAnimations().forEach((leaving) => leaving.finish())")
    assert not page.locator(".undo").is_visible()
    page.keyboard.press("u")
    page.wait_for_selector("#heard:has-text('元に戻せる操作はありません')")


def test_never_is_written_down_without_letting_go_of_the_keyboard(work: Work, them: Cast) -> None:
    page = work(f"/p/{them['yumi'].id}")
    page.keyboard.press("c")
    page.wait_for_selector(".dial .number")
    page.keyboard.press("8")
    page.wait_for_selector("#words:focus")
    page.keyboard.type("SMSはもう送らないで")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "covers"
    page.locator("#covers").press("ArrowDown")
    page.locator("#covers").press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".standing:has-text('SMSでの連絡はお断り')")
    refusal = Refusal.objects.get(person=them["yumi"])
    assert (refusal.channel, refusal.words) == ("text", "SMSはもう送らないで")
