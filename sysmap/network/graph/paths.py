"""How many shortest ways pass through each organisation: Brandes' algorithm, level by level."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part
from sysmap.network.graph.sampling import Sources, route_sources_of
from sysmap.text import percent

if TYPE_CHECKING:
    from scipy import sparse

# Numbers in one array of a search: few enough to stay near the processor. Fewer sources than this do not pay.
_NUMBERS = 65_536
_FEWEST, _MOST = 16, 128
# A search from many sources at once keeps every level: on a map that is a long line, one by one is better.
_DEEPEST = 64
# Of how many organisations one must have a value, for all ties to be followed at once.
_FEW = 3


@part("paths")
@dataclass(frozen=True, eq=False)
class Paths:
    """Shares of shortest ways through each organisation: Brandes 2001, from many sources at once.

    Each is worked out when first asked for. Pairs count once on an undirected map, in each order
    on a directed one; nothing is normalised. Above 3,200 organisations the sums are estimates
    from a sample of sources.

    Source: Brandes 2001, Journal of Mathematical Sociology 25(2); between groups: Flom et al.
    2004, Connections 26: 62–70.
    """

    arrays: Arrays

    @cached_property
    def all_pairs(self) -> Through:
        """Over all pairs of others."""
        return _through(self.arrays, cross=False)

    @cached_property
    def cross_pairs(self) -> Through:
        """Over pairs of others that are known to differ in sector."""
        return _through(self.arrays, cross=True)


@dataclass(frozen=True, eq=False)
class Through:
    """The sum over pairs of others of the share of their shortest ways that pass through each.

    Attributes
    ----------
    sums : numpy.ndarray of float64, shape (organisations,)
    errors : numpy.ndarray of float64, shape (organisations,)
        Their standard errors: 0 where the search set out from everywhere.
    sources : Sources
        From where the search set out.
    """

    sums: np.ndarray
    errors: np.ndarray
    sources: Sources

    def in_words(self) -> str:
        """Say from how many sources the sums were estimated; nothing where they are exact."""
        if not self.sources.sampled:
            return ""
        error, largest = float(self.errors.max(initial=0)), float(self.sums.max(initial=0))
        share = f", {percent(error / largest)} of the largest value" if largest else ""
        return (
            f"estimated from {len(self.sources.places):,} organisations, standard error at most "
            f"{error:,.0f} pairs{share}"
        )


def pairs_of_others(arrays: Arrays) -> int:
    """Count the pairs that leave a given organisation out; ordered pairs on a directed map."""
    return (arrays.n - 1) * (arrays.n - 2) // (1 if arrays.directed else 2)


def _through(arrays: Arrays, *, cross: bool) -> Through:
    sources = route_sources_of(arrays)
    leaving = np.diff(arrays.successors.indptr)[sources.places] > 0
    if cross:
        leaving &= arrays.sector[sources.places] >= 0
    places, weight = sources.places[leaving], sources.weight[leaving]
    sums, errors = np.zeros((2, arrays.n))
    spread = _Spread(sources) if sources.sampled else None
    size = min(max(_NUMBERS // max(arrays.n, 1), _FEWEST), _MOST)
    for start in range(0, len(places), size):
        batch = slice(start, start + size)
        part = _from_sources(arrays, places[batch], cross=cross)
        if part is None:
            part = _one_by_one(arrays, places[batch], cross=cross)
        sums += part @ weight[batch]
        if spread:
            spread.add(places[batch], part)
    if spread:
        errors = spread.errors()
    halves = 1 if arrays.directed else 2
    return Through(sums / halves, errors / halves, sources)


class _Spread:
    """Sums and squares of what each sampled source adds, by sector: the standard errors of the totals."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.sector = sources.arrays.sector[sources.places]
        self.moments = {code: np.zeros((2, sources.arrays.n)) for code in np.unique(self.sector).tolist()}

    def add(self, places: np.ndarray, part: np.ndarray) -> None:
        codes = self.sources.arrays.sector[places]
        for code in np.unique(codes).tolist():
            mine = part[:, codes == code]
            self.moments[code] += np.stack([mine.sum(axis=1), (mine**2).sum(axis=1)])

    def errors(self) -> np.ndarray:
        variance = np.zeros(self.sources.arrays.n)
        for code, (total, squares) in self.moments.items():
            taken = int((self.sector == code).sum())
            size = int((self.sources.arrays.sector == code).sum())
            if taken > 1:
                within = np.maximum(squares - total**2 / taken, 0) / (taken - 1)
                variance += size**2 * (1 - taken / size) * within / taken
        return np.sqrt(variance)


def _from_sources(arrays: Arrays, sources: np.ndarray, *, cross: bool) -> np.ndarray | None:
    """Return what each source of a batch adds to every organisation; None where ways are too long.

    With `cross`, an organisation counts as an end only where it is known to differ in sector.
    """
    shape = arrays.n, len(sources)
    ends: np.ndarray | float = 1.0
    if cross:
        ends = (arrays.sector[:, None] >= 0) & (arrays.sector[:, None] != arrays.sector[sources])
    ways, frontier = np.zeros(shape), np.zeros(shape)
    frontier[sources, np.arange(len(sources))] = 1
    ways += frontier
    # Nobody is reached outside the part of the map that a source is in.
    left = int(np.bincount(arrays.parts)[arrays.parts[sources]].sum()) - len(sources)
    levels = [ways > 0]
    while left > 0:
        arriving = _handed_on(arrays.successors, arrays.predecessors, frontier, levels[-1])
        arriving *= ways == 0
        reached = arriving > 0
        count = int(np.count_nonzero(reached))
        if not count:
            break
        left -= count
        ways += arriving
        frontier = arriving
        levels.append(reached)
        if len(levels) > _DEEPEST:
            return None
    per_way = 1 / np.where(ways > 0, ways, 1)
    dependency = np.zeros(shape)
    for depth in range(len(levels) - 1, 1, -1):
        # Each organisation hands its share back to those one step nearer to the source.
        share = ends + dependency
        share *= per_way
        share *= levels[depth]
        back = _handed_on(arrays.predecessors, arrays.successors, share, levels[depth])
        back *= ways
        back *= levels[depth - 1]
        dependency += back
    return dependency


def _handed_on(
    along: sparse.csr_array, against: sparse.csr_array, values: np.ndarray, where: np.ndarray
) -> np.ndarray:
    """Return each organisation the sum of the values of those whose ties `along` lead to it.

    The first and the last levels of a search hold few organisations: then only their ties are followed.
    """
    few = len(values) / _FEW
    # As many values as these cannot all be of a few organisations.
    if np.count_nonzero(where) < few * where.shape[1]:
        rows = np.flatnonzero(where.any(axis=1))
        if len(rows) < few:
            return along[rows].T @ values[rows]
    return against @ values


def _one_by_one(arrays: Arrays, sources: np.ndarray, *, cross: bool) -> np.ndarray:
    """Return the same with a queue for each source."""
    onward = _lists(arrays.successors)
    through = np.zeros((arrays.n, len(sources)))
    for column, source in enumerate(sources.tolist()):
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
        ends = (arrays.sector >= 0) & (arrays.sector != arrays.sector[source]) if cross else [True] * arrays.n
        share = dict.fromkeys(queue, 0.0)
        for place in reversed(queue[1:]):
            for nearer in before[place]:
                share[nearer] += ways[nearer] / ways[place] * (ends[place] + share[place])
            through[place, column] = share[place]
    return through


def _lists(matrix: sparse.csr_array) -> list[list[int]]:
    return [part.tolist() for part in np.split(matrix.indices, matrix.indptr[1:-1])]
