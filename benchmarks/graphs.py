"""Systems made by code, the same in every run: sectors in blocks, and a national map with large hubs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.declaring import peer

SECTORS = ("Council", "Education", "NHS provider", "Police", "Voluntary")
HUB_SIZE, HUB_TIES, HUB_PARTNERS, HUBS = 170_500, 1_000_000, 12_400, 500


@dataclass(frozen=True, eq=False)
class Graph:
    """Ties between places, each once, lower place first; and the sector of each place."""

    source: np.ndarray
    target: np.ndarray
    sector: np.ndarray

    @property
    def n(self) -> int:
        """The number of organisations."""
        return len(self.sector)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the records that a user has: partners, and who works with whom."""
        ids = np.array([f"O{place:06d}" for place in range(self.n)], dtype=object)
        more = [f"Sector {number:03d}" for number in range(len(SECTORS), int(self.sector.max(initial=0)) + 1)]
        sectors = np.array([*SECTORS, *more], dtype=object)[self.sector]
        return {
            "partners": pd.DataFrame({"id": ids, "name": ids, "sector": sectors}),
            "collaborations": pd.DataFrame({"source": ids[self.source], "target": ids[self.target]}),
        }

    def system(self) -> sm.SystemMap:
        """Return the graph as a map, read and built by the public way."""
        return sm.build_map(sm.read_records(**self.frames(), sectors="as written"))

    def networkx(self) -> Any:
        """Return the graph as networkx has it, with whole numbers for organisations."""
        import networkx as nx

        graph = nx.Graph()
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from(zip(self.source.tolist(), self.target.tolist(), strict=True))
        return graph

    def igraph(self) -> Any:
        """Return the graph as igraph has it; None where igraph is not installed."""
        igraph = peer("igraph")
        if igraph is None:
            return None
        ties = list(zip(self.source.tolist(), self.target.tolist(), strict=True))
        return igraph.Graph(n=self.n, edges=ties)


def blocks(n: int, seed: int = 1, sectors: int = len(SECTORS)) -> Graph:
    """Make a stochastic block graph: five sectors, about eight partners each, more than by chance inside."""
    random = np.random.default_rng(seed)
    sector = random.integers(0, sectors, n)
    order = np.argsort(sector, kind="stable")
    starts = np.searchsorted(sector[order], np.arange(sectors + 1))
    source = random.integers(0, n, 4 * n + 4)
    inside = random.random(len(source)) < 0.4
    of = sector[source]
    own = order[np.minimum(starts[of] + (random.random(len(of)) * np.diff(starts)[of]).astype(int), n - 1)]
    return _graph(source, np.where(inside, own, random.integers(0, n, len(source))), sector)


def preferential(n: int, ties: int = 4, seed: int = 3) -> Graph:
    """Make a graph of preferential attachment: who joins ties with four, the busy ones sooner.

    Source: Barabási & Albert 1999, Science 286: 509–512.
    """
    random = np.random.default_rng(seed)
    first = min(ties + 1, n)
    source, target = (end.tolist() for end in np.triu_indices(first, 1))
    ends = [*source, *target]
    for newcomer in range(first, n):
        chosen: set[int] = set()
        while len(chosen) < ties:
            chosen.add(ends[int(random.integers(len(ends)))])
        for other in sorted(chosen):
            source.append(newcomer)
            target.append(other)
            ends += [newcomer, other]
    return _graph(np.array(source), np.array(target), random.integers(0, len(SECTORS), n))


def small_world(n: int, near: int = 4, moved: float = 0.1, seed: int = 4) -> Graph:
    """Make a small world: ties with the four nearest on either side of a ring, a tenth of them moved away.

    Source: Watts & Strogatz 1998, Nature 393: 440–442.
    """
    random = np.random.default_rng(seed)
    source = np.repeat(np.arange(n), near)
    target = (source + np.tile(np.arange(1, near + 1), n)) % n
    target = np.where(random.random(len(source)) < moved, random.integers(0, n, len(source)), target)
    return _graph(source, target, random.integers(0, len(SECTORS), n))


def star(n: int, seed: int = 5) -> Graph:
    """Make a star: everybody works with one organisation and nobody else."""
    sector = np.random.default_rng(seed).integers(0, len(SECTORS), n)
    return _graph(np.zeros(n - 1, dtype=np.int64), np.arange(1, n), sector)


SHAPES = {"": blocks, "preferential attachment": preferential, "small world": small_world, "star": star}
"""Graphs by their shape; without a name the stochastic blocks."""


def hub_graph(n: int = HUB_SIZE, ties: int = HUB_TIES, partners: int = HUB_PARTNERS, seed: int = 2) -> Graph:
    """Make a national map: a few funders with thousands of partners among many with about ten."""
    random = np.random.default_rng(seed)
    hubs = min(HUBS, n // 10)
    degrees = (partners / np.arange(1, hubs + 1) ** 0.7).astype(int)
    source = np.concatenate(
        [np.repeat(np.arange(hubs), degrees), random.integers(0, n, ties - degrees.sum())]
    )
    sector = random.integers(0, len(SECTORS), n)
    return _graph(random.permutation(n)[source], random.integers(0, n, len(source)), sector)


def _graph(source: np.ndarray, target: np.ndarray, sector: np.ndarray) -> Graph:
    low, high = np.minimum(source, target), np.maximum(source, target)
    keys = np.unique((low * len(sector) + high)[low != high])
    return Graph(keys // len(sector), keys % len(sector), sector)


def fresh(system: sm.SystemMap) -> sm.SystemMap:
    """Return the same map with nothing worked out yet but its arrays."""
    new = replace(system)
    _ = new.arrays.adjacency, new.arrays.pairs, new.arrays.partners, new.arrays.sizes
    return new
