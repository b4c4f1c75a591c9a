"""Workbooks, spreadsheets and documents to raw tables: stored values only, and every sheet's doubts noted."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.containers.archives import is_safe, note_damaged
from sysmap.records.containers.csv_files import named_once
from sysmap.records.containers.old_workbooks import START, sheets_of_old_workbook
from sysmap.records.containers.opendocument import sheets_of_opendocument
from sysmap.records.containers.stored_cells import SheetCells, sheets_stored
from sysmap.records.containers.word_tables import tables_of_word
from sysmap.records.containers.xml_text import TooMuchError
from sysmap.records.problems import Origin, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean, letters_of
from sysmap.vocabulary import fold_header

# What is in an archive that is no workbook of Excel: what it is called, and what reads it.
_KINDS: dict[str, tuple[str, Callable[[zipfile.ZipFile], list[SheetCells]]]] = {
    ".ods": ("spreadsheet", sheets_of_opendocument),
    ".docx": ("document", tables_of_word),
}
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"}


def read_workbook(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read the sheets of a workbook as raw tables, by sheet name.

    What is wrong with the workbook is noted; what is wrong with a sheet is noted apart. Only
    stored values are read: no formula is worked out, no link followed, nothing unpacked.
    """
    found = _sheets(path, here)
    if found is None:
        return {}
    tables: dict[str, RawTable] = {}
    for sheet in found:
        if sheet.state == "veryHidden":
            here.problems.warning(
                Origin(here.origin.file, sheet.title, here.origin.wave),
                "this sheet is hidden so that only a program can show it: not read",
            )
            continue
        place = _placed(sheet, here.origin)
        table = _table(sheet, here.problems.apart(place))
        if table is not None:
            if sheet.title in tables:
                here.at(place).fault("two sheets have this name: the workbook is damaged; rename one of them")
            tables[sheet.title] = table
    if not found:
        here.fault("no table in this file: give the file that holds the tables")
    elif not tables and not here.problems.faults:
        here.fault(
            "no rows in any sheet: wanted are sheets partners and collaborations, found "
            f"{listed(shown(sheet.title) for sheet in found)}",
        )
    return tables


def _sheets(path: Path, here: Reading) -> list[SheetCells] | None:
    """Return the sheets of a workbook, or the tables of a document; None, with the fault noted, for none."""
    suffix = path.suffix.casefold()
    with path.open("rb") as file:
        old = suffix == ".xls" and file.read(len(START)) == START
    if old:
        return sheets_of_old_workbook(path, here)
    what, read = _KINDS.get(suffix, ("workbook", sheets_stored))
    if not is_safe(path, here, what, suffix if suffix in _KINDS else ".xlsx"):
        return None
    try:
        # Opened here, so that it is closed whatever happens: a file left open cannot be mended on Windows.
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            return read(archive)
    except MemoryError:
        raise
    except TooMuchError as error:
        here.fault(f"{error}; save the tables alone as a new {what}")
    except Exception as error:  # whatever its reader stumbles over, the file is at fault
        note_damaged(error, here, what)
    return None


def stored(cell: Any) -> Any:
    """Keep numbers, dates and texts; write truths, times and durations as the text that is shown."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(cell) if isinstance(cell, time | timedelta) and not isinstance(cell, date) else cell


def _placed(sheet: SheetCells, origin: Origin) -> Origin:
    """Return the place of a sheet, with the letters of its columns."""
    letters: dict[str, str] = {}
    for place, cell in enumerate(sheet.rows[0][1] if sheet.rows else [], start=1):
        letters.setdefault(clean(stored(cell))[0], letters_of(place))
    return Origin(origin.file, sheet.title, origin.wave, {name: letters[name] for name in letters if name})


def _table(sheet: SheetCells, here: Reading) -> RawTable | None:
    rows = sheet.rows
    if sheet.too_much:
        here.fault(sheet.too_much)
        rows = rows[:1] or [(1, [])]
    if not rows:
        return None
    if sheet.state == "hidden":
        here.warning("this sheet is hidden: read all the same")
    if sheet.filtered:
        here.warning("rows are hidden by a filter: read all the same")
    for cells in sheet.merged:
        here.fault(f"merged cells {cells}: unmerge them and fill each cell")
    if sheet.merged_count > len(sheet.merged):
        more = sheet.merged_count - len(sheet.merged)
        here.fault(f"{more:,} more merged cells: unmerge them and fill each cell")
    (first, header), *body = rows
    titles = [clean(stored(cell))[0] for cell in header]
    titles += [""] * (max([0, *(len(row) for _, row in body)]) - len(titles))
    _note_errors(rows, titles, here)
    _note_formulas(sheet, titles, here)
    names = named_once(titles, here)
    if not names:
        return RawTable(pd.DataFrame(), here.origin)
    frame = pd.DataFrame(
        {at: [stored(row[at]) if at < len(row) else None for _, row in body] for at in range(len(names))},
        columns=range(len(names)),
        index=[number for number, _ in body],
        dtype=object,
    )
    frame.columns = pd.Index(names)
    return RawTable(frame, here.origin, blank_rows=body[-1][0] - first - len(body) if body else 0)


def _note_errors(rows: list[tuple[int, list[Any]]], titles: list[str], here: Reading) -> None:
    letters = [letters_of(column) for column in range(1, len(titles) + 1)]
    untold = [fold_header(title) in ("note", "notes") for title in titles]
    for number, row in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell[:1] == "#" and cell in _ERRORS:
                here.fault(
                    f"an error value in cell {letters[column]}{number}: mend the formula or type the value",
                    row=number,
                    column=titles[column],
                    value="" if untold[column] else cell,
                )


def _note_formulas(sheet: SheetCells, titles: list[str], here: Reading) -> None:
    """Note formula cells that no spreadsheet program has worked out and saved."""
    for row, column in sheet.unsaved:
        here.fault(
            f"a formula without a stored value in cell {letters_of(column)}{row}: open the workbook in a "
            "spreadsheet program, save it, and read it again",
            row=row,
            column=titles[column - 1] if column <= len(titles) else "",
        )
