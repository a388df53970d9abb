"""A client that keeps connections open and times each request; several of them in processes of their own."""

import http.client
import json
import multiprocessing
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bench.figures import Timing


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
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(parts))
    with context.Pool(len(parts), initializer=_keep, initargs=(gate,)) as pool:
        done = pool.starmap(_one_client, [(port, token, part) for part in parts], chunksize=1)
    began, ended = min(start for start, _, _ in done), max(end for _, end, _ in done)
    return Timing([time for _, _, times in done for time in times], ended - began)


_gates: list[Any] = []


def _keep(gate: Any) -> None:
    _gates[:] = [gate]


def _one_client(port: int, token: str, asks: Sequence[Ask]) -> tuple[float, float, list[float]]:
    with Client(port, token) as client:
        _gates[0].wait(60)
        began = time.perf_counter()
        times = [client.time(ask) for ask in asks]
        return began, time.perf_counter(), times
