"""Good files damaged at random: they are read, or refused in words; no row is lost on the way."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sysmap.errors import SysmapError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from tests.depth import EXAMPLES, some

SHAPES = Path(__file__).parent / "data" / "shapes"
CASES = {
    path.stem: case
    for path in sorted((SHAPES / "expected").glob("*.json"))
    if not (case := json.loads(path.read_text(encoding="utf-8"))).get("register")
}
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "latin-1", "utf-7")
Rows = list[list[str]]
# How many rows of a file are headers, and how many were used: where every row is of one table.
TABLES: dict[str, tuple[int, Callable[[Records], int]]] = {
    "google_forms": (1, lambda records: records.summary["respondents"]),
    "surveymonkey": (2, lambda records: records.summary["respondents"]),
    "qualtrics": (3, lambda records: records.summary["respondents"]),
    "grants_360giving": (1, lambda records: len(records.money)),
    "membership_list": (1, lambda records: len(records.memberships)),
    "own_layout": (1, lambda records: len(records.collaborations)),
}

fuzzed = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
every_case = pytest.mark.parametrize("name", CASES)


def outcome(name: str, damage: Callable[[str, bytes], bytes]) -> Records | SysmapError:
    """Read a case with its first file damaged."""
    case = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for place, source in enumerate(case["sources"]):
            data = (SHAPES / source).read_bytes()
            paths.append(Path(folder) / source)
            paths[-1].write_bytes(data if place else damage(source, data))
        try:
            return read_records(*paths, **case["options"])
        except SysmapError as error:
            return error


def damaged_rows(source: str, data: bytes, damage: Callable[[Rows], Rows]) -> bytes:
    """Damage the rows of a table, or the lines of another text."""
    if source.endswith(".xlsx"):
        return _workbook(source, damage)
    text = data.decode("utf-8-sig")
    if not source.endswith(".csv"):
        return "\n".join(
            " ".join(row) for row in damage([line.split(" ") for line in text.split("\n")])
        ).encode()
    out = io.StringIO(newline="")
    csv.writer(out).writerows(damage(list(csv.reader(io.StringIO(text, newline="")))))
    return out.getvalue().encode()


@cache
def _sheets(source: str) -> dict[str, Rows]:
    book = openpyxl.load_workbook(SHAPES / source)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def _workbook(source: str, damage: Callable[[Rows], Rows]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in _sheets(source).items():
        sheet = book.create_sheet(title)
        for row in damage([list(row) for row in rows]):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@every_case
@fuzzed
@given(place=st.integers(min_value=0, max_value=10_000), count=st.integers(min_value=1, max_value=3))
def test_bytes_may_be_dropped(name, place, count):
    def drop(source: str, data: bytes) -> bytes:
        at = place % len(data)
        return data[:at] + data[at + count :]

    assert isinstance(outcome(name, drop), Records | SysmapError)


@every_case
@fuzzed
@given(random=st.randoms(use_true_random=False))
def test_columns_may_be_shuffled(name, random):
    def shuffle(rows: Rows) -> Rows:
        order = list(range(max(map(len, rows))))
        random.shuffle(order)
        return [[row[place] if place < len(row) else "" for place in order] for row in rows]

    def damage(source: str, data: bytes) -> bytes:
        return damaged_rows(source, data, shuffle)

    assert isinstance(outcome(name, damage), Records | SysmapError)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        (name, encoding)
        for place, name in enumerate(name for name in CASES if CASES[name]["sources"][0][-5:] != ".xlsx")
        for encoding in some(ENCODINGS, 2, place)
    ],
)
def test_the_encoding_may_be_another(name, encoding):
    def recode(source: str, data: bytes) -> bytes:
        return data.decode("utf-8-sig").encode(encoding)

    assert isinstance(outcome(name, recode), Records | SysmapError)


@every_case
@fuzzed
@given(picks=st.lists(st.integers(min_value=0, max_value=50), max_size=4))
def test_rows_may_be_repeated(name, picks):
    def repeat(rows: Rows) -> Rows:
        return rows + [rows[pick % len(rows)] for pick in picks]

    def damage(source: str, data: bytes) -> bytes:
        return damaged_rows(source, data, repeat)

    assert isinstance(outcome(name, damage), Records | SysmapError)


@every_case
@fuzzed
@given(cells=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6))
def test_cells_may_be_blank(name, cells):
    def damage(source: str, data: bytes) -> bytes:
        return damaged_rows(source, data, lambda rows: blanked(rows, cells))

    assert isinstance(outcome(name, damage), Records | SysmapError)


@pytest.mark.parametrize("name", TABLES)
@fuzzed
@given(
    cells=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
    picks=st.lists(st.integers(min_value=0, max_value=50), max_size=4),
    blank=st.integers(min_value=0, max_value=2),
)
def test_rows_in_are_rows_used_and_rows_set_aside(name, cells, picks, blank):
    above, used = TABLES[name]
    total = 0

    def change(rows: Rows) -> Rows:
        nonlocal total
        header, body = rows[:above], rows[above:]
        body = blanked(body + [body[pick % len(body)] for pick in picks], cells)
        # Rows in the middle, so that they are rows of the table.
        body = body[:1] + [[""] * len(header[0])] * blank + body[1:]
        total = len(body)
        return header + body

    def damage(source: str, data: bytes) -> bytes:
        return damaged_rows(source, data, change)

    result = outcome(name, damage)
    if isinstance(result, Records):
        assert used(result) + sum(result.summary["set_aside"].values()) == total, result.summary


def blanked(rows: Rows, cells: list[tuple[int, int]]) -> Rows:
    rows = [list(row) for row in rows]
    for down, along in cells:
        row = rows[down % len(rows)]
        if row:
            row[along % len(row)] = ""
    return rows
