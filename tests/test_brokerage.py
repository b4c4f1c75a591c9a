"""Between whom organisations stand: `measures/roles.py`, `network/roles.py`, `network/role_shuffles.py`."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, arrays_of, draw, shapes, worked_out

import sysmap as sm
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.brokerage import ROLES, roles_of
from sysmap.network.graph.triangles import Triangles
from sysmap.network.shuffling import brokerage_shuffles as role_shuffles
from sysmap.network.shuffling.brokerage_shuffles import percentiles
from sysmap.network.shuffling.shuffles import label_blocks

UNKNOWN = {"U": "sector_unknown"}
DRAWS = 1_000
# Open pairs of partners, by who stands between: B: AC. C: BF. D: AC AE AF BE BF CE EF. F: CG DG.
# (G stands between F and U, but U's sector is unknown.)
ROLES_WORKED = {
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
# A shuffle gives 8 organisations labels in sizes 3, 2, 3. Three named ones get one label in 2 of the
# 8·7·6 / 6 = 56 choices of three, 1/28. B has no boundary role now, and none only if A and C share its
# label. C has one, and fewer if B and F share its label; F has two, and fewer if G and either C or D
# share its label. D has all seven, and fewer if its sector is one of three (6 of 8) and the two others of
# it are one of 7 open pairs of 21.
PERCENTILES = {
    "A": "no_variation",
    "B": 100 * (0 + 1 / 2 * 1 / 28),
    "C": 100 * (1 / 28 + 1 / 2 * 27 / 28),
    "D": 100 * (6 / 8 * 7 / 21 + 1 / 2 * (1 - 6 / 8 * 7 / 21)),
    "E": "no_variation",
    "F": 100 * (2 / 28 + 1 / 2 * 26 / 28),
    "G": "no_variation",
    "H": "no_variation",
    **UNKNOWN,
}
WORKED = {**ROLES_WORKED, "boundary_roles_percentile": PERCENTILES}

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


@pytest.mark.parametrize("measure", ROLES_WORKED)
def test_a_role_is_counted_as_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), ROLES_WORKED[measure])


def test_a_percentile_is_near_the_one_worked_by_hand(small: sm.SystemMap) -> None:
    found = worked_out("boundary_roles_percentile", small)
    for name, exact in PERCENTILES.items():
        if isinstance(exact, str):
            assert found[name] == exact
        else:
            assert abs(found[name] - exact) < 5 * 50 / math.sqrt(DRAWS)


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_value_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED_ON_ARCS[measure])


def test_one_sector_leaves_no_role_defined() -> None:
    system = draw("A-B B-C", A="NHS", B="NHS", C="NHS")
    assert {reason for role in ROLES for reason in worked_out(role, system).values()} == {"single_sector"}


def test_a_tie_back_does_not_close_a_way() -> None:
    system = draw("A-B B-C C-A", A="NHS", B="NHS", C="NHS", D="Fire", report="directed")
    assert [worked_out("coordinator", system)[name] for name in "ABC"] == [1, 1, 1]


def test_a_tie_onward_closes_a_way() -> None:
    system = draw("A-B B-C A-C", A="NHS", B="NHS", C="NHS", D="Fire", report="directed")
    assert [worked_out("coordinator", system)[name] for name in "ABC"] == [0, 0, 0]


@shapes(most=60)
def test_roles_equal_a_loop_over_all_threes(arrays: Arrays) -> None:
    counted = roles_by_loop(arrays)
    found = roles_of(Triangles(arrays)).counts
    assert all(np.array_equal(found[role], counted[role]) for role in ROLES)


@shapes()
def test_roles_sum_to_the_number_of_open_ways(arrays: Arrays) -> None:
    found = roles_of(Triangles(arrays)).counts
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
    ahead = roles_of(Triangles(arrays)).counts
    back = arrays_of(
        zip(arrays.target.tolist(), arrays.source.tolist(), strict=True),
        arrays.sector.tolist(),
        directed=True,
    )
    found = roles_of(Triangles(back)).counts
    swapped = {**ahead, "gatekeeper": ahead["representative"], "representative": ahead["gatekeeper"]}
    assert all(np.array_equal(found[role], swapped[role]) for role in ROLES)


@shapes()
def test_renaming_sectors_leaves_the_roles(arrays: Arrays) -> None:
    other = replace(arrays, sector=np.where(arrays.sector < 0, -1, len(arrays.sectors) - 1 - arrays.sector))
    plain, renamed = (roles_of(Triangles(one)).counts for one in (arrays, other))
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


@shapes(least=3, most=60)
def test_percentiles_equal_counting_the_roles_of_each_shuffle(arrays: Arrays) -> None:
    known = arrays.sector >= 0
    triangles = Triangles(arrays)

    def boundary(sector: np.ndarray) -> np.ndarray:
        counts = roles_of(replace(triangles, arrays=replace(arrays, sector=sector))).counts
        across = counts["consultant"] + counts["gatekeeper"] + counts["liaison"]
        return across + (counts["representative"] if arrays.directed else 0)

    own, found = boundary(arrays.sector), np.zeros(arrays.n)
    for block in label_blocks(arrays.sector[known], 20, 3):
        for labels in block.T:
            sector = arrays.sector.copy()
            sector[known] = labels
            one = boundary(sector)
            found += 5 * ((one < own) + (one == own) / 2)
    values, has_open = percentiles(triangles, 20, 3)
    assert values[known] == pytest.approx(found[known], abs=1e-12)
    everything = sum(roles_of(triangles).counts[role] for role in ROLES)
    assert (has_open == (everything > 0))[known].all()


def test_percentiles_do_not_depend_on_how_many_shuffles_go_together(
    small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = percentiles(small.triangles, 50, 1)[0]
    monkeypatch.setattr(role_shuffles, "_COMPARED", 30)
    assert percentiles(small.triangles, 50, 1)[0].tolist() == together.tolist()


def test_without_shuffles_there_is_no_percentile(small: sm.SystemMap) -> None:
    scores = sm.organisation_scores(small, "boundary_roles_percentile", draws=0)
    assert set(scores.undefined["boundary_roles_percentile"].values()) == {"not_estimated"}
