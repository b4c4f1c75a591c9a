"""How near the sectors are to one another: `measures/reach.py`."""

from __future__ import annotations

import networkx as nx
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.measures.reach import closeness
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distances_of

# Steps between organisations of different sectors; no way leads to H.
#   NHS to Police:       AD 1, AE 2, BD 1, BE 2, CD 1, CE 2
#   NHS to Voluntary:    AF 2, AG 3, BF 2, BG 3, CF 1, CG 2, and AH, BH, CH none
#   Police to Voluntary: DF 1, DG 2, EF 2, EG 3, and DH, EH none
STEPS = (15, 14, 12, 10, 16, 11, 15, 21)
WORKED = {
    "cross_efficiency": (
        (1 + 1 / 2 + 1 + 1 / 2 + 1 + 1 / 2)
        + (1 / 2 + 1 / 3 + 1 / 2 + 1 / 3 + 1 + 1 / 2)
        + (1 + 1 / 2 + 1 / 2 + 1 / 3)
    )
    / (3 * 2 + 3 * 3 + 2 * 3),
    "cross_distance": ((1 + 2 + 1 + 2 + 1 + 2) + (2 + 3 + 2 + 3 + 1 + 2) + (1 + 2 + 2 + 3)) / (6 + 6 + 4),
    # Ordered pairs at 1, 2, 3 and 4 steps: 20, 20, 10 (A B C D E G3 U2) and 6 (A B E to U).
    "mean_distance": (20 * 1 + 20 * 2 + 10 * 3 + 6 * 4) / 56,
    "global_efficiency": (20 + 20 / 2 + 10 / 3 + 6 / 4) / (9 * 8),
    # Each reaches 7 of 8 others, by so many steps together.
    "closeness": {
        **{name: 7 / 8 * 7 / steps for name, steps in zip("ABCDEFGU", STEPS, strict=True)},
        "H": "isolate",
    },
}

# Along the arrows, no way leads out of C, E or G.
#   A, and B, to D 1, E 2, F 2, G 3; D to A 1, B 1, C 1, F 1, G 2; F to A 2, B 2, C 1, D 1, E 2
WORKED_ON_ARCS = {
    "cross_efficiency": (
        2 * (1 + 1 / 2 + 1 / 2 + 1 / 3) + (1 + 1 + 1 + 1 + 1 / 2) + (1 / 2 + 1 / 2 + 1 + 1 + 1 / 2)
    )
    / (2 * 21),
    "cross_distance": (2 * (1 + 2 + 2 + 3) + (1 + 1 + 1 + 1 + 2) + (2 + 2 + 1 + 1 + 2)) / (2 * 4 + 5 + 5),
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_value_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED_ON_ARCS[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_one_sector_makes_nearness_of_sectors_undefined(measure: str) -> None:
    assert worked_out(measure, draw("A-B B-C", A="NHS", B="NHS", C="NHS")) == "single_sector"


@shapes(least=2, most=60)
def test_distances_equal_those_of_networkx(arrays: Arrays) -> None:
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    steps = [d for _, to in nx.all_pairs_shortest_path_length(graph) for d in to.values() if d]
    found = distances_of(arrays)
    assert found.reachable == len(steps)
    assert found.steps_sum == sum(steps)
    assert found.inverse_sum == pytest.approx(sum(1 / d for d in steps), rel=1e-12)
    theirs = nx.closeness_centrality(graph.to_undirected(), wf_improved=True)
    values, reasons = closeness(distances_of(arrays.undirected))
    for place, node in enumerate(arrays.nodes):
        if node not in reasons:
            assert values[place] == pytest.approx(theirs[place], rel=1e-12)


def test_a_map_without_a_tie_has_no_steps() -> None:
    assert worked_out("mean_distance", draw(A="x", B="y", C="y")) == "no_ties"


def test_a_map_without_a_tie_is_not_close() -> None:
    assert worked_out("global_efficiency", draw(A="x", B="y", C="y")) == 0


def test_sectors_without_a_way_between_them_have_a_closeness_of_zero() -> None:
    assert worked_out("cross_efficiency", draw("A-B C-D", A="NHS", B="NHS", C="Fire", D="Fire")) == 0


def test_sectors_without_a_way_between_them_have_no_number_of_steps() -> None:
    system = draw("A-B C-D", A="NHS", B="NHS", C="Fire", D="Fire")
    assert worked_out("cross_distance", system) == "unreachable"


def test_a_way_may_pass_through_an_organisation_of_unknown_sector() -> None:
    assert worked_out("cross_distance", draw("A-U U-B", A="NHS", B="Police")) == 2


def test_the_share_unreachable_stands_beside_the_steps(small: sm.SystemMap) -> None:
    reading = sm.integration(small, "cross_distance", draws=0).to_frame().at["cross_distance", "reading"]
    assert "24 % of pairs unreachable" in reading  # 5 of 21
