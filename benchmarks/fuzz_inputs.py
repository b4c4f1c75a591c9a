"""What is read: a sound or hostile case, changed at random, alone, in two waves, in company or as frames."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from benchmarks.fuzz_files import Case, Given, change
from benchmarks.fuzz_texts import CELLS, HEADERS, TEXTS, odd
from sysmap.records.shapes.declaring import layouts

DATA = Path(__file__).resolve().parent.parent / "tests" / "data"
_BESIDE = {"orgs": ["ok_ties.csv"], "ties": ["ok_orgs.csv"], "mergers": ["ok_orgs.csv", "ok_ties.csv"]}
_LISTS = ("field/00_partners.csv", "hostile/ok_orgs.csv")
# How the files are handed over, and how often.
_WAYS = {
    "as they are": 50,
    "two waves": 15,
    "partners beside": 10,
    "another beside": 6,
    "folder": 8,
    "frames": 11,
}


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
        change(made, random)
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
            change(made, random, f"beside {path.name}")
    if random.random() < 0.18:
        _choose(made, random)
    return made


def _second_wave(made: Given, random: Random) -> None:
    """Add another wave: the same files changed otherwise, or those of another case."""
    files = made.case.files if random.random() < 0.7 else _drawn(random).files
    for path in files:
        made.files[f"later {path.name}"] = _read(path)
    change(made, random, random.choice([f"later {path.name}" for path in files]))


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
