"""What a raw table is: a table of a record set by its name, the export of a survey tool, or neither."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sysmap as sm
from sysmap.errors import SysmapError
from sysmap.records.shapes.declaring import layouts
from sysmap.records.surveys.tools import MARKS
from tests.depth import some

SHAPES = Path(__file__).parent / "data" / "shapes"
PARTNERS = pd.DataFrame(
    {"id": ["1", "2", "3"], "name": ["Alder", "Birch", "Cedar"], "sector": ["NHS", "Police", "Police"]}
)
TIES = pd.DataFrame({"source": ["1", "2"], "target": ["2", "3"]})
OWN = "Agency A,Agency B\nAlder,Birch\nBirch,Cedar\n"
PEOPLE = [f"Robin Person{number}" for number in range(4)]
ANSWERS = {
    "Which organisation do you work for?": ["Alder", "Birch", "Cedar", "Alder"],
    "Alder": ["Weekly", "Daily", "Never", "Weekly"],
    "Birch": ["Weekly", "Daily", "Never", ""],
}
WAYS = {
    "alone": lambda export, own: (export,),
    "beside": lambda export, own: (own, export),
    "a wave of its own": lambda export, own: ({"2022": own, "2024": export},),
}


def exported(folder: Path, marks: tuple[str, ...], name: str = "export.csv") -> Path:
    """Write the export of a tool, which holds an id and the name of everybody who answered."""
    tool = {mark: [f"{mark} {number}" for number in range(4)] for mark in marks}
    ids = {} if {"Id", "id"} & set(marks) else {"Id": list("1234")}
    frame = pd.DataFrame(tool | ids | {"Name": PEOPLE, "Sector": "NHS"} | ANSWERS)
    frame.to_csv(folder / name, index=False)
    return folder / name


BUILT_IN = [None, *(name for name, one in layouts.items() if one.built_in)]


@pytest.mark.parametrize("layout", BUILT_IN)
def test_who_answered_a_survey_never_becomes_an_organisation(tmp_path, layout):
    own = tmp_path / "own.csv"
    own.write_text(OWN, encoding="utf-8")
    choices = (
        [{"layout": layout}] if layout else [{}, {"columns": {"source": "Agency A", "target": "Agency B"}}]
    )
    found = []
    # A layout that is named meets each mark in one way: over the marks each, and over the layouts all pairs.
    tried = [
        (marks, way, options)
        for place, marks in enumerate(MARKS)
        for way in (some(WAYS, 1, place + BUILT_IN.index(layout)) if layout else WAYS)
        for options in choices
    ]
    for marks, way, options in tried:
        try:
            records = sm.read_records(*WAYS[way](exported(tmp_path, marks), own), sectors="infer", **options)
        except SysmapError:
            continue
        held = records.partners.drop(columns="file").to_csv() + records.collaborations.to_csv()
        found += [(marks, way, options, name) for name in PEOPLE if name in held]
    assert found == []


@pytest.mark.parametrize("name", ["partners", "orgs"])
def test_an_export_is_one_whatever_it_is_called(tmp_path, name):
    path = exported(tmp_path, ("Start time", "Completion time"), f"{name}.csv")
    frame = pd.read_csv(path).drop(columns="Sector")
    frame.to_csv(path, index=False)
    assert set(sm.read_records(path).partners["name"]) == {"Alder", "Birch", "Cedar"}


@pytest.mark.parametrize("marks", MARKS, ids=" and ".join)
def test_columns_of_ones_own_make_no_export_of_a_table_that_is_called_partners(tmp_path, marks):
    partners = PARTNERS.assign(**{mark: ["a", "b", "a"] for mark in marks if mark != "Email Address"})
    records = sm.read_records(partners=partners, collaborations=TIES)
    sm.save(records, tmp_path / "saved")
    again = sm.read_records(tmp_path / "saved")
    assert again.summary["layout"] == "records"
    assert list(again.partners["name"]) == ["Alder", "Birch", "Cedar"]


def test_each_wave_is_read_as_what_it_is_where_columns_are_named(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(OWN, encoding="utf-8")
    given = {"2022": own, "2024": SHAPES / "ms_forms.xlsx"}
    records = sm.read_records(given, columns={"source": "Agency A", "target": "Agency B"})
    assert records.summary["layout"] == ("mapped", "microsoft_forms")


def test_columns_that_no_wave_has_are_asked_about(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(OWN, encoding="utf-8")
    given = {"2022": own, "2024": SHAPES / "ms_forms.xlsx"}
    with pytest.raises(SysmapError, match="names 'Agency X'"):
        sm.read_records(given, columns={"source": "Agency X", "target": "Agency B"})
