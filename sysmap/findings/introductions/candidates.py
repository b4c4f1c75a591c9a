"""Who could be introduced to whom: pairs between sectors that are known to have no tie."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sysmap.network.graph.added_ties import UNREACHED, Nearness
from sysmap.network.observed_pairs import observed_pairs
from sysmap.network.system import SystemMap

# Above so many organisations only the farthest of each sector are looked at, and only the farthest pairs.
MANY, FARTHEST = 300, 200
# The farthest pairs of each pair of sectors: fewer of each where there are many.
FARTHEST_PAIRS, FARTHEST_IN_ALL = 100, 1_500


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs that could be introduced to each other, each once, sorted by place.

    Attributes
    ----------
    u, v : numpy.ndarray of int, shape (pairs,)
        Their ends, lower place first.
    far : numpy.ndarray of bool, shape (pairs,)
        Whether they are among the farthest of their pair of sectors.
    preference : numpy.ndarray of int, shape (pairs,)
        Which comes first where gains are equal: whose busier end has fewer partners, then by name.
    whole : bool
        Whether they are all there are; on large maps only the farthest are looked at.
    unknown : int
        Pairs between sectors that were left out, because nobody who answered could say whether
        they have a tie.
    """

    u: np.ndarray
    v: np.ndarray
    far: np.ndarray
    preference: np.ndarray
    whole: bool
    unknown: int

    def __len__(self) -> int:
        return len(self.u)

    def only(self, kept: np.ndarray) -> Candidates:
        """Keep some of them, by number or by a mask."""
        return replace(
            self,
            u=self.u[kept],
            v=self.v[kept],
            far=self.far[kept],
            preference=self.preference[kept],
            whole=False,
        )


def candidates_of(system: SystemMap, near: Nearness, excluded: Collection[tuple[int, int]]) -> Candidates:
    """List the pairs that could be introduced.

    Parameters
    ----------
    system
        The map.
    near
        How near its sectors are.
    excluded
        Pairs that are ruled out, as places, lower first.
    """
    arrays = system.arrays
    free = near.cross.copy()
    low, high = arrays.pairs
    free[low, high] = free[high, low] = False
    free = np.triu(free)
    observed = observed_pairs(system)
    unknown = int((free & ~observed).sum())
    free &= observed
    for pair in excluded:
        free[pair] = False
    there = int(free.sum())
    outlook = _outlook(near)
    if arrays.n > MANY:
        remote = _farthest_organisations(arrays.sector, outlook, _name_order(system))
        free &= remote[:, None] & remote
    u, v = np.nonzero(free)
    far = _farthest_pairs(near, arrays.sector, outlook, u, v)
    found = Candidates(u, v, far, _preference(system, u, v), len(u) == there, unknown)
    return found.only(far) if arrays.n > MANY else found


def _outlook(near: Nearness) -> np.ndarray:
    """Sum for each organisation 1/distance to and from those of other sectors."""
    inverse = np.where(near.cross & (near.distance < UNREACHED), 1 / np.maximum(near.distance, 1), 0)
    return inverse.sum(axis=0) + inverse.sum(axis=1)


def _name_order(system: SystemMap) -> np.ndarray:
    """Give each organisation its place in the list of names."""
    names = system.organisations["name"].to_numpy()
    order = np.empty(len(names), dtype=np.int64)
    order[sorted(range(len(names)), key=lambda place: names[place])] = np.arange(len(names))
    return order


def _farthest_organisations(sector: np.ndarray, outlook: np.ndarray, order: np.ndarray) -> np.ndarray:
    remote = np.zeros(len(sector), dtype=bool)
    for code in range(int(sector.max(initial=-1)) + 1):
        members = np.flatnonzero(sector == code)
        by_distance = np.lexsort((order[members], np.round(outlook[members], 9)))
        remote[members[by_distance[:FARTHEST]]] = True
    return remote


def _farthest_pairs(
    near: Nearness, sector: np.ndarray, outlook: np.ndarray, u: np.ndarray, v: np.ndarray
) -> np.ndarray:
    """Choose the farthest pairs of each pair of sectors; of those equally far, the better connected.

    Two organisations that nobody can reach are far from each other too, and a tie between them
    would bring nobody else nearer.
    """
    size = int(sector.max(initial=0)) + 1
    cell = np.minimum(sector[u], sector[v]) * size + np.maximum(sector[u], sector[v])
    distance = np.minimum(near.distance[u, v], near.distance[v, u])
    order = np.lexsort((v, u, -np.round(outlook[u] + outlook[v], 9), -distance, cell))
    cells, starts = np.unique(cell[order], return_index=True)
    of_each = min(FARTHEST_PAIRS, FARTHEST_IN_ALL // max(1, len(cells)) + 1)
    position = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    far = np.zeros(len(u), dtype=bool)
    far[order[position < of_each]] = True
    return far


def _preference(system: SystemMap, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    partners, order = system.arrays.partners, _name_order(system)
    first, second = np.minimum(order[u], order[v]), np.maximum(order[u], order[v])
    rank = np.empty(len(u), dtype=np.int64)
    rank[np.lexsort((second, first, np.maximum(partners[u], partners[v])))] = np.arange(len(u))
    return rank
