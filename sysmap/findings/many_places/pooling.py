"""Changes in several places taken together: random effects, and each place drawn towards the mean.

The error with which a place enters is one that does not go by how its ties happened to change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.estimating.totals import formulas
from sysmap.network.pairs import Pairs

FEWEST_PLACES = 3
"""A mean and a spread between places cannot be told from fewer."""
_ROUNDS = 500
_CLOSE = 1e-12


@dataclass(frozen=True, eq=False)
class Pooled:
    """What several places have in common, and each place beside it.

    Attributes
    ----------
    places : int
        How many places were pooled.
    mean, se, low, high : float
        The mean change over places like these, its standard error and 95 % interval; ``nan`` with
        fewer than 3 places.
    spread : float
        The standard deviation of the true change between places; 0 where the places differ no more
        than their own errors let expect; ``nan`` with fewer than 3 places.
    narrowed : bool
        Whether the places differ less than their own errors let expect, so that the interval is
        narrower than these would give.
    values, lows, highs : numpy.ndarray, shape (places,)
        Each place drawn towards the mean, the more so the less sure it is, with its 95 % interval.
    errors : numpy.ndarray, shape (places,)
        The standard error with which each place entered.
    """

    places: int
    mean: float
    se: float
    low: float
    high: float
    spread: float
    narrowed: bool
    values: np.ndarray
    lows: np.ndarray
    highs: np.ndarray
    errors: np.ndarray


def pool(changes: Sequence[float], errors: Sequence[float]) -> Pooled:
    """Pool changes by random effects.

    The variance between places, τ², is found by restricted maximum likelihood. With weights
    w = 1/(s² + τ²) the mean is μ = Σwy/Σw, and its variance Σw(y − μ)²/((k − 1)Σw), with t on
    k − 1 degrees of freedom. A place drawn towards the mean is μ + b(y − μ), b = τ²/(s² + τ²), of
    variance b·s² + (1 − b)²·var(μ) + 2s⁴w³·var(τ²), var(τ²) = 2/Σw²: the last part allows for τ² being
    an estimate.

    Parameters
    ----------
    changes, errors
        The change of each place and its standard error, all above 0.

    Returns
    -------
    Pooled
        All ``nan`` with fewer than 3 places.

    Raises
    ------
    ValueError
        If a change or an error is not a number, or an error not above 0.

    Notes
    -----
    Restricted likelihood: Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30:
    261–293. Interval: Hartung & Knapp (2001), Statistics in Medicine 20: 3875–3889. Places drawn
    towards the mean: Prasad & Rao (1990), Journal of the American Statistical Association 85: 163–171;
    that the errors are estimates is not allowed for.
    """
    from scipy.special import stdtrit

    y, s = np.asarray(changes, dtype=float), np.asarray(errors, dtype=float)
    if not (np.isfinite(y).all() and np.isfinite(s).all() and (s > 0).all()):
        raise ValueError("a change to pool needs a number and a standard error above 0")
    k = len(y)
    if k < FEWEST_PLACES:
        none = np.full(k, np.nan)
        return Pooled(k, math.nan, math.nan, math.nan, math.nan, math.nan, False, none, none, none, s)
    fitted = regression(y, s, np.ones((k, 1)))
    mean, variance, between = float(fitted.values[0]), float(fitted.covariance[0, 0]), fitted.between
    weights = 1 / (s**2 + between)
    reach = float(stdtrit(fitted.freedom, 0.975))
    kept = between / (s**2 + between)
    drawn = mean + kept * (y - mean)
    unsure = 2 * s**4 * weights**3 * (2 / float((weights**2).sum()))
    around = reach * np.sqrt(kept * s**2 + (1 - kept) ** 2 * variance + unsure)
    error = math.sqrt(variance)
    return Pooled(
        places=k,
        mean=mean,
        se=error,
        low=mean - reach * error,
        high=mean + reach * error,
        spread=math.sqrt(between),
        narrowed=fitted.narrowed,
        values=drawn,
        lows=drawn - around,
        highs=drawn + around,
        errors=s,
    )


@dataclass(frozen=True, eq=False)
class Regression:
    """Changes of places explained by what is known of each, with random effects.

    Attributes
    ----------
    values : numpy.ndarray, shape (columns,)
        What goes with each column of the design.
    covariance : numpy.ndarray, shape (columns, columns)
        Their covariance, as Knapp and Hartung correct it.
    between : float
        τ², the variance of true changes between places that the design does not explain.
    freedom : int
        Places less columns.
    narrowed : bool
        Whether the places differ less than their own errors let expect, so that the errors here are
        smaller than these would give.
    """

    values: np.ndarray
    covariance: np.ndarray
    between: float
    freedom: int
    narrowed: bool


def regression(changes: np.ndarray, errors: np.ndarray, design: np.ndarray) -> Regression:
    """Explain the changes of places by weighted least squares with random effects.

    τ² is found by restricted maximum likelihood. With weights w = 1/(s² + τ²), W = diag(w) and residuals r
    the covariance is Σwr²/(k − p) · (X′WX)⁻¹, with t on k − p degrees of freedom.

    Parameters
    ----------
    changes, errors : numpy.ndarray, shape (places,)
        The change of each place and its standard error, all above 0.
    design : numpy.ndarray, shape (places, columns)
        X, of full rank, with fewer columns than places.

    Notes
    -----
    Knapp & Hartung (2003), Statistics in Medicine 22: 2693–2710.
    """
    between = variance_between(changes, errors**2, design)
    weights = 1 / (errors**2 + between)
    values, inverse = _solved(changes, weights, design)
    freedom = len(changes) - design.shape[1]
    ratio = float(weights @ (changes - design @ values) ** 2) / freedom
    return Regression(values, ratio * inverse, between, freedom, between == 0 and ratio < 1)


def _solved(changes: np.ndarray, weights: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weighted least squares, and the inverse of X′WX."""
    inverse = np.linalg.inv(design.T @ (weights[:, None] * design))
    return inverse @ (design.T @ (weights * changes)), inverse


def variance_between(changes: np.ndarray, variances: np.ndarray, design: np.ndarray | None = None) -> float:
    """Return τ², the variance between places, by restricted maximum likelihood.

    Fisher scoring from several starts; the best end stands, for the likelihood may have two peaks.

    Parameters
    ----------
    changes, variances : numpy.ndarray, shape (places,)
        The change of each place and the square of its standard error.
    design : numpy.ndarray, shape (places, columns), optional
        What is known of each place; None for a mean alone.
    """
    x = np.ones((len(changes), 1)) if design is None else design
    # In units of the usual variance, so that "close" means the same for every measure.
    unit = float(np.median(variances))
    v, y = variances / unit, changes / math.sqrt(unit)
    rest = y - x @ _solved(y, np.ones(len(y)), x)[0]
    spread = float(rest @ rest) / (len(y) - x.shape[1])
    starts = [0.0, max(0.0, spread - float(v.mean())), spread, 10 * spread]
    ends = [_climbed(start, y, v, x) for start in dict.fromkeys(starts)]
    return unit * max(ends, key=lambda end: end.height).between


@dataclass(frozen=True, eq=False)
class _Fit:
    """What a variance between places comes to: weights, least squares, and the restricted log likelihood."""

    between: float
    weights: np.ndarray
    values: np.ndarray
    inverse: np.ndarray
    height: float


def _fit(between: float, changes: np.ndarray, variances: np.ndarray, x: np.ndarray) -> _Fit:
    weights = 1 / (variances + between)
    values, inverse = _solved(changes, weights, x)
    rest = float(weights @ (changes - x @ values) ** 2)
    height = -0.5 * (float(np.log(variances + between).sum()) - float(np.linalg.slogdet(inverse)[1]) + rest)
    return _Fit(between, weights, values, inverse, height)


def _climbed(start: float, y: np.ndarray, v: np.ndarray, x: np.ndarray) -> _Fit:
    """Climb the restricted likelihood from a start, never below 0."""
    here = _fit(start, y, v, x)
    for _ in range(_ROUNDS):
        w, values, inverse = here.weights, here.values, here.inverse
        # With P = W − WX(X′WX)⁻¹X′W the slope is y′PPy − tr P, and the expected bend tr PP.
        squares, cubes = (inverse @ (x.T @ ((w**power)[:, None] * x)) for power in (2, 3))
        slope = float((w**2) @ (y - x @ values) ** 2) - (float(w.sum()) - float(np.trace(squares)))
        bend = float((w**2).sum()) - 2 * float(np.trace(cubes)) + float(np.trace(squares @ squares))
        move = slope / bend
        for _ in range(60):
            tried = _fit(max(0.0, here.between + move), y, v, x)
            if tried.height >= here.height:
                break
            move /= 2
        else:
            return here
        if abs(tried.between - here.between) <= _CLOSE * (1 + here.between):
            return tried
        here = tried
    return here


def restricted_likelihood(
    between: float, changes: np.ndarray, variances: np.ndarray, design: np.ndarray | None = None
) -> float:
    """Return the restricted log likelihood of a variance between places, less its constant."""
    x = np.ones((len(changes), 1)) if design is None else design
    return _fit(between, changes, variances, x).height


def pool_compared(
    name: str, places: Sequence[Pairs], changes: Sequence[float], errors: Sequence[float]
) -> tuple[Pooled, np.ndarray]:
    """Pool every place whose waves can be compared, each with the error that a place of its size has.

    Parameters
    ----------
    name
        The measure.
    places
        The pairs of each place.
    changes, errors
        The change of each, a number, and its own standard error, as for `shared_errors`.

    Returns
    -------
    Pooled
        Over the places that have an error.
    numpy.ndarray of bool, shape (places,)
        Which these are.
    """
    shared = shared_errors(name, places, errors)
    within = shared > 0
    return pool(np.asarray(changes, dtype=float)[within].tolist(), shared[within].tolist()), within


def shared_errors(name: str, places: Sequence[Pairs], errors: Sequence[float]) -> np.ndarray:
    """Give each place the standard error that a place of its size has, whatever changed there.

    A place in which by chance few ties changed has a small change and a small standard error of its
    own. Weighed by its own error it would draw the mean towards no change; left out because it has too
    little to give an interval, it would drive the mean away from it. So the error of a place is that of
    its pairs: V = φ·Σ rₖPₖgₖ² over the kinds of pair k (between, within, with an unknown label), with P the
    pairs that could be reported there, r the share of such pairs whose tie came or went in all places
    together, and g what one more tie adds to the measure if ties are there as common as in all places
    together. φ makes the errors as large on average as those estimated, and so carries over that ties
    of one organisation change together. For measures that are not functions of totals V goes by 1/P.

    Parameters
    ----------
    name
        The measure.
    places
        The pairs of each place.
    errors
        The standard error estimated in each place, 0 where nothing changed, ``nan`` where there is none.

    Returns
    -------
    numpy.ndarray, shape (places,)
        ``nan`` where no error can be given; everywhere if no tie that bears on the measure changed.

    Notes
    -----
    Smoothing of sampling variances by a function of size: Wolter (2007), Introduction to Variance
    Estimation, chapter 7. `benchmarks/pooling.py` simulates what it does to the mean and its interval.
    """
    variances = np.asarray(errors, dtype=float) ** 2
    usual = _usual_variances(name, places)
    pairs = np.array([each.observable.sum() for each in places], dtype=float)
    known = np.isfinite(variances) & np.isfinite(usual) & (usual > 0)
    scale = float(np.average(variances[known] / usual[known], weights=pairs[known])) if known.any() else 0.0
    usual[~(usual > 0)] = np.nan
    return np.sqrt(scale * usual) if scale else np.full(len(places), np.nan)


def _usual_variances(name: str, places: Sequence[Pairs]) -> np.ndarray:
    """Work out how the variance of a change goes with the pairs of a place, up to a factor."""
    observable = np.array([each.observable for each in places], dtype=float).reshape(-1, 3)
    everywhere = np.maximum(observable.sum(axis=0), 1)
    common = sum((each.counts.mean(axis=0) for each in places), np.zeros(3)) / everywhere
    changed = sum((np.bincount(each.changed.kind, minlength=3) for each in places), np.zeros(3)) / everywhere
    found = []
    for each, pairs in zip(places, observable, strict=True):
        formula = formulas(each).get(name)
        if formula is None:
            found.append(1 / pairs.sum() if pairs.any() else np.nan)
            continue
        ties = common * pairs
        added = formula(ties + np.eye(3)) - formula(ties)
        there = (pairs > 0) & (changed > 0)
        found.append(float((changed * pairs * added**2)[there].sum()))
    return np.array(found, dtype=float)
