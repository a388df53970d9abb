"""A client that keeps connections open and times each request; several of them in processes of their own."""

import http.client
import json
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from bench.figures import Timing

Result = TypeVar("Result")
_START_SECONDS = 60


@dataclass(frozen=True)
class Ask:
    """One request to make, and what its answer must hold."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    key: str = ""
    expect: int = 200
    holds: str = ""


class Client:
    """One connection, kept open."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._token = token

    def __enter__(self) -> Self:
        self._connection.connect()
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()

    def time(self, ask: Ask) -> float:
        """Milliseconds until the whole answer is here; a wrong answer ends the bench."""
        headers = {"Authorization": f"Bearer {self._token}"}
        body = None
        if ask.body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": ask.key}
            body = json.dumps(ask.body)
        started = time.perf_counter()
        self._connection.request(ask.method, ask.path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        taken = (time.perf_counter() - started) * 1000
        if response.status != ask.expect or ask.holds.encode() not in answer:
            raise RuntimeError(f"{ask.method} {ask.path}: {response.status} {answer[:300]!r}")
        return taken


def run(port: int, token: str, asks: Iterable[Ask]) -> Timing:
    """Make the requests one after another on one connection."""
    started = time.perf_counter()
    with Client(port, token) as client:
        times = [client.time(ask) for ask in asks]
    return Timing(times, time.perf_counter() - started)


def run_together(port: int, token: str, parts: Sequence[Sequence[Ask]]) -> Timing:
    """As many clients as there are parts, each a process, make their requests at the same time."""
    done = at_once(_one_client, [(port, token, part) for part in parts])
    began, ended = min(start for start, _, _ in done), max(end for _, end, _ in done)
    return Timing([time for _, _, times in done for time in times], ended - began)


def at_once(work: Callable[..., Result], calls: Sequence[tuple[Any, ...]]) -> list[Result]:
    """Each call in a forked process of its own, all begun together; what they give, in order. A process that dies is an error.

    Not multiprocessing.Pool: it waits for ever for what a dead worker had to do, and it ends its workers by SIGTERM, which a worker
    that inherits a handler written in Python notes and then sleeps through, if it was just going to wait for a lock.
    """
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(calls))
    with ProcessPoolExecutor(len(calls), context, initializer=_begin, initargs=(gate,)) as pool:
        return list(pool.map(_through_the_gate, [work] * len(calls), calls))


_gates: list[Any] = []


def _begin(gate: Any) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _gates[:] = [gate]


def _through_the_gate(work: Callable[..., Result], call: tuple[Any, ...]) -> Result:
    # Whoever waits here takes no second call, so that each has a process of its own
    _gates[0].wait(_START_SECONDS)
    return work(*call)


def _one_client(port: int, token: str, asks: Sequence[Ask]) -> tuple[float, float, list[float]]:
    with Client(port, token) as client:
        began = time.perf_counter()
        times = [client.time(ask) for ask in asks]
        return began, time.perf_counter(), times
