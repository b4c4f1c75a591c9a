"""Groups of organisations that work together more than with the rest: Louvain's search, ten times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.louvain import louvain
from sysmap.network.graph.parts import part

SEEDS = 10


@dataclass(frozen=True, eq=False)
class Communities:
    """The best of ten partitions of a map's partners, whichever way ties point.

    Attributes
    ----------
    member : numpy.ndarray of int64, shape (organisations,)
        The number of the group in which each organisation is; numbered by first member.
    count : int
        How many groups there are.
    agreeing : int
        How many of the ten searches found this very partition: the search is not unique.
    """

    member: np.ndarray
    count: int
    agreeing: int


@part("communities")
def communities_of(arrays: Arrays) -> Communities:
    """Search for groups from ten seeds and keep the partition of highest modularity, the first on a tie.

    Source: Blondel et al. 2008, Journal of Statistical Mechanics P10008.
    """
    best, highest = np.zeros(arrays.n, dtype=np.int64), -np.inf
    found = list(louvain(arrays, range(SEEDS if arrays.n else 0)))
    for member in found:
        modularity = _modularity(arrays, member)
        if modularity > highest + 1e-12:
            best, highest = member, modularity
    agreeing = sum(np.array_equal(member, best) for member in found)
    return Communities(best, int(best.max(initial=-1)) + 1, agreeing)


def _modularity(arrays: Arrays, member: np.ndarray) -> float:
    low, high = arrays.pairs
    if not len(low):
        return 0.0
    ends = np.bincount(member, arrays.partners) / (2 * len(low))
    return float((member[low] == member[high]).mean() - (ends**2).sum())
