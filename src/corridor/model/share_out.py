"""Sharing a shortage: households drawn in random order until a budget is spent.

Seats, litres, room, desks and road capacity are all shared like this, so that neither the order of cohorts nor of
files decides who comes first. Households of one record are alike; records differ in what one household uses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from corridor.base.random import Stream
from corridor.base.samplers import multivariate_hypergeometric

__all__ = ["share_out"]


def share_out(
    stream: Stream, counts: Sequence[int], sizes: Sequence[float], budget: float, overshoot: bool = False
) -> tuple[list[int], float]:
    """Give how many households of each record are served, drawn in random order until the budget is spent.

    Parameters
    ----------
    stream : Stream
        Not drawn from when everybody fits.
    counts : sequence of int
        Households waiting, by record.
    sizes : sequence of float
        What one household of each record uses, >= 0.
    budget : float
        What there is, in the unit of `sizes`.
    overshoot : bool
        False: the first household drawn that does not fit ends it. True: a household is served while any
        budget is left, and the rest goes below zero by less than one household: a debt, with which the mean rate
        of a server is exact whatever the sizes.

    Returns
    -------
    taken : list of int
    rest : float
        Budget left, below one household; negative only with `overshoot`.

    Notes
    -----
    Drawing one by one is the definition. While at least two households of the largest size are sure to fit they are
    drawn together (multivariate hypergeometric), which is the same law.
    """
    left = list(counts)
    taken = [0] * len(left)
    need = 0.0
    for n, size in zip(left, sizes, strict=True):
        need += n * size
    if need <= budget:
        return left, budget - need
    while any(left):
        largest = max(size for n, size in zip(left, sizes, strict=True) if n)
        sure = min(sum(left), math.floor(budget / largest)) if largest > 0 else sum(left)
        batch = multivariate_hypergeometric(stream, left, sure if sure > 1 else 1)
        used = 0.0
        for n, size in zip(batch, sizes, strict=True):
            used += n * size
        if sure <= 1 and (budget <= 0.0 if overshoot else used > budget):
            break
        budget -= used
        for index, n in enumerate(batch):
            taken[index] += n
            left[index] -= n
    return taken, budget
