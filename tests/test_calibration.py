"""Whether intervals keep their word in simulated systems: `benchmarks/calibration.py`, fewer replicates."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy import stats

from sysmap.findings.comparison.estimating import uncertainty
from sysmap.findings.comparison.estimating.groups import Groups

FILE = Path(__file__).resolve().parent.parent / "benchmarks" / "calibration.py"


@pytest.fixture(scope="module")
def calibration() -> ModuleType:
    if not FILE.is_file():
        pytest.skip("the benchmarks are not beside the tests")
    spec = importlib.util.spec_from_file_location("calibration_benchmark", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def beside(calibration) -> ModuleType:
    return importlib.import_module("benchmarks.comparison_groups")


def found_in(beside, sides, story="S2", replicates=120, **more):
    situation = next(
        one
        for one in beside.situations()
        if (one.sides, one.story) == (sides, story) and all(getattr(one, n) == v for n, v in more.items())
    )
    return {cell.measure: cell for cell in beside.cells(situation, replicates=replicates, seed=2)}


def test_places_that_differ_in_nothing_are_not_told_apart_too_often(beside):
    for cell in found_in(beside, (4, 4)).values():
        assert cell.found <= 0.10 and cell.coverage >= 0.90
    for cell in found_in(beside, (1, 1), replicates=300).values():
        assert cell.found <= 0.09


def test_pairs_that_are_touched_in_nothing_are_not_told_apart_too_often(beside, monkeypatch):
    found = found_in(beside, None, replicates=250, size=80)
    assert found["touched, all"].found <= 0.085 and found["touched, all"].coverage >= 0.92
    # Without what pairs of one organisation have in common it fails, or organisations would not fluctuate.
    monkeypatch.setattr(
        "sysmap.findings.comparison_groups.within_place.variance_of", lambda moved, *_: moved.squares
    )
    assert found_in(beside, None, replicates=250, size=80)["touched, all"].found > 0.12


def results(calibration, size, story, rise, data, replicates=500):
    cells = calibration.cell_results(size, story, rise, data, replicates=replicates, distances=0, seed=1)
    return {cell.measure: cell for cell in cells}


@pytest.mark.parametrize("data", ["COMPLETE", "SILENT", "FALLING"])
def test_nothing_is_found_too_often_where_only_organisations_fluctuate(calibration, data):
    found = results(calibration, 30, "S2", 1.0, getattr(calibration, data))
    for measure in calibration.TOTALS:
        assert found[measure].found <= 0.085
        assert found[measure].coverage >= 0.915


def test_groups_that_come_and_go_are_not_taken_for_a_change(calibration, monkeypatch):
    boards = next(data for data in calibration._GROUPED.values() if (data.group, data.attendance) == (8, 1))
    found = results(calibration, 30, "S1", 1.0, boards, replicates=200)
    assert max(found[measure].found for measure in calibration.TOTALS) <= 0.085
    # Without what groups add it fails, or these would be no groups.
    monkeypatch.setattr(uncertainty, "groups_of", lambda pairs: Groups())
    assert results(calibration, 30, "S1", 1.0, boards, replicates=200)["cross_density"].found > 0.12


def test_a_band_has_two_ends_and_intervals_that_are_too_wide_fail(calibration, beside):
    random = np.random.default_rng(0)
    change = random.standard_normal(2_000)
    for reach, kept in ((1.5, False), (1.96, True), (2.6, False)):
        p = 2 * stats.norm.sf(np.abs(change) * 1.96 / reach)
        rows = np.column_stack([change, change - reach, change + reach, p])
        for name in calibration.TOTALS:
            cell = calibration._cell((30, "S1", 1.0, "complete"), name, rows, 0)
            assert cell.kept is kept and cell.band == "2.5 to 7" and cell.coverage_band == "93 to 98"
        situation = next(one for one in beside.situations() if (one.sides, one.story) == (None, "S0"))
        assert beside.within_bands(situation, "of 30", "touched, all", cell.found, cell.coverage) is kept


def test_a_rise_by_half_is_found_as_often_as_it_should_be(calibration):
    found = results(calibration, 30, "S1", 1.5, calibration.COMPLETE)
    assert found["ei_index"].found >= 0.45
    assert found["cross_density"].found >= 0.65


def test_the_tie_level_p_fails_where_organisations_fluctuate(calibration):
    found = results(calibration, 80, "S2", 1.0, calibration.COMPLETE, replicates=200)
    assert found["tie-level p of cross_density"].found > 0.12


def test_the_command_prints_a_row_for_each_cell_and_writes_them(calibration, tmp_path, capsys):
    target = tmp_path / "calibration.json"
    calibration.main(["--replicates", "3", "--distances", "1", "--sizes", "30", "--json", str(target)])
    rows = json.loads(target.read_text(encoding="utf-8"))["rows"]
    printed = capsys.readouterr().out
    assert f"{len(rows)} rows" in printed
    assert {row["measure"] for row in rows} >= {"ei_index", "cross_distance", "drift diagnostic"}
    assert {row["data"] for row in rows} == {"complete", "40 % silent", "90 to 60 %, recall .8"}
