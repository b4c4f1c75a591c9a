"""Layouts: a declared function is found, recognised and used; `records` reads tables by name or headers."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.errors import ChoiceError, SysmapError
from sysmap.records.layouts.records import table_of
from sysmap.records.problems import Origin
from sysmap.records.read import read_records
from sysmap.records.shapes.declaring import fitting, layouts, record_layout

PARTNERS = pd.DataFrame({"name": ["A", "B", "C"], "sector": ["Police", "Council", "NHS"]})


def placed(columns: dict) -> dict[str, pd.DataFrame]:
    """Give raw tables as a container gives them: with the place where they stand."""
    frame = pd.DataFrame(columns)
    frame.attrs["origin"] = Origin("x.csv")
    return {"x": frame}


@pytest.fixture
def leads():
    """Declare a layout as a user would, and forget it after the test."""
    before = dict(layouts._entries)

    @record_layout(
        "project_leads",
        order=90,
        recognises=lambda tables: any({"lead", "supporting"} <= set(table) for table in tables.values()),
    )
    def project_leads(tables):
        """One organisation supporting a project that another leads."""
        read = {}
        for table in tables.values():
            if "lead" in table:
                read["collaborations"] = table.rename(columns={"lead": "source", "supporting": "target"})
            else:
                read["partners"] = table
        return read

    yield project_leads
    layouts._entries = before


def test_a_declared_layout_is_in_the_registry_with_its_first_line(leads):
    assert layouts["project_leads"].summary == "One organisation supporting a project that another leads."


def test_a_declared_layout_is_tried_in_its_order(leads):
    assert fitting(placed({"lead": ["A"], "supporting": ["B"], "name": ["C"]})).name == "project_leads"


def test_a_declared_layout_reads_records(leads):
    records = read_records(PARTNERS, pd.DataFrame({"lead": ["A"], "supporting": ["B"]}))
    assert records.summary["layout"] == "project_leads"
    assert records.collaborations[["source", "target", "row"]].to_numpy().tolist() == [["A", "B", 2]]


def test_the_decorator_gives_the_function_back(leads):
    assert leads({"x": pd.DataFrame({"lead": ["A"], "supporting": ["B"]})})["collaborations"][
        "source"
    ].tolist() == ["A"]


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
    assert table_of(name, pd.DataFrame(columns=headers)) == table
