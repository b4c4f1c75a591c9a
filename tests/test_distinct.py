"""Columns read by their distinct values."""

from __future__ import annotations

import pandas as pd

from sysmap.records.values.distinct import by_distinct, is_true


def test_a_function_is_asked_once_for_each_distinct_value():
    asked = []
    by_distinct(pd.Series(["a", "b", "a"], dtype=object), asked.append)
    assert asked == ["a", "b"]


def test_every_row_has_the_answer_for_its_value():
    column = by_distinct(pd.Series(["a", "b", "a"], index=[5, 2, 9], name="x"), str.upper)
    assert column.to_dict() == {5: "A", 2: "B", 9: "A"}
    assert (column.name, column.dtype) == ("x", object)


def test_missing_cells_are_one_value():
    column = pd.Series(["a", None, float("nan")], dtype=object)
    assert by_distinct(column, lambda cell: cell != cell).tolist() == [False, True, True]


def test_a_column_without_rows_has_no_answers():
    assert by_distinct(pd.Series([], dtype=object), str.upper).tolist() == []


def test_truths_are_told_row_by_row():
    assert is_true(pd.Series(["a", "", "a"], dtype=object), len).tolist() == [True, False, True]
