"""Workbooks of Excel 97 to 2003 (.xls), read by xlrd as the sheets that they store.

It is written in Python alone: a damaged file is an error there, and never the end of the process.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from sysmap.records.containers.stored_cells import SheetCells
from sysmap.records.problems import Reading
from sysmap.records.tables.declared import AREA_LIMIT, COLUMN_LIMIT
from sysmap.records.values.cells import is_blank, letters_of

START = b"\xd0\xcf\x11\xe0"
_MERGED_SHOWN = 100
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}


def sheets_of_old_workbook(path: Path, here: Reading) -> list[SheetCells] | None:
    """Return the sheets of an old workbook; None, with the fault noted, where it cannot be read."""
    try:
        import xlrd
    except ImportError:
        here.fault(
            "an old workbook (.xls) needs the package xlrd: python -m pip install "
            '"sysmap[formats]", or save it as .xlsx'
        )
        return None
    try:
        # Merged cells are told only with the looks of cells.
        with xlrd.open_workbook(
            file_contents=path.read_bytes(), formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        ) as book:
            return [_sheet(book, sheet) for sheet in book.sheets()]
    except MemoryError:
        raise
    except Exception as error:  # whatever its reader stumbles over, the file is at fault
        if "encrypted" in str(error):
            here.fault("a password-protected workbook: save it as .xlsx without a password")
        else:
            here.fault(
                f"the workbook is damaged or incomplete ({type(error).__name__}): copy it again, or "
                "open it in a spreadsheet program and save it as .xlsx"
            )
    return None


def _sheet(book: Any, sheet: Any) -> SheetCells:
    found = SheetCells(sheet.name, _STATES.get(sheet.visibility, "hidden"))
    found.merged_count = len(sheet.merged_cells)
    found.merged = [
        f"{letters_of(left + 1)}{top + 1}:{letters_of(right)}{bottom}"
        for top, bottom, left, right in sheet.merged_cells[:_MERGED_SHOWN]
    ]
    area = 0
    for index in range(sheet.nrows):
        row = [_value(book, cell) for cell in sheet.row(index)]
        while row and is_blank(row[-1]):
            row.pop()
        area += len(row)
        if len(row) > COLUMN_LIMIT or area > AREA_LIMIT:
            found.too_much = f"more than {COLUMN_LIMIT:,} columns or {AREA_LIMIT:,} cells: split the table"
            break
        if row:
            found.rows.append((index + 1, row))
    return found


def _value(book: Any, cell: Any) -> Any:
    """Return what a cell stores: a number, a text, a truth, a date; None for nothing."""
    import xlrd

    value = cell.value
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(value, book.datemode)
        except (OverflowError, ValueError):
            return "#VALUE!"  # as a spreadsheet program shows a day beyond all calendars
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#VALUE!")
    return value if cell.ctype == xlrd.XL_CELL_TEXT and value else None
