"""Logs drawn from the published hazards of three mobile-phone surveys (RaMMPS: 292,554 calls to 143,386 numbers).

The surveys publish for each attempt what share of the people still unreached it reached, and that a cap of three would have kept so
many of the people reached and saved so many of the calls. The hazards alone do not give that: it depends as much on how many of the
unreached were tried again, which is not published. `Country.again` is a follow-up that gives both published figures, with a
sixth attempt on the curve p1·r^(k-1) that the surveys fitted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.measures.logs import JST, NOTHING

FIRST_DAY = datetime(2026, 3, 2)  # noqa: DTZ001 - the canonical table's times have no zone


@dataclass(frozen=True)
class Country:
    """`again`: the share of the unreached that was tried again after attempts 1 and 2, and after the later ones."""

    name: str
    hazards: tuple[float, ...]
    fitted: tuple[float, float]
    again: tuple[float, float]
    kept_percent: float
    saved_percent: float

    @property
    def every(self) -> tuple[float, ...]:
        first, ratio = self.fitted
        return (*self.hazards, first * ratio ** len(self.hazards))

    def follows(self, attempt: int) -> float:
        """The share of the unreached who got another call after this attempt."""
        return 0.0 if attempt >= len(self.every) else self.again[0] if attempt <= 2 else self.again[1]


COUNTRIES = (
    Country("DRC", (0.156, 0.085, 0.048, 0.034, 0.024), (0.153, 0.594), (0.98, 0.696), 90.6, 29),
    Country("Malawi", (0.129, 0.109, 0.070, 0.049, 0.033), (0.134, 0.729), (0.72, 0.737), 90.5, 23),
    Country("Burkina Faso", (0.185, 0.137, 0.089, 0.058, 0.047), (0.185, 0.709), (0.27, 0.60), 98.8, 4),
)


def courses(country: Country, people: int, seed: int) -> Iterator[tuple[int, bool]]:
    """For each person how many calls they got and whether the last reached them."""
    dice = Random(seed)
    for _ in range(people):
        attempt = 1
        while not (hit := dice.random() < country.every[attempt - 1]) and dice.random() < country.follows(attempt):
            attempt += 1
        yield attempt, hit


def log(country: Country, people: int, seed: int) -> Iterator[dict[str, Any]]:
    """Canonical touches: each person's calls on successive days, at some minute between ten and eight."""
    dice = Random(f"{country.name} {seed}")
    for person, (calls, hit) in enumerate(courses(country, people, seed)):
        number = f"+8190{person:08}"
        for call in range(calls):
            local = FIRST_DAY + timedelta(days=call, minutes=dice.randrange(600, 1200))
            reached = hit and call == calls - 1
            yield NOTHING | {
                "at": local - JST,
                "local_at": local,
                "channel": "call",
                "direction": "out",
                "party": number,
                "person": number,
                "talk_seconds": dice.randrange(60, 900) if reached else 0,
                "outcome": "reached" if reached else "no_answer",
                "reached": reached,
                "source": "csv",
            }
