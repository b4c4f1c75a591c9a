"""Who stands between others: `measures/spanning.py`."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.paths import Paths

# Shares of routes, as worked for betweenness.
SHARE = {"A": 0, "B": 1 / 2 / 28, "C": 3 / 2 / 28, "D": 11 / 28, "E": 0, "F": 10 / 28, "G": 6 / 28, "U": 0}
WORKED = {
    "betweenness": {
        "A": 0,
        "B": 1 / 2,  # A and C, or by D
        "C": 3 * 1 / 2,  # B to F, G and U, or by D
        # E to six others; A to F, G and U; A and C, or by B; B to F, G and U, or by C
        "D": 6 + 3 + 1 / 2 + 3 * 1 / 2,
        "E": 0,
        "F": 5 * 2,  # A, B, C, D and E to G and U
        "G": 6,  # six others to U
        "H": 0,
        "U": 0,
    },
    # Of those routes, the ones whose ends are known to differ in sector.
    "cross_betweenness": {
        "A": 0,
        "B": 0,  # A and C are both NHS
        "C": 2 * 1 / 2,  # B to F and G, or by D
        "D": 5 + 2 + 2 * 1 / 2,  # E to A, B, C, F and G; A to F and G; B to F and G, or by C
        "E": 0,
        "F": 5,  # A, B, C, D and E to G
        "G": 0,  # U's sector is unknown
        "H": 0,
        "U": 0,
    },
    # Partners have 2 (A, G), 3 (B, C, F), 5 (D) or 1 (E, U) partners.
    "bridging_centrality": {
        "A": 0,
        "B": SHARE["B"] * (1 / 3) / (1 / 2 + 1 / 3 + 1 / 5),
        "C": SHARE["C"] * (1 / 3) / (1 / 3 + 1 / 5 + 1 / 3),
        "D": SHARE["D"] * (1 / 5) / (1 / 2 + 1 / 3 + 1 / 3 + 1 + 1 / 3),
        "E": 0,
        "F": SHARE["F"] * (1 / 3) / (1 / 3 + 1 / 5 + 1 / 2),
        "G": SHARE["G"] * (1 / 2) / (1 / 3 + 1),
        "H": "isolate",
        "U": 0,
    },
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


def test_bridging_does_not_see_arrows(arrows: sm.SystemMap) -> None:
    assert agrees(worked_out("bridging_centrality", arrows), WORKED["bridging_centrality"])


@pytest.mark.parametrize("measure", ["betweenness", "bridging_centrality"])
def test_standing_between_needs_three_organisations(measure: str) -> None:
    assert set(worked_out(measure, draw("A-B")).values()) == {"too_few_organisations"}


def test_one_sector_leaves_routes_between_sectors_undefined() -> None:
    system = draw("A-B B-C", A="NHS", B="NHS", C="NHS")
    assert set(worked_out("cross_betweenness", system).values()) == {"single_sector"}


@shapes(most=60)
def test_routes_between_sectors_equal_a_sum_over_all_shortest_routes(arrays: Arrays) -> None:
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    sector, sums = arrays.sector, np.zeros(arrays.n)
    for source in range(arrays.n):
        for target in range(arrays.n):
            differ = sector[source] >= 0 and sector[target] >= 0 and sector[source] != sector[target]
            if differ and nx.has_path(graph, source, target):
                routes = list(nx.all_shortest_paths(graph, source, target))
                for place in (place for route in routes for place in route[1:-1]):
                    sums[place] += 1 / len(routes)
    assert Paths(arrays).cross_pairs.sums == pytest.approx(sums / (1 if arrays.directed else 2), abs=1e-9)


@shapes()
def test_routes_between_sectors_are_no_more_than_all(arrays: Arrays) -> None:
    paths = Paths(arrays)
    assert paths.cross_pairs.sums.sum() <= paths.all_pairs.sums.sum() + 1e-9


@shapes(most=60)
def test_routes_between_sectors_are_all_where_each_is_its_own_sector(arrays: Arrays) -> None:
    alone = replace(arrays, sector=np.arange(arrays.n), sectors=tuple(map(str, range(arrays.n))))
    assert Paths(alone).cross_pairs.sums == pytest.approx(Paths(alone).all_pairs.sums, abs=1e-9)
