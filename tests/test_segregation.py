"""How far ties keep to their sector: `measures/segregation.py` and `network/spectra.py`."""

from __future__ import annotations

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.measures.segregation import sector_assortativity, sector_modularity
from sysmap.network.graph import spectral as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import mixing_of
from sysmap.network.graph.spectral import spectra_of

# Ties within 4 of 7 possible, between 5 of 21 (see test_mixing). Tie ends: NHS 8 (4 inside), Police 6 (2),
# Voluntary 4 (2), of 18.
INSIDE = (4 + 2 + 2) / 18
BY_BUSYNESS = (8**2 + 6**2 + 4**2) / 18**2
WORKED = {
    "odds_ratio": (4 * 16) / (5 * 3),
    "yules_q": (4 * 16 - 3 * 5) / (4 * 16 + 3 * 5),
    "freeman_segregation": 1 - (5 / 9) / (21 / 28),
    "density_ratio": (5 / 21) / (4 / 7),
    # Nine ties with these sizes leave at least 2 between and at most 9: E-I from -5/9 to 1.
    "ei_rescaled": 2 * (1 / 9 + 5 / 9) / (1 + 5 / 9) - 1,
    "sector_modularity": INSIDE - BY_BUSYNESS,
    "sector_assortativity": (INSIDE - BY_BUSYNESS) / (1 - BY_BUSYNESS),
    # Inside sectors: A-B-C with 1/sqrt(2*3) and 1/sqrt(3*3); D-E with 1/sqrt(5*1); F-G with 1/sqrt(3*2).
    # H has no partner; the others are 3, 2 and 2.
    "spectral_segregation": (3 * math.sqrt(1 / 6 + 1 / 9) + 2 / math.sqrt(5) + 2 / math.sqrt(6)) / 7,
}
# 13 arcs: within 5 of 14, between 8 of 42. Arcs out: NHS 5, Police 5, Voluntary 3; in: NHS 7, Police 4,
# Voluntary 2; inside NHS 3, Police 1, Voluntary 1.
INSIDE_ARCS, BY_BUSYNESS_ARCS = 5 / 13, (5 * 7 + 5 * 4 + 3 * 2) / 13**2
WORKED_ON_ARCS = {
    "odds_ratio": (5 * 34) / (8 * 9),
    "yules_q": (5 * 34 - 9 * 8) / (5 * 34 + 9 * 8),
    "freeman_segregation": 1 - (8 / 13) / (42 / 56),
    "density_ratio": (8 / 42) / (5 / 14),
    "ei_rescaled": 2 * 8 / 13 - 1,
    "sector_modularity": INSIDE_ARCS - BY_BUSYNESS_ARCS,
    "sector_assortativity": (INSIDE_ARCS - BY_BUSYNESS_ARCS) / (1 - BY_BUSYNESS_ARCS),
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_value_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED_ON_ARCS[measure])


@pytest.mark.parametrize("measure", WORKED)
def test_one_sector_leaves_segregation_undefined(measure: str) -> None:
    assert worked_out(measure, draw("A-B B-C", A="x", B="x", C="x")) == "single_sector"


@pytest.mark.parametrize(
    ("measure", "ties", "reason"),
    [
        ("odds_ratio", "A-B", "unbounded"),
        ("odds_ratio", "", "no_variation"),
        ("yules_q", "", "no_variation"),
        ("density_ratio", "A-C", "unbounded"),
        ("ei_rescaled", "A-B A-C A-D B-C B-D C-D", "no_variation"),
        ("sector_assortativity", "A-B", "no_variation"),
        ("sector_modularity", "", "no_ties"),
        ("spectral_segregation", "", "no_ties"),
    ],
)
def test_a_ratio_over_nothing_says_why(measure: str, ties: str, reason: str) -> None:
    assert worked_out(measure, draw(ties, A="x", B="x", C="y", D="y")) == reason


def test_sectors_of_one_member_have_no_density_inside() -> None:
    assert worked_out("density_ratio", draw("A-B", A="x", B="y", C="z")) == "no_within_pairs"


def test_odds_are_said_in_words(small: sm.SystemMap) -> None:
    reading = sm.integration(small, "odds_ratio", draws=0).to_frame().at["odds_ratio", "reading"]
    assert "a pair from different sectors is 4.27 times less likely to work together" in reading


def test_no_tie_across_is_said_in_words() -> None:
    system = draw("A-B", A="x", B="x", C="y", D="y")
    reading = sm.integration(system, "odds_ratio", draws=0).to_frame().at["odds_ratio", "reading"]
    assert "no cross-sector ties at all" in reading


def test_the_range_of_the_rescaled_index_is_that_of_all_sets_of_ties() -> None:
    sector, pairs = (0, 0, 1, 1, 1), list(combinations(range(5), 2))
    for count in range(1, 11):
        crossing = [sum(sector[a] != sector[b] for a, b in chosen) for chosen in combinations(pairs, count)]
        low, high = min(crossing), max(crossing)
        chosen = next(
            one for one in combinations(pairs, count) if sum(sector[a] != sector[b] for a, b in one) == low
        )
        words = " ".join(f"n{a}-n{b}" for a, b in chosen)
        value = worked_out(
            "ei_rescaled", draw(words, **{f"n{i}": f"s{code}" for i, code in enumerate(sector)})
        )
        assert value == ("no_variation" if low == high else -1)


@shapes(least=2)
def test_mixing_by_busyness_is_that_of_networkx(arrays: Arrays) -> None:
    mixing = mixing_of(arrays)
    if mixing.ties == 0 or mixing.sectors < 2:
        return
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    known = np.flatnonzero(arrays.sector >= 0)
    graph.add_nodes_from((int(place), {"sector": int(arrays.sector[place])}) for place in known)
    graph.add_edges_from(
        (a, b)
        for a, b in zip(arrays.source.tolist(), arrays.target.tolist(), strict=True)
        if a in graph and b in graph
    )
    groups = [set(known[arrays.sector[known] == code].tolist()) for code in range(len(arrays.sectors))]
    assert sector_modularity(mixing) == pytest.approx(nx.community.modularity(graph, groups), abs=1e-12)
    found = sector_assortativity(mixing)
    if not isinstance(found, type(sm.undefined("no_ties"))):
        theirs = nx.attribute_assortativity_coefficient(graph, "sector")
        assert found == pytest.approx(theirs, abs=1e-9)


@shapes(least=2, most=100)
def test_segregated_company_is_that_of_the_full_matrix(arrays: Arrays) -> None:
    matrix = arrays.adjacency.toarray()
    share = np.divide(matrix, matrix.sum(axis=1, keepdims=True), where=matrix > 0, out=np.zeros_like(matrix))
    values = np.zeros(arrays.n)
    for code in range(len(arrays.sectors)):
        own = np.flatnonzero(arrays.sector == code)
        inside = nx.from_numpy_array(matrix[np.ix_(own, own)])
        for part in nx.connected_components(inside):
            members = own[sorted(part)]
            if len(members) > 1:
                root, vectors = np.linalg.eig(share[np.ix_(members, members)])
                first = np.argmax(root.real)
                vector = vectors[:, first].real
                values[members] = root[first].real * vector / vector.mean()
    found = spectra_of(arrays)
    if found.with_partners.any():
        assert found.mean == pytest.approx(values[found.with_partners].mean(), abs=1e-9)


def test_large_parts_are_solved_as_small_ones_are(
    small: sm.SystemMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = spectra_of(small.arrays).values
    monkeypatch.setattr(module, "_DENSE", 2)
    assert spectra_of(small.arrays).values == pytest.approx(plain, rel=1e-9)
