"""Cells in = cells used + cells set aside with a reason + cells of columns named as not read, everywhere."""

from __future__ import annotations

import csv
import io
import json
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sysmap as sm
from sysmap.errors import SysmapError
from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.shapes.declaring import layouts, record_layout
from sysmap.records.values.accounting import Account, in_words
from tests.test_fuzz_shapes import CASES, SHAPES, blanked, damaged_rows, every_case, fuzzed

TABLES = ("partners", "collaborations", "memberships", "forums", "asked", "money", "succession", "blanks")
TEXTS = (".csv", ".xlsx")


def filled(path: Path) -> int:
    """Count the cells of a file that are not blank, without what reads the records where that can be."""
    if path.suffix == ".csv":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        sheets = [rows]
    elif path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheets = [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book]
    else:
        groups = open_all([path], {}, Problems())
        sheets = [[[], *raw.frame.to_numpy(dtype=object).tolist()] for raw in groups[""].values()]
    count = 0
    for rows in sheets:
        numbers = [number for number, row in enumerate(rows) if any(map(said, row))]
        header = numbers[0] if numbers and any(map(said, rows[0])) else 0
        count += sum(said(cell) for row in rows[header + 1 :] for cell in row)
    return count


def said(cell: object) -> bool:
    return cell is not None and cell == cell and bool(str(cell).strip())


def held(records: sm.Records, cells_in: int | None = None) -> dict:
    """Check the law, and that the display says the counts; give the counts."""
    cells = records.summary["cells"]
    assert cells["in"] == cells["used"] + sum(cells["set_aside"].values()) + sum(cells["not_read"].values())
    if cells_in is not None:
        assert cells["in"] == cells_in
    assert in_words(cells) in repr(records)
    assert in_words(cells) in records._repr_html_().replace("&#x27;", "'").replace(
        "&amp;", "&"
    ) or "<" in in_words(cells)
    return cells


def sources(folder: Path, name: str, damage=None) -> list[Path]:
    """Write the files of a case, the first of them damaged."""
    paths = []
    for place, source in enumerate(CASES[name]["sources"]):
        data = (SHAPES / source).read_bytes()
        if damage and not place and Path(source).suffix in TEXTS:
            data = damaged_rows(source, data, damage)
        paths.append(folder / source)
        paths[-1].write_bytes(data)
    return paths


def tables(records) -> dict:
    """Return all that a reading comes to, and what it says of it; but not where things stand."""
    found = {
        name: getattr(records, name).drop(columns=["row", "file"], errors="ignore").astype(str).to_csv()
        for name in TABLES
    }
    counts = {key: records.summary[key] for key in ("respondents", "answers", "blank", "waves")}
    return found | counts | {"said": records.problems[["column", "value", "message"]].to_csv()}


@cache
def undamaged(name: str) -> sm.Records:
    """Read a case as it is."""
    case = CASES[name]
    return sm.read_records(*[SHAPES / source for source in case["sources"]], **case["options"])


@cache
def undamaged_tables(name: str) -> dict:
    return tables(undamaged(name))


@every_case
def test_the_law_holds_for_every_layout(name):
    paths = [SHAPES / source for source in CASES[name]["sources"]]
    cells = held(undamaged(name), sum(map(filled, paths)))
    assert not [reason for reason in cells["set_aside"] if "not used by the layout" in reason]


# Of the others one has faults on purpose, and one free words in a grid.
OTHERS = sorted(
    path for path in (SHAPES.parent / "formats").iterdir() if path.stem not in ("faults", "survey")
)


def test_the_law_holds_for_files_of_other_programs():
    for path in OTHERS:
        held(sm.read_records(path, sectors="infer"))


def test_the_cases_are_of_every_layout_that_comes_with_sysmap():
    nodexl = {"Vertex 1": ["A", "B"], "Vertex 2": ["B", "C"]}
    ties = {"source": ["A", "B"], "target": ["B", "C"]}
    alone = [sm.read_records(pd.DataFrame(columns)) for columns in (nodexl, ties)]
    read = {sm.read_records(path, sectors="infer").summary["layout"] for path in OTHERS}
    read |= {records.summary["layout"] for records in alone}
    for name in CASES:
        layout = undamaged(name).summary["layout"]
        read |= {layout} if isinstance(layout, str) else set(layout)
    # A dataset of UCINET is a pair of binary files, made where its reader is tested.
    assert read | {"ucinet"} == {layout.name for layout in layouts.values() if layout.built_in}


@every_case
def test_the_law_holds_over_two_waves(name, tmp_path):
    paths = sources(tmp_path, name)
    given = {"2022": paths, "2024": paths}
    try:
        records = sm.read_records(given, **CASES[name]["options"])
    except SysmapError:
        assert name == "adjacency"  # whose sheets are waves themselves
        return
    held(records, 2 * sum(map(filled, paths)))


@every_case
@fuzzed
@given(
    cells=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
    picks=st.lists(st.integers(0, 50), max_size=3),
    junk=st.lists(
        st.sampled_from(["", "x", "1", "Zz", "n/a", "Weekly", "Police", "=1+1", "2024-01-01"]), min_size=1
    ),
    header=st.sampled_from(["Any comments", "note", "Type", "value", "Email", "Other", "", "from"]),
)
def test_the_law_holds_on_every_success_whatever_is_damaged(
    tmp_path_factory, name, cells, picks, junk, header
):
    def damage(rows):
        rows = blanked(rows, cells)
        rows = rows + [rows[pick % len(rows)] for pick in picks if pick % len(rows)]
        return [[*row, header if not place else junk[place % len(junk)]] for place, row in enumerate(rows)]

    paths = sources(tmp_path_factory.mktemp("law"), name, damage)
    try:
        records = sm.read_records(*paths, **CASES[name]["options"])
    except SysmapError:
        return
    held(records, sum(map(filled, paths)))


@every_case
@fuzzed
@given(place=st.integers(0, 10_000))
def test_a_cell_that_counts_as_used_is_used(tmp_path_factory, name, place):
    """Take out one cell: its count goes, and if it was used what was read, or is said, is not the same."""
    first = CASES[name]["sources"][0]
    if Path(first).suffix not in TEXTS:
        return
    folder = tmp_path_factory.mktemp("used")
    options = CASES[name]["options"]
    old, found = undamaged(name).summary["cells"], undamaged_tables(name)
    above = {"qualtrics": 3, "surveymonkey": 2}.get(name, 1)
    at: list[int] = []

    def without(value):
        def damage(rows):
            rows = [list(row) for row in rows]
            where = [(i, j) for i in range(above, len(rows)) for j, cell in enumerate(rows[i]) if said(cell)]
            if where:
                i, j = where[place % len(where)]
                at[:] = [i, j]
                rows[i][j] = value
            return rows

        try:
            return sm.read_records(*sources(folder, name, damage), **options)
        except SysmapError:
            return None

    after = without("")
    if after is None:
        return
    new = after.summary["cells"]
    if old["in"] - new["in"] != 1:
        return  # several sheets were damaged at once
    aside = old["set_aside"] == new["set_aside"] and old["not_read"] == new["not_read"]
    if aside and tables(after) == found:
        others = [without(value) for value in ("Zz", "1", "2", "Northshire Police")]
        assert any(other is None or tables(other) != found for other in others), at


# -- What a layout of one's own leaves --


@pytest.fixture
def own():
    """Declare layouts as users would, and forget them after the test."""
    before = dict(layouts._entries)
    yield record_layout
    layouts._entries = before


PARTNERS = pd.DataFrame({"name": list("ABCD"), "sector": ["NHS", "Council", "Police", "Police"]})
LEADS = pd.DataFrame(
    {
        "lead": ["A", "B", "C"],
        "supporting": ["B", "C", "D"],
        "how often": ["3", "x", "1"],
        "remarks": ["fine", "", "late"],
    }
)


def leads(read):
    def layout(tables):
        """Ties of projects."""
        found = {}
        for name, table in tables.items():
            found |= read(table) if "lead" in table else {"partners": tables[name]}
        return found

    return layout


WAYS = {
    "renamed": lambda table: table.rename(columns={"lead": "source", "supporting": "target"})[
        ["source", "target"]
    ],
    "rows numbered anew": lambda table: pd.DataFrame(
        {"source": table["lead"].tolist(), "target": table["supporting"].tolist()}
    ),
    "some rows left out": lambda table: table.rename(columns={"lead": "source", "supporting": "target"})[
        table["how often"] != "x"
    ][["source", "target"]],
}


@pytest.mark.parametrize(
    ("way", "left"), [("renamed", 5), ("rows numbered anew", 5), ("some rows left out", 7)]
)
def test_what_a_layout_of_ones_own_did_not_touch_is_counted_and_said(own, way, left):
    own("leads", order=1, recognises=lambda tables: any("lead" in table for table in tables.values()))(
        leads(lambda table: {"collaborations": WAYS[way](table)})
    )
    records = sm.read_records(PARTNERS, LEADS)
    cells = held(records, 8 + 11)
    assert cells["set_aside"] == {"not used by the layout leads": left}
    said_of = records.problems["message"].str.contains("did not use, by column")
    assert "remarks (2)" in records.problems["message"][said_of].item()


def test_a_layout_may_say_itself_what_it_used(own):
    @own("leads", order=1, recognises=lambda tables: any("lead" in table for table in tables.values()))
    def layout(tables):
        """Ties of projects, as often as they say."""
        (table,) = [table for table in tables.values() if "lead" in table]
        (partners,) = [table for table in tables.values() if "name" in table]
        tables.account.use(table, ["how often"])
        tables.account.drop(table, ["remarks"])
        ties = table.rename(columns={"lead": "source", "supporting": "target"})[["source", "target"]]
        return {"partners": partners, "collaborations": ties.assign(strength=["3", "2", "1"])}

    cells = held(sm.read_records(PARTNERS, LEADS), 8 + 11)
    assert cells["not_read"] == {"remarks": 2}
    assert not cells["set_aside"]


# -- What is set aside in checking --


def test_cells_of_rows_set_aside_are_not_used():
    ties = pd.DataFrame(
        {"source": ["A", "B", "C", "A"], "target": ["A", "C", "D", "D"], "strength": ["1", "2", "0", ""]}
    )
    with pytest.raises(SysmapError):
        sm.read_records(partners=PARTNERS, collaborations=ties)
    words = ties.assign(strength=["weekly", "daily", "never", ""])
    cells = held(sm.read_records(partners=PARTNERS, collaborations=words), 8 + 11)
    assert cells["set_aside"] == {"self-ties": 3, "asked and no tie": 3}


def test_words_that_a_later_wave_changes_are_said(tmp_path):
    first = PARTNERS.assign(id=list("1234"), place=["X", "X", "Y", ""])
    second = first.assign(place=["Y", "X", "Z", "X"])
    ties = pd.DataFrame({"source": ["1"], "target": ["2"]})
    given = {}
    for wave, frame in (("2022", first), ("2024", second)):
        folder = tmp_path / wave
        folder.mkdir()
        frame.to_csv(folder / "partners.csv", index=False)
        ties.to_csv(folder / "collaborations.csv", index=False)
        given[wave] = folder
    records = sm.read_records(given)
    assert records.partners["place"].tolist() == ["Y", "X", "Z", "X"]
    cells = held(records, 15 + 16 + 4)
    assert cells["set_aside"] == {"words about partners that a later wave changed": 2}
    assert records.problems["message"].str.contains("not what an earlier wave says, of 2 organisations").any()


def test_tables_that_are_not_read_are_counted(tmp_path):
    (tmp_path / "partners.csv").write_text("name,sector\nA,NHS\nB,Police\nC,Police\n", encoding="utf-8")
    (tmp_path / "collaborations.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    (tmp_path / "budget.csv").write_text("year,pounds\n2024,3\n2025,4\n", encoding="utf-8")
    cells = held(sm.read_records(tmp_path), 6 + 2 + 4)
    assert cells["set_aside"] == {"in tables that were not read": 4}


def test_every_cell_of_the_demo_is_used():
    records = sm.read_records(Path(sm.__file__).parent / "data" / "riverside")
    cells = held(records)
    assert cells["used"] == cells["in"]


# -- The account itself --


def test_what_is_used_once_is_used():
    frame = pd.DataFrame({"a": ["x", "", "y"], "b": [1.0, np.nan, 2.0]}, index=[2, 3, 4])
    raw = RawTable(frame, Origin("x.csv"))
    account = Account()
    account.enter(raw)
    account.drop(raw, ["a", "b"])
    account.use(raw, ["a"], [2])
    account.set_aside(raw, "why", None, [4])
    assert account.summary() == {"in": 4, "used": 1, "set_aside": {"why": 2}, "not_read": {"b": 1}}
    assert account.close(raw, "left") == {}


def test_what_nobody_accounts_for_is_left():
    raw = RawTable(pd.DataFrame({"a": ["x", "y"], "b": ["1", "2"]}, index=[2, 3]), Origin("x.csv"))
    account = Account()
    account.enter(raw)
    account.use(raw, ["a"])
    assert account.close(raw, "left") == {"b": 2}
    assert account.summary()["set_aside"] == {"left": 2}


def test_the_counts_in_words_begin_with_what_a_person_may_miss():
    cells = {
        "in": 30,
        "used": 10,
        "set_aside": {"in columns of the survey tool": 12, "self-ties": 3},
        "not_read": {"Notes": 4, "Town": 1},
    }
    assert in_words(cells) == (
        "10 of 30 filled cells were used; 5 in columns not read: Notes (4), Town (1); 3 set aside: "
        "self-ties (3); 12 in columns of the survey tool and of personal data"
    )
    assert in_words({"in": 8, "used": 8, "set_aside": {}, "not_read": {}}) == "all 8 filled cells were used"


def test_the_counts_are_plain_data():
    cells = sm.read_records(SHAPES / "own_layout.csv", **CASES["own_layout"]["options"]).summary["cells"]
    assert json.loads(json.dumps(cells)) == cells
