"""Decisions about names: the review workbook, there and back, and the file that remembers them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sysmap.errors import MissingFileError, RecordsError
from sysmap.records.names.decisions import (
    COLUMNS,
    Decisions,
    decided_sectors,
    merged,
    read_aliases,
    write_aliases,
)
from sysmap.records.names.match import matches
from sysmap.records.names.review import (
    CHOICES,
    REVIEW_COLUMNS,
    SHEETS,
    Named,
    sure_ones,
    to_review,
    write_review,
)
from sysmap.records.names.reviewed import read_review

REGISTER = pd.DataFrame(
    {
        "id": ["H", "P", "M1", "M2"],
        "name": ["Northshire Hospitals NHS Trust", "Northshire Police", "Hope", "Hope"],
    }
)
NAMES = ["Northshire Hosps NHS Tru", "Northshire", "=1+1", "Hope", "Zzz"]


def alias(name: str, organisation: str = "", source: str = "accept", **more: str) -> dict[str, str]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        "name_as_written": name,
        "id": organisation,
        "source": source,
        **more,
    }


def aliases(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)


def named(names=NAMES, of=REGISTER) -> list[Named]:
    times = {"Hope": 3, "Zzz": 7}
    return [Named(match, times.get(match.name_as_written, 1), "ties.csv") for match in matches(names, of)]


@pytest.fixture
def review(tmp_path) -> Path:
    path = tmp_path / "names_review.xlsx"
    write_review(named(), REGISTER, path)
    return path


def fill(path: Path, answers: dict[str, dict[str, object]]) -> None:
    """Fill in cells as a person would, by name as written."""
    book = openpyxl.load_workbook(path)
    for sheet in (book[SHEETS[0]], book[SHEETS[1]]):
        for row in sheet.iter_rows(min_row=2, max_col=len(REVIEW_COLUMNS)):
            for column, value in answers.get(row[1].value, {}).items():
                row[REVIEW_COLUMNS.index(column)].value = value
    book.save(path)


# -- aliases.csv --


def test_aliases_read_back_as_they_were_written_sorted_and_with_no_live_formula(tmp_path):
    path = tmp_path / "aliases.csv"
    rows = aliases(alias("b", "B1"), alias("A", "=1+1", note="x, y"), alias("=cmd", "", "ignore"))
    write_aliases(rows, path)
    assert "\n'=cmd" in path.read_text(encoding="utf-8")
    found = read_aliases(path)
    assert found["name_as_written"].tolist() == ["=cmd", "A", "b"]
    assert found.loc[1].tolist() == ["A", "=1+1", "", "", "accept", "", "", "x, y"]


def test_the_same_aliases_give_the_same_bytes_in_any_order(tmp_path):
    rows = aliases(alias("b", "B1"), alias("a", "A1"), alias("a", "A2", valid_from="2023"))
    write_aliases(rows, tmp_path / "1.csv")
    write_aliases(rows.iloc[::-1], tmp_path / "2.csv")
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_columns_that_a_person_left_out_are_blank(tmp_path):
    path = tmp_path / "aliases.csv"
    path.write_text("Name as written,ID\nA,1\n", encoding="utf-8")
    assert read_aliases(path).loc[0].tolist() == ["A", "1", "", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,id\nA,1\n", "no column name_as_written"),
        ("name_as_written,id,valid_from\nA,1,soon\n", "is not a date"),
        ("name_as_written,id\n,1\n", "no name"),
    ],
)
def test_an_alias_that_cannot_be_used_is_a_fault(tmp_path, text, message):
    path = tmp_path / "aliases.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordsError, match=message):
        read_aliases(path)


def test_no_file_of_aliases_is_an_error_and_none_is_an_empty_one(tmp_path):
    with pytest.raises(MissingFileError):
        read_aliases(tmp_path / "aliases.csv")
    assert list(read_aliases(None).columns) == list(COLUMNS)


def test_a_decision_is_found_by_the_letter_before_the_folded_name():
    known = Decisions(aliases(alias("HOPE", "1"), alias("Hope", "2")))
    assert [known.of(name)[0].id for name in ("HOPE", "Hope")] == ["1", "2"]
    assert {decision.id for decision in known.of("hope")} == {"1", "2"}
    assert known.of("Faith") == []


def test_a_decision_of_a_person_is_never_overwritten():
    before = aliases(alias("A", "1", decided_by="KM"), alias("B", "2", "match"))
    after, refused = merged(before, aliases(alias("A", "9"), alias("B", "3"), alias("C", "4", "match")))
    assert dict(zip(after["name_as_written"], after["id"], strict=True)) == {"A": "1", "B": "3", "C": "4"}
    assert refused == ["A"]


def test_a_score_does_not_overwrite_a_person():
    after, refused = merged(aliases(alias("A", "1")), aliases(alias("A", "9", "match")))
    assert (after["id"].tolist(), refused) == (["1"], ["A"])


def test_deleting_a_row_undoes_a_decision():
    remembered = aliases(alias("Northshire", "P"))
    assert matches(["Northshire"], REGISTER, aliases=remembered)[0].remembered
    assert not matches(["Northshire"], REGISTER, aliases=remembered.head(0))[0].remembered


# -- The workbook --


def test_unsure_names_come_first_then_those_used_most(review):
    found = to_review(named(["Northshire Hospitals Ltd", "Zzz", "Hope", "Yyy"]))
    assert [(one.match.name_as_written, one.confidence) for one in found] == [
        ("Zzz", "unsure"),
        ("Hope", "unsure"),
        ("Yyy", "unsure"),
        ("Northshire Hospitals Ltd", "likely"),
    ]
    rows = list(openpyxl.load_workbook(review)[SHEETS[0]].iter_rows(min_row=2, max_col=2, values_only=True))
    assert rows == [(None, "Zzz"), (None, "Hope"), (None, "=1+1"), (None, "Northshire")]


def test_sure_names_stand_on_the_second_sheet_already_accepted(review):
    book = openpyxl.load_workbook(review)
    assert book.sheetnames == list(SHEETS)
    rows = list(book[SHEETS[1]].iter_rows(min_row=2, max_col=7, values_only=True))
    assert [(row[0], row[1], row[5], row[6]) for row in rows] == [
        ("accept", "Northshire Hosps NHS Tru", "H", "sure")
    ]
    assert [one.match.id for one in sure_ones(named())] == ["H"]


def test_every_text_is_text_and_choices_are_lists(review):
    book = openpyxl.load_workbook(review)
    sheet = book[SHEETS[0]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["A2:A5"].formula1 == f'"{",".join(CHOICES)}"' and rules["A2:A5"].showErrorMessage
    assert not rules["L2:L5"].showErrorMessage  # free text is allowed


def test_names_that_several_have_are_told_apart_by_id(review):
    book = openpyxl.load_workbook(review)
    choices = [row[0] for row in book[SHEETS[2]].iter_rows(min_row=2, max_row=5, values_only=True)]
    assert choices == ["Hope (M1)", "Hope (M2)", "Northshire Hospitals NHS Trust", "Northshire Police"]


def test_the_same_names_give_the_same_workbook(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_review(named(), REGISTER, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_untouched_review_holds_only_what_was_sure(review):
    found = read_review(review)
    assert found[["name_as_written", "id", "source"]].to_numpy().tolist() == [
        ["Northshire Hosps NHS Tru", "H", "match"]
    ]


def test_each_decision_becomes_a_row_of_aliases(review):
    fill(
        review,
        {
            "Northshire": {"decision": "accept", "decided_by": "KM", "decided_on": "2024-05-01"},
            "Hope": {
                "decision": "Choose other",
                "correct_name": "Hope (M2)",
                "sector": "Housing",
                "note": "ok",
            },
            "=1+1": {"decision": "not an organisation"},
            "Zzz": {"decision": "new organisation"},
            "Northshire Hosps NHS Tru": {"decision": "ignore"},
        },
    )
    found = read_review(review).set_index("name_as_written")
    assert found.loc["Northshire", ["id", "source", "decided_by", "decided_on"]].tolist() == [
        "P",
        "accept",
        "KM",
        "2024-05-01",
    ]
    assert found.loc["Hope", ["id", "source", "note"]].tolist() == [
        "M2",
        "choose other",
        "sector: Housing; ok",
    ]
    assert found.loc["=1+1", ["id", "source"]].tolist() == ["", "not an organisation"]
    assert found.loc["Zzz", ["id", "source"]].tolist() == ["Zzz", "new organisation"]
    assert found.loc["Northshire Hosps NHS Tru", ["id", "source"]].tolist() == ["", "ignore"]
    assert decided_sectors(read_review(review)) == {"M2": "Housing"}


def test_a_name_typed_freely_is_a_new_organisation(review):
    fill(review, {"Zzz": {"decision": "choose other", "correct_name": "Zebra Trust"}})
    assert "Zebra Trust" in read_review(review)["id"].tolist()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"decision": "maybe"}, "is not a decision"),
        ({"decision": "accept"}, "no suggestion to accept"),
        ({"decision": "choose other"}, "write the correct name"),
        ({"decision": "ignore", "decided_on": "soon"}, "is not a date"),
    ],
)
def test_a_decision_that_cannot_be_read_is_a_fault_with_its_row(review, answer, message):
    fill(review, {"Zzz": answer})
    with pytest.raises(RecordsError, match=message) as error:
        read_review(review)
    assert error.value.problems[["sheet", "row"]].to_numpy().tolist() == [[SHEETS[0], "2"]]


def test_all_faults_of_a_review_are_said_at_once(review):
    fill(review, {"Zzz": {"decision": "accept"}, "Hope": {"decision": "perhaps"}})
    with pytest.raises(RecordsError) as error:
        read_review(review)
    assert len(error.value.problems) == 2


def test_a_workbook_that_is_no_review_is_said(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["name", "sector"])
    book.active.append(["A", "NHS"])
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(RecordsError, match="is it a review"):
        read_review(tmp_path / "x.xlsx")
    with pytest.raises(MissingFileError):
        read_review(tmp_path / "nowhere.xlsx")
