"""How many shortest ways pass through each organisation: Brandes' algorithm, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from sysmap.network.arrays import Arrays

_BATCH = 128
# A search from many sources at once keeps every level: on a map that is a long line, one by one is better.
_DEEPEST = 64


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
        batch = sources[start : start + _BATCH]
        part = _from_sources(arrays, batch)
        through += _one_by_one(arrays, batch) if part is None else part
    return Paths(through if arrays.directed else through / 2)


def _from_sources(arrays: Arrays, sources: np.ndarray) -> np.ndarray | None:
    """Sum what a batch of sources contributes to every organisation; None where ways are too long."""
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
        if len(levels) > _DEEPEST:
            return None
    dependency = np.zeros_like(ways)
    for depth in range(len(levels) - 1, 1, -1):
        # Each organisation hands its share back to those one step nearer to the source.
        at_level = levels[depth] > 0
        share = np.divide(1 + dependency, ways, where=at_level, out=np.zeros_like(ways))
        dependency += (arrays.successors @ share) * levels[depth - 1]
    return dependency.sum(axis=1)


def _one_by_one(arrays: Arrays, sources: np.ndarray) -> np.ndarray:
    """Sum the same with a queue for each source."""
    onward = _lists(arrays.successors)
    through = np.zeros(arrays.n)
    for source in sources.tolist():
        distance, ways = {source: 0}, {source: 1.0}
        before: dict[int, list[int]] = {source: []}
        queue = [source]
        for place in queue:
            for other in onward[place]:
                if other not in distance:
                    distance[other], ways[other], before[other] = distance[place] + 1, 0.0, []
                    queue.append(other)
                if distance[other] == distance[place] + 1:
                    ways[other] += ways[place]
                    before[other].append(place)
        share = dict.fromkeys(queue, 0.0)
        for place in reversed(queue[1:]):
            for nearer in before[place]:
                share[nearer] += ways[nearer] / ways[place] * (1 + share[place])
            through[place] += share[place]
    return through


def _lists(matrix: sparse.csr_array) -> list[list[int]]:
    return [part.tolist() for part in np.split(matrix.indices, matrix.indptr[1:-1])]
