"""Draws moments, numbers and names for the sample, the same from the same seed."""

import random
from datetime import datetime, timedelta

from enishi.cli.sample.draft import Draft
from enishi.kernel import clock
from enishi.people.models import ContactPoint

ZONE = "Asia/Tokyo"
_OPERATORS = ("suzuki", "sato", "yamamoto", "takahashi")
_QUARTERS = (0, 15, 30, 45)


class Teller:
    """Draws the same lives from the same seed."""

    def __init__(self, draft: Draft, seed: int = 2026) -> None:
        self.draft = draft
        self.chance = random.Random(seed)  # noqa: S311 - stories, not secrets
        self._mobile = 6_090_001_000
        self._landline = 320_001_000

    def at(self, days_ago: int, hour: int, minute: int | None = None) -> datetime:
        """A moment some days ago on Japan's clock; of today, never later than a few minutes ago."""
        chosen = self.chance.choice(_QUARTERS) + self.chance.randrange(7) if minute is None else minute
        moment = clock.at_local(clock.local_day(self.draft.now, ZONE) - timedelta(days=days_ago), ZONE, hour, chosen)
        return min(moment, self.draft.now - timedelta(minutes=4))

    def due(self, in_days: int, hour: int) -> datetime:
        return clock.at_local(clock.local_day(self.draft.now, ZONE) + timedelta(days=in_days), ZONE, hour)

    def mobile(self) -> ContactPoint:
        self._mobile += self.chance.randrange(1, 40)
        return self.draft.point("phone", f"0{self._mobile}")

    def landline(self, use: str = "household") -> ContactPoint:
        self._landline += self.chance.randrange(1, 40)
        return self.draft.point("phone", f"0{self._landline}", use)

    def operator(self) -> str:
        return self.chance.choice(_OPERATORS)
