"""Changes of several places taken together: by hand, against scipy, and on published figures."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from sysmap.findings.many_places.pooling import pool, restricted_likelihood, shared_errors, variance_between
from sysmap.network.pairs import Pairs

FILE = Path(__file__).resolve().parent.parent / "benchmarks" / "pooling.py"

# Thirteen trials of a vaccine against tuberculosis (Colditz et al. 1994, JAMA 271: 698-702): cases and
# others among the vaccinated, cases and others among the rest.
TRIALS = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
RATIOS = np.array([math.log(a / (a + b)) - math.log(c / (c + d)) for a, b, c, d in TRIALS])
ERRORS = np.array([math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in TRIALS])


def test_three_places_of_equal_error_are_as_worked_by_hand():
    pooled = pool([1.0, 2.0, 6.0], [1.0, 1.0, 1.0])
    # Equal errors: τ² is the variance of the changes less s²: ((1-3)² + (2-3)² + (6-3)²)/2 - 1.
    assert pooled.spread**2 == pytest.approx(7 - 1)
    assert pooled.mean == pytest.approx((1 + 2 + 6) / 3)
    assert pooled.se == pytest.approx(math.sqrt(7 / 3))
    # t with 2 degrees of freedom: 4.302652729...
    assert pooled.high - pooled.mean == pytest.approx(4.302652729911275 * math.sqrt(7 / 3))
    kept = 6 / (6 + 1)
    assert pooled.values == pytest.approx([3 + kept * (1 - 3), 3 + kept * (2 - 3), 3 + kept * (6 - 3)])
    # That τ² is an estimate adds 2s⁴w³·var(τ²), where w = 1/(1 + 6) and var(τ²) = 2/(3w²).
    unsure = 2 * (1 / 7) ** 3 * (2 * 7**2 / 3)
    around = 4.302652729911275 * math.sqrt(kept * 1 + (1 - kept) ** 2 * 7 / 3 + unsure)
    assert pooled.highs - pooled.values == pytest.approx([around] * 3)


def test_places_that_differ_less_than_their_errors_are_all_drawn_to_the_mean():
    pooled = pool([0.9, 1.0, 1.1], [1.0, 1.0, 1.0])
    assert pooled.spread == 0
    assert pooled.values == pytest.approx([1.0, 1.0, 1.0])
    assert pooled.narrowed
    # The interval of Hartung and Knapp: Σw(y − μ)²/((k − 1)Σw) = .02/(2·3).
    assert pooled.se == pytest.approx(math.sqrt(0.02 / 6))


def test_trials_of_a_vaccine_give_the_figures_printed_for_them():
    pooled = pool(RATIOS, ERRORS)
    # Viechtbauer (2010), Journal of Statistical Software 36(3), prints for these trials tau² 0.3132, the
    # estimate −0.7145 and, before the correction of Hartung and Knapp, the standard error 0.1798.
    assert round(pooled.spread**2, 4) == 0.3132
    assert round(pooled.mean, 4) == -0.7145
    weights = 1 / (ERRORS**2 + pooled.spread**2)
    assert round(1 / math.sqrt(weights.sum()), 4) == 0.1798
    # The correction, as the regression of the changes on a constant with these weights has it.
    scale = (weights @ (RATIOS - pooled.mean) ** 2) / 12
    assert pooled.se == pytest.approx(math.sqrt(scale / weights.sum()))
    assert not pooled.narrowed


@pytest.mark.parametrize("seed", range(30))
def test_the_variance_between_places_is_what_a_general_optimiser_finds(seed):
    random = np.random.default_rng(seed)
    k = int(random.integers(3, 30))
    errors = random.uniform(0.005, 0.1, k)
    changes = random.normal(0.03, random.choice([0.0, 0.02, 0.2]), k) + random.normal(0, errors)
    found = variance_between(changes, errors**2)

    def loss(between):
        # Written out with the matrix of contrasts, independently of the formula in use.
        contrasts = np.eye(k)[1:] - np.eye(k)[:-1]
        covariance = contrasts @ np.diag(errors**2 + between) @ contrasts.T
        return -stats.multivariate_normal(np.zeros(k - 1), covariance).logpdf(contrasts @ changes)

    grid = np.concatenate([[0.0], np.geomspace(1e-8, 0.3, 400)])
    place = int(np.argmin([loss(between) for between in grid]))
    low, high = grid[max(0, place - 1)], grid[min(len(grid) - 1, place + 1)]
    best = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-14})
    assert loss(found) <= min(best.fun, loss(0.0)) + 1e-7
    assert found == pytest.approx(best.x, rel=1e-3, abs=1e-6)


def test_the_likelihood_differs_from_that_of_contrasts_by_a_constant_alone():
    contrasts = np.eye(13)[1:] - np.eye(13)[:-1]
    differences = [
        restricted_likelihood(between, RATIOS, ERRORS**2)
        - stats.multivariate_normal(
            np.zeros(12), contrasts @ np.diag(ERRORS**2 + between) @ contrasts.T
        ).logpdf(contrasts @ RATIOS)
        for between in (0.0, 0.1, 0.5)
    ]
    assert np.ptp(differences) < 1e-9


def test_the_interval_holds_the_true_mean_about_19_times_in_20():
    random = np.random.default_rng(1)
    held = 0
    for _ in range(1000):
        errors = random.uniform(0.02, 0.06, 12)
        changes = random.normal(0.05, 0.04, 12) + random.normal(0, errors)
        pooled = pool(changes, errors)
        held += pooled.low <= 0.05 <= pooled.high
    assert 930 <= held <= 970


def test_an_unsure_place_is_drawn_further_than_a_sure_one():
    pooled = pool([0.5, 0.5, 0.0, -0.1, 0.1], [0.05, 0.3, 0.05, 0.05, 0.05])
    assert abs(pooled.values[1] - pooled.mean) < abs(pooled.values[0] - pooled.mean)


def test_the_order_and_the_unit_of_the_changes_do_not_matter():
    there = pool(RATIOS, ERRORS)
    back = pool(RATIOS[::-1], ERRORS[::-1])
    hundredths = pool(RATIOS * 100, ERRORS * 100)
    assert back.values[::-1] == pytest.approx(there.values)
    assert hundredths.mean == pytest.approx(100 * there.mean)
    assert hundredths.spread == pytest.approx(100 * there.spread)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_fewer_than_three_places_are_not_pooled(k):
    pooled = pool([0.1] * k, [0.1] * k)
    assert math.isnan(pooled.mean) and math.isnan(pooled.low) and math.isnan(pooled.spread)
    assert np.isnan(pooled.values).all() and len(pooled.values) == k


@pytest.mark.parametrize(("change", "error"), [(math.nan, 0.1), (0.1, 0.0), (0.1, math.nan)])
def test_what_has_no_error_cannot_be_pooled(change, error):
    with pytest.raises(ValueError, match="standard error"):
        pool([0.1, 0.2, change], [0.1, 0.1, error])


@pytest.mark.parametrize("spread", [0.0, 0.005, 0.015, 0.05])
def test_the_interval_of_a_place_drawn_to_the_mean_holds_its_true_change(spread):
    random = np.random.default_rng(3)
    held = []
    for _ in range(300):
        errors = random.uniform(0.01, 0.03, 16)
        true = 0.03 + spread * random.standard_normal(16)
        pooled = pool(true + errors * random.standard_normal(16), errors)
        held.append(((pooled.lows <= true) & (true <= pooled.highs)).mean())
    assert np.mean(held) >= 0.925


# -- With which error a place enters --


def pairs_of(sizes, first, second, inside=0):
    """Make the pairs of a place of two sectors: so many ties across in each wave, so many inside in both."""
    n = sum(sizes)
    sector = np.repeat(np.arange(2), sizes).astype(np.int32)
    every = [(a, b) for a in range(n) for b in range(a + 1, n)]
    across = [a * n + b for a, b in every if sector[a] != sector[b]]
    within = [a * n + b for a, b in every if sector[a] == sector[b]][:inside]
    return Pairs(
        nodes=tuple(map(str, range(n))),
        sector=sector,
        sectors=("a", "b"),
        panel=np.ones(n, dtype=bool),
        report="any",
        ties=tuple(np.array(sorted(across[:count] + within), dtype=np.int64) for count in (first, second)),
        hidden=np.array([], dtype=np.int64),
    )


def test_a_place_in_which_nothing_changed_enters_with_the_error_of_places_of_its_size():
    places = [pairs_of((6, 6), 10, 20), pairs_of((6, 6), 10, 10), pairs_of((12, 12), 20, 30)]
    errors = shared_errors("cross_density", places, [0.08, 0.0, 0.02])
    # V goes by 1/36, 1/36 and 1/144; on average over pairs as large as those estimated:
    # (66·36·.0064 + 66·36·0 + 276·144·.0004)/(66 + 66 + 276), over 36 and 144.
    common = (66 * 36 * 0.0064 + 276 * 144 * 0.0004) / (66 + 66 + 276)
    assert errors**2 == pytest.approx([common / 36, common / 36, common / 144])


@pytest.mark.parametrize("name", ["cross_density", "cross_share", "mean_partners", "cross_efficiency"])
def test_the_error_of_a_place_does_not_go_by_its_own_change(name):
    # Of the other places as many ties come and go in all, so that what is common stays as it is.
    sizes = (8, 8)
    little = [pairs_of(sizes, 20, 21, 9), pairs_of(sizes, 20, 33, 9)]
    much = [pairs_of(sizes, 20, 33, 9), pairs_of(sizes, 20, 21, 9)]
    assert shared_errors(name, little, [0.01, 0.05])[0] == pytest.approx(
        shared_errors(name, much, [0.05, 0.01])[0]
    )


def test_where_no_tie_changed_anywhere_no_error_can_be_given():
    places = [pairs_of((6, 6), 10, 10)] * 3
    assert np.isnan(shared_errors("cross_density", places, [0.0, 0.0, 0.0])).all()


def test_a_measure_that_is_no_function_of_totals_goes_by_the_number_of_pairs():
    places = [pairs_of((6, 6), 10, 20), pairs_of((12, 12), 20, 30)]
    small, large = shared_errors("cross_efficiency", places, [0.05, 0.02])
    assert (small / large) ** 2 == pytest.approx(276 / 66)


# -- Simulated --


@pytest.fixture(scope="module")
def results():
    """Run `benchmarks/pooling.py` with fewer replicates."""
    if not FILE.is_file():
        pytest.skip("the benchmarks are not beside the tests")
    spec = importlib.util.spec_from_file_location("pooling_benchmark", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    small = next(each for each in module.SITUATIONS if each.name == "16 small places, a fall")
    return module, {row.rule: row for row in module.rows(small, replicates=150, seed=1)}


def test_the_mean_of_all_places_by_their_pairs_is_true_and_its_interval_holds_it(results):
    _, rows = results
    assert abs(rows["shared"].bias) <= 2.5 * rows["shared"].bias_error + 0.001
    assert rows["shared"].coverage >= 0.90
    assert rows["shared"].pooled == 16


def test_leaving_out_small_changes_or_weighing_by_own_errors_is_not(results):
    _, rows = results
    # The true mean is a fall of 3 points: without small changes it looks larger, by own errors smaller.
    assert rows["selected"].bias < -0.003
    assert rows["own"].bias > 0.002
    assert rows["selected"].pooled < 14


def test_the_command_prints_a_row_for_each_way_and_writes_them(results, tmp_path, capsys):
    module, _ = results
    target = tmp_path / "pooling.json"
    module.main(["--replicates", "2", "--json", str(target)])
    rows = json.loads(target.read_text(encoding="utf-8"))["rows"]
    assert f"{len(rows)} rows" in capsys.readouterr().out
    assert {row["rule"] for row in rows} == set(module.RULES)
