"""Searching from a sample of organisations on very large maps: `network/sources.py`."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from conftest import SHAPES

import sysmap as sm
from sysmap.measures.reach import (
    closeness,
    cross_distance,
    cross_efficiency,
    global_efficiency,
    mean_distance,
)
from sysmap.measures.reasons import Noted
from sysmap.network.graph import sampling as module
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import distances_of
from sysmap.network.graph.paths import Paths
from sysmap.network.graph.sampling import route_sources_of, sources_of

LARGE = [name for name in SHAPES if name.startswith("several words")]
each_large = pytest.mark.parametrize("name", LARGE)


@pytest.fixture
def sampling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sample from 100 organisations on, as above 10,000."""
    monkeypatch.setattr(module, "EXACT_LIMIT", 100)
    monkeypatch.setattr(module, "ROUTES_LIMIT", 100)
    monkeypatch.setattr(module, "SAMPLE", 200)


@each_large
def test_up_to_the_limit_every_organisation_is_a_source(name: str) -> None:
    sources = sources_of(SHAPES[name])
    assert sorted(sources.places.tolist()) == list(range(SHAPES[name].n))
    assert not sources.sampled


def test_following_routes_never_costs_more_on_a_larger_map_until_the_sample_is_smallest() -> None:
    sizes = [module.ROUTES_LIMIT - 1, module.ROUTES_LIMIT, module.ROUTES_LIMIT + 1, 5_000, 9_999, 10_000]
    taken = [len(route_sources_of(_apart(n)).places) for n in (*sizes, 10_001, 20_000)]
    work = [n * count for n, count in zip(sizes, taken, strict=False)]
    assert taken[0] == sizes[0] and taken[1] == sizes[1]
    assert max(work) <= module.ROUTES_LIMIT**2 + 10_000
    assert min(work[1:]) >= module.ROUTES_LIMIT**2 * 0.99
    # From where distances are sampled too, both set out from the same organisations.
    assert taken[-2:] == [module.SAMPLE] * 2
    assert route_sources_of(_apart(10_001)).places.tolist() == sources_of(_apart(10_001)).places.tolist()


def _apart(n: int) -> Arrays:
    none = np.zeros(0, dtype=np.int32)
    sector = (np.arange(n) % 3).astype(np.int32)
    return Arrays(tuple(map(str, range(n))), none, none, np.zeros(0), sector, ("a", "b", "c"), False)


@each_large
@pytest.mark.usefixtures("sampling")
def test_a_sample_is_in_proportion_to_sectors_and_stands_for_all(name: str) -> None:
    arrays = SHAPES[name]
    sources = sources_of(arrays)
    assert sources.weight.sum() == pytest.approx(arrays.n)
    for code in range(-1, len(arrays.sectors)):
        size = (arrays.sector == code).sum()
        taken = arrays.sector[sources.places] == code
        assert abs(taken.sum() - 200 * size / arrays.n) <= 1
        assert sources.weight[taken].sum() == pytest.approx(size)


@each_large
@pytest.mark.usefixtures("sampling")
def test_the_same_map_gives_the_same_sample(name: str) -> None:
    assert sources_of(SHAPES[name]).places.tolist() == sources_of(SHAPES[name]).places.tolist()


@each_large
@pytest.mark.parametrize("measure", [cross_efficiency, cross_distance, mean_distance, global_efficiency])
def test_an_estimate_is_within_five_standard_errors_and_says_so(
    name: str, measure: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = measure(distances_of(SHAPES[name]))
    exact = exact.value if isinstance(exact, Noted) else exact
    monkeypatch.setattr(module, "EXACT_LIMIT", 100)
    monkeypatch.setattr(module, "SAMPLE", 200)
    found = measure(distances_of(SHAPES[name]))
    assert "estimated from 200 organisations, standard error" in found.note
    error = float(found.note.rpartition(" ")[2])
    assert 0 < abs(found.value - exact) < 5 * error


@each_large
def test_sampling_everybody_gives_the_exact_value_and_no_error(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = SHAPES[name]
    exact = Paths(arrays).all_pairs.sums
    monkeypatch.setattr(module, "EXACT_LIMIT", 100)
    monkeypatch.setattr(module, "ROUTES_LIMIT", 100)
    monkeypatch.setattr(module, "SAMPLE", 10 * arrays.n)
    through = Paths(arrays).all_pairs
    assert through.sums == pytest.approx(exact, abs=1e-9)
    assert not through.errors.any()
    distances = distances_of(arrays)
    assert distances.sources.standard_error(distances.by_source[0].sum(axis=1)) == 0


@each_large
def test_routes_are_estimated_with_an_error_that_covers_the_truth(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = Paths(SHAPES[name]).all_pairs.sums
    monkeypatch.setattr(module, "ROUTES_LIMIT", 100)
    monkeypatch.setattr(module, "SAMPLE", 200)
    through = Paths(SHAPES[name]).all_pairs
    busiest = np.argsort(exact)[-100:]
    # What one source adds is skewed: a few organisations stand before a branch that the sample may miss.
    near = np.abs(through.sums - exact)[busiest] <= 2 * through.errors[busiest]
    assert near.mean() > 0.8
    assert through.sums.sum() == pytest.approx(exact.sum(), rel=0.05)
    assert re.fullmatch(
        r"estimated from 200 organisations, standard error at most [\d,]+ pairs, \d+ % of the largest value",
        through.in_words(),
    )


def test_a_map_says_what_is_estimated_and_how_surely(
    monkeypatch: pytest.MonkeyPatch, small: sm.SystemMap
) -> None:
    assert (
        "estimated"
        not in sm.render(replace(small)).html.partition('id="how-title"')[2].partition("<footer")[0]
    )
    monkeypatch.setattr(module, "ROUTES_LIMIT", 2)
    monkeypatch.setattr(module, "SAMPLE", 6)
    page = sm.render(replace(small))
    said = re.findall(r"<li>(.*?) is estimated from (\d+) organisations, standard error", page.html)
    assert {"Betweenness (share of pairs)", "Betweenness between sectors (share of pairs)"} <= {
        name for name, _ in said
    }
    noted = [entry["name"] for entry in page.data.content["measures"] if "note" in entry]
    assert len(noted) == len(said)


@each_large
@pytest.mark.usefixtures("sampling")
def test_nearness_of_an_organisation_says_that_it_is_estimated(name: str) -> None:
    assert closeness(distances_of(SHAPES[name].undirected)).note == "estimated from 200 organisations"
