"""How much is written at once, so that an import is fast and nobody who works beside it waits."""

import sys
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection

Chunk = TypeVar("Chunk")
_FEWEST = 20
_CHECKPOINT_SECONDS = 1.0
_SWITCH_SECONDS = 0.0005
_SQLITES_OWN_CHECKPOINT_PAGES = 1000


@dataclass(slots=True)
class Pace:
    """How many records a chunk holds: so many that its transaction takes about `seconds`."""

    seconds: float
    size: int
    most: int

    @classmethod
    def of_engine(cls) -> "Pace":
        if connection.vendor == "sqlite":
            # Nobody else may write meanwhile: a member who logs a call must not feel it.
            return cls(seconds=0.07, size=200, most=4_000)
        return cls(seconds=0.3, size=2_000, most=20_000)

    @contextmanager
    def measured(self, rows: int) -> Iterator[None]:
        """Around the transaction of a chunk of `rows`."""
        began = time.perf_counter()
        yield
        taken = max(time.perf_counter() - began, 1e-3)
        fitting = int(rows * self.seconds / taken)
        self.size = max(_FEWEST, min(fitting, 2 * self.size, self.most))


def ahead(read: Callable[[], Chunk | None]) -> Generator[Chunk, None, None]:
    """What `read` gives until it gives None; on PostgreSQL the next one is read while the server writes the one before.

    SQLite writes in this very process and gives Python's lock up and takes it back for every row: a second thread would halve it.
    Close it (`contextlib.closing`) before closing what `read` reads from.
    """
    if connection.vendor == "sqlite":
        while (chunk := read()) is not None:
            yield chunk
        return
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading") as reader, _handing_over_quickly():
        coming = reader.submit(read)
        while (chunk := coming.result()) is not None:
            coming = reader.submit(read)
            yield chunk


@contextmanager
def _handing_over_quickly() -> Iterator[None]:
    """Whoever writes is back from the server after a millisecond and should not wait five for the thread that reads."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Checkpoints:
    """Moves SQLite's write-ahead log into the database between chunks, instead of within every third commit.

    A commit that also has to do that takes twice its time, and all the while this process's other writers stand in line. Between
    transactions it holds up nobody; and a page that ten chunks wrote is moved once.
    """

    def __init__(self) -> None:
        self._last = time.monotonic()

    def between_chunks(self) -> None:
        if _free_sqlite() and time.monotonic() - self._last > _CHECKPOINT_SECONDS:
            _pragma("wal_checkpoint(PASSIVE)")
            self._last = time.monotonic()


@contextmanager
def checkpoints() -> Iterator[Checkpoints]:
    """SQLite's own checkpoints rest on this connection meanwhile."""
    if _free_sqlite():
        _pragma("wal_autocheckpoint = 0")
    try:
        yield Checkpoints()
    finally:
        if _free_sqlite():
            _pragma(f"wal_autocheckpoint = {_SQLITES_OWN_CHECKPOINT_PAGES}")


def _free_sqlite() -> bool:
    """Inside somebody's transaction (a dry run) SQLite makes no checkpoint."""
    return connection.vendor == "sqlite" and not connection.in_atomic_block


def _pragma(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {text}")
        cursor.fetchall()
