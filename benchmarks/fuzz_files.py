"""One input: files by name, each of which can be changed as its kind can be."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path, PurePath
from random import Random
from typing import Any

from benchmarks.fuzz_bytes import byte_mutators, of_json, of_xml
from benchmarks.fuzz_rows import Rows, row_mutators
from benchmarks.fuzz_texts import odd

_MOST_ROWS, _MOST_BYTES = 2_000, 2_000_000


@dataclass(frozen=True, eq=False)
class Case:
    """Files that were read, or refused, as they should be, with the options of their reading."""

    name: str
    files: tuple[Path, ...]
    options: dict[str, Any]


@dataclass
class Given:
    """One input: files by name, how they are handed over, options, and what was done to make it so."""

    seed: int
    case: Case
    files: dict[str, bytes]
    way: str = "as they are"
    options: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    keeps: bool = True
    takes: bool = False

    def __str__(self) -> str:
        return f"{self.case.name}, {self.way}: {'; '.join(self.done)}"


def change(made: Given, random: Random, name: str | None = None) -> None:
    """Change one of the files, in a way that its kind can be changed in."""
    name = name or random.choice(sorted(made.files))
    data, suffix = made.files[name], PurePath(name).suffix.casefold()
    change = {".csv": _csv, ".xlsx": _workbook, ".json": _structure(of_json), ".dl": _words}
    made.files[name] = change.get(suffix, _structure(of_xml))(data, random, made)


def _by_bytes(data: bytes, random: Random, made: Given) -> bytes:
    name = random.choice(sorted(byte_mutators))
    made.done.append(name)
    made.keeps, made.takes = False, True
    return byte_mutators[name](data, random)


def _structure(change: Callable[[bytes, Random], bytes]) -> Callable[[bytes, Random, Given], bytes]:
    def changed(data: bytes, random: Random, made: Given) -> bytes:
        if random.random() < 0.3:
            return _by_bytes(data, random, made)
        made.done.append("structure")
        made.keeps, made.takes = False, True
        return change(data, random)

    return changed


def _rows(rows: Rows, random: Random, made: Given) -> tuple[Rows, str]:
    keeping = [name for name, mutator in row_mutators.items() if mutator.keeps]
    name = random.choice(keeping if random.random() < 0.3 else list(row_mutators))
    made.done.append(name)
    made.keeps &= row_mutators[name].keeps
    made.takes |= row_mutators[name].takes
    return row_mutators[name].change([list(row) for row in rows], random), name


def _csv(data: bytes, random: Random, made: Given) -> bytes:
    if random.random() < 0.12:
        return _by_bytes(data, random, made)
    text = data.decode("utf-8-sig", "replace")
    try:
        dialect: Any = csv.Sniffer().sniff(text.partition("\n")[0][:5_000], ",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        rows: Rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))
    except csv.Error:
        return _by_bytes(data, random, made)
    rows, name = _rows(rows, random, made)
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if name == "quotation marks" else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=dialect.delimiter, quoting=quoting).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def _words(data: bytes, random: Random, made: Given) -> bytes:
    if random.random() < 0.4:
        return _by_bytes(data, random, made)
    rows: Rows = [line.split(" ") for line in data.decode("utf-8", "replace").split("\n")]
    rows, _ = _rows(rows, random, made)
    made.keeps = False
    return "\n".join(" ".join("" if cell is None else str(cell) for cell in row) for row in rows).encode()


def _workbook(data: bytes, random: Random, made: Given) -> bytes:
    share = random.random()
    sheets = _sheets(data) if share < 0.7 else None
    if not sheets:
        return _by_bytes(data, random, made) if share > 0.85 else _part(data, random, made)
    names = list(sheets)
    if share < 0.15:
        made.done.append("sheets")
        made.keeps, made.takes = False, True
        return _written(dict(_sheets_changed([(name, sheets[name]) for name in names], random)))
    name = random.choice(names)
    changed, _ = _rows(sheets[name], random, made)
    return _written({**sheets, name: changed})


def _sheets_changed(sheets: list[tuple[str, Rows]], random: Random) -> list[tuple[str, Rows]]:
    place = random.randrange(len(sheets))
    name, rows = sheets[place]
    titles = ("2022", "Wave 1", "partners", "ties", "Sheet1", "asked", "reading", "counts", "a" * 31, "Ŵave")
    way = random.randrange(5)
    if way == 0 and len(sheets) > 1:
        return sheets[:place] + sheets[place + 1 :]
    if way == 1:
        return [*sheets, (random.choice(titles)[:29] + " x", rows)]
    if way == 2:
        return random.sample(sheets, len(sheets))
    if way == 3:
        return [
            *sheets,
            (random.choice(titles)[:29] + " y", [[odd(random)[:99] for _ in range(3)] for _ in range(3)]),
        ]
    taken = {other for number, (other, _) in enumerate(sheets) if number != place}
    free = [title for title in titles if title not in taken]
    return [*sheets[:place], (random.choice(free), rows), *sheets[place + 1 :]]


@cache
def _sheets(data: bytes) -> dict[str, Rows] | None:
    """Read small workbooks as rows by sheet; None where that cannot be done."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
                return None
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, read_only=True)
        # A cell in the last row of a sheet makes a million of them.
        sheets = {sheet.title: [list(row) for row in islice(sheet.values, _MOST_ROWS)] for sheet in book}
    except Exception:  # what is damaged already is changed in other ways
        return None
    return sheets if all(len(rows) < _MOST_ROWS for rows in sheets.values()) else None


def _written(sheets: dict[str, Rows]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            try:
                sheet.append([cell[:32_767] if isinstance(cell, str) else cell for cell in row])
            except (IllegalCharacterError, ValueError, OverflowError):
                sheet.append(
                    [str(cell).encode("ascii", "ignore").decode()[:99] for cell in row if cell != "\x07"]
                )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _part(data: bytes, random: Random, made: Given) -> bytes:
    """Change one of the files inside a workbook."""
    made.keeps, made.takes = False, True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _MOST_BYTES:
                return _by_bytes(data, random, made)
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # what is damaged already is changed in other ways
        return _by_bytes(data, random, made)
    if not parts:
        return data
    name = random.choice(sorted(parts))
    made.done.append(f"part {name}")
    if random.random() < 0.15:
        del parts[name]
    else:
        parts[name] = (
            of_xml(parts[name], random) if random.random() < 0.5 else _by_bytes(parts[name], random, made)
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for title, content in parts.items():
            archive.writestr(zipfile.ZipInfo(title), content)
    return out.getvalue()
