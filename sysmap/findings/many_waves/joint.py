"""Changes since the first wave, all looked at together: their covariance, and bands that hold at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import errors_reached
from sysmap.findings.draws import Draws


def joint_variance(moves: Sequence[Moved], own: np.ndarray) -> np.ndarray:
    """Return the covariance of the changes of some waves since the first, for every measure.

    Of two waves w and v it is Σ D·D over pairs, with D of the one wave times D of the other, where ties come
    and go by themselves, and V = Σ S·S − Σ D·D, with S of organisations, where these move too. A comparison
    takes the larger for its two waves; the larger of two estimates is too large by itself, the more so the
    more waves are looked at together. So it is decided once for all waves, by the sum of their variances; no
    variance is below Σ D². What groups add to the variance of a wave is added here too. Negative eigenvalues
    are taken as 0, and the whole is scaled so that the diagonal is as before.

    Parameters
    ----------
    moves
        D of each wave after the first, all of the same pairs.
    own : numpy.ndarray, shape (waves, measures)
        The variance of each change by itself, V′ of a comparison, which allows for groups. No variance here
        is larger, and with one change it is the same.

    Returns
    -------
    numpy.ndarray, shape (measures, waves, waves)
        Positive semi-definite; ``nan`` in rows and columns of a wave whose variance is not known.

    Notes
    -----
    Fafchamps & Gubert (2007), Journal of Development Economics 83: 326–350, for one change.
    """
    pairs = np.array([[one.products(other) for other in moves] for one in moves])
    organisations = np.array([[(one.sums * other.sums).sum(axis=0) for other in moves] for one in moves])
    return np.array(
        [
            _of_all_waves(pairs[..., place], (organisations - pairs)[..., place], own[:, place])
            for place in range(own.shape[1])
        ]
    )


def _of_all_waves(apart: np.ndarray, together: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Decide for all waves whether organisations move, and return their covariance."""
    known = np.isfinite(own) & np.isfinite(apart + together).all(axis=1)
    squares, robust = np.diag(apart), np.diag(together)
    larger = np.maximum(squares, robust)
    moving = robust[known].sum() >= squares[known].sum()
    variance = own - larger + (larger if moving else squares)
    return _nearest(together if moving else apart, np.where(known, variance, np.nan))


def _nearest(raw: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Make a covariance positive semi-definite, with `own` on its diagonal."""
    found = np.full(raw.shape, np.nan)
    known = np.flatnonzero(np.isfinite(own))
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


def band_widths(
    variance: np.ndarray, own: np.ndarray, freedom: int, confidence: float, draws: Draws
) -> np.ndarray:
    """Return how far a band reaches to either side of each change that holds for all waves at once.

    Parameters
    ----------
    variance : numpy.ndarray, shape (waves, waves)
        The covariance of the changes that have an interval.
    own : numpy.ndarray, shape (waves,)
        The variance of each by itself. More waves are never surer than one alone.
    freedom, confidence, draws
        As for `band_reach`.

    Returns
    -------
    numpy.ndarray, shape (waves,)
        ``nan`` where nothing is drawn for more than one change.
    """
    if not len(own):
        return np.array([])
    together = band_reach(variance, freedom, confidence, draws) * np.sqrt(np.diag(variance))
    widths: np.ndarray = np.maximum(together, errors_reached(freedom, 1 - confidence) * np.sqrt(own))
    return widths


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
