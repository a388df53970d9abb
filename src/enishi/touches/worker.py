"""The process beside the desk: takes in what waits, also what another worker left, and keeps house."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection

from enishi.kernel.clock import now as present
from enishi.kernel.ids import uuid7
from enishi.kernel.live import publish
from enishi.touches import hooks, imports

_log = logging.getLogger(__name__)
# How long a run may wait before somebody sees it; one small indexed question each time.
LOOK_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 60.0
# Pages show a bar, not a film.
_TELL_SECONDS = 0.3


def run_forever(stop: threading.Event, *, now_fn: Callable[[], datetime] = present) -> None:
    """Work until `stop` is set; then the chunk under way is finished, and the run waits for the next worker."""
    worker_id = uuid7()
    kept_house = float("-inf")
    while not stop.is_set():
        if time.monotonic() - kept_house >= HOUSEKEEPING_SECONDS:
            keep_house(now_fn())
            kept_house = time.monotonic()
        if not (_guarded(lambda: work_once(worker_id, stop, now_fn=now_fn)) or _did_other_work(worker_id, stop, now_fn)):
            close_old_connections()
            stop.wait(LOOK_SECONDS)
    connection.close()


def work_once(worker_id: UUID, stop: threading.Event, *, now_fn: Callable[[], datetime] = present) -> bool:
    """Take in one run that is free, if there is one; whether there was."""
    run_id = imports.next_free(now_fn())
    if run_id is None:
        return False
    telling = _Telling(run_id)
    end = imports.carry_on(run_id=run_id, worker_id=worker_id, now_fn=now_fn, on_progress=telling, should_stop=stop.is_set)
    publish(f"import:{run_id}", "today")
    # Another worker was faster: look again, but not at once
    return end is not imports.End.NOT_OURS


def _did_other_work(worker_id: UUID, stop: threading.Event, now_fn: Callable[[], datetime]) -> bool:
    return any(_guarded(lambda work=work: work(worker_id, stop, now_fn)) for work in hooks.work)  # type: ignore[misc]  # as in `keep_house`


def keep_house(now: datetime) -> None:
    """Everything that is to happen about once a minute; what fails is logged and hinders nothing else."""
    for chore in hooks.housekeeping:
        _guarded(lambda chore=chore: chore(now))  # type: ignore[misc]  # a default binds the chore of this turn


def _guarded(work: Callable[[], object]) -> bool:
    """Whether it was done and gave something. The worker outlives a database that went away for a minute."""
    try:
        return bool(work())
    except DatabaseError:
        _log.exception("the worker goes on after trouble with the database")
        connection.close()
    except Exception:  # noqa: BLE001 - one fault must not end every import after it
        _log.exception("the worker goes on after a fault")
    return False


class _Telling:
    """Tells pages that watch a run how far it is, a few times a second at most."""

    def __init__(self, run_id: UUID) -> None:
        self._topic = f"import:{run_id}"
        self._told = float("-inf")

    def __call__(self, _: imports.Progress) -> None:
        if time.monotonic() - self._told >= _TELL_SECONDS:
            self._told = time.monotonic()
            publish(self._topic)
