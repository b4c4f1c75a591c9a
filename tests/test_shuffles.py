"""Shuffled labels and what they give exactly: `network/shuffles.py` and `network/moments.py`."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest
from conftest import SHAPES, draw, random_arrays, shapes

import sysmap as sm
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distance_matrix, distances_of
from sysmap.network.graph.mixing import known_ends, mixing_of
from sysmap.network.shuffling import shuffles as module
from sysmap.network.shuffling.moments import crossing_moments
from sysmap.network.shuffling.shuffles import label_blocks, same_sector

LABELS = np.array([0, 0, 0, 1, 1, 2])


def stacked(labels: np.ndarray, draws: int, seed: int = 0) -> np.ndarray:
    return np.concatenate(list(label_blocks(labels, draws, seed)), axis=1)


@pytest.mark.parametrize("size", [1, 13, 600, 10**9])
def test_the_labels_are_the_same_bytes_whatever_the_size_of_blocks(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = stacked(LABELS, 200)
    monkeypatch.setattr(module, "_BLOCK_BYTES", size)
    assert stacked(LABELS, 200).tobytes() == whole.tobytes()


def test_the_same_seed_gives_the_labels_it_has_always_given() -> None:
    assert stacked(LABELS, 3, seed=7).T.tolist() == [
        [1, 1, 0, 0, 2, 0],
        [0, 2, 1, 1, 0, 0],
        [0, 0, 0, 1, 2, 1],
    ]


def test_another_seed_gives_other_labels() -> None:
    assert stacked(LABELS, 20, seed=1).tobytes() != stacked(LABELS, 20, seed=2).tobytes()


def test_every_shuffle_leaves_the_sizes_of_sectors() -> None:
    assert {tuple(sorted(column)) for column in stacked(LABELS, 200).T.tolist()} == {tuple(LABELS)}


def test_every_arrangement_of_labels_is_equally_likely() -> None:
    draws = 6_000
    seen: dict[tuple[int, ...], int] = {}
    for column in stacked(np.array([0, 0, 1, 2]), draws).T.tolist():
        seen[tuple(column)] = seen.get(tuple(column), 0) + 1
    assert len(seen) == 12
    spread = sum((count - draws / 12) ** 2 / (draws / 12) for count in seen.values())
    assert spread < 31.26  # the 99.9th percentile of chi-squared with 11 degrees of freedom


def test_more_than_256_labels_take_two_bytes_and_lose_none() -> None:
    labels = np.arange(400)
    block = stacked(labels, 2)
    assert block.dtype == np.uint16
    assert np.array_equal(np.sort(block, axis=0)[:, 0], labels)


def test_no_organisation_and_no_shuffle_give_nothing() -> None:
    assert stacked(np.array([], dtype=int), 3).shape == (0, 3)
    assert list(label_blocks(LABELS, 0, 0)) == []


@shapes()
def test_counts_of_pairs_of_one_label_equal_a_loop_over_pairs(arrays: Arrays) -> None:
    source, target = known_ends(arrays, arrays.source, arrays.target)
    for block in label_blocks(arrays.sector[arrays.sector >= 0], 3, 0):
        counted = [
            sum(column[a] == column[b] for a, b in zip(source, target, strict=True)) for column in block.T
        ]
        assert same_sector(block, source, target).tolist() == counted


def test_more_pairs_than_a_byte_can_count_are_counted() -> None:
    labels = np.zeros((3, 2), dtype=np.uint8)
    assert same_sector(labels, np.zeros(1_000, dtype=int), np.ones(1_000, dtype=int)).tolist() == [1_000] * 2


@pytest.mark.parametrize(
    "sector", [[0, 0, 1], [0, 0, 0, 1], [0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 2], [0, 1, 2, 3]]
)
@pytest.mark.parametrize("seed", range(3))
def test_the_exact_mean_and_variance_are_those_over_all_arrangements(seed: int, sector: list[int]) -> None:
    n = len(sector)
    weight = np.triu(np.random.default_rng(seed).integers(0, 3, (n, n)).astype(float), 1)
    weight += weight.T
    crossing = [
        sum(weight[a, b] for a, b in combinations(range(n), 2) if labels[a] != labels[b])
        for labels in permutations(sector)
    ]
    upper = weight[np.triu_indices(n, 1)]
    mean, variance = crossing_moments(upper.sum(), (upper**2).sum(), weight.sum(axis=1), np.bincount(sector))
    assert mean == pytest.approx(np.mean(crossing), rel=1e-12)
    assert variance == pytest.approx(np.var(crossing), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("sizes", "expected"), [((10, 10), 0.05), ((18, 2), -0.62), ((5, 5, 5, 5), 0.58), ((34, 3, 3), -0.45)]
)
def test_what_sizes_alone_give_is_as_printed(sizes: tuple[int, ...], expected: float) -> None:
    mean, _ = crossing_moments(1, 1, np.eye(1, sum(sizes))[0], np.array(sizes))
    assert 2 * mean - 1 == pytest.approx(expected, abs=0.005)


def test_the_exact_mean_and_spread_of_the_club_are_as_printed() -> None:
    import networkx as nx

    graph = nx.karate_club_graph()
    degrees = np.array([degree for _, degree in graph.degree()], dtype=float)
    mean, variance = crossing_moments(78, 78, degrees, np.array([17, 17]))
    assert (2 * mean / 78 - 1, 2 * math.sqrt(variance) / 78) == pytest.approx(
        (0.0303030, 0.0950184), abs=1e-7
    )


def test_no_pair_has_no_weight_to_cross() -> None:
    assert crossing_moments(0, 0, np.zeros(1), np.array([1])) == (0, 0)


NAMES = [
    "drawn at random with chance 0.05",
    "drawn at random with chance 0.15",
    "drawn at random with chance 0.4",
]


@pytest.mark.parametrize("name", NAMES)
def test_shuffled_crossing_has_the_exact_mean_and_spread(name: str) -> None:
    arrays, draws = SHAPES[f"{name}, ties"], 5_000
    mixing = mixing_of(arrays)
    source, target = known_ends(arrays, arrays.source, arrays.target)
    degrees = np.bincount(np.concatenate([source, target]), minlength=int(arrays.sizes.sum()))
    mean, variance = crossing_moments(mixing.ties, mixing.ties, degrees.astype(float), arrays.sizes)
    crossing = mixing.shuffled(stacked(arrays.sector[arrays.sector >= 0], draws)).between
    assert abs(crossing.mean() - mean) < 5 * math.sqrt(variance / draws)
    assert crossing.std() == pytest.approx(math.sqrt(variance), rel=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_shuffled_nearness_has_the_exact_mean_and_spread(name: str) -> None:
    arrays, draws = SHAPES[f"{name}, ties"], 5_000
    distances = distances_of(arrays)
    moments = distances.crossing_moments()
    assert moments is not None
    shuffled = distances.shuffled(stacked(arrays.sector[arrays.sector >= 0], draws))
    assert shuffled is not None
    mean, deviation = moments[0], math.sqrt(moments[1])
    assert abs(shuffled.cross_inverse_sum.mean() - mean) < 5 * deviation / math.sqrt(draws)
    assert shuffled.cross_inverse_sum.std() == pytest.approx(deviation, rel=0.1)


@pytest.mark.parametrize("seed", range(4))
def test_the_closed_form_of_nearness_is_that_over_all_arrangements(seed: int) -> None:
    arrays = random_arrays(seed, 7, 0.3, 3, unknown=1)
    known = np.flatnonzero(arrays.sector >= 0)
    matrix = distance_matrix(arrays)[np.ix_(known, known)]
    near = np.divide(1, matrix, where=matrix > 0, out=np.zeros(matrix.shape))
    sums = [
        sum(near[a, b] for a, b in permutations(range(6), 2) if labels[a] != labels[b])
        for labels in permutations(arrays.sector[known].tolist())
    ]
    assert distances_of(arrays).crossing_moments() == pytest.approx((np.mean(sums), np.var(sums)), abs=1e-9)


def test_what_shuffles_expect_of_a_small_map_is_near_the_mean_over_all_arrangements() -> None:
    system = draw("A-B B-C C-D D-E A-C", A="NHS", B="NHS", C="Police", D="Police", E="Fire")
    every = np.array(list(permutations(system.arrays.sector.tolist())), dtype=np.uint8).T
    exact = (mixing_of(system.arrays).shuffled(every).between * 2 - 5) / 5
    row = sm.integration(system, "ei_index", draws=20_000).to_frame().loc["ei_index"]
    assert row["expected"] == pytest.approx(exact.mean(), abs=5 * exact.std() / math.sqrt(20_000))
