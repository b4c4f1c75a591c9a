"""How many organisations and ties: `measures/size.py`."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.network.graph.arrays import Arrays

# H alone has no tie and is a part of its own.
WORKED = {"organisations": 9, "ties": 10, "isolates": 1, "components": 2}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


def test_ties_are_arcs_on_a_directed_map(arrows: sm.SystemMap) -> None:
    assert worked_out("ties", arrows) == 14


def test_a_map_without_organisations_has_no_number_of_parts() -> None:
    assert worked_out("components", draw()) == "empty"


@shapes(least=1)
def test_parts_are_those_of_networkx(arrays: Arrays) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    theirs = sorted(map(len, nx.connected_components(graph)))
    assert sorted(np.bincount(arrays.parts).tolist()) == theirs
