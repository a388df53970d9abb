"""In a real browser: a manager drops a log, watches the report being made, and reads it."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from enishi.kernel import clock
from enishi.kernel.ids import uuid7
from enishi.measures import actions
from tests.cast import Cast
from tests.desk.conftest import NOW, Hand
from tests.desk.test_journeys import log_in
from tests.measures import called

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def them(transactional_db: None, hand: Hand) -> Cast:
    from tests import cast

    return cast.assemble(now=NOW - timedelta(days=20))


@pytest.mark.parametrize("width", [1280, 390])
def test_from_a_dropped_log_to_the_report(page: "Page", live_server: LiveServer, them: Cast, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, live_server.url, "ueno")
    page.goto(live_server.url + "/reports")
    page.select_option("#policy", "consumer-sales")
    page.locator("input[type=file]").set_input_files([called.log(tmp_path / "calls.csv", rows=called.MANY)])
    page.wait_for_selector("text=順番を待っています。")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert actions.work_once(uuid7(), threading.Event(), clock.now)
    page.wait_for_selector("text=報告書を読む")
    assert "40人にご連絡し" in page.locator(".found").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("text=報告書を読む")
    # Sealed: its own style holds, its pictures are there, and nothing of it was refused by its content policy
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert page.locator("svg").count() >= 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width
