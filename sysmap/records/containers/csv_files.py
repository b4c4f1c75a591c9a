"""CSV files to raw tables: encoding, separator and rows settled by rule, nothing guessed silently."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from sysmap.errors import listed
from sysmap.files import unguarded
from sysmap.records.containers.encodings import EMPTY, encoding_of
from sysmap.records.containers.xml_text import TooMuchError
from sysmap.records.problems import Origin, Problems, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import (
    AREA_LIMIT,
    CELL_LIMIT,
    COLUMN_LIMIT,
    ROW_LIMIT,
    header_row,
    table_with,
)

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_OTHER_SEPARATOR = re.compile(r"[\w\"]\s*[|:^~]\s*[\w\"]")
# A separator between columns is looked for at the start of the file only.
_HEADER_LENGTH = 1_000_000
# Before a line is split into cells: what no row of a table comes near to.
_LINE_LIMIT, _CELLS_LIMIT = 20_000_000, 1_000_000
_AREA = f"more than {AREA_LIMIT:,} cells: split the file or leave columns out"
_BLANK: list[str] = []


@dataclass
class Rows:
    """The rows of a file: their cells up to the last filled one, and how many cells there were."""

    cells: list[list[str]] = field(default_factory=list)
    lengths: array[int] = field(default_factory=lambda: array("L"))


def read_csv(path: Path, here: Reading) -> RawTable | None:
    """Read one CSV file as a raw table of texts; None, with the fault noted, where that cannot be done.

    The index holds the row numbers as a spreadsheet shows them (the header is row 1; a line
    break inside quotes does not start a row).
    """
    data = path.read_bytes()
    encoding = encoding_of(data, here)
    if encoding is None:
        return None
    with _fields_as_long_as(len(data)):
        separator = _separator(_start(data, encoding), here)
        if separator is None:
            return None
        rows = _rows(data, encoding, separator, here)
    return None if rows is None else _table(rows, here)


def plain_rows(path: Path) -> list[list[str]]:
    """Return the rows of a CSV file as well as they can be had, whatever is wrong with it, to be shown."""
    data = path.read_bytes()
    unheard = Problems().at(Origin(path.name))
    encoding = encoding_of(data, unheard) or "utf-8-sig"
    text = data.decode(encoding, "replace")
    with _fields_as_long_as(len(text)):
        separator = _separator(text[:_HEADER_LENGTH], unheard) or ","
        found = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [row[: _filled(row)][:COLUMN_LIMIT] for row in islice(found, ROW_LIMIT)]


@contextmanager
def _fields_as_long_as(length: int) -> Iterator[None]:
    """Have the reader of CSV files take cells of any length: how long one may be is for their checker."""
    usual = csv.field_size_limit(length + 1)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _start(data: bytes, encoding: str) -> str:
    return data[: 4 * _HEADER_LENGTH].decode(encoding, "ignore")[:_HEADER_LENGTH]


def _rows(data: bytes, encoding: str, separator: str, here: Reading) -> Rows | None:
    """Read the rows up to their last filled cell; None, with the fault noted, where that cannot be done."""
    rows = Rows()
    # Cells that say the same are kept once: a million ties name few organisations.
    pool: dict[str, str] = {}
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    area = 0
    try:
        if not _has_line_ends(data):
            raise TooMuchError(f"a line of more than {_LINE_LIMIT:,} letters: is this a CSV file?")
        for cells in csv.reader(_narrow(lines, separator), delimiter=separator, strict=True):
            filled = _filled(cells)
            area += filled
            rows.lengths.append(len(cells))
            rows.cells.append([pool.setdefault(cell, cell) for cell in cells[:filled]] if filled else _BLANK)
            if filled > COLUMN_LIMIT:
                raise TooMuchError(f"{filled:,} columns; at most {COLUMN_LIMIT:,} are allowed")
            if len(rows.cells) > ROW_LIMIT + 1:
                raise TooMuchError(f"more than {ROW_LIMIT:,} rows: split the file or leave rows out")
            if area > AREA_LIMIT:
                raise TooMuchError(_AREA)
    except csv.Error:
        here.fault(
            "a quotation mark opened in this row is never closed, or more text follows it: "
            "close it, or double the quotation marks inside the text",
            row=len(rows.cells) + 1,
        )
        return None
    except TooMuchError as error:
        here.fault(str(error))
        return None
    return rows


def _has_line_ends(data: bytes) -> bool:
    """Return whether no line is much longer than a row can be."""
    starts = range(0, len(data) - _LINE_LIMIT, _LINE_LIMIT)
    return all(
        any(data.find(end, start, start + _LINE_LIMIT) >= 0 for end in (b"\n", b"\r")) for start in starts
    )


def _narrow(lines: Iterable[str], separator: str) -> Iterator[str]:
    """Give lines, and refuse one with more cells than could be held."""
    for line in lines:
        if len(line) > _CELLS_LIMIT and line.count(separator) > _CELLS_LIMIT:
            raise TooMuchError(f"more than {_CELLS_LIMIT:,} columns; at most {COLUMN_LIMIT:,} are allowed")
        yield line


def _filled(row: list[str]) -> int:
    """Count the cells up to the last one that is not blank."""
    filled = len(row)
    while filled and not row[filled - 1].strip():
        filled -= 1
    return filled


def _table(rows: Rows, here: Reading) -> RawTable | None:
    """Make a table of rows whose first filled one is the header; blank rows are left out and counted."""
    first = next((number for number, cells in enumerate(rows.cells) if cells), None)
    if first is None:
        here.fault(EMPTY)
        return None
    width = _width(rows, first)
    header = [unguarded(cell) for cell in rows.cells[first]] + [""] * (width - len(rows.cells[first]))
    # Blank cells beyond the header (a final separator) carry nothing.
    fitting: list[tuple[int, list[str]]] = []
    ragged: list[tuple[int, int]] = []
    for number in range(first + 1, len(rows.cells)):
        cells, length = rows.cells[number], rows.lengths[number]
        if cells and len(cells) <= width <= length:
            fitting.append((number + 1, cells))
        elif cells:
            ragged.append((number + 1, max(len(cells), min(length, width))))
    if ragged and table_with(header) is None:
        below = header_row(enumerate(rows.cells[first + 1 : first + 11], start=first + 2))
        if below is not None:
            note_titles(below, here)
            return None
    for number, length in ragged:
        here.fault(
            f"{length} values, but the header has {width} columns: "
            "put quotation marks round a text that holds the separator, or add what is missing",
            row=number,
        )
    if ragged and not fitting:
        return None
    header = named_once(header, here)
    if not header:
        return None
    if width * len(fitting) > AREA_LIMIT:
        here.fault(_AREA)
        return None
    frame = pd.DataFrame(
        {
            place: [cells[place] if place < len(cells) else "" for _, cells in fitting]
            for place in range(width)
        },
        columns=range(width),
        index=[number for number, _ in fitting],
        dtype=object,
    )
    # A cell that was written so as not to run as a formula is read back as it was.
    for place in range(width):
        if any(cell[:1] == "'" for cell in frame[place]):
            frame[place] = frame[place].map(unguarded)
    frame.columns = pd.Index(header)
    # A fault where the table is read; where it is not, their cells are counted.
    beside = sum(bool(cell.strip()) for number, _ in ragged for cell in rows.cells[number - 1])
    blank = len(rows.cells) - 1 - len(fitting) - len(ragged)
    return RawTable(frame, here.origin, blank_rows=blank, ragged_cells=beside)


def note_titles(row: int, here: Reading) -> None:
    """Note that something stands above the headers."""
    here.fault(f"the headers seem to stand in row {row}: remove the rows above", row=row)


def named_once(header: list[str], here: Reading) -> list[str]:
    """Note columns that occur twice, and too many of them; give names that occur once.

    Columns without a header, and those that a fault names, are told apart by blanks, so that
    the rest of the table can be checked. No names where there are too many.
    """
    if len(header) > COLUMN_LIMIT:
        here.fault(f"{len(header):,} columns; at most {COLUMN_LIMIT:,} are allowed")
        return []
    long = max((len(name) for name in header), default=0)
    if long > CELL_LIMIT:
        here.fault(
            f"a header of {long:,} letters; at most {CELL_LIMIT:,} are allowed: is a quotation mark missing?",
        )
        return []
    trimmed = [name.strip() for name in header]
    times = Counter(trimmed)
    twice = {name for name in trimmed if name and times[name] > 1}
    for name in sorted(twice):
        here.fault(
            f"the column {shown(name)!r} occurs {times[name]} times: rename or remove one",
            row=1,
            column=name,
        )
    names: list[str] = []
    seen: set[str] = set()
    nameless = 0
    for name, bare in zip(header, trimmed, strict=True):
        if not bare or bare in seen:
            names.append(" " * nameless)
            nameless += 1
        else:
            names.append(name)
            seen.add(bare)
    return names


def _width(rows: Rows, first: int) -> int:
    """Return the number of columns without those that are blank from the header to the end."""
    length, width = rows.lengths[first], len(rows.cells[first])
    for cells in rows.cells:
        if width < len(cells):
            width = max(width, _filled(cells[:length]))
    return width


def _separator(start: str, here: Reading) -> str | None:
    lines: Iterable[str] = io.StringIO(start, newline=None)
    header = next((line for line in lines if line.strip()), "")
    fields = {
        separator: len(next(csv.reader([header], delimiter=separator), [])) for separator in _SEPARATORS
    }
    separator = max(fields, key=lambda candidate: fields[candidate])
    if fields[separator] == 1 and _OTHER_SEPARATOR.search(header):
        here.fault(
            f"no comma, semicolon or tab in the header ({shown(header.strip(), 80)}): save the file with "
            f"one of {listed(_SEPARATORS.values())} between the columns",
            row=1,
        )
        return None
    if separator == ";":
        here.warning("columns are separated by a semicolon")
    return separator
