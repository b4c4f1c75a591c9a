"""CSV files to raw tables: encoding, separator and rows settled by rule, nothing guessed silently."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from sysmap.errors import listed
from sysmap.files import unguarded
from sysmap.records.problems import Origin, Problems, shown
from sysmap.records.tables import COLUMN_LIMIT, ROW_LIMIT, header_row, table_with

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_OTHER_SEPARATOR = re.compile(r"[\w\"]\s*[|:^~]\s*[\w\"]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_LINE_END = re.compile(r"\r\n|\r|\n")
EMPTY = "the file is empty; a header row and one row for each record are needed"
# A separator between columns is looked for at the start of the file only.
_HEADER_LENGTH = 1_000_000


def read_csv(path: Path, origin: Origin, problems: Problems) -> pd.DataFrame | None:
    """Read one CSV file as a raw table of texts; None, with the fault noted, where that cannot be done.

    The index holds the row numbers as a spreadsheet shows them (the header is row 1; a line
    break inside quotes does not start a row).
    """
    data = path.read_bytes()
    encoding = _encoding(data, origin, problems)
    if encoding is None:
        return None
    separator = _separator(data.decode(encoding)[:_HEADER_LENGTH], origin, problems)
    if separator is None:
        return None
    rows: list[list[str]] = []
    # Cells that say the same are kept once: a million ties name few organisations.
    pool: dict[str, str] = {}
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    usual = csv.field_size_limit(len(data) + 1)
    try:
        for row in csv.reader(lines, delimiter=separator, strict=True):
            rows.append([pool.setdefault(cell, cell) for cell in row])
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
    finally:
        csv.field_size_limit(usual)
    return _table(rows, origin, problems)


def plain_rows(path: Path) -> list[list[str]]:
    """Give the rows of a CSV file as well as they can be had, whatever is wrong with it, to be looked at."""
    data = path.read_bytes()
    place, unheard = Origin(path.name), Problems()
    encoding = _encoding(data, place, unheard) or "utf-8-sig"
    text = data.decode(encoding, "replace")
    separator = _separator(text[:_HEADER_LENGTH], place, unheard) or ","
    usual = csv.field_size_limit(len(text) + 1)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    finally:
        csv.field_size_limit(usual)


def text_of(data: bytes, origin: Origin, problems: Problems) -> str | None:
    """Decode a text file by the rules of CSV files; None, with the fault noted, where that cannot be done."""
    encoding = _encoding(data, origin, problems)
    return None if encoding is None else data.decode(encoding)


def _table(rows: list[list[str]], origin: Origin, problems: Problems) -> pd.DataFrame | None:
    """Make a table of rows whose first filled one is the header; blank rows are left out and counted."""
    first = next((number for number, row in enumerate(rows) if not _is_blank(row)), None)
    if first is None:
        problems.fault(origin, EMPTY)
        return None
    width = _width(rows, first)
    header = [unguarded(cell) for cell in rows[first][:width]]
    numbers: list[int] = []
    kept: list[list[str]] = []
    ragged: list[tuple[int, int]] = []
    blank = first
    for number, row in enumerate(rows[first + 1 :], start=first + 2):
        if _is_blank(row):
            blank += 1
            continue
        # Blank cells beyond the header (a final separator) carry nothing.
        while len(row) > width and not row[-1].strip():
            row = row[:-1]
        if len(row) == width:
            numbers.append(number)
            kept.append(row)
        else:
            ragged.append((number, len(row)))
    if ragged and table_with(header) is None:
        below = header_row(enumerate(rows[first + 1 : first + 11], start=first + 2))
        if below is not None:
            note_titles(below, origin, problems)
            return None
    for number, length in ragged:
        problems.fault(
            origin,
            f"{length} values, but the header has {width} columns: "
            "put quotation marks round a text that holds the separator, or add what is missing",
            row=number,
        )
    if ragged and not kept:
        return None
    header = named_once(header, origin, problems)
    if not header:
        return None
    frame = pd.DataFrame(
        {place: [row[place] for row in kept] for place in range(width)},
        columns=range(width),
        index=numbers,
        dtype=object,
    )
    # A cell that was written so as not to run as a formula is read back as it was.
    for place in range(width):
        if any(cell[:1] == "'" for cell in frame[place]):
            frame[place] = frame[place].map(unguarded)
    frame.columns = pd.Index(header)
    frame.attrs["blank_rows"] = blank
    return frame


def note_titles(row: int, origin: Origin, problems: Problems, table: str = "") -> None:
    """Note that something stands above the headers."""
    problems.fault(
        origin, f"the headers seem to stand in row {row}: remove the rows above", row=row, table=table
    )


def named_once(header: list[str], origin: Origin, problems: Problems) -> list[str]:
    """Note columns that occur twice, and too many of them; give names that occur once.

    Columns without a header, and those that a fault names, are told apart by blanks, so that
    the rest of the table can be checked. No names where there are too many.
    """
    if len(header) > COLUMN_LIMIT:
        problems.fault(origin, f"{len(header):,} columns; at most {COLUMN_LIMIT:,} are allowed")
        return []
    names: list[str] = []
    trimmed = [name.strip() for name in header]
    twice = {name for name in trimmed if name and trimmed.count(name) > 1}
    for name in sorted(twice):
        problems.fault(
            origin,
            f"the column {shown(name)!r} occurs {trimmed.count(name)} times: rename or remove one",
            row=1,
            column=name,
        )
    for name, bare in zip(header, trimmed, strict=True):
        unique = "" if not bare else name
        if bare in twice and any(other.strip() == bare for other in names):
            unique = ""
        while unique in names:
            unique += " "
        names.append(unique)
    return names


def _is_blank(row: list[str]) -> bool:
    return not any(row) or not any(cell.strip() for cell in row)


def _width(rows: list[list[str]], first: int) -> int:
    """Give the number of columns without those that are blank from the header to the end."""
    width = len(rows[first])
    while (
        width
        and not rows[first][width - 1].strip()
        and not any(len(row) >= width and row[width - 1].strip() for row in rows[first + 1 :])
    ):
        width -= 1
    return width


def _encoding(data: bytes, origin: Origin, problems: Problems) -> str | None:
    """Find the encoding of a whole file; None, with the fault noted, where there is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.warning(origin, "read as UTF-16")
        encoding = "utf-16"
    elif b"\x00" in data:
        row = _row_of(data[: data.index(b"\x00")])
        problems.fault(
            origin,
            "a NUL byte: the file is damaged, or not a CSV file; save it again as 'CSV UTF-8'",
            row=row,
        )
        return None
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            problems.fault(
                origin,
                "the file is damaged or incomplete, it is not UTF-16: save it again as 'CSV UTF-8'",
            )
            return None
        if _UTF8_SEQUENCE.search(data) or _NOT_CP1252.search(data):
            problems.fault(
                origin,
                "this row is not in the encoding of the others (UTF-8): save the file again as 'CSV UTF-8'",
                row=_row_of(data[: error.start]),
            )
            return None
        problems.warning(
            origin,
            "read as Windows-1252 (cp1252), because it is not UTF-8: "
            "check letters such as é and ’, and save as 'CSV UTF-8'",
        )
        return "cp1252"
    if "\x00" in text:
        problems.fault(
            origin,
            "a NUL character: the file is damaged; save it again as 'CSV UTF-8'",
            row=_row_of(text[: text.index("\x00")].encode("utf-8", "replace")),
        )
        return None
    if not text.strip("\ufeff \t\r\n"):
        problems.fault(origin, EMPTY)
        return None
    return encoding


def _row_of(before: bytes) -> int:
    """Give the row that follows some bytes; line ends inside quotation marks start no row."""
    outside = "".join(before.decode("latin-1").split('"')[::2])
    return len(_LINE_END.findall(outside)) + 1


def _separator(start: str, origin: Origin, problems: Problems) -> str | None:
    lines: Iterable[str] = io.StringIO(start, newline=None)
    header = next((line for line in lines if line.strip()), "")
    fields = {
        separator: len(next(csv.reader([header], delimiter=separator), [])) for separator in _SEPARATORS
    }
    separator = max(fields, key=lambda candidate: fields[candidate])
    if fields[separator] == 1 and _OTHER_SEPARATOR.search(header):
        problems.fault(
            origin,
            f"no comma, semicolon or tab in the header ({shown(header.strip(), 80)}): save the file with "
            f"one of {listed(_SEPARATORS.values())} between the columns",
            row=1,
        )
        return None
    if separator == ";":
        problems.warning(origin, "columns are separated by a semicolon")
    return separator
