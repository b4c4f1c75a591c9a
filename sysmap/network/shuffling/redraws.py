"""The ties of a map redrawn, each organisation with as many as it has: what is moved, and what stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.shuffling.rewiring import Block, Rewiring
from sysmap.registry import PassingError

# States of a pair of organisations. Ties one way come in a state of their own on directed maps.
NO_TIE, TIE, DEEP, ONE_WAY = range(4)
# So many pairs of so many maps are looked through at once for those that are left.
_CELLS = 1_000_000


class NotRedrawnError(PassingError):
    """Something was asked for that redrawn ties do not tell."""


class _Untold:
    """Stands for what is not worked out on redrawn maps: whoever uses it is told so."""

    def _refuse(self, *_: object, **__: object) -> Any:
        raise NotRedrawnError

    def __getattr__(self, name: str) -> Any:
        # Whoever only looks at what there is, such as a collector of examples, is not refused.
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotRedrawnError

    __getitem__ = __len__ = __iter__ = __array__ = __float__ = __int__ = __bool__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __matmul__ = __rmatmul__ = __and__ = __rand__ = __or__ = __ror__ = __invert__ = __neg__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse


UNTOLD: Any = _Untold()


@dataclass(frozen=True, eq=False)
class Redrawn:
    """Many maps of the same organisations, each with as many ties in each of them.

    Attributes
    ----------
    arrays : Arrays
        The map of which they are redrawn: organisations and sectors are the same.
    first, second : numpy.ndarray of int32, shape (maps, pairs)
        The pairs with a tie, as places. Those that are not moved are there too.
    state : numpy.ndarray of int, shape (pairs,)
        ``TIE``; ``DEEP`` for a tie that is told apart; ``ONE_WAY`` for an arc from first to second.
    """

    arrays: Arrays
    first: np.ndarray
    second: np.ndarray
    state: np.ndarray

    @property
    def maps(self) -> int:
        """How many maps there are."""
        return len(self.first)

    @cached_property
    def ties(self) -> Block:
        """The ties from source to target; a pair of a directed map whose ties run both ways gives two."""
        if not self.arrays.directed:
            return self.first, self.second
        both = self.state != ONE_WAY
        ends = [(self.first, self.second[:, both]), (self.second, self.first[:, both])]
        source, target = (np.concatenate(pair, axis=1) for pair in ends)
        return source, target

    @cached_property
    def crossing(self) -> np.ndarray:
        """Whether the two ends of each pair are known to differ in sector, shape (maps, pairs)."""
        one, other = self.arrays.sector[self.first], self.arrays.sector[self.second]
        return (one >= 0) & (other >= 0) & (one != other)


def redrawn(
    arrays: Arrays, draws: int, seed: int, *, deep: np.ndarray | None = None, silent: np.ndarray | None = None
) -> Iterator[Redrawn]:
    """Redraw the ties between organisations of known sector, each with as many as it has.

    Ties with an organisation of unknown sector stay as they are. On a directed map every
    organisation keeps how many ties it has both ways, how many it only sends and how many it
    only receives. Where fewer pairs are without a tie than with one, the gaps are moved instead,
    which comes to the same.

    Parameters
    ----------
    arrays
        The map.
    draws, seed
        How many times, and the seed of the random numbers.
    deep : numpy.ndarray of bool, shape (pairs,)
        Which of `arrays.pairs` to hold apart, so that every organisation also has as many of them;
        directions then do not count.
    silent : numpy.ndarray of bool, shape (organisations,)
        Whose pairs with one another nobody could have reported: what such a pair is, it stays.

    Yields
    ------
    Redrawn
    """
    if deep is not None:
        arrays = arrays.undirected
    first, second, state = _pairs(arrays, deep)
    known = arrays.sector >= 0
    quiet = np.zeros(arrays.n, dtype=bool) if silent is None else silent
    moved = known[first] & known[second] & ~(quiet[first] & quiet[second])
    stays = first[~moved], second[~moved]
    own = _Moved(np.flatnonzero(known), quiet, first[moved], second[moved], state[moved])
    states = np.concatenate([own.states, state[~moved]])
    for drawn in own.draws(draws, seed):
        count = len(drawn[0])
        first, second = (
            np.concatenate([end, np.tile(stay, (count, 1))], axis=1)
            for end, stay in zip(drawn, stays, strict=True)
        )
        yield Redrawn(arrays, first, second, states)


def _pairs(arrays: Arrays, deep: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs with a tie and their states; the source of an arc first."""
    low, high = (end.astype(np.int32) for end in arrays.pairs)
    if deep is not None:
        return low, high, np.where(deep, DEEP, TIE)
    if not arrays.directed:
        return low, high, np.full(len(low), TIE)
    n = np.int64(max(arrays.n, 1))
    arcs = arrays.source * n + arrays.target
    there, back = np.isin(low * n + high, arcs), np.isin(high * n + low, arcs)
    state = np.where(there & back, TIE, ONE_WAY)
    turned = back & ~there
    return np.where(turned, high, low), np.where(turned, low, high), state


@dataclass(frozen=True, eq=False)
class _Moved:
    """The pairs that may change, and the state that is left over when all others are known.

    Attributes
    ----------
    known : numpy.ndarray of int
        The organisations whose pairs may change, as places.
    quiet : numpy.ndarray of bool, shape (organisations,)
        Whose pairs with one another do not.
    first, second, state
        The pairs with a tie among those that may.
    """

    known: np.ndarray
    quiet: np.ndarray
    first: np.ndarray
    second: np.ndarray
    state: np.ndarray

    @cached_property
    def left_over(self) -> int:
        """The most frequent state among those without direction: the least work is to move the others."""
        n, silent = len(self.known), int(self.quiet[self.known].sum())
        pairs = n * (n - 1) // 2 - silent * (silent - 1) // 2
        counts = {NO_TIE: pairs - len(self.state)}
        counts |= {code: int((self.state == code).sum()) for code in (TIE, DEEP)}
        return max(counts, key=lambda code: counts[code])

    @cached_property
    def states(self) -> np.ndarray:
        """The states of the pairs with a tie, in the order in which `draws` gives them."""
        if self.left_over == NO_TIE:
            return self.state
        rest = self.state == self.left_over
        return np.concatenate([self.state[~rest], self.state[rest]])

    def draws(self, count: int, seed: int) -> Iterator[Block]:
        """Redraw them: first and second ends, shape (draws of the block, pairs with a tie)."""
        if self.left_over == NO_TIE:
            yield from self._rewired(self.first, self.second, self.state).draws(count, seed)
            return
        low, high = self._all_pairs
        n = np.int64(len(self.quiet))
        ends = np.minimum(self.first, self.second) * n + np.maximum(self.first, self.second)
        keys = low * n + high
        gaps = ~np.isin(keys, ends)
        there = self.state != self.left_over
        first = np.concatenate([self.first[there], low[gaps]])
        second = np.concatenate([self.second[there], high[gaps]])
        state = np.concatenate([self.state[there], np.full(int(gaps.sum()), NO_TIE)])
        place = np.zeros(n * n, dtype=np.int32)
        place[keys] = np.arange(len(keys))
        for drawn in self._rewired(first, second, state).draws(count, seed):
            rows = max(1, _CELLS // max(1, len(keys)))
            for start in range(0, len(drawn[0]), rows):
                one, other = (end[start : start + rows] for end in drawn)
                rest = np.ones((len(one), len(keys)), dtype=bool)
                moved = np.minimum(one, other) * n + np.maximum(one, other)
                np.put_along_axis(rest, place[moved], values=False, axis=1)
                filled = np.nonzero(rest)[1].reshape(len(one), -1)
                kept = state != NO_TIE
                yield (
                    np.concatenate([one[:, kept], low[filled]], axis=1),
                    np.concatenate([other[:, kept], high[filled]], axis=1),
                )

    def _rewired(self, first: np.ndarray, second: np.ndarray, state: np.ndarray) -> Rewiring:
        return Rewiring(first, second, state, state == ONE_WAY, self.quiet)

    @cached_property
    def _all_pairs(self) -> Block:
        """Every pair that may change, sorted, the lower place first."""
        low, high = (self.known[end].astype(np.int32) for end in np.triu_indices(len(self.known), 1))
        kept = ~(self.quiet[low] & self.quiet[high])
        return low[kept], high[kept]
