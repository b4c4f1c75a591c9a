"""The steps by which a name is folded."""

from __future__ import annotations

import pytest

from sysmap.records.names.normalising import (
    basic,
    core,
    directions,
    expand,
    forms,
    initials,
    kinds_named,
    numbers,
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("The  Northshire Trust", "the northshire trust"),
        ("Hope Project (The)", "hope project"),
        ("St. John's & St Mary’s", "st johns and st marys"),
        ("NORTHSHIRE_COUNTY-COUNCIL", "northshire county council"),
        ("Ｎｏｒｔｈｓｈｉｒｅ", "northshire"),
    ],
)
def test_basic_leaves_letters_and_single_spaces(written, folded):
    assert basic(written) == folded


@pytest.mark.parametrize(
    ("written", "expanded"),
    [
        ("Northshire N.H.S. Trust", "northshire nhs trust"),
        ("Northshire FT", "northshire nhs foundation trust"),
        ("Northshire NHSFT", "northshire nhs foundation trust"),
        ("Northshire NHS FT", "northshire nhs foundation trust"),
        ("Northshire Foundation NHS Trust", "northshire nhs foundation trust"),
        ("Northshire Hosps NHS Tru", "northshire hospital nhs trust"),
        ("Northshire NHS Foundation T", "northshire nhs foundation trust"),
        ("Univ Hosp Northtown", "university hospital northtown"),
        ("Northshire CA", "northshire combined authority"),
        ("Northtown City Region", "northtown city region combined authority"),
        ("LB Northtown", "northtown"),
        ("London Borough of Northtown", "northtown"),
        ("northtown london boro", "northtown"),
        ("Royal Borough of Northtown", "northtown"),
        ("Northshire CC", "northshire county council"),
        ("Northtown MBC", "northtown borough council"),
        ("Northtown DC", "northtown district council"),
        ("NHS Northshire CCG", "nhs northshire clinical commissioning group"),
        ("NHS Northshire ICB", "nhs northshire integrated care board"),
        ("St Helena", "saint helena"),
        ("Northtown UA", "northtown"),
        ("Northtown Women?s Hospital", "northtown womens hospital"),
    ],
)
def test_expand_writes_out_what_is_abbreviated_or_cut_off(written, expanded):
    assert expand(written) == expanded


def test_core_leaves_out_what_many_bodies_share():
    assert core("The Northshire and District Hospitals NHS FT") == "northshire hospital"
    assert core("Metropolitan Borough of Northtown Council") == "northtown"


def test_core_keeps_the_expanded_name_where_nothing_else_is_left():
    assert core("The Council") == "the council"


def test_a_name_without_a_letter_or_digit_folds_to_nothing():
    assert basic("!!") == core("--") == ""


def test_kinds_directions_forms_and_numbers_are_read_from_a_name():
    assert kinds_named("North Yorkshire Fire and Rescue") == {"fire"}
    assert kinds_named("Northtown Women's and Children's") == {"women", "children"}
    assert directions("Greater Northtown, West") == {"greater", "west"}
    assert forms("London Borough of Northtown") == {"council"}
    assert forms("Northshire NHS Foundation Trust") == {"trust", "nhs"}
    assert forms("Northshire") == frozenset()
    assert numbers("School 3") != numbers("School 2")


def test_initials_leave_out_small_words_and_may_end_in_ft():
    found = initials("University Hospitals of Northtown NHS Foundation Trust")
    assert {"uhn", "uhnft", "uhon"} <= found
