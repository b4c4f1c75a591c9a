"""CSV files to raw tables: encoding, separator and rows settled by rule, nothing guessed silently."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.files import unguarded
from sysmap.records.containers.encodings import EMPTY, encoding_of
from sysmap.records.containers.xml_text import TooMuchError
from sysmap.records.problems import Origin, Problems, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.sheets.blocks import SheetTable, blocks_in
from sysmap.records.sheets.header_names import named_once
from sysmap.records.sheets.header_rows import LOOKED_AT, header_place
from sysmap.records.sheets.rows import Row
from sysmap.records.sheets.saying import note_block
from sysmap.records.tables.declared import (
    AREA_LIMIT,
    COLUMN_LIMIT,
    ROW_LIMIT,
)

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAID = (";", "|")
_OTHER_SEPARATOR = re.compile(r"[\w\"]\s*[|:^~]\s*[\w\"]")
# Where columns are not parted by commas, a comma may stand before the parts of a number.
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+")
_MAY_BE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# A separator between columns is looked for at the start of the file only.
_HEADER_LENGTH = 1_000_000
_FIRST_LINES = 12
# Before a line is split into cells: what no row of a table comes near to.
_LINE_LIMIT, _CELLS_LIMIT = 20_000_000, 1_000_000
_AREA = f"more than {AREA_LIMIT:,} cells: split the file or leave columns out"
_BLANK: list[str] = []


@dataclass
class Rows:
    """The rows of a file: their cells up to the last filled one, and how many cells there were."""

    cells: list[list[str]] = field(default_factory=list)
    lengths: array[int] = field(default_factory=lambda: array("L"))


def read_csv(path: Path, here: Reading) -> list[RawTable]:
    """Read one CSV file as raw tables of texts, most often one; none, with the fault noted, if that fails.

    The index holds the row numbers as a spreadsheet shows them (the header is row 1; a line
    break inside quotes does not start a row).
    """
    data = path.read_bytes()
    encoding = encoding_of(data, here)
    if encoding is None:
        return []
    with _fields_as_long_as(len(data)):
        separator = _separator(_start(data, encoding), here)
        if separator is None:
            return []
        rows = _rows(data, encoding, separator, here)
    if rows is None:
        return []
    tables = _tables(rows, here)
    return tables if separator == "," else [_with_points(table, here) for table in tables]


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


def _tables(rows: Rows, here: Reading) -> list[RawTable]:
    """Make tables of rows: of most files one, whose headers are the first filled row."""
    first = next((number for number, cells in enumerate(rows.cells) if cells), None)
    if first is None:
        here.fault(EMPTY)
        return []
    if _is_plain(rows, first):
        width = len(rows.cells[first])
        fitting = list(zip(range(first + 2, len(rows.cells) + 1), rows.cells[first + 1 :], strict=True))
        made = _framed(
            rows.cells[first], range(width), fitting, replace(here.origin, header_row=first + 1), here
        )
        return [] if made is None else [replace(made, blank_rows=first)]
    listed_rows = [
        Row(number, cells, length)
        for number, (cells, length) in enumerate(zip(rows.cells, rows.lengths, strict=True), start=1)
        if cells
    ]
    blocks = blocks_in(listed_rows)
    blank = len(rows.cells) - len(listed_rows)
    found: list[RawTable] = []
    for block in blocks:
        note_block(block, len(blocks), here)
        made = _of_block(block, here)
        if made is not None:
            found.append(replace(made, blank_rows=0 if found else blank))
    return found


def _is_plain(rows: Rows, first: int) -> bool:
    """Return whether the first filled row is the header, and every row below it has a cell for each column.

    Looked at is the shape of the rows alone, and what the first of them hold.
    """
    header, width = rows.cells[first], len(rows.cells[first])
    body = rows.cells[first + 1 :]
    if width < 2 or not all(cell.strip() for cell in header) or not body:
        return False
    # A row without a cell, or with one alone, may part tables or be a heading.
    shortest = min(map(len, body))
    if shortest < 2 or (shortest == 2 and any(len(row) == 2 and not row[0].strip() for row in body)):
        return False
    if max(map(len, body)) > width or min(rows.lengths[first + 1 :]) < width:
        return False
    top = zip(count(first), rows.cells[first : first + LOOKED_AT + 10])
    return header_place([Row(number, cells) for number, cells in top]) == 0


def _of_block(block: SheetTable, here: Reading) -> RawTable | None:
    """Make a table of a part of the file; rows with too many or too few cells are faults."""
    width = block.width
    fitting: list[tuple[int, Sequence[str]]] = []
    ragged: list[tuple[int, int]] = []
    for number, cells, length in block.rows:
        if len(cells) <= width <= length:
            fitting.append((number, cells))
        else:
            ragged.append((number, max(len(cells), min(length, width))))
    for number, length in ragged:
        here.fault(
            f"{length} values, but the header has {width} columns: "
            "put quotation marks round a text that holds the separator, or add what is missing",
            row=number,
        )
    if ragged and not fitting:
        return None
    origin = replace(here.origin, part=block.part, header_row=block.header.number)
    made = _framed(block.names, block.columns, fitting, origin, here)
    if made is None:
        return None
    numbers = {number for number, _ in ragged}
    # A fault where the table is read; where it is not, their cells are counted.
    beside = sum(row.held() for row in block.rows if row.number in numbers)
    return replace(
        made, ragged_cells=beside, aside=block.set_aside, rows_aside=block.rows_aside, title=block.title
    )


def _framed(
    header: Sequence[Any],
    columns: Sequence[int],
    fitting: Sequence[tuple[int, Sequence[str]]],
    origin: Origin,
    here: Reading,
) -> RawTable | None:
    """Make a table of headers and of the cells below them in some columns."""
    names = named_once([unguarded(cell or "") for cell in header], here.at(origin))
    if not names:
        return None
    if len(columns) * len(fitting) > AREA_LIMIT:
        here.fault(_AREA)
        return None
    frame = pd.DataFrame(
        {
            place: [(cells[place] or "") if place < len(cells) else "" for _, cells in fitting]
            for place in columns
        },
        columns=columns,
        index=[number for number, _ in fitting],
        dtype=object,
    )
    # A cell that was written so as not to run as a formula is read back as it was.
    for place in columns:
        if any(cell[:1] == "'" for cell in frame[place]):
            frame[place] = frame[place].map(unguarded)
    frame.columns = pd.Index(names)
    return RawTable(frame, origin)


def _with_points(table: RawTable, here: Reading) -> RawTable:
    """Write the numbers of columns that show decimal commas with points, and say so."""
    changed = {
        header: table.frame[header].map(_with_point)
        for header in table.columns
        if _shows_decimal_commas(table.frame[header].unique())
    }
    if not changed:
        return table
    here.at(table.origin).warning(
        f"decimal commas are read as points: {listed(map(shown, changed))}", row=table.origin.header_row
    )
    return table.holding(table.frame.assign(**changed))


def _shows_decimal_commas(cells: Iterable[str]) -> bool:
    """Return whether cells are numbers, and the commas in some of them no marks between thousands."""
    texts = [text for cell in cells if (text := cell.strip())]
    commas = [text for text in texts if _DECIMAL_COMMA.fullmatch(text)]
    return any(not _MAY_BE_THOUSANDS.fullmatch(text) for text in commas) and all(
        _PLAIN_NUMBER.fullmatch(text) for text in set(texts) - set(commas)
    )


def _with_point(cell: str) -> str:
    text = cell.strip()
    return text.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else cell


def note_titles(row: int, here: Reading) -> None:
    """Note that something stands above the headers."""
    here.fault(f"the headers seem to stand in row {row}: remove the rows above", row=row)


def _counts(lines: Sequence[str], separator: str) -> list[int]:
    """Count the values of lines, each taken by itself."""
    return [len(next(csv.reader([line], delimiter=separator), [])) for line in lines]


def _separator(start: str, here: Reading) -> str | None:
    lines: Iterable[str] = io.StringIO(start, newline=None)
    top = list(islice((line for line in lines if line.strip()), _FIRST_LINES)) or [""]
    fields = {separator: _counts(top, separator) for separator in _SEPARATORS}
    if len(set(fields["|"])) > 1:
        del fields["|"]  # it stands in texts as well
    separator = max(fields, key=lambda candidate: fields[candidate][0])
    header = top[0]
    if fields[separator][0] <= 2 and len(top) > 2:
        # A title may stand above, with a comma in it or none: then the lines below tell.
        even = [each for each in fields if min(fields[each][-2:]) == max(fields[each][-2:]) > 1]
        if even and separator not in even:
            separator, header = even[0], top[-1]
    if max(fields[separator]) == 1 and _OTHER_SEPARATOR.search(header):
        here.fault(
            f"no comma, semicolon, tab or vertical bar in the header ({shown(header.strip(), 80)}): save the "
            f"file with one of {listed(_SEPARATORS.values())} between the columns",
            row=1,
        )
        return None
    if separator in _SAID:
        here.warning(f"columns are separated by a {_SEPARATORS[separator]}")
    return separator
