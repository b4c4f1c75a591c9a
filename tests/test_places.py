"""Maps of one place: `records/places.py` and `network/places.py`."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import partners, reports
from test_forums import faults, members, read

import sysmap as sm

SECTORS = {"A": "NHS", "B": "Police", "C": "Police", "D": "NHS"}
PLACES = ["East", "West | East", "west", ""]


def records(**frames: object) -> sm.Records:
    return read(
        partners=partners(SECTORS).assign(place=PLACES),
        collaborations=reports("A-B B-C C-D", "2024"),
        **frames,
    )


def on(place: str, **frames: object) -> list[str]:
    return list(sm.build_map(records(**frames), place=place).organisations.index)


def test_a_map_of_a_place_holds_its_organisations() -> None:
    system = sm.build_map(records(), place="East")
    assert list(system.organisations.index) == ["A", "B"]
    assert len(system.ties) == 1


def test_an_organisation_in_several_places_is_on_the_map_of_each() -> None:
    assert on("East") == ["A", "B"]
    assert on("West") == ["B", "C"]


def test_who_and_what_is_left_out_is_counted() -> None:
    notes = sm.build_map(records(), place="East").notes
    assert "2 organisations left out: not of East" in notes
    assert "2 records set aside: an end is not on the map of this wave" in notes


def test_the_rules_of_the_map_name_the_place_as_the_records_do() -> None:
    assert sm.build_map(records(), place=" east").rules.place == "East"


def test_without_a_place_everybody_is_there() -> None:
    system = sm.build_map(records())
    assert list(system.organisations.index) == list("ABCD")
    assert system.rules.place is None


def test_a_place_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(sm.ChoiceError, match="North.*East, West"):
        sm.build_map(records(), place="North")


def test_a_place_may_be_named_by_its_code() -> None:
    table = pd.DataFrame({"place": ["East", "West"], "code": ["E10000027", "E10000028"]})
    assert on("e10000027", places=table) == ["A", "B"]


def test_a_place_holds_the_places_that_are_a_part_of_it() -> None:
    table = pd.DataFrame({"place": ["East", "Shire"], "parent": ["Shire", ""]})
    assert on("Shire", places=table) == ["A", "B"]


def test_places_that_are_a_part_of_each_other_end_nothing() -> None:
    table = pd.DataFrame({"place": ["East", "Shire"], "parent": ["Shire", "East"]})
    assert on("Shire", places=table) == ["A", "B"]


def test_memberships_of_other_places_are_left_out() -> None:
    system = sm.build_map(records(memberships=members("A-X C-X")), place="East")
    assert system.forums["organisation"].tolist() == ["A"]


def test_an_organisation_in_several_places_has_no_one_place_to_cross() -> None:
    system = sm.build_map(records(), boundary="place")
    assert system.organisations["boundary"].tolist() == ["East", None, "west", None]
    assert "2 organisations of unknown place: left out of measures of the boundary" in system.notes


def test_maps_of_two_places_are_not_compared() -> None:
    ties = pd.concat([reports("A-B", "2022"), reports("A-B B-C", "2024")])
    found = read(partners=partners(SECTORS).assign(place=PLACES), collaborations=ties)
    maps = sm.build_map(found, "2022", place="East"), sm.build_map(found, "2024", place="West")
    with pytest.raises(sm.ComparisonError, match="place East and West"):
        sm.compare(*maps)


def test_a_code_that_is_none_of_an_area_is_a_warning() -> None:
    found = read(places=pd.DataFrame({"place": ["East"], "code": ["RV5"]}))
    assert found.problems[["value", "column"]].to_numpy().tolist() == [["RV5", "code"]]


def test_a_place_twice_with_different_content_is_a_fault() -> None:
    assert "stands twice" in faults(
        places=pd.DataFrame({"place": ["East", "east"], "kind": ["icb", "county"]})
    )
