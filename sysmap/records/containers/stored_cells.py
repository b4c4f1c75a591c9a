"""What the sheets of a workbook store, in one pass and within limits: values, and what is doubtful."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers import expat

from sysmap.records.containers.xml_text import DEPTH_LIMIT, TooMuchError, walk
from sysmap.records.tables.declared import AREA_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from sysmap.records.values.cells import column_of, is_blank, letters_of

_SHEETS_READ = 1_000
_WIDEST = 16_384
_MERGED_SHOWN = 100
_HIDDEN = {"1", "true"}


@dataclass
class SheetCells:
    """What one sheet of a workbook holds: the rows with anything in them, and what is doubtful.

    Attributes
    ----------
    title, state
        Its name, and whether it is hidden.
    rows
        The number of each row that holds anything, and its cells up to the last filled one.
    merged, merged_count
        The first ranges of merged cells, and how many there are.
    unsaved
        The row and column of each formula without a stored value.
    filtered
        Whether rows are hidden by a filter.
    hidden_rows, hidden_columns
        How many rows that hold anything are hidden, and the letters of the hidden columns.
    too_much
        What there is more of than is read; its rows are then those before it.
    """

    title: str
    state: str
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    merged_count: int = 0
    unsaved: list[tuple[int, int]] = field(default_factory=list)
    filtered: bool = False
    hidden_rows: int = 0
    hidden_columns: list[str] = field(default_factory=list)
    too_much: str = ""


@dataclass
class _Book:
    """What the cells of a workbook refer to: texts, and which looks show numbers as dates."""

    texts: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    durations: set[int] = field(default_factory=set)
    since_1904: bool = False


def sheets_stored(archive: zipfile.ZipFile) -> list[SheetCells]:
    """Return the sheets of a workbook with what their cells store.

    Raises
    ------
    TooMuchError
        If the workbook as a whole holds more than is read.
    Exception
        Whatever a damaged workbook makes its reader stumble over.
    """
    parts = {name.lstrip("/").casefold(): name for name in archive.namelist()}
    main = next(
        (target for kind, target in _related(archive, parts, "").values() if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    related = _related(archive, parts, main)
    book = _Book()
    listed: list[tuple[SheetCells, str]] = []
    with archive.open(parts[main.casefold()]) as file:
        for begins, name, element in walk(file):
            if begins and name == "sheet":
                key = next((value for at, value in element.items() if at.rpartition("}")[2] == "id"), "")
                kind, target = related.get(key, ("", ""))
                if kind == "worksheet":
                    sheet = SheetCells(element.get("name", ""), element.get("state", "visible"))
                    listed.append((sheet, target))
            elif begins and name == "workbookPr":
                book.since_1904 = element.get("date1904", "0") in _HIDDEN
    if len(listed) > _SHEETS_READ:
        raise TooMuchError(f"{len(listed):,} sheets; at most {_SHEETS_READ:,} are read")
    for kind, target in related.values():
        if target.casefold() in parts and kind in ("sharedStrings", "styles"):
            with archive.open(parts[target.casefold()]) as file:
                (_read_texts if kind == "sharedStrings" else _read_looks)(file, book)
    for sheet, target in listed:
        if sheet.state != "veryHidden":
            with archive.open(parts[target.casefold()]) as file:
                _fill(sheet, file, book)
    return [sheet for sheet, _ in listed]


def _related(archive: zipfile.ZipFile, parts: dict[str, str], part: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to, by key: of what kind it is, and its path in the archive."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels").casefold()
    found: dict[str, tuple[str, str]] = {}
    if path in parts:
        with archive.open(parts[path]) as file:
            for begins, element_name, element in walk(file):
                if begins and element_name == "Relationship" and element.get("TargetMode") != "External":
                    target = element.get("Target", "")
                    whole = target.lstrip("/") if target[:1] == "/" else posixpath.join(folder, target)
                    kind = element.get("Type", "").rpartition("/")[2]
                    found[element.get("Id", "")] = kind, posixpath.normpath(whole)
    return found


def _read_texts(file: Any, book: _Book) -> None:
    """Read the texts that cells share, without their pronunciation; there may be millions of them."""
    pieces: list[str] = []
    within: list[str] = []
    reader = expat.ParserCreate(namespace_separator="}")
    reader.buffer_text = True

    def begin(tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        within.append(name)
        if len(within) > DEPTH_LIMIT:
            raise TooMuchError(f"elements lie more than {DEPTH_LIMIT} deep in one another")
        if name == "si":
            pieces.clear()
        reader.CharacterDataHandler = pieces.append if name == "t" and "rPh" not in within else None

    def end(_tag: str) -> None:
        reader.CharacterDataHandler = None
        if within.pop() == "si":
            book.texts.append("".join(pieces).replace("x005F_", ""))

    reader.StartElementHandler, reader.EndElementHandler = begin, end
    reader.ParseFile(file)


def _text(element: Element) -> str:
    """Return the text of a cell or of a shared text, without its looks and its pronunciation."""
    said = []
    for part in element:
        name = part.tag.rpartition("}")[2]
        pieces = part if name == "r" else [part] if name == "t" else []
        said += [piece.text or "" for piece in pieces if piece.tag.rpartition("}")[2] == "t"]
    return "".join(said)


def _read_looks(file: Any, book: _Book) -> None:
    """Read which looks of cells show a number as a date, a time or a duration."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    codes = dict(BUILTIN_FORMATS)
    inside, place = False, 0
    for begins, name, element in walk(file):
        if name == "cellXfs":
            inside = begins
        elif begins and name == "numFmt":
            codes[int(element.get("numFmtId", "-1"))] = element.get("formatCode", "")[:300]
        elif begins and name == "xf" and inside:
            date, duration = _shows(codes.get(int(element.get("numFmtId", "0"))))
            book.dates |= {place} if date else set()
            book.durations |= {place} if duration else set()
            place += 1
        if not begins:
            element.clear()


@cache
def _shows(code: str | None) -> tuple[bool, bool]:
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    return is_date_format(code), is_timedelta_format(code)


def _fill(sheet: SheetCells, file: Any, book: _Book) -> None:
    """Read the cells of a sheet; where there is more than is read, say so and stop."""
    area = 0
    try:
        for number, cells in _rows(sheet, file, book):
            width = cells[-1][0]
            area += width
            if len(sheet.rows) > ROW_LIMIT:
                raise TooMuchError(f"more than {ROW_LIMIT:,} rows: split the table or leave rows out")
            if area > AREA_LIMIT:
                raise TooMuchError(
                    f"more than {AREA_LIMIT:,} cells from the first column to the last filled one of each "
                    "row: split the table, or leave out what stands far to the right"
                )
            row: list[Any] = [None] * width
            for column, value in cells:
                row[column - 1] = value
            sheet.rows.append((number, row))
    except TooMuchError as error:
        sheet.too_much = str(error)


def _rows(sheet: SheetCells, file: Any, book: _Book) -> Iterator[tuple[int, list[tuple[int, Any]]]]:
    """Return the number of each row that holds anything, and its filled cells with their columns."""
    inside = hidden = unseen = filtered = False
    number = column = 0
    cells: list[tuple[int, Any]] = []
    data: Element | None = None
    for begins, name, element in walk(file):
        if not inside:
            if name == "sheetData":
                inside, data = begins, element
            elif begins and name == "col" and element.get("hidden") in _HIDDEN:
                _note_hidden_columns(sheet, element)
            elif begins and name == "autoFilter":
                filtered = True
            elif begins and name == "mergeCell":
                sheet.merged_count += 1
                if sheet.merged_count <= _MERGED_SHOWN:
                    sheet.merged.append(element.get("ref", "")[:40])
            elif not begins and name in ("mergeCells", "conditionalFormatting", "hyperlink", "col"):
                element.clear()
        elif begins and name == "row":
            number, column, cells = _number(element.get("r"), number + 1), 0, []
            unseen = element.get("hidden") in _HIDDEN
            hidden = hidden or unseen
        elif not begins and name == "c":
            column = column_of(element.get("r") or "") or column + 1
            if column > _WIDEST:
                raise TooMuchError(f"more than {_WIDEST:,} cells in row {number}")
            value = _value(element, book)
            if not is_blank(value):
                if column > COLUMN_LIMIT:
                    raise TooMuchError(
                        f"a value in column {letters_of(column)}, row {number}: at most {COLUMN_LIMIT:,} "
                        f"columns are read, up to {letters_of(COLUMN_LIMIT)}"
                    )
                cells.append((column, value))
            elif value is None and _is_unsaved(element):
                sheet.unsaved.append((number, column))
            element.clear()
        elif not begins and name == "row":
            if cells:
                sheet.hidden_rows += unseen
                yield number, sorted(cells, key=lambda cell: cell[0])
            if data is not None:
                data.clear()
        elif not begins and name == "sheetData":
            inside = False
    sheet.filtered = filtered and hidden


def _note_hidden_columns(sheet: SheetCells, element: Element) -> None:
    """Note which columns a width of 0 hides; those beyond what is read matter to nobody."""
    first, last = int(element.get("min") or 0), int(element.get("max") or 0)
    sheet.hidden_columns += map(letters_of, range(max(first, 1), min(last, COLUMN_LIMIT) + 1))


def _number(written: str | None, following: int) -> int:
    """Return the number of a row: the one that it bears, or the following one."""
    return int(float(written)) if written else following


def _part(cell: Element, name: str) -> Element | None:
    for part in cell:
        if part.tag.rpartition("}")[2] == name:
            return part
    return None


def _is_unsaved(cell: Element) -> bool:
    """Return whether a cell holds a formula that no program has worked out; an empty text is a value."""
    return _part(cell, "f") is not None and _part(cell, "is") is None and cell.get("t") != "str"


def _value(cell: Element, book: _Book) -> Any:
    """Return what a cell stores: a number, a text, a truth, a date; None for nothing."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        held = _part(cell, "is")
        return None if held is None else _text(held)
    stored = _part(cell, "v")
    text = stored.text if stored is not None else None
    if not text:
        return None
    if kind == "n":
        return _number_or_date(text, int(cell.get("s") or 0), book)
    if kind == "s":
        return book.texts[int(text)]
    if kind == "b":
        return bool(int(text))
    if kind == "d":
        from openpyxl.utils.datetime import from_ISO8601

        return from_ISO8601(text)
    return text


def _number_or_date(text: str, look: int, book: _Book) -> Any:
    value = float(text) if any(sign in text for sign in ".eE") else int(text)
    if look not in book.dates:
        return value
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    start = CALENDAR_MAC_1904 if book.since_1904 else CALENDAR_WINDOWS_1900
    try:
        return from_excel(value, start, timedelta=look in book.durations)
    except (OverflowError, ValueError):
        return "#VALUE!"  # as a spreadsheet program shows a day beyond all calendars
