"""Every triangle once: `network/triangles.py` against a loop over all threes."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from conftest import SHAPES, shapes

from sysmap.network.graph import triangles as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.triangles import Triangles


@shapes(most=80)
def test_triangles_equal_a_loop_over_all_threes(arrays: Arrays) -> None:
    there = {frozenset(pair) for pair in zip(*(ends.tolist() for ends in arrays.pairs), strict=True)}
    expected = [
        three
        for three in combinations(range(arrays.n), 3)
        if all(frozenset(pair) in there for pair in combinations(three, 2))
    ]
    assert sorted(tuple(sorted(three)) for three in Triangles(arrays).corners.tolist()) == expected


@shapes()
def test_each_side_is_the_pair_of_the_two_other_corners(arrays: Arrays) -> None:
    found = Triangles(arrays)
    low, high = arrays.pairs
    for corner in range(3):
        others = np.sort(np.delete(found.corners, corner, axis=1), axis=1)
        sides = found.sides[:, corner]
        assert np.array_equal(others, np.column_stack([low[sides], high[sides]]))


@shapes()
def test_arcs_of_a_pair_say_which_way_its_ties_point(arrays: Arrays) -> None:
    there = set(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
    if not arrays.directed:
        there |= {(b, a) for a, b in there}
    pairs = list(zip(*(ends.tolist() for ends in arrays.pairs), strict=True))
    forward, backward = Triangles(arrays).arcs
    assert forward.tolist() == [pair in there for pair in pairs]
    assert backward.tolist() == [pair[::-1] in there for pair in pairs]


@pytest.mark.parametrize("chunk", [1, 7, 100])
def test_the_list_does_not_depend_on_the_size_of_chunks(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = SHAPES["drawn at random with chance 0.4, ties"]
    whole = Triangles(arrays)
    monkeypatch.setattr(module, "_CHUNK", chunk)
    parts = Triangles(arrays)
    assert np.array_equal(parts.corners, whole.corners)
    assert np.array_equal(parts.sides, whole.sides)


@shapes()
def test_they_are_counted_as_they_are_listed(arrays: Arrays) -> None:
    assert Triangles(arrays).count == len(Triangles(arrays).corners)


def test_a_key_in_the_slot_of_another_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # With so few slots nearly every key shares one.
    monkeypatch.setattr(module, "_SLOTS", 0.1)
    keys = np.unique(np.random.default_rng(0).integers(0, 10**9, 20_000))
    known = module._Known(keys)
    wanted = np.sort(np.concatenate([keys[::3], keys[1:] - 1]))
    hit, place = known.find(wanted)
    assert np.array_equal(hit, np.flatnonzero(np.isin(wanted, keys)))
    assert np.array_equal(keys[place], wanted[hit])
