"""What rooms above the ledger are told; `config.wiring` fills these lists."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

# Out of contacts younger than this something new may be due (a missed call). Of a log they are told when the whole of it
# is in: while the call that answered it may still stand further down, nobody knows that it was not answered.
YOUNG = timedelta(days=7)

# Called inside the transaction that wrote the touches or a new outcome of theirs (so once more for the same touch
# after a correction): what they settle must come out the same when it is asked twice.
touches_written: list[Callable[[Sequence[UUID], datetime], object]] = []

# Called by the worker about once a minute, outside any transaction, each on its own.
housekeeping: list[Callable[[datetime], object]] = []


def tell(touch_ids: Sequence[UUID], now: datetime) -> None:
    """Tell every room that asked that these touches, or outcomes of theirs, were just written."""
    if touch_ids:
        for hear in touches_written:
            hear(touch_ids, now)
