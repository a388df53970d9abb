"""Taking a run in: chunk by chunk, each one transaction, so that it may be killed at any moment and goes on from there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from enishi.kernel.columns import Unusable
from enishi.kernel.words import say
from enishi.team.models import ImportRun
from enishi.touches.imports import formats, runs
from enishi.touches.imports.report import Verdict, pack


class End(StrEnum):
    """How a stretch of work on a run ended."""

    DONE = "done"
    FAILED = "failed"
    # `should_stop` said so: it waits for the next worker
    RELEASED = "released"
    # Somebody else holds it, or a member stopped it
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    run_id: UUID
    rows: int
    created: int
    matched: int
    refused: int
    bytes_done: int
    bytes_total: int


def carry_on(
    *,
    run_id: UUID,
    worker_id: UUID,
    now_fn: Callable[[], datetime],
    on_progress: Callable[[Progress], object] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> End:
    """Take the run in from where it stands, if it is free; until its end, or until `should_stop` says so between two chunks."""
    run = runs.claim(run_id=run_id, worker_id=worker_id, now=now_fn())
    if run is None:
        return End.NOT_OURS
    work = _Work(run, worker_id, now_fn, on_progress, should_stop)
    try:
        return work.through()
    except runs.LeaseLost:
        return End.NOT_OURS


@dataclass(slots=True)
class _Work:
    run: ImportRun
    worker_id: UUID
    now_fn: Callable[[], datetime]
    on_progress: Callable[[Progress], object]
    should_stop: Callable[[], bool]

    def through(self) -> End:
        try:
            with formats.opened(self.run) as source:
                finished = self._chunks(source)
        except Unusable as fault:
            runs.fail(run=self.run, worker_id=self.worker_id, problem=fault.text, now=self.now_fn())
            return End.FAILED
        except OSError:
            runs.fail(run=self.run, worker_id=self.worker_id, problem=_UNREADABLE, now=self.now_fn())
            return End.FAILED
        if not finished:
            runs.release(run=self.run, worker_id=self.worker_id)
            return End.RELEASED
        runs.finish(run=self.run, worker_id=self.worker_id, notes=source.notes, now=self.now_fn())
        return End.DONE

    def _chunks(self, source: formats.Source) -> bool:
        """Whether it came to the end of the file."""
        pace = Pace.of_engine()
        taker = formats.taker(self.run)
        while not self.should_stop():
            records = list(islice(source.records, pace.size))
            if not records:
                return True
            prepared = taker.prepare(records)
            with pace.measured(), transaction.atomic():
                now = self.now_fn()
                verdicts = taker.apply(prepared, now)
                gain = _gain(verdicts, source.bytes_done())
                runs.advance(run=self.run, worker_id=self.worker_id, gain=gain, report=pack(verdicts), now=now)
            self._count(gain)
        return False

    def _count(self, gain: runs.Gain) -> None:
        run = self.run
        run.rows_done += gain.rows
        run.created_rows += gain.created
        run.matched_rows += gain.matched
        run.refused_rows += gain.refused
        run.bytes_done = gain.bytes_done
        self.on_progress(
            Progress(run.id, run.rows_done, run.created_rows, run.matched_rows, run.refused_rows, run.bytes_done, run.bytes_total)
        )


_UNREADABLE = say(
    "保存しておいたファイルが読めなくなりました。もう一度ファイルを選んで取り込んでください。",
    "The file we kept can no longer be read. Choose it again and import it anew; what was taken in will not be doubled.",
)


def _gain(verdicts: list[Verdict], bytes_done: int) -> runs.Gain:
    fates = [verdict.fate for verdict in verdicts]
    return runs.Gain(len(fates), fates.count("created"), fates.count("matched"), fates.count("refused"), bytes_done)


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
            return cls(seconds=0.05, size=200, most=4_000)
        return cls(seconds=0.5, size=2_000, most=20_000)

    @contextmanager
    def measured(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        taken = max(time.perf_counter() - began, 1e-3)
        fitting = int(self.size * self.seconds / taken)
        self.size = max(_FEWEST, min(fitting, 2 * self.size, self.most))


_FEWEST = 20
