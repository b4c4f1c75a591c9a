"""XLSX workbooks to raw tables: stored values only, and every sheet's doubts noted."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.archives import is_safe, note_damaged
from sysmap.records.cells import clean, is_blank
from sysmap.records.csv_files import named_once
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.tables import ROW_LIMIT
from sysmap.vocabulary import fold_header

_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"}
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ADDRESS = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>[^<]|<(?:\w+:)?is>")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:]+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*hidden="(1|true)"')


@dataclass(frozen=True)
class Sheet:
    """What one sheet of a workbook holds: the rows with anything in them, and its own XML."""

    title: str
    state: str
    rows: list[tuple[int, list[Any]]]
    xml: bytes


def read_workbook(path: Path, origin: Origin, problems: Problems) -> dict[str, pd.DataFrame]:
    """Read the sheets of a workbook as raw tables, by sheet name.

    What is wrong with the workbook is noted; what is wrong with a sheet is noted apart. Only
    stored values are read: no formula is worked out, no link followed, nothing unpacked.
    """
    if not is_safe(path, origin, problems):
        return {}
    try:
        with warnings.catch_warnings():
            # These warn of what would be lost on saving (drop-downs, styles), and of dates out of range,
            # which then stand as error values: nothing is saved here, and error values are faults.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            found = _opened(path)
    except MemoryError:
        raise
    except Exception as error:  # whatever its reader stumbles over, the file is at fault
        note_damaged(error, origin, problems)
        return {}
    frames: dict[str, pd.DataFrame] = {}
    for sheet in found:
        if sheet.state == "veryHidden":
            problems.warning(
                Origin(origin.file, sheet.title, origin.wave),
                "this sheet is hidden so that only a program can show it: not read",
            )
            continue
        place = _placed(sheet, origin)
        frame = _frame(sheet, place, problems.apart(place))
        if frame is not None:
            frame.attrs["origin"] = place
            frames[sheet.title] = frame
    if not frames and not problems.faults:
        problems.fault(
            origin,
            "no rows in any sheet: wanted are sheets partners and collaborations, found "
            f"{listed(shown(sheet.title) for sheet in found)}",
        )
    return frames


def _opened(path: Path) -> list[Sheet]:
    import openpyxl

    # Opened here, so that it is closed whatever happens: a file left open cannot be mended on Windows.
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            return [
                Sheet(
                    sheet.title,
                    sheet.sheet_state,
                    [] if sheet.sheet_state == "veryHidden" else list(_rows(sheet)),
                    archive.read(sheet._worksheet_path.lstrip("/")),
                )
                for sheet in book.worksheets
            ]
        finally:
            book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Give the rows that hold anything, with their numbers, without cells that are blank to the end."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        filled = len(row)
        while filled and is_blank(row[filled - 1]):
            filled -= 1
        if filled:
            yield number, [stored(cell) for cell in row[:filled]]


def stored(cell: Any) -> Any:
    """Keep numbers, dates and texts; write truths, times and durations as the text that is shown."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(cell) if isinstance(cell, time | timedelta) and not isinstance(cell, date) else cell


def _placed(sheet: Sheet, origin: Origin) -> Origin:
    """Give the place of a sheet, with the letters of its columns."""
    from openpyxl.utils import get_column_letter

    letters: dict[str, str] = {}
    for place, cell in enumerate(sheet.rows[0][1] if sheet.rows else [], start=1):
        letters.setdefault(clean(cell)[0], get_column_letter(place))
    return Origin(origin.file, sheet.title, origin.wave, {name: letters[name] for name in letters if name})


def _frame(sheet: Sheet, place: Origin, problems: Problems) -> pd.DataFrame | None:
    rows = sheet.rows
    if not rows:
        return None
    if len(rows) > ROW_LIMIT + 1:
        problems.fault(place, f"more than {ROW_LIMIT:,} rows: split the table or leave rows out")
        rows = rows[:1]
    if sheet.state == "hidden":
        problems.warning(place, "this sheet is hidden: read all the same")
    if b"autoFilter" in sheet.xml and _HIDDEN_ROW.search(sheet.xml):
        problems.warning(place, "rows are hidden by a filter: read all the same")
    for match in _MERGED.finditer(sheet.xml):
        problems.fault(place, f"merged cells {match[1].decode()}: unmerge them and fill each cell")
    (first, header), *body = rows
    titles = [clean(cell)[0] for cell in header]
    titles += [""] * (max([0, *(len(row) for _, row in body)]) - len(titles))
    _note_errors(rows, titles, place, problems)
    _note_formulas(sheet.xml, titles, place, problems)
    names = named_once(titles, place, problems)
    if not names:
        return pd.DataFrame()
    frame = pd.DataFrame(
        [row + [None] * (len(names) - len(row)) for _, row in body],
        columns=names,
        index=[number for number, _ in body],
        dtype=object,
    )
    frame.attrs["blank_rows"] = body[-1][0] - first - len(body) if body else 0
    return frame


def _note_errors(
    rows: list[tuple[int, list[Any]]], titles: list[str], place: Origin, problems: Problems
) -> None:
    from openpyxl.utils import get_column_letter

    for number, row in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell[:1] == "#" and cell in _ERRORS:
                problems.fault(
                    place,
                    f"an error value in cell {get_column_letter(column + 1)}{number}: "
                    "mend the formula or type the value",
                    row=number,
                    column=titles[column],
                    value="" if fold_header(titles[column]) in ("note", "notes") else cell,
                )


def _note_formulas(xml: bytes, titles: list[str], place: Origin, problems: Problems) -> None:
    """Note formula cells that no spreadsheet program has worked out and saved."""
    from openpyxl.utils import column_index_from_string

    if not _FORMULA.search(xml):
        return
    for cell in _CELL.finditer(xml):
        # A formula may have an empty text as its value; then the cell says that it holds a text.
        if not _FORMULA.search(cell[2]) or _VALUE.search(cell[2]) or b't="str"' in cell[1]:
            continue
        address = _ADDRESS.search(cell[1])
        letters, row = (address[1].decode(), address[2].decode()) if address else ("", "")
        column = column_index_from_string(letters) - 1 if letters else len(titles)
        problems.fault(
            place,
            f"a formula without a stored value in cell {letters}{row}: open the workbook in a "
            "spreadsheet program, save it, and read it again",
            row=row,
            column=titles[column] if column < len(titles) else "",
        )
