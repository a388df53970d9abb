"""Pages between the event loop and threads: whole answers, streams, uploads, and as many at once as there are threads."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

from enishi.config.pages import Pages

Told = list[dict[str, Any]]


class Answer:
    """What a WSGI application gives back, remembering that it was closed."""

    def __init__(self, parts: list[bytes], *, streaming: bool = False) -> None:
        self.parts, self.streaming, self.closed_in = parts, streaming, ""

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        self.closed_in = threading.current_thread().name


def ask(pages: Pages, *bodies: bytes, messages: Told | None = None) -> Told:
    """What one request with this body, in these parts (or of these messages and then silence), is answered."""
    told: Told = []
    waiting = messages or [{"type": "http.request", "body": body, "more_body": at < len(bodies)} for at, body in enumerate(bodies, 1)]

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Any) -> None:
        told.append(dict(message))

    asyncio.run(pages(SCOPE, receive, send))
    return told


SCOPE: dict[str, Any] = {
    **{"type": "http", "method": "POST", "path": "/a", "query_string": b"b=c", "http_version": "1.1"},
    "headers": [(b"host", b"desk"), (b"content-type", b"text/plain")],
}


def echo(environ: dict[str, Any], start_response: Any) -> Answer:
    start_response("201 Created", [("Content-Type", "text/plain"), ("X-Asked", environ["PATH_INFO"] + "?" + environ["QUERY_STRING"])])
    return Answer([b"<", environ["wsgi.input"].read(), b">"])


def test_an_answer_comes_whole() -> None:
    start, body = ask(Pages(echo, 1), b"hello")
    assert (start["status"], dict(start["headers"])[b"x-asked"]) == (201, b"/a?b=c")
    assert (body["body"], body["more_body"]) == (b"<hello>", False)


def test_an_upload_in_parts_arrives_in_order() -> None:
    told = ask(Pages(echo, 1), b"one ", b"two ", b"three")
    assert told[0]["status"] == 201
    assert b"".join(message.get("body", b"") for message in told[1:]) == b"<one two three>"


def test_what_breaks_off_in_the_middle_is_never_carried_out() -> None:
    """「…以外は」 may stand at the end: half a form is another form."""
    asked: list[str] = []

    def hears(environ: dict[str, Any], start_response: Any) -> Answer:
        asked.append(environ["PATH_INFO"])
        return echo(environ, start_response)

    gone = [{"type": "http.request", "body": b"words=no", "more_body": True}, {"type": "http.disconnect"}]
    assert ask(Pages(hears, 1), messages=gone) == []
    assert asked == []


def test_a_client_that_falls_silent_keeps_no_thread() -> None:
    pages = Pages(echo, 1, silence_seconds=0.05)
    (start, _) = ask(pages, messages=[{"type": "http.request", "body": b"wor", "more_body": True}])
    assert start["status"] == 408
    assert ask(pages, b"hello")[1]["body"] == b"<hello>"


def test_a_large_body_arrives_whole() -> None:
    whole = b"0123456789abcdef" * 200_000
    assert ask(Pages(echo, 1), whole[:1_000_000], whole[1_000_000:])[1]["body"] == b"<" + whole + b">"


def test_a_short_file_is_sent_whole() -> None:
    def short(environ: dict[str, Any], start_response: Any) -> Answer:
        start_response("200 OK", [("Content-Length", "2")])
        return Answer([b"a", b"b"], streaming=True)

    assert [message.get("body") for message in ask(Pages(short, 1), b"")] == [None, b"ab"]


def test_a_stream_is_sent_as_it_comes_and_closed_where_it_was_made() -> None:
    answer = Answer([b"a", b"b"], streaming=True)

    def stream(environ: dict[str, Any], start_response: Any) -> Answer:
        start_response("200 OK", [])
        return answer

    told = ask(Pages(stream, 1), b"")
    assert [message.get("body") for message in told] == [None, b"a", b"b", b""]
    assert [message.get("more_body") for message in told[1:]] == [True, True, False]
    assert answer.closed_in.startswith("pages-0")


def test_what_goes_wrong_is_the_servers_to_answer_and_costs_no_thread() -> None:
    def fails(environ: dict[str, Any], start_response: Any) -> Answer:
        raise RuntimeError("broken")

    pages = Pages(fails, 1)
    for _ in range(3):
        try:
            ask(pages, b"")
        except RuntimeError as wrong:
            assert str(wrong) == "broken"
        else:
            raise AssertionError("nothing was raised")


def test_as_many_at_once_as_there_are_threads() -> None:
    meeting = threading.Barrier(2, timeout=10)
    busy, most, guard = 0, 0, threading.Lock()

    def meets(environ: dict[str, Any], start_response: Any) -> Answer:
        nonlocal busy, most
        with guard:
            busy += 1
            most = max(most, busy)
        meeting.wait()
        with guard:
            busy -= 1
        start_response("200 OK", [])
        return Answer([b""])

    pages, told = Pages(meets, 2), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        told.append(message)

    async def everybody() -> None:
        await asyncio.gather(*(pages(SCOPE, receive, send) for _ in range(4)))

    asyncio.run(everybody())
    assert (len(told), most) == (8, 2)


class Threads:
    """/slow takes as long as the test likes, /both is made by two threads at once or not at all."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.meeting = threading.Event(), threading.Event(), threading.Barrier(2, timeout=10)
        self.made_in: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Answer:
        if environ["PATH_INFO"] == "/slow":
            self.begun.set()
            assert self.go_on.wait(10)
        if environ["PATH_INFO"] == "/both":
            self.meeting.wait()
        self.made_in.append(threading.current_thread().name)
        start_response("200 OK", [])
        return Answer([b""])


def test_a_thread_whose_reader_was_sent_away_is_busy_until_it_has_ended() -> None:
    wsgi = Threads()
    pages = Pages(wsgi, 2)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        pass

    async def ask_for(path: str) -> None:
        await asyncio.wait_for(pages(SCOPE | {"path": path}, receive, send), 5)

    async def everybody() -> None:
        slow = asyncio.create_task(ask_for("/slow"))
        await asyncio.to_thread(wsgi.begun.wait, 10)
        slow.cancel()
        await asyncio.wait([slow])
        for _ in range(2):
            await ask_for("/a")
        wsgi.go_on.set()
        await asyncio.gather(ask_for("/both"), ask_for("/both"))

    asyncio.run(everybody())
    assert wsgi.made_in[:3] == ["pages-0_0", "pages-0_0", "pages-1_0"]
    assert sorted(wsgi.made_in[3:]) == ["pages-0_0", "pages-1_0"]
