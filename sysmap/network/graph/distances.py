"""Shortest ways between organisations, by a search that follows 512 sources at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.many_distances import levels_of
from sysmap.network.graph.parts import part
from sysmap.network.graph.sampling import Sources, mixed_batches, sector_batches, sources_of
from sysmap.network.shuffling.moments import crossing_moments
from sysmap.network.shuffling.redraws import UNTOLD, NotRedrawnError, Redrawn
from sysmap.network.shuffling.shuffles import same_sector

_ROWS = 20_000
# Up to so many steps fit a byte.
_FAR = 255
# Up to here all pairs are listed by distance, which is what shuffled labels need.
LISTED_LIMIT = 2_000


@dataclass(frozen=True, eq=False)
class Distances:
    """How many ordered pairs of organisations stand at each distance, in ties along shortest ways.

    Counts over pairs of different, known sectors may have a leading axis, one entry per shuffle;
    on redrawn maps all counts have one, and what stands for each organisation is not told.
    Above 10,000 organisations all counts are estimates from a sample of sources.

    Attributes
    ----------
    reached : numpy.ndarray of float64, shape (longest distance + 1,)
        Ordered pairs at each distance; entry 0 is not used.
    known_reached : numpy.ndarray of float64, shape (longest distance + 1,)
        Those whose two ends are of known sector.
    cross_reached : numpy.ndarray of float64, shape (..., longest distance + 1)
        Those whose ends differ in sector.
    cross_pairs : int
        All ordered pairs whose ends are known to differ in sector, reachable or not.
    sectors : int
        The number of sectors that have an organisation.
    nearness : numpy.ndarray of float64, shape (organisations,)
        For each organisation, the sum of 1/distance from every other of known sector.
    reached_from, steps_from : numpy.ndarray of float64, shape (organisations,)
        For each organisation, how many others reach it, and the sum of their distances.
    sources : Sources
        From where the search set out.
    by_source : numpy.ndarray of float64, shape (2, sources, longest distance + 1) or None
        For each source of a sample, the organisations at each distance, and those of them in
        another sector; None where the search set out from everywhere.
    """

    reached: np.ndarray
    known_reached: np.ndarray
    cross_reached: np.ndarray
    cross_pairs: int
    sectors: int
    nearness: np.ndarray
    reached_from: np.ndarray
    steps_from: np.ndarray
    sources: Sources
    by_source: np.ndarray | None
    arrays: Arrays

    @property
    def pairs(self) -> int:
        """All ordered pairs of organisations, reachable or not."""
        return self.arrays.n * (self.arrays.n - 1)

    @property
    def inverse_sum(self) -> np.ndarray:
        """Sum of 1/distance over ordered pairs, unreachable ones counting 0."""
        return (self.reached[..., 1:] / np.arange(1, self.reached.shape[-1])).sum(axis=-1)

    @property
    def steps_sum(self) -> np.ndarray:
        """Sum of distances over reachable ordered pairs."""
        return (self.reached * np.arange(self.reached.shape[-1])).sum(axis=-1)

    @property
    def reachable(self) -> np.ndarray:
        """The number of reachable ordered pairs."""
        return self.reached[..., 1:].sum(axis=-1)

    @property
    def cross_inverse_sum(self) -> np.ndarray:
        """Sum of 1/distance over ordered pairs of different sectors, unreachable ones counting 0."""
        return (self.cross_reached[..., 1:] / np.arange(1, self.cross_reached.shape[-1])).sum(axis=-1)

    @property
    def cross_sum(self) -> np.ndarray:
        """Sum of distances over reachable ordered pairs of different sectors."""
        return (self.cross_reached * np.arange(self.cross_reached.shape[-1])).sum(axis=-1)

    @property
    def cross_reachable(self) -> np.ndarray:
        """The number of reachable ordered pairs of different sectors."""
        return self.cross_reached[..., 1:].sum(axis=-1)

    def crossing_moments(self) -> tuple[float, float] | None:
        """Return the exact mean and variance of `cross_inverse_sum` under shuffled labels.

        None on a directed map, where the sum over ordered pairs does not tell the weight of a pair.
        """
        if self.arrays.directed:
            return None
        nearness = self.nearness[self.arrays.sector >= 0]
        steps = np.arange(1, len(self.known_reached))
        squares = (self.known_reached[1:] / steps**2).sum() / 2
        mean, variance = crossing_moments(nearness.sum() / 2, squares, nearness, self.arrays.sizes)
        return 2 * mean, 4 * variance

    @cached_property
    def by_distance(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """The ordered pairs of known sectors at each distance, as places among organisations of known sector.

        On an undirected map each pair stands once, lower place first.
        """
        arrays = self.arrays
        known = np.flatnonzero(arrays.sector >= 0)
        place = np.full(arrays.n, -1)
        place[known] = np.arange(len(known))
        matrix = distance_matrix(arrays)[np.ix_(known, known)]
        source, target = np.nonzero(matrix if arrays.directed else np.triu(matrix))
        distance = matrix[source, target]
        order = np.argsort(distance, kind="stable")
        starts = np.searchsorted(distance[order], np.arange(1, len(self.reached)))
        sources, targets = np.split(source[order], starts)[1:], np.split(target[order], starts)[1:]
        return list(zip(sources, targets, strict=True))

    def shuffled(self, labels: np.ndarray) -> Distances | None:
        """Return the counts under a block of shuffles; None above 2,000 organisations.

        Labels matter only through how many pairs of one sector stand at each distance.

        Parameters
        ----------
        labels : numpy.ndarray of unsigned integers, shape (organisations of known sector, shuffles)
            The sector that each shuffle gives to each organisation of known sector.
        """
        if self.arrays.n > LISTED_LIMIT:
            return None
        both_ways = 1 if self.arrays.directed else 2
        cross = np.zeros((labels.shape[1], len(self.reached)))
        for distance, (source, target) in enumerate(self.by_distance, start=1):
            cross[:, distance] = both_ways * (len(source) - same_sector(labels, source, target))
        return replace(self, cross_reached=cross)

    def redrawn(self, drawn: Redrawn) -> Distances:
        """Return the counts on a block of redrawn maps; none above 2,000 organisations."""
        if self.arrays.n > LISTED_LIMIT:
            raise NotRedrawnError
        return self.with_ties(*drawn.ties)

    def with_ties(self, source: np.ndarray, target: np.ndarray) -> Distances:
        """Return the counts on many maps of the same organisations.

        Parameters
        ----------
        source, target : numpy.ndarray of int, shape (maps, ties)
            The ties of each map, as places. A tie of an organisation with itself leads nowhere: it may
            fill the row of a map that has fewer.
        """
        reached, known, cross = levels_of(self.arrays, source, target)
        untold = dict.fromkeys(("nearness", "reached_from", "steps_from"), UNTOLD)
        return replace(self, reached=reached, known_reached=known, cross_reached=cross, **untold)


@part("distances")
def distances_of(arrays: Arrays) -> Distances:
    """Count the pairs of organisations at each distance, following the arrows of a directed map."""
    known = int(arrays.sizes.sum())
    cross_pairs = known * (known - 1) - int((arrays.sizes * (arrays.sizes - 1)).sum())
    sources = sources_of(arrays)
    found = _from_sample(arrays, sources) if sources.sampled else _from_everywhere(arrays)
    reached, known_reached, cross_reached = np.array(found.counts).T
    nearness, reached_from, steps_from = found.ends
    return Distances(
        reached,
        known_reached,
        cross_reached,
        cross_pairs,
        arrays.labelled,
        nearness,
        reached_from,
        steps_from,
        sources,
        np.stack(found.by_source, axis=-1) if found.by_source else None,
        arrays,
    )


@dataclass(eq=False)
class _Found:
    """What a search adds up.

    Attributes
    ----------
    ends : numpy.ndarray of float64, shape (3, organisations)
        Nearness, how many reach each organisation, and the sum of their distances.
    counts : list of numpy.ndarray
        For each distance all ordered pairs, those of known sectors, those that differ in it.
    by_source : list of numpy.ndarray
        For each distance what each source reaches; empty where nobody asks.
    """

    ends: np.ndarray
    counts: list[np.ndarray] = field(default_factory=lambda: [np.zeros(3)])
    by_source: list[np.ndarray] = field(default_factory=list)


def _from_everywhere(arrays: Arrays) -> _Found:
    """Count from all organisations; a word of 64 of them mixes sectors, so that none is half empty."""
    found = _Found(np.zeros((3, arrays.n)))
    nearness, reached_from, steps_from = found.ends
    known = arrays.sector >= 0
    whole, known_whole = np.uint64(2**64 - 1), bool(known.all())
    for batch in mixed_batches(arrays, np.arange(arrays.n)):
        # For each organisation, by sector, the sources of another known sector.
        codes = np.where(batch >= 0, arrays.sector[batch], -1)
        of_known = _bits(codes >= 0)
        others = np.zeros((len(arrays.sectors) + 1, len(of_known)), dtype=np.uint64)
        for code in np.unique(codes[codes >= 0]).tolist():
            others[code] = of_known & (_bits(codes == code) ^ whole)
        rest = np.setdiff1d(np.arange(len(arrays.sectors)), codes)
        others[rest] = of_known
        others = others.take(np.where(known, arrays.sector, len(arrays.sectors)), axis=0)
        for distance, new in _levels(arrays, batch):
            if len(found.counts) <= distance:
                found.counts.append(np.zeros(3))
            from_all = np.bitwise_count(new).sum(axis=1, dtype=np.int64)
            from_known = from_all
            if not known_whole:
                from_known = np.bitwise_count(new & of_known).sum(axis=1, dtype=np.int64)
            nearness += from_known / distance
            reached_from += from_all
            steps_from += distance * from_all
            crossing = int(np.bitwise_count(new & others).sum(dtype=np.int64))
            found.counts[distance] += [from_all.sum(), from_known[known].sum(), crossing]
    return found


def _bits(chosen: np.ndarray) -> np.ndarray:
    """Return truths as bits of words of 64."""
    return np.packbits(chosen, bitorder="little").view(np.uint64)


def _from_sample(arrays: Arrays, sources: Sources) -> _Found:
    """Count from a sample; a word holds sources of one sector, which weigh alike."""
    found = _Found(np.zeros((3, arrays.n)))
    nearness, reached_from, steps_from = found.ends
    counts, by_source = found.counts, found.by_source
    # Organisations in the order of their sectors, so that sums by sector are runs of rows.
    by_sector = np.argsort(arrays.sector, kind="stable")
    labels, starts = np.unique(arrays.sector[by_sector], return_index=True)
    weight = np.zeros(arrays.n)
    weight[sources.places] = sources.weight
    rank = np.zeros(arrays.n, dtype=np.int64)
    rank[sources.places] = np.arange(len(sources.places))
    for batch in sector_batches(arrays, sources.places):
        # Each word holds sources of one sector, or of none.
        first = batch.reshape(-1, 64)[:, 0]
        codes, each = arrays.sector[first], weight[first]
        of_known = np.where(codes >= 0, each, 0)
        for distance, new in _levels(arrays, batch):
            if len(counts) <= distance:
                counts.append(np.zeros(3))
                by_source.extend(
                    np.zeros((2, len(sources.places))) for _ in range(len(counts) - len(by_source))
                )
            reached = np.bitwise_count(new)
            from_known = reached @ of_known
            from_all = from_known + (reached @ np.where(codes < 0, each, 0) if (codes < 0).any() else 0)
            nearness += from_known / distance
            reached_from += from_all
            steps_from += distance * from_all
            sums = np.add.reduceat(reached[by_sector], starts, axis=0, dtype=np.int64)
            by_word, to_known = sums.sum(axis=0), sums[labels >= 0].sum(axis=0)
            own = sums[np.searchsorted(labels, codes), np.arange(len(codes))]
            counts[distance] += [by_word @ each, to_known @ of_known, (to_known - own) @ of_known]
            slots = batch >= 0
            by_source[distance][:, rank[batch[slots]]] = _per_source(arrays, batch, new)[:, slots]
    return found


def _per_source(arrays: Arrays, batch: np.ndarray, new: np.ndarray) -> np.ndarray:
    """Count for each bit the organisations it reaches now, and those of them in another sector."""
    counts = np.zeros((2, len(batch)))
    sector = np.where(batch >= 0, arrays.sector[batch], -1)
    for start in range(0, arrays.n, _ROWS):
        rows = slice(start, start + _ROWS)
        bits = np.unpackbits(new[rows].view(np.uint8), axis=1, bitorder="little")
        counts[0] += bits.sum(axis=0, dtype=np.int64)
        target = arrays.sector[rows]
        for code in np.unique(sector[sector >= 0]):
            mine = np.flatnonzero(sector == code)
            other = (target >= 0) & (target != code)
            counts[1, mine] += bits[np.ix_(other, mine)].sum(axis=0, dtype=np.int64)
    return counts


def distance_matrix(arrays: Arrays) -> np.ndarray:
    """Return the distance between every two organisations.

    Returns
    -------
    numpy.ndarray of int16, shape (organisations, organisations)
        From row to column; 0 on the diagonal and where there is no way.
    """
    matrix = np.zeros((arrays.n, arrays.n), dtype=np.int16)
    for sources in mixed_batches(arrays, np.arange(arrays.n)):
        for distance, new in _levels(arrays, sources):
            bits = np.unpackbits(new.view(np.uint8), axis=1, bitorder="little")
            target, slot = np.nonzero(bits[:, : len(sources)])
            matrix[sources[slot], target] = distance
    return matrix


def steps_to(arrays: Arrays, places: np.ndarray) -> np.ndarray:
    """Return the distance to every organisation from some of them, in the smallest whole numbers that do.

    Returns
    -------
    numpy.ndarray of uint8 or uint16, shape (organisations, places)
        0 for the place itself; the largest number of the kind where there is no way.
    """
    column = np.full(arrays.n, -1)
    column[places] = np.arange(len(places))
    steps: np.ndarray = np.full((arrays.n, len(places)), _FAR, dtype=np.uint8)
    for sources in mixed_batches(arrays, places):
        slots = np.flatnonzero(sources >= 0)
        columns = column[sources[slots]]
        for distance, new in _levels(arrays, sources):
            if distance == _FAR and steps.dtype == np.uint8:
                wide = steps.astype(np.uint16)
                wide[steps == _FAR] = np.iinfo(np.uint16).max
                steps = wide
            for start in range(0, arrays.n, _ROWS):
                rows = slice(start, start + _ROWS)
                bits = np.unpackbits(new[rows].view(np.uint8), axis=1, bitorder="little")[:, slots]
                part = steps[rows, columns]
                np.copyto(part, steps.dtype.type(distance), where=bits.view(bool))
                steps[rows, columns] = part
    steps[places, np.arange(len(places))] = 0
    return steps


def _levels(arrays: Arrays, sources: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Search from a batch of sources, level by level.

    Parameters
    ----------
    arrays
        Organisations and ties.
    sources
        The source of each bit; −1 for an unused bit.

    Yields
    ------
    tuple
        The distance; and for every organisation the bits of the sources that reach it first at this
        distance, shape (organisations, words).
    """
    into = arrays.predecessors
    # An organisation that no tie leads to has no segment to reduce, and is never reached.
    reachable = np.flatnonzero(np.diff(into.indptr))
    starts = into.indptr[:-1][reachable]
    indices = into.indices.astype(np.intp)
    whole = len(reachable) == arrays.n
    if not len(reachable):
        return
    seen = np.zeros((arrays.n, len(sources) // 64), dtype=np.uint64)
    slots = np.flatnonzero(sources >= 0)
    bit = np.uint64(1) << (slots % 64).astype(np.uint64)
    seen[sources[slots], slots // 64] = bit
    # One array for what arrives along every tie, made once: its pages are not asked for again.
    arriving = np.empty((len(indices), seen.shape[1]), dtype=np.uint64)
    frontier, distance = seen.copy(), 0
    while True:
        distance += 1
        np.take(frontier, indices, axis=0, out=arriving, mode="clip")
        new = np.bitwise_or.reduceat(arriving, starts, axis=0)
        if not whole:
            new, some = np.zeros_like(seen), new
            new[reachable] = some
        new &= ~seen
        if not new.any():
            break
        seen |= new
        frontier = new
        yield distance, new
