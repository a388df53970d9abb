"""A promise by hand from what was said on the telephone: understood, said back, and confirmed before anything is written."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from enishi.kernel import when
from enishi.kernel.words import Text


@dataclass(frozen=True, slots=True)
class Understood:
    """One meaning of a phrase. `from_at` and `due_at` in UTC; `is_vague`: the words leave room, so ask."""

    phrase: str
    from_at: datetime
    due_at: datetime
    in_words: Text
    is_vague: bool


def understand(phrase: str, *, now: datetime, zone: str) -> tuple[Understood, ...]:
    """What the phrase may mean in `zone`, likeliest first; empty if it is not understood. A member confirms one of them."""
    here = now.astimezone(ZoneInfo(zone))
    return tuple(_understood(phrase, reading, here) for reading in when.read(phrase, here))


def _understood(phrase: str, reading: when.Reading, here: datetime) -> Understood:
    from_at, due_at = when.to_window(reading, here)
    return Understood(
        phrase=phrase[:200],
        from_at=from_at.astimezone(UTC),
        due_at=due_at.astimezone(UTC),
        in_words=when.in_words(reading),
        is_vague=reading.vague,
    )
