"""In a real browser: what somebody new to the desk does on the first day, and is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.test_journeys import log_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
Work = Callable[[str], "Page"]
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
