"""Where a map would fall apart: organisations and ties whose loss would cut others off."""

from __future__ import annotations

from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import known_ends
from sysmap.network.graph.parts import part
from sysmap.network.shuffling.redraws import UNTOLD, Redrawn
from sysmap.network.shuffling.shuffles import same_sector


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
        sector = drawn.arrays.sector
        counts = []
        for ends in zip(drawn.first.tolist(), drawn.second.tolist(), strict=True):
            low, high = np.array([*nx.bridges(nx.Graph(zip(*ends, strict=True)))], dtype=int).reshape(-1, 2).T
            counts.append(_crossing(sector[low], sector[high]))
        return replace(self, points=UNTOLD, bridges=UNTOLD, cross_bridges=np.array(counts))


@part("cuts")
def cuts_of(arrays: Arrays) -> Cuts:
    """Find the weak points and the bridges of a map (Tarjan 1972), by networkx."""
    graph = arrays.partner_graph
    points = np.zeros(arrays.n, dtype=bool)
    points[list(nx.articulation_points(graph))] = True
    found = np.array(sorted((min(pair), max(pair)) for pair in nx.bridges(graph)), dtype=np.int64)
    low, high = found.reshape(-1, 2).T
    cross = _crossing(arrays.sector[low], arrays.sector[high])
    return Cuts(points, (low, high), np.asarray(cross), arrays)


def _crossing(one: np.ndarray, other: np.ndarray) -> int:
    """Count the pairs of labels that are known to differ."""
    return int(((one >= 0) & (other >= 0) & (one != other)).sum())
