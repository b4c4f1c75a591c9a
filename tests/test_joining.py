"""What a new tie adds to the nearness of sectors, held to searching again."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from conftest import arrays_of, random_arrays, shapes

from sysmap.network.graph.added_ties import MEASURES, UNREACHED, Nearness, nearness_of
from sysmap.network.graph.arrays import Arrays

every_measure = pytest.mark.parametrize("measure", MEASURES)
RANDOM = [
    random_arrays(seed, size, share, 4, unknown=3, directed=directed)
    for seed, size, share in ((0, 12, 0.2), (1, 30, 0.06), (2, 70, 0.03))
    for directed in (False, True)
]
every_random = pytest.mark.parametrize("arrays", RANDOM, ids=lambda one: f"{one.n} {one.directed}")


def with_tie(arrays: Arrays, u: int, v: int) -> Arrays:
    ends = [(u, v), (v, u)] if arrays.directed else [(min(u, v), max(u, v))]
    there = set(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    both = np.array(sorted(there | set(ends)), dtype=np.int32)
    return replace(arrays, source=both[:, 0], target=both[:, 1], strength=np.full(len(both), np.nan))


def some_pairs(arrays: Arrays, most: int = 60) -> tuple[np.ndarray, np.ndarray]:
    u, v = np.triu_indices(arrays.n, 1)
    kept = np.sort(np.random.default_rng(0).permutation(len(u))[:most])
    return u[kept], v[kept]


def by_networkx(arrays: Arrays, measure: str) -> float:
    """Work the measure out with networkx, pair by pair."""
    graph = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_edges_from(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    steps, pairs = [], 0
    for source, found in nx.all_pairs_shortest_path_length(graph):
        for target in range(arrays.n):
            one, other = arrays.sector[source], arrays.sector[target]
            if one >= 0 and other >= 0 and one != other:
                pairs += 1
                steps += [found[target]] if target in found else []
    if measure == "cross_distance":
        return sum(steps) / len(steps) if steps else np.nan
    return sum(1 / each for each in steps) / pairs if pairs else np.nan


@shapes(most=70)
@every_measure
def test_the_value_is_that_of_networkx(arrays, measure):
    assert nearness_of(arrays, measure).value == pytest.approx(
        by_networkx(arrays, measure), rel=1e-12, nan_ok=True
    )


@every_random
def test_distances_with_a_new_tie_are_those_found_by_searching_again(arrays):
    near = nearness_of(arrays, "cross_efficiency")
    for u, v in zip(*some_pairs(arrays, 15), strict=True):
        again = nearness_of(with_tie(arrays, u, v), "cross_efficiency")
        np.testing.assert_array_equal(near.joined(u, v).distance, again.distance)


@every_random
@every_measure
def test_a_gain_is_the_change_of_the_value_when_the_tie_is_there(arrays, measure):
    near = nearness_of(arrays, measure)
    u, v = some_pairs(arrays)
    sign = 1 if measure == "cross_efficiency" else -1
    expected = [
        sign * (by_networkx(with_tie(arrays, one, other), measure) - near.value)
        for one, other in zip(u, v, strict=True)
    ]
    np.testing.assert_allclose(near.gains(u, v), expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(near.gains_of_all()[u, v], expected, rtol=0, atol=1e-12)


@shapes(least=2, most=70)
@every_measure
def test_gains_of_all_ties_at_once_are_those_of_each(arrays, measure):
    near = nearness_of(arrays, measure)
    u, v = some_pairs(arrays)
    np.testing.assert_allclose(near.gains_of_all()[u, v], near.gains(u, v), rtol=0, atol=1e-12)


def test_many_candidates_are_counted_at_once_where_ways_are_short_and_few_one_by_one():
    size = 100
    step = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.int16)
    cross = step > 0
    short, long = (
        Nearness("cross_efficiency", np.minimum(step, most), cross, False) for most in (np.int16(5), size)
    )
    assert short.counted_at_once(5_000) and not short.counted_at_once(50) and not long.counted_at_once(5_000)


@every_random
@every_measure
def test_looking_at_all_pairs_and_at_those_served_give_the_same(arrays, measure):
    near = nearness_of(arrays, measure)
    u, v = some_pairs(arrays)
    np.testing.assert_allclose(near._changes(u, v), near._changes_together(u, v), rtol=1e-12, atol=1e-9)


@shapes(least=2, most=70)
def test_adding_a_tie_never_lowers_the_closeness_of_sectors(arrays):
    near = nearness_of(arrays, "cross_efficiency")
    u, v = some_pairs(arrays)
    gains = near.gains(u, v)
    if not near.cross.any():
        assert np.isnan(near.value)
        return
    assert (gains >= 0).all()
    across = near.cross[u, v] & (near.distance[u, v] > 1)
    assert (gains[across] > 0).all()


@every_random
@every_measure
def test_the_gain_of_a_tie_that_is_there_is_nothing(arrays, measure):
    near = nearness_of(arrays, measure)
    low, high = arrays.pairs
    if arrays.directed:
        arcs = set(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
        both = [(a, b) in arcs and (b, a) in arcs for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        low, high = low[both], high[both]
    assert (near.gains(low, high) == 0).all()


def test_two_ties_may_gain_more_together_than_apart():
    # Two lines of three; a tie at either end alone shortens less than both do together.
    arrays = arrays_of([(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)], [0, 1, 0, 1, 0, 1])
    near = nearness_of(arrays, "cross_efficiency")
    pairs = [(u, v) for u in range(6) for v in range(u + 1, 6)]
    alone = {pair: near.gains(np.array([pair[0]]), np.array([pair[1]]))[0] for pair in pairs}
    together = {
        (one, other): near.joined(*one).gains(np.array([other[0]]), np.array([other[1]]))[0]
        for one in pairs
        for other in pairs
        if one != other
    }
    assert any(gain > alone[other] + 1e-9 for (_, other), gain in together.items())


def test_organisations_taken_out_have_no_ties_and_no_pairs():
    arrays = arrays_of([(0, 1), (1, 2)], [0, 1, 2])
    near = nearness_of(arrays, "cross_efficiency", [1])
    assert near.distance[0, 2] == UNREACHED
    assert near.cross.sum() == 2 and near.value == 0


def test_nothing_of_an_empty_map_is_defined():
    assert np.isnan(nearness_of(arrays_of([], []), "cross_efficiency").value)
    assert isinstance(nearness_of(arrays_of([], []), "cross_distance"), Nearness)
