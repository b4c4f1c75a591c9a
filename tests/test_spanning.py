"""Who stands between others: `measures/spanning.py` and `network/roles.py`."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, arrays_of, draw, shapes, worked_out

import sysmap as sm
from sysmap.measures.holes import constraint
from sysmap.network.arrays import Arrays
from sysmap.network.roles import ROLES, roles_of
from sysmap.network.triangles import triangles_of

UNKNOWN = {"U": "sector_unknown"}
# Open pairs of partners, by who stands between: B: AC. C: BF. D: AC AE AF BE BF CE EF. F: CG DG.
# (G stands between F and U, but U's sector is unknown.)
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
    "coordinator": {**dict.fromkeys("ABCDEFGH", 0), "B": 1, **UNKNOWN},  # AC
    "consultant": {**dict.fromkeys("ABCDEFGH", 0), "D": 1, **UNKNOWN},  # AC
    "gatekeeper": {
        **dict.fromkeys("ABCDEFGH", 0),
        "C": 1,
        "D": 4,
        "F": 2,
        **UNKNOWN,
    },  # BF; AE BE CE EF; CG DG
    "representative": {**dict.fromkeys("ABCDEFGH", 0), "C": 1, "D": 4, "F": 2, **UNKNOWN},
    "liaison": {**dict.fromkeys("ABCDEFGH", 0), "D": 2, **UNKNOWN},  # AF BF
}

# The arcs: AB BA BC AD DA BD DB DC FC DF FD DE FG (and GU).
# Open two-paths, by who stands between. A: B-D and D-B are closed. B: A-C; D-C closed. D: A-C A-F A-E B-F B-E
# F-A F-B F-E; A-B, B-A, B-C, F-C closed. F: D-G; D-C closed.
WORKED_ON_ARCS = {
    "coordinator": {**dict.fromkeys("ABCDEFGH", 0), "B": 1, **UNKNOWN},  # A-B-C
    "consultant": {**dict.fromkeys("ABCDEFGH", 0), "D": 1, **UNKNOWN},  # A-D-C
    "gatekeeper": {**dict.fromkeys("ABCDEFGH", 0), "D": 3, "F": 1, **UNKNOWN},  # A-D-E B-D-E F-D-E; D-F-G
    "representative": {**dict.fromkeys("ABCDEFGH", 0), **UNKNOWN},
    "liaison": {**dict.fromkeys("ABCDEFGH", 0), "D": 4, **UNKNOWN},  # A-D-F B-D-F F-D-A F-D-B
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_value_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED_ON_ARCS[measure])


def test_betweenness_needs_three_organisations() -> None:
    assert set(worked_out("betweenness", draw("A-B")).values()) == {"too_few_organisations"}


def test_one_sector_leaves_no_role_defined() -> None:
    system = draw("A-B B-C", A="NHS", B="NHS", C="NHS")
    assert {reason for role in ROLES for reason in worked_out(role, system).values()} == {"single_sector"}


def test_a_tie_back_does_not_close_a_way() -> None:
    system = draw("A-B B-C C-A", A="NHS", B="NHS", C="NHS", D="Fire", report="directed")
    assert [worked_out("coordinator", system)[name] for name in "ABC"] == [1, 1, 1]


def test_a_tie_onward_closes_a_way() -> None:
    system = draw("A-B B-C A-C", A="NHS", B="NHS", C="NHS", D="Fire", report="directed")
    assert [worked_out("coordinator", system)[name] for name in "ABC"] == [0, 0, 0]


def test_constraint_of_one_partner_is_one() -> None:
    assert worked_out("constraint", draw("A-B B-C"))["A"] == 1


def test_constraint_may_exceed_one() -> None:
    assert worked_out("constraint", draw("A-B B-C A-C"))["A"] == 2 * (1 / 2 + 1 / 2 * 1 / 2) ** 2


@shapes(most=60)
def test_roles_equal_a_loop_over_all_threes(arrays: Arrays) -> None:
    counted = roles_by_loop(arrays)
    found = roles_of(triangles_of(arrays)).counts
    assert all(np.array_equal(found[role], counted[role]) for role in ROLES)


@shapes()
def test_roles_sum_to_the_number_of_open_ways(arrays: Arrays) -> None:
    found = roles_of(triangles_of(arrays)).counts
    counted_once = [role for role in ROLES if arrays.directed or role != "representative"]
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    known = arrays.sector >= 0
    graph.add_edges_from(
        (a, b) for a, b in zip(arrays.source, arrays.target, strict=True) if known[a] and known[b]
    )
    into = graph.predecessors if arrays.directed else graph.neighbors
    ways = sum(1 for i in graph for a in into(i) for b in graph[i] if a != b and not graph.has_edge(a, b))
    assert sum(found[role].sum() for role in counted_once) == ways / (1 if arrays.directed else 2)


@shapes(directed=True)
def test_reversing_all_arcs_swaps_gatekeeper_and_representative(arrays: Arrays) -> None:
    ahead = roles_of(triangles_of(arrays)).counts
    back = arrays_of(
        zip(arrays.target.tolist(), arrays.source.tolist(), strict=True),
        arrays.sector.tolist(),
        directed=True,
    )
    found = roles_of(triangles_of(back)).counts
    swapped = {**ahead, "gatekeeper": ahead["representative"], "representative": ahead["gatekeeper"]}
    assert all(np.array_equal(found[role], swapped[role]) for role in ROLES)


@shapes()
def test_constraint_equals_its_formula(arrays: Arrays) -> None:
    values, reasons = constraint(triangles_of(arrays))
    assert list(reasons) == [arrays.nodes[i] for i in np.flatnonzero(arrays.partners == 0)]
    assert values == pytest.approx(constraint_by_formula(arrays), rel=1e-12)


@shapes(least=1, most=60)
def test_constraint_equals_that_of_networkx(arrays: Arrays) -> None:
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    theirs = nx.constraint(graph)
    values, _ = constraint(triangles_of(arrays))
    for place in np.flatnonzero(arrays.partners):
        assert values[place] == pytest.approx(theirs[place], rel=1e-9)


@shapes()
def test_renaming_sectors_leaves_the_roles(arrays: Arrays) -> None:
    other = replace(arrays, sector=np.where(arrays.sector < 0, -1, len(arrays.sectors) - 1 - arrays.sector))
    plain, renamed = (roles_of(triangles_of(one)).counts for one in (arrays, other))
    assert all(np.array_equal(plain[role], renamed[role]) for role in ROLES)


def roles_by_loop(arrays: Arrays) -> dict[str, np.ndarray]:
    """Count the roles by looking at every three organisations in every order."""
    there = np.zeros((arrays.n, arrays.n), dtype=bool)
    there[arrays.source, arrays.target] = True
    if not arrays.directed:
        there |= there.T
    counts = {role: np.zeros(arrays.n) for role in ROLES}
    for a, i, b in permutations(np.flatnonzero(arrays.sector >= 0), 3):
        if there[a, i] and there[i, b] and not there[a, b]:
            first, own, last = arrays.sector[[a, i, b]]
            if first == last:
                role = "coordinator" if own == first else "consultant"
            elif own == last:
                role = "gatekeeper"
            elif own == first:
                role = "representative"
            else:
                role = "liaison"
            counts[role][i] += 1
    if not arrays.directed:
        for role in ("coordinator", "consultant", "liaison"):
            counts[role] /= 2
    return counts


def constraint_by_formula(arrays: Arrays) -> np.ndarray:
    """Work out constraint from the full matrix of shares."""
    tie = np.zeros((arrays.n, arrays.n))
    tie[arrays.source, arrays.target] = 1
    both = tie + tie.T
    total = both.sum(axis=1, keepdims=True)
    share = np.divide(both, total, where=total > 0, out=np.zeros_like(both))
    return (((share + share @ share) ** 2) * (both > 0)).sum(axis=1)
