"""How deep in a map each organisation sits: cores, peeled off layer by layer."""

from __future__ import annotations

import numpy as np

from sysmap.network.graph.arrays import Arrays, frozen
from sysmap.network.graph.parts import part

# A layer of fewer organisations than this is peeled one by one: on a long line every layer is two.
_FEW = 12


@part("core_numbers")
def core_numbers_of(arrays: Arrays) -> np.ndarray:
    """Return for each organisation the highest k of a part in which all have k partners or more.

    Who has k partners or fewer goes, then who has no more left for that, until nobody goes; then k rises.

    Source: Seidman 1983, Social Networks 5: 269–287; Batagelj & Zaveršnik 2003, arXiv:cs/0310049.

    Returns
    -------
    numpy.ndarray of int64, shape (organisations,)
    """
    n, adjacency = arrays.n, arrays.adjacency
    starts, counts, around = adjacency.indptr, arrays.partners, adjacency.indices
    left, numbers = counts.astype(np.int64), np.zeros(n, dtype=np.int64)
    # Who is gone has more partners left than anybody: it goes in no later layer.
    gone, k = n + len(around), 0
    while (least := int(left.min(initial=gone))) < n:
        k = max(k, least)
        layer = np.flatnonzero(left <= k)
        while len(layer) >= _FEW:
            numbers[layer] = k
            left[layer] = gone
            size = counts[layer]
            at = np.repeat(starts[layer] - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
            left -= np.bincount(around[at], minlength=n)
            layer = np.flatnonzero(left <= k)
        _one_by_one(adjacency.indptr, around, left, numbers, layer.tolist(), k, gone)
    return frozen(numbers)
    return numbers


def _one_by_one(
    starts: np.ndarray,
    around: np.ndarray,
    left: np.ndarray,
    numbers: np.ndarray,
    queue: list[int],
    k: int,
    gone: int,
) -> None:
    """Peel off those in the queue, and whoever has k partners or fewer left by that."""
    start, near, has, number = starts.data, around.data, left.data, numbers.data
    for place in queue:
        has[place] = gone
    while queue:
        place = queue.pop()
        number[place] = k
        for other in near[start[place] : start[place + 1]]:
            has[other] -= 1
            if has[other] <= k:
                has[other] = gone
                queue.append(other)
