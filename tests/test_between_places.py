"""Programme places beside comparison places, from numbers: by hand, against scipy, on published figures."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from depth import times
from scipy import optimize, stats
from test_pooling import ERRORS, RATIOS

from sysmap.findings.comparison_groups.between_places import (
    Side,
    contrast,
    randomisation_p,
    several_places,
    these_places,
)
from sysmap.findings.many_places.pooling import regression, restricted_likelihood, variance_between

# The latitude of each of the trials in degrees (Colditz et al. 1994, JAMA 271: 698-702).
LATITUDES = np.array([44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33], dtype=float)
DESIGN = np.column_stack([np.ones(13), LATITUDES])


def side(changes, errors=None, panels=None):
    number = len(changes)
    return Side(tuple(changes), tuple(errors or [1.0] * number), tuple(panels or [21] * number))


def test_trials_by_latitude_give_the_figures_printed_for_them():
    fitted = regression(RATIOS, ERRORS, DESIGN)
    # Viechtbauer (2010), Journal of Statistical Software 36(3), and the manual of metafor print for
    # these trials with latitude as moderator tau² 0.0764, the intercept 0.2515 and the slope −0.0291,
    # with standard errors 0.2491 and 0.0072 before the correction of Knapp and Hartung.
    # metafor stops climbing when tau² moves by less than 1e-5, so its last digit may differ.
    assert fitted.between == pytest.approx(0.0764, abs=6e-5)
    assert [round(float(value), 4) for value in fitted.values] == [0.2515, -0.0291]
    weights = 1 / (ERRORS**2 + fitted.between)
    inverse = np.linalg.inv(DESIGN.T @ np.diag(weights) @ DESIGN)
    assert [round(math.sqrt(value), 4) for value in np.diag(inverse)] == [0.2491, 0.0072]
    # The correction by what is left over, written out from its definition.
    rest = RATIOS - DESIGN @ fitted.values
    assert fitted.freedom == 13 - 2
    assert fitted.covariance == pytest.approx((rest @ np.diag(weights) @ rest) / 11 * inverse)


@pytest.mark.parametrize("seed", range(times(6)))
def test_random_effects_are_what_a_general_optimiser_of_the_full_likelihood_finds(seed):
    random = np.random.default_rng(seed)
    k, c = int(random.integers(3, 9)), int(random.integers(3, 9))
    errors = random.uniform(0.01, 0.08, k + c)
    changes = (
        random.normal(0.0, 0.03 * (seed % 3), k + c) + random.normal(0, errors) + np.r_[[0.05] * k, [0] * c]
    )
    found = several_places(side(changes[:k], list(errors[:k])), side(changes[k:], list(errors[k:])))
    arm = np.r_[np.ones(k), np.zeros(c)]
    design = np.column_stack([1 - arm, arm])
    # Contrasts that are free of both means: the likelihood of what is left of the data.
    contrasts = np.linalg.svd(design.T)[2][2:]

    def loss(between):
        spread = contrasts @ np.diag(errors**2 + between) @ contrasts.T
        return -stats.multivariate_normal(np.zeros(k + c - 2), spread).logpdf(contrasts @ changes)

    best = optimize.minimize_scalar(loss, bounds=(0, 0.1), method="bounded", options={"xatol": 1e-13})
    between = 0.0 if loss(0.0) <= best.fun else best.x
    assert found.spread**2 == pytest.approx(between, rel=1e-3, abs=1e-6)
    weights = 1 / (errors**2 + found.spread**2)
    there, here = (np.average(changes[arm == on], weights=weights[arm == on]) for on in (1, 0))
    assert found.difference == pytest.approx(there - here)
    assert (found.programme, found.comparison) == pytest.approx((there, here))
    ratio = weights @ (changes - np.where(arm == 1, there, here)) ** 2 / (k + c - 2)
    error = math.sqrt(ratio * (1 / weights[:k].sum() + 1 / weights[k:].sum()))
    assert found.se == pytest.approx(error)
    assert found.high - found.difference == pytest.approx(stats.t(k + c - 2).ppf(0.975) * error)
    assert found.p == pytest.approx(2 * stats.t(k + c - 2).sf(abs((there - here) / error)))


def test_the_likelihood_with_a_moderator_differs_from_that_of_contrasts_by_a_constant_alone():
    contrasts = np.linalg.svd(DESIGN.T)[2][2:]
    differences = [
        restricted_likelihood(between, RATIOS, ERRORS**2, DESIGN)
        - stats.multivariate_normal(
            np.zeros(11), contrasts @ np.diag(ERRORS**2 + between) @ contrasts.T
        ).logpdf(contrasts @ RATIOS)
        for between in (0.0, 0.1, 0.5)
    ]
    assert np.ptp(differences) < 1e-9


def test_a_mean_alone_is_a_design_of_ones():
    ones = np.ones((13, 1))
    assert variance_between(RATIOS, ERRORS**2, ones) == variance_between(RATIOS, ERRORS**2)


def test_places_of_equal_error_are_as_worked_by_hand():
    found = several_places(side([1.0, 2.0, 6.0]), side([0.0, 0.0, 3.0]))
    # Means 3 and 1; squares around them 4 + 1 + 9 and 1 + 1 + 4; τ² is their sum over 4 less s².
    assert (found.programme, found.comparison, found.difference) == pytest.approx((3, 1, 2))
    assert found.spread**2 == pytest.approx((14 + 6) / 4 - 1)
    assert found.se == pytest.approx(math.sqrt((14 + 6) / 4 * (1 / 3 + 1 / 3)))
    assert found.freedom == 6 - 2
    assert found.form == "random"


def test_one_place_a_side_is_as_worked_by_hand():
    found = contrast(side([0.10], [0.03], [21]), side([0.02], [0.04], [11]))
    assert found.form == "fixed"
    assert found.difference == pytest.approx(0.10 - 0.02)
    assert found.se == pytest.approx(math.sqrt(0.0009 + 0.0016))
    # Welch and Satterthwaite: (.0009 + .0016)² / (.0009²/20 + .0016²/10).
    freedom = 0.0025**2 / (0.0009**2 / 20 + 0.0016**2 / 10)
    assert found.freedom == pytest.approx(freedom)
    assert found.low == pytest.approx(0.08 - stats.t(freedom).ppf(0.975) * 0.05)
    assert found.p == pytest.approx(2 * stats.t(freedom).sf(0.08 / 0.05))


def test_fewer_than_three_places_on_a_side_stand_for_themselves_alone():
    two, five = side([0.1, 0.2]), side([0.0, 0.1, 0.0, 0.2, 0.1])
    assert contrast(two, five).form == contrast(five, two).form == "fixed"
    assert contrast(five, five).form == "random"
    found = these_places(two, five)
    assert found.difference == pytest.approx(0.15 - 0.08)
    assert found.se == pytest.approx(math.sqrt(2 / 4 + 5 / 25))


def test_the_programme_and_the_comparison_swapped_turn_every_sign():
    for one, other in (([0.1, 0.2, 0.15], [0.0, 0.01, 0.3]), ([0.1], [0.3])):
        there, back = contrast(side(one), side(other)), contrast(side(other), side(one))
        assert back.difference == pytest.approx(-there.difference)
        assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
        assert back.p == pytest.approx(there.p)


def test_a_wider_confidence_gives_a_wider_interval_and_the_same_p():
    one, other = side([0.1, 0.2, 0.15]), side([0.0, 0.01, 0.3])
    usual, wide = contrast(one, other), contrast(one, other, confidence=0.99)
    assert wide.p == usual.p
    assert (wide.high - wide.difference) / wide.se == pytest.approx(stats.t(4).ppf(0.995))
    with pytest.raises(ValueError, match="above 0 and below 1, not 95"):
        contrast(one, other, confidence=95)


def test_places_of_one_change_on_each_side_have_no_interval():
    found = several_places(side([0.1] * 3), side([0.0] * 3))
    assert found.difference == pytest.approx(0.1)
    assert math.isnan(found.low) or found.high - found.low < 1e-9


def test_every_assignment_is_tried_and_counted_by_a_plain_loop():
    programme, comparison = [0.1, 0.3, 0.2], [0.0, 0.15, 0.05, 0.1]
    everything = [*programme, *comparison]
    seen = abs(np.mean(programme) - np.mean(comparison))
    drawn = []
    for chosen in combinations(range(7), 3):
        rest = [place for place in range(7) if place not in chosen]
        drawn.append(abs(np.mean([everything[p] for p in chosen]) - np.mean([everything[p] for p in rest])))
    p, tried = randomisation_p(programme, comparison)
    assert tried == math.comb(7, 3) == len(drawn)
    assert p == pytest.approx(sum(one >= seen - 1e-12 for one in drawn) / len(drawn))


def test_three_places_a_side_that_do_not_overlap_have_the_smallest_p_there_is():
    # 20 assignments; these sides and the two swapped are the farthest apart.
    assert randomisation_p([5, 6, 7], [1, 2, 3]) == (2 / 20, 20)


def test_with_many_places_assignments_are_drawn_and_these_sides_counted_once_more():
    random = np.random.default_rng(4)
    changes = random.normal(0, 1, 20)
    p, tried = randomisation_p(changes[:10], changes[10:], seed=1)
    assert tried == 9_999
    assert p == randomisation_p(changes[:10], changes[10:], seed=1)[0]
    # Beside scipy's own test of permutations.
    reference = stats.permutation_test(
        (changes[:10], changes[10:]),
        lambda one, other: abs(np.mean(one) - np.mean(other)),
        alternative="greater",
        n_resamples=9_999,
        rng=np.random.default_rng(2),
    ).pvalue
    assert p == pytest.approx(reference, abs=0.02)
    far = randomisation_p(np.arange(10) + 100, np.arange(10.0))
    assert far == (1 / 10_000, 9_999)


@pytest.mark.parametrize(
    ("changes", "errors", "panels", "said"),
    [
        ([0.1], [0.0], [20], "standard error above 0"),
        ([math.nan], [0.1], [20], "needs a number"),
        ([0.1], [0.1], [1], "at least 2 organisations"),
        ([], [], [], "of each of its places"),
    ],
)
def test_what_cannot_be_contrasted_is_refused(changes, errors, panels, said):
    with pytest.raises(ValueError, match=said):
        Side(tuple(changes), tuple(errors), tuple(panels))


def test_with_no_difference_one_in_twenty_intervals_misses_it():
    random = np.random.default_rng(3)
    missed, runs = 0, 1500
    for _ in range(runs):
        errors = random.uniform(0.02, 0.05, 8)
        changes = random.normal(0.03, 0.02, 8) + random.normal(0, errors)
        found = several_places(side(changes[:4], list(errors[:4])), side(changes[4:], list(errors[4:])))
        missed += not found.low <= 0 <= found.high
    assert 0.03 <= missed / runs <= 0.07
