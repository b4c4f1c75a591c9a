"""Layouts: a declared function is found, recognised and used; `records` reads tables by name or headers."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import ChoiceError, SysmapError
from sysmap.records.layouts.records import table_of
from sysmap.records.names.listed import names_written
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable
from sysmap.records.read import read_records
from sysmap.records.shapes.declaring import fitting, layouts, record_layout

PARTNERS = pd.DataFrame({"name": ["A", "B", "C"], "sector": ["Police", "Council", "NHS"]})


LEADS = pd.DataFrame({"lead": ["A"], "supporting": ["B"]})


def placed(columns: dict) -> dict[str, RawTable]:
    """Return raw tables as a container gives them: with the place where they stand."""
    return {"x": RawTable(pd.DataFrame(columns), Origin("x.csv"))}


@pytest.fixture
def own():
    """Declare layouts as users would, and forget them after the test."""
    before = dict(layouts._entries)
    yield record_layout
    layouts._entries = before


@pytest.fixture
def leads(own):
    """Declare the layout of CONTRIBUTING.md as it stands there."""
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(@record_layout.*?)^```$", text, re.DOTALL | re.MULTILINE)
    names = {"record_layout": sm.record_layout, "__name__": "own"}
    exec(block, names)
    return names["project_leads"]


@pytest.fixture
def files(tmp_path):
    """Write a list of partners, and beside it who leads and who supports."""
    partners, leads = tmp_path / "partners.csv", tmp_path / "leads.csv"
    partners.write_text("name,sector\nA,Police\nB,Council\nC,NHS\n", encoding="utf-8")
    leads.write_text("lead,supporting\nA,B\nC,A\n", encoding="utf-8")
    return partners, leads


def of_leads(own, function, recognises=lambda tables: any("lead" in table for table in tables.values())):
    """Declare a function as a layout of tables with a column lead."""
    return own("own", order=1, recognises=recognises)(function)


def test_a_declared_layout_is_in_the_registry_with_its_first_line(leads):
    assert layouts["project_leads"].summary == "One organisation supporting a project that another leads."


def test_a_declared_layout_is_tried_in_its_order(leads):
    assert fitting(placed({"lead": ["A"], "supporting": ["B"], "name": ["C"]})).name == "project_leads"


def test_a_declared_layout_reads_records(leads):
    records = read_records(PARTNERS, LEADS)
    assert records.summary["layout"] == "project_leads"
    assert records.collaborations[["source", "target", "row"]].to_numpy().tolist() == [["A", "B", 2]]


def test_the_decorator_gives_the_function_back(leads):
    (made,) = leads({"x": RawTable(LEADS, Origin("x.csv"))})["collaborations"]
    assert made["source"].tolist() == ["A"]


@pytest.mark.parametrize("options", [{}, {"layout": "project_leads"}])
@pytest.mark.parametrize("turned", [False, True])
def test_the_layout_of_the_documents_reads_a_list_of_partners_beside_it(leads, files, options, turned):
    records = read_records(*(reversed(files) if turned else files), **options)
    assert records.partners["name"].tolist() == ["A", "B", "C"]
    assert records.collaborations[["source", "target", "row", "file"]].to_numpy().tolist() == [
        ["A", "B", 2, "leads.csv"],
        ["C", "A", 3, "leads.csv"],
    ]
    assert not records.summary["cells"]["set_aside"]


def test_a_layout_asked_for_where_none_of_its_tables_is_says_so(leads, files):
    with pytest.raises(SysmapError, match="not in the layout project_leads"):
        read_records(files[0], layout="project_leads")


def test_a_plain_frame_stands_where_the_table_does_that_it_was_made_of(own, files):
    def layout(tables):
        frame = next(table.frame for table in tables.values() if "lead" in table)
        return {"collaborations": pd.DataFrame({"source": frame["lead"], "target": frame["supporting"]})}

    of_leads(own, layout)
    read = read_records(*files).collaborations
    assert read[["source", "row", "file"]].to_numpy().tolist() == [
        ["A", 2, "leads.csv"],
        ["C", 3, "leads.csv"],
    ]


@pytest.mark.parametrize(
    ("gives", "said"),
    [
        (
            lambda tables: 1 / 0,
            r"layout own of the module .*test_declaring raised ZeroDivisionError in line \d+: div",
        ),
        (
            lambda tables: next(iter(tables.values())).assign(),
            "the layout own of the module .*test_declaring raised AttributeError in line",
        ),
        (
            lambda tables: None,
            "layout own of the module .* gives nothing: wanted is a mapping of table to",
        ),
        (
            lambda tables: {"leads": LEADS},
            "layout own of the module .* gives 'leads', which is no table of",
        ),
        (
            lambda tables: {"collaborations": "A-B"},
            "own of the module .* gives something of the type str as collaborations",
        ),
    ],
)
def test_a_layout_of_ones_own_that_goes_wrong_is_named(own, files, gives, said):
    of_leads(own, gives)
    with pytest.raises(SysmapError, match=said):
        read_records(*files)


def test_a_layout_of_ones_own_that_stops_while_it_looks_is_named(own, files):
    of_leads(own, lambda tables: {}, recognises=lambda tables: tables["nothing"])
    with pytest.raises(SysmapError, match=r"layout own of the .* raised KeyError in line \d+: 'nothing'"):
        read_records(*files)


def test_the_names_in_tables_beside_a_layout_of_ones_own_are_gathered(leads, files):
    assert set(names_written(*files)["name_as_written"]) == {"A", "B", "C"}


def test_a_layout_can_be_asked_for_by_name():
    ties = pd.DataFrame({"source": ["A"], "target": ["B"]})
    assert read_records(PARTNERS, ties, layout="records").summary["layout"] == "records"
    with pytest.raises(ChoiceError, match="no layout called 'kumo'"):
        read_records(PARTNERS, ties, layout="kumo")


def test_a_name_is_taken_once():
    with pytest.raises(SysmapError, match="already a layout called 'records'"):
        record_layout("records", order=1, recognises=lambda tables: False)(lambda tables: {})


def test_nothing_fits_what_no_layout_knows():
    assert fitting(placed({"a": [1]})) is None


@pytest.mark.parametrize(
    ("name", "headers", "table"),
    [
        ("ties", ["a", "b"], "collaborations"),
        ("ties (2)", ["a", "b"], "collaborations"),
        ("partners(1)", ["source", "target"], "partners"),
        ("Sheet1", ["source", "target"], "collaborations"),
        ("Sheet1", ["a"], None),
    ],
)
def test_the_name_decides_and_then_the_headers(name, headers, table):
    assert table_of(name, RawTable(pd.DataFrame(columns=headers), Origin("x.csv"))) == table
