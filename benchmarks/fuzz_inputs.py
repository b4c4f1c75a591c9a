"""What is read: a sound or hostile case, changed at random, alone, in two waves, in company or as frames."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path, PurePath
from random import Random
from typing import Any

import pandas as pd

from benchmarks.fuzz_mutators import (
    CELLS,
    HEADERS,
    TEXTS,
    Rows,
    byte_mutators,
    odd,
    of_json,
    of_xml,
    row_mutators,
)
from sysmap.records.layouts.declaring import layouts

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
_BESIDE = {"orgs": ["ok_ties.csv"], "ties": ["ok_orgs.csv"], "mergers": ["ok_orgs.csv", "ok_ties.csv"]}
_LISTS = ("field/00_partners.csv", "hostile/ok_orgs.csv")
_MOST_ROWS, _MOST_BYTES = 2_000, 2_000_000
# How the files are handed over, and how often.
_WAYS = {
    "as they are": 50,
    "two waves": 15,
    "partners beside": 10,
    "another beside": 6,
    "folder": 8,
    "frames": 11,
}


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


@cache
def cases() -> tuple[Case, ...]:
    """List every shape, hostile file and file of the field with what it is read beside."""
    found = []
    for path in sorted((DATA / "shapes" / "expected").glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        if not case.get("register"):
            files = tuple(DATA / "shapes" / source for source in case["sources"])
            found.append(Case(f"shapes/{path.stem}", files, case["options"]))
    with (DATA / "hostile" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [row["file"], *_BESIDE.get(row["role"], [])]
            files = tuple(DATA / "hostile" / name for name in dict.fromkeys(names))
            found.append(Case(f"hostile/{row['file']}", files, {}))
    for case in json.loads((DATA / "field" / "cases.json").read_text(encoding="utf-8")):
        files = tuple(DATA / "field" / name for name in case["files"])
        found.append(Case(f"field/{case['name']}", files, case.get("options", {})))
    return tuple(found)


def _drawn(random: Random) -> Case:
    """Draw a case: most often one that can be read, so that something is there to be lost."""
    (home,) = random.choices(("shapes", "field", "hostile"), (45, 35, 20))
    return random.choice([case for case in cases() if case.name.startswith(home)])


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


def given(seed: int) -> Given:
    """Make the input of this number: the same number, the same input."""
    random = Random(seed)
    case = _drawn(random)
    made = Given(seed, case, {path.name: _read(path) for path in case.files}, options=dict(case.options))
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        _change(made, random)
    (made.way,) = random.choices(list(_WAYS), list(_WAYS.values()))
    if made.way == "folder" and not all(name.endswith(".csv") for name in made.files):
        made.way = "as they are"
    if made.way == "two waves":
        _second_wave(made, random)
    elif made.way in ("partners beside", "another beside"):
        other = [DATA / name for name in _LISTS] if made.way == "partners beside" else _drawn(random).files
        path = random.choice(other)
        made.files.setdefault(f"beside {path.name}", _read(path))
        if random.random() < 0.3:
            _change(made, random, f"beside {path.name}")
    if random.random() < 0.18:
        _choose(made, random)
    return made


def _second_wave(made: Given, random: Random) -> None:
    """Add another wave: the same files changed otherwise, or those of another case."""
    files = made.case.files if random.random() < 0.7 else _drawn(random).files
    for path in files:
        made.files[f"later {path.name}"] = _read(path)
    _change(made, random, random.choice([f"later {path.name}" for path in files]))


def _change(made: Given, random: Random, name: str | None = None) -> None:
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
        dialect: Any = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t")
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


def _choose(made: Given, random: Random) -> None:
    """Choose options, sound or not."""
    made.keeps = False
    way = random.randrange(7)
    words = sorted({*TEXTS, "Hardly ever"})
    if way == 0:
        made.options["sectors"] = random.choice(("uk", "infer", "as written"))
    elif way == 1:
        made.options["layout"] = random.choice(sorted(layouts))
    elif way == 2:
        made.options["scale"] = {random.choice(words): random.choice((0, 1, 2.5, None)) for _ in range(2)}
    elif way == 3:
        made.options["columns"] = _columns(made, random)
    elif way == 4:
        made.options["register"] = random.choice(("shapes/ods.csv", "shapes/councils.csv"))
    elif way == 5:
        names = [random.choice(words), "Northgate Council"]
        made.options["aliases"] = pd.DataFrame({"name_as_written": names, "id": ["1", random.choice(words)]})
    else:
        ends = [random.choice(("1", "2", "O1", "Northgate Council", odd(random))) for _ in range(4)]
        frame = pd.DataFrame({"from": ends[:2], "to": ends[2:], "date": ["2023-04-01", random.choice(words)]})
        made.options["succession"] = frame
    made.done.append(f"options {sorted(made.options)}")


def _columns(made: Given, random: Random) -> dict[str, str]:
    """Name columns of one of the files as somebody might."""
    headers = ["x"]
    for name, data in made.files.items():
        if name.endswith(".csv"):
            headers += data.decode("utf-8-sig", "replace").partition("\n")[0].strip().split(",")
    if random.random() < 0.4:
        return {"respondent": random.choice(headers)}
    names = random.choice((("source", "target"), ("name", "sector"), ("organisation", "forum"), HEADERS[:2]))
    return {name: random.choice(headers) for name in names}


def laid_out(made: Given, folder: Path) -> tuple[list[Any], dict[str, Any]]:
    """Write the files of an input into a folder; give what `read_records` is called with."""
    options = dict(made.options)
    if isinstance(options.get("register"), str):
        options["register"] = DATA / options["register"]
    paths = []
    for name, data in made.files.items():
        paths.append(folder / name)
        paths[-1].write_bytes(data)
    if made.way == "folder":
        return [folder], options
    later = [path for path in paths if path.name.startswith("later ")]
    if made.way == "two waves":
        first = [path for path in paths if path not in later]
        return [{"2022": first, "2024": later}], options
    if made.way == "frames":
        return [frame if (frame := _frame(path, made.seed)) is not None else path for path in paths], options
    return paths, options


def _frame(path: Path, seed: int) -> pd.DataFrame | None:
    """Read a CSV file as somebody who works with data frames; some cells of other types."""
    if path.suffix != ".csv":
        return None
    random = Random(seed)
    try:
        frame = pd.read_csv(path, dtype=random.choice((None, object)), encoding_errors="replace")
    except Exception:  # then it is given as a file
        return None
    if len(frame) and len(frame.columns) and random.random() < 0.5:
        column = random.choice(list(frame.columns))
        frame[column] = [random.choice((cell, random.choice(CELLS))) for cell in frame[column]]
    return frame
