"""Cores and communities: `measures/groups.py` and what it takes from `network`."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.network.graph import louvain as module
from sysmap.network.graph import peeling
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.core import core_of
from sysmap.network.graph.grouping_agreement import adjusted_mutual_information
from sysmap.network.graph.louvain import louvain
from sysmap.network.graph.peeling import core_numbers_of

SECTORS, GROUPS = "NNNPPVVV", "11111223"


def information(one: str, other: str) -> float:
    """Return the mutual information of two groupings, written as a letter for each organisation."""
    n, a, b = len(one), Counter(one), Counter(other)
    both = Counter(zip(one, other, strict=True))
    return sum(c / n * math.log(c * n / (a[x] * b[y])) for (x, y), c in both.items())


def agreement(one: str, other: str) -> float:
    """Return the adjusted mutual information, its expectation over every order of the second grouping."""
    orders = Counter(permutations(other))
    by_chance = sum(information(one, "".join(order)) * count for order, count in orders.items())
    by_chance /= sum(orders.values())
    most = (information(one, one) + information(other, other)) / 2
    return (information(one, other) - by_chance) / (most - by_chance)


WORKED = {
    # Core D: five ties leave it, five are in the fringe. Of 36 pairs 8 have an end in the core.
    "core_periphery_fit": (36 * 5 - 10 * 8) / math.sqrt(10 * 26 * 8 * 28),
    "largest_core": 2,
    "core_number": {"A": 2, "B": 2, "C": 2, "D": 2, "E": 1, "F": 2, "G": 1, "H": 0, "U": 1},
    # A B C D E, F G (and U), and H alone are the groups; sectors are ABC, DE, FGH.
    "community_ami": agreement(SECTORS, GROUPS),
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_does_not_see_arrows(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED[measure])


def test_the_core_is_named_by_sector_beside_its_fit(small: sm.SystemMap) -> None:
    reading = sm.integration(small, "core_periphery_fit", draws=0).to_frame()["reading"].iloc[0]
    assert "a core of 1 organisation: Police 1" in reading


def test_how_many_searches_agree_stands_beside_the_communities(small: sm.SystemMap) -> None:
    reading = sm.integration(small, "community_ami", draws=0).to_frame()["reading"].iloc[0]
    assert "of 10 searches found these very groups" in reading


@pytest.mark.parametrize(
    ("measure", "ties", "reason"),
    [
        ("core_periphery_fit", "", "no_variation"),
        ("core_periphery_fit", "A-B A-C A-D B-C B-D C-D", "no_variation"),
        ("community_ami", "", "no_ties"),
        ("community_ami", "A-B A-C A-D B-C B-D C-D", "no_variation"),
    ],
)
def test_groups_of_nothing_or_of_all_are_undefined(measure: str, ties: str, reason: str) -> None:
    assert worked_out(measure, draw(ties, A="x", B="x", C="y", D="y")) == reason


def test_a_core_needs_four_organisations() -> None:
    assert worked_out("core_periphery_fit", draw("A-B B-C")) == "too_few_organisations"


@shapes(least=4, most=10, directed=False)
def test_the_fit_is_the_correlation_of_its_division(arrays: Arrays) -> None:
    core = core_of(arrays)
    if math.isnan(core.fit):
        return
    tie = arrays.adjacency.toarray()
    pairs = list(combinations(range(arrays.n), 2))
    ideal = [float(core.member[a] or core.member[b]) for a, b in pairs]
    assert core.fit == pytest.approx(np.corrcoef([tie[a, b] for a, b in pairs], ideal)[0, 1], rel=1e-9)


@pytest.mark.parametrize("few", [1, 3, 10**9])
@shapes()
def test_core_numbers_are_those_of_networkx(
    arrays: Arrays, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peeling, "_FEW", few)
    expected = nx.core_number(partner_graph(arrays))
    assert core_numbers_of(arrays).tolist() == [expected[place] for place in range(arrays.n)]


@pytest.mark.parametrize("rare", [0, 1, 6])
@shapes(least=1, most=400)
def test_communities_are_those_of_networkx_with_the_same_seed(
    arrays: Arrays, rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_RARE", rare)
    graph = partner_graph(arrays)
    for seed, member in zip((0, 1), louvain(arrays, (0, 1)), strict=True):
        groups = [set(np.flatnonzero(member == number).tolist()) for number in range(member.max() + 1)]
        assert groups == sorted(nx.community.louvain_communities(graph, seed=seed), key=min)


def partner_graph(arrays: Arrays) -> nx.Graph:
    """Return who is whose partner, partners in the order of their places."""
    graph = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(*(end.tolist() for end in arrays.pairs), strict=True))
    return graph


@pytest.mark.parametrize(
    ("one", "other"), [("aabb", "aabb"), ("aabb", "abab"), ("aabbc", "aaabc"), ("abc", "aab")]
)
def test_agreement_equals_that_over_every_order(one: str, other: str) -> None:
    found = adjusted_mutual_information(np.array([ord(x) for x in one]), np.array([ord(x) for x in other]))
    assert found == pytest.approx(agreement(one, other), abs=1e-12)


def test_groupings_that_could_not_differ_do_not_agree_or_disagree() -> None:
    assert math.isnan(adjusted_mutual_information(np.arange(4), np.arange(4)))
