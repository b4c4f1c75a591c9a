"""Whether sectors differ in how busy they are: `findings/activity.py`."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import arrays_of, random_arrays

from sysmap.findings.activity import DIFFERS, Activity, activity_of
from sysmap.findings.draws import Draws
from sysmap.network.shuffling.shuffles import label_blocks


@pytest.mark.parametrize("seed", range(5))
def test_p_is_how_often_shuffles_put_the_means_as_far_apart(seed: int) -> None:
    arrays = random_arrays(seed, 25, 0.2, 2 + seed % 3, unknown=2)
    known = arrays.sector >= 0
    labels, partners = arrays.sector[known], arrays.partners[known]

    def between(column: np.ndarray) -> float:
        groups = [partners[column == code] for code in set(column.tolist())]
        return sum(len(group) * (group.mean() - partners.mean()) ** 2 for group in groups)

    shuffles = np.concatenate(list(label_blocks(labels, 300, 7)), axis=1)
    further = sum(between(column) >= between(labels) - 1e-9 for column in shuffles.T)
    found = activity_of(arrays, Draws(300, 7))
    assert found is not None
    assert found.p == (1 + further) / 301


def test_means_stand_from_the_least_busy_sector_to_the_busiest() -> None:
    found = activity_of(arrays_of([(0, 1), (0, 2), (0, 3), (1, 2)], [1, 1, 0, 0]), Draws(50))
    assert found is not None
    assert found.partners == {"s0": (2 + 1) / 2, "s1": (3 + 2) / 2}
    assert list(found.partners) == ["s0", "s1"]


@pytest.mark.parametrize(
    "arrays", [arrays_of([], []), arrays_of([(0, 1)], [0, 0]), arrays_of([(0, 1)], [0, -1])]
)
def test_one_sector_cannot_differ_from_others(arrays) -> None:
    assert activity_of(arrays, Draws(50)) is None


def test_sectors_without_a_tie_do_not_differ() -> None:
    found = activity_of(arrays_of([], [0, 0, 1, 1]), Draws(50))
    assert found is not None
    assert found.p == 1
    assert not found.differs


def test_sectors_differ_where_fewer_than_twenty_of_a_hundred_shuffles_put_them_as_far_apart() -> None:
    means = {"a": 1.0, "b": 4.0}
    assert Activity(means, DIFFERS).differs
    assert not Activity(means, DIFFERS + 0.001).differs
    said = Activity(means, 0.004).in_words()
    assert said == "mean partners from 1 (a) to 4 (b), as far apart in 1 of 100 shuffles of the labels"
