"""How the system hangs together: `measures/cohesion.py` and `network/orders.py`."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.measures.cohesion import transitivity
from sysmap.network.graph import hierarchy as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.hierarchy import orders_of
from sysmap.network.graph.triangles import Triangles

# Triangles ABD, BCD and CDF; of pairs of partners A has 1, B 3, C 3, D 10, F 3 and G 1. Parts of 8 and 1.
WORKED = {
    "reciprocity": "undirected",
    "transitivity": 3 * 3 / (1 + 3 + 3 + 10 + 3 + 1),
    "connectedness": 8 * 7 / (9 * 8),
    "fragmentation": 1 - 8 * 7 / (9 * 8),
    "hierarchy": "undirected",
    "krackhardt_efficiency": 1 - (10 - 7) / (28 - 7),
    "lubness": "undirected",
}
# Of 14 arcs AB, AD, BD and DF are returned. A, B, D and F reach one another and C, E, G and U; G reaches U.
WORKED_ON_ARCS = {
    **WORKED,
    "reciprocity": 8 / 14,
    "hierarchy": 1 - 6 / (6 + 4 * 4 + 1),
    "krackhardt_efficiency": 1 - (14 - 7) / (56 - 7),
    "lubness": 1,
}
TREE = "A-B A-C B-D B-E"
COMPLETE = " ".join(f"{a}-{b}" for a in "ABCDE" for b in "ABCDE" if a != b)


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_value_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED_ON_ARCS[measure])


@pytest.mark.parametrize(
    ("measure", "tree", "complete", "nothing"),
    [
        ("connectedness", 1, 1, 0),
        ("hierarchy", 1, 0, "no_ties"),
        ("krackhardt_efficiency", 1, 0, "no_variation"),
        ("lubness", 1, 1, "too_few_organisations"),
    ],
)
def test_a_tree_everybody_and_nobody_are_as_krackhardt_has_them(
    measure: str, tree: object, complete: object, nothing: object
) -> None:
    everyone = dict.fromkeys("ABCDE", "x")
    found = [worked_out(measure, draw(ties, report="directed", **everyone)) for ties in (TREE, COMPLETE, "")]
    assert found == [tree, complete, nothing]


def test_two_superiors_neither_above_the_other_are_no_least_one() -> None:
    system = draw("A-C A-D B-C B-D", report="directed")
    # Without a common superior at all: A and B; with two: C and D. Of 4 there are at most 3 such pairs.
    assert worked_out("lubness", system) == 1 - 2 / 3


@shapes(least=1, most=60, directed=True)
def test_orders_equal_a_search_from_everybody(arrays: Arrays) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    reach = {place: nx.descendants(graph, place) | {place} for place in graph}
    assert orders_of(arrays).mutual == sum(a in reach[b] and b in reach[a] for a, b in combinations(graph, 2))
    without = 0
    for part in nx.weakly_connected_components(graph):
        for a, b in combinations(sorted(part), 2) if len(part) > 2 else ():
            common = [one for one in part if {a, b} <= reach[one]]
            without += not any(all(one in reach[other] for other in common) for one in common)
    assert orders_of(arrays).without_superior == without


def test_orders_do_not_depend_on_how_many_columns_go_together(
    arrows: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = draw("A-C A-D B-C B-D C-E D-E E-F", report="directed")
    whole = orders_of(system.arrays).without_superior
    monkeypatch.setattr(module, "_COLUMNS", 2)
    assert orders_of(system.arrays).without_superior == whole


@shapes()
def test_transitivity_is_that_of_networkx(arrays: Arrays) -> None:
    graph = nx.Graph()
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    found = transitivity(Triangles(arrays))
    if (arrays.partners > 1).any():
        assert found == pytest.approx(nx.transitivity(graph), rel=1e-12)
    else:
        assert found == sm.undefined("no_variation")
