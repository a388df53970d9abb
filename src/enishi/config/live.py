"""`/live`: server-sent events, native async, holding no database connection after the session check."""

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import connections
from django.utils.crypto import constant_time_compare

from enishi.kernel.live import EVERYTHING, Listener, hub

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_TOPIC = re.compile(r"^(today|inbox|(person|import|report):[0-9a-f-]{36})$")
_MOST_TOPICS = 20
_CHECK_SESSION_EVERY_SECONDS = 60.0
# Proxies and sleeping laptops close a silent connection; a comment line keeps it open.
_COMMENT_EVERY_SECONDS = 15.0
_checks = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live-session")


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one page's events until it leaves, its session ends or the server stops."""
    session_key = _session_key(scope)
    if not await _may_listen(session_key):
        await _refuse(send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await _say(send, "retry: 2000\n\n")
    async with hub.listening(_topics(scope)) as listener:
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            await _tell(listener, send, session_key, leaving)
        except asyncio.CancelledError:
            # The server stops: an ordinary end, and nothing for the log
            await send(_END)
        finally:
            leaving.cancel()


_END = {"type": "http.response.body", "body": b"", "more_body": False}
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


async def _tell(listener: Listener, send: Send, session_key: str, leaving: "asyncio.Task[None]") -> None:
    loop = asyncio.get_running_loop()
    checked_at = loop.time()
    while not leaving.done():
        awake = asyncio.create_task(listener.awake.wait())
        await asyncio.wait({awake, leaving}, timeout=_COMMENT_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        awake.cancel()
        if leaving.done():
            return
        if loop.time() - checked_at >= _CHECK_SESSION_EVERY_SECONDS:
            if not await _may_listen(session_key):
                break
            checked_at = loop.time()
        topics = sorted(listener.take())
        await _say(send, "".join(f"event: changed\ndata: {topic}\n\n" for topic in topics) or ": \n\n")
    # `more_body` false ends the stream; the page's EventSource then asks again and is refused
    await send(_END)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send) -> None:
    # 204 tells an EventSource not to ask again
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _topics(scope: Scope) -> list[str]:
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("topic", [])[:_MOST_TOPICS]
    return [topic for topic in asked if _TOPIC.match(topic)] + [EVERYTHING]


def _session_key(scope: Scope) -> str:
    cookies = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            cookies.load(value.decode("latin-1"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


async def _may_listen(session_key: str) -> bool:
    return bool(session_key) and await asyncio.get_running_loop().run_in_executor(_checks, _session_is_good, session_key)


def _session_is_good(session_key: str) -> bool:
    try:
        session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
        member_id = session.get(SESSION_KEY)
        member = get_user_model().objects.filter(pk=member_id, is_active=True).first() if member_id else None
        if member is None:
            return False
        # A password that was changed ends every other session, as Django does where a page is opened
        hashes = (member.get_session_auth_hash(), *member.get_session_auth_fallback_hash())
        return any(constant_time_compare(session.get(HASH_SESSION_KEY, ""), each) for each in hashes)
    finally:
        connections.close_all()
