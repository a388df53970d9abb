"""What the tests of the eye look at: rows of the canonical table, and lives made of them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from enishi.measures.eye import MOST, Lived, Ring, Written

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def at(hour: int, minute: int = 0, *, day: date = TUESDAY) -> datetime:
    """A moment on their own clock."""
    return datetime.combine(day, time(hour, minute))


def row(hour: int, minute: int = 0, *, day: date = TUESDAY, channel: str = "call", direction: str = "out", **facts: Any) -> dict[str, Any]:
    """One contact, as the canonical table holds it; whatever is not named is not in the log."""
    return {
        "row": "log.csv:2",
        "local_at": at(hour, minute, day=day),
        "channel": channel,
        "direction": direction,
        "own_number": "+81320000001",
        "ring_seconds": None,
        "talk_seconds": None,
        "outcome": "no_answer",
        "reached": None,
        "abandoned": None,
        **facts,
    }


def rung(times: int, *, numbers: int = 1, every: timedelta = timedelta(minutes=3)) -> Lived:
    """A day that rings so often, from so many numbers in turn."""
    start = at(8)
    rings = tuple(Ring(start + every * place, f"+81320000{place % numbers:03d}", rung_seconds=12) for place in range(times))
    return Lived(MOST, TUESDAY, max(TUESDAY, rings[-1].at.date()) if rings else TUESDAY, rings)


def kind() -> Lived:
    """One call, one text, their answer, one talk."""
    number = "+81320000001"
    return Lived(
        MOST,
        TUESDAY,
        date(2026, 11, 26),
        (
            Ring(at(10, 0), number, rung_seconds=25),
            Written(at(10, 5), "text", number, "ご都合のよい日時をご返信ください。"),
            Written(at(12, 41), "text", None, "木曜の15時なら", ours=False),
            Ring(at(15, day=date(2026, 11, 26)), number, answered=True, talk_seconds=384),
        ),
    )
