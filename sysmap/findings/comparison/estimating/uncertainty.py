"""Standard errors, intervals and tests of a change between two waves of the same organisations."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.group_covariance import covariance
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.limits import FEWEST_TIES
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.sample import freedom_left
from sysmap.network.pairs import Pairs

LEVEL, POWER = 0.05, 0.80
"""The error rate of an interval, and how often the smallest detectable change is found."""
_NOTHING = 1e-12


@dataclass(frozen=True)
class Estimate:
    """A change in one measure with its interval.

    Attributes
    ----------
    before, after, change
        Values in the two waves, and their difference.
    se, low, high, p, detectable
        Standard error, 95 % interval, two-sided p, and the change that would be found four times
        in five; ``nan`` where too few ties changed.
    freedom
        The degrees of freedom of t: one less than organisations in the panel.
    bearing
        How many changed ties move the measure.
    reason
        Why there is no interval.
    sources
        From how many organisations ways were followed for the standard error; 0 for all.
    unsure
        The relative standard error of the standard error, by the draw of these organisations.
    """

    before: float
    after: float
    change: float
    se: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    detectable: float = math.nan
    freedom: float = 0
    bearing: int = 0
    reason: str = ""
    sources: int = 0
    unsure: float = 0.0


def estimates(estimator: Estimator, groups: Groups | None = None) -> dict[str, Estimate]:
    """Estimate the change in every measure, with an interval that allows for organisations that move.

    The change is linearised in the ties that changed, and its variance is the dyadic-robust one, with what
    groups add whose ties come and go together, and m − 1 degrees of freedom for a panel of m organisations.

    Parameters
    ----------
    estimator
        Values of the measures, and what each changed tie adds to them.
    groups
        The groups whose ties may come and go together; None finds them.

    Notes
    -----
    Fafchamps & Gubert (2007), Journal of Development Economics 83: 326–350; Aronow, Samii &
    Assenova (2015), Political Analysis 23: 564–577.
    """
    levels, pairs = estimator.levels, estimator.pairs
    groups = groups_of(pairs) if groups is None else groups
    errors = standard_errors(pairs, levels.effects, groups)
    bearing = (np.abs(levels.effects) > _NOTHING).sum(axis=0)
    sampled: dict[int, tuple[float, float]] = {}
    if levels.sample is not None:
        variances = levels.sample.variances(pairs, groups.shared)
        for column, variance, error in zip(levels.sample.columns, *variances, strict=True):
            errors[column] = math.sqrt(max(variance, 0.0))
            sampled[column] = float(variance), float(error)
    found = {}
    for place, name in enumerate(levels.names):
        before, after = float(levels.before[place]), float(levels.after[place])
        freedom: float = int(pairs.panel.sum()) - 1
        if place in sampled:
            freedom = freedom_left(freedom, *sampled[place])
        estimate = estimate_of(before, after, float(errors[place]), int(bearing[place]), pairs, freedom)
        if place in sampled and levels.sample is not None:
            variance, error = sampled[place]
            unsure = error / variance / 2 if variance > 0 else 0.0
            estimate = replace(estimate, sources=len(levels.sample.sources), unsure=unsure)
        found[name] = estimate
    return found


def estimate_of(
    before: float, after: float, error: float, bearing: int, pairs: Pairs, freedom: float | None = None
) -> Estimate:
    """Return a change with its interval, or why there is none.

    Parameters
    ----------
    before, after, error
        The values in the two waves, and the standard error of the change.
    bearing
        How many changed ties move the value.
    pairs
        The pairs compared.
    freedom
        The degrees of freedom of t; None for one less than organisations in the panel.
    """
    change = after - before
    if math.isnan(change):
        return Estimate(before, after, change, bearing=bearing, reason="not_recorded")
    if bearing < FEWEST_TIES:
        return Estimate(before, after, change, error, bearing=bearing, reason="too_few_changed_ties")
    if math.isnan(error):
        # With or without some tie the measure has no value.
        return Estimate(before, after, change, bearing=bearing, reason="not_estimated")
    if error <= 0:
        return Estimate(before, after, change, error, bearing=bearing, reason="no_variation")
    freedom = int(pairs.panel.sum()) - 1 if freedom is None else freedom
    low, high, p = interval(change, error, freedom)
    least = errors_detectable(freedom) * error
    return Estimate(before, after, change, error, low, high, p, least, freedom, bearing)


def interval(change: float, error: float, freedom: float) -> tuple[float, float, float]:
    """Return the 95 % interval and the two-sided p of a change with a standard error."""
    from scipy.special import stdtr

    reach = errors_reached(freedom) * error
    return change - reach, change + reach, 2 * float(stdtr(freedom, -abs(change / error)))


def errors_reached(freedom: float, level: float = LEVEL) -> float:
    """Return how many standard errors an interval reaches to either side, t(1 − level/2; freedom)."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - level / 2))


def errors_detectable(freedom: float) -> float:
    """Return how many standard errors a change must be to be found four times in five, two-sided at 5 %.

    t(0.975; freedom) + t(0.80; freedom): 3.15 for a panel of 10, 2.84 for one of 80, 2.80 without end.
    """
    from scipy.special import stdtrit

    return errors_reached(freedom) + float(stdtrit(freedom, POWER))


def standard_errors(pairs: Pairs, effects: np.ndarray, groups: Groups | None = None) -> np.ndarray:
    """Return the standard error of linearised changes, robust to organisations and groups that move.

    V = max(Σ D², Σ S² − Σ D²), where D of a pair is its change times its marginal effect, less
    the mean over the observable pairs of its kind, and S of an organisation sums its pairs. With C the
    sum of D·D over two pairs that share a group and no organisation, V′ = max(V, V + C).

    Parameters
    ----------
    pairs
        The pairs compared.
    effects : numpy.ndarray, shape (changed ties, measures)
        What each changed tie adds to each measure.
    groups
        The groups whose ties may come and go together; None finds them.
    """
    return np.sqrt(variance_of(Moved(pairs, effects), groups))


def variance_of(moved: Moved, groups: Groups | None = None, lost: float = 1.0) -> np.ndarray:
    """Return V′ of linearised changes, of which `standard_errors` gives the root.

    Parameters
    ----------
    moved
        D of all pairs.
    groups
        The groups whose ties may come and go together; None finds them.
    lost
        By what to multiply what pairs have in common, where centring takes out part of it. Σ D² is left as
        it is: it has no such part.

    Returns
    -------
    numpy.ndarray, shape (measures,)
    """
    variance = np.maximum(moved.squares, lost * moved.together)
    shared = (groups_of(moved.pairs) if groups is None else groups).shared
    if shared.groups:
        variance = np.maximum(variance, variance + lost * covariance(shared, moved))
    return variance


def mcnemar(pairs: Pairs) -> float:
    """Return the exact p of McNemar's test on ties between sectors: are as many new as lost?"""
    signs = pairs.changed.sign[pairs.changed.kind == 0]
    if not len(signs):
        return math.nan
    fewer = min(int((signs > 0).sum()), int((signs < 0).sum()))
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(fewer, len(signs), 0.5)))
