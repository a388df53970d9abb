"""A client that keeps connections open and times each request; several of them in processes of their own."""

import http.client
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ask:
    """One request to make."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    key: str = ""
    expect: int = 200


@dataclass(frozen=True)
class Timing:
    """Milliseconds of each request, and how many were finished a second over all clients."""

    milliseconds: list[float]
    per_second: float

    def quantile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def as_json(self) -> dict[str, float]:
        return {
            "p50_ms": round(statistics.median(self.milliseconds), 2),
            "p95_ms": round(self.quantile(0.95), 2),
            "p99_ms": round(self.quantile(0.99), 2),
            "per_second": round(self.per_second, 1),
            "requests": len(self.milliseconds),
        }


def run(port: int, token: str, asks: Iterable[Ask]) -> Timing:
    """Make the requests one after another on one connection."""
    started = time.perf_counter()
    times = _one_client(port, token, list(asks))
    return Timing(times, len(times) / (time.perf_counter() - started))


def run_together(port: int, token: str, clients: int, asks_of: Callable[[int], list[Ask]]) -> Timing:
    """`clients` processes make their requests at the same time."""
    work = [(port, token, asks_of(client)) for client in range(clients)]
    with multiprocessing.get_context("fork").Pool(clients) as pool:
        started = time.perf_counter()
        parts = pool.starmap(_one_client, work)
        seconds = time.perf_counter() - started
    times = [time for part in parts for time in part]
    return Timing(times, len(times) / seconds)


def _one_client(port: int, token: str, asks: list[Ask]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for ask in asks:
        headers = {"Authorization": f"Bearer {token}"}
        body = None
        if ask.body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": ask.key}
            body = json.dumps(ask.body)
        started = time.perf_counter()
        connection.request(ask.method, ask.path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        times.append((time.perf_counter() - started) * 1000)
        if response.status != ask.expect:
            raise RuntimeError(f"{ask.method} {ask.path}: {response.status} {answer[:300]!r}")
    return times
