"""Memberships counted, and what they are under shuffled sectors: `network/two_mode.py`."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from conftest import arrays_of
from test_forums import SEATS, on_forums

import sysmap as sm
from sysmap.network.graph.two_mode import two_mode_of


def seats(*pairs: tuple[str, int]) -> pd.DataFrame:
    """Return memberships as forum and place of the organisation."""
    rows = [(forum, f"n{place:03}") for forum, place in pairs]
    return pd.DataFrame(rows, columns=["forum", "organisation"], dtype=object)


def mixed_by_loop(pairs: list[tuple[str, int]], sector: tuple[int, ...]) -> int:
    """Count the forums whose members of known sector are of two sectors or more."""
    forums = {forum for forum, _ in pairs}
    on = {forum: {sector[place] for name, place in pairs if name == forum} - {-1} for forum in forums}
    return sum(len(sectors) > 1 for sectors in on.values())


def test_every_pair_of_forum_and_organisation_counts_once() -> None:
    found = two_mode_of(arrays_of([], [0, 0, 1]), seats(("x", 0), ("x", 0), ("y", 0), ("x", 2)))
    assert found.seats.tolist() == [2, 0, 1]
    assert (found.memberships, found.forums, found.organisations) == (3, 2, 3)


def test_members_of_unknown_sector_have_a_seat_and_mix_nothing() -> None:
    found = two_mode_of(arrays_of([], [0, -1, -1, 1]), seats(("x", 0), ("x", 1), ("y", 1), ("y", 2)))
    assert found.memberships == 4
    assert len(found.known) == 0
    assert int(found.mixed) == 0


def test_a_map_without_organisations_has_no_forums() -> None:
    found = two_mode_of(arrays_of([], []), seats())
    assert (found.memberships, found.forums, found.sectors) == (0, 0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_every_shuffle_counts_as_a_loop_over_its_labels_does(seed: int) -> None:
    random = np.random.default_rng(seed)
    sector = random.integers(-1, 3, 12)
    pairs = [(f"f{forum}", int(place)) for forum, place in random.integers(0, (6, 12), (30, 2))]
    found = two_mode_of(arrays_of([], sector.tolist()), seats(*pairs))
    assert int(found.mixed) == mixed_by_loop(pairs, tuple(sector))
    labels = np.array([random.permutation(sector[sector >= 0]) for _ in range(20)], dtype=np.uint8).T
    shuffled = found.shuffled(labels)
    for draw in range(20):
        drawn = sector.copy()
        drawn[sector >= 0] = labels[:, draw]
        assert shuffled.mixed[draw] == mixed_by_loop(pairs, tuple(drawn))


def test_shuffling_leaves_who_sits_where() -> None:
    found = two_mode_of(arrays_of([], [0, 1, 1]), seats(("x", 0), ("x", 1)))
    shuffled = found.shuffled(np.array([[1, 0], [0, 1], [1, 1]], dtype=np.uint8))
    assert shuffled.seats is found.seats
    assert shuffled.mixed.tolist() == [1, 1]


def test_what_shuffles_give_is_near_the_mean_over_all_orders_of_the_sectors() -> None:
    # Three forums with two members of known sector each; 2, 2 and 1 organisations: 8 of 10 pairs differ.
    system = on_forums(SEATS)
    known, forums = "ABCDE", (("A", "C"), ("A", "B"), ("C", "E"))
    exact = [
        sum(labels[known.index(one)] != labels[known.index(other)] for one, other in forums) / 3
        for labels in permutations("NNPPV")
    ]
    assert np.mean(exact) == pytest.approx(0.8)
    row = sm.integration(system, "cross_forum_share", draws=2000).to_frame().loc["cross_forum_share"]
    assert abs(row["expected"] - 0.8) <= 5 * np.std(exact) / np.sqrt(2000)
    assert row["ratio"] == pytest.approx((2 / 3) / row["expected"])
