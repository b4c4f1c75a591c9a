"""What is not understood is asked about: the way out that a refusal shows works when it is copied."""

from __future__ import annotations

import itertools
import random
import re

import pandas as pd
import pytest

import sysmap as sm
from sysmap.records.columns.kinds import Kind, kind_of
from sysmap.records.columns.seeming import seeming
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable

NAMES = [
    "Northgate Council",
    "Eastway NHS Trust",
    "Millbrook Mind",
    "Westfield Police",
    "Harbour Housing",
    "St Anne's Hospice",
]
SECTORS = ["Local authority", "NHS provider", "Voluntary", "Police", "Housing", "Voluntary"]
TIES = [(0, 1), (0, 2), (1, 3), (2, 3), (4, 5), (5, 0), (3, 4)]
ENDS = [
    ("Organisation A", "Organisation B"),
    ("Agency 1", "Agency 2"),
    ("Lead agency", "Works with"),
    ("Referrer", "Receiving organisation"),
    ("org one", "org two"),
    ("Column1", "Column2"),
]
BESIDE = {
    "Agreed": ["yes", "no", "yes", "yes", "no", "yes", "no"],
    "Since": [
        "2021-01-03",
        "2021-02-01",
        "2020-05-06",
        "2022-01-01",
        "2021-09-09",
        "2020-02-02",
        "2021-03-03",
    ],
    "Budget": ["£1,200", "£300", "£20", "£4,500", "£90", "£1,000", "£70"],
    "Row number": list("1234567"),
    "What they do": ["Plans", "Plans", "Refers", "Refers", "Plans", "Refers", "Plans"],
    "How often": ["Weekly", "Monthly", "Daily", "Weekly", "Weekly", "Monthly", "Daily"],
    "Remarks": [f"This was said in the meeting number {n} of the group, at length." for n in "abcdefg"],
}
LINE = re.compile(r"sm\.read_records\(.*\)")


def table(ends: tuple[str, str], beside: list[str], order: random.Random) -> pd.DataFrame:
    columns = {
        ends[0]: [NAMES[one] for one, _ in TIES],
        ends[1]: [NAMES[other] for _, other in TIES],
        **{name: BESIDE[name] for name in beside},
    }
    names = list(columns)
    order.shuffle(names)
    return pd.DataFrame(columns)[names]


def pairs(records: sm.Records) -> set[tuple[str, str]]:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    return {
        tuple(sorted((names[one], names[other])))
        for one, other in zip(records.collaborations["source"], records.collaborations["target"], strict=True)
    }


RIGHT = {tuple(sorted((NAMES[one], NAMES[other]))) for one, other in TIES}
SOME = [
    *itertools.product(ENDS, [list(BESIDE)]),
    *itertools.product(ENDS[:1], [[], *([one] for one in BESIDE)]),
]
CASES = [(*case, listed) for place, case in enumerate(SOME) for listed in (False, True)[place % 2 :]]


def test_the_line_that_a_refusal_shows_works_as_it_is_copied(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"name": NAMES, "sector": SECTORS}).to_csv("partners.csv", index=False)
    order = random.Random(7)
    wrong = []
    for ends, beside, listed in CASES:
        table(ends, beside, order).to_csv("ties of ours.csv", index=False)
        files = ["ties of ours.csv", *(["partners.csv"] if listed else [])]
        with pytest.raises(sm.RecordsError) as refused:
            sm.read_records(*files)
        text = str(refused.value)
        line = LINE.search(text)
        head = text.split("\n\n")[0].splitlines()
        if line is None or len(head) > 5:
            wrong.append(f"{ends} {beside} {listed}: no line: {text}")
            continue
        records = eval(line[0], {"sm": sm})  # as a person would copy it
        if pairs(records) != RIGHT:
            wrong.append(f"{ends} {beside} {listed}: {line[0]}")
    assert not wrong, "\n".join(wrong)


def test_on_the_command_line_the_way_out_is_a_command(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from sysmap.cli import commands

    monkeypatch.chdir(tmp_path)
    table(ENDS[0], ["Agreed"], random.Random(1)).to_csv("ties of ours.csv", index=False)
    said = CliRunner().invoke(commands, ["check", "ties of ours.csv"]).output
    assert re.search(
        r'sysmap check "ties of ours.csv" --columns source="Organisation [AB]" --columns target=', said
    )
    done = CliRunner().invoke(
        commands,
        [
            "check",
            "ties of ours.csv",
            "--columns",
            "source=Organisation A",
            "--columns",
            "target=Organisation B",
        ],
    )
    assert done.exit_code == 0, done.output
    assert "6 partners, 7 collaborations" in done.output


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Member since", ["2021-01-03", "2021-02-01", "03/04/2022"], Kind.DATES),
        ("When", ["2024/03/04 10:00", "2024/03/05 11:00"], Kind.DATES),
        ("Active", ["yes", "no", "yes"], Kind.YES_NO),
        ("before_2010", ["TRUE", "FALSE"], Kind.YES_NO),
        ("Ticked", ["x", "", "x"], Kind.YES_NO),
        ("n", ["1", "2", "3"], Kind.NUMBERS),
        ("Year", ["2022", "2023"], Kind.YEARS),
        ("School year", ["2022/23", "2023/24"], Kind.YEARS),
        ("Grant", ["£1,200", "£300"], Kind.AMOUNTS),
        ("Budget", ["1200", "300"], Kind.AMOUNTS),
        ("org_id", ["1", "2", "3"], Kind.IDS),
        ("Organisation", ["RV5", "RT2", "R1A"], Kind.IDS),
        ("from", ["o1", "o2", "o1"], Kind.IDS),
        ("How often", ["Weekly", "Never", "Monthly"], Kind.SCALE),
        ("How often", ["1 - Never", "5 - Daily"], Kind.SCALE),
        ("Type", ["Police", "Local authority", "Voluntary"], Kind.SECTORS),
        ("Organisation", NAMES, Kind.NAMES),
        (
            "Works with",
            ["Eastway NHS Trust; Millbrook Mind", "Northgate Council; Millbrook Mind"],
            Kind.LISTS,
        ),
        (
            "Works with",
            ["Eastway NHS Trust\nMillbrook Mind", "Northgate Council\nMillbrook Mind"],
            Kind.LISTS,
        ),
        ("Email", ["jo@example.org", "al@example.org"], Kind.PERSONAL),
        ("Contact", ["Jane Smith", "John Brown"], Kind.PERSONAL),
        (
            "Remarks",
            ["We met twice in the spring and will meet again.", "Nobody came to the meeting."],
            Kind.TEXTS,
        ),
        ("Status", ["open", "closed"] * 6, Kind.LABELS),
        ("Empty", ["", None, "n/a"], Kind.NOTHING),
    ],
)
def test_what_a_column_holds_is_told_by_its_header_and_values(header, cells, kind):
    assert kind_of(header, cells).kind == kind


@pytest.mark.parametrize("listed", [False, True])
def test_yes_and_no_dates_numbers_and_ids_alone_are_never_the_ends_of_ties(listed):
    order = random.Random(3)
    plain = {
        **{name: BESIDE[name] for name in BESIDE if name != "Remarks"},
        "ref": [f"P-{n}" for n in range(7)],
        "case": [f"C-{n}" for n in range(7)],
    }
    known = {name.casefold() for name in NAMES}
    for size in (2, 3, 4):
        for some in itertools.combinations(plain, size):
            names = list(some)
            order.shuffle(names)
            raw = RawTable(pd.DataFrame({name: plain[name] for name in names}, dtype=object), Origin("x.csv"))
            found = seeming(raw, (lambda text: text.casefold() in known) if listed else None)
            assert not {"source", "target"} & {*found.columns, *found.first_row}, (names, found)


def test_a_list_of_ties_alone_is_read_and_that_is_said(tmp_path):
    frame = pd.DataFrame(
        {
            "From": [NAMES[one] for one, _ in TIES],
            "To": [NAMES[other] for _, other in TIES],
            "Weight": range(1, 8),
        }
    )
    records = sm.read_records(frame)
    assert pairs(records) == RIGHT
    said = " ".join(records.problems["message"])
    assert "no list of partners was given: the organisations are the 6 names that the ties hold" in said
    assert len(sm.build_map(records).organisations) == 6


@pytest.mark.parametrize("listed", [False, True])
def test_a_table_without_headers_is_told_and_the_row_to_write_works(tmp_path, listed):
    partners = tmp_path / "partners.csv"
    pd.DataFrame({"name": NAMES, "sector": SECTORS}).to_csv(partners, index=False)
    rows = [f"{NAMES[one]},{NAMES[other]},{place + 1}" for place, (one, other) in enumerate(TIES)]
    path = tmp_path / "ties.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    beside = [partners] if listed else []
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records(path, *beside)
    text = str(refused.value)
    assert "The first row is no header" in text
    row = re.search(r"read it again: (\S+)", text)
    path.write_text("\n".join([row[1], *rows]) + "\n", encoding="utf-8")
    records = sm.read_records(path, *beside)
    assert pairs(records) == RIGHT
    assert list(records.collaborations["strength"]) == [1, 2, 3, 4, 5, 6, 7]


def test_faults_of_one_cause_are_one_line_with_all_their_rows(tmp_path):
    path = tmp_path / "ties.csv"
    rows = "\n".join(
        f"{NAMES[one]},{NAMES[other]},-{place}" for place, (one, other) in enumerate(TIES, start=1)
    )
    path.write_text(f"source,target,strength\n{rows}\n", encoding="utf-8")
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records(path)
    text = str(refused.value)
    assert text.startswith("7 faults in the records:")
    assert len(text.splitlines()) == 2
    assert "row 2 (-1), row 3 (-2), row 4 (-3), row 5 (-4), row 6 (-5), row 7 (-6), row 8 (-7)" in text
    assert len(refused.value.problems.query("severity == 'fault'")) == 7


def test_a_notebook_shows_a_refusal_as_a_table_once(monkeypatch):
    import sys
    import types

    import IPython.display

    shown = []
    monkeypatch.setitem(sys.modules, "ipykernel", types.ModuleType("ipykernel"))
    monkeypatch.setattr(IPython.display, "display", shown.append)
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records(table(ENDS[0], ["Agreed", "Remarks"], random.Random(1)))
    lines = refused.value._render_traceback_() + refused.value._render_traceback_()
    assert len(lines) == 2 and "seems to be a list of ties" in lines[0]
    (page,) = (one.data for one in shown)
    assert "<caption" in page and "What each column was taken for" in page
    assert "at length" not in page, "a free text is not shown"


def test_the_line_keeps_what_the_call_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame({"Body": NAMES, "Kind of body": [*SECTORS[:-1], ""]})
    frame.to_csv("bodies.csv", index=False)
    table(ENDS[0], [], random.Random(1)).to_csv("ties of ours.csv", index=False)
    columns = {
        "partners": {"name": "Body", "sector": "Kind of body"},
        "collaborations": {"source": ENDS[0][0], "target": ENDS[0][1]},
    }
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records("bodies.csv", "ties of ours.csv", columns=columns)
    line = LINE.search(str(refused.value))[0]
    assert 'sectors="infer"' in line and "Kind of body" in line
    assert pairs(eval(line, {"sm": sm})) == RIGHT
