"""A copy of the records as a workbook in which what is wrong is marked where it stands."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.files import creation_time, plain, write_zip
from sysmap.outputs.withholding import withhold
from sysmap.placing import name_of
from sysmap.records.archives import is_safe
from sysmap.records.cells import clean
from sysmap.records.containers import files_of
from sysmap.records.csv_files import plain_rows
from sysmap.records.exported import survey_exports
from sysmap.records.problems import Origin, Problems, shown

LISTED = "without a cell"
_COLOURS = {"fault": "FFC7CE", "warning": "FFEB9C"}
_COLUMNS = ["severity", "file", "sheet", "row", "column", "value", "message"]
_CSV = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm")
_NO_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767
_WIDEST = 50
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
Sheets = dict[tuple[str, str], Any]


def annotate(
    sources: Sequence[Any], problems: pd.DataFrame, path: Path, *, layout: str | None = None
) -> list[str]:
    """Write a copy of the records with every fault and warning marked and commented in its cell.

    What columns with personal data hold is not in the copy.

    Parameters
    ----------
    sources
        The files and folders as `read_records` takes them; they are not touched.
    problems
        What was found wrong: the table of a `RecordsError` or of `Records`.
    path
        The workbook to write. Sheets of workbooks are copied with their stored values, CSV files
        become sheets of texts; problems of no cell stand on a sheet of their own.
    layout
        The shape of the records, if it was chosen.

    Returns
    -------
    list of str
        The headers of the columns with personal data, whose cells were left out.

    Raises
    ------
    ChoiceError
        If the file is no ``.xlsx``, or is one of the sources.
    """
    files = files_of(sources)
    check_target(files, path)
    book, sheets = _copied(files)
    headers = {place: _header(sheet) for place, sheet in sheets.items()}
    surveys = survey_exports(sources, layout)
    exports = {(shown(file, 1000), shown(sheet, 1000)): rows for (file, sheet), rows in surveys.items()}
    removed: dict[str, None] = {}
    for place, sheet in sheets.items():
        removed |= dict.fromkeys(withhold(sheet, headers[place][0], exports.get(place, 0)))
    marks: dict[tuple[tuple[str, str], int, int], list[Any]] = {}
    homeless = []
    for problem in problems.itertuples(index=False):
        cells = _cells(problem, headers)
        for place, row, column in cells:
            marks.setdefault((place, row, column), []).append(problem)
        if not cells or "more" in str(problem.row):
            homeless.append(problem)
    for (place, row, column), found in marks.items():
        _mark(sheets[place], row, column, found)
    if homeless or not sheets:
        _list(book, homeless)
    content = io.BytesIO()
    book.save(content)
    write_zip(path, _settled(content.getvalue()))
    return list(removed)


def check_target(files: Mapping[str, Path], path: Path) -> None:
    """Refuse a target that is no workbook, or one of the files themselves."""
    if path.suffix.casefold() != ".xlsx":
        raise ChoiceError(f"the marked copy is a workbook: name a file that ends in .xlsx, not {path.name!r}")
    if path.resolve() in {file.resolve() for file in files.values()}:
        raise ChoiceError(f"{path} is one of the files to check: name another file for the marked copy")


def _copied(files: Mapping[str, Path]) -> tuple[Any, Sheets]:
    """Copy every file that can be opened; the first workbook keeps its looks, others their values."""
    import openpyxl

    book: Any = None
    sheets: Sheets = {}
    for label, path in files.items():
        if path.suffix.casefold() in _WORKBOOK and is_safe(path, Origin(label), Problems()):
            opened = _opened(path)
            if opened is None:
                continue
            if book is None:
                book = opened
                sheets |= {(label, sheet.title): sheet for sheet in opened.worksheets}
                continue
            for other in opened.worksheets:
                title = f"{name_of(path.stem)} {other.title}"
                sheets[label, other.title] = _filled(
                    book, title, ((cell.row, cell.column, cell.value) for cell in _filled_cells(other))
                )
    if book is None:
        book = openpyxl.Workbook()
        book.remove(book.active)
    for label, path in files.items():
        if path.suffix.casefold() in _CSV:
            sheets[label, ""] = _filled(book, name_of(path.stem), _numbered(plain_rows(path)))
    return book, {(shown(label, 1000), shown(title, 1000)): sheet for (label, title), sheet in sheets.items()}


def _opened(path: Path) -> Any:
    """Open a workbook with its stored values: no formula, and no link, is in the copy."""
    import warnings

    import openpyxl

    try:
        with warnings.catch_warnings():
            # These warn of what the copy will lack, such as pictures: the original keeps it.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
            written = openpyxl.load_workbook(path, keep_links=False)
    except MemoryError:
        raise
    except Exception:  # what its reader stumbles over has been noted as a fault of the file
        return None
    for sheet in list(book.worksheets):
        for cell in _filled_cells(written[sheet.title]):
            if cell.hyperlink is not None:
                sheet[cell.coordinate].hyperlink = None
            if cell.data_type == "f":
                copy = sheet[cell.coordinate]
                _put(copy, str(cell.value) if copy.value is None else copy.value)
    for sheet in list(book.chartsheets):
        book.remove(sheet)
    book.defined_names.clear()
    return book


def _filled_cells(sheet: Any) -> list[Any]:
    """Give the cells that a sheet holds; a last one far below does not bring a million blank rows with it."""
    return list(sheet._cells.values())


def _numbered(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, int, Any]]:
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            yield line, column, value


def _filled(book: Any, title: str, cells: Iterable[tuple[int, int, Any]]) -> Any:
    """Add a sheet with these cells, under a title of its own."""
    bare = _NO_TITLE.sub(" ", title).strip("' ")[:28] or "sheet"
    free, number = bare, 1
    while free.casefold() in {name.casefold() for name in book.sheetnames}:
        number += 1
        free = f"{bare} {number}"
    sheet = book.create_sheet(free)
    for line, column, value in cells:
        if value is not None and value != "":
            cell = sheet.cell(line, column)
            _put(cell, value)
            room = sheet.column_dimensions[cell.column_letter]
            room.width = max(room.width, min(len(str(value)) + 2, _WIDEST))
    return sheet


def _put(cell: Any, value: Any) -> None:
    """Write a value so that a text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = _NO_CELL.sub("", value)[:_LONGEST]
        cell.data_type = "s"
    else:
        cell.value = value


def _header(sheet: Any) -> tuple[int, dict[str, int]]:
    """Give the row of the headers, and the column of each as messages call it."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(clean(cell)[0] for cell in row):
            columns: dict[str, int] = {}
            for column, cell in enumerate(row, start=1):
                for text in (shown(str(cell), 1000), shown(clean(cell)[0], 1000)):
                    if text.strip():
                        columns.setdefault(text.strip(), column)
            return number, columns
    return 1, {}


def _cells(
    problem: Any, headers: Mapping[tuple[str, str], tuple[int, dict[str, int]]]
) -> list[tuple[tuple[str, str], int, int]]:
    """Give the cells that a problem is of: of its column in its rows; the first of a row, or the header."""
    place = (problem.file, problem.sheet)
    if place not in headers or not (problem.row or problem.column):
        return []
    top, columns = headers[place]
    column = columns.get(str(problem.column).strip(), 1)
    if not problem.row and str(problem.column).strip() not in columns:
        return []
    rows = [int(digits) for digits in re.findall(r"\d+", str(problem.row).split(", and")[0])] or [top]
    return [(place, row, column) for row in rows if row]


def _mark(sheet: Any, row: int, column: int, found: Sequence[Any]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    worst = "fault" if any(problem.severity == "fault" for problem in found) else "warning"
    cell.fill = PatternFill("solid", start_color=_COLOURS[worst], end_color=_COLOURS[worst])
    said = [f"{problem.severity}: {problem.message}" for problem in found]
    earlier = [cell.comment.text] if cell.comment else []
    cell.comment = Comment(_NO_CELL.sub("", "\n".join([*earlier, *said]))[:_LONGEST], "sysmap")
    cell.comment.width, cell.comment.height = 320, 40 + 40 * len(said)


def _list(book: Any, problems: Sequence[Any]) -> None:
    """Write problems that are of no one cell on a sheet of their own, the first one."""
    rows = [_COLUMNS, *([plain(getattr(problem, name)) for name in _COLUMNS] for problem in problems)]
    sheet = _filled(book, LISTED, _numbered(rows))
    for letter, width in zip("ABCDEFG", (10, 24, 16, 8, 18, 24, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    book.move_sheet(sheet, -book.index(sheet))
    book.active = 0


def _settled(content: bytes) -> dict[str, bytes]:
    """Give the parts of a workbook with the time that every file of ours bears, and not that of the clock."""
    stamp = creation_time().strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = _MODIFIED.sub(rb"\g<1>" + stamp, parts[core])
    return parts
