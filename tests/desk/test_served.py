"""The desk as it is served for real: a server, its worker, two colleagues at two screens."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.installs import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def screens(browser: "Browser", live_server_process: Server) -> "Iterator[tuple[Page, Page]]":
    """Two colleagues, each logged in with a login that was made for this install."""
    logins = [line.split() for line in (live_server_process.install.home / "login.txt").read_text().splitlines()]
    contexts = [browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800}) for _ in logins[:2]]
    pages = [context.new_page() for context in contexts]
    for page, (name, password) in zip(pages, logins, strict=False):
        page.goto(f"{live_server_process.url}/account/login/")
        page.locator("#id_login").fill(name)
        page.locator("#id_password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server_process.url}/")
    yield pages[0], pages[1]
    for page in pages:
        # A page that still listens, or is on its way to another, can keep its context from closing for ever
        page.goto("about:blank")
    for context in contexts:
        context.close()


def test_what_one_logs_the_other_sees_at_once(screens: "tuple[Page, Page]") -> None:
    one, other = screens
    other.keyboard.press("j")
    held = other.evaluate("document.activeElement.id")
    one.keyboard.press("/")
    one.keyboard.type("木村")
    one.wait_for_selector("#found a.first")
    one.keyboard.press("Enter")
    one.wait_for_selector(".person-head h1")
    name = one.locator(".person-head .name").inner_text()
    one.keyboard.press("m")
    one.wait_for_selector("#note:focus")
    one.keyboard.press("Escape")
    # The carrier's refusal message: calls to the number stop until somebody has looked, whatever the hour
    one.keyboard.press("r")
    one.wait_for_selector(".undo")
    other.wait_for_selector(f"[aria-labelledby=group-look] .due:has-text('{name}')")
    assert other.evaluate("document.activeElement.id") == held
    with one.expect_navigation():
        one.keyboard.press("u")
    other.wait_for_selector(f"[aria-labelledby=group-look] .due:has-text('{name}')", state="detached")


def test_a_file_is_dropped_and_its_report_comes_by_itself(screens: "tuple[Page, Page]", tmp_path: Path) -> None:
    page, _ = screens
    rows = [f"取込 {number},とりこみ,090-7000-{number:04}," for number in range(3000)]
    rows[10] = "番号なし,ばんごうなし,12,"
    path = tmp_path / "名簿.csv"
    path.write_bytes("\n".join(["氏名,ふりがな,電話番号,備考", *rows]).encode("cp932"))
    page.get_by_role("link", name="取り込み").first.click()
    page.locator("input[type=file]").set_input_files(path)
    page.wait_for_selector("text=文字コードはCP932です")
    page.get_by_role("button", name="取り込む", exact=True).click()
    page.wait_for_selector("text=3,000行すべてを確かめました", timeout=60_000)
    assert "取り込めなかった行 1件" in page.locator(".lead").inner_text()
    with page.expect_download() as report:
        page.get_by_role("link", name="取り込めなかった行だけ").click()
    assert "番号なし" in Path(report.value.path()).read_text(encoding="utf-8-sig")
