"""On how few organisations a system leans: `measures/fragility.py`."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.measures.fragility import degree_centralisation, weak_points
from sysmap.network.graph import cut_points
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.cut_points import cuts_of
from sysmap.network.shuffling.redraws import redrawn

# D has most partners, 5. Without D, E is cut off; without F, G and U; without G, U.
WORKED = {
    "degree_centralisation": (
        (5 - 2) + (5 - 3) + (5 - 3) + 0 + (5 - 1) + (5 - 3) + (5 - 2) + (5 - 0) + (5 - 1)
    )
    / ((9 - 1) * (9 - 2)),
    "weak_points": 3,
    "is_weak_point": {**dict.fromkeys("ABCDEFGHU", 0), "D": 1, "F": 1, "G": 1},
    "cross_bridges": 0,  # DE and FG stay inside a sector; U's is unknown
}
# D is on most routes, 11 of 28; the others on 1/2, 3/2, 10 and 6 (see test_betweenness).
OVER_ALL = {"betweenness_centralisation": (9 * 11 - (1 / 2 + 3 / 2 + 11 + 10 + 6)) / 28 / 8}
WORKED.update(OVER_ALL)


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", [name for name in WORKED if name not in OVER_ALL])
def test_a_value_is_the_same_whichever_way_ties_point(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED[measure])


def test_a_star_is_centralised_in_full() -> None:
    assert worked_out("degree_centralisation", draw("A-B A-C A-D A-E")) == 1


def test_a_ring_is_not_centralised() -> None:
    assert worked_out("degree_centralisation", draw("A-B B-C C-D D-A")) == 0


def test_centralisation_needs_three_organisations() -> None:
    assert worked_out("degree_centralisation", draw("A-B")) == "too_few_organisations"


@pytest.mark.parametrize("measure", ["degree_centralisation", "weak_points", "betweenness_centralisation"])
def test_a_map_without_organisations_leans_on_nobody(measure: str) -> None:
    assert worked_out(measure, draw()) == "empty"


def test_a_map_without_ties_has_no_weak_point() -> None:
    assert worked_out("weak_points", draw(A="NHS", B="Police", C="Fire")) == 0


@shapes(least=1, most=80)
def test_weak_points_equal_trying_every_organisation(arrays: Arrays) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    parts = nx.number_connected_components(graph)
    cutting = 0
    for place in range(arrays.n):
        rest = graph.copy()
        rest.remove_node(place)
        alone = graph.degree[place] == 0
        cutting += nx.number_connected_components(rest) > parts - alone if len(rest) else 0
    assert weak_points(cuts_of(arrays)) == cutting


@shapes(least=1, most=80)
def test_bridges_equal_trying_every_tie(arrays: Arrays) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    parts, crossing = nx.number_connected_components(graph), 0
    for a, b in list(graph.edges):
        rest = graph.copy()
        rest.remove_edge(a, b)
        known = min(arrays.sector[[a, b]]) >= 0
        crossing += bool(
            nx.number_connected_components(rest) > parts and known and arrays.sector[a] != arrays.sector[b]
        )
    assert cuts_of(arrays).cross_bridges == crossing


@pytest.mark.parametrize("looks", [-1, 10**9])
@shapes()
def test_cut_points_and_bridges_are_those_of_networkx(
    arrays: Arrays, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut_points, "_LOOKS", looks)
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(*(end.tolist() for end in arrays.pairs), strict=True))
    found = cuts_of(arrays)
    assert set(np.flatnonzero(found.points).tolist()) == set(nx.articulation_points(graph))
    bridges = [*zip(*(end.tolist() for end in found.bridges), strict=True)]
    assert bridges == sorted((min(pair), max(pair)) for pair in nx.bridges(graph))


@shapes(least=3, most=60, directed=False)
def test_bridges_of_redrawn_maps_are_those_of_each_alone(
    arrays: Arrays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut_points, "_TIES", 3 * arrays.m)
    for block in redrawn(arrays, 7, 0):
        counts = []
        for ends in zip(block.first, block.second, strict=True):
            low, high = np.minimum(*ends), np.maximum(*ends)
            order = np.lexsort((high, low))
            alone = replace(arrays, source=low[order], target=high[order], strength=np.ones(len(low)))
            counts.append(int(cuts_of(alone).cross_bridges))
        assert cuts_of(arrays).redrawn(block).cross_bridges.tolist() == counts


def test_a_bridge_between_two_sectors_counts() -> None:
    assert worked_out("cross_bridges", draw("A-B B-C C-A C-D", A="x", B="x", C="x", D="y")) == 1


def test_routes_through_the_centre_of_a_star_are_centralised_in_full() -> None:
    assert worked_out("betweenness_centralisation", draw("A-B A-C A-D A-E")) == 1


@shapes(least=3)
def test_centralisation_equals_its_formula(arrays: Arrays) -> None:
    sets = [set() for _ in range(arrays.n)]
    for a, b in zip(arrays.source, arrays.target, strict=True):
        sets[a].add(b)
        sets[b].add(a)
    most = max(map(len, sets))
    by_hand = sum(most - len(one) for one in sets) / ((arrays.n - 1) * (arrays.n - 2))
    assert degree_centralisation(arrays) == pytest.approx(by_hand, rel=1e-12)
