"""Sets of organisations that matter together: whose leaving costs the others most, and who reaches most.

The two key-player problems (Borgatti 2006, Computational & Mathematical Organization Theory 12: 21–34). The k
organisations on which most rests one by one are seldom the set on which most rests: two that stand in for
each other cost little alone and much together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np

from sysmap.network.graph.added_ties import UNREACHED, Nearness, without
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distances_of
from sysmap.network.graph.many_distances import levels_of
from sysmap.progress import step

MOST_TOGETHER = 5
# All sets are looked at while sets times organisations are no more: of those searched, and of the nearest.
_SEARCHED, _REACHED = 6_000_000, 60_000_000
# Else exchange begins from sets drawn by chance too: so many, the fewer the larger they and the map are.
_STARTS, _MOST_STARTS = 600_000, 100
# From here on a map is searched by itself; and those on whom least rests alone are not looked at.
_ALONE_ABOVE, _CANDIDATES = 400, 300
_BLOCK = 2_000
# Two values that differ by less are the same: sums in another order differ in their last digits.
_SAME = 1e-12
Value = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class KeySet:
    """A set of organisations, and what it is worth.

    Attributes
    ----------
    places : tuple of int
        The organisations, by their place on the map.
    value : float
        Of a set whose leaving costs most: the fall of ``cross_efficiency`` over the pairs that contain none
        of it, 0 to 1. Of a set that reaches most: the mean over the others of one divided by their steps from
        the nearest of the set, 0 to 1.
    one_by_one : tuple of int
        The organisations of the highest values alone, as many.
    value_one_by_one : float
        What these are worth as a set.
    looked_at : int
        How many sets were looked at.
    exact : bool
        Whether these were all; else the set was put together greedily and bettered by exchange.
    """

    places: tuple[int, ...]
    value: float
    one_by_one: tuple[int, ...]
    value_one_by_one: float
    looked_at: int
    exact: bool


def costliest(arrays: Arrays, near: Nearness, k: int) -> KeySet | None:
    """Find the set whose leaving would cost the others most closeness between sectors.

    Parameters
    ----------
    arrays
        The map.
    near
        How near its sectors are, as ``cross_efficiency`` has it.
    k
        How many organisations, 1 to `MOST_TOGETHER`.

    Returns
    -------
    KeySet or None
        Of sets worth the same, the first by place. None where no set leaves two sectors.
    """
    return _best(
        arrays.n, k, _Losses(arrays, near), _SEARCHED // max(1, arrays.n), "Sets whose leaving costs most"
    )


def farthest_reaching(near: Nearness, k: int) -> KeySet | None:
    """Find the set from which the others are reached in fewest steps.

    Parameters
    ----------
    near
        The distances.
    k
        How many organisations, 1 to `MOST_TOGETHER`.

    Returns
    -------
    KeySet or None
        Of sets worth the same, the first by place. None where nobody is left to be reached.
    """
    n = len(near.distance)
    return _best(n, k, _Reach(near.distance), _REACHED // max(1, n), "Sets that reach most")


class _Losses:
    """What sets cost the others by leaving."""

    def __init__(self, arrays: Arrays, near: Nearness) -> None:
        self._arrays = arrays
        closeness = _per_pair(near.distance) * near.cross
        pairs = near.cross.astype(float)
        # Pairs with one organisation, in both directions, and of two; all there are.
        self._of_one = [both.sum(axis=0) + both.sum(axis=1) for both in (closeness, pairs)]
        self._of_two = [both + both.T for both in (closeness, pairs)]
        self._all = [float(both.sum()) for both in (closeness, pairs)]

    def __call__(self, sets: np.ndarray) -> np.ndarray:
        """Return the loss by each set, shape (sets,); ``nan`` where no pair is left."""
        before, pairs = (
            whole - of_one[sets].sum(axis=1) + _within(of_two, sets)
            for whole, of_one, of_two in zip(self._all, self._of_one, self._of_two, strict=True)
        )
        pairs = np.round(pairs)
        after = np.concatenate([self._after(part) for part in _blocks(sets)])
        return np.divide(before - after, pairs, where=pairs > 0, out=np.full(len(sets), np.nan))

    def _after(self, sets: np.ndarray) -> np.ndarray:
        arrays = self._arrays
        if arrays.n > _ALONE_ABOVE:
            return np.array([_closeness(distances_of(without(arrays, one)).cross_reached) for one in sets])
        gone = np.zeros((len(sets), arrays.n), dtype=bool)
        np.put_along_axis(gone, sets, True, axis=1)
        left = gone[:, arrays.source] | gone[:, arrays.target]
        # A tie of theirs leads from one of them to itself: nobody comes nearer by it.
        source, target = (np.where(left, sets[:, :1], ends[None]) for ends in (arrays.source, arrays.target))
        return _closeness(levels_of(arrays, source, target)[2])


class _Reach:
    """From how near sets reach the others."""

    def __init__(self, distance: np.ndarray) -> None:
        self._near = _per_pair(distance)

    def __call__(self, sets: np.ndarray) -> np.ndarray:
        """Return the reach of each set, shape (sets,); ``nan`` where there are no others."""
        n = len(self._near)
        others = n - sets.shape[1]
        if others < 1:
            return np.full(len(sets), np.nan)
        found = []
        for part in _blocks(sets):
            best = self._near[part[:, 0]].copy()
            for column in part.T[1:]:
                np.maximum(best, self._near[column], out=best)
            np.put_along_axis(best, part, 0.0, axis=1)
            found.append(best.sum(axis=1))
        return np.concatenate(found) / others


def _best(n: int, k: int, value: Value, most: int, what: str) -> KeySet | None:
    """Find the best set of k: by looking at all where they are few, else greedily and by exchange."""
    if n < k:
        return None
    alone = value(np.arange(n)[:, None])
    order = np.lexsort((np.arange(n), -np.round(np.nan_to_num(alone, nan=-1.0), 12)))
    top = np.sort(order[:k])[None]
    exact = math.comb(n, k) <= most
    if exact:
        found, best, looked_at = _of_all(n, k, value, what)
    else:
        candidates = np.sort(order[:_CANDIDATES])
        found, best, looked_at = _exchanged(n, candidates, order, k, value, what)
    if math.isnan(best):
        return None
    alike = float(value(top)[0])
    return KeySet(tuple(found.tolist()), best, tuple(top[0].tolist()), alike, looked_at, exact)


def _of_all(n: int, k: int, value: Value, what: str) -> tuple[np.ndarray, float, int]:
    """Look at every set, in order."""
    best, found, number, done = math.nan, np.arange(k), math.comb(n, k), 0
    for sets in _chunks(combinations(range(n), k)):
        values = value(sets)
        place = _first_best(values)
        if math.isnan(best) or values[place] > best + _SAME:
            best, found = float(values[place]), sets[place]
        done += len(sets)
        step(what, done, number)
    return found, best, number


def _exchanged(
    n: int, candidates: np.ndarray, order: np.ndarray, k: int, value: Value, what: str
) -> tuple[np.ndarray, float, int]:
    """Exchange one of a set while that betters it; from a set put together best first, and from others."""
    starts, looked_at = [np.sort(order[:k])], 0
    greedy = order[:1]
    for _ in range(1, k):
        sets = _with_each(greedy, candidates)
        looked_at += len(sets)
        greedy = sets[_first_best(value(sets))]
    starts.append(np.sort(greedy))
    random = np.random.default_rng(0)
    for _ in range(min(_MOST_STARTS, _STARTS // (n * n * k))):
        starts.append(np.sort(random.choice(candidates, k, replace=False)))
    best, found = math.nan, starts[0]
    for number, now in enumerate(starts):
        here = float(value(now[None])[0])
        while True:
            sets = np.concatenate([_with_each(np.delete(now, place), candidates) for place in range(k)])
            values = value(sets)
            looked_at += len(sets)
            place = _first_best(values)
            if not values[place] > (-math.inf if math.isnan(here) else here) + _SAME:
                break
            now, here = np.sort(sets[place]), float(values[place])
        step(what, number + 1, len(starts))
        if math.isnan(best) or here > best + _SAME or (here > best - _SAME and tuple(now) < tuple(found)):
            best, found = here, now
    return found, best, looked_at


def _with_each(held: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    """Return the sets of those held and each candidate that is not among them."""
    more = candidates[~np.isin(candidates, held)]
    return np.column_stack([np.tile(held, (len(more), 1)), more])


def _first_best(values: np.ndarray) -> int:
    """Return the place of the first of the highest values; those that are not defined are the lowest."""
    known = np.nan_to_num(values, nan=-np.inf)
    return int(np.flatnonzero(known >= known.max() - _SAME)[0])


def _within(of_two: np.ndarray, sets: np.ndarray) -> np.ndarray:
    """Sum over the pairs inside each set."""
    pairs = combinations(range(sets.shape[1]), 2)
    return sum((of_two[sets[:, one], sets[:, other]] for one, other in pairs), np.zeros(len(sets)))


def _per_pair(distance: np.ndarray) -> np.ndarray:
    """Return one divided by the steps of each pair; 0 where there is no way."""
    there = (distance > 0) & (distance < UNREACHED)
    return np.divide(1.0, distance, where=there, out=np.zeros(distance.shape))


def _closeness(reached: np.ndarray) -> np.ndarray:
    """Sum one divided by the steps, of counts of pairs by distance along the last axis."""
    steps = np.arange(1, reached.shape[-1])
    return np.asarray((reached[..., 1:] / steps).sum(axis=-1))


def _chunks(sets: Iterator[tuple[int, ...]]) -> Iterator[np.ndarray]:
    while chunk := list(islice(sets, _BLOCK)):
        yield np.array(chunk)


def _blocks(sets: np.ndarray) -> Sequence[np.ndarray]:
    return [sets[start : start + _BLOCK] for start in range(0, len(sets), _BLOCK)]
