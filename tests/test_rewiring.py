"""Pairs redrawn by swaps of their ends: `network/rewiring.py`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from sysmap.network.shuffling import rewiring as module
from sysmap.network.shuffling.rewiring import Rewiring

Pair = tuple[int, int]
PICTURES: dict[str, tuple[int, list[Pair]]] = {
    "a hub and a ring": (8, [(0, 1), (1, 2), (0, 3), (1, 3), (2, 3), (2, 5), (3, 5), (3, 4), (5, 6)]),
    "three ties apart": (6, [(0, 1), (2, 3), (4, 5)]),
    "a ring": (5, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]),
    "a triangle with tails": (7, [(0, 1), (1, 2), (0, 2), (0, 3), (1, 4), (2, 5)]),
}


def rewiring(
    n: int,
    pairs: list[Pair],
    *,
    state: list[int] | None = None,
    oriented: list[bool] | None = None,
    barred: tuple[int, ...] = (),
) -> Rewiring:
    first, second = np.array(pairs, dtype=np.int32).reshape(-1, 2).T
    closed = np.zeros(n, dtype=bool)
    closed[list(barred)] = True
    return Rewiring(
        first,
        second,
        np.array(state if state is not None else [0] * len(pairs), dtype=int),
        np.array(oriented if oriented is not None else [False] * len(pairs), dtype=bool),
        closed,
    )


def graphs(blocks: object) -> list[frozenset[Pair]]:
    """Return each draw as a set of pairs, the lower end first."""
    return [
        frozenset(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))
        for first, second in blocks
        for a, b in zip(first, second, strict=True)
    ]


def all_graphs(n: int, pairs: list[Pair], barred: tuple[int, ...] = ()) -> list[frozenset[Pair]]:
    """List every simple graph with as many pairs at each end: partners of the first, then of the next, ..."""

    def completed(place: int, left: list[int], chosen: list[Pair]) -> Iterator[frozenset[Pair]]:
        if place == n:
            yield frozenset(chosen)
            return
        open_ = [
            other
            for other in range(place + 1, n)
            if left[other] and not (place in barred and other in barred)
        ]
        for partners in combinations(open_, left[place]):
            rest = [count - (other in partners) for other, count in enumerate(left)]
            yield from completed(place + 1, rest, [*chosen, *((place, other) for other in partners)])

    return list(completed(0, np.bincount(np.ravel(pairs).astype(int), minlength=n).tolist(), []))


def test_all_graphs_are_those_found_among_all_sets_of_pairs() -> None:
    ring = PICTURES["a ring"]
    held = [2] * 5
    every = {
        frozenset(chosen)
        for chosen in combinations(combinations(range(5), 2), 5)
        if np.bincount(np.ravel(chosen), minlength=5).tolist() == held
    }
    assert len(all_graphs(*ring)) == len(every) == 12
    assert set(all_graphs(*ring)) == every


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 63, 200])
def test_there_are_as_many_draws_as_asked_for(count: int) -> None:
    assert len(graphs(rewiring(*PICTURES["a ring"]).draws(count, 0))) == count


@pytest.mark.parametrize("picture", PICTURES)
def test_the_same_seed_gives_the_same_draws_and_another_gives_others(picture: str) -> None:
    drawn = rewiring(*PICTURES[picture])
    assert graphs(drawn.draws(50, 3)) == graphs(drawn.draws(50, 3))
    assert graphs(drawn.draws(50, 3)) != graphs(drawn.draws(50, 4))


@pytest.mark.parametrize("pairs", [[], [(0, 1)], [(0, 1), (0, 2), (0, 3)], [(0, 1), (1, 2), (0, 2)]])
def test_where_nothing_can_be_swapped_every_draw_is_the_map(pairs: list[Pair]) -> None:
    assert set(graphs(rewiring(4, pairs).draws(30, 0))) == {frozenset(pairs)}


def random_pairs(seed: int, n: int, share: float) -> list[Pair]:
    random = np.random.default_rng(seed)
    return [pair for pair in combinations(range(n), 2) if random.random() < share]


@pytest.mark.parametrize("seed", range(6))
def test_every_organisation_keeps_its_number_in_each_state_and_no_pair_stands_twice(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 12 + 5 * seed
    pairs = random_pairs(seed, n, 0.1 + 0.08 * seed)
    state = random.integers(0, 3, len(pairs))
    drawn = rewiring(n, pairs, state=state.tolist(), oriented=(state == 2).tolist())
    changed = 0
    for first, second in drawn.draws(100, seed):
        for a, b in zip(first, second, strict=True):
            keys = np.minimum(a, b) * n + np.maximum(a, b)
            assert len(set(keys.tolist())) == len(pairs)
            assert (a != b).all()
            for code in range(3):
                mine = state == code
                was, now = (
                    np.bincount(np.concatenate([one[mine], other[mine]]), minlength=n)
                    for one, other in ((drawn.first, drawn.second), (a, b))
                )
                assert np.array_equal(was, now)
            arrows = state == 2
            assert np.array_equal(np.bincount(a[arrows]), np.bincount(drawn.first[arrows]))
            changed += set(keys.tolist()) != {low * n + high for low, high in pairs}
    assert changed > 90


def test_no_pair_of_two_barred_organisations_comes_to_be() -> None:
    barred = (0, 1, 2, 3, 4)
    pairs = [pair for pair in random_pairs(1, 12, 0.4) if not set(pair) <= set(barred)]
    for graph in graphs(rewiring(12, pairs, barred=barred).draws(300, 0)):
        assert not [pair for pair in graph if set(pair) <= set(barred)]


@pytest.mark.parametrize("barred", [(), (3, 4)])
@pytest.mark.parametrize("picture", PICTURES)
def test_every_graph_with_the_same_numbers_of_partners_is_equally_likely(
    picture: str, barred: tuple[int, ...]
) -> None:
    n, pairs = PICTURES[picture]
    pairs = [pair for pair in pairs if not set(pair) <= set(barred)]
    every = all_graphs(n, pairs, barred)
    equally_likely(rewiring(n, pairs, barred=barred), every)


def test_every_way_to_keep_seats_and_sizes_of_forums_is_equally_likely() -> None:
    seats = [(0, 4), (0, 5), (1, 4), (2, 4), (2, 6), (3, 5), (3, 6), (1, 6)]
    people, forums = np.bincount([a for a, _ in seats], minlength=4), (3, 2, 3)
    every = [
        frozenset(chosen)
        for chosen in combinations([(a, b) for a in range(4) for b in (4, 5, 6)], len(seats))
        if np.bincount([a for a, _ in chosen], minlength=4).tolist() == people.tolist()
        and np.bincount([b - 4 for _, b in chosen], minlength=3).tolist() == list(forums)
    ]
    equally_likely(rewiring(7, seats, oriented=[True] * len(seats)), every)


def equally_likely(drawn: Rewiring, every: list[frozenset[Pair]]) -> None:
    place = {graph: number for number, graph in enumerate(every)}
    seeds, draws = 20, 400
    shares = np.zeros((seeds, len(every)))
    for seed in range(seeds):
        for graph in graphs(drawn.draws(draws, seed)):
            shares[seed, place[graph]] += 1 / draws
    # Draws of one seed depend on one another a little: seeds do not.
    error = shares.std(axis=0, ddof=1) / np.sqrt(seeds)
    off = (shares.mean(axis=0) - 1 / len(every)) / error
    # Each alone, and all together: off by chance its square is 19/17 on average.
    assert (np.abs(off) <= 4).all() and (off**2).mean() <= 2.5
    assert len(every) > 1
    # And one seed alone is about as good as that many draws by lot.
    assert shares.std(axis=0).mean() < 1.5 * np.sqrt(1 / len(every) / draws)


@pytest.mark.parametrize("rounds", [(1, 1), (3, 3)])
def test_the_rank_of_the_map_among_its_draws_is_fair_however_few_rounds_there_are(
    rounds: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_ROUNDS", rounds)
    n, pairs = PICTURES["a hub and a ring"]
    every = all_graphs(n, pairs)
    random = np.random.default_rng(5)
    weight = {pair: random.random() for pair in combinations(range(n), 2)}
    draws, replicates = 19, 500
    ranks = np.zeros(draws + 1)
    for replicate in range(replicates):
        own = sorted(every[random.integers(len(every))])
        value = sum(weight[pair] for pair in own)
        others = [
            sum(weight[pair] for pair in sorted(graph))
            for graph in graphs(rewiring(n, own).draws(draws, replicate))
        ]
        below, same = sum(x < value - 1e-9 for x in others), sum(abs(x - value) <= 1e-9 for x in others)
        ranks[below + random.integers(same + 1)] += 1
    expected = replicates / (draws + 1)
    # The 99.9th percentile of chi-squared with 19 degrees of freedom.
    assert ((ranks - expected) ** 2 / expected).sum() < 43.82


def test_work_is_bounded_where_there_are_very_many_pairs() -> None:
    few, many = rewiring(40, random_pairs(0, 40, 0.4)), rewiring(400, random_pairs(0, 400, 0.4))
    assert few._pace(1_000)[1] > many._pace(1_000)[1] >= module._ROUNDS[0]
    assert many._pace(1_000)[1] * len(many.first) * 1_000 <= max(
        module._MOST_WORK, module._ROUNDS[0] * len(many.first) * 1_000
    )


def test_numbers_that_stand_more_than_once_in_a_row_are_found() -> None:
    random = np.random.default_rng(0)
    keys = random.integers(0, 60, (50, 40))
    found = [[(row == key).sum() > 1 for key in row] for row in keys]
    assert module._repeated(keys).tolist() == found
    assert module._repeated(np.zeros((3, 0), dtype=np.int64)).shape == (3, 0)
