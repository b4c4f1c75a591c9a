"""XLSX workbooks to raw tables, checked before anything in them is parsed."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.csv_files import check_headers
from sysmap.records.problems import Origin, Problems
from sysmap.records.tables import ROW_LIMIT
from sysmap.records.values import clean, is_blank

ZIP_LIMIT = 100_000_000
_RATIO_LIMIT, _RATIO_FROM = 100, 10_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)|<\x00!\x00(D\x00O\x00C|E\x00N\x00T)|\x00<\x00!\x00(D\x00O|E\x00N)")
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}


def read_workbook(path: Path, origin: Origin, problems: Problems) -> dict[str, pd.DataFrame]:
    """Read the sheets of a workbook as raw tables, by sheet name; faults are noted.

    Only stored values are read: no formula is worked out, no link followed, nothing unpacked.
    """
    if not _is_safe(path, origin, problems):
        return {}
    import openpyxl

    sheets: dict[str, pd.DataFrame] = {}
    try:
        with warnings.catch_warnings():
            # These warn of what would be lost on saving (drop-downs, styles): nothing is saved here.
            for lost_on_saving in (
                ".*extension is not supported",
                ".*no default style",
                ".*header or footer",
            ):
                warnings.filterwarnings("ignore", lost_on_saving, UserWarning)
            sheets = _sheets(
                openpyxl.load_workbook(path, read_only=True, data_only=True), path, origin, problems
            )
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError, SyntaxError) as error:
        problems.fault(
            origin,
            f"the workbook is damaged or incomplete ({type(error).__name__}): "
            "open it in a spreadsheet program and save it again",
        )
    return sheets


def _sheets(book: Any, path: Path, origin: Origin, problems: Problems) -> dict[str, pd.DataFrame]:
    sheets: dict[str, pd.DataFrame] = {}
    try:
        for sheet in book.worksheets:
            place = Origin(origin.file, sheet.title, origin.wave)
            if sheet.sheet_state == "veryHidden":
                problems.warning(place, "this sheet is hidden so that only a program can show it: not read")
                continue
            frame = _sheet(sheet, place, problems, _markings(path, sheet))
            if frame is not None:
                sheets[sheet.title] = frame
        if not sheets and not problems.faults:
            problems.fault(
                origin,
                f"no rows in any sheet: wanted are sheets partners and collaborations, found "
                f"{listed(book.sheetnames)}",
            )
    finally:
        book.close()
    return sheets


def _is_safe(path: Path, origin: Origin, problems: Problems) -> bool:
    with path.open("rb") as file:
        start = file.read(8)
    if not start.strip():
        problems.fault(
            origin, "the file is empty; a workbook with the sheets partners and collaborations is needed"
        )
    elif start.startswith(_OLE):
        problems.fault(
            origin, "a password-protected workbook or an old .xls: save it as .xlsx without a password"
        )
    elif not start.startswith(b"PK"):
        problems.fault(origin, "not a workbook, although its name ends so: save it as .xlsx, or name it .csv")
    else:
        return _zip_is_safe(path, origin, problems)
    return False


def _zip_is_safe(path: Path, origin: Origin, problems: Problems) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            packed_hard = [
                part
                for part in parts
                if part.file_size > _RATIO_FROM and part.file_size > _RATIO_LIMIT * max(1, part.compress_size)
            ]
            if sum(part.file_size for part in parts) > ZIP_LIMIT or packed_hard:
                problems.fault(
                    origin,
                    f"refused: unpacked it would be over {ZIP_LIMIT // 1_000_000} MB, or a part is "
                    f"packed more than {_RATIO_LIMIT} to 1, as no honest workbook is",
                )
                return False
            if any(part.filename.startswith(("/", "\\")) or ".." in part.filename for part in parts):
                problems.warning(
                    origin, "holds an entry with a path outside itself: nothing is unpacked to disk"
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")) and _DTD.search(archive.read(part)):
                    problems.fault(
                        origin,
                        f"refused: a document type declaration in {part.filename}, which no "
                        "spreadsheet program writes",
                    )
                    return False
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        problems.fault(
            origin, f"the workbook is damaged or incomplete ({type(error).__name__}): copy or save it again"
        )
        return False
    return True


def _markings(path: Path, sheet: Any) -> bytes:
    """Give the XML of a sheet, for what reading by rows does not tell: merged cells, filters, formulas."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(sheet._worksheet_path.lstrip("/"))


def _sheet(sheet: Any, place: Origin, problems: Problems, xml: bytes) -> pd.DataFrame | None:
    from openpyxl.utils import get_column_letter

    formulas = _formulas_without_value(xml)
    rows = list(_rows(sheet))
    if not rows:
        return None
    if len(rows) > ROW_LIMIT + 1:
        problems.fault(place, f"more than {ROW_LIMIT:,} rows: split the table or leave rows out")
        return None
    if sheet.sheet_state == "hidden":
        problems.warning(place, "this sheet is hidden: read all the same")
    if b"<autoFilter" in xml and re.search(rb'<row [^>]*hidden="(1|true)"', xml):
        problems.warning(place, "rows are hidden by a filter: read all the same")
    for match in re.finditer(rb'<mergeCell ref="([A-Z0-9:]+)"', xml):
        problems.fault(place, f"merged cells {match[1].decode()}: unmerge them and fill each cell")
    (_, header), *body = rows
    titles = [clean(cell)[0] for cell in header]
    width = max([index + 1 for index, title in enumerate(titles) if title] or [0])
    width = max([width, *(len(row) for _, row in body)])
    titles += [""] * (width - len(titles))
    for number, row in rows:
        for column, cell in enumerate(row):
            address = f"{get_column_letter(column + 1)}{number}"
            if isinstance(cell, str) and cell in _ERRORS:
                problems.fault(
                    place,
                    f"an error value in cell {address}: mend the formula or type the value",
                    row=number,
                    value=cell,
                )
    for address in formulas:
        problems.fault(
            place,
            f"a formula without a stored value in cell {address}: open the workbook in a "
            "spreadsheet program, save it, and read it again",
            row=re.sub(r"\D", "", address),
        )
    if not check_headers(titles, place, problems):
        return None
    frame = pd.DataFrame(
        [row + [None] * (width - len(row)) for _, row in body],
        columns=titles,
        index=[number for number, _ in body],
        dtype=object,
    )
    frame.attrs["letters"] = {
        title: get_column_letter(index + 1) for index, title in enumerate(titles) if title
    }
    return frame


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """Give the rows that hold anything, with their numbers, without cells that are blank to the end."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        filled = len(row)
        while filled and is_blank(row[filled - 1]):
            filled -= 1
        if filled:
            yield number, [_stored(cell) for cell in row[:filled]]


def _stored(cell: Any) -> Any:
    """Keep numbers, dates and texts; write truths, times and durations as the text that is shown."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(cell) if isinstance(cell, time | timedelta) and not isinstance(cell, date) else cell


def _formulas_without_value(xml: bytes) -> list[str]:
    """Give the addresses of formula cells that no spreadsheet program has worked out and saved."""
    if b"<f" not in xml:
        return []
    cells = re.finditer(rb'<c r="([A-Z]+[0-9]+)"[^>]*(?<!/)>((?:(?!</c>).)*)</c>', xml, re.DOTALL)
    return [cell[1].decode() for cell in cells if b"<f" in cell[2] and not re.search(rb"<v>[^<]", cell[2])]
