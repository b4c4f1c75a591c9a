"""Who stands above whom on a directed map: reach both ways, and common superiors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part

_COLUMNS = 512


@dataclass(frozen=True, eq=False)
class Orders:
    """Pairs of organisations by who can be reached from whom, following the arrows.

    Attributes
    ----------
    mutual : int
        Pairs of which each reaches the other.
    parts : numpy.ndarray of int64
        The sizes of the parts of the map, direction aside.
    without_superior : int
        Pairs of one part of three organisations or more that have no least upper bound: nobody
        reaches both and is reached by every other that reaches both. An organisation reaches
        itself.
    """

    mutual: int
    parts: np.ndarray
    without_superior: int


@part("orders")
def orders_of(arrays: Arrays) -> Orders:
    """Count the pairs, on the map in which all that reach one another are one.

    Source: Krackhardt 1994, in Carley & Prietula, Computational Organization Theory. Arcs run
    from superior to subordinate.
    """
    from scipy.sparse import csgraph

    sizes = np.bincount(arrays.parts, minlength=0)
    count, group = csgraph.connected_components(arrays.successors, directed=True, connection="strong")
    weight = np.bincount(group, minlength=count).astype(np.int64)
    mutual = int((weight * (weight - 1)).sum()) // 2
    part = np.zeros(count, dtype=np.int64)
    part[group] = arrays.parts
    total = 0
    for number in np.flatnonzero(sizes > 2):
        inside = np.flatnonzero(part == number)
        if len(inside) > 1:
            total += _without_superior(arrays, group, inside, weight)
    return Orders(mutual, sizes, total)


def _without_superior(arrays: Arrays, group: np.ndarray, inside: np.ndarray, weight: np.ndarray) -> int:
    """Count the pairs of organisations of one part, in different groups, that have no least upper bound.

    Common superiors of x and y have a least one exactly if one of them has as many superiors,
    itself included, as there are common ones: superiors of a common superior are common too.
    """
    size = len(inside)
    place = np.full(len(weight), -1)
    place[inside] = np.arange(size)
    ends = place[group[arrays.source]], place[group[arrays.target]]
    apart = (ends[0] != ends[1]) & (ends[0] >= 0)
    keys = np.unique(ends[0][apart] * size + ends[1][apart])
    above, below = keys // size, keys % size
    order = _from_the_top(above, below, size)
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size)
    above, below = rank[above], rank[below]
    parents = np.split(
        above[np.argsort(below, kind="stable")], np.cumsum(np.bincount(below, minlength=size))[:-1]
    )
    superiors = np.zeros((size, -(-size // 64)), dtype=np.uint64)
    for x in range(size):
        superiors[x] = np.bitwise_or.reduce(superiors[parents[x]], axis=0) if len(parents[x]) else 0
        superiors[x, x // 64] |= np.uint64(1) << np.uint64(x % 64)
    counts = np.bitwise_count(superiors).sum(axis=1, dtype=np.int64)
    weights = weight[inside][order]
    missing = 0
    for start in range(0, size, _COLUMNS):
        columns = np.arange(start, min(start + _COLUMNS, size))
        # For each x above, the most superiors that a common superior of x and of each column has.
        best = np.zeros((size, len(columns)), dtype=np.int64)
        for x in range(size):
            if len(parents[x]):
                best[x] = best[parents[x]].max(axis=0)
            over = superiors[columns, x // 64] >> np.uint64(x % 64) & np.uint64(1) > 0
            best[x, over] = np.maximum(best[x, over], counts[x])
            common = np.bitwise_count(superiors[columns] & superiors[x]).sum(axis=1, dtype=np.int64)
            none = (columns > x) & ((common == 0) | (best[x] < common))
            missing += int(weights[x] * weights[columns[none]].sum())
    return missing


def _from_the_top(above: np.ndarray, below: np.ndarray, size: int) -> np.ndarray:
    """Order groups so that every superior comes before those below it; the smaller number first."""
    from scipy import sparse

    onward = sparse.csr_array((np.ones(len(above)), (above, below)), shape=(size, size))
    waiting = np.bincount(below, minlength=size)
    order, layer = [], np.flatnonzero(waiting == 0)
    while len(layer):
        order.append(layer)
        freed = onward.indices[np.concatenate([np.arange(*onward.indptr[[x, x + 1]]) for x in layer])]
        waiting -= np.bincount(freed, minlength=size)
        layer = np.unique(freed[waiting[freed] == 0])
    return np.concatenate(order)
