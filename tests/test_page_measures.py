"""Figures that the page works out while a map is corrected, held to sysmap's own."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import sysmap as sm
from sysmap.measures.evaluating import chosen, system_value
from sysmap.pages.document import template_text

DATA = Path(__file__).resolve().parent / "data" / "measures.json"
MEASURES = ("ties", "cross_share", "ei_index", "cross_density", "isolates", "cross_distance")


def system_of(scene: dict) -> sm.SystemMap:
    """Make the map that a scene describes."""
    ids = [f"{place:03}" for place in range(len(scene["labels"]))]
    partners = pd.DataFrame({"id": ids, "name": ids, "group": [one or "" for one in scene["labels"]]})
    ties = pd.DataFrame([[ids[one] for one in tie] for tie in scene["ties"]], columns=["source", "target"])
    records = sm.read_records(
        partners=partners.assign(sector="Other"), collaborations=ties, sectors="as written"
    )
    return sm.build_map(records, boundary="group", report="directed" if scene["directed"] else "any")


def found_of(scene: dict) -> dict:
    """Return what sysmap's measures say of a scene, as the page says it."""
    system = system_of(scene)
    values = {name: system_value(chosen(name, "system")[0], system) for name in MEASURES}
    reasons = {name: value.reason for name, value in values.items() if value.reason}
    return {
        **{name: None if name in reasons else float(value.value) for name, value in values.items()},
        "undefined": reasons,
    }


def test_the_page_finds_what_python_finds(browser):
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    page = browser.empty_page().page
    page.evaluate("window.sysmap = {}")
    page.evaluate(template_text("map_measures.js"))
    found = page.evaluate("rows => rows.map(sysmap.measuresOf)", rows)
    undefined = 0
    for row, mine in zip(rows, found, strict=True):
        assert mine["undefined"] == row["found"]["undefined"], row
        for name in MEASURES:
            wanted = row["found"][name]
            assert mine[name] == (wanted if wanted is None else pytest.approx(wanted, rel=0, abs=1e-9)), row
        undefined += len(mine["undefined"])
    assert len(rows) > 75 and undefined > 20


def test_the_values_that_both_are_held_to_are_those_of_sysmap_now():
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    assert [found_of(row) for row in rows[::7]] == [row["found"] for row in rows[::7]]
