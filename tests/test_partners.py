"""Who the organisations are: ids, repeated rows, totals, and names that are probably one."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.tables.partners import FEWEST

NO_TIES = pd.DataFrame({"source": [], "target": []}, dtype=object)


def read(text: str) -> Records:
    """Read partners written as lines of ``id,name,sector`` (or with a header of their own)."""
    lines = [line.split(",") for line in text.strip().split("\n")]
    header = lines.pop(0) if "name" in lines[0] else ["id", "name", "sector"]
    frame = pd.DataFrame(lines, columns=header, dtype=object)
    return read_records(partners=frame, collaborations=NO_TIES)


def faults(text: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(RecordsError) as caught:
        read(text)
    problems = caught.value.problems
    problems = problems[problems["severity"] == "fault"]
    return list(problems[["row", "column", "value", "message"]].itertuples(index=False, name=None))


def warned(records: Records) -> list[tuple[str, str]]:
    """Return the warnings, but for that of a single sector."""
    problems = records.problems[~records.problems["message"].str.startswith("one sector")]
    return list(problems[["row", "message"]].itertuples(index=False, name=None))


SOUND = "O1,A,Council\nO2,B,Police\nO3,C,Voluntary\n"


def test_the_id_of_an_organisation_without_one_is_its_name():
    assert list(read("name,sector\nA,Police\nB,Police\nC,Council").partners["id"]) == ["A", "B", "C"]
    assert list(read("O1,A,Police\n,B,Police\nO3,C,Council").partners["id"]) == ["O1", "B", "O3"]


@pytest.mark.parametrize(
    "ids", [["00123", "0123", "123"], ["NA", "None", "nan"], ["TRUE", "true", "1"], ["1" * 20, "é", "E"]]
)
def test_ids_are_texts_and_differ_by_every_letter(ids):
    records = read("\n".join(f"{organisation},Name {organisation},Police" for organisation in ids))
    assert list(records.partners["id"]) == ids


def test_an_organisation_without_a_name_is_a_fault():
    assert faults(SOUND + "O4,,Police") == [("5", "name", "", "blank: a name is needed")]


def test_an_id_for_two_organisations_is_a_fault_that_names_both_rows():
    ((row, column, value, message),) = faults(SOUND + "O2,B,Council")
    assert (row, column, value) == ("5", "id", "O2")
    assert "(row 3 and row 5)" in message


def test_ids_that_look_the_same_in_other_letters_are_one_id():
    ((row, column, _, _),) = faults("Caf\u00e9,A,Police\nCafe\u0301,B,Police\nO3,C,Council\nO4,D,Council")
    assert (row, column) == ("3", "id")


def test_a_number_that_a_spreadsheet_shortened_is_told_so():
    ((_, _, _, message),) = faults("1.23457E+11,A,Police\n1.23457E+11,B,Police\nO3,C,Council\nO4,D,Council")
    assert "a spreadsheet seems to have turned this id into a number" in message


def test_a_row_that_stands_twice_is_kept_once_with_a_warning():
    records = read(SOUND + "O2,B,Police")
    assert len(records.partners) == 3
    assert warned(records) == [("5", "the same row again (row 3 and row 5): one organisation kept")]
    assert records.summary["set_aside"] == {"repeated rows": 1}


@pytest.mark.parametrize("total", [",Total,", "Sum,12,", ",ALL,-", ",totals,n/a"])
def test_a_last_row_of_totals_is_set_aside(total):
    records = read(SOUND + total)
    assert len(records.partners) == 3
    assert warned(records) == [("5", "a row of totals: set aside")]
    assert records.summary["set_aside"] == {"rows of totals": 1}


@pytest.mark.parametrize("text", [",Total,\n" + SOUND, SOUND + "O4,Totally Local,"])
def test_totals_stand_last_and_are_called_so(text):
    assert [column for _, column, _, _ in faults(text)] == ["sector"]


def test_an_organisation_called_total_with_a_sector_is_one():
    assert len(read(SOUND + "O4,Total,Private").partners) == 4


@pytest.mark.parametrize("count", range(1, FEWEST))
def test_fewer_than_three_organisations_are_no_system(count):
    ((_, _, _, message),) = faults("\n".join(SOUND.split("\n")[:count]))
    assert message == f"{count} organisation{'s' if count > 1 else ''}: at least 3 are needed"


def test_an_id_over_the_limit_says_its_length():
    ((row, _, value, message),) = faults(f"{SOUND}{'x' * 201},D,Police")
    assert row == "5" and len(value) == 60
    assert message == "201 letters; at most 200 are allowed: shorten it"


def test_a_name_that_is_too_long_for_an_id_asks_for_a_shorter_id():
    ((_, column, _, message),) = faults(f"name,sector\nA,Police\nB,Police\nC,Council\n{'x' * 300},Police")
    assert column == "id"
    assert message == "the id has 300 letters; at most 200 are allowed: write a shorter id"


def test_names_that_are_probably_one_are_listed_and_not_merged():
    records = read(SOUND + "O4,St. Mary's & Co,Police\nO5,ST MARYS AND CO (the),Police")
    assert len(records.partners) == 5
    ((row, message),) = warned(records)
    assert row == "5, 6"
    assert message.startswith("O4, O5 are probably one organisation")


@pytest.mark.parametrize(
    ("organisation", "words"),
    [
        ("2023-01-10", "looks like a date"),
        ("1-Jan", "looks like a date"),
        ("1.2E+11", "turned this id into a number"),
        ("Аcme", "letters of different scripts"),
    ],
)
def test_an_id_that_a_computer_may_have_changed_is_a_warning(organisation, words):
    ((row, message),) = warned(read(f"{SOUND}{organisation},D,Police"))
    assert row == "5" and words in message


def test_closed_before_opened_is_a_fault():
    ((row, column, value, message),) = faults(
        "id,name,sector,opened,closed\nO1,A,Police,2020-05,2019\nO2,B,Police,2020,2020\nO3,C,Police,,"
    )
    assert (row, column, value) == ("2", "closed", "2019")
    assert "closed (2019) before it opened (2020-05)" in message


def test_own_columns_are_kept_as_text_and_blank_where_a_list_lacks_them():
    first = pd.DataFrame({"id": ["O1", "O2"], "name": ["A", "B"], "sector": "Police", "Ward": ["001", None]})
    second = pd.DataFrame({"id": ["O3"], "name": ["C"], "sector": ["Council"]})
    records = read_records(first, second, NO_TIES)
    assert list(records.partners["Ward"]) == ["001", "", ""]


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", "=1+1", "{{7*7}}", "a\u2028b", '"; DROP TABLE--', "../../etc"]
)
def test_hostile_text_is_data_in_every_column_that_takes_text(nasty):
    frame = pd.DataFrame(
        {
            "id": [nasty, "O2", "O3"],
            "name": [nasty, "B", "C"],
            "sector": "Police",
            "place": nasty,
            "parent": nasty,
            "identifiers": nasty,
            "note": nasty,
            nasty: nasty,
        }
    )
    partners = read_records(partners=frame, collaborations=NO_TIES).partners
    shown = " ".join(nasty.split())
    for column in ("id", "name", "place", "parent", "identifiers", "note", shown):
        assert partners[column].iloc[0] == shown


def test_a_name_that_stands_twice_without_ids_is_told_so():
    ((row, column, value, message),) = faults("name,sector\nOak,NHS\nElm,Police\nOak,Council\nAsh,NHS")
    assert (row, column, value) == ("4", "name", "Oak")
    assert message.startswith("this name appears twice with different content (row 2 and row 4)")
    assert "an id each" in message
