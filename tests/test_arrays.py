"""The integer-coded view of a map: `network/arrays.py`."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from conftest import draw, shapes

import sysmap as sm
from sysmap.network.graph.arrays import Arrays


def test_organisations_are_in_sorted_order(small: sm.SystemMap) -> None:
    assert small.arrays.nodes == tuple("ABCDEFGHU")


def test_each_tie_stands_once_with_the_lower_place_first(small: sm.SystemMap) -> None:
    ends = zip(small.arrays.source.tolist(), small.arrays.target.tolist(), strict=True)
    assert list(ends) == [(0, 1), (0, 3), (1, 2), (1, 3), (2, 3), (2, 5), (3, 4), (3, 5), (5, 6), (6, 8)]


def test_arcs_stand_as_they_were_reported(arrows: sm.SystemMap) -> None:
    ends = zip(arrows.arrays.source.tolist(), arrows.arrays.target.tolist(), strict=True)
    names = [arrows.arrays.nodes[a] + arrows.arrays.nodes[b] for a, b in ends]
    assert names == ["AB", "AD", "BA", "BC", "BD", "DA", "DB", "DC", "DE", "DF", "FC", "FD", "FG", "GU"]


def test_sectors_are_coded_by_their_sorted_labels_and_unknown_is_none_of_them(small: sm.SystemMap) -> None:
    assert small.arrays.sectors == ("NHS", "Police", "Voluntary")
    assert small.arrays.sector.tolist() == [0, 0, 0, 1, 1, 2, 2, 2, -1]


def test_a_strength_that_nobody_recorded_is_not_a_number(small: sm.SystemMap) -> None:
    assert small.arrays.strength.tolist() == pytest.approx([3, 1, 1, 2, 2, 3, 2, 1, np.nan, 2], nan_ok=True)


@pytest.mark.parametrize("part", ["source", "target", "strength", "sector"])
def test_arrays_of_a_map_cannot_be_written_to(small: sm.SystemMap, part: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(small.arrays, part)[0] = 0


def test_an_arrow_that_a_record_draws_does_not_turn_a_tie_round() -> None:
    assert draw("B-A C-B").arrays.source.tolist() == [0, 1]


@shapes()
def test_partners_equal_the_sets_of_those_at_either_end(arrays: Arrays) -> None:
    assert arrays.partners.tolist() == [len(one) for one in partner_sets(arrays)]


@shapes()
def test_pairs_stand_once_sorted_whichever_way_ties_point(arrays: Arrays) -> None:
    expected = sorted((a, b) for a, others in enumerate(partner_sets(arrays)) for b in others if a < b)
    assert list(zip(*(ends.tolist() for ends in arrays.pairs), strict=True)) == expected


@shapes()
def test_adjacency_is_symmetric_sorted_and_without_self_ties(arrays: Arrays) -> None:
    matrix = arrays.adjacency
    assert matrix.has_sorted_indices
    assert (matrix != matrix.T).nnz == 0
    assert matrix.diagonal().sum() == 0
    assert matrix.nnz == 2 * len(arrays.pairs[0])


@shapes(directed=True)
def test_predecessors_are_successors_turned_round(arrays: Arrays) -> None:
    assert (arrays.predecessors != arrays.successors.T).nnz == 0
    assert arrays.successors.nnz == arrays.m


@shapes()
def test_sizes_count_organisations_of_known_sector(arrays: Arrays) -> None:
    assert arrays.sizes.tolist() == [(arrays.sector == code).sum() for code in range(len(arrays.sectors))]


def partner_sets(arrays: Arrays) -> list[set[int]]:
    sets: list[set[int]] = [set() for _ in range(arrays.n)]
    for a, b in zip(arrays.source.tolist(), arrays.target.tolist(), strict=True):
        sets[a].add(b)
        sets[b].add(a)
    return sets


@shapes()
def test_parts_are_numbered_by_their_first_organisation(arrays: Arrays) -> None:
    graph = nx.Graph(list(zip(*(ends.tolist() for ends in arrays.pairs), strict=True)))
    graph.add_nodes_from(range(arrays.n))
    parts = sorted(nx.connected_components(graph), key=min)
    assert arrays.parts.tolist() == [
        next(number for number, part in enumerate(parts) if place in part) for place in range(arrays.n)
    ]
