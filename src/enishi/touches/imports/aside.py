"""Reading a long file in a process of its own, so that it is read while the chunk before is written, whatever the engine.

The process knows no database. It reads as many records as it is asked for, prepares them and waits; when its input closes, it ends.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, NamedTuple, cast

from enishi.kernel.children import surroundings, words_of
from enishi.kernel.columns import Unusable
from enishi.kernel.words import Text

# Ctrl-C at a terminal and a service manager speak to every process at once; whoever writes decides when it is over
_NOT_FOR_US = (signal.SIGINT, signal.SIGTERM)
WORDS = words_of(__name__)


class Chunk(NamedTuple):
    """Records that were read and wait to be written; `bytes_done`: how far into the file they reach."""

    prepared: Any
    rows: int
    bytes_done: int


def next_chunk(source: Any, taker: Any, size: int) -> Chunk | None:
    """The next `size` records of a source, prepared by what will take them in; None behind the last."""
    records = list(islice(source.records, size))
    return Chunk(taker.prepare(records), len(records), source.bytes_done()) if records else None


class ReaderDied(RuntimeError):
    """The process that read ended without a word."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be read, how, and by which key references are hashed."""

    run: Any
    taker: Any
    zone: str
    key: bytes | str


@dataclass(frozen=True, slots=True)
class _Over:
    """The end of the file, or what kept us from reaching it."""

    notes: tuple[Text, ...] = ()
    unusable: Text | None = None
    unreadable: str = ""


class Reading:
    """The other end, in the process that writes. `notes` are whole when `chunks` are through."""

    def __init__(self, to: IO[bytes], back: IO[bytes], size: Callable[[], int]) -> None:
        self._to, self._back, self._size = to, back, size
        self.notes: tuple[Text, ...] = ()

    @property
    def chunks(self) -> Iterator[Chunk]:
        """Raises `Unusable`, OSError and ReaderDied. The next chunk is asked for before one is given."""
        self._ask()
        while isinstance(answer := self._answer(), Chunk):
            self._ask()
            yield answer
        self.notes = answer.notes
        if answer.unusable is not None:
            raise Unusable(answer.unusable)
        if answer.unreadable:
            raise OSError(answer.unreadable)

    def _ask(self) -> None:
        with suppress(BrokenPipeError):
            # It may have ended: then its last word is still to be read
            self._to.write(b"%d\n" % self._size())
            self._to.flush()

    def _answer(self) -> "Chunk | _Over":
        try:
            answer: Chunk | _Over = pickle.load(self._back)  # noqa: S301 - written by our own process below
        except (EOFError, pickle.UnpicklingError):
            raise ReaderDied from None
        return answer


@contextmanager
def reading(run: Any, taker: Any, zone: str, size: Callable[[], int]) -> Generator[Reading]:
    """A process that reads this run's records, each time as many as `size` says; gone when this ends."""
    from django.conf import settings

    with _begun() as process:
        to, back = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))
        try:
            with suppress(BrokenPipeError):
                pickle.dump(_Job(run, taker, zone, settings.REFUSAL_KEY), to)
                to.flush()
            yield Reading(to, back, size)
        finally:
            process.kill()
            # What it never heard is no fault of the file
            with suppress(BrokenPipeError):
                to.close()


def _begun() -> "subprocess.Popen[bytes]":
    """Raises ReaderDied if it cannot begin. It keeps the signals that are held back meanwhile."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _NOT_FOR_US)
    try:
        return subprocess.Popen(WORDS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=surroundings())  # noqa: S603 - our own
    except OSError as fault:
        raise ReaderDied from fault
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def main() -> None:
    """What the process does."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What prints by mistake must not stand between two answers
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from django.conf import settings

    from enishi.kernel import garbage

    garbage.set_aside()
    job: _Job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own process above
    settings.REFUSAL_KEY = job.key
    with suppress(BrokenPipeError):
        for answer in _answers(job):
            pickle.dump(answer, out, pickle.HIGHEST_PROTOCOL)
            out.flush()


def _answers(job: _Job) -> Iterator[Chunk | _Over]:
    from enishi.touches.imports import formats

    try:
        with formats.opened(job.run, zone=job.zone) as source:
            for asked in sys.stdin.buffer:
                chunk = next_chunk(source, job.taker, int(asked))
                if chunk is None:
                    break
                yield chunk
            else:
                return
        yield _Over(tuple(source.notes))
    except Unusable as fault:
        yield _Over(unusable=fault.text)
    except OSError as fault:
        yield _Over(unreadable=str(fault) or type(fault).__name__)
