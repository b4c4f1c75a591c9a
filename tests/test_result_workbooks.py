"""Workbooks of results: numbers as numbers, headings in words, every column explained, names at the end."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import sysmap as sm
from sysmap.checking.examples import examples
from sysmap.outputs.workbooks.headings import UNITS, headings_of
from sysmap.outputs.workbooks.people import NAMES, NOT_DEFINED, READ_ME
from sysmap.records.tables.declared import TABLES
from sysmap.results import Result, ResultTable

TIES = ("kinds", "strength", "records", "confirmed", "crosses")
pytestmark = pytest.mark.usefixtures("few_redraws")


@pytest.fixture(scope="module")
def results() -> list[Result]:
    """One result of every kind that sysmap has."""
    return [one.result for one in examples(lambda kind: issubclass(kind, Result), "Result", ())]


@pytest.fixture(scope="module")
def books(results: list[Result], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Result, Any]]:
    folder = tmp_path_factory.mktemp("books")
    paths = [sm.save(result, folder / f"{place}.xlsx") for place, result in enumerate(results)]
    return [(result, openpyxl.load_workbook(path)) for result, path in zip(results, paths, strict=True)]


def tables(books: list[tuple[Result, Any]]) -> Iterator[tuple[ResultTable, Any]]:
    """Return every table of every result, with its sheet."""
    for result, book in books:
        shown = [one for one in result.tables() if list(one.frame.columns) != ["note"]]
        yield from zip(shown, [book[name] for name in book.sheetnames[1:-1]], strict=True)


def test_there_is_a_result_of_every_kind(results: list[Result]) -> None:
    kinds = {getattr(sm, name) for name in sm.__all__ if isinstance(getattr(sm, name), type)}
    assert {kind for kind in kinds if issubclass(kind, Result)} - {sm.Verification} <= {*map(type, results)}


def test_every_column_of_every_result_is_declared(results: list[Result]) -> None:
    """A new column needs a line in data/headings.csv; only sectors are called as the records call them."""
    for result in results:
        for table in result.tables():
            for name, heading in headings_of(table).items():
                matrix = table.title in ("ties", "possible", "density", "members by sector")
                assert heading.explanation or matrix, (type(result).__name__, table.title, name)
                assert heading.unit in UNITS
                assert heading.words


def test_every_line_of_the_headings_is_a_heading() -> None:
    text = resources.files("sysmap").joinpath("data", "headings.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert not [row for row in rows if None in row or None in row.values()]
    assert {row["unit"] for row in rows} <= {*UNITS, "follow"}
    assert all(row["column"] and row["heading"] and row["explanation"] for row in rows)


def test_every_column_of_a_map_is_declared_but_those_of_the_user(small: sm.SystemMap) -> None:
    for table in small.tables():
        for name, heading in headings_of(table).items():
            assert heading.explanation or name not in {*TABLES["partners"].names, *TIES}, (table.title, name)


def test_numbers_are_numbers_and_texts_texts(books: list[tuple[Result, Any]]) -> None:
    seen = 0
    for table, sheet in tables(books):
        frame = table.flat
        if {"measure", "label"} <= set(frame.columns):
            frame = frame.drop(columns="label")
        for line, row in enumerate(frame.itertuples(index=False, name=None), start=2):
            for column, cell in enumerate(row, start=1):
                written = sheet.cell(line, column).value
                if isinstance(cell, float) and math.isnan(cell) or cell is None:
                    assert written in (None, NOT_DEFINED, "")
                elif isinstance(cell, str):
                    assert written is None or isinstance(written, str)
                elif isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
                    assert isinstance(written, int | float), (table.title, frame.columns[column - 1])
                    # A change of a share is written in points.
                    points = "points" in sheet.cell(line, column).number_format
                    assert written == pytest.approx(100 * cell if points else cell, rel=1e-9, abs=1e-9)
                    seen += 1
    assert seen > 300


def test_shares_are_shown_in_per_cent_and_their_changes_in_points(
    riverside_change: sm.Comparison, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(sm.save(riverside_change, tmp_path / "change.xlsx"))
    sheet = book["Comparison"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(line, 1).value: line for line in range(2, sheet.max_row + 1)}
    line = rows[sm.catalogue["cross_density"].label]
    row = riverside_change.to_frame().loc["cross_density"]
    assert sheet.cell(line, heads["After"]).value == pytest.approx(row["after"])
    assert sheet.cell(line, heads["After"]).number_format == "0.0%"
    assert sheet.cell(line, heads["Change"]).value == pytest.approx(100 * row["change"])
    assert sheet.cell(line, heads["From"]).value == pytest.approx(100 * row["low"])
    assert "points" in sheet.cell(line, heads["Change"]).number_format
    line = rows[sm.catalogue["mean_partners"].label]
    assert sheet.cell(line, heads["Change"]).number_format.startswith("+0.00")


def test_the_first_sheet_explains_every_column_and_the_last_names_it(books: list[tuple[Result, Any]]) -> None:
    for result, book in books:
        assert (book.sheetnames[0], book.sheetnames[-1]) == (READ_ME, NAMES)
        told = {(row[0], row[1]) for row in book[READ_ME].iter_rows(values_only=True) if row[0] and row[1]}
        named = {tuple(row[:2]) for row in book[NAMES].iter_rows(min_row=2, values_only=True)}
        for name in book.sheetnames[1:-1]:
            for cell in book[name][1]:
                assert (name, cell.value) in told, (type(result).__name__, name, cell.value)
                assert (name, cell.value) in named
        for note in result.notes:
            assert any(note == row[0] for row in book[READ_ME].iter_rows(values_only=True))


def test_sheets_are_set_up_to_be_read_and_printed(books: list[tuple[Result, Any]]) -> None:
    for table, sheet in tables(books):
        assert sheet.freeze_panes == "B2"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        if len(table.flat):
            assert sheet.auto_filter.ref


def test_what_is_not_defined_says_so_with_the_reason(small: sm.SystemMap, tmp_path: Path) -> None:
    card = sm.integration(small, ["freeman_segregation", "deep_cross_share"], draws=0)
    frame = card.to_frame()
    undefined = frame[frame["undefined"] != ""]
    book = openpyxl.load_workbook(sm.save(card, tmp_path / "card.xlsx"))
    heads = [cell.value for cell in book["Scorecard"][1]]
    for row in book["Scorecard"].iter_rows(min_row=2, values_only=True):
        told = dict(zip(heads, row, strict=True))
        if told["Measure"] in set(undefined["label"]):
            assert told["Value"] == NOT_DEFINED
            assert " " in told["Why there is no value"]


def test_sheets_of_one_name_and_long_names_are_kept_apart(tmp_path: Path) -> None:
    from sysmap.outputs.workbooks.people import people_workbook

    frame = pd.DataFrame({"x": [1.5]})
    names = ["a/b", "A:B", "read me", "x" * 40, "x" * 40]
    (tmp_path / "b.xlsx").write_bytes(people_workbook(None, [ResultTable("", name, frame) for name in names]))
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert len(set(map(str.casefold, book.sheetnames))) == len(names) + 2
    assert max(map(len, book.sheetnames)) <= 31
