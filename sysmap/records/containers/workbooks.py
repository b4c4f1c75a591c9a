"""Workbooks, spreadsheets and documents to raw tables: stored values only, and every sheet's doubts noted."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.containers.archives import is_safe, note_damaged
from sysmap.records.containers.old_workbooks import START, sheets_of_old_workbook
from sysmap.records.containers.opendocument import sheets_of_opendocument
from sysmap.records.containers.stored_cells import SheetCells, sheets_stored
from sysmap.records.containers.word_tables import tables_of_word
from sysmap.records.containers.xml_text import TooMuchError
from sysmap.records.problems import Origin, Problems, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.sheets.blocks import SheetTable, blocks_in
from sysmap.records.sheets.header_names import named_once
from sysmap.records.sheets.header_rows import LOOKED_AT, header_place
from sysmap.records.sheets.merged_cells import Area, areas_in
from sysmap.records.sheets.notes_sheets import holds_notes
from sysmap.records.sheets.rows import Row
from sysmap.records.sheets.saying import note_block, note_hidden
from sysmap.records.sheets.tables_by_name import by_name
from sysmap.records.values.cells import clean, is_blank, letters_of
from sysmap.vocabulary import fold_header

# What a sheet of notes looks like shows in its first rows.
_FIRST_ROWS = 200
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
    found = sheets_in(path, here)
    if found is None:
        return {}
    tables: dict[str, RawTable] = {}
    for sheet in found:
        if sheet.state == "veryHidden":
            here.problems.warning(
                Origin(here.origin.file, sheet.title, here.origin.wave),
                "this sheet is hidden so that only a program can show it: not read",
            )
            here.problems.beyond["in sheets that only a program can show"] += _held(sheet)
            continue
        place = Origin(here.origin.file, sheet.title, here.origin.wave)
        if len(found) > 1 and holds_notes(sheet.title, [Row(*row) for row in sheet.rows[:_FIRST_ROWS]]):
            here.problems.warning(place, "this sheet holds notes and no table: it was not read")
            here.problems.beyond["in sheets of notes"] += _held(sheet)
            continue
        made = _tables(sheet, place, here.problems)
        if made and any(table.origin.sheet == sheet.title for table in tables.values()):
            here.at(place).fault("two sheets have this name: the workbook is damaged; rename one of them")
        tables |= by_name(sheet.title, made)
    if not found:
        here.fault("no table in this file: give the file that holds the tables")
    elif not tables and not here.problems.faults:
        here.fault(
            "no rows in any sheet: wanted are sheets partners and collaborations, found "
            f"{listed(shown(sheet.title) for sheet in found)}",
        )
    return tables


def _held(sheet: SheetCells) -> int:
    """Count the filled cells of a sheet below its first row, as of tables those below their headers."""
    return sum(row.held() for row in (Row(*each) for each in sheet.rows) if row.number > 1)


def sheets_in(path: Path, here: Reading) -> list[SheetCells] | None:
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


def _tables(sheet: SheetCells, place: Origin, problems: Problems) -> list[RawTable]:
    """Make tables of a sheet: most often one. What is wrong with the sheet is noted at the first of them."""
    rows = [Row(*row) for row in sheet.rows]
    if sheet.too_much:
        rows = rows[:1] or [Row(1, [])]
    if not rows:
        return []
    areas = areas_in(sheet.merged)
    blocks = [_plain(rows)] if not areas and _is_plain(rows) else blocks_in(rows, areas)
    if not blocks:
        blocks = [_plain(rows)]
    places = [_placed(block, place) for block in blocks]
    first = problems.apart(places[0])
    _note_sheet(sheet, first)
    _note_merged(sheet, areas, blocks, first)
    found = []
    for block, where in zip(blocks, places, strict=True):
        here = problems.apart(where)
        note_block(block, len(blocks), here)
        found.append(_table(block, sheet, len(blocks) > 1, here))
    return found


def _is_plain(rows: Sequence[Row]) -> bool:
    """Return whether the first row is the header, and no row below it is missing or has one cell alone."""
    header = rows[0]
    whole = len(rows) > 1 and rows[-1].number - header.number == len(rows) - 1
    return (
        whole
        and len(header.cells) > 1
        and header.held() == len(header.cells)
        and not any(len(row.cells) < 3 and row.held() < 2 for row in rows)
        and max(len(row.cells) for row in rows) <= len(header.cells)
        and header_place(rows[: LOOKED_AT + 10]) == 0
    )


def _plain(rows: Sequence[Row]) -> SheetTable:
    """Return the table of a sheet that is nothing but it."""
    header, *body = rows
    width = max(len(row.cells) for row in rows)
    names = [*header.cells, *([None] * (width - len(header.cells)))]
    return SheetTable(header, [*range(width)], names, body)


def _placed(block: SheetTable, place: Origin) -> Origin:
    """Return the place of a table, with the letters of its columns."""
    letters: dict[str, str] = {}
    for column, cell in zip(block.columns, block.names, strict=True):
        letters.setdefault(clean(stored(cell))[0], letters_of(column + 1))
    letters.pop("", None)
    return replace(place, letters=letters, part=block.part, header_row=block.header.number)


def _note_sheet(sheet: SheetCells, here: Reading) -> None:
    if sheet.too_much:
        here.fault(sheet.too_much)
    if sheet.state == "hidden":
        here.warning("this sheet is hidden: read all the same")
    if sheet.filtered:
        here.warning("rows are hidden by a filter: read all the same")
    note_hidden(0 if sheet.filtered else sheet.hidden_rows, sheet.hidden_columns, here)


def _note_merged(
    sheet: SheetCells, areas: Sequence[Area], blocks: Sequence[SheetTable], here: Reading
) -> None:
    """Note merged cells where a table has headers or rows; in titles, headings and notes they do no harm."""
    known = {area.written for area in areas}
    harmless = {area.written for area in areas if not any(block.covers(area) for block in blocks)}
    for block in blocks:
        harmless |= {area.written for area in block.filled_down}
        harmless |= {area.written for area in areas if _names_several(area, block)}
        if block.header_rows > 1:
            upper = block.header.number - 1
            harmless |= {area.written for area in areas if area.top == upper}
    for cells in sheet.merged:
        if cells.replace("$", "") not in known or cells not in harmless:
            here.fault(f"merged cells {cells}: unmerge them and fill each cell")
    if sheet.merged_count > len(sheet.merged):
        more = sheet.merged_count - len(sheet.merged)
        here.fault(f"{more:,} more merged cells: unmerge them and fill each cell")


def _names_several(area: Area, block: SheetTable) -> bool:
    """Return whether one header stands over several columns, none of them the first and all of texts."""
    if not area.is_wide or area.top != block.header.number or area.left <= block.columns[0]:
        return False
    under = range(area.left, area.right + 1)
    cells = [row.cells[at] for row in block.rows for at in under if at < len(row.cells)]
    return all(isinstance(cell, str) for cell in cells if not is_blank(cell))


def _table(block: SheetTable, sheet: SheetCells, shares: bool, here: Reading) -> RawTable:
    header, body = block.header.number, block.rows
    titles = [clean(stored(cell))[0] for cell in block.names]
    rows = [block.header, *body]
    letters = [letters_of(column + 1) for column in block.columns]
    _note_errors(rows, block.columns, titles, letters, here)
    _note_formulas(sheet, block, shares, titles, here)
    names = named_once(titles, here)
    if not names:
        return RawTable(pd.DataFrame(), here.origin)
    frame = pd.DataFrame(
        {
            at: [stored(row.cells[at]) if at < len(row.cells) else None for row in body]
            for at in block.columns
        },
        columns=block.columns,
        index=[row.number for row in body],
        dtype=object,
    )
    frame.columns = pd.Index(names)
    last = max([row.number for row in body], default=header)
    within = sum(header < row.number < last for kind in block.aside.values() for row in kind)
    return RawTable(
        frame,
        here.origin,
        blank_rows=last - header - len(body) - within,
        aside=block.set_aside,
        rows_aside=block.rows_aside,
        title=block.title,
    )


def _note_errors(
    rows: Sequence[Row], columns: Sequence[int], titles: list[str], letters: list[str], here: Reading
) -> None:
    untold = [fold_header(title) in ("note", "notes") for title in titles]
    at = {column: place for place, column in enumerate(columns)}
    for number, row, _ in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell[:1] == "#" and cell in _ERRORS and column in at:
                place = at[column]
                here.fault(
                    f"an error value in cell {letters[place]}{number}: mend the formula or type the value",
                    row=str(number),
                    column=titles[place],
                    value="" if untold[place] else cell,
                )


def _note_formulas(
    sheet: SheetCells, block: SheetTable, shares: bool, titles: list[str], here: Reading
) -> None:
    """Note formula cells that no spreadsheet program has worked out and saved, where a table stands."""
    aside = {row.number for rows in block.aside.values() for row in rows}
    numbers = {block.header.number, *(row.number for row in block.rows)} if shares else set()
    at = {column: place for place, column in enumerate(block.columns)}
    for row, column in sheet.unsaved:
        if row in aside or (shares and not (row in numbers and column - 1 in at)):
            continue
        here.fault(
            f"a formula without a stored value in cell {letters_of(column)}{row}: open the workbook in a "
            "spreadsheet program, save it, and read it again",
            row=str(row),
            column=titles[at[column - 1]] if column - 1 in at else "",
        )
