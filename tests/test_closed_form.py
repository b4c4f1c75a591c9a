"""What chance gives without shuffling: `findings/closed_form.py`, held to every shuffle there is."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conftest import SHAPES, random_arrays
from test_introductions import system_of

import sysmap as sm
from sysmap.findings import chance as chance_module
from sysmap.findings import closed_form as module
from sysmap.findings.chance import stack_of
from sysmap.findings.closed_form import closed_form
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.network import Network

CLOSED = [
    name
    for name, entry in sm.catalogue.items()
    if entry.level == "system" and entry.shuffled and "mixing" in entry.needs and "system" not in entry.needs
]
CURVED = ("odds_ratio", "yules_q", "density_ratio", "sector_assortativity")
both_ways = pytest.mark.parametrize("directed", [False, True])


def as_system(arrays: Arrays) -> Any:
    network = Network(arrays)
    return SimpleNamespace(arrays=arrays, mixing=network.mixing, reportable=None)


def shuffled(name: str, system: Any, labels: np.ndarray) -> np.ndarray:
    entry = sm.catalogue[name]
    parts = [system.mixing.shuffled(labels) if need == "mixing" else None for need in entry.needs]
    return stack_of(entry, parts, labels.shape[1])


@both_ways
@pytest.mark.parametrize("name", [name for name in CLOSED if name not in CURVED])
def test_the_mean_and_the_deviation_are_those_of_all_shuffles(name: str, directed: bool) -> None:
    system = as_system(random_arrays(1, 7, 0.5, 3, directed=directed))
    labels = np.array(sorted(set(permutations(system.arrays.sector.tolist()))), dtype=np.uint8).T
    values = shuffled(name, system, labels)
    found = closed_form(sm.catalogue[name], system, float(values[0]))
    assert found is not None
    assert found[0] == pytest.approx(values.mean(), rel=1e-9)
    # The band reaches 1.96 deviations to either side, but not beyond none and all.
    assert found[2] - found[0] <= 1.96 * values.std() * (1 + 1e-5)
    if name == "sector_modularity":
        assert found[2] - found[1] == pytest.approx(2 * 1.959964 * values.std(), rel=1e-6)


@both_ways
def test_on_a_larger_map_it_is_what_shuffles_give(directed: bool) -> None:
    system = as_system(random_arrays(2, 300, 0.02, 4, unknown=20, directed=directed))
    random = np.random.default_rng(0)
    known = system.arrays.sector[system.arrays.sector >= 0]
    labels = np.stack([random.permutation(known) for _ in range(1_500)], axis=1).astype(np.uint8)
    for name in CLOSED:
        values = shuffled(name, system, labels)
        observed = float(shuffled(name, system, known[:, None].astype(np.uint8))[0])
        found = closed_form(sm.catalogue[name], system, observed)
        assert found is not None
        spread = values.std()
        assert found[0] == pytest.approx(values.mean(), abs=0.1 * spread)
        assert found[1:3] == pytest.approx(np.percentile(values, [2.5, 97.5]), abs=0.25 * spread)
        tail = min((values <= observed + 1e-12).mean(), (values >= observed - 1e-12).mean())
        assert found[3] == pytest.approx(min(1, 2 * tail), abs=0.06)


@pytest.mark.parametrize("name", SHAPES)
def test_every_map_has_a_form_or_none_and_never_a_warning(name: str) -> None:
    system = as_system(SHAPES[name])
    for measure in CLOSED:
        found = closed_form(sm.catalogue[measure], system, 0.5)
        assert found is None or (found[1] <= found[0] + 1e-12 and found[0] <= found[2] + 1e-12)


def test_large_maps_say_that_it_is_a_closed_form_and_shuffle_nothing_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    system = system_of(random_arrays(3, 60, 0.08, 3))
    plain = sm.integration(system, draws=500).to_frame()
    for where in (module, chance_module):
        monkeypatch.setattr(where, "SHUFFLED_LIMIT", 50)
    monkeypatch.setattr(chance_module, "label_blocks", None)
    names = ["ei_index", "cross_density", "sector_modularity"]
    card = sm.integration(system_of(random_arrays(3, 60, 0.08, 3)), measures=names, draws=500)
    frame = card.to_frame()
    assert frame["caveat"].str.contains("closed form").all()
    assert frame.loc["ei_index", "expected"] == pytest.approx(plain.loc["ei_index", "expected"], abs=0.02)
