"""Raw tables to typed tables: columns matched, own columns kept, words of strength understood."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import clean_table, empty_table, responded_wave


def cleaned(name: str, text: str, **options):
    header, *rows = (line.split(",") for line in text.split("\n"))
    frame = pd.DataFrame(rows, columns=header, index=range(2, len(rows) + 2), dtype=object)
    problems = Problems()
    return clean_table(name, RawTable(frame, Origin("x.csv")), problems, **options).frame, problems


def said(problems: Problems) -> list[tuple[str, str, str]]:
    return [(problem.severity, problem.row, problem.message) for problem in problems.found]


def test_a_table_has_all_its_columns_then_own_ones_then_where_rows_stand():
    frame, problems = cleaned("partners", "Ward,name,SECTOR\nEast,A,Police")
    assert list(frame.columns) == [*TABLES["partners"].names, "Ward", "row", "origin"]
    assert said(problems) == []


def test_what_is_missing_is_empty_nan_or_none_by_what_the_column_holds():
    frame, _ = cleaned("collaborations", "source,target\nA,B")
    row = frame.iloc[0]
    assert row["note"] == "" and row["wave"] == ""
    assert row["start"] is None and row["directed"] is None
    assert row["strength"] is None or row["strength"] != row["strength"]


def test_a_missing_column_lists_those_there_are():
    _, problems = cleaned("collaborations", "source,To whom\nA,B")
    assert ("fault", "1", "no column target; there are: source, To whom") in said(problems)


def test_a_header_in_other_marks_is_read_with_a_warning():
    frame, problems = cleaned("partners", "“name”,sector\nA,Police")
    assert list(frame["name"]) == ["A"]
    assert said(problems) == [("warning", "1", "the header '“name”' is read as name")]


def test_two_headers_for_one_column_are_a_fault():
    _, problems = cleaned("partners", "Name,name,sector\nA,B,Police")
    assert said(problems)[0] == (
        "fault",
        "1",
        "two columns would be name, 'Name' and 'name': rename or remove one",
    )


def test_a_column_that_a_table_does_not_have_is_said():
    _, problems = cleaned("collaborations", "source,target,frequency\nA,B,2")
    assert said(problems) == [
        ("warning", "1", "columns that collaborations do not have were not read: frequency")
    ]


@pytest.mark.parametrize("header", ["row", "family", "waves_listed"])
def test_an_own_column_does_not_replace_what_reading_adds(header):
    frame, problems = cleaned("partners", f"name,sector,{header}\nA,Police,mine")
    assert "mine" not in frame.to_numpy()
    assert said(problems)[0][0] == "warning"


def test_a_column_without_a_header_is_said_where_it_holds_something():
    _, problems = cleaned("collaborations", "source,target,, \nA,B,,x")
    assert said(problems) == [("warning", "1", "a column without a header was not read")]


def test_hostile_text_in_a_header_stays_on_its_line():
    _, problems = cleaned("collaborations", "source,target,a\u202eb\rc\nA,B,x")
    assert problems.found[0].message.endswith(r"were not read: a\u202eb\rc")


@pytest.mark.parametrize("table", ["collaborations", "asked", "memberships"])
def test_a_blank_required_cell_is_a_fault_at_its_row(table):
    required = TABLES[table].required
    _, problems = cleaned(table, "\n".join([",".join(required), ",".join("" for _ in required)]))
    # Records of one time only have one wave, and it needs no name.
    assert {problem.column for problem in problems.faults} == set(required) - {"wave"}


def test_a_cell_that_holds_whole_rows_is_a_fault():
    frame = pd.DataFrame(
        {"id": ["O1"], "name": ["A,Police\nO2,B,Council\nO3,C"], "sector": ["Police"]},
        index=[2],
        dtype=object,
    )
    problems = Problems()
    clean_table("partners", RawTable(frame, Origin("x.csv")), problems)
    assert "this cell holds whole rows" in problems.faults[0].message


def test_a_name_over_two_lines_with_a_comma_is_a_name():
    frame = pd.DataFrame({"name": ["A,\nEast"], "sector": ["Police"]}, index=[2], dtype=object)
    problems = Problems()
    typed = clean_table("partners", RawTable(frame, Origin("x.csv")), problems)
    assert list(typed.frame["name"]) == ["A, East"]
    assert not problems.found


# -- Strengths --


def strengths(*words: str, scale=None):
    frame, problems = cleaned(
        "collaborations",
        "\n".join(["source,target,strength", *(f"A,B,{word}" for word in words)]),
        scale=scale,
    )
    return list(frame["strength"]), problems


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["Weekly", "never", "several  times a week"], [5, 0, 6]),
        (["networking", "cooperating"], [1, 3]),
        (["networking", "cooperation", "coalition"], [1, 2, 4]),
        (["weak", "STRONG"], [1, 3]),
        (["yes", "No"], [1, 0]),
        (["a lot", "not at all", "N/A"], [3, 0, None]),
    ],
)
def test_words_of_one_scale_are_its_numbers(words, numbers):
    values, problems = strengths(*words)
    assert [None if value != value else value for value in values] == numbers
    assert not problems.found


def test_words_of_no_scale_are_one_fault_that_counts_them():
    _, problems = strengths("often", "now and then", "often", "1")
    (fault,) = problems.faults
    assert fault.row == "2, 3, 4"
    assert fault.message == (
        "words of no one scale: now and then (1, row 3), often (2, first in row 2); "
        'say what each stands for with scale={"word": number}'
    )


def test_words_of_two_scales_are_one_fault():
    _, problems = strengths("weekly", "strong")
    assert len(problems.faults) == 1


def test_a_word_among_numbers_is_a_fault_at_its_row():
    _, problems = strengths("1", "2", "weekly")
    assert [fault.row for fault in problems.faults] == ["4"]


def test_words_may_be_given_their_numbers():
    values, problems = strengths("Now and then", "often", "0", scale={"now and then": 1, "often": 2, "0": 0})
    assert values == [1, 2, 0]
    assert not problems.found


def test_words_that_the_given_scale_lacks_are_one_fault():
    _, problems = strengths("often", "rarely", scale={"often": 2})
    assert [fault.message.split(":")[0] for fault in problems.faults] == ["words that scale= does not name"]


# -- Who answered --


@pytest.mark.parametrize(
    ("header", "wave"),
    [
        ("responded_2022", "2022"),
        ("Responded 2022", "2022"),
        ("RESPONDED-Wave 1", "Wave 1"),
        (" responded__after ", "after"),
        ("responded2022", "2022"),
        ("responded", None),
        ("responded_", None),
        ("respondedly", None),
        ("has responded_2022", None),
    ],
)
def test_a_header_tells_the_wave_that_was_answered(header, wave):
    assert responded_wave(header) == wave


def test_an_empty_table_has_its_columns():
    assert list(empty_table("asked").columns) == [*TABLES["asked"].names, "row", "origin"]
