"""SQLite lets one writer in at a time and makes the others poll with growing pauses, so that the unlucky wait for seconds.

Writers of one process queue on a lock instead, a single statement outside any transaction too; SQLite's own waiting is left for
other processes.
"""

import re
import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db.backends.sqlite3 import base

_writers: dict[str, threading.Lock] = {}
_guard = threading.Lock()


def _lock_for(name: str) -> threading.Lock:
    with _guard:
        return _writers.setdefault(name, threading.Lock())


_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b", re.IGNORECASE)


class Cursor(base.SQLiteCursorWrapper):
    """A writing statement outside a transaction is one of its own, and takes the process's turn for as long as it lasts."""

    wrapper: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        with self.wrapper.turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.turn_for(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction takes the process's turn when it begins and gives it back when it ends, however it ends."""

    _turn: "threading.Lock | None" = None

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, but it queues."""
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def turn_for(self, query: str) -> AbstractContextManager[object]:
        """The process's turn, unless it is ours already or nothing is written."""
        is_alone = self._turn is None and _WRITES.match(query)
        return _lock_for(str(self.settings_dict["NAME"])) if is_alone else nullcontext()

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
