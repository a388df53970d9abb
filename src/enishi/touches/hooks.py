"""What rooms above the ledger are told; `config.wiring` fills these lists."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

# Out of contacts younger than this something new may be due (a missed call). Of a log they are told when the whole of it
# is in: while the call that answered it may still stand further down, nobody knows that it was not answered.
YOUNG = timedelta(days=7)

# Called inside the transaction that wrote the touches or a new outcome of theirs (so once more for the same touch
# after a correction): what they settle must come out the same when it is asked twice.
touches_written: list[Callable[[Sequence[UUID], datetime], object]] = []

# From which moment on a contact that is written now may change anything for the rooms above: a log of years is not put before
# them row by row. None asked: everything may matter.
may_matter_since: list[Callable[[datetime], datetime]] = []

# Asked by the worker whenever nothing waits to be taken in: does one piece of what else waits, if there is any, and says whether there
# was. It is given the worker's id, for leases, what is set when it is to end, and whom to ask for the time.
work: list[Callable[[UUID, threading.Event, Callable[[], datetime]], bool]] = []

# Called by the worker about once a minute, outside any transaction, each on its own.
housekeeping: list[Callable[[datetime], object]] = []


def tell(touch_ids: Sequence[UUID], now: datetime) -> None:
    """Tell every room that asked that these touches, or outcomes of theirs, were just written."""
    if touch_ids:
        for hear in touches_written:
            hear(touch_ids, now)


def since(now: datetime) -> datetime:
    """The earliest moment from which on some room wants to be told."""
    return min((ask(now) for ask in may_matter_since), default=datetime.min.replace(tzinfo=UTC))
