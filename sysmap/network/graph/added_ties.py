"""How near organisations come when ties are added: exact, without another search.

A new tie between u and v gives d'(a, b) = min(d(a, b), d(a, u) + 1 + d(v, b), d(a, v) + 1 + d(u, b)).
On a directed map a tie between two organisations is an arc each way, and the same holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distance_matrix

UNREACHED = 10_000
"""Stands for no way: longer than any way on a map of which all pairs are listed."""

MEASURES = ("cross_efficiency", "cross_distance")
# Up to here all pairs of many candidates are looked at together; above, only those that can come nearer.
_TOGETHER = 40
_CELLS = 2_000_000
# Seconds that a candidate takes by itself, and a multiplication of a product of matrices.
_CANDIDATE, _PRODUCT = 1.4e-5, 2e-10


@dataclass(frozen=True, eq=False)
class Nearness:
    """How near the sectors are to one another on one map, and what a new tie would add.

    Attributes
    ----------
    measure : str
        One of `MEASURES`.
    distance : numpy.ndarray of int16, shape (organisations, organisations)
        From row to column; `UNREACHED` where there is no way.
    cross : numpy.ndarray of bool, shape (organisations, organisations)
        The pairs that count: those known to differ in sector.
    directed : bool
        Whether ways follow arrows.
    """

    measure: str
    distance: np.ndarray
    cross: np.ndarray
    directed: bool

    @property
    def value(self) -> float:
        """The measure; ``nan`` where no pair counts, or none is reachable and steps are asked for."""
        sums = [table[self.distance[self.cross]].sum() for table in _tables(self.measure)]
        return float(self._value(*(np.array([each]) for each in sums))[0])

    def joined(self, u: int, v: int) -> Nearness:
        """Return the same with a tie between two organisations more."""
        joined = joined_beside(self.distance[None], np.array([u]), np.array([v]))
        return replace(self, distance=joined[0])

    def gains(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Return how far each of some new ties, alone, would better the measure.

        Parameters
        ----------
        u, v : numpy.ndarray of int, shape (candidates,)
            Their ends.

        Returns
        -------
        numpy.ndarray of float64, shape (candidates,)
            The rise of ``cross_efficiency``, never below 0; the fall of ``cross_distance``, below
            0 where organisations that were unreachable come within reach by a long way.
        """
        changes = self._changes if len(self.distance) > _TOGETHER else self._changes_together
        found = changes(u, v)
        return self._bettered(found + changes(v, u) if self.directed else 2 * found)

    def gains_of_all(self) -> np.ndarray:
        """Return the same for a tie between any two, shape (organisations, organisations).

        Notes
        -----
        Whoever reaches u in i steps reaches b over the new tie in i + 1 + d(v, b). A pair at o steps comes to
        t or nearer, for each t below o, where that is at most t: this is counted for all u and v at once by
        products of matrices, and a step from t + 1 to t is worth the same for every pair.
        """
        found = np.stack([self._changes_of_all(table) for table in _tables(self.measure)])
        return self._bettered(found + found.swapaxes(1, 2) if self.directed else 2 * found)

    def counted_at_once(self, candidates: int) -> bool:
        """Return whether `gains_of_all` takes less time than the gains of so many candidates."""
        n, far = len(self.distance), self._farthest
        products = far * (far - 1) // 2 + 2 * far
        return products * n**3 * _PRODUCT < candidates * _CANDIDATE

    @property
    def _farthest(self) -> int:
        return int(self.distance.max(where=self.distance < UNREACHED, initial=0))

    def _changes_of_all(self, table: np.ndarray) -> np.ndarray:
        """Return what an arc from each organisation to each other changes in one sum."""
        n, far = len(self.distance), self._farthest
        found = np.zeros((n, n))
        apart = (self.cross & (self.distance == UNREACHED)).astype(float)
        unreached = bool(apart.any())
        for i in range(far + 1):
            worth = np.zeros((n, n))
            for t in range(i + 1, far):
                # Counts below 16 million are exact in single precision.
                farther = (self.cross & (self.distance > t) & (self.distance < UNREACHED)).astype(np.float32)
                near = (self.distance <= t - 1 - i).astype(np.float32)
                worth += (table[t] - table[t + 1]) * (farther @ near.T)
            if unreached:
                over = np.minimum(self.distance.astype(np.int64) + i + 1, 2 * UNREACHED)
                worth += apart @ (table[over] * (self.distance < UNREACHED)).T
            found += (self.distance == i).T.astype(float) @ worth
        return found

    def _bettered(self, found: np.ndarray) -> np.ndarray:
        """Return how far the measure is bettered by changes of its sums, the sums along the first axis."""
        sums = np.array([table[self.distance[self.cross]].sum() for table in _tables(self.measure)])
        sums = sums.reshape(-1, *[1] * (found.ndim - 1))
        shape = found.shape[1:]
        after = self._value(*(sums + found).reshape(len(sums), -1)).reshape(shape)
        before = self._value(*sums.reshape(len(sums), -1))
        return after - before if self.measure == "cross_efficiency" else before - after

    def gains_beside(self, distance: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Return the same for several maps that differ from this one in their distances.

        Parameters
        ----------
        distance : numpy.ndarray of int16, shape (maps, organisations, organisations)
            The distances on each.
        u, v : numpy.ndarray of int, shape (candidates,)
            The ends of the new ties.

        Returns
        -------
        numpy.ndarray of float64, shape (maps, candidates)
        """
        if len(distance) == 1:
            return np.stack([replace(self, distance=each).gains(u, v) for each in distance])
        tables = _tables(self.measure)
        rows, columns = np.nonzero(self.cross)
        old = distance[:, rows, columns]
        found = np.zeros((len(tables), len(distance), len(u)))
        for place, (one, other) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
            for first, second in ((one, other), (other, one)) if self.directed else ((one, other),):
                new = distance[:, :, first][:, rows] + distance[:, second][:, columns] + np.int16(1)
                np.minimum(new, old, out=new)
                for sums, table in zip(found, tables, strict=True):
                    sums[:, place] += (table[new] - table[old]).sum(axis=1)
        found = found if self.directed else 2 * found
        sums = np.array([table[old].sum(axis=1) for table in tables])
        after = self._value(*(sums[..., None] + found))
        before = self._value(*sums[..., None])
        return after - before if self.measure == "cross_efficiency" else before - after

    def _value(self, total: np.ndarray, reached: np.ndarray | None = None) -> np.ndarray:
        whole = np.full(total.shape, float(self.cross.sum())) if reached is None else reached
        return np.divide(total, whole, where=whole > 0, out=np.full(total.shape, np.nan))

    def _changes(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Return what an arc from each u to its v changes in the sums, looking at the pairs it can serve."""
        tables = _tables(self.measure)
        found = np.zeros((len(tables), len(u)))
        step = np.int16(1)
        # Copies by column, and without the pairs that do not count: at 0 steps these come no nearer.
        towards = np.ascontiguousarray(self.distance.T)
        counted = np.where(self.cross, self.distance, np.int16(0))
        for place, (one, other) in enumerate(zip(u.tolist(), v.tolist(), strict=True)):
            # Whoever is as near to the far end already gains nothing from the arc.
            rows = (towards[one] + step < towards[other]).nonzero()[0]
            columns = (self.distance[other] + step < self.distance[one]).nonzero()[0]
            new = towards[one][rows][:, None] + (self.distance[other][columns] + step)
            old = counted[rows][:, columns]
            nearer = (new < old).ravel().nonzero()[0]
            new, old = new.ravel()[nearer], old.ravel()[nearer]
            for row, table in zip(found, tables, strict=True):
                row[place] = table.take(new).sum() - table.take(old).sum()
        return found

    def _changes_together(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Return the same for many arcs at once, looking at all pairs."""
        tables = _tables(self.measure)
        found = np.zeros((len(tables), len(u)))
        n = max(1, len(self.distance))
        counted = np.flatnonzero(self.cross)
        old = self.distance.reshape(-1)[counted]
        rows, columns = counted // n, counted % n
        size = max(1, _CELLS // max(1, len(counted)))
        for start in range(0, len(u), size):
            some = slice(start, start + size)
            new = self.distance.T[u[some]][:, rows]
            new += self.distance[v[some]][:, columns]
            new += np.int16(1)
            np.minimum(new, old, out=new)
            for row, table in zip(found, tables, strict=True):
                row[some] = (table[new] - table[old]).sum(axis=1)
        return found


def joined_beside(distance: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return distances on several maps, shape (maps, n, n), each with a tie more between its u and its v."""
    at = np.arange(len(distance))
    ways = [
        distance[at, :, one][:, :, None] + (distance[at, other] + np.int16(1))[:, None]
        for one, other in ((u, v), (v, u))
    ]
    return np.minimum(distance, np.minimum(*ways))


def nearness_of(arrays: Arrays, measure: str, leaving: Sequence[int] = ()) -> Nearness:
    """Find how near the sectors are.

    Parameters
    ----------
    arrays
        The map; an array of all pairs is made.
    measure
        One of `MEASURES`.
    leaving
        Places of organisations that are taken out: they have no ties, and no pair of theirs counts.
    """
    distance = distance_matrix(without(arrays, leaving) if len(leaving) else arrays)
    distance[distance == 0] = UNREACHED
    np.fill_diagonal(distance, 0)
    cross = cross_pairs(arrays)
    cross[list(leaving)] = False
    cross[:, list(leaving)] = False
    return Nearness(measure, distance, cross, arrays.directed)


def cross_pairs(arrays: Arrays) -> np.ndarray:
    """Tell which ordered pairs are known to differ in sector, shape (organisations, organisations)."""
    known = arrays.sector >= 0
    return known[:, None] & known & (arrays.sector[:, None] != arrays.sector)


def without(arrays: Arrays, leaving: Sequence[int]) -> Arrays:
    """Return a map without the ties of some organisations; they stay, so that places are the same."""
    kept = ~(np.isin(arrays.source, leaving) | np.isin(arrays.target, leaving))
    return replace(
        arrays, source=arrays.source[kept], target=arrays.target[kept], strength=arrays.strength[kept]
    )


def _make_tables() -> dict[str, tuple[np.ndarray, ...]]:
    """Return for each measure what a pair at each distance adds to its sums."""
    steps = np.arange(2 * UNREACHED + 2, dtype=float)
    there = (steps < UNREACHED).astype(float)
    inverse = np.divide(1.0, steps, where=steps > 0, out=np.zeros(len(steps))) * there
    return {"cross_efficiency": (inverse,), "cross_distance": (steps * there, there)}


_TABLES: dict[str, tuple[np.ndarray, ...]] = {}


def _tables(measure: str) -> tuple[np.ndarray, ...]:
    if not _TABLES:
        _TABLES.update(_make_tables())
    return _TABLES[measure]
