"""Who stands near whom."""

from __future__ import annotations

import numpy as np


def pairs_within(spots: np.ndarray, reach: float) -> np.ndarray:
    """Find all pairs that stand no further apart than `reach`.

    Everyone is sorted into cells of that width: who is near stands in the same cell or in one beside it.

    Parameters
    ----------
    spots : numpy.ndarray of float64, shape (organisations, 2)
    reach : float

    Returns
    -------
    numpy.ndarray of int64, shape (pairs, 2)
        Lower place first, sorted.
    """
    n = len(spots)
    if n < 2:
        return np.empty((0, 2), dtype=np.int64)
    across, down = np.floor((spots - spots.min(axis=0)) / reach).astype(np.int64).T
    # Cells are numbered down each column, with an empty one after its last.
    tall = int(down.max()) + 2
    cell = across * tall + down
    order = np.argsort(cell, kind="stable")
    cell, x, y = cell[order], *spots[order].T
    here = np.arange(n)
    # From oneself on in the own cell and the one below, and the three beside them in the next column.
    starts = np.concatenate([here + 1, np.searchsorted(cell, cell + tall - 1)])
    stops = np.searchsorted(cell, np.concatenate([cell + 1, cell + tall + 1]), side="right")
    counts = stops - starts
    one = np.repeat(np.concatenate([here, here]), counts)
    other = np.arange(len(one)) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    across, down = x[one] - x[other], y[one] - y[other]
    near = across * across + down * down <= reach * reach
    one, other = order[one[near]], order[other[near]]
    keys = np.sort(np.minimum(one, other) * n + np.maximum(one, other))
    return np.column_stack(np.divmod(keys, n))
