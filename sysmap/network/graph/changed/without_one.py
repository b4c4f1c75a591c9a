"""What becomes of all shortest ways when an organisation leaves: for each of them at once, exactly.

Of all pairs of organisations only those matter all of whose shortest ways pass through the one that leaves.
On most maps there is about one such pair for every two organisations and whoever leaves: they are listed, and
only for them a way around is looked for, from partners whose own ways are not touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.changed.detours import NO_WAY, Passing, spread

# So many arcs, and so many pairs that may be touched, are looked at together.
_ARCS, _TOUCHED = 100_000, 300_000


@dataclass(frozen=True, eq=False)
class WithoutOne:
    """What the others lose if an organisation leaves, for each.

    Attributes
    ----------
    before, after : numpy.ndarray of float64, shape (organisations, longest distance + 1)
        Ordered pairs of others that differ in sector, by their distance with each organisation and without
        it; entry 0 is not used.
    sector_pairs : tuple of (int, int, int)
        The organisation, and the codes of two other sectors, the lower first: pairs of sectors all of whose
        shortest ways, between all their members, pass through it.
    """

    before: np.ndarray
    after: np.ndarray
    sector_pairs: tuple[tuple[int, int, int], ...]


def without_one(arrays: Arrays, distance: np.ndarray, unreached: int) -> WithoutOne:
    """Work out what becomes of the ways between the others if an organisation leaves, for each in turn.

    Parameters
    ----------
    arrays
        The map.
    distance : numpy.ndarray of int, shape (organisations, organisations)
        The distance from row to column; 0 on the diagonal.
    unreached
        What stands there where there is no way.
    """
    n, k = arrays.n, len(arrays.sectors)
    sector = arrays.sector
    longest = int(distance[distance < unreached].max(initial=0))
    lost, found = np.zeros((2, n, longest + 1))
    # A way around may be longer than any way now.
    longer: dict[int, np.ndarray] = {}
    ways = _Ways(arrays, distance, unreached)
    passing = np.zeros((n, k), dtype=np.int64)
    reached = _reached_by_sector(arrays, distance, unreached)
    resting: set[tuple[int, int, int]] = set()
    for sources in ways.batches():
        gone, slot, target, around = ways.around(sources)
        source = sources[slot]
        counted = (sector[source] >= 0) & (sector[target] >= 0) & (sector[source] != sector[target])
        gone, source, target, around = (each[counted] for each in (gone, source, target, around))
        now = distance[source, target]
        np.add(lost, _counts(gone, now, lost.shape), out=lost)
        near = around <= longest
        np.add(found, _counts(gone[near], around[near], found.shape), out=found)
        far = ~near & (around < NO_WAY)
        for steps in np.unique(around[far]).tolist():
            more = np.bincount(gone[around == steps], minlength=n)
            longer[steps] = longer.get(steps, 0) + more
        for code in np.unique(sector[sources]).tolist():
            if code < 0:
                continue
            own = sector[source] == code
            passing += _counts(gone[own], sector[target[own]], passing.shape)
            if ways.is_last_of(code, sources):
                all_of = (passing == reached[code]) & (reached[code] > 0)
                resting |= {(one, code, other) for one, other in np.argwhere(all_of).tolist()}
                passing[:] = 0
    size = max([longest, *longer]) + 1
    whole = np.zeros((3, n, size))
    whole[0, :, : longest + 1] = _others(arrays, distance, longest)
    whole[1, :, : longest + 1], whole[2, :, : longest + 1] = lost, found
    for steps, more in longer.items():
        whole[2, :, steps] = more
    before = whole[0]
    return WithoutOne(before, before - whole[1] + whole[2], _both_ways(resting, reached, sector))


class _Ways:
    """All shortest ways, as who comes before whom in the search from each organisation."""

    def __init__(self, arrays: Arrays, distance: np.ndarray, unreached: int) -> None:
        self.distance, self.unreached, self.n = distance, unreached, arrays.n
        self.sector = arrays.sector
        self.into, self.out = arrays.predecessors, arrays.successors
        self.came = self.into.indices.astype(np.int64)
        self.went = np.repeat(np.arange(self.n), np.diff(self.into.indptr))
        self.order = np.argsort(arrays.sector, kind="stable")

    def batches(self) -> Iterator[np.ndarray]:
        """Return all organisations, sector by sector, so many together as can be looked at."""
        steps = np.where(self.distance < self.unreached, self.distance, 0)
        most = np.maximum(steps.sum(axis=1, dtype=np.int64) - self.n, 1)[self.order]
        cost = np.cumsum(np.maximum(most / _TOUCHED, len(self.came) / _ARCS))
        start = 0
        while start < self.n:
            done = cost[start - 1] if start else 0.0
            stop = max(start + 1, int(np.searchsorted(cost, done + 1, side="right")))
            yield self.order[start:stop]
            start = stop

    def is_last_of(self, code: int, sources: np.ndarray) -> bool:
        """Return whether the batch holds the last organisation of a sector."""
        last = self.order[self.sector[self.order] == code][-1]
        return bool(last in sources)

    def around(self, sources: np.ndarray) -> tuple[np.ndarray, ...]:
        """List the pairs all of whose shortest ways pass through one organisation, and the way around it.

        Returns
        -------
        tuple of numpy.ndarray of int
            Who is passed through; from where, as a place among `sources`; to whom; and the distance without
            the first, `NO_WAY` where there is no way around.
        """
        near = self.distance[sources].astype(np.int32)
        near[near >= self.unreached] = NO_WAY
        keys = np.sort(np.concatenate([*self._dominated(near), np.empty(0, dtype=np.int64)]))
        touched = Passing(keys, len(sources), self.n)

        def steps(slot: np.ndarray, target: np.ndarray) -> np.ndarray:
            return near[slot, target]

        def may_pass(gone: np.ndarray, slot: np.ndarray, target: np.ndarray) -> np.ndarray:
            onwards = near[slot, gone] + self.distance[gone, target]
            return (onwards == near[slot, target]) & (gone != target)

        return (*touched.parts, touched.around(self.into, self.out, steps, may_pass))

    def _dominated(self, near: np.ndarray) -> Iterator[np.ndarray]:
        """Find who is reached through one organisation alone, level by level, as keys."""
        width = len(near)
        to = near[:, self.went]
        slot, arc = np.nonzero((near[:, self.came] + 1 == to) & (to < NO_WAY))
        came, went = self.came[arc], self.went[arc]
        before = np.bincount(slot * self.n + went, minlength=width * self.n).reshape(width, self.n)
        level = near[slot, went]
        alone = (before[slot, went] == 1) & (level > 1)
        own = self._key(came[alone], slot[alone], went[alone], width)
        own_level = level[alone]
        by_level = np.argsort(own_level, kind="stable")
        starts = np.searchsorted(own_level[by_level], np.arange(int(level.max(initial=0)) + 2))
        carried = np.empty(0, dtype=np.int64)
        for step in range(1, len(starts) - 1):
            keys = np.concatenate([own[by_level[starts[step] : starts[step + 1]]], carried])
            yield keys
            one, where, target = Passing(keys, width, self.n).parts
            at, to = spread(self.out, target)
            one, where = one[at], where[at]
            onwards = near[where, to] == step + 1
            # Whoever comes before is dominated too, all of them, or the organisation is not passed always.
            following, times = np.unique(
                self._key(one[onwards], where[onwards], to[onwards], width), return_counts=True
            )
            rest = following % (width * self.n)
            carried = following[times == before[rest // self.n, rest % self.n]]

    def _key(self, gone: np.ndarray, slot: np.ndarray, target: np.ndarray, width: int) -> np.ndarray:
        return (gone * width + slot) * self.n + target


def _counts(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    counts: np.ndarray = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1])
    return counts.reshape(shape)


def _reached_by_sector(arrays: Arrays, distance: np.ndarray, unreached: int) -> np.ndarray:
    """Count ordered pairs that have a way by the sectors of their ends, shape (sectors, sectors)."""
    k = len(arrays.sectors)
    known = np.flatnonzero(arrays.sector >= 0)
    reached = np.zeros((k, k), dtype=np.int64)
    for place in known.tolist():
        to = known[distance[place, known] < unreached]
        reached[arrays.sector[place]] += np.bincount(arrays.sector[to], minlength=k)
    return reached


def _others(arrays: Arrays, distance: np.ndarray, longest: int) -> np.ndarray:
    """Count ordered pairs of different sectors without each organisation, by distance."""
    n, sector = arrays.n, arrays.sector
    whole, own = np.zeros(longest + 1), np.zeros((n, longest + 1))
    for place in np.flatnonzero(sector >= 0).tolist():
        others = (sector >= 0) & (sector != sector[place])
        for ways in (distance[place, others], distance[others, place]):
            own[place] += np.bincount(ways[ways <= longest], minlength=longest + 1)
        ways = distance[place, others]
        whole += np.bincount(ways[ways <= longest], minlength=longest + 1)
    return whole - own


def _both_ways(
    resting: set[tuple[int, int, int]], reached: np.ndarray, sector: np.ndarray
) -> tuple[tuple[int, int, int], ...]:
    """Return the pairs of other sectors that rest on an organisation in either direction."""
    found = set()
    for gone, one, other in resting:
        others = one != other and sector[gone] not in (one, other)
        if others and ((gone, other, one) in resting or not reached[other, one]):
            found.add((gone, min(one, other), max(one, other)))
    return tuple(sorted(found))
