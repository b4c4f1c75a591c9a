"""OpenDocument spreadsheets (.ods): what their sheets store, in one pass and within limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from sysmap.records.containers.stored_cells import SheetCells
from sysmap.records.containers.xml_text import TooMuchError, walk
from sysmap.records.tables.declared import AREA_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from sysmap.records.values.cells import is_blank, letters_of

_SHEETS_READ, _MERGED_SHOWN, _WIDEST = 1_000, 100, 16_384
_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE = f"{_NAMES}office:1.0}}", f"{_NAMES}table:1.0}}"
# What LibreOffice says beside the standard.
_EXTENDED = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_REPEATED = f"{_TABLE}number-columns-repeated"
_CELLS = ("table-cell", "covered-table-cell")
# What lies in a cell and is none of its text.
_NO_TEXT = ("annotation", "frame", "custom-shape", "table")
_NUMBERS = ("float", "percentage", "currency")
_HIDDEN_BY_FILTER = "filter"


def sheets_of_opendocument(archive: zipfile.ZipFile) -> list[SheetCells]:
    """Return the sheets of an OpenDocument spreadsheet with what their cells store.

    Raises
    ------
    TooMuchError
        If it as a whole holds more than is read, or is encrypted.
    Exception
        Whatever a damaged file makes its reader stumble over.
    """
    names = archive.namelist()
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise TooMuchError("protected by a password: save it without one")
    with archive.open("content.xml") as file:
        return list(_sheets(walk(file)))


def _sheets(steps: Iterator[tuple[bool, str, Element]]) -> Iterator[SheetCells]:
    hidden: set[str] = set()
    style = ""
    count = 0
    for begins, name, element in steps:
        if begins and name == "style":
            style = _attribute(element, "name")
        elif begins and name == "table-properties" and _attribute(element, "display") == "false":
            hidden.add(style)
        elif begins and name == "table":
            count += 1
            if count > _SHEETS_READ:
                raise TooMuchError(f"more than {_SHEETS_READ:,} sheets")
            state = "hidden" if _attribute(element, "style-name") in hidden else "visible"
            sheet = SheetCells(_attribute(element, "name"), state)
            _fill(sheet, steps)
            yield sheet


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _fill(sheet: SheetCells, steps: Iterator[tuple[bool, str, Element]]) -> None:
    """Read a sheet up to its end; what is more than is read is left out, and said."""
    depth, number, area, column = 1, 0, 0, 0
    cells: list[tuple[int, Any]] = []
    within = 0  # a drawing or a note: its tables and texts are none of the sheet
    for begins, name, element in steps:
        if name in _NO_TEXT and name != "table":
            within += 1 if begins else -1
        if name == "table":
            depth += 1 if begins else -1
            if not depth:
                return
        elif depth > 1 or within or sheet.too_much:
            if name == "table-row" and not begins:
                element.clear()
        elif begins and name == "table-row":
            column, cells = 0, []
        elif not begins and name in _CELLS:
            try:
                column = _take(sheet, element, number + 1, column, cells)
            except TooMuchError as error:
                sheet.too_much = str(error)
            element.clear()
        elif not begins and name == "table-row":
            times = max(1, int(_attribute(element, "number-rows-repeated") or 1))
            sheet.filtered |= _attribute(element, "visibility") == _HIDDEN_BY_FILTER
            area += _add_row(sheet, number, times, cells, area)
            number += times
            element.clear()


def _take(sheet: SheetCells, element: Element, row: int, column: int, cells: list[tuple[int, Any]]) -> int:
    """Take a cell of a row in, as often as it stands there; give the column that it ends at."""
    times = max(1, int(element.get(_REPEATED) or 1))
    if column + times > _WIDEST:
        raise TooMuchError(f"more than {_WIDEST:,} cells in row {row}")
    value = _value(element)
    if is_blank(value):
        if value is None and element.get(f"{_TABLE}formula"):
            sheet.unsaved.append((row, column + 1))
    elif column + times > COLUMN_LIMIT:
        raise TooMuchError(
            f"a value in column {letters_of(column + times)}, row {row}: at most {COLUMN_LIMIT:,} "
            f"columns are read, up to {letters_of(COLUMN_LIMIT)}"
        )
    else:
        cells += [(column + step, value) for step in range(1, times + 1)]
    across, down = (int(element.get(f"{_TABLE}number-{way}-spanned") or 1) for way in ("columns", "rows"))
    if across > 1 or down > 1:
        sheet.merged_count += 1
        if sheet.merged_count <= _MERGED_SHOWN:
            last = f"{letters_of(min(column + across, _WIDEST))}{row + down - 1}"
            sheet.merged.append(f"{letters_of(column + 1)}{row}:{last}")
    return column + times


def _add_row(sheet: SheetCells, before: int, times: int, cells: list[tuple[int, Any]], area: int) -> int:
    """Add a row as often as it stands there; give how many cells that is."""
    if not cells:
        return 0
    width = cells[-1][0]
    row: list[Any] = [None] * width
    for column, value in cells:
        row[column - 1] = value
    if len(sheet.rows) + times > ROW_LIMIT + 1:
        sheet.too_much = f"more than {ROW_LIMIT:,} rows: split the table or leave rows out"
    elif area + times * width > AREA_LIMIT:
        sheet.too_much = f"more than {AREA_LIMIT:,} cells: split the table"
    else:
        sheet.rows += [(before + step, row) for step in range(1, times + 1)]
    return times * width


def _value(cell: Element) -> Any:
    """Return what a cell stores: a number, a text, a truth, a date; None for nothing."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if cell.get(f"{_EXTENDED}value-type") == "error":
        text = _text(cell)
        return text if text.startswith("#") else "#VALUE!"
    if kind in _NUMBERS:
        written = cell.get(f"{_OFFICE}value", "")
        return float(written) if any(sign in written for sign in ".eEnN") else int(written)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value", "") == "true"
    if kind == "date":
        written = cell.get(f"{_OFFICE}date-value", "")
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            return written
    if kind:
        return cell.get(f"{_OFFICE}string-value", "") or _text(cell)
    return _text(cell) or None


def _text(cell: Element) -> str:
    return "\n".join("".join(_pieces(part)) for part in cell if part.tag.rpartition("}")[2] == "p")


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        name = part.tag.rpartition("}")[2]
        if name == "s":
            yield " "
        elif name in ("line-break", "tab"):
            yield "\n" if name == "line-break" else " "
        elif name not in _NO_TEXT:
            yield from _pieces(part)
        yield part.tail or ""
