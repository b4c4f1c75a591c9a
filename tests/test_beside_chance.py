"""Values in words beside both chances: `findings/beside_chance.py`, and the sentence that uses one."""

from __future__ import annotations

import math

import pytest
from conftest import draw

import sysmap as sm
from sysmap.findings.activity import Activity
from sysmap.findings.chance import Chance
from sysmap.findings.chance_words import headline_reading, level_reading, table_in_words
from sysmap.measures.evaluating import Value

DENSITY, STEPS = sm.catalogue["cross_density"], sm.catalogue["cross_distance"]
VALUE = Value(0.1, note="5 of 50")
ABOVE, AROUND = Chance(0.2, 0.15, 0.25, 0.01), Chance(0.11, 0.08, 0.14, 0.6)
APART = Activity({"NHS": 1.5, "Police": 6.0}, 0.01)
ALIKE = Activity({"NHS": 3.0, "Police": 3.5}, 0.6)


def test_a_reading_says_how_far_the_value_lies_from_what_chance_gives() -> None:
    assert level_reading(DENSITY, VALUE, ABOVE, Chance()) == (
        "10.0 % (5 of 50): 10.0 points below what chance gives, about 20.0 % (15.0 % to 25.0 %)"
    )


def test_where_the_two_chances_disagree_a_reading_names_both() -> None:
    assert level_reading(DENSITY, VALUE, ABOVE, AROUND) == (
        "10.0 % (5 of 50): 10.0 points below what shuffled sectors give, about 20.0 % (15.0 % to 25.0 %); "
        "within what these organisations' numbers of partners would give, about 11.0 % (8.0 % to 14.0 %)"
    )


def test_where_they_agree_it_says_so() -> None:
    assert level_reading(DENSITY, VALUE, ABOVE, Chance(0.16, 0.12, 0.2, 0.02)) == (
        "10.0 % (5 of 50): 10.0 points below what chance gives, about 20.0 % (15.0 % to 25.0 %); also below "
        "what these organisations' numbers of partners would give, about 16.0 %"
    )


def test_within_the_band_no_distance_is_said() -> None:
    said = level_reading(STEPS, Value(2.5), Chance(2.4, 2.2, 2.6, 0.4), Chance())
    assert said == "2.50: within what chance gives, about 2.40 (2.20 to 2.60)"


def test_numbers_have_their_distance_in_their_own_unit() -> None:
    said = level_reading(STEPS, Value(2.9), Chance(2.4, 2.2, 2.6, 0.01), Chance())
    assert said.startswith("2.90: 0.500 above what chance gives")


def test_a_distance_that_rounds_to_nothing_is_not_said_to_be_none() -> None:
    said = level_reading(DENSITY, Value(0.1002), Chance(0.1, 0.09999, 0.1001, 0.01), Chance())
    assert "less than 0.1 points above what chance gives" in said


def test_where_nothing_else_can_be_no_band_is_given() -> None:
    certain = Chance(1.0, 1.0, 1.0, 1.0)
    assert level_reading(DENSITY, Value(1.0), certain, Chance()) == (
        "100 %: the same as in nearly every shuffle of the sectors"
    )
    assert level_reading(DENSITY, Value(1.0), certain, certain) == (
        "100 %: the same as in nearly every shuffle of the sectors; the same as in nearly every map with "
        "these numbers of partners"
    )


def test_a_reading_of_an_undefined_value_gives_the_reason() -> None:
    said = level_reading(sm.catalogue["density"], Value(math.nan, "no_ties"), Chance(), Chance())
    assert said == "Not defined: no ties"


def test_the_headline_uses_the_second_chance_where_sectors_differ_in_how_busy_they_are() -> None:
    assert headline_reading(DENSITY, VALUE, ABOVE, AROUND, APART) == (
        "10.0 % (5 of 50): within what these organisations' numbers of partners would give, about 11.0 % "
        "(8.0 % to 14.0 %). Sectors differ in how busy their organisations are (mean partners from 1.50 "
        "(NHS) to 6 (Police), as far apart in 1 of 100 shuffles of the labels), so that shuffled sectors, "
        "which give about 20.0 %, are no fair comparison"
    )


@pytest.mark.parametrize(("busy", "activity"), [(AROUND, ALIKE), (AROUND, None), (Chance(), APART)])
def test_otherwise_the_headline_is_the_reading(busy: Chance, activity: Activity | None) -> None:
    said = headline_reading(DENSITY, VALUE, ABOVE, busy, activity)
    assert said == level_reading(DENSITY, VALUE, ABOVE, busy)


@pytest.fixture(scope="module")
def unequal() -> sm.SystemMap:
    """A map on which everybody works with the police and hardly anybody else."""
    others, police = [f"n{place:02}" for place in range(14)], ["p0", "p1", "p2"]
    ties = [f"{one}-{other}" for one in police for other in others if hash_of(one + other) % 4]
    labels = {**dict.fromkeys(others, "NHS"), **dict.fromkeys(police, "Police")}
    return draw(" ".join([*ties, "n00-n01", "p0-p1"]), **labels)


def hash_of(text: str) -> int:
    return sum(ord(letter) * (place + 3) for place, letter in enumerate(text))


def test_the_scorecard_says_which_chance_is_fair_and_how_that_was_decided(unequal: sm.SystemMap) -> None:
    card = sm.integration(unequal)
    assert card.activity is not None
    assert card.activity.differs
    assert "no fair comparison" in card.headline()
    assert any("fewer than 20" in note and "is then the fair one" in note for note in card.notes)


def test_the_scorecard_says_so_too_where_sectors_do_not_differ(riverside: sm.Records) -> None:
    card = sm.integration(sm.build_map(riverside, "2024"))
    assert card.headline("ei_index") == card.to_frame().at["ei_index", "reading"]
    assert any("does not show that they are equally busy" in note for note in card.notes)


def test_the_report_and_the_map_begin_with_the_same_sentence(unequal: sm.SystemMap) -> None:
    from sysmap.pages.map.summaries import summaries

    said = sm.integration(unequal).headline()
    assert said in summaries(unequal)["after"]


def test_a_value_outside_redrawn_ties_has_the_caveat_that_pairs_may_be_certain(
    riverside: sm.Records,
) -> None:
    frame = sm.integration(sm.build_map(riverside, "2024")).to_frame()
    outside = (frame["value"] < frame["low_busy"] - 1e-9) | (frame["value"] > frame["high_busy"] + 1e-9)
    assert outside.any()
    assert not outside.all()
    assert (frame["caveat"].str.contains("almost certain to work together") == outside).all()


def test_the_table_to_look_at_has_both_chances_in_the_unit_of_the_measure() -> None:
    system = draw("A-B B-C C-D D-E A-E A-C", A="x", B="x", C="y", D="y", E="y")
    shown = table_in_words(sm.integration(system, ["cross_share", "density"], draws=200).to_frame())
    row = shown.iloc[0]
    assert row["value"] == "50.0 %"
    assert (
        row["by chance (95 % band)"].count("%") == row["given how busy each is (95 % band)"].count("%") == 3
    )
    assert shown.iloc[1]["given how busy each is (95 % band)"] == ""
