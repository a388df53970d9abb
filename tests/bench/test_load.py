"""Several processes at once: each gets one call, and whatever becomes of them, nobody waits for ever."""

import os
import signal
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from bench.load import at_once

TOGETHER = 8


@pytest.fixture
def our_handler():
    """As `bench.one` has one, which every process it forks inherits."""
    before = signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    yield
    signal.signal(signal.SIGTERM, before)


def busy(number: int) -> tuple[int, int]:
    ends = time.perf_counter() + 0.002
    while time.perf_counter() < ends:
        pass
    return number, os.getpid()


def dies(number: int) -> int:
    if number == 0:
        os._exit(1)
    return number


@pytest.mark.usefixtures("our_handler")
def test_each_call_has_a_process_of_its_own_and_the_processes_end():
    for _ in range(3):
        done = at_once(busy, [(number,) for number in range(TOGETHER)])
        assert [number for number, _ in done] == list(range(TOGETHER))
        assert len({pid for _, pid in done}) == TOGETHER


@pytest.mark.usefixtures("our_handler")
def test_a_process_that_dies_is_an_error():
    with pytest.raises(BrokenProcessPool):
        at_once(dies, [(number,) for number in range(TOGETHER)])
