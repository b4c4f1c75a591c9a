"""Shares of shortest ways: `network/paths.py` against networkx and against all shortest ways."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from conftest import SHAPES, arrays_of, random_arrays, shapes

from sysmap.network.graph import paths as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.paths import Paths


def graph_of(arrays: Arrays) -> nx.Graph:
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    return graph


@shapes()
def test_shares_equal_the_betweenness_of_networkx(arrays: Arrays) -> None:
    theirs = nx.betweenness_centrality(graph_of(arrays), normalized=False)
    assert Paths(arrays).all_pairs.sums == pytest.approx(
        [theirs[place] for place in range(arrays.n)], rel=1e-9
    )


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_shares_equal_a_list_of_all_shortest_ways(seed: int, directed: bool) -> None:
    arrays = random_arrays(seed, 6, 0.4, 2, directed=directed)
    graph = graph_of(arrays)
    through = np.zeros(arrays.n)
    for a, b in permutations(range(arrays.n), 2):
        if nx.has_path(graph, a, b):
            ways = list(nx.all_shortest_paths(graph, a, b))
            for way in ways:
                through[way[1:-1]] += 1 / len(ways)
    assert Paths(arrays).all_pairs.sums == pytest.approx(through / (1 if directed else 2), abs=1e-12)


@pytest.mark.parametrize("name", ["a line", "a hub", "drawn at random with chance 0.05"])
@pytest.mark.parametrize("way", ["ties", "arcs"])
def test_sources_one_by_one_give_what_they_give_together(
    name: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = SHAPES[f"{name}, {way}"]
    monkeypatch.setattr(module, "_DEEPEST", 1_000)
    together = Paths(arrays).all_pairs.sums
    monkeypatch.setattr(module, "_DEEPEST", 0)
    assert Paths(arrays).all_pairs.sums == pytest.approx(together, rel=1e-12)


def test_the_middle_of_a_long_line_stands_between_its_two_halves() -> None:
    # 100 on either side: many more steps than are kept at once.
    arrays = arrays_of([(place, place + 1) for place in range(200)], [0] * 201)
    assert Paths(arrays).all_pairs.sums[100] == 100 * 100


@pytest.mark.parametrize("batch", [1, 5])
def test_shares_do_not_depend_on_how_many_sources_go_together(
    batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = SHAPES["drawn at random with chance 0.15, ties"]
    whole = Paths(arrays).all_pairs.sums
    monkeypatch.setattr(module, "_MOST", batch)
    assert Paths(arrays).all_pairs.sums == pytest.approx(whole, rel=1e-12)
