"""`/live`: who may listen, what is told, and that listening costs no database connection."""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from enishi.config import live as endpoint
from enishi.kernel import live
from enishi.team.models import Member

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """A browser's end of the stream."""

    def __init__(self, session_key: str, query: str = "topic=today") -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()
        self.scope = {"type": "http", "path": "/live", "query_string": query.encode(), "headers": [(b"cookie", cookie)]}
        self.status = 0
        self.text = ""
        self.said = asyncio.Event()
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self.said.set()

    async def until(self, words: str) -> None:
        while words not in self.text:
            self.said.clear()
            if words not in self.text:
                await asyncio.wait_for(self.said.wait(), 10)

    @contextmanager
    def open(self) -> Iterator["asyncio.Task[None]"]:
        task = asyncio.ensure_future(endpoint.live(self.scope, self.receive, self.send))
        try:
            yield task
        finally:
            self.gone.set()


@pytest.fixture
def session_key() -> str:
    member = Member.objects.create_user(username="suzuki", name="鈴木 美咲")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(member.pk), member.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@pytest.mark.parametrize("key", ["", "nobody's"])
def test_a_stranger_hears_nothing_and_is_told_not_to_ask_again(key: str) -> None:
    page = Page(key)
    asyncio.run(endpoint.live(page.scope, page.receive, page.send))
    assert (page.status, page.text) == (204, "")


def test_a_page_hears_its_own_topics_only(session_key: str) -> None:
    async def listen() -> Page:
        page = Page(session_key)
        with page.open():
            await page.until("retry:")
            live.hub.tell(["inbox", "person:0"])
            live.hub.tell(["today"])
            await page.until("data: today")
        return page

    page = asyncio.run(listen())
    assert page.status == 200
    assert page.text.count("event: changed") == 1


def test_ten_changes_before_a_page_is_awake_are_one_event() -> None:
    listener = live.Listener(frozenset({"today"}))
    for _ in range(10):
        listener.tell(["today"])
    assert listener.take() == {"today"}
    assert listener.take() == set()


def test_a_topic_nobody_may_name_is_not_listened_to(session_key: str) -> None:
    page = Page(session_key, "topic=today&topic=person:%27%20or%201&topic=*&topic=keys")
    assert endpoint._topics(page.scope) == ["today", live.EVERYTHING]


@pytest.mark.parametrize("leave", ["retired", "password reset"])
def test_a_member_who_left_or_got_another_password_is_cut_off(session_key: str, monkeypatch: pytest.MonkeyPatch, leave: str) -> None:
    monkeypatch.setattr(endpoint, "_CHECK_SESSION_EVERY_SECONDS", 0.0)

    async def listen() -> Page:
        page = Page(session_key)
        with page.open() as task:
            await page.until("retry:")
            await asyncio.to_thread(_everybody_leaves if leave == "retired" else _everybody_has_another_password)
            live.hub.tell(["today"])
            await asyncio.wait_for(task, 10)
        return page

    assert "event: changed" not in asyncio.run(listen()).text


def test_what_is_rolled_back_is_not_told() -> None:
    heard: list[str] = []

    async def listen() -> None:
        watching = asyncio.create_task(live.watch())
        async with live.hub.listening(["today", "inbox"]) as listener:
            await _until_watching()
            listener.take()
            await asyncio.to_thread(_roll_back)
            await asyncio.to_thread(_commit)
            while not {"inbox", live.EVERYTHING} & set(heard):
                await asyncio.wait_for(listener.awake.wait(), 10)
                heard.extend(listener.take())
        watching.cancel()

    asyncio.run(listen())
    assert "today" not in heard


async def _until_watching() -> None:
    """The watcher tells everything once it listens (PostgreSQL), or has its loop (SQLite)."""
    for _ in range(500):
        if live.hub.loop is asyncio.get_running_loop() and (connection.vendor == "sqlite" or _told_everything()):
            return
        await asyncio.sleep(0.01)


def _told_everything() -> bool:
    return any(live.EVERYTHING in listener.pending for listener in live.hub.listeners)


def _roll_back() -> None:
    try:
        with transaction.atomic():
            live.publish("today")
            transaction.set_rollback(True)
    finally:
        connection.close()


def _everybody_has_another_password() -> None:
    try:
        for member in Member.objects.all():
            member.set_password("temporary")
            member.save()
    finally:
        connection.close()


def _everybody_leaves() -> None:
    try:
        Member.objects.update(is_active=False)
    finally:
        connection.close()


def _commit() -> None:
    try:
        with transaction.atomic():
            live.publish("inbox")
            Member.objects.update(large_type=True)
    finally:
        connection.close()


def test_what_a_busy_moment_has_to_tell_is_told_in_one() -> None:
    said: list[str] = []

    async def burst() -> None:
        async def say(topics: str) -> None:
            said.append(topics)

        sending = asyncio.create_task(live.outbox.send(say))
        await asyncio.sleep(0)
        for number in range(40):
            assert live.outbox.put([f"person:{number % 4}"])
        while not said:
            await asyncio.sleep(0.01)
        live.outbox.put(["today"])
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending

    asyncio.run(burst())
    # What was put in as it ended is not lost
    assert [sorted(topics.split()) for topics in said] == [[f"person:{number}" for number in range(4)], ["today"]]
    assert not live.outbox.put(["today"])


def test_what_could_not_be_told_is_told_by_whoever_sends_next() -> None:
    said: list[str] = []

    async def lost(topics: str) -> None:
        raise ConnectionError(topics)

    async def say(topics: str) -> None:
        said.append(topics)

    async def again() -> None:
        sending = asyncio.create_task(live.outbox.send(lost))
        await asyncio.sleep(0)
        assert live.outbox.put(["today"])
        with pytest.raises(ConnectionError):
            await sending
        assert not live.outbox.put(["inbox"])
        sending = asyncio.create_task(live.outbox.send(say))
        while not said:
            await asyncio.sleep(0.01)
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending

    asyncio.run(asyncio.wait_for(again(), 10))
    assert said == ["today"]


@pytest.mark.parametrize(("fault", "logged"), [(psycopg.OperationalError, False), (psycopg.InternalError, True)])
def test_whatever_becomes_of_the_line_to_postgresql_it_is_asked_anew(
    fault: type[psycopg.Error], logged: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[object] = []

    async def lost(**wanted: object) -> None:
        tries.append(wanted)
        raise fault

    async def again() -> None:
        watching = asyncio.create_task(live._watch_postgres())
        while len(tries) < 3:
            assert not watching.done()
            await asyncio.sleep(0.01)
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", lost)
    monkeypatch.setattr(live, "_RECONNECT_SECONDS", 0.01)
    asyncio.run(asyncio.wait_for(again(), 10))
    assert bool(caplog.records) is logged
