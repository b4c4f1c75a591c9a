"""The exact mean and variance of crossing under shuffled labels, without shuffling."""

from __future__ import annotations

import numpy as np


def crossing_moments(
    total: float, squares: float, row_sums: np.ndarray, sizes: np.ndarray
) -> tuple[float, float]:
    """Return the mean and variance of the weight that crosses when labels are shuffled.

    Parameters
    ----------
    total
        Sum of the symmetric weights w over pairs i < j of organisations of known sector.
    squares
        Sum of their squares.
    row_sums : numpy.ndarray, shape (organisations of known sector,)
        For each organisation, the sum of w over all others.
    sizes : numpy.ndarray, shape (sectors,)
        The number of organisations in each sector.

    Returns
    -------
    tuple of float
        Mean and variance of the sum of w over pairs in different sectors.

    Notes
    -----
    A label permutation draws sectors without replacement, so the probabilities that one pair,
    two pairs sharing an end, and two separate pairs cross are ratios of falling factorials
    (Bojanowski & Corten 2014, Social Networks 39: 14–32, review such measures).
    """
    n = float(sizes.sum())
    if n < 2:
        return 0.0, 0.0
    pairs = (sizes * (sizes - 1)).astype(float)
    share = pairs.sum() / _falling(n, 2)
    one = 1 - share
    shared = (sizes * (n - sizes) * (n - sizes - 1)).sum() / _falling(n, 3) if n > 2 else 0.0
    apart = 1 - 2 * share
    if n > 3:
        fourth = sizes * (sizes - 1.0) * (sizes - 2) * (sizes - 3)
        apart += (fourth.sum() + pairs.sum() ** 2 - (pairs**2).sum()) / _falling(n, 4)
    adjacent = (row_sums**2).sum() - 2 * squares
    disjoint = total**2 - squares - adjacent
    mean = total * one
    return float(mean), float(max(0.0, squares * one + adjacent * shared + disjoint * apart - mean**2))


def _falling(x: float, times: int) -> float:
    return float(np.prod([x - step for step in range(times)]))
