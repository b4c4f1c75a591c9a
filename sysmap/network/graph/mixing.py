"""Ties within and between sectors: as they are, or for a stack of shuffled labels or redrawn ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part
from sysmap.network.shuffling.redraws import Redrawn
from sysmap.network.shuffling.shuffles import same_sector

# So many ties times shuffles are counted in one call.
_COUNTED = 1_000_000
# Pairs of sectors are counted at once where they are no more than this and the ties.
_CELLS = 4_096


@dataclass(frozen=True, eq=False)
class Mixing:
    """Counts of ties by sector, over organisations of known sector.

    Every count of ties may have a leading axis, one entry per shuffle or redrawn map; sizes,
    capacities and the number of ties have none, because neither changes them.

    Attributes
    ----------
    sizes : numpy.ndarray, shape (sectors,)
        Organisations in each sector.
    ties : int
        Ties with both ends in a known sector.
    within : int or numpy.ndarray
        Ties with both ends in the same sector.
    directed : bool
        Whether ties are arcs.
    labels : numpy.ndarray or None
        The block of shuffled labels; None for the labels as they are.
    drawn : Redrawn or None
        The block of redrawn ties; None for the ties as they are.
    """

    sizes: np.ndarray
    ties: int
    within: np.ndarray
    directed: bool
    arrays: Arrays
    labels: np.ndarray | None = None
    drawn: Redrawn | None = None

    @property
    def between(self) -> np.ndarray:
        """Ties whose ends are in different sectors."""
        return self.ties - self.within

    @property
    def sectors(self) -> int:
        """The number of sectors that have an organisation."""
        return int((self.sizes > 0).sum())

    @property
    def capacity(self) -> int:
        """The number of possible ties between organisations of known sector."""
        n = int(self.sizes.sum())
        return n * (n - 1) if self.directed else n * (n - 1) // 2

    @property
    def within_capacity(self) -> int:
        """The number of possible ties within sectors."""
        ordered = int((self.sizes * (self.sizes - 1)).sum())
        return ordered if self.directed else ordered // 2

    @property
    def between_capacity(self) -> int:
        """The number of possible ties between sectors."""
        return self.capacity - self.within_capacity

    @cached_property
    def totals(self) -> np.ndarray:
        """Ties by sector of source and target, shape (..., sectors, sectors); undirected ties both ways.

        An undirected tie within a sector counts twice on the diagonal, as in a mixing matrix.
        """
        k = len(self.arrays.sectors)
        if self.drawn is not None:
            one_way = _totals_drawn(*_known_labels(self.arrays, *self.drawn.ties), k)
            return one_way if self.directed else one_way + np.swapaxes(one_way, -1, -2)
        if self.labels is None:
            one_way = _one_way(self.arrays)
        else:
            labels = self.labels
            source, target = known_ends(self.arrays, self.arrays.source, self.arrays.target)
            columns = max(1, _COUNTED // max(1, len(source)))
            parts = [labels[:, start : start + columns] for start in range(0, labels.shape[1], columns)]
            one_way = np.concatenate([_totals(part, source, target, k) for part in parts])
        return one_way if self.directed else one_way + np.swapaxes(one_way, -1, -2)

    def shuffled(self, labels: np.ndarray) -> Mixing:
        """Return the counts under a block of shuffles.

        Parameters
        ----------
        labels : numpy.ndarray of unsigned integers, shape (organisations of known sector, shuffles)
            The sector that each shuffle gives to each organisation of known sector.
        """
        ends = known_ends(self.arrays, self.arrays.source, self.arrays.target)
        within = same_sector(labels, *ends)
        return Mixing(self.sizes, self.ties, within, self.directed, self.arrays, labels)

    def redrawn(self, drawn: Redrawn) -> Mixing:
        """Return the counts on a block of redrawn maps."""
        source, target = _known_labels(self.arrays, *drawn.ties)
        within = np.count_nonzero(source == target, axis=1)
        return Mixing(self.sizes, self.ties, within, self.directed, self.arrays, drawn=drawn)


def _known_labels(arrays: Arrays, source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sectors of both ends of redrawn ties, without ties with an unknown one: these never move."""
    known = (arrays.sector[source[0]] >= 0) & (arrays.sector[target[0]] >= 0)
    return arrays.sector[source[:, known]], arrays.sector[target[:, known]]


def _totals_drawn(source: np.ndarray, target: np.ndarray, k: int) -> np.ndarray:
    """Count redrawn ties by sector of source and target."""
    maps = len(source)
    pairs = source.astype(np.int64) * k + target + np.arange(maps)[:, None] * (k * k)
    return np.bincount(pairs.ravel(), minlength=maps * k * k).reshape(maps, k, k)


def _totals(labels: np.ndarray, source: np.ndarray, target: np.ndarray, k: int) -> np.ndarray:
    """Count ties by sector of source and target for a stack of labels in one call."""
    shuffles = labels.shape[1]
    pairs = labels[source].astype(np.int32) * k + labels[target]
    pairs += np.arange(shuffles, dtype=np.int32) * (k * k)
    return np.bincount(pairs.ravel(), minlength=shuffles * k * k).reshape(shuffles, k, k)


@part("mixing")
def mixing_of(arrays: Arrays) -> Mixing:
    """Count the ties of a map within and between sectors."""
    sizes, directed = arrays.sizes, arrays.directed
    if (len(arrays.sectors) + 1) ** 2 <= _CELLS + arrays.m:
        one_way = _one_way(arrays)
        ties, within = int(one_way.sum()), np.asarray(int(one_way.trace()))
        mixing = Mixing(sizes, ties, within, directed, arrays)
        # What was counted on the way is kept.
        mixing.__dict__["totals"] = one_way if directed else one_way + one_way.T
        return mixing
    source, target = arrays.sector.take(arrays.source), arrays.sector.take(arrays.target)
    known = (source >= 0) & (target >= 0)
    within = np.asarray(np.count_nonzero(known & (source == target)))
    return Mixing(sizes, int(np.count_nonzero(known)), within, directed, arrays)


def _one_way(arrays: Arrays) -> np.ndarray:
    """Count ties by sector of source and target, shape (sectors, sectors); unknown sectors left out."""
    k = len(arrays.sectors) + 1
    # One is added to each, so that unknown sectors have a row and a column of their own: the first.
    code = arrays.sector.astype(np.intp) + 1
    pairs = (code * k).take(arrays.source) + code.take(arrays.target)
    return np.bincount(pairs, minlength=k * k).reshape(k, k)[1:, 1:]


def known_ends(arrays: Arrays, source: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Keep ties between organisations of known sector, with places counted among those alone."""
    known = arrays.sector >= 0
    place = np.cumsum(known) - 1
    both = known[source] & known[target]
    return place[source[both]], place[target[both]]
