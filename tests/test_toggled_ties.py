"""Distances with a tie more or less: `network/graph/changed/toggled_ties.py`, held to searching again."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import SHAPES, arrays_of, random_arrays, shapes

from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.changed import toggled_ties as module
from sysmap.network.graph.changed.toggled_ties import Toggling
from sysmap.network.graph.distances import distance_matrix, distances_of, steps_to

KINDS = ("reached", "known_reached", "cross_reached")


def drawn_ties(arrays: Arrays, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw ties to toggle: half of them there, where there are so many."""
    random = np.random.default_rng(0)
    source, target = random.integers(0, arrays.n, (2, most))
    some = random.permutation(arrays.m)[: most // 2]
    source, target = np.append(source, arrays.source[some]), np.append(target, arrays.target[some])
    if not arrays.directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    keys = np.unique((source * arrays.n + target)[source != target])
    return keys // arrays.n, keys % arrays.n


def held_to_searching_again(arrays: Arrays, most: int = 16) -> None:
    source, target = drawn_ties(arrays, most)
    (found,) = Toggling.everywhere(distances_of(arrays)).toggled(source, target)
    ties = set(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    for number, tie in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        toggled = arrays_of(sorted(ties ^ {tie}), arrays.sector.tolist(), directed=arrays.directed)
        again = distances_of(toggled)
        for kind in KINDS:
            counts, expected = getattr(found, kind)[number], getattr(again, kind)
            assert counts[: len(expected)].tolist() == expected.tolist()
            assert not counts[len(expected) :].any()


@shapes(least=2)
def test_a_tie_more_or_less_gives_what_a_new_search_gives(arrays: Arrays) -> None:
    held_to_searching_again(arrays)


@pytest.mark.parametrize("directed", [False, True])
def test_nothing_depends_on_how_many_are_followed_together(
    directed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TOUCHED", 3)
    monkeypatch.setattr(module, "_STARTS", 5)
    held_to_searching_again(random_arrays(1, 40, 0.06, 4, unknown=4, directed=directed))


@pytest.mark.parametrize("directed", [False, True])
def test_samples_of_sources_that_hold_everybody_once_have_the_whole_as_their_mean(directed: bool) -> None:
    arrays = random_arrays(2, 90, 0.03, 3, unknown=8, directed=directed)
    source, target = drawn_ties(arrays, 40)
    distances = distances_of(arrays)
    (whole,) = Toggling.everywhere(distances).toggled(source, target)
    order = np.random.default_rng(0).permutation(arrays.n)
    parts = Toggling(distances, order).toggled(source, target, 9)
    alone = [Toggling(distances, order[at::9]).toggled(source, target)[0] for at in range(9)]
    for kind in KINDS:
        each = np.stack([getattr(part, kind) for part in parts])
        assert each.mean(axis=0) == pytest.approx(getattr(whole, kind), rel=1e-12)
        for found, other in zip(each, alone, strict=True):
            counts = getattr(other, kind)
            both = min(found.shape[1], counts.shape[1])
            assert found[:, :both] == pytest.approx(counts[:, :both], rel=1e-12)


@pytest.mark.parametrize("name", ["a line, arcs", "several words of sources, ties"])
def test_steps_to_all_are_those_of_the_matrix(name: str) -> None:
    arrays = SHAPES[name]
    places = np.random.default_rng(0).permutation(arrays.n)[: arrays.n // 2 + 1]
    steps, matrix = steps_to(arrays, places), distance_matrix(arrays)[places].T
    no_way = (matrix == 0) & (np.arange(arrays.n)[:, None] != places)
    assert ((steps == np.iinfo(steps.dtype).max) == no_way).all()
    assert (steps[~no_way] == matrix[~no_way]).all()


def test_ways_of_more_than_a_byte_are_told() -> None:
    path = arrays_of([(at, at + 1) for at in range(599)], [0] * 600)
    steps = steps_to(path, np.array([0, 300]))
    assert steps.dtype == np.uint16
    assert steps[599].tolist() == [599, 299] and steps[255].tolist() == [255, 45]
