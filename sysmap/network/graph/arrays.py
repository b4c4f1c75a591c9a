"""The integer-coded view of a map that every calculation shares."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True, eq=False)
class Arrays:
    """Organisations and ties of one map as integers.

    Attributes
    ----------
    nodes : tuple of str
        Ids, sorted: the order of every other array.
    source, target : numpy.ndarray of int32, shape (ties,)
        Each undirected tie once, lower place first; directed ties as reported.
    strength : numpy.ndarray of float64, shape (ties,)
        ``nan`` where blank.
    sector : numpy.ndarray of int32, shape (organisations,)
        The code of the boundary label; −1 where unknown.
    sectors : tuple of str
        The boundary labels, sorted, so that a code means the same in every run.
    directed : bool
        Whether ties are arcs.
    known_adjacency : scipy.sparse.csr_array, optional
        `adjacency`, where whoever makes the arrays knows it; a changed copy works it out anew.
    """

    nodes: tuple[str, ...]
    source: np.ndarray
    target: np.ndarray
    strength: np.ndarray
    sector: np.ndarray
    sectors: tuple[str, ...]
    directed: bool
    known_adjacency: InitVar[sparse.csr_array | None] = None

    def __post_init__(self, known_adjacency: sparse.csr_array | None) -> None:
        if known_adjacency is not None:
            object.__setattr__(self, "adjacency", known_adjacency)

    @property
    def n(self) -> int:
        """The number of organisations."""
        return len(self.nodes)

    @property
    def m(self) -> int:
        """The number of ties."""
        return len(self.source)

    @cached_property
    def sizes(self) -> np.ndarray:
        """The number of organisations in each sector."""
        return np.bincount(self.sector[self.sector >= 0], minlength=len(self.sectors))

    @cached_property
    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """The pairs of partners: each pair with a tie in either direction once, lower place first, sorted."""
        if not self.directed:
            return self.source, self.target
        low = np.minimum(self.source, self.target).astype(np.int64)
        keys = np.unique(low * self.n + np.maximum(self.source, self.target))
        return (keys // max(self.n, 1)).astype(np.int32), (keys % max(self.n, 1)).astype(np.int32)

    @cached_property
    def undirected(self) -> Arrays:
        """The same organisations and who is whose partner, without direction; itself where ties have none.

        The strength of a pair is the higher of its two ties.
        """
        if not self.directed:
            return self
        low, high = self.pairs
        ends = np.minimum(self.source, self.target).astype(np.int64), np.maximum(self.source, self.target)
        pair = np.searchsorted(low.astype(np.int64) * self.n + high, ends[0] * self.n + ends[1])
        strength = np.full(len(low), np.nan)
        np.fmax.at(strength, pair, self.strength)
        return replace(self, source=low, target=high, strength=frozen(strength), directed=False)

    @cached_property
    def labelled(self) -> int:
        """The number of sectors that have an organisation."""
        return int((self.sizes > 0).sum())

    @cached_property
    def adjacency(self) -> sparse.csr_array:
        """Who is whose partner: symmetric, indices sorted, no self-ties."""
        low, high = self.pairs
        return self._csr(np.concatenate([low, high]), np.concatenate([high, low]))

    @cached_property
    def successors(self) -> sparse.csr_array:
        """The ties from each organisation; all partners on an undirected map."""
        return self._csr(self.source, self.target) if self.directed else self.adjacency

    @cached_property
    def predecessors(self) -> sparse.csr_array:
        """The ties to each organisation; all partners on an undirected map."""
        return self._csr(self.target, self.source) if self.directed else self.adjacency

    @cached_property
    def partners(self) -> np.ndarray:
        """The number of partners of each organisation, whichever way the ties point."""
        return np.diff(self.adjacency.indptr)

    @cached_property
    def parts(self) -> np.ndarray:
        """The part of the map, by number, in which each organisation is: parts are joined by no tie."""
        return frozen(parts_of(self.adjacency))

    def _csr(self, rows: np.ndarray, columns: np.ndarray) -> sparse.csr_array:
        from scipy import sparse

        matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(self.n, self.n))
        matrix.sort_indices()
        return matrix


def parts_of(adjacency: sparse.csr_array) -> np.ndarray:
    """Return the part, by number, in which each point of a symmetric matrix is; numbered by first point."""
    from scipy.sparse import csgraph

    n, partners = adjacency.shape[0], np.diff(adjacency.indptr)
    if not n:
        return np.zeros(0, dtype=np.int32)
    # As a rule one part holds everybody with a tie at all: whoever a walk from the busiest reaches.
    reached = csgraph.breadth_first_order(adjacency, int(partners.argmax()), return_predecessors=False)
    if len(reached) == n:
        return np.zeros(n, dtype=np.int32)
    apart = np.ones(n, dtype=bool)
    apart[reached] = False
    if not partners[apart].any():
        first = int(reached.min())
        apart[first] = True
        number = np.cumsum(apart, dtype=np.int32) - np.int32(1)
        number[reached] = number[first]
        return number
    # Where every tie leads both ways, parts and strong parts are the same: these need no second matrix.
    count, part = csgraph.connected_components(adjacency, directed=True, connection="strong")
    firsts = np.empty(count, dtype=np.int64)
    firsts[part[::-1]] = np.arange(n)[::-1]
    order = np.empty(count, dtype=np.int32)
    order[np.argsort(firsts)] = np.arange(count)
    return order.take(part)


def frozen(array: np.ndarray) -> np.ndarray:
    """Make an array read-only and give it back."""
    array.setflags(write=False)
    return array
