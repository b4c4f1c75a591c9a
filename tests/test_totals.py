"""Rows and columns of totals: set aside and counted, whatever the table is."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import sysmap as sm
from tests.depth import some
from tests.test_fuzz_shapes import CASES as OF_SHAPES
from tests.test_fuzz_shapes import SHAPES

FIELD = SHAPES.parent / "field"
CASES = {
    **{
        name: ([SHAPES / one for one in case["sources"]], case["options"]) for name, case in OF_SHAPES.items()
    },
    **{
        case["name"]: ([FIELD / one for one in case["files"]], case.get("options", {}))
        for case in json.loads((FIELD / "cases.json").read_text(encoding="utf-8"))
    },
}
TABLES = [
    (name, place)
    for name, (files, _) in CASES.items()
    for place, file in enumerate(files)
    if file.suffix in (".csv", ".xlsx")
]
ENDS = {
    "a number in each column": lambda width: ["Total", *["3"] * (width - 1)],
    "one number": lambda width: ["Grand total", *[""] * (width - 2), "12.5"],
    "the word alone": lambda width: ["Totals"],
    "with how many": lambda width: ["Total responses: 12"],
}


def with_end(file: Path, folder: Path, end) -> Path:
    """Write a copy of a file with a row at its end; of a workbook in each sheet."""
    path = folder / file.name
    if file.suffix == ".xlsx":
        book = openpyxl.load_workbook(file)
        for sheet in book.worksheets:
            sheet.append(end(sheet.max_column))
        book.save(path)
        return path
    text = file.read_text(encoding="utf-8-sig")
    mark = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    width = max(map(len, rows))
    last = [*end(width), *[""] * width][:width]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=mark).writerows([row for row in [*rows, last] if row])
    return path


def held(records) -> dict[str, str]:
    names = ("partners", "collaborations", "memberships", "asked", "money", "blanks")
    return {
        name: getattr(records, name).drop(columns=["file", "row"], errors="ignore").to_csv() for name in names
    } | {"answers": str(records.summary["answers"]), "respondents": str(records.summary["respondents"])}


@cache
def without_totals(name: str) -> dict[str, str] | None:
    """Return what a case comes to as it is; None where it is refused."""
    files, options = CASES[name]
    try:
        return held(sm.read_records(*files, **options))
    except sm.SysmapError:
        return None


@pytest.mark.parametrize(
    ("name", "place", "end"),
    [(*table, end) for number, table in enumerate(TABLES) for end in some(ENDS, 2, number)],
)
def test_a_row_of_totals_is_nobodys_answer_and_no_organisation(tmp_path, name, place, end):
    files, options = CASES[name]
    before = without_totals(name)
    if before is None:
        pytest.skip("refused without totals, too")
    changed = with_end(files[place], tmp_path, ENDS[end])
    after = sm.read_records(*[changed if file == files[place] else file for file in files], **options)
    assert held(after) == before
    assert after.summary["set_aside"]["rows of totals"] >= 1
    assert after.summary["cells"]["set_aside"]["rows of totals"] >= 1
    assert "totals: set aside" in "\n".join(after.problems["message"])


def test_who_is_called_so_among_others_stays():
    partners = pd.DataFrame({"name": ["Total Voice", "Sum", "All", "Cedar"], "sector": "Police"})
    ties = pd.DataFrame({"source": ["Sum", "All"], "target": ["All", "Cedar"]})
    records = sm.read_records(partners=partners, collaborations=ties)
    assert len(records.partners) == 4
    assert len(records.collaborations) == 2


def test_a_column_of_totals_is_none_of_a_square(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(",A,B,C,Total\nA,,1,0,1\nB,1,,1,2\nC,0,1,,1\nTotal,1,2,1,4\n", encoding="utf-8")
    records = sm.read_records(path)
    assert list(records.partners["name"]) == ["A", "B", "C"]
    assert len(records.collaborations) == 4
    assert records.summary["cells"]["set_aside"]["columns of totals"] == 3
