"""Telling open pages that something changed, after the change is committed.

A page listens to topics ("today", "person:<id>", "import:<id>") and fetches its part anew when one is named; an event
carries no data, so that a missed or doubled one does no harm and nothing leaks to who may not see it.

On PostgreSQL topics travel by NOTIFY: after the change and not with it, for while a transaction that has said NOTIFY is made safe
on disk no other may commit. On SQLite the processes of one machine notice each other's commits by
`PRAGMA data_version`, which says that something changed but not what: then every page is told (`EVERYTHING`).
"""

import asyncio
import contextlib
import functools
import logging
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction

_log = logging.getLogger(__name__)
CHANNEL = "enishi"
EVERYTHING = "*"
# PostgreSQL refuses a NOTIFY payload of 8000 bytes and more
_MOST_TOPICS = 150
_POLL_SECONDS = 0.25
_EVERYTHING_AT_MOST_EVERY_SECONDS = 1.0
_RECONNECT_SECONDS = 2.0
_GATHER_SECONDS = 0.05
_NOTIFY = "SELECT pg_notify(%s, %s)"


@dataclass(eq=False)
class Listener:
    """One open page. What it has not yet taken is a set: ten changes of one topic are one event."""

    topics: frozenset[str]
    pending: set[str] = field(default_factory=set)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, topics: Iterable[str]) -> None:
        heard = {topic for topic in topics if topic == EVERYTHING or topic in self.topics}
        if heard:
            self.pending |= heard
            self.awake.set()

    def take(self) -> set[str]:
        taken, self.pending = self.pending, set()
        self.awake.clear()
        return taken


class Hub:
    """The listeners of one process."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.loop: asyncio.AbstractEventLoop | None = None

    @contextlib.asynccontextmanager
    async def listening(self, topics: Iterable[str]) -> AsyncIterator[Listener]:
        listener = Listener(frozenset(topics))
        self.listeners.add(listener)
        try:
            yield listener
        finally:
            self.listeners.discard(listener)

    def tell(self, topics: Iterable[str]) -> None:
        for listener in tuple(self.listeners):
            listener.tell(topics)

    def tell_from_thread(self, topics: tuple[str, ...]) -> None:
        loop = self.loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self.tell, topics)


hub = Hub()


class Outbox:
    """What this process has yet to tell the others, gathered for a moment: a busy one would wake them all for every change."""

    def __init__(self) -> None:
        self._topics: set[str] = set()
        self._lock = threading.Lock()
        self._wake: Callable[[], object] | None = None

    def put(self, topics: Iterable[str]) -> bool:
        """False if nobody here sends it."""
        with self._lock:
            if self._wake is None:
                return False
            if not self._topics:
                self._wake()
            self._topics.update(topics)
            return True

    async def send(self, say: Callable[[str], Awaitable[object]]) -> None:
        """Send what is put in, until cancelled; what is left then is sent as well. What cannot be sent is left for who sends next."""
        loop, filled = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._wake = functools.partial(loop.call_soon_threadsafe, filled.set)
            if self._topics:
                filled.set()
        try:
            while await filled.wait():
                await asyncio.sleep(_GATHER_SECONDS)
                filled.clear()
                await self._empty(say)
        finally:
            with self._lock:
                self._wake = None
            if self._topics:
                await self._empty(say)

    async def _empty(self, say: Callable[[str], Awaitable[object]]) -> None:
        with self._lock:
            taken, self._topics = self._topics, set()
        try:
            await say(" ".join(taken) if len(taken) <= _MOST_TOPICS else EVERYTHING)
        except BaseException:
            with self._lock:
                self._topics |= taken
            raise


outbox = Outbox()


def publish(*topics: str) -> None:
    """Tell pages that listen to `topics`, once the transaction under way is committed; nothing is told if it is not."""
    named = topics if len(topics) <= _MOST_TOPICS else (EVERYTHING,)
    if named_already := _told_by_this_transaction():
        named = tuple(topic for topic in named if topic not in named_already)
    if not named:
        return
    transaction.on_commit(_Told(named))


@dataclass(frozen=True)
class _Told:
    """Kept with the transaction, so that a savepoint that is undone takes it along."""

    topics: tuple[str, ...]

    def __call__(self) -> None:
        if connection.vendor != "postgresql":
            hub.tell_from_thread(self.topics)
            return
        if outbox.put(self.topics):
            return
        try:
            with connection.cursor() as cursor:
                cursor.execute(_NOTIFY, [CHANNEL, " ".join(self.topics)])
        except DatabaseError:
            # What was written stands, whether or not anybody could be told of it
            _log.warning("nobody could be told of %s", self.topics, exc_info=True)


def _told_by_this_transaction() -> set[str]:
    return {topic for waiting in connection.run_on_commit if isinstance(waiting[1], _Told) for topic in waiting[1].topics}


async def watch() -> None:
    """Hear other processes' changes and pass them to this process's pages, until cancelled."""
    hub.loop = asyncio.get_running_loop()
    if connection.vendor == "postgresql":
        await _watch_postgres()
    else:
        await _watch_sqlite(str(connection.settings_dict["NAME"]))


async def _watch_postgres() -> None:
    import psycopg

    while True:
        try:
            parameters = connection.get_connection_params()
            wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
            wanted |= _NOTICES_A_DEAD_LINE
            async with (
                await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as listening,
                await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as telling,
            ):
                await listening.execute(f"LISTEN {CHANNEL}")
                # What happened while nobody listened is unknown
                hub.tell([EVERYTHING])
                async with asyncio.TaskGroup() as both:
                    both.create_task(outbox.send(lambda topics: telling.execute(_NOTIFY, [CHANNEL, topics])))
                    both.create_task(_hear(listening))
        except* psycopg.Error as lost:
            # A server that is away says so again and again; whatever else it is belongs in the log. Either way we ask anew.
            if lost.split(psycopg.OperationalError)[1]:
                _log.exception("live updates begin anew")
            await asyncio.sleep(_RECONNECT_SECONDS)


# A line that is silent because the other machine is gone looks like one on which nothing happens; in seconds and milliseconds
_NOTICES_A_DEAD_LINE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}


async def _hear(listening: Any) -> None:
    async for notice in listening.notifies():
        hub.tell(notice.payload.split())


async def _watch_sqlite(name: str) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None)) as watching:
        version = _data_version(watching)
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            if (current := _data_version(watching)) != version:
                version = current
                hub.tell([EVERYTHING])
                await asyncio.sleep(_EVERYTHING_AT_MOST_EVERY_SECONDS - _POLL_SECONDS)


def _data_version(watching: sqlite3.Connection) -> int:
    return int(watching.execute("PRAGMA data_version").fetchone()[0])
