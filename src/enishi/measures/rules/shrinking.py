"""Thin cells drawn toward the whole: an empirical-Bayes beta-binomial."""

from collections.abc import Sequence

from enishi.measures.rules.intervals import wilson

Cell = tuple[int, int]


def prior_weight(cells: Sequence[Cell]) -> float:
    """How many calls at the overall rate each (reached, calls) cell is mixed with, by the method of moments (Kleinman 1973).

    The spread between cells beyond what chance gives is a correlation ρ within a cell, and the weight is 1/ρ − 1. Where cells
    differ no more than chance lets them, the weight is all the calls there are: no cell then tells more than the whole.
    """
    most = float(sum(calls for _, calls in cells))
    rate = sum(reached for reached, _ in cells) / most
    if rate in {0.0, 1.0}:
        return most
    seen = sum(calls * (reached / calls - rate) ** 2 for reached, calls in cells) / (rate * (1 - rate))
    free = len(cells) - 1
    room = most - sum(calls * calls for _, calls in cells) / most - free
    if seen <= free or room <= 0:
        return most
    return max(0.0, min(room / (seen - free) - 1, most))


def shrunk(cell: Cell, rate: float, weight: float) -> tuple[float, float, float]:
    """A cell's rate mixed with `weight` calls at the overall `rate`, and the Wilson interval of the mixture."""
    reached, calls = cell[0] + weight * rate, cell[1] + weight
    return reached / calls, *wilson(min(reached, calls), calls)
