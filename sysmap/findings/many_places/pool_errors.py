"""With which error each place enters a pool: one that does not go by how its ties happened to change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sysmap.findings.comparison.totals import formulas
from sysmap.network.pairs import Pairs


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
