"""Taking a run in: chunk by chunk, each one transaction, so that it may be killed at any moment and goes on from there."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from enishi.kernel.columns import Unusable
from enishi.kernel.words import Text, say
from enishi.team.models import ImportRun
from enishi.touches import hooks
from enishi.touches.imports import formats, runs
from enishi.touches.imports.aside import Chunk
from enishi.touches.imports.chunks import reading
from enishi.touches.imports.pace import Pace, checkpoints
from enishi.touches.imports.report import Verdict, pack

_log = logging.getLogger(__name__)


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
    except (OperationalError, InterfaceError):
        # The database is away or in trouble: nothing is lost, and whoever finds the lease run out tries again.
        raise
    except Exception:  # noqa: BLE001 - it must not be tried again for ever, nor be hidden: the log has it, the member a sentence
        _log.exception("import %s", run_id)
        return work.fail(_FAULT)
    except BaseException:
        # Told to go away in the middle of a chunk, which is rolled back by now
        work.release()
        raise


@dataclass(slots=True)
class _Work:
    run: ImportRun
    worker_id: UUID
    now_fn: Callable[[], datetime]
    on_progress: Callable[[Progress], object]
    should_stop: Callable[[], bool]

    def through(self) -> End:
        try:
            # Our own copy: the reader's "there is no such file" would name a file that the member never saw.
            Path(self.run.path).stat()
            taker, pace = formats.taker(self.run), Pace.of_engine()
            with reading(self.run, taker, pace) as source:
                finished = self._chunks(source.chunks, taker, pace) and self._tell(taker)
        except Unusable as fault:
            return self.fail(fault.text)
        except OSError:
            return self.fail(_UNREADABLE)
        if not finished:
            return self.release()
        notes = (*self._left_unread(), *source.notes)
        runs.finish(run=self.run, worker_id=self.worker_id, notes=notes, now=self.now_fn())
        return End.DONE

    def _left_unread(self) -> Sequence[Text]:
        """Only a note: the copy it is read from is gone where another worker came to the end before us."""
        try:
            return tuple(formats.left_unread(self.run))
        except (Unusable, OSError):
            return ()

    def fail(self, problem: Text) -> End:
        runs.fail(run=self.run, worker_id=self.worker_id, problem=problem, now=self.now_fn())
        return End.FAILED

    def release(self) -> End:
        runs.release(run=self.run, worker_id=self.worker_id)
        return End.RELEASED

    def _chunks(self, chunks: Iterator[Chunk], taker: formats.Taker, pace: Pace) -> bool:
        """Whether it came to the end of the file."""
        if self.should_stop():
            return False
        with checkpoints() as log:
            for chunk in chunks:
                with pace.measured(chunk.rows):
                    gain = self._take(taker, chunk)
                self._count(gain)
                log.between_chunks()
                if self.should_stop():
                    return False
        return True

    def _take(self, taker: formats.Taker, chunk: Chunk) -> runs.Gain:
        """Rows, outcomes, words, what they settle, the report and the counts: all of a chunk, or nothing."""
        now = self.now_fn()
        with transaction.atomic():
            verdicts = taker.apply(chunk.prepared, now)
            gain = _gain(verdicts, chunk.bytes_done)
            runs.advance(run=self.run, worker_id=self.worker_id, gain=gain, report=pack(verdicts), now=now)
        return gain

    def _tell(self, taker: formats.Taker) -> bool:
        """What may be due out of the newest contacts, now that all are there. Whoever is killed in here leaves it all to the next."""
        for touch_ids in taker.young():
            if self.should_stop():
                return False
            with transaction.atomic():
                now = self.now_fn()
                runs.renew(run=self.run, worker_id=self.worker_id, now=now)
                hooks.tell(touch_ids, now)
        return True

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


_FAULT = say(
    "取り込みの途中で思わぬ不具合が起きました。そこまでの分は登録してあります。もう一度始めると続きから取り込みます。",
    "Something went wrong that should not have. What was taken in so far is kept; start it again and it goes on from there.",
)


def _gain(verdicts: list[Verdict], bytes_done: int) -> runs.Gain:
    fates = [verdict.fate for verdict in verdicts]
    return runs.Gain(len(fates), fates.count("created"), fates.count("matched"), fates.count("refused"), bytes_done)
