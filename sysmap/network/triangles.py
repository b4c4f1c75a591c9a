"""Every triangle of partners, listed once: roles and constraint are counted from the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sysmap.network.arrays import Arrays

_CHUNK = 2_000_000


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
    keys = low.astype(np.int64) * n + high
    rank = np.empty(n, dtype=np.int64)
    rank[np.lexsort((np.arange(n), arrays.partners))] = np.arange(n)
    upward = rank[low] < rank[high]
    tail, head = np.where(upward, low, high), np.where(upward, high, low)
    order = np.lexsort((rank[head], tail))
    tail, head, pair = tail[order], head[order], order
    counts = np.bincount(tail, minlength=n)
    first = np.cumsum(counts) - counts
    # For each pair, the pairs that leave the same tail after it.
    following = first[tail] + counts[tail] - np.arange(len(tail)) - 1
    for part in _chunks(following):
        one = np.repeat(part, following[part])
        step = np.arange(len(one)) - np.repeat(np.cumsum(following[part]) - following[part], following[part])
        other = one + step + 1
        ends = np.minimum(head[one], head[other]).astype(np.int64), np.maximum(head[one], head[other])
        key = ends[0] * n + ends[1]
        place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        hit = keys[place] == key
        one, other, place = one[hit], other[hit], place[hit]
        # The side opposite a corner is the pair of the two other corners.
        yield (
            np.stack([tail[one], head[one], head[other]], axis=1).astype(np.int32),
            np.stack([place, pair[other], pair[one]], axis=1),
        )


def _chunks(sizes: np.ndarray) -> Iterator[np.ndarray]:
    """Split places so that the sizes of each part sum to about a chunk."""
    bounds = np.cumsum(sizes) // _CHUNK
    for part in np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(bounds)) + 1):
        if sizes[part].any():
            yield part
