"""Which ties are more than thin: several kinds, or a strong record."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import known_ends
from sysmap.network.graph.parts import part
from sysmap.network.shuffling.redraws import DEEP, UNTOLD, Redrawn
from sysmap.network.shuffling.shuffles import same_sector


@dataclass(frozen=True, eq=False)
class Depth:
    """Deep ties among those that cross, over pairs of partners of known sector.

    Counts may have a leading axis, one entry per shuffle or redrawn map.

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
    kinds : numpy.ndarray of int, shape (pairs,)
        How many kinds each pair of partners has; 0 where none is recorded.
    kinds_known : int
        How many kinds there are on the map.
    """

    deep: np.ndarray
    usable: bool
    sectors: int
    cross: np.ndarray
    cross_deep: np.ndarray
    kinds: np.ndarray
    kinds_known: int
    arrays: Arrays

    def shuffled(self, labels: np.ndarray) -> Depth:
        """Return the counts under a block of shuffles, as in `Mixing.shuffled`."""
        low, high = self.arrays.pairs
        all_ends = known_ends(self.arrays, low, high)
        deep_ends = known_ends(self.arrays, low[self.deep], high[self.deep])
        return replace(
            self,
            cross=len(all_ends[0]) - same_sector(labels, *all_ends),
            cross_deep=len(deep_ends[0]) - same_sector(labels, *deep_ends),
        )

    def redrawn(self, drawn: Redrawn) -> Depth:
        """Return the counts on a block of maps redrawn with deep ties held apart."""
        deep = drawn.crossing[:, drawn.state == DEEP].sum(axis=1)
        return replace(self, deep=UNTOLD, kinds=UNTOLD, cross=drawn.crossing.sum(axis=1), cross_deep=deep)


@part("depth", of="system")
def depth_on(arrays: Arrays, reported: pd.DataFrame, strength_usable: bool) -> Depth:
    """Tell which ties are deep by what was reported of them."""
    n, (low, high) = arrays.n, arrays.pairs
    keys = reported["low"].to_numpy() * n + reported["high"].to_numpy()
    rows = reported.iloc[np.searchsorted(keys, low.astype(np.int64) * n + high)]
    kinds = {kind for kinds in rows["kinds"] for kind in kinds}
    counts = rows["kinds"].map(len).to_numpy(dtype=int)
    deep = (counts >= 2) | rows["strong"].to_numpy(dtype=bool)
    usable = len(kinds) > 1 or strength_usable
    return depth_of(arrays, deep, usable, counts, len(kinds))


def depth_of(arrays: Arrays, deep: np.ndarray, usable: bool, kinds: np.ndarray, kinds_known: int) -> Depth:
    """Count the deep ties that cross a boundary."""
    low, high = arrays.sector[arrays.pairs[0]], arrays.sector[arrays.pairs[1]]
    cross = (low >= 0) & (high >= 0) & (low != high)
    return Depth(
        deep,
        usable,
        arrays.labelled,
        np.asarray(int(cross.sum())),
        np.asarray(int((cross & deep).sum())),
        kinds,
        kinds_known,
        arrays,
    )
