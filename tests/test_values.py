"""What a cell says: texts, numbers, dates, yes or no."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysmap.records.problems import Origin, Problems
from sysmap.records.tables.declared import Column
from sysmap.records.values.reading_cells import clean, date_bounds, is_blank, read_column


def read(accepts: str, *cells, scale=None, name="x"):
    """Return the values read, and what was noted as (row, severity, message)."""
    problems = Problems()
    column = pd.Series(list(cells), index=range(2, len(cells) + 2), dtype=object)
    values = read_column(column, Column(name, accepts), problems.at(Origin("x.csv"), "t"), scale)
    return list(values), [(problem.row, problem.severity, problem.message) for problem in problems.found]


def faulty(accepts: str, cell) -> str:
    """Return the message of the one fault of a cell."""
    values, noted = read(accepts, cell)
    assert values[0] is None or values[0] != values[0]
    ((_, severity, message),) = noted
    assert severity == "fault"
    return message


# -- Texts --


@pytest.mark.parametrize("cell", [None, "", "  \t\n", float("nan"), np.float32("nan"), pd.NA, pd.NaT])
def test_nothing_is_blank(cell):
    assert is_blank(cell)
    assert clean(cell) == ("", "")


@pytest.mark.parametrize(
    "text", ["NA", "None", "NULL", "nan", "TRUE", "n/a", "-", "00123", "0", "1.0", "=1+1", "ﬁ"]
)
def test_words_for_nothing_and_numbers_stay_texts(text):
    assert read("text", text) == ([text], [])


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", "</script>", "{{7*7}}", "javascript:0", "'\"><", "\\u003c"]
)
def test_hostile_text_is_text(nasty):
    assert read("text", nasty) == ([nasty], [])


def test_white_space_is_folded_without_a_word():
    assert read("text", "  A \t B\u2028C\r\nD\u00a0E ") == (["A B C D E"], [])


def test_letters_and_their_accents_are_composed():
    assert read("text", unicodedata.normalize("NFD", "Café Ångström")) == (["Café Ångström"], [])


@pytest.mark.parametrize("letter", ["\u200b", "\u00ad", "\x07", "\ufeff", "\u200d", "\ud800", "\U000e0041"])
def test_invisible_letters_are_removed_with_a_warning(letter):
    assert read("text", f"A{letter}B") == (
        ["AB"],
        [("2", "warning", "control or zero-width characters removed")],
    )


@pytest.mark.parametrize("letter", ["\u202e", "\u2066", "\u202a"])
def test_marks_of_direction_are_removed_with_a_warning(letter):
    assert read("text", f"A{letter}B")[1] == [("2", "warning", "bidirectional control characters removed")]


@given(st.text())
def test_a_clean_text_is_clean(text):
    once, _ = clean(text)
    assert clean(once) == (once, "")
    assert once == unicodedata.normalize("NFC", once)


def test_a_text_over_the_limit_says_its_length():
    problems = Problems()
    read_column(pd.Series(["x" * 11]), Column("id", limit=10), problems.at(Origin("x.csv"), "t"))
    assert problems.faults[0].message == "11 letters; at most 10 are allowed: shorten it"


def test_a_value_from_a_note_is_never_shown():
    problems = Problems()
    read_column(pd.Series(["secret\u200b"]), Column("note"), problems.at(Origin("x.csv"), "t"))
    assert problems.found[0].value == ""


def test_every_row_with_a_bad_cell_is_named():
    _, noted = read("number", "x", "1", "x", "y")
    assert [row for row, _, _ in noted] == ["2", "4", "5"]


# -- Numbers --


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("5", 5),
        (" 5.5 ", 5.5),
        ("-1", -1),
        ("1e3", 1000),
        (".5", 0.5),
        (7, 7),
        (7.25, 7.25),
    ],
)
def test_numbers_are_digits_with_a_point(cell, value):
    assert read("number", cell) == ([value], [])


def test_thousands_commas_are_read_in_amounts_alone():
    assert read("amount", "1,234.5") == ([1234.5], [])
    assert faulty("number", "1,234.5")


@pytest.mark.parametrize("accepts", ["number", "amount", "strength", "rating", "whole"])
@pytest.mark.parametrize("cell", ["", None, "NaN", "n/a", "-", float("nan")])
def test_blank_and_words_for_nothing_are_missing_numbers(accepts, cell):
    (value,), noted = read(accepts, cell)
    assert np.isnan(value)
    assert noted == []


@pytest.mark.parametrize("cell", ["1,5", "½", "3 (weekly)", "5%", "£5", "1_000", "0x1F", "1 000", "x"])
@pytest.mark.parametrize("accepts", ["number", "amount", "strength"])
def test_what_is_no_number_is_a_fault(accepts, cell):
    assert faulty(accepts, cell)


def test_a_decimal_comma_shows_how_to_write_it():
    assert faulty("strength", "1,5") == "a decimal comma: write 1.5"


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e400", "∞", float("inf")])
@pytest.mark.parametrize("accepts", ["number", "strength"])
def test_an_infinite_number_is_a_fault(accepts, cell):
    assert "not a number that can be used" in faulty(accepts, cell)


def test_a_strength_is_above_0():
    assert "cannot be negative" in faulty("strength", -1)
    assert "does 0 mean no tie?" in faulty("strength", 0)


def test_a_word_of_the_scale_is_its_strength_in_any_case():
    assert read("strength", "Weekly ", "DAILY", "2", scale={"weekly": 5, "daily": 7}) == ([5, 7, 2], [])


@pytest.mark.parametrize("cell", [0, 5, "x", "2,5"])
def test_a_rating_is_from_1_to_4(cell):
    assert faulty("rating", cell) == "a rating is a number from 1 to 4"


@pytest.mark.parametrize("cell", ["1.5", "-1", "many", "inf"])
def test_a_whole_number_has_no_parts(cell):
    assert "is not a whole number" in faulty("whole", cell)


@pytest.mark.parametrize("accepts", ["number", "strength", "rating", "whole"])
def test_a_date_is_no_number(accepts):
    assert "format the column as a number" in faulty(accepts, datetime(2023, 1, 5))


# -- Yes and no --


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Y", True),
        ("yes", True),
        ("1", True),
        (1.0, True),
        (True, True),
        ("No", False),
        ("n", False),
        (0, False),
        ("FALSE", False),
        ("", None),
    ],
)
def test_yes_and_no_in_their_spellings(cell, said):
    assert read("yesno", cell) == ([said], [])


@pytest.mark.parametrize("cell", ["maybe", "2", "not asked", "✓"])
def test_neither_yes_nor_no_is_a_fault(cell):
    assert "neither yes nor no" in faulty("yesno", cell)


# -- Dates --


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2023-01-10", "2023-01-10"),
        ("2023-1-5", "2023-01-05"),
        ("2023-01", "2023-01"),
        ("2023", "2023"),
        (2023, "2023"),
        ("10/01/2023", "2023-01-10"),
        ("2023-01-10T09:30:00Z", "2023-01-10"),
        ("2023-01-10 09:30", "2023-01-10"),
        (date(2023, 1, 10), "2023-01-10"),
        (datetime(2023, 1, 10, 9), "2023-01-10"),
        (pd.Timestamp("2023-01-10", tz="UTC"), "2023-01-10"),
        ("NaN", None),
        (pd.NaT, None),
    ],
)
def test_dates_in_their_spellings(cell, day):
    assert read("date", cell) == ([day], [])


@pytest.mark.parametrize(
    "cell", ["31/02/2023", "2023-02-30", "0000-00-00", "2023-13", "29/02/2023", "32/01/2023"]
)
def test_a_day_that_does_not_exist_is_a_fault(cell):
    assert "no such date" in faulty("date", cell)


@pytest.mark.parametrize(
    "cell", ["TBC", "1 March 2023", "10/01/23", "12", "90000", -5, "2023-01-10x", "１２"]
)
def test_what_is_no_date_is_a_fault(cell):
    assert "is not a date" in faulty("date", cell)


@pytest.mark.parametrize("cell", ["44936", 44936, "44936.75"])
def test_the_day_number_of_a_spreadsheet_is_read_with_a_warning(cell):
    values, ((_, severity, message),) = read("date", cell)
    assert values == ["2023-01-10"]
    assert (severity, message) == ("warning", "a spreadsheet's day number, read as 2023-01-10")


def test_a_day_number_beyond_the_year_9999_is_a_fault():
    assert "beyond the year 9999" in faulty("date", "2958466")


@pytest.mark.parametrize("cell", ["1823-01-01", "2099"])
def test_a_date_of_another_century_is_a_warning(cell):
    values, ((_, severity, message),) = read("date", cell)
    assert values == [cell]
    assert severity == "warning" and "is the year right?" in message


def test_a_column_of_dates_has_one_form_and_the_rarer_is_a_fault():
    values, noted = read("date", "2023-01-10", "10/01/2023", "2023", "2022-05")
    assert values == ["2023-01-10", None, "2023", "2022-05"]
    assert [(row, severity) for row, severity, _ in noted] == [("3", "fault")]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2023", ("2023-01-01", "2023-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-12", ("2023-12-01", "2023-12-31")),
        ("2023-05-06", ("2023-05-06", "2023-05-06")),
        ("9999", ("9999-01-01", "9999-12-31")),
        ("9999-12", ("9999-12-01", "9999-12-31")),
        ("2023-02-30", None),
        ("before", None),
        ("", None),
    ],
)
def test_a_date_stands_for_its_first_and_last_day(text, bounds):
    assert date_bounds(text) == bounds


@given(
    st.one_of(
        st.text(max_size=12), st.integers(), st.floats(), st.dates(), st.datetimes(), st.booleans(), st.none()
    )
)
def test_every_cell_is_read_or_refused_by_every_reader(cell):
    for accepts in ("text", "number", "rating", "whole", "strength", "yesno", "date"):
        values, noted = read(accepts, cell)
        assert len(values) == 1
        assert len(noted) <= 1
