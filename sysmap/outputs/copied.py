"""What of a file may stand in a copy of it: the cells of its tables, without those that are not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.records.containers.archives import is_safe
from sysmap.records.containers.csv_files import plain_rows
from sysmap.records.containers.spss import read_spss
from sysmap.records.containers.workbooks import sheets_in, stored
from sysmap.records.personal.contents import are_answers
from sysmap.records.personal.keeping import PERSONAL, left_out, left_out_of_survey, texts_in, why_not_kept
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.sheets.merged_cells import areas_in
from sysmap.records.tables.declared import header_row
from sysmap.records.tables.sector_labels import LABEL_LIMIT
from sysmap.records.tables_of_files import RawKind
from sysmap.records.values.cells import clean

REMOVED = "(removed)"
_CSV = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm")
_SHEETS = (".xls", ".ods", ".docx")
_SPSS = (".sav", ".zsav")
_FIRST_ROWS = 10
# A survey tool writes a detail of a question in brackets, or after a dash: "Contact [Email]".
_DETAIL = re.compile(r"\[([^\[\]]*)\]\s*$|\s-\s+([^-]*)$")


@dataclass
class Grid:
    """The stored values of a sheet, by row and column, and where its headers are.

    Nothing else of a workbook comes with them: no author, comment, link, name of an area, header of a
    page, rule of validation or hidden part.
    """

    title: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    header_row: int = 0

    @property
    def top(self) -> int:
        """The row of the headers: the first of those with anything in it, or one below that names columns."""
        if self.header_row:
            return self.header_row
        rows: dict[int, dict[int, Any]] = {}
        for (row, column), value in self.cells.items():
            rows.setdefault(row, {})[column] = value
        filled = [row for row in sorted(rows) if any(clean(value)[0] for value in rows[row].values())]
        if not filled:
            return 1
        return header_row((row, rows[row].values()) for row in filled[:_FIRST_ROWS]) or filled[0]

    def headers(self) -> dict[str, int]:
        """Return the column of each header, by the names that messages call it."""
        found: dict[str, int] = {}
        top = self.top
        for column in sorted(column for row, column in self.cells if row == top):
            value = self.cells[top, column]
            for text in (shown(str(value), 1000), shown(clean(value)[0], 1000)):
                if text.strip():
                    found.setdefault(text.strip(), column)
        return found

    def first_of(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell in which an area of merged cells begins; of other cells their own place."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column


def grids_of(label: str, path: Path) -> tuple[dict[str, Grid], list[str]]:
    """Return the sheets of a file by title, ``""`` for a CSV file; and those that only a program can show."""
    if path.suffix.casefold() in _CSV:
        cells = {
            (row, column): value
            for row, values in enumerate(plain_rows(path), start=1)
            for column, value in enumerate(values, start=1)
            if value != ""
        }
        return {"": Grid(name_of(path.stem), cells)}, []
    if path.suffix.casefold() in _SHEETS:
        return _stored_in(path)
    if path.suffix.casefold() in _SPSS:
        read = read_spss(path, Problems().at(Origin(label)))
        return dict(zip(("",), (_as_grid(*each) for each in read.items()), strict=False)), []
    if path.suffix.casefold() not in _WORKBOOK or not is_safe(path, Problems().at(Origin(label))):
        return {}, []
    return _sheets_of(path)


def _stored_in(path: Path) -> tuple[dict[str, Grid], list[str]]:
    """Read the sheets of a spreadsheet, or the tables of a document, that is no workbook of today."""
    sheets = sheets_in(path, Problems().at(Origin(path.name))) or []
    secret = [sheet.title for sheet in sheets if sheet.state == "veryHidden"]
    found = {}
    for sheet in sheets:
        cells = {
            (number, column): stored(value)
            for number, values in sheet.rows
            for column, value in enumerate(values, start=1)
            if value not in (None, "")
        }
        areas = [(area.top, area.left + 1, area.bottom, area.right + 1) for area in areas_in(sheet.merged)]
        if sheet.title not in secret:
            found[sheet.title] = Grid(sheet.title, cells, areas)
    return found, secret


def _as_grid(name: str, raw: RawTable) -> Grid:
    """Return a table that stands in no sheet as one: its headers in the first row."""
    cells: dict[tuple[int, int], Any] = {}
    for column, header in enumerate(map(str, raw.columns), start=1):
        cells[1, column] = header
        values = zip(raw.index, raw.frame.iloc[:, column - 1], strict=True)
        cells |= {(row, column): value for row, value in values if value not in (None, "")}
    return Grid(name, cells)


def _sheets_of(path: Path) -> tuple[dict[str, Grid], list[str]]:
    """Read the stored values of a workbook; of a formula without one its text."""
    import io
    import warnings
    from contextlib import redirect_stdout

    import openpyxl

    try:
        # Of damaged styles its reader prints on the terminal.
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            # These warn of what would be lost on saving, such as pictures: nothing is saved here.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
            written = openpyxl.load_workbook(path, keep_links=False)
    except MemoryError:
        raise
    except Exception:  # what its reader stumbles over has been noted as a fault of the file
        return {}, []
    secret = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "veryHidden"]
    found = {}
    for sheet in book.worksheets:
        if sheet.title in secret:
            continue
        # A last cell far below does not bring a million blank rows with it.
        cells = {place: cell.value for place, cell in sheet._cells.items() if cell.value not in (None, "")}
        for place, cell in written[sheet.title]._cells.items():
            if cell.data_type == "f" and place not in cells:
                cells[place] = str(getattr(cell.value, "text", cell.value))
        areas = [
            (area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges
        ]
        found[sheet.title] = Grid(sheet.title, cells, areas)
    return found, secret


def withhold(grid: Grid, kind: RawKind, keep: Collection[str] = ()) -> dict[str, str]:
    """Put a word in the place of what is not read: columns about people, free texts, and what has no header.

    Returns
    -------
    dict
        The headers of the columns that were left out, each with the reason.
    """
    grid.header_row = kind.header_row
    top, below = grid.top, grid.top + max(kind.survey_rows, 1)
    columns: dict[int, dict[int, Any]] = {}
    for (row, column), value in grid.cells.items():
        if row < top or row in kind.rows_aside:
            grid.cells[row, column] = REMOVED
        columns.setdefault(column, {})[row] = value
    reasons: dict[str, str] = {}
    titles = {
        column: [text for row in range(top, below) if (text := clean(values.get(row))[0])]
        for column, values in columns.items()
    }
    bodies = {
        column: [value for row, value in values.items() if row >= below] for column, values in columns.items()
    }
    for column, texts in sorted(titles.items()):
        reason = _why_not(texts, bodies[column], kind) if kind.survey_rows else ""
        reasons |= {texts[0]: reason} if reason else {}
    if not kind.survey_rows:
        named: dict[str, list[Any]] = {}
        for column, texts in titles.items():
            if texts:
                named.setdefault(texts[0], []).extend(bodies[column])
        longest = max(map(len, named.values()), default=0)
        raw = pd.DataFrame(
            {name: body + [None] * (longest - len(body)) for name, body in named.items()}, dtype=object
        )
        known = {header for header in kind.known if header in raw.columns}
        reasons |= left_out(raw, known, keep=keep, own=True)
    for column, texts in titles.items():
        names_rows = kind.named_rows and column == min(titles)
        if (not texts and not names_rows) or (texts and texts[0] in reasons):
            for row in columns[column]:
                if row >= below or not texts:
                    grid.cells[row, column] = REMOVED
    return reasons


def _why_not(texts: list[str], body: list[Any], kind: RawKind) -> str:
    """Say why a column of a survey is not kept: it is about who answered, or nobody reads what is written."""
    if not texts or texts[0] in kind.known:
        return ""
    details = [match[1] or match[2] or "" for text in texts if (match := _DETAIL.search(text))]
    if any(left_out_of_survey(text, "", body) for text in (*texts, *filter(None, details))):
        return PERSONAL
    answers = texts_in(body)
    return "" if are_answers(answers) or _are_choices(answers) else why_not_kept(texts[0], answers, len(body))


def _are_choices(texts: list[str]) -> bool:
    """Tell choices of several options from free text: of a semicolon each, or said again by others."""
    options = [{part.strip() for part in re.split(r";|, ", text) if part.strip()} for text in texts]
    counts = Counter(option for chosen in options for option in chosen)
    if any(len(option) > LABEL_LIMIT for option in counts):
        return False
    again = sum(count > 1 for count in counts.values())
    return all(";" in text for text in texts) or 2 * again >= len(counts)


def all_grids(files: Mapping[str, Path]) -> Iterator[tuple[str, str, Grid, bool]]:
    """Give each sheet of files with the name of its file, its title there, and whether it is kept secret."""
    first = True
    for label, path in files.items():
        grids, secret = grids_of(label, path)
        for title, grid in grids.items():
            if title and not first:
                grid.title = f"{name_of(path.stem)} {title}"
            yield label, title, grid, False
        for title in secret:
            yield label, title, Grid(title), True
        first = first and not any(grids)
