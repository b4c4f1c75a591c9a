"""A copy of the records as a workbook in which what is wrong is marked where it stands."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap import palette
from sysmap.errors import ChoiceError
from sysmap.files import creation_time, plain, write_zip
from sysmap.outputs.copied import Grid, all_grids, withhold
from sysmap.palette import digits
from sysmap.records.containers.opening import files_of
from sysmap.records.problems import shown
from sysmap.records.tables_of_files import RawKind, kinds_of_tables

LISTED = "without a cell"
_COLOURS = {"fault": digits(palette.CELL_FAULT), "warning": digits(palette.CELL_WARNING)}
_COLUMNS = ["severity", "file", "sheet", "row", "column", "value", "message"]
_NO_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767
_WIDEST = 50
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
Place = tuple[str, str]


def annotate(
    sources: Sequence[Any],
    problems: pd.DataFrame,
    path: Path,
    *,
    layout: str | None = None,
    columns: Mapping[str, Any] | None = None,
    keep: Collection[str] = (),
) -> list[str]:
    """Write a copy of the records with every fault and warning marked and commented in its cell.

    The copy is a new workbook. It holds the tables that are read, with their stored values, and of
    these no column that reading leaves out: nothing about people, and no free text, unless a table knows
    it or the user named it.

    Parameters
    ----------
    sources
        The files and folders as `read_records` takes them; they are not touched.
    problems
        What was found wrong: the table of a `RecordsError` or of `Records`.
    path
        The workbook to write. CSV files become sheets of texts; problems of no cell stand on a sheet of
        their own.
    layout, columns
        The shape of the records and the meaning of columns, if the user said them.
    keep
        The headers, folded, of columns that the user keeps.

    Returns
    -------
    list of str
        What was left out of the copy, a sentence each.

    Raises
    ------
    ChoiceError
        If the file is no ``.xlsx``, or is one of the sources.
    """
    files = files_of(sources)
    check_target(files, path)
    kinds = kinds_of_tables(sources, layout, columns)
    told = {(problem.file, problem.sheet) for problem in problems.itertuples(index=False) if problem.row}
    grids: dict[Place, Grid] = {}
    said: list[str] = []
    marked: set[str] = set()
    for label, title, grid, secret in all_grids(files):
        marked.add(label)
        place = (shown(label, 1000), shown(title, 1000))
        kind = kinds.get((label, title), RawKind(False))
        if secret:
            said.append(f"it is hidden so that only a program can show it: sheet {title}")
        elif not kind.read and place not in told:
            said.append(f"it is no table of the records: {f'sheet {title}' if title else label}")
        else:
            removed = withhold(grid, kind, keep)
            said += [f"it {reason}: column {header}" for header, reason in removed.items()]
            grids[place] = grid
    said += [f"it has no cells that could be marked: {label}" for label in files if label not in marked]
    _write(grids, problems, path)
    return [f"Not in the marked copy, because {reason}" for reason in dict.fromkeys(said)]


def check_target(files: Mapping[str, Path], path: Path) -> None:
    """Refuse a target that is no workbook, or one of the files themselves."""
    if path.suffix.casefold() != ".xlsx":
        raise ChoiceError(f"the marked copy is a workbook: name a file that ends in .xlsx, not {path.name!r}")
    if path.resolve() in {file.resolve() for file in files.values()}:
        raise ChoiceError(f"{path} is one of the files to check: name another file for the marked copy")


def _write(grids: Mapping[Place, Grid], problems: pd.DataFrame, path: Path) -> None:
    import openpyxl

    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "sysmap"
    sheets = {place: _filled(book, grid.title, grid.cells) for place, grid in grids.items()}
    headers = {place: (grid.top, grid.headers()) for place, grid in grids.items()}
    marks: dict[tuple[Place, int, int], list[Any]] = {}
    homeless = []
    for problem in problems.itertuples(index=False):
        cells = _cells(problem, headers)
        for place, row, column in cells:
            marks.setdefault((place, *grids[place].first_of(row, column)), []).append(problem)
        if not cells or "more" in str(problem.row):
            homeless.append(problem)
    for (place, row, column), found in marks.items():
        _mark(sheets[place], row, column, found)
    if homeless or not sheets:
        _list(book, homeless)
    content = io.BytesIO()
    book.save(content)
    write_zip(path, _settled(content.getvalue()))


def _filled(book: Any, title: str, cells: Mapping[tuple[int, int], Any]) -> Any:
    """Add a sheet with these cells, under a title of its own."""
    bare = _NO_TITLE.sub(" ", title).strip("' ")[:28] or "sheet"
    free, number = bare, 1
    while free.casefold() in {name.casefold() for name in book.sheetnames}:
        number += 1
        free = f"{bare} {number}"
    sheet = book.create_sheet(free)
    for (line, column), value in cells.items():
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


def _cells(problem: Any, headers: Mapping[Place, tuple[int, dict[str, int]]]) -> list[tuple[Place, int, int]]:
    """Return the cells that a problem is of: of its column in its rows; the first of a row, or the header."""
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
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet.cell(row, column)
    worst = "fault" if any(problem.severity == "fault" for problem in found) else "warning"
    cell.fill = PatternFill("solid", start_color=_COLOURS[worst], end_color=_COLOURS[worst])
    said = [f"{problem.severity}: {problem.message}" for problem in found]
    cell.comment = Comment(_NO_CELL.sub("", "\n".join(said))[:_LONGEST], "sysmap")
    cell.comment.width, cell.comment.height = 320, 40 + 40 * len(said)


def _list(book: Any, problems: Sequence[Any]) -> None:
    """Write problems that are of no one cell on a sheet of their own, the first one."""
    rows = [_COLUMNS, *([plain(getattr(problem, name)) for name in _COLUMNS] for problem in problems)]
    cells = {
        (line, column): value
        for line, row in enumerate(rows, start=1)
        for column, value in enumerate(row, start=1)
        if value not in (None, "")
    }
    sheet = _filled(book, LISTED, cells)
    for letter, width in zip("ABCDEFG", (10, 24, 16, 8, 18, 24, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    book.move_sheet(sheet, -book.index(sheet))
    book.active = 0


def _settled(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook with the time that every file of ours bears, not that of the clock."""
    stamp = creation_time().strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = _MODIFIED.sub(rb"\g<1>" + stamp, parts[core])
    return parts
