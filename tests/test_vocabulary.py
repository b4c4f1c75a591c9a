"""The words sysmap knows: its tables hold together, and spellings fold as they should."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from sysmap.palette import SHAPES
from sysmap.vocabulary import (
    families,
    family_of,
    fold,
    fold_header,
    scales,
    sector_marks,
    sector_spellings,
    sectors,
    slug,
)


def test_there_are_twelve_sectors_in_six_families():
    assert len(sectors()) == 12
    assert {sector.family for sector in sectors().values()} == set(families())
    assert len(families()) == 6


def test_every_sector_of_a_family_has_a_shape_of_its_own():
    for one, other in combinations(sectors().values(), 2):
        assert (one.family, one.shape) != (other.family, other.shape)
    assert {sector.shape for sector in sectors().values()} <= set(SHAPES)


def test_every_family_has_a_colour_of_its_own():
    colours = [family.colour for family in families().values()]
    assert len(set(colours)) == 6
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


def test_no_spelling_means_two_sectors():
    meant = [
        fold(word)
        for sector in sectors().values()
        for word in {sector.key, fold(sector.label), *map(fold, sector.aliases)}
    ]
    assert len(set(meant)) == len(meant)


def test_a_family_is_a_coarse_sector_unless_its_name_is_that_of_a_sector():
    assert sector_spellings()["nhs"] == ("nhs",)
    assert sector_spellings()["private"] == ("private",) and "private" in sectors()
    assert sector_spellings()["local government"] == ("local_authority",)


@pytest.mark.parametrize(
    ("key", "label"), [("gp", ""), ("primary_care", "NHS"), ("nhs", "NHS"), ("faith", "")]
)
def test_a_key_tells_its_family(key, label):
    assert family_of(key) == label


def test_sectors_of_ones_own_look_like_no_other_and_the_same_in_any_order():
    labels = ["Police", "Faith groups", "Business", "Growers", "Shops"]
    marks = sector_marks(labels)
    assert len({(mark.colour, mark.shape) for mark in marks.values()}) == len(labels)
    assert sector_marks(reversed(labels)) == marks


@pytest.mark.parametrize("number", [0, 1, 42, 60])
def test_any_number_of_sectors_has_marks(number):
    assert len(sector_marks(f"Sector {place}" for place in range(number))) == number


def test_every_scale_rises_from_no_tie_or_the_least():
    for words in scales().values():
        assert len(words) == len({fold(word) for word in words})
        assert all(strength >= 0 and strength == int(strength) for strength in words.values())


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  NHS \t Trust", "nhs trust"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("ﬁre", "fire")],
)
def test_case_and_white_space_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["Org ID", "org_id", "ORG-ID", "\ufeff'org id'", "“Org Id”", "org\u200bid"])
def test_marks_of_headers_fold(text):
    assert fold_header(text) == "orgid"


@pytest.mark.parametrize(
    ("text", "key"), [("Faith groups", "faith_groups"), ("A & B", "a_b"), ("!!", "other")]
)
def test_a_label_has_a_key(text, key):
    assert slug(text) == key
