"""How much ties carry: `network/depth.py` and `measures/depth.py`."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import agrees, draw, shapes, worked_out

import sysmap as sm
from sysmap.network.depth import depth_of
from sysmap.network.graph.arrays import Arrays

WORKED = {
    # Of AD, BD, CD, CF and DF, BD is of two kinds and CF of strength 3, above (1 + 3) / 2. CD, of 2, is not.
    "deep_cross_share": 2 / 5,
    "multiplexity": (2 + 1 + 1 + 2 + 1 + 1 + 1 + 1 + 1 + 1) / 10,  # AB and BD are of two kinds
    "response_rate": 6 / 8,  # A B C D F G of those and E and H; U was not asked
    # Both ends of AB BC AD BD CD CF DF FG answered; both reported AB AD BD DF.
    "confirmation_rate": 4 / 8,
    "total_strength": {
        "A": 3 + 1,
        "B": 3 + 1 + 2,
        "C": 1 + 2 + 3,
        "D": 1 + 2 + 2 + 1 + 2,
        "E": 2,
        "F": 3 + 1,  # nobody said how strong FG is
        "G": 2,
        "H": 0,
        "U": 2,
    },
}


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_same_where_ties_are_arcs(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED[measure])


def test_the_rate_of_confirmation_does_not_depend_on_whose_report_counts(records: sm.Records) -> None:
    confirmed = sm.build_map(records, "2024", report="confirmed")
    assert worked_out("confirmation_rate", confirmed) == WORKED["confirmation_rate"]


def test_a_confirmed_tie_has_the_lower_strength_of_its_two_sides(records: sm.Records) -> None:
    # AB of 3 and 2, AD of 1 and 1, BD of 2 and not said, DF of 1 and 1.
    confirmed = sm.build_map(records, "2024", report="confirmed")
    strengths = worked_out("total_strength", confirmed)
    assert [strengths[name] for name in "ABDF"] == [2 + 1, 2 + 2, 1 + 2 + 1, 1]


def test_who_answered_not_being_recorded_leaves_the_rates_undefined() -> None:
    system = draw("A-B B-C", A="NHS", B="Police", C="Fire")
    assert worked_out("response_rate", system) == worked_out("confirmation_rate", system) == "not_recorded"


def test_nobody_having_answered_is_a_rate_of_zero() -> None:
    assert worked_out("response_rate", draw(answered="", silent="ABC")) == 0


def test_no_pair_of_which_both_answered_leaves_confirmation_undefined() -> None:
    assert worked_out("confirmation_rate", draw("A-B", answered="A", silent="BC")) == "no_ties"


def test_one_sector_leaves_depth_between_sectors_undefined() -> None:
    assert worked_out("deep_cross_share", draw("A-B:x B-C:y", A="NHS", B="NHS", C="NHS")) == "single_sector"


def test_one_kind_without_strengths_cannot_tell_deep_from_thin() -> None:
    assert worked_out("deep_cross_share", draw("A-B:x B-C:x", A="NHS", B="Police", C="NHS")) == "one_kind"


def test_one_kind_of_a_single_strength_cannot_tell_deep_from_thin() -> None:
    system = draw("A-B:x:2 B-C:x:2", A="NHS", B="Police", C="NHS")
    assert worked_out("deep_cross_share", system) == "one_kind"


def test_ties_that_all_stay_inside_leave_depth_between_sectors_undefined() -> None:
    system = draw("A-B:x A-B:y", A="NHS", B="NHS", C="Police")
    assert worked_out("deep_cross_share", system) == "no_cross_ties"


def test_one_kind_comes_before_no_cross_ties_in_the_order_of_reasons() -> None:
    assert worked_out("deep_cross_share", draw("A-B:x", A="NHS", B="NHS", C="Police")) == "one_kind"


def test_strength_that_nobody_recorded_is_undefined_and_not_zero() -> None:
    assert set(worked_out("total_strength", draw("A-B B-C", D="NHS")).values()) == {"not_recorded"}


@shapes()
def test_counts_of_deep_ties_equal_a_loop_over_pairs(arrays: Arrays) -> None:
    low, high = arrays.pairs
    deep = np.random.default_rng(0).random(len(low)) < 0.5
    sector = arrays.sector
    crossing = [
        sector[a] >= 0 and sector[b] >= 0 and sector[a] != sector[b] for a, b in zip(low, high, strict=True)
    ]
    depth = depth_of(arrays, deep, True, deep + 1, 2)
    both = [one and other for one, other in zip(crossing, deep, strict=True)]
    assert (depth.cross, depth.cross_deep) == (sum(crossing), sum(both))


@shapes()
def test_a_stack_of_the_labels_as_they_are_counts_as_the_map_does(arrays: Arrays) -> None:
    deep = np.random.default_rng(0).random(len(arrays.pairs[0])) < 0.5
    own = arrays.sector[arrays.sector >= 0].astype(np.uint8)
    depth = depth_of(arrays, deep, True, deep + 1, 2)
    stack = depth.shuffled(np.stack([own, own], axis=1))
    assert stack.cross.tolist() == [depth.cross] * 2
    assert stack.cross_deep.tolist() == [depth.cross_deep] * 2
