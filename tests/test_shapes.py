"""Every export shape is read exactly as its expected answer says, without being told its layout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sysmap.errors import RecordsError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.shapes.declaring import layouts
from sysmap.records.tables.declared import TABLES

SHAPES = Path(__file__).parent / "data" / "shapes"
CASES = {
    path.stem: case
    for path in sorted((SHAPES / "expected").glob("*.json"))
    if not (case := json.loads(path.read_text(encoding="utf-8"))).get("register")
}

every_case = pytest.mark.parametrize("name", CASES)


@cache
def read(name: str, **options: Any) -> Records:
    case = CASES[name]
    return read_records(*(SHAPES / source for source in case["sources"]), **{**case["options"], **options})


def named(records: Records, frame: pd.DataFrame, columns: list[str], ends: int) -> list[list[Any]]:
    """Return rows with the names of organisations for their ids in the first columns, None for blanks."""
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    rows = [
        [names.get(cell, cell) if place < ends else cell for place, cell in enumerate(row)]
        for row in frame[columns].to_numpy().tolist()
    ]
    return sorted(([None if cell == "" or cell != cell else cell for cell in row] for row in rows), key=str)


def in_any_order(rows: list[list[Any]]) -> list[list[Any]]:
    return sorted(([float(cell) if isinstance(cell, int) else cell for cell in row] for row in rows), key=str)


@every_case
def test_the_layout_is_recognised(name):
    assert read(name).summary["layout"] == CASES[name]["layout"]


@every_case
def test_the_layout_may_be_said(name):
    if CASES[name]["options"]:
        return  # whoever names the columns has said it
    told = read(name, layout=CASES[name]["layout"])
    pd.testing.assert_frame_equal(told.collaborations, read(name).collaborations)


@every_case
def test_all_organisations_are_there_and_no_others(name):
    assert sorted(read(name).partners["name"]) == sorted(CASES[name]["partners"])


@every_case
def test_sectors_are_those_given_else_told_from_the_name(name):
    partners = read(name).partners
    found = dict(zip(partners["name"], partners["sector_key"], strict=True))
    expected = CASES[name].get("sectors")
    if expected is None:
        assert set(partners["sector_source"]) <= {"pattern", "register", ""}
    else:
        assert {organisation: found[organisation] for organisation in expected} == expected


@every_case
def test_ties_are_those_written(name):
    records = read(name)
    found = named(records, records.collaborations, ["source", "target", "strength", "kind", "wave"], 2)
    assert found == in_any_order(CASES[name]["collaborations"])


@every_case
def test_memberships_are_those_written(name):
    records = read(name)
    found = named(records, records.memberships, ["organisation", "forum", "role"], 1)
    assert found == in_any_order(CASES[name].get("memberships", []))


@every_case
def test_money_is_that_written(name):
    records = read(name)
    found = named(records, records.money, ["source", "target", "amount", "currency"], 2)
    assert found == in_any_order(CASES[name].get("money", []))


@every_case
def test_money_has_its_interval(name):
    money = read(name).money
    if "intervals" not in CASES[name] or "low" not in money.columns:
        return
    assert money[["low", "high"]].to_numpy().tolist() == CASES[name]["intervals"]


@every_case
def test_the_direction_is_kept(name):
    said = set(read(name).collaborations["directed"])
    if CASES[name].get("directed"):
        assert said == {True}


@every_case
def test_the_summary_counts_as_expected(name):
    summary = read(name).summary
    found = {key: summary[key] for key in CASES[name].get("counts", {})}
    assert json.loads(json.dumps(found)) == CASES[name].get("counts", {})


@every_case
def test_personal_columns_are_dropped_and_said(name):
    assert set(CASES[name].get("dropped", [])) <= set(read(name).summary["dropped"])


@every_case
def test_what_is_private_stands_nowhere_in_the_result(name):
    records = read(name)
    everything = [getattr(records, table).to_csv() for table in (*TABLES, "blanks", "problems")]
    everything += [repr(records), records._repr_html_(), str(records.summary)]
    found = [text for text in CASES[name].get("absent", []) if any(text in part for part in everything)]
    assert not found


@every_case
def test_reading_twice_gives_the_same(name):
    again = read.__wrapped__(name)
    for table in (*TABLES, "blanks", "problems"):
        pd.testing.assert_frame_equal(getattr(read(name), table), getattr(again, table))


# -- What is said --


def test_the_headline_of_a_survey_counts_answers_and_shows_the_scale():
    assert read("qualtrics").headline() == (
        "Here is what I read: 4 respondents, 6 partners, 18 answers, 2 blank, scale Never..Daily"
    )


def test_the_headline_of_another_layout_counts_collaborations():
    assert read("kumu").headline() == "Here is what I read: 3 partners, 3 collaborations"


def test_grants_to_individuals_are_counted():
    assert read("grants_360giving").summary["set_aside"] == {"grants to individuals": 1}


def test_where_nothing_fits_the_fault_shows_headers_and_a_line_to_copy():
    with pytest.raises(RecordsError) as caught:
        read_records(SHAPES / "own_layout.csv")
    said = str(caught.value)
    assert "the columns are Agency A, Agency B, What, How much, Remarks" in said
    assert "own_layout.csv seems to be a list of ties" in said
    assert (
        'own_layout.csv", columns={"source": "Agency A", "target": "Agency B", '
        '"kind": "What", "strength": "How much"})'
    ) in said


@pytest.mark.parametrize("layout", layouts)
def test_a_layout_that_does_not_fit_is_refused_in_words(layout):
    if layout in ("mapped", "records"):
        return
    with pytest.raises(RecordsError, match=f"not in the layout {layout}"):
        read_records(SHAPES / "own_layout.csv", layout=layout)


@pytest.mark.parametrize("layout", layouts)
def test_a_layout_says_in_a_line_what_it_is(layout):
    assert layouts[layout].summary.endswith(".")
