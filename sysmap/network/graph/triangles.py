"""Every triangle of partners, listed once: roles and constraint are counted from the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.parts import part

_CHUNK = 2_000_000
# So many candidates for each pair are taken rather than the pairs be put in another order.
_FEW = 3
# Numbers below this are sorted without being compared.
_SHORT = 1 << 16
# Slots for each known pair, and what spreads keys over them.
_SLOTS = 8
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@part("triangles")
@dataclass(frozen=True, eq=False)
class Triangles:
    """The triangles of a map's partners, whichever way ties point.

    Each pair of partners points to the end with more partners; two pairs that leave the same
    organisation are two sides of a triangle if the third is there. That expands at most
    ``pairs ** 1.5`` candidates, taken in chunks of about two million.
    """

    arrays: Arrays

    @cached_property
    def count(self) -> int:
        """How many there are; they are not listed for that."""
        if "_listed" in vars(self):
            return len(self.corners)
        pairs = _Pointed(self.arrays)
        return sum(len(pairs.known.find(key)[0]) for _, _, key in pairs.candidates())

    @property
    def corners(self) -> np.ndarray:
        """The three organisations of each triangle: int32, shape (triangles, 3)."""
        return self._listed[0]

    @property
    def sides(self) -> np.ndarray:
        """For each corner, the place among `arrays.pairs` of the side opposite: shape (triangles, 3)."""
        return self._listed[1]

    @cached_property
    def _listed(self) -> tuple[np.ndarray, np.ndarray]:
        pairs = _Pointed(self.arrays)
        found = [pairs.closed(*each) for each in pairs.candidates()]
        none = np.empty((3, 0), dtype=np.int32), np.empty((3, 0), dtype=np.int64)
        corners, sides = (np.concatenate(part, axis=1) for part in zip(none, *found, strict=True))
        # The rows lie together: measures take one corner of all triangles at a time.
        return corners.T, sides.T

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
        return np.where(source < target, forward.take(pair), backward.take(pair))


class _Pointed:
    """Pairs of partners, each pointing to the end with more partners, in the order of where they leave.

    Where nobody has many partners each points to its higher place: the pairs are in that order already.
    """

    def __init__(self, arrays: Arrays) -> None:
        low, high = (end.astype(np.int64) for end in arrays.pairs)
        self.n = n = arrays.n
        self.known = _Known(low * n + high)
        self.pair, self.tail, self.head = np.arange(len(low)), low, high
        self.leaving = np.bincount(low, minlength=n)
        if int((self.leaving * (self.leaving - 1)).sum()) > 2 * _FEW * len(low):
            rank = np.empty(n, dtype=np.int64)
            rank[_order(arrays.partners)] = np.arange(n)
            upward = rank.take(low) < rank.take(high)
            tail = np.where(upward, low, high)
            self.pair = _order(tail)
            self.tail, self.head = tail.take(self.pair), (low + high - tail).take(self.pair)
            self.leaving = np.bincount(tail, minlength=n)

    def candidates(self) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Yield every two that leave the same organisation, and the key of the pair that would close them."""
        # For each pair, the pairs that leave the same organisation after it.
        following = np.repeat(np.cumsum(self.leaving), self.leaving) - np.arange(1, len(self.tail) + 1)
        for chunk in _chunks(following):
            count = following.take(chunk)
            one = np.repeat(chunk, count)
            # These follow one another: a running number, set back where the next pair begins.
            other = np.arange(len(one)) + np.repeat(chunk + 1 - np.cumsum(count) + count, count)
            first, second = self.head.take(one), self.head.take(other)
            yield one, other, np.minimum(first, second) * self.n + np.maximum(first, second)

    def closed(self, one: np.ndarray, other: np.ndarray, key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the corners and sides of those that are closed, a row for each corner."""
        hit, place = self.known.find(key)
        one, other = one.take(hit), other.take(hit)
        # The side opposite a corner is the pair of the two other corners.
        return (
            np.stack([self.tail.take(one), self.head.take(one), self.head.take(other)]).astype(np.int32),
            np.stack([place, self.pair.take(other), self.pair.take(one)]),
        )


class _Known:
    """Finds pairs of partners by their key; most of those asked for are none.

    A table of truths, small enough to stay near the processor, answers for most that they are not
    there. Of few pairs another says which one a slot holds; the rest are searched for.
    """

    def __init__(self, keys: np.ndarray) -> None:
        self.keys = keys
        bits = max(10, int(_SLOTS * len(keys)).bit_length())
        self.shift = np.uint64(64 - bits)
        self.there = np.zeros(1 << bits, dtype=bool)
        slots = self._slots(keys)
        self.there[slots] = True
        self.held = None
        if len(keys) < _SHORT:
            places = np.arange(len(keys), dtype=np.uint16)
            # Only slots that hold something are ever read.
            self.held, self.shared = np.empty(1 << bits, dtype=np.uint16), np.zeros(1 << bits, dtype=bool)
            self.held[slots] = places
            self.shared[slots.compress(self.held.take(slots) != places)] = True

    def _slots(self, keys: np.ndarray) -> np.ndarray:
        # Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
        return ((keys.astype(np.uint64) * _GOLDEN) >> self.shift).view(np.int64)

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of the keys are known, as places among those asked for and among those known."""
        slots = self._slots(keys)
        maybe = np.flatnonzero(self.there.take(slots))
        wanted = keys.take(maybe)
        if self.held is None:
            place, found = self._searched(wanted)
        else:
            slots = slots.take(maybe)
            place = self.held.take(slots).astype(np.int64)
            found = self.keys.take(place) == wanted
            rest = np.flatnonzero(~found & self.shared.take(slots))
            place[rest], found[rest] = self._searched(wanted.take(rest))
        hit = np.flatnonzero(found)
        return maybe.take(hit), place.take(hit)

    def _searched(self, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return place, self.keys.take(place) == wanted


def _order(numbers: np.ndarray) -> np.ndarray:
    """Return the order of whole numbers from 0 up, equal ones as they stand."""
    largest = int(numbers.max(initial=0))
    if largest < _SHORT:
        return np.argsort(numbers.astype(np.uint16), kind="stable")
    from scipy import sparse

    # A sparse matrix sorts by rows without comparing.
    ends = numbers, np.arange(len(numbers))
    return sparse.csr_array((np.ones(len(numbers), dtype=bool), ends)).indices


def _chunks(sizes: np.ndarray) -> Iterator[np.ndarray]:
    """Split places so that the sizes of each part sum to about a chunk."""
    total = int(sizes.sum())
    if total <= _CHUNK:
        yield from [np.arange(len(sizes))] if total else []
        return
    bounds = np.cumsum(sizes) // _CHUNK
    for chunk in np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(bounds)) + 1):
        if sizes[chunk].any():
            yield chunk
