"""Changes since the first wave, all looked at together: their covariance, and bands that hold at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sysmap.findings.comparison.estimating.uncertainty import Moved, errors_reached
from sysmap.findings.draws import Draws


def joint_variance(moves: Sequence[Moved], own: np.ndarray) -> np.ndarray:
    """Return the covariance of the changes of some waves since the first, for every measure.

    V of two waves w and v is Σ S·S − Σ D·D, over organisations and over pairs, with D of the one wave times
    D of the other. Each diagonal is raised to `own`, negative eigenvalues are taken as 0, and the whole is
    scaled so that the diagonal is `own` again: the interval of one wave is that of a comparison.

    Parameters
    ----------
    moves
        D of each wave after the first, all of the same pairs.
    own : numpy.ndarray, shape (waves, measures)
        The variance of each change by itself, V′, which allows for groups.

    Returns
    -------
    numpy.ndarray, shape (measures, waves, waves)
        Positive semi-definite; ``nan`` in rows and columns of a wave whose variance is not known.

    Notes
    -----
    Fafchamps & Gubert (2007), Journal of Development Economics 83: 326–350, for one change.
    """
    raw = np.array(
        [[(one.sums * other.sums).sum(axis=0) - one.products(other) for other in moves] for one in moves]
    )
    return np.array([_nearest(raw[:, :, place], own[:, place]) for place in range(own.shape[1])])


def _nearest(raw: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Make a covariance positive semi-definite, with `own` on its diagonal."""
    found = np.full(raw.shape, np.nan)
    known = np.flatnonzero(np.isfinite(own) & np.isfinite(raw).all(axis=1 if len(own) else 0))
    moving = known[own[known] > 0]
    found[np.ix_(known, known)] = 0.0
    if not len(moving):
        return found
    spread = np.sqrt(own[moving])
    related = raw[np.ix_(moving, moving)] / np.outer(spread, spread)
    np.fill_diagonal(related, 1.0)
    values, vectors = np.linalg.eigh((related + related.T) / 2)
    related = (vectors * np.maximum(values, 0)) @ vectors.T
    scale = np.sqrt(np.diag(related))
    found[np.ix_(moving, moving)] = related / np.outer(scale, scale) * np.outer(spread, spread)
    return found


def band_reach(variance: np.ndarray, freedom: int, confidence: float, draws: Draws) -> float:
    """Return how many standard errors a band reaches to either side that holds for all waves at once.

    It is the quantile of the largest t, either way, of a multivariate t with the correlations of `variance`.

    Parameters
    ----------
    variance : numpy.ndarray, shape (waves, waves)
        The covariance of the changes that have an interval.
    freedom
        The degrees of freedom of t.
    confidence
        How sure the band is to hold, such as 0.95.
    draws
        How many are drawn and from which seed; for one change nothing is drawn.

    Returns
    -------
    float
        ``nan`` where nothing is drawn for more than one change.

    Notes
    -----
    Hothorn, Bretz & Westfall (2008), Biometrical Journal 50: 346–363.
    """
    alone = errors_reached(freedom, 1 - confidence)
    if len(variance) < 2:
        return alone
    if not draws:
        return math.nan
    spread = np.sqrt(np.diag(variance))
    values, vectors = np.linalg.eigh(variance / np.outer(spread, spread))
    root = vectors * np.sqrt(np.maximum(values, 0))
    random = np.random.default_rng([draws.seed, 17])
    normal = random.standard_normal((draws.count, len(variance))) @ root.T
    largest = np.abs(normal).max(axis=1) / np.sqrt(random.chisquare(freedom, draws.count) / freedom)
    # More waves are never surer than one alone.
    return max(alone, float(np.quantile(largest, confidence)))
