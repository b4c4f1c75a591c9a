"""Shortest ways between organisations, by a search that follows 512 sources at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sysmap.network.arrays import Arrays
from sysmap.network.moments import crossing_moments
from sysmap.network.shuffles import same_sector

_WORDS = 8
# Up to here all pairs are listed by distance, which is what shuffled labels need.
LISTED_LIMIT = 2_000


@dataclass(frozen=True, eq=False)
class Distances:
    """How many ordered pairs of organisations stand at each distance, in ties along shortest ways.

    Counts over pairs of different, known sectors may have a leading axis, one entry per shuffle.

    Attributes
    ----------
    reached : numpy.ndarray of int64, shape (longest distance + 1,)
        Ordered pairs at each distance; entry 0 is not used.
    known_reached : numpy.ndarray of int64, shape (longest distance + 1,)
        Those whose two ends are of known sector.
    cross_reached : numpy.ndarray of int64, shape (..., longest distance + 1)
        Those whose ends differ in sector.
    cross_pairs : int
        All ordered pairs whose ends are known to differ in sector, reachable or not.
    sectors : int
        The number of sectors that have an organisation.
    nearness : numpy.ndarray of float64, shape (organisations,)
        For each organisation, the sum of 1/distance from every other of known sector.
    """

    reached: np.ndarray
    known_reached: np.ndarray
    cross_reached: np.ndarray
    cross_pairs: int
    sectors: int
    nearness: np.ndarray
    arrays: Arrays

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
        """Give the exact mean and variance of `cross_inverse_sum` under shuffled labels.

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
        """Give the counts under a block of shuffles; None above 2,000 organisations.

        Labels matter only through how many pairs of one sector stand at each distance.

        Parameters
        ----------
        labels : numpy.ndarray of unsigned integers, shape (organisations of known sector, shuffles)
            The sector that each shuffle gives to each organisation of known sector.
        """
        if self.arrays.n > LISTED_LIMIT:
            return None
        both_ways = 1 if self.arrays.directed else 2
        cross = np.zeros((labels.shape[1], len(self.reached)), dtype=np.int64)
        for distance, (source, target) in enumerate(self.by_distance, start=1):
            cross[:, distance] = both_ways * (len(source) - same_sector(labels, source, target))
        return replace(self, cross_reached=cross)


def distances_of(arrays: Arrays) -> Distances:
    """Count the pairs of organisations at each distance, following the arrows of a directed map."""
    known = int(arrays.sizes.sum())
    cross_pairs = known * (known - 1) - int((arrays.sizes * (arrays.sizes - 1)).sum())
    nearness = np.zeros(arrays.n)
    counts: list[list[int]] = [[0, 0, 0]]
    unknown = arrays.sector < 0
    in_sector = [np.flatnonzero(arrays.sector == code) for code in range(len(arrays.sectors))]
    for distance, sources, new in _levels(arrays):
        if len(counts) <= distance:
            counts.append([0, 0, 0])
        # Each word holds sources of one sector, or of none.
        codes = arrays.sector[sources.reshape(-1, 64)[:, 0]]
        reached = np.bitwise_count(new)
        nearness += reached[:, codes >= 0].sum(axis=1, dtype=np.int64) / distance
        by_word = reached.sum(axis=0, dtype=np.int64)
        to_known = by_word - reached[unknown].sum(axis=0, dtype=np.int64)
        own = np.array(
            [
                reached[in_sector[code], word].sum(dtype=np.int64) if code >= 0 else 0
                for word, code in enumerate(codes)
            ]
        )
        counts[distance][0] += int(by_word.sum())
        counts[distance][1] += int(to_known[codes >= 0].sum())
        counts[distance][2] += int((to_known - own)[codes >= 0].sum())
    reached, known_reached, cross_reached = np.array(counts).T
    return Distances(
        reached, known_reached, cross_reached, cross_pairs, int((arrays.sizes > 0).sum()), nearness, arrays
    )


def distance_matrix(arrays: Arrays) -> np.ndarray:
    """Give the distance between every two organisations.

    Returns
    -------
    numpy.ndarray of int16, shape (organisations, organisations)
        From row to column; 0 on the diagonal and where there is no way.
    """
    matrix = np.zeros((arrays.n, arrays.n), dtype=np.int16)
    for distance, sources, new in _levels(arrays):
        bits = np.unpackbits(new.view(np.uint8), axis=1, bitorder="little")
        target, slot = np.nonzero(bits[:, : len(sources)])
        real = sources[slot] >= 0
        matrix[sources[slot[real]], target[real]] = distance
    return matrix


def _levels(arrays: Arrays) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Search from all sources, batch by batch and level by level.

    Yields
    ------
    tuple
        The distance; the sources of the batch by bit (−1 for an unused bit); and for every
        organisation the bits of the sources that reach it first at this distance, shape
        (organisations, words).
    """
    into = arrays.predecessors
    # An organisation that no tie leads to has no segment to reduce, and is never reached.
    reachable = np.flatnonzero(np.diff(into.indptr))
    starts = into.indptr[:-1][reachable]
    if not len(reachable):
        return
    for sources in _batches(arrays):
        seen = np.zeros((arrays.n, len(sources) // 64), dtype=np.uint64)
        slots = np.flatnonzero(sources >= 0)
        bit = np.uint64(1) << (slots % 64).astype(np.uint64)
        seen[sources[slots], slots // 64] = bit
        frontier, distance = seen.copy(), 0
        while frontier.any():
            distance += 1
            new = np.zeros_like(seen)
            new[reachable] = np.bitwise_or.reduceat(frontier[into.indices], starts, axis=0)
            new &= ~seen
            seen |= new
            frontier = new
            if new.any():
                yield distance, sources, new


def _batches(arrays: Arrays) -> Iterator[np.ndarray]:
    """Group sources into words of 64, each of one sector, and words into batches."""
    words = []
    leaving = np.diff(arrays.successors.indptr) > 0
    for code in range(-1, len(arrays.sectors)):
        members = np.flatnonzero((arrays.sector == code) & leaving)
        for start in range(0, len(members), 64):
            word = np.full(64, -1)
            part = members[start : start + 64]
            word[: len(part)] = part
            words.append(word)
    for start in range(0, len(words), _WORDS):
        yield np.concatenate(words[start : start + _WORDS])
