"""Django's pages from the event loop: a thread takes a request whole and gives its answer back whole.

Each word between a thread and the event loop waits for Python's lock, in a busy process several milliseconds. a2wsgi exchanges five a
request, which an upload or a download needs and nothing else does.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import build_environ

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_UPLOADS = 2
_environ: Callable[[Message, BytesIO], dict[str, Any]] = cast(Any, build_environ)


class Pages:
    """A WSGI application in a fixed number of threads, each with its own database connection.

    The thread that was last at work is asked first: its connection has the plans of what was asked just now.
    """

    def __init__(self, wsgi: Wsgi, threads: int) -> None:
        self._wsgi = wsgi
        self._uploads: Any = WSGIMiddleware(cast(Any, wsgi), workers=_UPLOADS)
        self._idle = [ThreadPoolExecutor(1, thread_name_prefix=f"pages-{number}") for number in range(threads)]
        self._free = asyncio.Semaphore(threads)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        first = await receive()
        if first["type"] == "http.disconnect":
            return
        if first.get("more_body"):
            await self._uploads(scope, _again(first, receive), send)
            return
        environ = _environ(scope, BytesIO(first.get("body", b"")))
        for message in await self._in_a_thread(environ, send):
            await send(message)

    async def _in_a_thread(self, environ: dict[str, Any], send: Send) -> list[Message]:
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        async def sent(message: Message) -> None:
            await send(message)

        def send_now(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(sent(message), loop).result()

        async with self._free:
            thread = self._idle.pop()
            try:
                return await loop.run_in_executor(thread, context.run, self._answer, environ, send_now)
            finally:
                self._idle.append(thread)

    def _answer(self, environ: dict[str, Any], send_now: Callable[[Message], None]) -> list[Message]:
        """What is to be sent; a streaming answer is sent from here as it comes."""
        begun: list[Message] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            named = [(name.strip().lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
            begun[:] = [{"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": named}]

        answer: Any = self._wsgi(environ, start_response)
        try:
            if not getattr(answer, "streaming", False):
                return [*begun, _part(b"".join(answer))]
            send_now(begun[0])
            for chunk in answer:
                send_now(_part(chunk, more=True))
            return [_part(b"")]
        finally:
            answer.close()


def _part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def _again(first: Message, receive: Receive) -> Receive:
    """`receive`, with the message that was taken from it already in front."""
    waiting = [first]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
