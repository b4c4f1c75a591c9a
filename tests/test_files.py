"""Files written whole or not at all, and cells that stay text, both ways: `files.py`."""

from __future__ import annotations

import csv
import os
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sysmap.errors import MissingFileError, SysmapError
from sysmap.files import (
    creation_time,
    guarded,
    plain,
    unguarded,
    whole,
    write_csv,
    write_text,
    write_workbook,
)

LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "'=1", "''-1"]


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "é\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\n".encode()
    assert files_in(tmp_path) == ["a.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert path.read_text(encoding="utf-8") == "old"
    assert files_in(tmp_path) == ["a.txt"]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    for text in ("old", "new"):
        write_text(tmp_path / "a.txt", text)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "new"


def test_the_temporary_file_has_the_suffix_of_the_file(tmp_path: Path) -> None:
    with whole(tmp_path / "map.gephi.zip") as temporary:
        assert temporary.name.endswith(".gephi.zip")
        assert temporary.parent == tmp_path


def test_a_folder_that_is_not_there_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="none"):
        write_text(tmp_path / "none" / "a.txt", "x")


def test_a_place_that_cannot_be_taken_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(SysmapError, match="it is a folder"):
        write_text(tmp_path / "a.txt", "x")
    assert files_in(tmp_path) == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_a_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_text(tmp_path / "a.txt", "x")
    finally:
        os.umask(mask)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("text", LIVE)
def test_a_text_that_would_run_as_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "A", "'A", "1+1", " =1", "O'Neill", "a=b"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r＝a1 "), max_size=6) | st.text())
def test_taking_the_guard_away_gives_every_text_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


FRAME = pd.DataFrame(
    {"text": ["=1+1", "é"], "number": [0.25, np.nan], "whole": [1, 2], "sure": [True, False]},
    index=pd.Index(["@a", "b"], name="name"),
)


def test_a_csv_file_has_guarded_texts_and_numbers_that_read_back(tmp_path: Path) -> None:
    write_csv(FRAME, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["name", "text", "number", "whole", "sure"],
        ["'@a", "'=1+1", "0.25", "1", "yes"],
        ["b", "é", "", "2", "no"],
    ]


def test_a_number_in_a_csv_file_is_not_rounded(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"a": [0.1 + 0.2, np.float64(1 / 3)]}), tmp_path / "a.csv", index=False)
    cells = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").split()[1:]
    assert [float(cell) for cell in cells] == [0.1 + 0.2, 1 / 3]


def test_a_csv_file_begins_with_the_mark_that_spreadsheets_look_for(tmp_path: Path) -> None:
    write_csv(FRAME, tmp_path / "a.csv", index=False)
    assert (tmp_path / "a.csv").read_bytes().startswith("\ufefftext,number".encode())


def test_a_csv_file_has_plain_line_ends(tmp_path: Path) -> None:
    write_csv(FRAME, tmp_path / "a.csv")
    assert b"\r" not in (tmp_path / "a.csv").read_bytes()


def test_a_guarded_header_is_no_formula_either(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"=1": [1]}), tmp_path / "a.csv", index=False)
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig") == "'=1\n1\n"


def test_a_workbook_holds_every_text_as_text(tmp_path: Path) -> None:
    write_workbook({"One": FRAME, "a/b[c]:" + "x" * 40: FRAME}, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["One", ("a b c  " + "x" * 40)[:31]]
    sheet = book["One"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("@a", "s")
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
    assert (sheet["C2"].value, sheet["C3"].value) == (0.25, None)
    assert sheet.freeze_panes == "B2"


def test_a_workbook_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook({"One": FRAME}, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_address_in_a_workbook_is_no_link(tmp_path: Path) -> None:
    write_workbook({"One": pd.DataFrame({"a": ["http://example.org"]})}, tmp_path / "a.xlsx", index=False)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["One"]["A2"].hyperlink is None


def test_an_endless_number_is_a_blank_cell(tmp_path: Path) -> None:
    write_workbook({"One": pd.DataFrame({"a": [np.inf, 1.0]})}, tmp_path / "a.xlsx", index=False)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["One"]
    assert (sheet["A2"].value, sheet["A3"].value) == (None, 1)


def test_the_time_on_a_file_comes_from_the_environment_and_not_from_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert creation_time() == datetime(1980, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert creation_time() == datetime(2023, 11, 14, 22, 13, 20)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.nan, None),
        (pd.NA, None),
        (pd.NaT, None),
        (None, None),
        (("x", "y"), "x; y"),
        ("x", "x"),
        (pd.Timestamp("2024-01-02"), "2024-01-02 00:00:00"),
    ],
)
def test_a_cell_is_made_plain(value: object, expected: object) -> None:
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)
