"""Ties redrawn with each organisation as busy as it is: `network/redraws.py`, and parts of such maps."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from conftest import arrays_of, random_arrays, shapes
from test_rewiring import all_graphs

from sysmap.network.depth import depth_of
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.cut_points import cuts_of
from sysmap.network.graph.distances import distances_of
from sysmap.network.graph.mixing import mixing_of
from sysmap.network.shuffling.redraws import DEEP, UNTOLD, NotRedrawnError, Redrawn, redrawn


def maps_of(drawn: Redrawn) -> list[Arrays]:
    """Make the arrays of each map of a block."""
    source, target = drawn.ties
    arrays = drawn.arrays
    return [
        arrays_of(zip(a.tolist(), b.tolist(), strict=True), arrays.sector.tolist(), directed=arrays.directed)
        for a, b in zip(source, target, strict=True)
    ]


def ties_with_unknown(arrays: Arrays) -> set[tuple[int, int]]:
    ends = zip(arrays.source.tolist(), arrays.target.tolist(), strict=True)
    return {(a, b) for a, b in ends if min(arrays.sector[a], arrays.sector[b]) < 0}


def busyness(arrays: Arrays) -> list[list[int]]:
    """Give, for each organisation, how many ties it sends, receives, and has both ways."""
    there = np.zeros((arrays.n, arrays.n), dtype=int)
    there[arrays.source, arrays.target] = 1
    if not arrays.directed:
        there += there.T
    return [there.sum(axis=1).tolist(), there.sum(axis=0).tolist(), (there * there.T).sum(axis=1).tolist()]


@shapes()
def test_every_organisation_is_as_busy_on_every_redrawn_map(arrays: Arrays) -> None:
    (drawn, *_) = redrawn(arrays, 20, 1)
    for each in maps_of(drawn):
        assert each.m == arrays.m
        assert busyness(each) == busyness(arrays)
        assert ties_with_unknown(each) == ties_with_unknown(arrays)


@shapes()
def test_parts_of_many_redrawn_maps_are_what_they_are_on_each_alone(arrays: Arrays) -> None:
    (drawn, *_) = redrawn(arrays, 12, 2)
    mixing, distances, cuts = (of(arrays).redrawn(drawn) for of in (mixing_of, distances_of, cuts_of))
    for number, each in enumerate(maps_of(drawn)):
        alone = mixing_of(each)
        assert mixing.within[number] == alone.within
        assert mixing.ties == alone.ties
        assert np.array_equal(mixing.totals[number], alone.totals)
        assert distances.cross_inverse_sum[number] == pytest.approx(distances_of(each).cross_inverse_sum)
        assert distances.inverse_sum[number] == pytest.approx(distances_of(each).inverse_sum)
        assert distances.cross_sum[number] == distances_of(each).cross_sum
        assert distances.cross_reachable[number] == distances_of(each).cross_reachable
        assert cuts.cross_bridges[number] == cuts_of(each).cross_bridges


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.1, 0.5, 1.2])
def test_every_organisation_has_as_many_deep_ties_where_they_are_held_apart(seed: int, share: float) -> None:
    arrays = random_arrays(seed, 25, share, 3, unknown=2)
    deep = np.random.default_rng(seed).random(arrays.m) < 0.3
    (drawn, *_) = redrawn(arrays, 30, seed, deep=deep)
    apart = drawn.state == DEEP
    was = np.bincount(np.concatenate([end[deep] for end in arrays.pairs]), minlength=arrays.n)
    for first, second in zip(drawn.first, drawn.second, strict=True):
        ends = np.concatenate([first[apart], second[apart]])
        assert np.array_equal(np.bincount(ends, minlength=arrays.n), was)
        graph = nx.Graph(zip(first.tolist(), second.tolist(), strict=True))
        assert graph.number_of_edges() == arrays.m
    depth = depth_of(arrays, deep, True, np.ones(arrays.m, dtype=int), 2).redrawn(drawn)
    assert depth.cross.tolist() == drawn.crossing.sum(axis=1).tolist()
    assert depth.cross_deep.tolist() == drawn.crossing[:, apart].sum(axis=1).tolist()


@pytest.mark.parametrize("share", [0.2, 1.4])
def test_what_nobody_could_have_reported_stays_as_it_is(share: float) -> None:
    arrays = random_arrays(3, 20, share, 2)
    silent = np.arange(20) < 7
    both = {
        (a, b)
        for a, b in zip(arrays.source.tolist(), arrays.target.tolist(), strict=True)
        if silent[a] and silent[b]
    }
    (drawn, *_) = redrawn(arrays, 100, 0, silent=silent)
    for each in maps_of(drawn):
        ends = zip(each.source.tolist(), each.target.tolist(), strict=True)
        assert {(a, b) for a, b in ends if silent[a] and silent[b]} == both
        assert busyness(each) == busyness(arrays)


@pytest.mark.parametrize(
    "ties",
    [
        [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (1, 5)],
        # Only three gaps, which are moved in the place of the ties: 12 of 15 pairs work together.
        [
            pair
            for pair in ((a, b) for a in range(6) for b in range(a + 1, 6))
            if pair not in {(0, 1), (2, 3), (0, 4)}
        ],
    ],
)
def test_the_mean_of_crossing_is_that_over_all_maps_with_these_numbers_of_partners(
    ties: list[tuple[int, int]],
) -> None:
    sector = [0, 0, 0, 1, 1, 1]
    every = all_graphs(6, ties)
    exact = np.mean([[sector[a] != sector[b] for a, b in sorted(graph)] for graph in every])
    arrays = arrays_of(ties, sector)
    seeds = [
        np.mean(np.concatenate([drawn.crossing.mean(axis=1) for drawn in redrawn(arrays, 200, seed)]))
        for seed in range(40)
    ]
    assert len(every) > 3
    assert abs(np.mean(seeds) - exact) < 4.5 * np.std(seeds, ddof=1) / np.sqrt(len(seeds))


def test_what_redrawn_maps_do_not_tell_is_refused_whatever_is_asked_of_it() -> None:
    arrays = random_arrays(0, 10, 0.4, 2)
    (drawn, *_) = redrawn(arrays, 5, 0)
    cuts, distances = cuts_of(arrays).redrawn(drawn), distances_of(arrays).redrawn(drawn)
    for ask in (
        lambda: len(cuts.bridges[0]),
        lambda: cuts.points.sum(),
        lambda: np.asarray(distances.nearness),
        lambda: float(distances.steps_from),
        lambda: distances.reached_from / 2,
        lambda: 2 * distances.reached_from,
        lambda: distances.reached_from > 0,
        lambda: bool(UNTOLD),
    ):
        with pytest.raises(NotRedrawnError):
            ask()
