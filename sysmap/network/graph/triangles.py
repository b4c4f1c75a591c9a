"""Every triangle of partners, listed once: roles and constraint are counted from the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part

_CHUNK = 2_000_000
# Slots for each known pair, and what spreads keys over them.
_SLOTS = 8
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Triangles:
    """The triangles of a map's partners, whichever way ties point.

    Attributes
    ----------
    corners : numpy.ndarray of int32, shape (triangles, 3)
        The three organisations of each triangle.
    sides : numpy.ndarray of int64, shape (triangles, 3)
        For each corner, the place among `arrays.pairs` of the side opposite to it.
    """

    corners: np.ndarray
    sides: np.ndarray
    arrays: Arrays

    @cached_property
    def arcs(self) -> tuple[np.ndarray, np.ndarray]:
        """For each pair of partners, whether a tie runs from the lower place to the higher, and back."""
        low, high = self.arrays.pairs
        if not self.arrays.directed:
            both = np.ones(len(low), dtype=bool)
            return both, both
        keys = low.astype(np.int64) * self.arrays.n + high
        forward, backward = np.zeros(len(low), dtype=bool), np.zeros(len(low), dtype=bool)
        source, target = self.arrays.source.astype(np.int64), self.arrays.target.astype(np.int64)
        up = source < target
        forward[np.searchsorted(keys, (source * self.arrays.n + target)[up])] = True
        backward[np.searchsorted(keys, (target * self.arrays.n + source)[~up])] = True
        return forward, backward

    def has_arc(self, pair: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell for each pair of partners whether a tie runs from `source` to `target`."""
        forward, backward = self.arcs
        return np.where(source < target, forward[pair], backward[pair])


@part("triangles")
def triangles_of(arrays: Arrays) -> Triangles:
    """List the triangles of a map.

    Each pair of partners points to the end with more partners; two pairs that leave the same
    organisation are two sides of a triangle if the third is there. That expands at most
    ``pairs ** 1.5`` candidates, taken in chunks of about two million.
    """
    found = list(_closed(arrays))
    corners = np.concatenate([corner for corner, _ in found]) if found else np.empty((0, 3), dtype=np.int32)
    sides = np.concatenate([side for _, side in found]) if found else np.empty((0, 3), dtype=np.int64)
    return Triangles(corners, sides, arrays)


def _closed(arrays: Arrays) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    low, high = arrays.pairs
    if not len(low):
        return
    n = arrays.n
    known = _Known(low.astype(np.int64) * n + high)
    rank = np.empty(n, dtype=np.int64)
    rank[np.argsort(arrays.partners, kind="stable")] = np.arange(n)
    upward = rank[low] < rank[high]
    tail, head = np.where(upward, low, high), np.where(upward, high, low)
    # A sparse matrix sorts by rows without comparing: its data are the pairs, in the order of their tails.
    by_tail = sparse.csr_array((np.arange(len(tail)), (tail, head)), shape=(n, n))
    pair, head = by_tail.data, by_tail.indices
    counts = np.diff(by_tail.indptr)
    tail = np.repeat(np.arange(n), counts)
    # For each pair, the pairs that leave the same tail after it.
    following = by_tail.indptr[1:][tail] - np.arange(len(tail)) - 1
    for chunk in _chunks(following):
        count = following[chunk]
        one = np.repeat(chunk, count)
        step = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
        other = one + step + 1
        first, second = head[one], head[other]
        key = np.minimum(first, second).astype(np.int64) * n + np.maximum(first, second)
        hit, place = known.find(key)
        one, other = one[hit], other[hit]
        # The side opposite a corner is the pair of the two other corners.
        yield (
            np.stack([tail[one], head[one], head[other]], axis=1).astype(np.int32),
            np.stack([place, pair[other], pair[one]], axis=1),
        )


class _Known:
    """Finds pairs of partners by their key; most of those asked for are none.

    A table of truths, small enough to stay near the processor, answers for most that they are not
    there; only the rest are searched for.
    """

    def __init__(self, keys: np.ndarray) -> None:
        self.keys = keys
        bits = max(10, int(_SLOTS * len(keys)).bit_length())
        self.shift = np.uint64(64 - bits)
        self.there = np.zeros(1 << bits, dtype=bool)
        self.there[self._slots(keys)] = True

    def _slots(self, keys: np.ndarray) -> np.ndarray:
        # Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
        return ((keys.astype(np.uint64) * _GOLDEN) >> self.shift).view(np.int64)

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of the keys are known, as places among those asked for and among those known."""
        maybe = np.flatnonzero(self.there[self._slots(keys)])
        wanted = keys[maybe]
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        hit = self.keys[place] == wanted
        return maybe[hit], place[hit]


def _chunks(sizes: np.ndarray) -> Iterator[np.ndarray]:
    """Split places so that the sizes of each part sum to about a chunk."""
    bounds = np.cumsum(sizes) // _CHUNK
    for chunk in np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(bounds)) + 1):
        if sizes[chunk].any():
            yield chunk
