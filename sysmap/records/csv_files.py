"""CSV files to raw tables: encoding, separator and rows settled by rule, nothing guessed silently."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from sysmap.errors import listed
from sysmap.files import unguarded
from sysmap.records.problems import Origin, Problems
from sysmap.records.tables import COLUMN_LIMIT, ROW_LIMIT

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def read_csv(path: Path, origin: Origin, problems: Problems) -> pd.DataFrame | None:
    """Read one CSV file as a raw table of texts; None, with the fault noted, where that cannot be done.

    The index holds the row numbers as a spreadsheet shows them (the header is row 1; a line
    break inside quotes does not start a row).
    """
    text = _decoded(path.read_bytes(), origin, problems)
    if text is None:
        return None
    if not text.strip():
        problems.fault(origin, "the file is empty; a header row and one row for each record are needed")
        return None
    separator = _separator(text, origin, problems)
    if separator is None:
        return None
    csv.field_size_limit(len(text) + 1)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > ROW_LIMIT + 1:
                problems.fault(origin, f"more than {ROW_LIMIT:,} rows: split the file or leave rows out")
                return None
    except csv.Error:
        problems.fault(
            origin,
            "a quotation mark opened in this row is never closed, or more text follows it: "
            "close it, or double the quotation marks inside the text",
            row=len(rows) + 1,
        )
        return None
    return raw_table(rows, origin, problems)


def raw_table(rows: list[list[str]], origin: Origin, problems: Problems) -> pd.DataFrame | None:
    """Make a table of rows whose first non-blank one is the header; blank rows are left out and counted."""
    first = next(number for number, row in enumerate(rows) if any(cell.strip() for cell in row))
    header = [unguarded(cell) for cell in rows[first]]
    width = len(header)
    while (
        width
        and not header[width - 1].strip()
        and not any(len(row) >= width and row[width - 1].strip() for row in rows[first + 1 :])
    ):
        width -= 1
    numbers, kept, blank = [], [], first
    for number, row in enumerate(rows[first + 1 :], start=first + 2):
        if not any(cell.strip() for cell in row):
            blank += 1
            continue
        # Blank cells beyond the header (a final separator) carry nothing.
        while len(row) > width and not row[-1].strip():
            row = row[:-1]
        if len(row) != width:
            problems.fault(
                origin,
                f"{len(row)} values, but the header has {width} columns: "
                "put quotation marks round a text that holds the separator",
                row=number,
            )
            continue
        numbers.append(number)
        kept.append(row)
    if not check_headers(header[:width], origin, problems):
        return None
    frame = pd.DataFrame(kept, columns=header[:width], index=numbers, dtype=object)
    # A cell that was written so as not to run as a formula is read back as it was.
    for column in range(width):
        cells = frame.iloc[:, column]
        if cells.str.startswith("'").any():
            frame.isetitem(column, cells.map(unguarded))
    frame.attrs["blank_rows"] = blank
    return frame


def check_headers(header: list[str], origin: Origin, problems: Problems) -> bool:
    """Note columns that occur twice, and too many of them."""
    if len(header) > COLUMN_LIMIT:
        problems.fault(origin, f"{len(header):,} columns; at most {COLUMN_LIMIT:,} are allowed")
        return False
    seen = [name.strip() for name in header if name.strip()]
    twice = sorted({name for name in seen if seen.count(name) > 1})
    for name in twice:
        problems.fault(
            origin,
            f"the column {name!r} occurs {seen.count(name)} times: rename or remove one",
            row=1,
            column=name,
        )
    return not twice


def _decoded(data: bytes, origin: Origin, problems: Problems) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.warning(origin, "read as UTF-16")
        return _or_fault(data, "utf-16", origin, problems)
    if b"\x00" in data:
        row = data[: data.index(b"\x00")].count(b"\n") + 1
        problems.fault(origin, "a NUL byte: the file is damaged, or not a CSV file", row=row)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not _UTF8_SEQUENCE.search(data) and not _NOT_CP1252.search(data):
            problems.warning(
                origin,
                "read as Windows-1252 (cp1252), because it is not UTF-8: "
                "check letters such as é and ’, and save as 'CSV UTF-8'",
            )
            return data.decode("cp1252")
        row = re.sub(rb"\r\n?", b"\n", data[: error.start]).count(b"\n") + 1
        problems.fault(
            origin,
            "this row is not in the encoding of the others (UTF-8): save the file again as 'CSV UTF-8'",
            row=row,
        )
        return None


def _or_fault(data: bytes, encoding: str, origin: Origin, problems: Problems) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        problems.fault(origin, "the file is damaged or incomplete: it cannot be read as UTF-16")
        return None


def _separator(text: str, origin: Origin, problems: Problems) -> str | None:
    header = next(line for line in io.StringIO(text, newline=None) if line.strip())
    fields = {
        separator: len(next(csv.reader([header], delimiter=separator), [])) for separator in _SEPARATORS
    }
    separator = max(fields, key=lambda candidate: fields[candidate])
    if fields[separator] == 1 and re.search(r"\w[|:^~]\w", header):
        problems.fault(
            origin,
            f"no comma, semicolon or tab in the header ({header.strip()[:80]}): save the file with "
            f"one of {listed(_SEPARATORS.values())} between the columns",
            row=1,
        )
        return None
    if separator == ";":
        problems.warning(origin, "columns are separated by a semicolon")
    return separator
