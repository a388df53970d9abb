"""What every test stands on: a database and a home of its own, installs of the real program, a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.test import TransactionTestCase, override_settings

from tests import engine
from tests.installs import Install, Installs, Server
from tests.ledger import unlocked_ledger  # noqa: F401 - a fixture for every test

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

engine.surround()

# A machine under load is no failure: no deadline. A failure must be repeatable: print its blob.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("house"), max_examples=200)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A page of ours that asks anyone but ourselves for anything must fail here, not in an office without internet.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
USES_DATABASE = {"db", "transactional_db", "live_server", "install", "installs", "live_server_process"}
USES_BROWSER = {"browser", "page"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "database: uses a database, so it runs on both engines (set by itself)")
    config.addinivalue_line("markers", "browser: uses a real browser (set by itself)")
    config.addinivalue_line("markers", "live: uses real servers of other makers (set by itself in tests/live)")


def pytest_unconfigure() -> None:
    engine.clear_away()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in _marks(item):
            item.add_marker(name)
    # Playwright leaves an event loop running in its thread; whatever comes after it would have to live with that.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _marks(item: pytest.Item) -> Iterator[str]:
    fixtures = set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None)
    is_case = isinstance(case, type) and issubclass(case, TransactionTestCase)
    if is_case or item.get_closest_marker("django_db") or fixtures & USES_DATABASE:
        yield "database"
    if fixtures & USES_BROWSER:
        yield "browser"
    if "live" in item.path.relative_to(engine.CHECKOUT).parts:
        yield "live"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The name of a run's database already tells it from every other; on SQLite it is a file, for threads and processes share it."""
    if engine.ENGINE == "sqlite":
        from django.db import connections

        connections.settings["default"]["TEST"]["NAME"] = str(engine.HOME / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    yield
    if engine.ENGINE == "postgres":
        engine.end_connections(f"test_{engine.DATABASE}")


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """A good password hash is slow on purpose, and the tests log in hundreds of times."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="module")
def installs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installs]:
    """Makes whole installs, each with its own home and database: `installs.make()`, `installs.serve("--sample")`."""
    made = Installs(tmp_path_factory.mktemp("installs"))
    yield made
    made.clear_away()


@pytest.fixture
def install(installs: Installs) -> Install:
    """One fresh install for one test: `install.enishi("find", "090-1234-5678")`."""
    return installs.make()


@pytest.fixture(scope="module")
def live_server_process(installs: Installs) -> Server:
    """The real `enishi serve --sample` in a process of its own, shared by a module: `.url`, `.lines`, `.install`."""
    return installs.serve("--sample")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium. It is part of `make test`: where it is missing, tests fail."""
    assert CHROMIUM.exists(), "Chromium is not installed here. Run: tools/testbed install"
    from playwright.sync_api import sync_playwright

    # Django takes Playwright's event loop for asynchronous code and refuses the database; these tests are synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A fresh page at desk size, in Japanese. A script that throws or breaks the content policy fails the test."""
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    fresh = context.new_page()
    fresh.on("pageerror", lambda error: faults.append(str(error)))
    fresh.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
    yield fresh
    context.close()
    assert not faults, faults


def _is_fault(message: Any) -> bool:
    return message.type == "error" and "Content Security Policy" in message.text
