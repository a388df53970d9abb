"""How sure a counted share is."""

from math import sqrt
from typing import Final

from enishi.kernel.words import Text
from enishi.measures.results import Share
from enishi.measures.rules.thresholds import LEAST, too_few

# The 97.5 % point of the normal distribution: intervals of 95 %.
Z: Final = 1.959963984540054


def wilson(count: float, of: float) -> tuple[float, float]:
    """Wilson's score interval (1927) for a share `count`/`of`. Raises `ValueError` unless 0 ≤ count ≤ of and of > 0."""
    if not 0 <= count <= of or not of:
        raise ValueError(f"no share: {count} of {of}")
    rate, z2 = count / of, Z * Z
    middle = (rate + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(rate * (1 - rate) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return (0.0 if count == 0 else middle - half), (1.0 if count == of else middle + half)


def share(count: int, of: int, *, least: int = LEAST, why: Text | None = None) -> Share:
    """`count` of `of` with its interval; the counts alone when `of` is below `least`, or for the reason given."""
    why = why or too_few(of, least)
    if why is not None:
        return Share(count, of, None, None, None, why)
    low, high = wilson(count, of)
    return Share(count, of, count / of, low, high)


def not_measured(why: Text) -> Share:
    """What the log cannot show: not even the counts."""
    return Share(None, None, None, None, None, why)
