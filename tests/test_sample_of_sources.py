"""Large comparisons: ways from a sample of organisations, beside what following all of them gives."""

from __future__ import annotations

import numpy as np
import pytest
from test_estimating import measures, two_waves

from sysmap.findings.comparison.estimating import limits
from sysmap.findings.comparison.estimating import sample as module
from sysmap.findings.comparison.estimating import swaps as swaps_module
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.sample import Sample, freedom_left, sample_of
from sysmap.findings.comparison.estimating.swaps import drift, swapped_changes
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates, standard_errors
from sysmap.findings.comparison.words import _sampled_in_words
from sysmap.findings.draws import Draws

NAMES = ("cross_efficiency", "cross_distance")


@pytest.fixture
def sampling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow ways from 32 organisations, as in comparisons of thousands."""
    monkeypatch.setattr(module, "MOST_FOLLOWED", 0)
    monkeypatch.setattr(module, "FEWEST", 32)


@pytest.mark.parametrize("directed", [False, True])
def test_a_sample_of_everybody_gives_the_exact_answer(directed: bool) -> None:
    pairs = two_waves(1, n=20, directed=directed, unknown=2, silent=0.2)
    estimator = Estimator(pairs, measures(*NAMES))
    exact = standard_errors(pairs, estimator.levels.effects)
    for seed in range(2):
        everybody = np.random.default_rng(seed).permutation(pairs.n)
        found = estimator._effects_on_distances([0, 1], everybody, 5)
        sample = Sample(everybody, pairs.n, (0, 1), found)
        variance, error = sample.variances(pairs, groups_of(pairs).shared)
        assert np.sqrt(variance) == pytest.approx(exact, rel=1e-12)
        assert not error.any()


def test_over_all_draws_a_sample_gives_the_exact_variance_and_says_how_surely(
    sampling: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = two_waves(3, n=60, share=0.08)
    drawn = [Estimator(pairs, measures(*NAMES), seed=seed).levels.sample for seed in range(20)]
    terms, errors = [], []
    for sample in drawn:
        assert sample is not None and len(sample.sources) == 32
        variance, error = sample.variances(pairs, Groups().shared)
        terms.append(variance)
        errors.append(error)
    monkeypatch.setattr(module, "MOST_FOLLOWED", 10**9)
    moved = Moved(pairs, Estimator(pairs, measures(*NAMES)).levels.effects)
    exact = np.maximum(moved.squares, moved.together)
    spread = np.std(terms, axis=0, ddof=1)
    assert (np.abs(np.mean(terms, axis=0) - exact) < 3 * spread / np.sqrt(len(terms)) + 0.02 * exact).all()
    # The jackknife tells how far draws lie apart, and not much less.
    said = np.sqrt(np.mean(np.square(errors), axis=0))
    assert (0.6 * spread < said).all() and (said < 3 * spread).all()


def test_a_draw_has_a_seed_and_holds_everybody_as_often(
    sampling: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FEWEST", 10)
    pairs = two_waves(0, n=40)
    seen = np.zeros(40)
    for seed in range(300):
        one, again = sample_of(pairs, seed), sample_of(pairs, seed)
        assert one.sources.tolist() == again.sources.tolist()
        assert len(set(one.sources.tolist())) == 10
        sizes = np.bincount(pairs.sector[one.sources], minlength=3)
        assert (np.abs(sizes - pairs.sizes / 4) < 1).all()
        seen[one.sources] += 1
    assert seen.min() > 45 and seen.max() < 108


def test_the_error_of_the_sample_is_in_the_interval(sampling: None) -> None:
    pairs = two_waves(3, n=60)
    found = estimates(Estimator(pairs, measures(*NAMES, "ei_index")))
    for name in NAMES:
        one = found[name]
        assert one.sources == 32 and 0 < one.unsure < 1 and one.freedom < pairs.n - 1
    assert (found["ei_index"].sources, found["ei_index"].unsure) == (0, 0)
    assert found["ei_index"].freedom == pairs.n - 1


def test_degrees_of_freedom_are_fewer_where_a_variance_is_unsure() -> None:
    assert freedom_left(99, 2.0, 0.0) == 99
    # A relative variance of 2/99 more is as many degrees of freedom again: half of them are left.
    assert freedom_left(99, 1.0, np.sqrt(2 / 99)) == pytest.approx(99 / 2)


@pytest.mark.parametrize("directed", [False, True])
def test_drift_is_the_same_without_listing_pairs_that_did_not_change(
    directed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for most in (10**9, 0):
        monkeypatch.setattr(swaps_module, "LISTED", most)
        found.append([drift(two_waves(seed, n=40, directed=directed), Draws(999)) for seed in range(6)])
    for (statistic, p), (other, q) in zip(*found, strict=True):
        assert statistic == other
        assert abs(p - q) < 0.06


def test_on_many_organisations_swaps_are_told_by_what_each_tie_adds(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = two_waves(2, n=60)
    found = []
    for most in (600, 0):
        monkeypatch.setattr(limits, "MOST_SEARCHED", most)
        found.append(swapped_changes(Estimator(pairs, measures(*NAMES, "ei_index")), Draws(300)))
    searched, told = found
    assert (searched[:, 2] == told[:, 2]).all()
    for place in (0, 1):
        assert np.corrcoef(searched[:, place], told[:, place])[0, 1] > 0.9
        assert told[:, place].std() == pytest.approx(searched[:, place].std(), rel=0.15)


def test_methods_say_from_how_many_ways_were_followed_and_what_is_not_in_the_interval() -> None:
    estimate = Estimate(0.1, 0.2, 0.1, sources=512, unsure=0.0123)
    (large,) = _sampled_in_words({"cross_efficiency": estimate}, 10_000)
    (larger,) = _sampled_in_words({"cross_efficiency": estimate}, 10_001)
    assert "512 of the 10,000 organisations" in large and "1.2 % off" in large
    assert "of all organisations" in large and "not in the interval" in larger
    assert _sampled_in_words({"ei_index": Estimate(0.1, 0.2, 0.1)}, 10_000) == []
