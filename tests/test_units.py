"""Units as organisations or as parts of one: `records/tables/units.py` and `network/selecting.py`."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import asked, partners, reports
from test_forums import faults, members, read

import sysmap as sm

# The council has two units, one of which has a unit of its own; P and V stand alone.
SECTORS = {
    "Council": "Council",
    "Care": "NHS",
    "Home": "NHS",
    "Child": "NHS",
    "P": "Police",
    "V": "Voluntary",
}
PARENTS = ["", "Council", "Care", "Council", "", ""]
TIES = "Council-P Care-P Home-P Care-Child Home-Care P-V Child-V"


def council(ties: str = TIES, parents: list[str] = PARENTS, **frames: object) -> sm.Records:
    return read(
        partners=partners(SECTORS).assign(parent=parents), collaborations=reports(ties, "2024"), **frames
    )


def joined(**frames: object) -> sm.SystemMap:
    return sm.build_map(council(**frames), units="joined")


def test_units_stand_apart_unless_joined() -> None:
    system = sm.build_map(council())
    assert len(system.organisations) == 6
    assert system.rules.units == "apart"


def test_units_count_as_the_organisation_at_the_top() -> None:
    system = joined()
    assert list(system.organisations.index) == ["Council", "P", "V"]
    assert system.rules.units == "joined"
    assert list(system.graph.edges) == [("Council", "P"), ("Council", "V"), ("P", "V")]


def test_reports_of_all_units_are_records_of_one_tie() -> None:
    assert joined().graph.edges["Council", "P"]["records"] == 3


def test_units_have_the_boundary_of_the_top() -> None:
    assert joined().arrays.sectors == ("Council", "Police", "Voluntary")


def test_what_stays_inside_is_dropped_and_counted() -> None:
    notes = joined().notes
    assert "2 records dropped: both ends count as one organisation" in notes
    assert "3 units joined with the organisation of which they are a part" in notes


def test_a_top_that_was_not_there_itself_is_there_through_its_units() -> None:
    told = asked({"2024": ["Care", "P"]}, {"2024": []})
    system = joined(ties="Care-P", asked=told)
    assert list(system.organisations.index) == ["Council", "P"]


@pytest.mark.parametrize(
    ("answered", "silent", "expected"),
    [
        (["Care", "Child"], [], [True, True]),
        (["Care"], ["Child"], [True, False]),
        ([], [], [False, False]),
    ],
)
def test_an_organisation_answered_if_all_its_units_that_were_asked_did(
    answered: list[str], silent: list[str], expected: list[bool]
) -> None:
    system = joined(ties="Care-P", asked=asked({"2024": [*answered, "P"]}, {"2024": silent}))
    assert system.organisations.loc["Council", ["asked", "answered"]].tolist() == expected


def test_reports_of_units_confirm_those_about_the_top() -> None:
    system = sm.build_map(council("Care-P P-Council"), units="joined", report="confirmed")
    assert len(system.ties) == 1


def test_memberships_of_units_are_those_of_the_top() -> None:
    system = joined(memberships=members("Care-X Child-X P-X"))
    assert system.forums["organisation"].tolist() == ["Council", "P"]


def test_units_of_a_place_join_what_of_them_is_there() -> None:
    found = read(
        partners=partners(SECTORS).assign(parent=PARENTS, place=["", "East", "West", "", "East", ""]),
        collaborations=reports(TIES, "2024"),
    )
    system = sm.build_map(found, units="joined", place="East")
    assert list(system.organisations.index) == ["Council", "P"]
    assert system.graph.edges["Council", "P"]["records"] == 1


def test_without_units_joining_changes_nothing() -> None:
    records = read()
    one, other = sm.build_map(records), sm.build_map(records, units="joined")
    pd.testing.assert_frame_equal(one.ties, other.ties)
    assert one.notes == other.notes


def test_a_parent_may_be_named_by_its_name() -> None:
    everyone = pd.DataFrame(
        {"id": ["1", "2", "3"], "name": ["X", "Y", "Z"], "sector": "NHS", "parent": ["", "X", ""]}
    )
    assert read(partners=everyone, ties="1-2").partners["parent"].tolist() == ["", "1", ""]


def test_an_organisation_that_names_itself_is_at_the_top() -> None:
    own = sm.build_map(council(parents=["Council", *PARENTS[1:]]), units="joined")
    pd.testing.assert_frame_equal(own.ties, joined().ties)


def test_a_parent_that_is_no_partner_is_a_fault() -> None:
    with pytest.raises(
        sm.RecordsError, match="row 3, column parent: Counsil: is not a partner; did you mean Council"
    ):
        council(parents=["", "Counsil", "", "", "", ""])


@pytest.mark.parametrize(
    ("parents", "circle"),
    [
        (["Care", "Council", "", "", "", ""], "Care > Council > Care"),
        (["Home", "Council", "Care", "Care", "", ""], "Care > Council > Home > Care"),
    ],
)
def test_a_circle_of_parents_is_a_fault_that_shows_it(parents: list[str], circle: str) -> None:
    with pytest.raises(sm.RecordsError, match=f"1 fault.*\n.*circular: {circle};"):
        council(parents=parents)


def test_a_rule_of_units_that_is_not_there_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="apart, joined"):
        sm.build_map(read(), units="folded")


def test_maps_with_units_apart_and_joined_are_not_compared(records: sm.Records) -> None:
    with pytest.raises(sm.ComparisonError, match="units apart and joined"):
        sm.compare(sm.build_map(records, "2022"), sm.build_map(records, "2024", units="joined"))


def test_faults_of_parents_stand_with_the_others() -> None:
    everyone = partners(SECTORS).assign(parent=["", "Nowhere", "", "", "", ""])
    assert "2 faults" in faults(partners=everyone, ties="P-Nobody")
