"""Whether p keeps its word where sectors do not matter: `benchmarks/mixing_calibration.py`, fewer maps."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from depth import times
from scipy.stats import binom

FILE = Path(__file__).resolve().parent.parent / "benchmarks" / "mixing_calibration.py"


@pytest.fixture(scope="module")
def calibration() -> ModuleType:
    if not FILE.is_file():
        pytest.skip("the benchmarks are not beside the tests")
    spec = importlib.util.spec_from_file_location("mixing_calibration_benchmark", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_where_one_sector_is_busier_shuffled_labels_fail_and_redrawn_ties_hold(calibration) -> None:
    situation = calibration.Situation("log-odds", 30, 2, 4, calibration.BUSIER)
    replicates = times(60)
    rows = calibration.cell_results(situation, replicates=replicates, draws=100, seed=3)
    found = {row.measure: row for row in rows}
    assert found["cross_share"].shuffled > 0.15
    # With a true share of one in twenty, more than so many come once in a thousand times.
    most = binom.ppf(0.999, replicates, 0.05) / replicates
    for measure in calibration.MEASURES:
        assert found[measure].busy <= most
        assert found[measure].headline <= most
    # The model allows for how busy each is too, and still finds something now and then.
    assert 0 < rows[0].modelled <= most


def test_simulated_systems_are_as_stated(calibration) -> None:
    situation = calibration.Situation("log-odds", 80, 4, 10, calibration.BUSIER)
    partners, ratios = [], []
    for seed in range(30):
        one, other = calibration.ties_of(np.random.default_rng(seed), situation)
        held = np.bincount(np.concatenate([one, other]), minlength=80)
        partners.append(held.mean())
        ratios.append(held[::4].mean() / held[np.arange(80) % 4 > 0].mean())
    assert abs(np.mean(partners) - 10) < 0.3
    assert 2.6 < np.mean(ratios) < 3.4


def test_the_command_prints_a_row_for_each_cell_and_writes_them(calibration, tmp_path, capsys) -> None:
    target = tmp_path / "mixing.json"
    calibration.main(["--replicates", "1", "--draws", "20", "--sizes", "30", "--json", str(target)])
    rows = json.loads(target.read_text(encoding="utf-8"))["rows"]
    printed = capsys.readouterr().out
    assert f"{len(rows)} rows" in printed
    assert {row["measure"] for row in rows} == set(calibration.MEASURES)
    assert {row["model"] for row in rows} == {"log-odds", "product"}
