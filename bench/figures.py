"""What was measured, as plain values: timings, bars, and whether a bar is met."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Figures = dict[str, float]


@dataclass(frozen=True)
class Timing:
    """Milliseconds of each piece of work, and the seconds that all of them took together."""

    milliseconds: list[float]
    seconds: float

    def quantile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def figures(self) -> Figures:
        return {
            "p50_ms": self.quantile(0.50),
            "p95_ms": self.quantile(0.95),
            "p99_ms": self.quantile(0.99),
            "per_second": len(self.milliseconds) / self.seconds,
        }


@dataclass(frozen=True)
class Bar:
    """What was promised of a piece of work. `measured` must be at most, or at least, `limit`."""

    text: str
    measured: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def as_json(self) -> dict[str, Any]:
        return {"bar": self.text, "measured": round(self.measured, 2), "limit": self.limit, "met": self.met}


@dataclass(frozen=True)
class Measure:
    """One piece of work on one engine: its figures, what it is compared with, and its bars."""

    work: str
    how: str
    figures: Figures
    compared_with: dict[str, Figures] = field(default_factory=dict)
    bars: Sequence[Bar] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "work": self.work,
            "how": self.how,
            "figures": rounded(self.figures),
            "compared_with": {name: rounded(figures) for name, figures in self.compared_with.items()},
            "bars": [bar.as_json() for bar in self.bars],
        }


def rounded(figures: Mapping[str, float]) -> Figures:
    return {name: round(value, 2) for name, value in figures.items()}


def median(repeats: Sequence[Mapping[str, float]]) -> Figures:
    """Of each figure the median over the repeats."""
    return {name: statistics.median(repeat[name] for repeat in repeats) for name in repeats[0]}
