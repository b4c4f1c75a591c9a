"""The ties that would bring the sectors nearest to one another, chosen together.

Two new ties may be worth more together than apart, so every gain is worked out again at each
step, and no bound on what the greedy choice misses is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from math import comb

import numpy as np

from sysmap.findings.introductions.candidates import Candidates
from sysmap.network.graph.added_ties import Nearness, joined_beside
from sysmap.progress import step

# So many sets are tried one by one, from so many smaller ones; above, the choice is greedy.
SETS, STARTS = 200_000, 70_000
# After the first step it is among the pairs of largest first gain, the best pair of each organisation and
# the farthest pairs: the first alone are often all of one organisation, which the limit then rules out.
POOL = 300
EQUAL = 1e-12
# So many distances of sets side by side.
_CELLS = 400_000
# Sets of more pairs that count, times candidates, are looked at one by one.
_SMALL = 10_000
_PROGRESS = "Introductions"


@dataclass(frozen=True)
class Chosen:
    """Pairs chosen, in order.

    Attributes
    ----------
    pairs : tuple of int
        Their numbers among the candidates.
    gains, values : tuple of float
        What each adds to those before it, and the measure after it.
    """

    pairs: tuple[int, ...]
    gains: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Search:
    """What to choose from, and under which limit.

    Attributes
    ----------
    near
        How near the sectors are now.
    candidates
        The pairs to choose from.
    limit
        How many of those chosen may share an organisation.
    """

    near: Nearness
    candidates: Candidates
    limit: int

    def first_gains(self) -> np.ndarray:
        """Return what each candidate would add alone."""
        if self.near.counted_at_once(len(self.candidates)):
            return np.asarray(self.near.gains_of_all()[self.candidates.u, self.candidates.v])
        found = np.empty(len(self.candidates))
        size = 1_000
        for start in range(0, len(found), size):
            some = slice(start, start + size)
            found[some] = self.near.gains(self.candidates.u[some], self.candidates.v[some])
            step(_PROGRESS, min(start + size, len(found)), len(found))
        return found

    def greedy(self, k: int, first: np.ndarray | None = None) -> list[int]:
        """Choose the best pair, then the best given that one, and so on.

        Parameters
        ----------
        k
            How many at most; fewer where no more bring the sectors nearer.
        first
            The gains of the first step, where known.
        """
        chosen: list[int] = []
        near = self.near
        while len(chosen) < k:
            allowed = self._allowed(chosen)
            if not len(allowed):
                break
            gains = first[allowed] if first is not None and not chosen else self._gains(near, allowed)
            best = self._best(gains, allowed)
            if gains[best] <= EQUAL:
                break
            chosen.append(int(allowed[best]))
            near = near.joined(*self._ends(chosen[-1]))
        return chosen

    def exchanged(self, chosen: Sequence[int]) -> list[int]:
        """Try once to replace each pair chosen by a better one."""
        now = list(chosen)
        for place in range(len(now)):
            rest = now[:place] + now[place + 1 :]
            near = self._after(rest)
            allowed = self._allowed(rest)
            gains = self._gains(near, allowed)
            best = self._best(gains, allowed)
            if gains[best] > gains[allowed == now[place]][0] + EQUAL:
                now[place] = int(allowed[best])
        return now

    def exact(self, k: int) -> list[int]:
        """Choose the best of all sets of at most k pairs, each looked at."""
        best, near_best = EQUAL, []
        start = _Sets(np.empty((1, 0), dtype=np.int64), np.zeros(1), self.near.distance[None])
        for sets, values in self._extended(k, start):
            best = max(best, float(values.max()))
            near_best += [(values[one], sets[one]) for one in np.flatnonzero(values >= best - EQUAL).tolist()]
        equal = [chosen for value, chosen in near_best if value >= best - EQUAL]
        rank = self.candidates.preference
        return min((one.tolist() for one in equal), key=lambda one: sorted(rank[one].tolist()), default=[])

    def _extended(self, k: int, given: _Sets) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Go through the sets that extend some by later candidates, and what each gains."""
        allowed = self._may_follow(given.chosen)
        later = np.flatnonzero(allowed.any(axis=0))
        if not len(later):
            return
        allowed = allowed[:, later]
        gains = self.near.gains_beside(given.distance, self.candidates.u[later], self.candidates.v[later])
        values = given.gained[:, None] + gains
        row, column = np.nonzero(allowed)
        chosen = np.column_stack([given.chosen[row], later[column]])
        yield chosen, values[allowed]
        size = chosen.shape[1]
        if size == k:
            return
        most = self._side_by_side(len(later))
        for first in range(0, len(row), most):
            some = slice(first, first + most)
            ends = (each[later[column[some]]] for each in (self.candidates.u, self.candidates.v))
            joined = joined_beside(given.distance[row[some]], *ends)
            yield from self._extended(k, _Sets(chosen[some], values[allowed][some], joined))
            if size == 1:
                step(_PROGRESS, min(first + most, len(row)), len(row))

    def _side_by_side(self, found: int) -> int:
        """Return how many sets to look at in one go: only of small ones is the call most of the work."""
        pairs = int(self.near.cross.sum())
        return max(1, _CELLS // self.near.cross.size) if pairs * found <= _SMALL else 1

    def _may_follow(self, chosen: np.ndarray) -> np.ndarray:
        """Tell which candidates may join each set: later ones, and none beyond the limit."""
        u, v = self.candidates.u, self.candidates.v
        used = np.zeros((len(chosen), len(self.near.cross)), dtype=np.int64)
        row = np.arange(len(chosen))
        for one in chosen.T:
            used[row, u[one]] += 1
            used[row, v[one]] += 1
        last = chosen[:, -1:] if chosen.shape[1] else np.full((len(chosen), 1), -1)
        return (used[:, u] < self.limit) & (used[:, v] < self.limit) & (np.arange(len(u)) > last)

    def in_order(self, chosen: Sequence[int]) -> Chosen:
        """Put pairs in order, the one that adds most first, each given those before it."""
        left, near = np.array(sorted(chosen), dtype=np.int64), self.near
        pairs, gains, values = [], [], []
        while len(left):
            found = self._gains(near, left)
            best = self._best(found, left)
            near = near.joined(*self._ends(int(left[best])))
            pairs.append(int(left[best]))
            gains.append(float(found[best]))
            values.append(near.value)
            left = np.delete(left, best)
        return Chosen(tuple(pairs), tuple(gains), tuple(values))

    def _gains(self, near: Nearness, some: np.ndarray) -> np.ndarray:
        return near.gains(self.candidates.u[some], self.candidates.v[some])

    def _ends(self, pair: int) -> tuple[int, int]:
        return int(self.candidates.u[pair]), int(self.candidates.v[pair])

    def _after(self, chosen: Sequence[int]) -> Nearness:
        return reduce(lambda near, pair: near.joined(*self._ends(pair)), chosen, self.near)

    def _allowed(self, chosen: Sequence[int]) -> np.ndarray:
        """Return the candidates that may join those chosen, by number."""
        u, v = self.candidates.u, self.candidates.v
        used = np.bincount(np.concatenate([u[list(chosen)], v[list(chosen)]]), minlength=len(self.near.cross))
        free = (used[u] < self.limit) & (used[v] < self.limit)
        free[list(chosen)] = False
        return np.flatnonzero(free)

    def _best(self, gains: np.ndarray, some: np.ndarray) -> int:
        """Return the place of the largest gain; of equal ones, that of the pair preferred."""
        equal = np.flatnonzero(gains >= gains.max() - EQUAL)
        return int(equal[np.argmin(self.candidates.preference[some[equal]])])


@dataclass(frozen=True, eq=False)
class _Sets:
    """Sets of as many candidates each, side by side.

    Attributes
    ----------
    chosen : numpy.ndarray of int64, shape (sets, size)
        Their numbers, rising.
    gained : numpy.ndarray of float64, shape (sets,)
        What each adds.
    distance : numpy.ndarray of int16, shape (sets, organisations, organisations)
        The distances with their ties.
    """

    chosen: np.ndarray
    gained: np.ndarray
    distance: np.ndarray


def best_pairs(search: Search, k: int) -> tuple[Chosen, Search, str]:
    """Choose the k pairs that together bring the sectors nearest.

    Parameters
    ----------
    search
        What to choose from.
    k
        How many at most.

    Returns
    -------
    tuple
        What was chosen; the search it was chosen in, which `Chosen.pairs` number; and
        ``"optimal"`` where all sets of all pairs were looked at, else ``"greedy"``.
    """
    found = len(search.candidates)
    starts = sum(comb(found, size) for size in range(k))
    if search.candidates.whole and comb(found, k) <= SETS and starts <= STARTS:
        return search.in_order(search.exact(k)), search, "optimal"
    first = search.first_gains()
    kept = pool(first, search.candidates)
    small = Search(search.near, search.candidates.only(kept), search.limit)
    chosen = small.exchanged(small.greedy(k, first[kept]))
    return small.in_order(chosen), small, "greedy"


def pool(gains: np.ndarray, candidates: Candidates) -> np.ndarray:
    """Return the candidates that are looked at after the first step, by number, sorted."""
    order = _by_gain(gains, candidates)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    best = np.full(max(candidates.v, default=0) + 1, len(order))
    for ends in (candidates.u, candidates.v):
        np.minimum.at(best, ends, place)
    kept = candidates.far.copy()
    kept[order[:POOL]] = True
    kept[order[best[best < len(order)]]] = True
    return np.flatnonzero(kept)


def largest(gains: np.ndarray, candidates: Candidates, most: int) -> np.ndarray:
    """Return the candidates of largest gain, by number, sorted; equal gains go by preference."""
    return np.sort(_by_gain(gains, candidates)[:most])


def _by_gain(gains: np.ndarray, candidates: Candidates) -> np.ndarray:
    return np.lexsort((candidates.preference, -np.round(gains, 12)))
