"""Why the share of ties that cross differs: `findings/decomposing.py`."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from conftest import agrees, draw

from sysmap.findings.comparison.decomposition import (
    PARTS,
    BoundaryGroups,
    _parts,
    _share,
    decomposition,
    groups_of,
)


def groups(system, labels="NHS Police Voluntary"):
    return groups_of(system, labels.split())


def test_groups_have_sizes_partners_and_odds(small):
    # NHS ABC: AB BC inside, AD BD CD CF outside. Police DE: DE inside, DA DB DC DF outside.
    # Voluntary FGH: FG inside, FC FD outside. Eight organisations of known sector.
    found = groups(small)
    assert found.size.tolist() == [3, 2, 3]
    assert found.partners.tolist() == pytest.approx([8 / 3, 6 / 2, 4 / 3])
    assert found.odds.tolist() == pytest.approx([(4 / 4) / (5 / 2), (4 / 2) / (6 / 1), (2 / 2) / (5 / 2)])


def test_the_share_that_crosses_is_that_of_its_groups(small):
    found = groups(small)
    assert agrees(_share(found.size, found.partners, found.odds), 5 / 9)


def test_a_group_of_one_and_one_without_ties_inside_have_all_their_ties_outside():
    found = groups(draw("A-D B-D", A="NHS", B="NHS", C="NHS", D="Police"), "NHS Police")
    assert math.isnan(found.odds[1])
    assert math.isinf(found.odds[0])
    assert _share(found.size, found.partners, np.where(np.isnan(found.odds), 1, found.odds)) == 1


def test_the_parts_are_means_over_the_six_orders_and_sum(before, small):
    first, second = groups(before), groups(small)
    found = _parts(first, second)
    sides = {
        "composition": (first.size, second.size),
        "amount": (first.partners, second.partners),
        "mixing": (first.odds, second.odds),
    }
    total = _share(second.size, second.partners, second.odds) - _share(first.size, first.partners, first.odds)
    assert agrees(sum(found.values()), total)
    moves = []
    for order in permutations(PARTS):
        done = order[: order.index("mixing")]
        at = {part: int(part in done) for part in PARTS}
        now = {**at, "mixing": 1}
        moves.append(
            _share(*(sides[part][now[part]] for part in PARTS))
            - _share(*(sides[part][at[part]] for part in PARTS))
        )
    assert agrees(found["mixing"], sum(moves) / 6)


def test_what_one_wave_does_not_tell_comes_from_the_other():
    gone = BoundaryGroups(np.array([2, 0, 2]), np.array([1.0, np.nan, 1.0]), np.array([1.0, np.nan, 2.0]))
    there = BoundaryGroups(np.array([2, 2, 2]), np.array([1.0, 1.0, 1.0]), np.array([1.0, 0.5, 2.0]))
    found = _parts(gone, there)
    assert found["amount"] == found["mixing"] == 0
    assert found["composition"] != 0


def test_without_ties_in_a_wave_there_is_nothing_to_split(small):
    empty = draw("", A="NHS", B="Police", C="NHS")
    assert decomposition((empty, small), (empty, small))["change"].isna().any()
