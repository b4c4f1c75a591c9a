"""Which ties are more than thin: several kinds, or a strong record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.arrays import Arrays
from sysmap.network.mixing import known_ends
from sysmap.network.shuffles import same_sector


@dataclass(frozen=True, eq=False)
class Depth:
    """Deep ties among those that cross, over pairs of partners of known sector.

    Counts may have a leading axis, one entry per shuffle.

    Attributes
    ----------
    deep : numpy.ndarray of bool, shape (pairs,)
        For each pair of `arrays.pairs`: two kinds or more, or a strong record.
    usable : bool
        Whether the records can tell: two kinds on the map, or a strength with more than one value.
    sectors : int
        The number of sectors that have an organisation.
    cross, cross_deep : int or numpy.ndarray
        Pairs whose ends differ in sector, and those of them that are deep.
    """

    deep: np.ndarray
    usable: bool
    sectors: int
    cross: np.ndarray
    cross_deep: np.ndarray
    arrays: Arrays

    def shuffled(self, labels: np.ndarray) -> Depth:
        """Give the counts under a block of shuffles, as in `Mixing.shuffled`."""
        low, high = self.arrays.pairs
        all_ends = known_ends(self.arrays, low, high)
        deep_ends = known_ends(self.arrays, low[self.deep], high[self.deep])
        return Depth(
            self.deep,
            self.usable,
            self.sectors,
            len(all_ends[0]) - same_sector(labels, *all_ends),
            len(deep_ends[0]) - same_sector(labels, *deep_ends),
            self.arrays,
        )


def depth_of(arrays: Arrays, deep: np.ndarray, usable: bool) -> Depth:
    """Count the deep ties that cross a boundary."""
    low, high = arrays.sector[arrays.pairs[0]], arrays.sector[arrays.pairs[1]]
    cross = (low >= 0) & (high >= 0) & (low != high)
    return Depth(
        deep,
        usable,
        int((arrays.sizes > 0).sum()),
        np.asarray(int(cross.sum())),
        np.asarray(int((cross & deep).sum())),
        arrays,
    )
