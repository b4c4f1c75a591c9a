"""What files, folders and frames turn into, before a layout says what their rows mean."""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from sysmap.errors import MissingFileError
from sysmap.records.containers.opening import FILE_LIMIT, open_all
from sysmap.records.problems import Origin, Problems
from sysmap.records.tables.declared import Column
from sysmap.records.values.reading_cells import read_column


def opened(*sources, **frames):
    problems = Problems()
    return open_all(sources, frames, problems), problems


def raw(frame: pd.DataFrame) -> pd.DataFrame:
    groups, _ = opened(frame)
    return groups[""]["table"].frame


def test_raw_tables_are_named_by_file_and_by_keyword(tmp_path):
    (tmp_path / "Our partners.csv").write_text("name\nA\n", encoding="utf-8")
    groups, _ = opened(tmp_path / "Our partners.csv", asked=pd.DataFrame({"wave": ["1"]}))
    assert list(groups[""]) == ["Our partners", "asked"]


def test_raw_tables_of_one_name_are_both_kept(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "ties.csv").write_text("source,target\n", encoding="utf-8")
    groups, _ = opened(tmp_path / "a", tmp_path / "b")
    assert list(groups[""]) == ["ties", "ties (2)"]


def test_rows_of_a_frame_are_numbered_as_under_a_header():
    frame = pd.DataFrame({"name": ["A", "B"]}, index=[17, 3])
    assert list(raw(frame).index) == [2, 3]


def test_an_index_with_a_name_is_a_column():
    frame = pd.DataFrame({"name": ["A"]}, index=pd.Index(["O1"], name="id"))
    assert raw(frame).to_dict("list") == {"id": ["O1"], "name": ["A"]}


def test_an_index_that_is_also_a_column_is_read_once():
    frame = pd.DataFrame({"id": ["O1"], "name": ["A"]}).set_index("id", drop=False)
    assert list(raw(frame).columns) == ["id", "name"]


def test_an_index_of_texts_is_not_lost():
    assert list(raw(pd.DataFrame({"name": ["A"]}, index=["O1"])).columns) == ["index", "name"]


def test_names_of_columns_become_texts():
    assert list(raw(pd.DataFrame([[1, 2]], columns=[2022, ("a", "b")])).columns) == ["2022", "('a', 'b')"]


def test_columns_of_a_frame_that_occur_twice_are_a_fault():
    frame = pd.DataFrame([["A", "B"]], columns=["name", "name"])
    _, problems = opened(frame)
    assert problems.take(Origin("data frame"))
    assert problems.faults[0].column == "name"


CELLS = [
    (pd.Series([1, None], dtype="Int64"), ["1", ""]),
    (pd.Series([1.0, np.nan]), ["1", ""]),
    (pd.Series([1.5, np.nan], dtype="float32"), ["1.5", ""]),
    (pd.Series([True, None], dtype="boolean"), ["TRUE", ""]),
    (pd.Series([True, False]), ["TRUE", "FALSE"]),
    (pd.Series([True, 1], dtype=object), ["TRUE", "1"]),
    (pd.Series(["a", None], dtype="category"), ["a", ""]),
    (pd.Series(["a", pd.NA], dtype="string"), ["a", ""]),
    (pd.Series([datetime(2023, 1, 2), None], dtype="datetime64[ns]"), ["2023-01-02", ""]),
    (
        pd.Series([date(2023, 1, 2), datetime(2023, 1, 2, 3)], dtype=object),
        ["2023-01-02", "2023-01-02 03:00:00"],
    ),
    (pd.Series(pd.to_timedelta([1, None], unit="D")), ["1 days 00:00:00", ""]),
    (pd.Series(pd.period_range("2023-01", periods=2, freq="M")), ["2023-01", "2023-02"]),
    (pd.Series([Decimal("1.50"), 1 + 2j], dtype=object), ["1.50", "(1+2j)"]),
    (pd.Series([["a"], {"b": 1}], dtype=object), ["['a']", "{'b': 1}"]),
    (pd.Series([np.array([1, 2]), b"x"], dtype=object), ["[1 2]", "b'x'"]),
    (pd.Series(["a\ud800b", "00123"], dtype=object), ["ab", "00123"]),
]


@pytest.mark.parametrize(("cells", "texts"), CELLS, ids=[str(number) for number in range(len(CELLS))])
def test_a_cell_of_any_kind_of_frame_is_read_as_what_it_shows(cells, texts):
    column = raw(pd.DataFrame({"name": ["A", "B"], "own": cells}))["own"]
    typed = read_column(column, Column("own"), Problems().at(Origin("x")))
    assert list(typed) == texts


def test_a_file_over_the_limit_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    _, problems = opened(path)
    assert [problem.message for problem in problems.faults] == ["larger than 100 MB: split the file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "x.csv")
    _, problems = opened(tmp_path / "x.csv")
    assert "not an ordinary file" in problems.faults[0].message


def test_a_file_that_may_not_be_opened_is_said(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("name\n", encoding="utf-8")

    def locked(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", locked)
    with pytest.raises(MissingFileError, match="if it is open elsewhere, close it"):
        opened(path)


def test_the_endings_of_names_count_in_any_case(tmp_path):
    (tmp_path / "TIES.CSV").write_text("source,target\n", encoding="utf-8")
    assert list(opened(tmp_path)[0][""]) == ["TIES"]
