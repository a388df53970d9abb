"""A desk on a Monday morning in Tokyo: the cast, a clock that stands still, members who are logged in."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from enishi.kernel import clock

if TYPE_CHECKING:
    from tests.cast import Cast

# 11:00 on a Monday in Tokyo
NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


class Hand:
    """The desk's clock, set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """11:00 in Tokyo until a test moves it."""
    hand = Hand()
    monkeypatch.setattr(clock, "now", hand)
    return hand


@pytest.fixture
def them(db: None, hand: Hand) -> "Cast":
    """Everybody, written down two weeks ago, so that nobody is new today."""
    # Not above: models cannot be read before Django has begun, and a conftest is read before that
    from tests import cast

    return cast.assemble(now=NOW - timedelta(days=20))


@pytest.fixture
def enter(them: "Cast") -> Callable[[str], Client]:
    """`enter("sato")`: a browser without a window, logged in."""

    def logged_in(username: str) -> Client:
        client = Client()
        client.force_login(them.members[username], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in


@pytest.fixture
def sato(enter: Callable[[str], Client]) -> Client:
    """An operator."""
    return enter("sato")


@pytest.fixture
def ueno(enter: Callable[[str], Client]) -> Iterator[Client]:
    """A manager."""
    yield enter("ueno")
