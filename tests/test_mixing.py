"""How ties mix the sectors: `network/mixing.py` and `measures/mixing.py`."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from conftest import agrees, arrays_of, draw, shapes, worked_out

import sysmap as sm
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import known_ends, mixing_of

# Of the ten ties nine have both ends in a known sector: within AB BC DE FG, between AD BD CD CF DF.
# Sectors of 3, 2 and 3 have 3 + 1 + 3 possible ties within, and 28 - 7 = 21 between.
WORKED = {
    "mean_partners": (2 + 3 + 3 + 5 + 1 + 3 + 2 + 0 + 1) / 9,
    "density": 10 / (9 * 8 / 2),
    "cross_share": 5 / 9,
    "ei_index": (5 - 4) / (5 + 4),
    "integration_ratio": (5 / 9) / (21 / 28),
    "cross_density": 5 / 21,
    "within_density": 4 / 7,
}

# 14 arcs, 13 between organisations of known sector: AB BA BC DE FG within, AD DA BD DB DC FC DF FD between.
WORKED_ON_ARCS = {
    "mean_partners": WORKED["mean_partners"],
    "density": 14 / (9 * 8),
    "cross_share": 8 / 13,
    "ei_index": (8 - 5) / (8 + 5),
    "integration_ratio": (8 / 13) / (21 / 28),
    "cross_density": 8 / 42,
    "within_density": 5 / 14,
}
BOUNDARY = ["cross_share", "ei_index", "integration_ratio", "cross_density", "within_density"]


@pytest.mark.parametrize("measure", WORKED)
def test_a_value_is_the_one_worked_by_hand(small: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, small), WORKED[measure])


@pytest.mark.parametrize("measure", WORKED_ON_ARCS)
def test_a_value_on_arcs_is_the_one_worked_by_hand(arrows: sm.SystemMap, measure: str) -> None:
    assert agrees(worked_out(measure, arrows), WORKED_ON_ARCS[measure])


@pytest.mark.parametrize("measure", BOUNDARY)
def test_one_sector_makes_a_measure_of_the_boundary_undefined(measure: str) -> None:
    assert worked_out(measure, draw("A-B B-C", A="NHS", B="NHS", C="NHS")) == "single_sector"


@pytest.mark.parametrize("measure", ["cross_share", "ei_index", "integration_ratio"])
def test_no_ties_comes_before_a_single_sector_in_the_order_of_reasons(measure: str) -> None:
    assert worked_out(measure, draw(A="NHS", B="NHS", C="NHS")) == "no_ties"


@pytest.mark.parametrize("measure", ["cross_share", "ei_index", "integration_ratio"])
def test_ties_to_organisations_of_unknown_sector_are_no_ties_of_the_boundary(measure: str) -> None:
    assert worked_out(measure, draw("A-U B-U", A="NHS", B="Police")) == "no_ties"


def test_density_within_sectors_of_one_member_each_is_undefined() -> None:
    system = draw("A-B", A="NHS", B="Police", C="Fire")
    assert worked_out("within_density", system) == "no_within_pairs"


def test_density_within_a_single_sector_of_one_member_is_undefined_for_the_single_sector() -> None:
    assert worked_out("within_density", draw("A-U", A="NHS", U="unknown", V="unknown")) == "single_sector"


def test_density_of_a_map_without_organisations_is_undefined_as_empty() -> None:
    assert worked_out("density", draw()) == "empty"


def test_density_of_one_organisation_is_undefined_for_too_few() -> None:
    assert worked_out("density", draw(A="NHS")) == "too_few_organisations"


def test_mean_partners_of_a_map_without_organisations_is_undefined() -> None:
    assert worked_out("mean_partners", draw()) == "empty"


def test_sectors_of_three_and_two_without_ties_have_a_density_between_of_zero() -> None:
    assert worked_out("cross_density", draw(A="NHS", B="NHS", C="NHS", D="Police", E="Police")) == 0


def test_adding_an_isolate_leaves_the_index_and_lowers_density() -> None:
    plain = draw("A-B B-C C-D", A="NHS", B="NHS", C="Police", D="Police")
    more = draw("A-B B-C C-D", A="NHS", B="NHS", C="Police", D="Police", E="Police")
    assert worked_out("ei_index", more) == worked_out("ei_index", plain)
    assert worked_out("density", more) < worked_out("density", plain)


def test_the_index_is_twice_the_share_less_one(small: sm.SystemMap) -> None:
    assert agrees(worked_out("ei_index", small), 2 * worked_out("cross_share", small) - 1)


@pytest.mark.parametrize("measure", [*BOUNDARY, "cross_partners", "organisation_ei"])
def test_blanking_a_sector_equals_removing_the_organisation(measure: str) -> None:
    sectors = {"A": "NHS", "B": "NHS", "C": "Police", "D": "Police", "E": "Fire"}
    blanked = worked_out(measure, draw("A-B B-C C-D D-E A-C", **{**sectors, "C": "unknown"}))
    removed = worked_out(measure, draw("A-B D-E", A="NHS", B="NHS", D="Police", E="Fire"))
    if isinstance(blanked, dict):
        assert blanked.pop("C") == "sector_unknown"
    assert agrees(blanked, removed)


def test_the_note_beside_a_density_counts_the_pairs_that_could_have_been_reported(
    small: sm.SystemMap,
) -> None:
    reading = sm.integration(small, "density", draws=0).to_frame().at["density", "reading"]
    assert "10 of 36 possible ties, of which 33 could have been reported" in reading


@shapes()
def test_counts_within_and_between_equal_a_loop_over_ties(arrays: Arrays) -> None:
    labels = [(arrays.sector[a], arrays.sector[b]) for a, b in zip(arrays.source, arrays.target, strict=True)]
    known = [(a, b) for a, b in labels if a >= 0 and b >= 0]
    mixing = mixing_of(arrays)
    assert (mixing.within, mixing.between) == (
        sum(a == b for a, b in known),
        sum(a != b for a, b in known),
    )


@shapes()
def test_possible_ties_equal_a_loop_over_pairs(arrays: Arrays) -> None:
    sector = arrays.sector
    pairs = [
        (a, b)
        for a in range(arrays.n)
        for b in range(arrays.n)
        if (a < b or (arrays.directed and a != b)) and sector[a] >= 0 and sector[b] >= 0
    ]
    mixing = mixing_of(arrays)
    assert mixing.within_capacity == sum(sector[a] == sector[b] for a, b in pairs)
    assert mixing.between_capacity == sum(sector[a] != sector[b] for a, b in pairs)


@shapes()
def test_totals_by_pair_of_sectors_equal_a_loop_over_ties(arrays: Arrays) -> None:
    k = len(arrays.sectors)
    counted = np.zeros((k, k))
    for a, b in zip(arrays.sector[arrays.source], arrays.sector[arrays.target], strict=True):
        if a >= 0 and b >= 0:
            counted[a, b] += 1
            counted[b, a] += not arrays.directed
    assert np.array_equal(mixing_of(arrays).totals, counted)


@shapes()
def test_a_stack_of_the_labels_as_they_are_counts_as_the_map_does(arrays: Arrays) -> None:
    own = arrays.sector[arrays.sector >= 0].astype(np.uint8)
    mixing = mixing_of(arrays)
    assert mixing.shuffled(np.stack([own, own], axis=1)).within.tolist() == [mixing.within] * 2


def test_known_ends_are_counted_among_organisations_of_known_sector_alone() -> None:
    arrays = arrays_of([(0, 1), (1, 2), (2, 3)], [0, -1, 1, 0])
    assert [ends.tolist() for ends in known_ends(arrays, arrays.source, arrays.target)] == [[1], [2]]


def test_mixing_is_frozen(small: sm.SystemMap) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.mixing.ties = 0  # type: ignore[misc]
