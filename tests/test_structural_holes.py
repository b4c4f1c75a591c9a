"""Structural holes: `measures/holes.py`."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.measures.structural_holes import burt_efficiency, constraint, effective_size
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.triangles import Triangles

# Ties among partners: A: BD. B: AD CD. C: BD DF. D: AB BC CF. F: CD.
WORKED = {
    # Of its ties an organisation gives each partner 1/2 (A, G), 1/3 (B, C, F), 1/5 (D) or all (E, U).
    "constraint": {
        "A": (1 / 2 + 1 / 2 * 1 / 5) ** 2 + (1 / 2 + 1 / 2 * 1 / 3) ** 2,
        "B": 2 * (1 / 3 + 1 / 3 * 1 / 5) ** 2 + (1 / 3 + 1 / 3 * 1 / 2 + 1 / 3 * 1 / 3) ** 2,
        "C": 2 * (1 / 3 + 1 / 3 * 1 / 5) ** 2 + (1 / 3 + 1 / 3 * 1 / 3 + 1 / 3 * 1 / 3) ** 2,
        "D": (1 / 5 + 1 / 5 * 1 / 3) ** 2  # by B to A
        + (1 / 5 + 1 / 5 * 1 / 2 + 1 / 5 * 1 / 3) ** 2  # by A and C to B
        + (1 / 5 + 1 / 5 * 1 / 3 + 1 / 5 * 1 / 3) ** 2  # by B and F to C
        + (1 / 5) ** 2  # to E
        + (1 / 5 + 1 / 5 * 1 / 3) ** 2,  # by C to F
        "E": 1,
        "F": (1 / 3 + 1 / 3 * 1 / 5) ** 2 + (1 / 3 + 1 / 3 * 1 / 3) ** 2 + (1 / 3) ** 2,
        "G": (1 / 2) ** 2 + (1 / 2) ** 2,
        "H": "isolate",
        "U": 1,
    },
    "effective_size": {
        "A": 2 - 2 * 1 / 2,
        "B": 3 - 2 * 2 / 3,
        "C": 3 - 2 * 2 / 3,
        "D": 5 - 2 * 3 / 5,
        "E": 1,
        "F": 3 - 2 * 1 / 3,
        "G": 2,
        "H": "isolate",
        "U": 1,
    },
    "burt_efficiency": {
        "A": (2 - 2 * 1 / 2) / 2,
        "B": (3 - 2 * 2 / 3) / 3,
        "C": (3 - 2 * 2 / 3) / 3,
        "D": (5 - 2 * 3 / 5) / 5,
        "E": 1,
        "F": (3 - 2 * 1 / 3) / 3,
        "G": 1,
        "H": "isolate",
        "U": 1,
    },
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


def test_constraint_of_one_partner_is_one() -> None:
    assert worked_out("constraint", draw("A-B B-C"))["A"] == 1


def test_constraint_may_exceed_one() -> None:
    assert worked_out("constraint", draw("A-B B-C A-C"))["A"] == 2 * (1 / 2 + 1 / 2 * 1 / 2) ** 2


@shapes()
def test_constraint_equals_its_formula(arrays: Arrays) -> None:
    values, reasons = constraint(Triangles(arrays))
    assert list(reasons) == [arrays.nodes[i] for i in np.flatnonzero(arrays.partners == 0)]
    assert values == pytest.approx(constraint_by_formula(arrays), rel=1e-12)


@shapes(least=1, most=60)
def test_constraint_equals_that_of_networkx(arrays: Arrays) -> None:
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    theirs = nx.constraint(graph)
    values, _ = constraint(Triangles(arrays))
    for place in np.flatnonzero(arrays.partners):
        assert values[place] == pytest.approx(theirs[place], rel=1e-9)


@shapes(least=1, most=60)
def test_effective_size_equals_its_formula(arrays: Arrays) -> None:
    values, reasons = effective_size(Triangles(arrays))
    assert list(reasons) == [arrays.nodes[i] for i in np.flatnonzero(arrays.partners == 0)]
    assert values == pytest.approx(effective_size_by_loop(arrays), rel=1e-12)


@shapes(least=1, most=60, directed=False)
def test_effective_size_equals_that_of_networkx(arrays: Arrays) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    theirs = nx.effective_size(graph, nodes=list(graph))
    values, _ = effective_size(Triangles(arrays))
    for place in np.flatnonzero(arrays.partners):
        assert values[place] == pytest.approx(theirs[place], rel=1e-9)


@shapes(least=1, most=60)
def test_efficiency_is_effective_size_by_partner(arrays: Arrays) -> None:
    triangles = Triangles(arrays)
    some = arrays.partners > 0
    share = effective_size(triangles)[0][some] / arrays.partners[some]
    assert burt_efficiency(triangles)[0][some] == pytest.approx(share, rel=1e-12)


def effective_size_by_loop(arrays: Arrays) -> np.ndarray:
    """Sum 1 − Σ p_iq m_jq over partners j, as Burt writes it."""
    tie = np.zeros((arrays.n, arrays.n))
    tie[arrays.source, arrays.target] = 1
    both = tie + tie.T
    sizes = np.zeros(arrays.n)
    for i in range(arrays.n):
        for j in np.flatnonzero(both[i]):
            others = [q for q in np.flatnonzero(both[i]) if q != j]
            sizes[i] += 1 - sum(both[i, q] / both[i].sum() * both[j, q] / both[j].max() for q in others)
    return sizes


def constraint_by_formula(arrays: Arrays) -> np.ndarray:
    """Work out constraint from the full matrix of shares."""
    tie = np.zeros((arrays.n, arrays.n))
    tie[arrays.source, arrays.target] = 1
    both = tie + tie.T
    total = both.sum(axis=1, keepdims=True)
    share = np.divide(both, total, where=total > 0, out=np.zeros_like(both))
    return (((share + share @ share) ** 2) * (both > 0)).sum(axis=1)
