"""Shortest ways: `network/distances.py` against a queue."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from conftest import arrays_of, random_arrays, shapes

from sysmap.network.graph import distances as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distance_matrix, distances_of
from sysmap.network.shuffling.shuffles import label_blocks


@shapes()
def test_the_matrix_of_distances_equals_a_queue_from_every_organisation(arrays: Arrays) -> None:
    assert np.array_equal(distance_matrix(arrays), by_queue(arrays))


@shapes()
def test_counts_by_distance_equal_those_of_a_queue(arrays: Arrays) -> None:
    matrix, sector = by_queue(arrays), arrays.sector
    known = (sector >= 0)[:, None] & (sector >= 0)[None, :]
    cross = known & (sector[:, None] != sector[None, :])
    found = distances_of(arrays)
    longest = len(found.reached)
    for counts, pairs in (
        (found.reached, np.ones_like(known)),
        (found.known_reached, known),
        (found.cross_reached, cross),
    ):
        assert counts[1:].tolist() == [(pairs & (matrix == step)).sum() for step in range(1, longest)]
    assert matrix.max(initial=0) == longest - 1
    assert found.cross_pairs == cross.sum()


@shapes()
def test_nearness_is_the_sum_of_one_over_the_distance_from_all_of_known_sector(arrays: Arrays) -> None:
    matrix = by_queue(arrays)
    inverse = np.divide(1, matrix, where=matrix > 0, out=np.zeros(matrix.shape))
    assert distances_of(arrays).nearness == pytest.approx(inverse[arrays.sector >= 0].sum(axis=0), rel=1e-12)


@shapes(most=100)
def test_counts_under_shuffles_equal_counting_anew_with_the_shuffled_labels(arrays: Arrays) -> None:
    known = arrays.sector >= 0
    found = distances_of(arrays)
    for block in label_blocks(arrays.sector[known], 6, 0):
        stack = found.shuffled(block)
        assert stack is not None
        for place in range(block.shape[1]):
            sector = arrays.sector.copy()
            sector[known] = block[:, place]
            ends = list(zip(arrays.source.tolist(), arrays.target.tolist(), strict=True))
            again = distances_of(arrays_of(ends, sector.tolist(), directed=arrays.directed))
            assert stack.cross_reached[place].tolist() == again.cross_reached.tolist()


def test_no_matrix_of_all_pairs_is_made_above_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(arrays: Arrays) -> np.ndarray:
        raise AssertionError("a matrix of all pairs")

    monkeypatch.setattr(module, "distance_matrix", refuse)
    arrays = random_arrays(0, module.LISTED_LIMIT + 1, 0.0005, 3)
    assert distances_of(arrays).shuffled(np.zeros((arrays.n, 2), dtype=np.uint8)) is None


def test_a_directed_map_has_no_closed_form() -> None:
    assert distances_of(arrays_of([(0, 1)], [0, 1, 0, 1], directed=True)).crossing_moments() is None


def by_queue(arrays: Arrays) -> np.ndarray:
    """Search from every organisation with a queue; 0 where there is no way."""
    onward: list[list[int]] = [[] for _ in range(arrays.n)]
    for a, b in zip(arrays.source.tolist(), arrays.target.tolist(), strict=True):
        onward[a].append(b)
        if not arrays.directed:
            onward[b].append(a)
    matrix = np.zeros((arrays.n, arrays.n), dtype=int)
    for source in range(arrays.n):
        steps, queue = {source: 0}, deque([source])
        while queue:
            place = queue.popleft()
            for other in onward[place]:
                if other not in steps:
                    steps[other] = steps[place] + 1
                    queue.append(other)
        for other, distance in steps.items():
            matrix[source, other] = distance
    return matrix
