"""SQLite lets one writer in at a time and makes the others poll with growing pauses, so that the unlucky wait for seconds.

Writers of one process queue on a lock instead; SQLite's own waiting is left for other processes.
"""

import threading
from typing import Any

from django.db.backends.sqlite3 import base

_writers: dict[str, threading.Lock] = {}
_guard = threading.Lock()


def _lock_for(name: str) -> threading.Lock:
    with _guard:
        return _writers.setdefault(name, threading.Lock())


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction takes the process's turn when it begins and gives it back when it ends, however it ends."""

    _turn: "threading.Lock | None" = None

    def _start_transaction_under_autocommit(self) -> None:
        turn = _lock_for(str(self.settings_dict["NAME"]))
        turn.acquire()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # a hook the stubs leave out
        except BaseException:
            turn.release()
            raise
        self._turn = turn

    def _commit(self) -> Any:
        # A failed COMMIT leaves the transaction open: Django rolls back next, and the turn ends there.
        result = super()._commit()  # type: ignore[misc]  # a hook the stubs leave out
        self._end_turn()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # a hook the stubs leave out
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # a hook the stubs leave out
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()
