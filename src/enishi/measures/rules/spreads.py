"""How counted things are spread: median and percentiles from how often each value occurs."""

from collections.abc import Iterable
from math import ceil

from enishi.kernel.words import Text
from enishi.measures.results import Spread
from enishi.measures.rules.thresholds import NONE

Frequencies = list[tuple[float, int]]


def quantile(frequencies: Frequencies, n: int, q: float) -> float:
    """The smallest value that at least a share `q` of the `n` does not exceed. `frequencies` ascend by value and are not empty."""
    rank = max(1, ceil(q * n - 1e-9))
    seen = 0
    for value, times in frequencies:
        seen += times
        if seen >= rank:
            return value
    return frequencies[-1][0]


def median(frequencies: Frequencies, n: int) -> float:
    """The middle value; of an even number the mean of the two in the middle."""
    upper = quantile(frequencies, n, (n // 2 + 1) / n)
    return upper if n % 2 else (quantile(frequencies, n, 0.5) + upper) / 2


def spread(counted: Iterable[tuple[float, int]], why: Text | None = None) -> Spread:
    """The spread of values given as (value, how often); `why` refuses it."""
    frequencies = sorted((value, times) for value, times in counted if times)
    n = sum(times for _, times in frequencies)
    if why is not None or not n:
        return Spread(n, None, None, None, None, why or NONE)
    return Spread(
        n=n,
        median=median(frequencies, n),
        p90=quantile(frequencies, n, 0.9),
        p95=quantile(frequencies, n, 0.95),
        worst=frequencies[-1][0],
    )
