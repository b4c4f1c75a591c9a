"""How often something is drawn at random, and from which seed."""

from __future__ import annotations

import numpy as np
import pytest

import sysmap as sm
from sysmap.findings.draws import Draws, checked_draws


def test_nothing_is_drawn_where_the_number_is_0():
    assert not Draws(0, 3)
    assert Draws(1)


def test_fewer_are_drawn_from_the_same_seed():
    assert Draws(500, 3).at_most(200) == Draws(200, 3)
    assert Draws(100, 3).at_most(200) == Draws(100, 3)


def test_whole_numbers_of_any_kind_are_taken_as_numbers_of_python():
    draws = checked_draws(np.int64(5), np.int64(2))
    assert draws == Draws(5, 2) and type(draws.count) is int and type(draws.seed) is int


@pytest.mark.parametrize(
    ("count", "seed", "said"),
    [
        (-1, 0, "permutations=-1 is not a whole number from 0 up"),
        (1.5, 0, "permutations=1.5 is not a whole number from 0 up"),
        (0, None, "seed= is not a whole number from 0 up"),
        (100_001, 0, "permutations=100001 is too many: at most 100,000 are made"),
    ],
)
def test_what_is_no_number_of_draws_is_refused_by_its_name(count, seed, said):
    with pytest.raises(sm.ChoiceError, match=said):
        checked_draws(count, seed, what="permutations")
