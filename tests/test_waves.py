"""Waves: which there are, in which order, and who was asked and answered in each."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.tables.waves import in_order

PARTNERS = pd.DataFrame(
    {"id": list("ABCD"), "name": list("ABCD"), "sector": ["Police", "Police", "Council", "NHS"]}
)


def table(text: str) -> pd.DataFrame:
    header, *rows = (line.split(",") for line in text.strip().split("\n"))
    return pd.DataFrame(rows, columns=header, dtype=object)


def read(ties: str, asked: str = "", waves: str = "", partners: pd.DataFrame = PARTNERS) -> Records:
    tables = {"collaborations": ties, "asked": asked, "waves": waves}
    return read_records(partners=partners, **{name: table(text) for name, text in tables.items() if text})


def faults(*texts: str, **options) -> list[tuple[str, str, str]]:
    with pytest.raises(RecordsError) as caught:
        read(*texts, **options)
    problems = caught.value.problems
    problems = problems[problems["severity"] == "fault"]
    return list(problems[["row", "column", "message"]].itertuples(index=False, name=None))


def warned(records: Records) -> list[str]:
    return list(records.problems["message"])


# -- Labels --


def test_case_and_white_space_do_not_tell_waves_apart():
    records = read("source,target,wave\nA,B,Wave 1\nA,C,wave  1\nA,D,Wave 1\nB,C,Wave 2")
    assert records.waves_in_order == ("Wave 1", "Wave 2")
    assert list(records.collaborations["wave"]) == ["Wave 1"] * 3 + ["Wave 2"]


def test_the_labels_outside_the_ties_decide_the_spelling():
    records = read(
        "source,target,wave\nA,B,BEFORE\nA,C,After",
        "wave,organisation,answered\nBefore,A,y\nafter,A,y\nafter,C,y\nAFTER,B,n",
    )
    assert set(records.collaborations["wave"]) == set(records.asked["wave"]) == {"Before", "after"}


def test_a_blank_wave_among_filled_ones_is_a_fault():
    assert faults("source,target,wave\nA,B,2022\nA,C,\nB,C, ") == [
        (row, "wave", "no wave, though other rows have one: fill it in") for row in ("3", "4")
    ]


def test_labels_of_no_known_wave_are_one_fault_that_counts_them():
    ((row, column, message),) = faults(
        "source,target,wave\nA,B,2022\nA,C,T1\nB,C,T1\nB,D,base", "wave,organisation,answered\n2022,A,y"
    )
    assert (row, column) == ("3, 4, 5", "wave")
    assert "waves known (2022): found 2022 (1), T1 (2), base (1)" in message


def test_ties_without_a_wave_belong_to_the_only_wave():
    assert list(
        read("source,target\nA,B", "wave,organisation,answered\n2022,A,y").collaborations["wave"]
    ) == ["2022"]


def test_ties_without_a_wave_are_a_fault_where_there_are_several():
    ((_, column, message),) = faults("source,target\nA,B", "wave,organisation,answered\n2022,A,y\n2024,A,y")
    assert column == "wave"
    assert message == "no wave, but the records name the waves 2022, 2024: add a column wave"


def test_records_without_waves_have_none():
    assert read("source,target\nA,B").waves_in_order == ()


# -- Order --

NONE = pd.DataFrame({"wave": []}, dtype=object)


@pytest.mark.parametrize(
    ("met", "order"),
    [
        (["2024", "2022"], ["2022", "2024"]),
        (["2022-10", "2022"], ["2022", "2022-10"]),
        (["Wave 10", "wave 9"], ["wave 9", "Wave 10"]),
        (["T2", "T1"], ["T1", "T2"]),
        (["After", "before"], ["before", "After"]),
        (["Follow-up", "Midline", "Baseline"], ["Baseline", "Midline", "Follow-up"]),
        (["spring", "autumn"], ["spring", "autumn"]),
        (["2022", "after"], ["2022", "after"]),
        ([], []),
    ],
)
def test_waves_stand_in_the_order_of_time(met, order):
    assert list(in_order(NONE, met)) == order


def test_the_table_of_waves_decides_their_order():
    waves = "wave,label\n2024,first\n2022,second"
    assert read("source,target,wave\nA,B,2022\nA,C,2024", waves=waves).waves_in_order == ("2024", "2022")


# -- Who answered --


def test_columns_of_partners_tell_who_was_asked_and_answered():
    partners = PARTNERS.assign(**{"Responded 2022": ["Y", "no", "Not asked", 1]})
    asked = read("source,target\nA,B", partners=partners).asked
    assert asked[["wave", "organisation", "answered", "respondents"]].to_numpy().tolist() == [
        ["2022", "A", True, 1.0],
        ["2022", "B", False, 0.0],
        ["2022", "D", True, 1.0],
    ]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [("", "blank"), (None, "blank"), ("maybe", "neither yes nor no"), (2, "neither yes nor no")],
)
def test_another_answer_in_such_a_column_is_a_fault(cell, problem):
    partners = PARTNERS.assign(responded_2022=["y", cell, "n", "y"])
    assert faults("source,target\nA,B", partners=partners) == [
        ("3", "responded_2022", f"{problem}: write yes, no or 'not asked'")
    ]


def test_the_table_asked_stands_before_the_columns_wave_by_wave():
    partners = PARTNERS.assign(responded_2022=["y"] * 4, responded_2024=["n"] * 4)
    asked = read(
        "source,target,wave\nA,B,2022", "wave,organisation,answered\n2022,A,n", partners=partners
    ).asked
    assert list(zip(asked["wave"], asked["organisation"], asked["answered"], strict=True)) == [
        ("2022", "A", False),
        *(("2024", organisation, False) for organisation in "ABCD"),
    ]


def test_respondents_default_to_one_who_answered_and_none_who_did_not():
    asked = read(
        "source,target\nA,B", "wave,organisation,answered,respondents\n2022,A,y,\n2022,B,n,\n2022,C,y,4"
    ).asked
    assert list(asked["respondents"]) == [1.0, 0.0, 4.0]


def test_the_same_answer_twice_is_kept_once_and_two_answers_are_a_fault():
    records = read("source,target\nA,B", "wave,organisation,answered\n2022,A,y\n2022,A,yes")
    assert warned(records) == ["the same row again: one kept"]
    assert records.summary["set_aside"] == {"repeated rows": 1}
    ((row, column, message),) = faults("source,target\nA,B", "wave,organisation,answered\n2022,A,y\n2022,A,n")
    assert (row, column) == ("2, 3", "answered")
    assert message == "A stands twice for 2022, not with the same answer: keep one row"


def test_an_asked_organisation_may_be_named_and_must_be_a_partner():
    partners = PARTNERS.assign(name=["Alpha", "Beta", "Gamma", "Delta"])
    assert list(
        read("source,target\nA,B", "wave,organisation,answered\n1,Beta,y", partners=partners).asked[
            "organisation"
        ]
    ) == ["B"]
    ((row, column, _),) = faults("source,target\nA,B", "wave,organisation,answered\n1,E,y")
    assert (row, column) == ("2", "organisation")


# -- Coverage --


def test_a_wave_that_was_answered_and_has_no_ties_is_a_warning():
    records = read("source,target,wave\nA,B,2022", "wave,organisation,answered\n2022,A,y\n2024,A,y\n2024,B,y")
    assert warned(records) == ["2 organisations answered in 2024, but there is no tie: is a file missing?"]


def test_waves_without_an_organisation_in_common_are_a_warning():
    records = read("source,target,wave\nA,B,2022\nC,D,2024")
    assert warned(records) == [
        "no organisation has a tie in both waves (2022 and 2024): change cannot be paired"
    ]
