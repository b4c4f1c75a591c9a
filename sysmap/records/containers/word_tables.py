"""Word documents (.docx): each table of the text, under the title above it; of minutes the text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from sysmap.records.containers.stored_cells import SheetCells
from sysmap.records.containers.xml_text import TooMuchError, elements_in, walk
from sysmap.records.tables.declared import COLUMN_LIMIT, ROW_LIMIT
from sysmap.records.values.cells import letters_of

_TABLES_READ, _ELEMENTS, _LONGEST_TITLE, _MERGED_SHOWN = 1_000, 2_000_000, 100, 100
# What was taken out in a marked-up document, and what is drawn beside the text.
_PRESENT = re.compile(r"(present|in attendance|attendees|attended by)\s*:?", re.IGNORECASE)
_GONE = ("del", "moveFrom", "drawing", "pict", "AlternateContent", "object", "tbl")
_HOLDERS = ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Ticks as Word puts them in from the font Wingdings.
_TICKS = {"F0FC", "F0FE", "F0FD", "F0FB", "F052", "F054"}


def tables_of_word(archive: zipfile.ZipFile) -> list[SheetCells]:
    """Return the tables of a Word document as sheets: the first row holds the headers.

    Of a document without tables that says who was present, the text is a sheet of one column.

    Raises
    ------
    TooMuchError
        If the document holds more than is read.
    Exception
        Whatever a damaged document makes its reader stumble over.
    """
    if elements_in(archive.read("word/document.xml")) > _ELEMENTS:
        raise TooMuchError(f"more than {_ELEMENTS:,} elements")
    root = None
    with archive.open("word/document.xml") as file:
        for _, _, element in walk(file):
            root = element if root is None else root
    found: list[SheetCells] = []
    title = ""
    lines: list[str] = []
    for part in _content(root if root is not None else Element("document")):
        name = _name(part)
        if name == "p":
            title = " ".join(_text(part).split()) or title
            lines += [line] if (line := _text(part).strip()) else []
            title = title if len(title) <= _LONGEST_TITLE else ""
        elif name == "tbl":
            found.append(_table(part, title or f"table {len(found) + 1}"))
            title = ""
            if len(found) > _TABLES_READ:
                raise TooMuchError(f"more than {_TABLES_READ:,} tables")
    if not found and any(map(_PRESENT.match, lines)):
        # Minutes say in their text who was there.
        rows: list[tuple[int, list[Any]]] = [(number, [line]) for number, line in enumerate(lines, start=1)]
        return [SheetCells(next(iter(lines))[:_LONGEST_TITLE], "visible", rows)]
    titles: dict[str, int] = {}
    for sheet in found:
        titles[sheet.title] = titles.get(sheet.title, 0) + 1
        if titles[sheet.title] > 1:
            sheet.title = f"{sheet.title} ({titles[sheet.title]})"
    return found


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _content(element: Element) -> Iterator[Element]:
    """Return the paragraphs and tables of a text in their order, or the rows and cells of a table."""
    for part in element:
        if _name(part) in ("body", *_HOLDERS):
            yield from _content(part)
        else:
            yield part


def _attribute(element: Element | None, name: str) -> str:
    if element is None:
        return ""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _inside(element: Element, *path: str) -> Element | None:
    found: Element | None = element
    for name in path:
        found = next((part for part in found if _name(part) == name), None) if found is not None else None
    return found


def _table(table: Element, title: str) -> SheetCells:
    """Read a table; a first row of one cell across all columns is its title."""
    rows = [row for row in _content(table) if _name(row) == "tr" and _inside(row, "trPr", "del") is None]
    sheet = SheetCells(title, "visible")
    read = [list(_cells(row)) for row in rows]
    width = max((sum(span for _, span, _ in row) for row in read), default=0)
    if len(read) > ROW_LIMIT or width > COLUMN_LIMIT:
        sheet.too_much = f"more than {ROW_LIMIT:,} rows or {COLUMN_LIMIT:,} columns: split the table"
        return sheet
    begun = False
    for number, row in enumerate(read, start=1):
        texts: list[Any] = []
        across = len([text for text, _, _ in row if text]) == 1 and any(span == width for _, span, _ in row)
        if not begun and width > 1 and across:
            sheet.title = " ".join(next(text for text, _, _ in row if text).split())[:_LONGEST_TITLE]
            continue
        begun = begun or any(text for text, _, _ in row)
        for text, span, goes_on in row:
            if span > 1 or goes_on:
                _add_merged(sheet, number, len(texts) + 1, span, goes_on)
            texts += [text or None, *[None] * (span - 1)]
        while texts and texts[-1] is None:
            texts.pop()
        if texts:
            sheet.rows.append((number, texts))
    return sheet


def _add_merged(sheet: SheetCells, row: int, column: int, span: int, goes_on: bool) -> None:
    sheet.merged_count += 1
    if sheet.merged_count <= _MERGED_SHOWN:
        first = f"{letters_of(column)}{row - 1 if goes_on else row}"
        sheet.merged.append(f"{first}:{letters_of(column + span - 1)}{row}")


def _cells(row: Element) -> Iterator[tuple[str, int, bool]]:
    """Return the text of each cell, how many columns it takes, and whether it goes on from the row above."""
    before = _attribute(_inside(row, "trPr", "gridBefore"), "val")
    for _ in range(min(int(before or 0), COLUMN_LIMIT)):
        yield "", 1, False
    for cell in _content(row):
        if _name(cell) == "tc":
            merged = _inside(cell, "tcPr", "vMerge")
            goes_on = merged is not None and _attribute(merged, "val") != "restart"
            span = int(_attribute(_inside(cell, "tcPr", "gridSpan"), "val") or 1)
            paragraphs = [_text(part) for part in _content(cell) if _name(part) == "p"]
            text = "\n".join(part for part in (piece.strip() for piece in paragraphs) if part)
            yield text, max(1, min(span, COLUMN_LIMIT)), goes_on


def _text(element: Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    for part in element:
        name = _name(part)
        if name == "t":
            yield part.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            yield "✓" if _attribute(part, "char").upper() in _TICKS else ""
        elif name not in _GONE and not name.endswith("Pr"):
            yield from _pieces(part)
