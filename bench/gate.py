"""The gate's decision with its reservation, in process; alone, and eight at once with the time they stand in line."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, connections

from bench.figures import Bar, Figures, Measure, Timing, median
from bench.load import at_once
from bench.scale import Scale
from bench.world import World
from enishi.consideration.actions import ask_permit
from enishi.kernel.clock import at_local, local_day
from enishi.kernel.db.sqlite.base import DatabaseWrapper as SqliteWrapper

WRITERS = 8
_TOKYO = "Asia/Tokyo"
Whom = tuple[UUID, UUID]


@dataclass
class Asked:
    """What one writer saw."""

    times: list[float] = field(default_factory=list)
    granted: int = 0
    queued: float = 0.0


def decide(world: World, member_id: UUID, scale: Scale) -> Measure:
    """Ask for a call to somebody, and reserve the place if it is granted."""
    now, chance = _in_the_afternoon(), random.Random(5)
    whom = iter(_strangers(world, chance))

    def some(count: int) -> list[Whom]:
        return [next(whom) for _ in range(count)]

    _ask(some(min(50, scale.decisions)), member_id, now)
    alone = median([_figures([_ask(some(scale.decisions), member_id, now)]) for _ in range(scale.repeats)])
    each = max(1, scale.decisions // WRITERS)
    together = median([_together([some(each) for _ in range(WRITERS)], member_id, now) for _ in range(scale.repeats)])
    way = "threads of one process" if connection.vendor == "sqlite" else "processes"
    return Measure(
        "gate decision with reservation",
        f"ask_permit in process, each for another person; the queue of {WRITERS} {way} is their wait for "
        + ("SQLite's only place for a writer" if connection.vendor == "sqlite" else "the locks on the person and their numbers"),
        alone,
        {f"{WRITERS} writers at once": together},
        (Bar("p99 ≤ 15 ms at one client", alone["p99_ms"], 15),),
    )


def _in_the_afternoon() -> datetime:
    """A weekday at two: at night the gate would only have to look at the clock."""
    day = local_day(datetime.now(UTC), _TOKYO) + timedelta(days=1)
    while day.weekday() > 3:
        day += timedelta(days=1)
    return at_local(day, _TOKYO, 14)


def _strangers(world: World, chance: random.Random) -> Iterator[Whom]:
    for index in chance.sample(range(len(world.people)), k=len(world.people)):
        yield UUID(hex=world.people[index]), UUID(hex=world.points[index])


def _ask(whom: Sequence[Whom], member_id: UUID, now: datetime) -> Asked:
    asked = Asked()
    with _queueing(asked):
        for person, point in whom:
            started = time.perf_counter()
            result = ask_permit(person_id=person, point_id=point, channel="call", purpose="solicit", member_id=member_id, now=now)
            asked.times.append((time.perf_counter() - started) * 1000)
            asked.granted += result.permit is not None
    return asked


def _figures(asked: Sequence[Asked]) -> Figures:
    times = [taken for each in asked for taken in each.times]
    figures = Timing(times, sum(times) / 1000).figures()
    return figures | {
        "granted_share": sum(each.granted for each in asked) / len(times),
        "queue_share": sum(each.queued for each in asked) / sum(times),
    }


def _together(parts: list[list[Whom]], member_id: UUID, now: datetime) -> Figures:
    started = time.perf_counter()
    asked = _in_threads(parts, member_id, now) if connection.vendor == "sqlite" else _in_processes(parts, member_id, now)
    seconds = time.perf_counter() - started
    return _figures(asked) | {"per_second": sum(len(part) for part in parts) / seconds}


def _in_threads(parts: list[list[Whom]], member_id: UUID, now: datetime) -> list[Asked]:
    """As the server works on SQLite."""

    def work(part: list[Whom]) -> Asked:
        try:
            return _ask(part, member_id, now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(work, parts))


def _in_processes(parts: list[list[Whom]], member_id: UUID, now: datetime) -> list[Asked]:
    # A forked process must not speak on its parent's connection
    connections.close_all()
    return at_once(_ask, [(part, member_id, now) for part in parts])


@contextmanager
def _queueing(asked: Asked) -> Iterator[None]:
    """Add up the milliseconds that this writer waits for its turn."""
    if connection.vendor == "sqlite":
        with _waiting_for_a_turn(asked):
            yield
        return

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FOR NO KEY UPDATE" not in sql:
            return execute(sql, params, many, context)
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.queued += (time.perf_counter() - started) * 1000

    with connection.execute_wrapper(watch):
        yield


@contextmanager
def _waiting_for_a_turn(asked: Asked) -> Iterator[None]:
    wrapper: Any = connections["default"]
    begin = SqliteWrapper._start_transaction_under_autocommit.__get__(wrapper)

    def timed() -> None:
        started = time.perf_counter()
        begin()
        asked.queued += (time.perf_counter() - started) * 1000

    wrapper._start_transaction_under_autocommit = timed
    yield
    del wrapper._start_transaction_under_autocommit
