"""How many shortest ways pass through each organisation: Brandes' algorithm, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sysmap.network.arrays import Arrays

_BATCH = 128


@dataclass(frozen=True, eq=False)
class Paths:
    """Shares of shortest ways through each organisation.

    Attributes
    ----------
    through : numpy.ndarray of float64, shape (organisations,)
        Sum over pairs of others of the share of their shortest ways that pass through. Pairs
        count once on an undirected map, in each order on a directed one. Not normalised.
    """

    through: np.ndarray


def paths_of(arrays: Arrays) -> Paths:
    """Count shortest ways through every organisation.

    Source: Brandes 2001, Journal of Mathematical Sociology 25(2), from many sources at once.
    """
    through = np.zeros(arrays.n)
    sources = np.flatnonzero(np.diff(arrays.successors.indptr))
    for start in range(0, len(sources), _BATCH):
        through += _from_sources(arrays, sources[start : start + _BATCH])
    return Paths(through if arrays.directed else through / 2)


def _from_sources(arrays: Arrays, sources: np.ndarray) -> np.ndarray:
    """Sum what a batch of sources contributes to every organisation."""
    ways = np.zeros((arrays.n, len(sources)))
    ways[sources, np.arange(len(sources))] = 1
    frontier = ways.copy()
    levels = [frontier]
    while True:
        arriving = arrays.predecessors @ frontier
        arriving[ways > 0] = 0
        if not arriving.any():
            break
        ways += arriving
        frontier = arriving
        levels.append(frontier)
    dependency = np.zeros_like(ways)
    for depth in range(len(levels) - 1, 1, -1):
        # Each organisation hands its share back to those one step nearer to the source.
        at_level = levels[depth] > 0
        share = np.divide(1 + dependency, ways, where=at_level, out=np.zeros_like(ways))
        dependency += (arrays.successors @ share) * levels[depth - 1]
    return dependency.sum(axis=1)
