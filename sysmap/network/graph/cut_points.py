"""Where a map would fall apart: organisations and ties whose loss would cut others off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sysmap.network.graph.arrays import Arrays, parts_of
from sysmap.network.graph.mixing import known_ends
from sysmap.network.graph.parts import part
from sysmap.network.shuffling.redraws import UNTOLD, Redrawn
from sysmap.network.shuffling.shuffles import same_sector

if TYPE_CHECKING:
    from scipy import sparse

# scipy's walk looks through all partners of a point each time it comes back to it: among hubs that is many.
_LOOKS, _LOOKS_EACH = 100_000_000, 500
# So many ties of maps side by side are walked at once.
_TIES = 200_000


@dataclass(frozen=True, eq=False)
class Cuts:
    """Weak points and bridges among partners, whichever way ties point.

    The count of bridges that cross may have a leading axis, one entry per shuffle or redrawn map.

    Attributes
    ----------
    points : numpy.ndarray of bool, shape (organisations,)
        Whether the loss of the organisation would cut others off from one another.
    bridges : tuple of numpy.ndarray
        The ends of the ties that are the only connection of what they join.
    cross_bridges : int or numpy.ndarray
        The bridges whose ends differ in sector.
    """

    points: np.ndarray
    bridges: tuple[np.ndarray, np.ndarray]
    cross_bridges: np.ndarray
    arrays: Arrays

    def shuffled(self, labels: np.ndarray) -> Cuts:
        """Return the count under a block of shuffles, as in `Mixing.shuffled`."""
        ends = known_ends(self.arrays, *self.bridges)
        return replace(self, cross_bridges=len(ends[0]) - same_sector(labels, *ends))

    def redrawn(self, drawn: Redrawn) -> Cuts:
        """Return the count on a block of redrawn maps."""
        sector, n = drawn.arrays.sector, drawn.arrays.n
        together = max(1, _TIES // max(1, drawn.first.shape[1]))
        counts = []
        for start in range(0, drawn.maps, together):
            # Side by side, as parts of one map: one walk finds the bridges of all.
            first, second = (end[start : start + together] for end in (drawn.first, drawn.second))
            low, high = cut_points_and_bridges(_side_by_side(first, second, n))[1]
            crosses = _crosses(sector[low % n], sector[high % n])
            counts.append(np.bincount(low[crosses] // n, minlength=len(first)))
        return replace(self, points=UNTOLD, bridges=UNTOLD, cross_bridges=np.concatenate(counts))


@part("cuts")
def cuts_of(arrays: Arrays) -> Cuts:
    """Find the weak points and the bridges of a map."""
    points, bridges = cut_points_and_bridges(arrays.adjacency)
    low, high = (arrays.sector[end] for end in bridges)
    return Cuts(points, bridges, np.asarray(int(_crosses(low, high).sum())), arrays)


def _side_by_side(first: np.ndarray, second: np.ndarray, n: int) -> sparse.csr_array:
    """Return the ties of several maps of so many organisations as parts of one."""
    from scipy import sparse

    maps = len(first)
    offset = np.arange(maps, dtype=np.int32)[:, None] * n
    one, other = ((end + offset).ravel() for end in (first, second))
    ends = np.concatenate([one, other]), np.concatenate([other, one])
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=(maps * n, maps * n))


def _crosses(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which pairs of labels are known to differ."""
    return (one >= 0) & (other >= 0) & (one != other)


def cut_points_and_bridges(adjacency: sparse.csr_array) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Find the points and ties of an undirected graph without which some would not reach each other.

    A walk goes on to somebody new as long as it can, then back. A tie that is none of the walk's then
    joins two of which one was come to by the other, so: what lies behind a tie of the walk hangs on it,
    unless a tie leads from there to somebody met before.

    Source: Tarjan 1972, SIAM Journal on Computing 1: 146–160.

    Returns
    -------
    numpy.ndarray of bool, shape (points,)
        Whether others are cut off from one another without the point.
    tuple of numpy.ndarray
        The ends of the bridges, lower place first, sorted.
    """
    n = adjacency.shape[0]
    order, met, before = _walk(adjacency)
    # From here on by number in the order of the walk; who was come to by nobody has −1 before it.
    came = np.where(before[order] >= 0, met[before[order]], -1)
    earliest = _earliest(adjacency, order, met, came)
    inner = came >= 0
    inner[inner] = came[came[inner]] >= 0
    hanging = np.flatnonzero(inner)
    points = np.zeros(n, dtype=bool)
    points[order[came[hanging[earliest[hanging] >= came[hanging]]]]] = True
    first = np.bincount(came[(came >= 0) & ~inner], minlength=n) > 1
    points[order[first]] = True
    alone = np.flatnonzero((came >= 0) & (earliest > came))
    ends = order[alone], order[came[alone]]
    low, high = np.minimum(*ends), np.maximum(*ends)
    sorted_ = np.lexsort((high, low))
    return points, (low[sorted_].astype(np.int64), high[sorted_].astype(np.int64))


def _earliest(
    adjacency: sparse.csr_array, order: np.ndarray, met: np.ndarray, came: np.ndarray
) -> np.ndarray:
    """Return for each the first met of those that a tie leads to from it or from behind it."""
    n = len(order)
    earliest = np.arange(n)
    some = np.flatnonzero(np.diff(adjacency.indptr))
    if not len(some):
        return earliest
    near = met[adjacency.indices]
    back = np.repeat(came[met], np.diff(adjacency.indptr))
    near[near == back] = n
    earliest[met[some]] = np.minimum.reduceat(near, adjacency.indptr[some])
    found, back = earliest.tolist(), came.tolist()
    for at in range(n - 1, 0, -1):
        if back[at] >= 0 and found[at] < found[back[at]]:
            found[back[at]] = found[at]
    return np.array(found)


def _walk(adjacency: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return everybody in the order met, the number of each in it, and by whom each was come to."""
    from scipy import sparse
    from scipy.sparse import csgraph

    n, degrees = adjacency.shape[0], np.diff(adjacency.indptr).astype(np.int64)
    parts = parts_of(adjacency)
    # Parts are numbered by first point: each begins where a number is new.
    begins = np.flatnonzero(np.diff(np.maximum.accumulate(parts), prepend=-1))
    begins = begins[degrees[begins] > 0]
    if int((degrees**2).sum()) + len(begins) ** 2 > min(_LOOKS, _LOOKS_EACH * (n + len(adjacency.indices))):
        order, before = _walked(adjacency, begins.tolist())
    else:
        # One more point leads to every part, so that one walk is enough.
        linked = sparse.csr_array(
            (
                np.ones(len(adjacency.indices) + len(begins)),
                np.concatenate([adjacency.indices, begins.astype(adjacency.indices.dtype)]),
                np.append(adjacency.indptr, len(adjacency.indices) + len(begins)),
            ),
            shape=(n + 1, n + 1),
        )
        order, before = csgraph.depth_first_order(linked, n, directed=True)
        order, before = order[1:], before[:n]
        before[begins] = -1
    lonely = np.flatnonzero(degrees == 0)
    order = np.concatenate([order, lonely]).astype(np.int64)
    before = before.astype(np.int64)
    before[lonely] = -1
    met = np.empty(n, dtype=np.int64)
    met[order] = np.arange(n)
    return order, met, before


def _walked(adjacency: sparse.csr_array, begins: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Walk so that each tie is looked at once from either end."""
    starts, around = adjacency.indptr.tolist(), adjacency.indices.tolist()
    before, order = [-2] * (len(starts) - 1), []
    for begin in begins:
        before[begin] = -1
        order.append(begin)
        way = [(begin, iter(around[starts[begin] : starts[begin + 1]]))]
        while way:
            here, ahead = way[-1]
            for other in ahead:
                if before[other] == -2:
                    before[other] = here
                    order.append(other)
                    way.append((other, iter(around[starts[other] : starts[other + 1]])))
                    break
            else:
                way.pop()
    return np.array(order, dtype=np.int64), np.array(before)
