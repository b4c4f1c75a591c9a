"""Distances on many redrawn maps at once: `network/many_distances.py`."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import arrays_of, random_arrays, shapes

from sysmap.network.graph import many_distances as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distances_of
from sysmap.network.graph.many_distances import levels_of


def alone(arrays: Arrays, source: np.ndarray, target: np.ndarray) -> list[list[float]]:
    """Count the pairs of one map by the search of one map."""
    ties = zip(source.tolist(), target.tolist(), strict=True)
    found = distances_of(arrays_of(ties, arrays.sector.tolist(), directed=arrays.directed))
    return [list(counts) for counts in (found.reached, found.known_reached, found.cross_reached)]


@shapes(least=1)
def test_a_map_among_many_has_the_distances_it_has_alone(arrays: Arrays) -> None:
    random = np.random.default_rng(0)
    # Maps of as many ties on the same organisations: names of organisations mixed.
    orders = [np.arange(arrays.n), *(random.permutation(arrays.n) for _ in range(4))]
    source, target = (np.stack([order[end] for order in orders]) for end in (arrays.source, arrays.target))
    together = levels_of(arrays, source, target)
    for number in range(len(orders)):
        for found, expected in zip(together, alone(arrays, source[number], target[number]), strict=True):
            assert found[number, : len(expected)].tolist() == expected
            assert not found[number, len(expected) :].any()


@pytest.mark.parametrize(("words", "arriving"), [(1, 1), (1, 10**9), (3, 5_000)])
def test_nothing_depends_on_how_many_are_searched_together(
    words: int, arriving: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = random_arrays(2, 150, 0.03, 3, unknown=9)
    source, target = np.tile(arrays.source, (5, 1)), np.tile(arrays.target, (5, 1))
    whole = levels_of(arrays, source, target)
    monkeypatch.setattr(module, "_WORDS", words)
    monkeypatch.setattr(module, "_ARRIVING", arriving)
    for found, expected in zip(levels_of(arrays, source, target), whole, strict=True):
        assert np.array_equal(found, expected)
