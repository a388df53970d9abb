"""Django's pages from the event loop: a thread takes a request whole and gives its answer back whole.

Each word between a thread and the event loop waits for Python's lock, in a busy process several milliseconds; and a thread that waits
for a slow client is one less for everybody else. So a body is gathered here first, and what breaks off in the middle is never carried out.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from a2wsgi.wsgi import build_environ

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_environ: Callable[[Message, IO[bytes]], dict[str, Any]] = cast(Any, build_environ)
# Beyond this a body waits in a file, and an answer that comes in pieces is sent piece by piece
_IN_MEMORY = 1 << 20
_LARGEST_BODY = 8 << 30
_SILENCE_SECONDS = 60.0


class Pages:
    """A WSGI application in a fixed number of threads, each with its own database connection.

    The thread that was last at work is asked first: its connection has the plans of what was asked just now.
    """

    def __init__(self, wsgi: Wsgi, threads: int, *, silence_seconds: float = _SILENCE_SECONDS) -> None:
        self._wsgi, self._silence_seconds = wsgi, silence_seconds
        self._idle = [ThreadPoolExecutor(1, thread_name_prefix=f"pages-{number}") for number in range(threads)]
        self._free = asyncio.Semaphore(threads)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        sending = _Sending(send)
        try:
            await self._answered(scope, receive, sending)
        except asyncio.CancelledError:
            # The server stops: an ordinary end for whoever was still sending or waiting, and nothing for the log
            await sending.end()

    async def _answered(self, scope: Message, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(_IN_MEMORY) as body:
            refused = await self._gathered(receive, body)
            if refused is None:
                return
            answer = [*_plain(refused)] if refused else await self._in_a_thread(_environ(scope, cast(IO[bytes], body)), send)
        for message in answer:
            await send(message)

    async def _gathered(self, receive: Receive, body: Any) -> int | None:
        """Fill `body`: 0 once it is whole, the status to refuse it with, or None if the client has gone."""
        size, more = 0, True
        while more:
            try:
                message = await asyncio.wait_for(receive(), self._silence_seconds)
            except TimeoutError:
                return 408
            if message["type"] == "http.disconnect":
                return None
            size += body.write(message.get("body", b""))
            if size > _LARGEST_BODY:
                return 413
            more = message.get("more_body", False)
        body.seek(0)
        return 0

    async def _in_a_thread(self, environ: dict[str, Any], send: Send) -> list[Message]:
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()

        async def sent(message: Message) -> None:
            await asyncio.wait_for(send(message), self._silence_seconds)

        def send_now(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(sent(message), loop).result()

        await self._free.acquire()
        thread = self._idle.pop()
        work = thread.submit(context.run, self._answer, environ, send_now)
        try:
            return await asyncio.wrap_future(work)
        finally:
            if work.done():
                self._is_idle(thread)
            else:
                # Whoever asked was sent away; the thread is at work all the same, and the next to ask would wait behind it
                work.add_done_callback(lambda _: _told(loop, self._is_idle, thread))

    def _is_idle(self, thread: ThreadPoolExecutor) -> None:
        self._idle.append(thread)
        self._free.release()

    def _answer(self, environ: dict[str, Any], send_now: Callable[[Message], None]) -> list[Message]:
        """What is to be sent; a long stream is sent from here as it comes."""
        begun: list[Message] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            named = [(name.strip().lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
            begun[:] = [{"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": named}]

        answer: Any = self._wsgi(environ, start_response)
        try:
            if not getattr(answer, "streaming", False) or _is_short(begun[0]):
                return [*begun, _part(b"".join(answer))]
            send_now(begun[0])
            for chunk in answer:
                send_now(_part(chunk, more=True))
            return [_part(b"")]
        finally:
            answer.close()


class _Sending:
    """Sends an answer, and knows how far it is."""

    def __init__(self, send: Send) -> None:
        self._send, self._begun, self._whole = send, False, False

    async def __call__(self, message: Message) -> None:
        self._begun = True
        self._whole = message["type"] == "http.response.body" and not message.get("more_body", False)
        await self._send(message)

    async def end(self) -> None:
        """Whatever is missing is not coming."""
        for message in () if self._whole else (_part(b""),) if self._begun else _plain(503):
            # Shorter than was announced, and said so before
            with contextlib.suppress(RuntimeError):
                await self._send(message)


def _told(loop: asyncio.AbstractEventLoop, call: Callable[[ThreadPoolExecutor], None], thread: ThreadPoolExecutor) -> None:
    # The server may have ended meanwhile, and its loop with it
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call, thread)


def _is_short(begun: Message) -> bool:
    length = dict(begun["headers"]).get(b"content-length", b"")
    return bool(length.isdigit()) and int(length) <= _IN_MEMORY


def _part(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def _plain(status: int) -> tuple[Message, Message]:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    return {"type": "http.response.start", "status": status, "headers": headers}, _part(b"")
