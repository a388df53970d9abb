"""UUIDv7 (RFC 9562, 5.7): ids that sort by the time they were made, so that indexes grow at one end."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0
# The two highest bits of an id's second half are 10: a random digit, and the one it becomes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


def uuid7() -> uuid.UUID:
    """A new id, later than every id this process made before, even within one millisecond."""
    global _last  # noqa: PLW0603 - the counter is what keeps ids of one process in order
    # 48 bits of milliseconds and 12 bits of fraction, as RFC 9562 method 3
    stamp = time.time_ns() * 4096 // 1_000_000
    with _lock:
        _last = stamp = max(stamp, _last + 1)
    return uuid.UUID(int=_placed(stamp, os.urandom(8)))


def uuid7_after(other: uuid.UUID) -> uuid.UUID:
    """A new id that is later than `other` too, which a process may have made whose clock is ahead of ours."""
    new = uuid7()
    if new > other:
        return new
    stamp = (other.int >> 80 << 12) | (other.int >> 64 & 0xFFF)
    return uuid.UUID(int=_placed(stamp + 1, os.urandom(8)))


def uuid7_hexes(count: int) -> list[str]:
    """`count` new ids in order as 32 hexadecimal digits, for one bulk write: one look at the clock and one turn at the counter for all."""
    global _last  # noqa: PLW0603 - the counter is what keeps ids of one process in order
    stamp = time.time_ns() * 4096 // 1_000_000
    with _lock:
        first = max(stamp, _last + 1)
        _last = first + count - 1
    noise = os.urandom(8 * count).hex()
    return [
        f"{stamp >> 12:012x}7{stamp & 0xFFF:03x}{_VARIANT[noise[tail]]}{noise[tail + 1 : tail + 16]}"
        for tail, stamp in zip(range(0, 16 * count, 16), range(first, first + count), strict=True)
    ]


def _placed(stamp: int, noise: bytes) -> int:
    milliseconds, fraction = divmod(stamp, 4096)
    tail = int.from_bytes(noise) & ((1 << 62) - 1)
    return milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail
