"""How far two ways of grouping the same organisations agree, beyond what chance gives."""

from __future__ import annotations

import math

import numpy as np


def adjusted_mutual_information(one: np.ndarray, other: np.ndarray) -> float:
    """Compare two groupings: 1 the same, about 0 unrelated, below 0 less alike than by chance.

    Parameters
    ----------
    one, other : numpy.ndarray of int, shape (organisations,)
        The group of each organisation.

    Returns
    -------
    float
        ``(MI − E[MI]) / (mean(H, H) − E[MI])`` with natural logarithms; ``nan`` where either has
        one group only, or nothing could vary.

    Notes
    -----
    Vinh, Epps & Bailey 2010, Journal of Machine Learning Research 11: equation 24a for the
    expectation, over all groupings with these sizes.
    """
    first, one = np.unique(one, return_inverse=True)
    second, other = np.unique(other, return_inverse=True)
    if len(first) < 2 or len(second) < 2:
        return math.nan
    n = len(one)
    keys, both = np.unique(one * len(second) + other, return_counts=True)
    a, b = np.bincount(one), np.bincount(other)
    shared = both / n * np.log(both * n / (a[keys // len(second)] * b[keys % len(second)]))
    by_chance = _expected(a, b, n)
    most = (_entropy(a / n) + _entropy(b / n)) / 2
    # Where every grouping of these sizes agrees as much, agreement says nothing.
    return float((shared.sum() - by_chance) / (most - by_chance)) if most - by_chance > 1e-12 else math.nan


def _entropy(share: np.ndarray) -> float:
    return float(-(share * np.log(share)).sum())


def _expected(a: np.ndarray, b: np.ndarray, n: int) -> float:
    """Return the mean of mutual information over all groupings with sizes `a` and `b`."""
    from scipy.special import gammaln

    total = 0.0
    sizes_a, times_a = np.unique(a, return_counts=True)
    sizes_b, times_b = np.unique(b, return_counts=True)
    for size_a, count_a in zip(sizes_a.tolist(), times_a.tolist(), strict=True):
        for size_b, count_b in zip(sizes_b.tolist(), times_b.tolist(), strict=True):
            rest = n - size_a - size_b
            both = np.arange(max(1, -rest), min(size_a, size_b) + 1)
            ways = (
                gammaln([size_a + 1, size_b + 1, n - size_a + 1, n - size_b + 1]).sum()
                - gammaln(n + 1)
                - gammaln(
                    [both + 1, size_a - both + 1, size_b - both + 1, n - size_a - size_b + both + 1]
                ).sum(axis=0)
            )
            part = both / n * np.log(n * both / (size_a * size_b)) * np.exp(ways)
            total += count_a * count_b * float(part.sum())
    return total
