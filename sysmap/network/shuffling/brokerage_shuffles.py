"""Boundary roles under shuffled sectors: only ways between partners of the own sector are recounted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import known_ends
from sysmap.network.graph.triangles import Triangles
from sysmap.network.shuffling.shuffles import label_blocks

if TYPE_CHECKING:
    from scipy import sparse

# So many ties times shuffles are compared at once.
_COMPARED = 2_000_000


def percentiles(triangles: Triangles, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Say where the boundary roles of each organisation stand among those that shuffles give.

    Boundary roles are open two-paths less coordinators, and a shuffle changes only the latter:
    fewer coordinators are more boundary roles.

    Parameters
    ----------
    triangles
        The triangles of the map.
    draws, seed
        How many shuffles, one or more, and the seed of their random numbers.

    Returns
    -------
    tuple of numpy.ndarray, shape (organisations,)
        The percentile, 0 to 100 (of no meaning for unknown sectors); and whether any open two-path passes
        through the organisation.
    """
    arrays = triangles.arrays
    known = arrays.sector >= 0
    counting = _Coordinators(triangles)
    own = counting.of(arrays.sector[known][:, None])
    below, equal = np.zeros((2, int(known.sum())))
    for block in label_blocks(arrays.sector[known], draws, seed):
        for labels in _narrow(block, counting.width):
            found = counting.of(labels)
            below += (found > own).sum(axis=1)
            equal += (found == own).sum(axis=1)
    values = np.zeros(arrays.n)
    values[known] = 100 * (below + equal / 2) / draws
    has_open = np.zeros(arrays.n, dtype=bool)
    # With one label for all, every open two-path is a coordinator's.
    has_open[known] = counting.of(np.zeros((int(known.sum()), 1), dtype=np.uint8))[:, 0] > 0
    return values, has_open


def _narrow(block: np.ndarray, width: int) -> Iterator[np.ndarray]:
    columns = max(1, _COMPARED // max(1, width))
    for start in range(0, block.shape[1], columns):
        yield block[:, start : start + columns]


class _Coordinators:
    """Counts open two-paths between own-sector partners, for any labels of organisations of known sector."""

    def __init__(self, triangles: Triangles) -> None:
        arrays = triangles.arrays
        self.directed = arrays.directed
        self.n = int((arrays.sector >= 0).sum())
        self.source, self.target = known_ends(arrays, arrays.source, arrays.target)
        self.width = max(1, len(self.source))
        self.into = self._sum(self.target)
        self.out = self._sum(self.source)
        keys = self.source.astype(np.int64) * max(1, self.n) + self.target
        self.returned = np.isin(keys, self.target.astype(np.int64) * max(1, self.n) + self.source)
        self.corners, self.closed = _closing(triangles)

    def of(self, labels: np.ndarray) -> np.ndarray:
        """Count for each organisation and each column of labels, shape (organisations, shuffles)."""
        same = (labels[self.source] == labels[self.target]).astype(np.float64)
        arriving, leaving = self.into @ same, self.out @ same
        if self.directed:
            mutual = self.out @ (same * self.returned[:, None])
            ways = arriving * leaving - mutual
        else:
            partners = arriving + leaving
            ways = partners * (partners - 1) / 2
        one = labels[self.corners]
        inside = (one[:, 0] == one[:, 1]) & (one[:, 0] == one[:, 2])
        return ways - self.closed @ inside.astype(np.float64)

    def _sum(self, ends: np.ndarray) -> sparse.csr_array:
        """Return the matrix that adds up values of ties by one of their ends."""
        from scipy import sparse

        ties = np.arange(len(ends))
        ones = np.ones(len(ends), dtype=np.float64)
        return sparse.csr_array((ones, (ends, ties)), shape=(self.n, len(ends)))


def _closing(triangles: Triangles) -> tuple[np.ndarray, sparse.csr_array]:
    """Return the triangles of known sectors, and how many two-paths each closes at each of its corners."""
    from scipy import sparse

    arrays: Arrays = triangles.arrays
    known = arrays.sector >= 0
    place = np.cumsum(known) - 1
    inside = known[triangles.corners].all(axis=1)
    corners, sides = triangles.corners[inside], triangles.sides[inside]
    rows, columns, counts = [], [], []
    for a, i, b in ((0, 1, 2), (1, 0, 2), (0, 2, 1)):
        ways = np.zeros(len(corners), dtype=np.float64)
        for first, last in ((a, b), (b, a)):
            ways += (
                triangles.has_arc(sides[:, last], corners[:, first], corners[:, i])
                & triangles.has_arc(sides[:, first], corners[:, i], corners[:, last])
                & triangles.has_arc(sides[:, i], corners[:, first], corners[:, last])
            )
        rows.append(place[corners[:, i]])
        columns.append(np.arange(len(corners)))
        counts.append(ways if arrays.directed else ways / 2)
    shape = (int(known.sum()), len(corners))
    matrix = sparse.csr_array(
        (np.concatenate(counts), (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )
    return place[corners], matrix
