"""A run's records, some at a time: a short file is read here, a long one in a process of its own."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, Protocol

from enishi.kernel.words import Text
from enishi.team.models import ImportRun
from enishi.touches.imports import aside, formats
from enishi.touches.imports.pace import Pace, ahead

# A process takes half a second to begin; this many bytes take longer to write
LONG = 1 << 19


class Reading(Protocol):
    """`chunks` may raise `Unusable` or OSError; `notes` are whole when they are through."""

    @property
    def chunks(self) -> Iterator[aside.Chunk]: ...

    @property
    def notes(self) -> tuple[Text, ...]: ...


class _Here(NamedTuple):
    chunks: Iterator[aside.Chunk]
    source: formats.Source

    @property
    def notes(self) -> tuple[Text, ...]:
        return tuple(self.source.notes)


@contextmanager
def reading(run: ImportRun, taker: formats.Taker, pace: Pace) -> Generator[Reading]:
    """From where the run stands, as many records a chunk as `pace` says. Raises as `formats.opened`."""
    if run.bytes_total >= LONG:
        with aside.reading(run, taker, formats.our_zone(), lambda: pace.size) as there:
            yield there
        return
    with formats.opened(run) as source, closing(ahead(_reader(source, taker, lambda: pace.size))) as chunks:
        yield _Here(chunks, source)


def _reader(source: formats.Source, taker: Any, size: Callable[[], int]) -> Callable[[], aside.Chunk | None]:
    def read() -> aside.Chunk | None:
        return aside.next_chunk(source, taker, size())

    return read
