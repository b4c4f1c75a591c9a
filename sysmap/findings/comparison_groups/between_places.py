"""The change of programme places less that of comparison places, from numbers alone.

Pure estimators: they take changes and their errors, and know nothing of maps or records.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from sysmap.findings.many_places.pooling import regression

FEWEST_A_SIDE = 3
"""Random effects need so many places on each side: how places differ cannot be told from fewer."""
MOST_ASSIGNMENTS = 9_999
"""So many assignments of places to sides are tried; all of them where there are no more."""
_NOTHING = 1e-12

Form = Literal["random", "fixed"]
"""What the places stand for: places like these (``random``), or themselves and no others (``fixed``)."""


@dataclass(frozen=True)
class Contrast:
    """The change of the programme side less that of the comparison side.

    Attributes
    ----------
    programme, comparison, difference : float
        The mean change of each side, and the one less the other.
    se, low, high, p, freedom : float
        Standard error, interval, two-sided p of t, and its degrees of freedom; ``nan`` where they
        cannot be given.
    form : str
        ``"random"`` for places like these, ``"fixed"`` for these places and no others.
    places_programme, places_comparison : int
        How many places each side has.
    spread : float
        Random effects: the standard deviation of true changes between places of one side; else ``nan``.
    narrowed : bool
        Random effects: whether the places of a side differ less than their own errors let expect, so
        that the interval is narrower than these would give.
    """

    programme: float
    comparison: float
    difference: float
    se: float
    low: float
    high: float
    p: float
    freedom: float
    form: Form
    places_programme: int
    places_comparison: int
    spread: float = math.nan
    narrowed: bool = False


@dataclass(frozen=True)
class Side:
    """The places of one side: the change of each, its error and who answered.

    Parameters
    ----------
    changes, errors
        The change of each place and its standard error.
    panels
        How many organisations answered both waves in each place.
    """

    changes: tuple[float, ...]
    errors: tuple[float, ...]
    panels: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.changes) == len(self.errors) == len(self.panels) > 0:
            raise ValueError("a side needs a change, an error and a panel of each of its places")
        if not (np.isfinite(self.changes).all() and np.isfinite(self.errors).all() and min(self.errors) > 0):
            raise ValueError("a change to compare needs a number and a standard error above 0")
        if min(self.panels) < 2:
            raise ValueError("a panel to compare needs at least 2 organisations")


def contrast(programme: Side, comparison: Side, *, confidence: float = 0.95) -> Contrast:
    """Contrast two sides: by random effects from 3 places a side, else these places and no others.

    Parameters
    ----------
    programme, comparison
        The places of each side.
    confidence
        How often the interval is to hold the difference.

    Raises
    ------
    ValueError
        If the confidence is not above 0 and below 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"the confidence must be above 0 and below 1, not {confidence}")
    sides = programme, comparison
    enough = min(len(side.changes) for side in sides) >= FEWEST_A_SIDE
    return (several_places if enough else these_places)(*sides, confidence=confidence)


def several_places(programme: Side, comparison: Side, *, confidence: float = 0.95) -> Contrast:
    """Contrast places like these: random effects with the side as moderator.

    The variance between places of one side, the same for both, is found by restricted maximum
    likelihood, and the interval is that of Knapp and Hartung, t with places − 2 degrees of freedom.

    Notes
    -----
    Knapp & Hartung (2003), Statistics in Medicine 22: 2693–2710; Viechtbauer (2005), Journal of
    Educational and Behavioral Statistics 30: 261–293.
    """
    changes = np.array([*programme.changes, *comparison.changes])
    errors = np.array([*programme.errors, *comparison.errors])
    side = np.repeat([1.0, 0.0], [len(programme.changes), len(comparison.changes)])
    fitted = regression(changes, errors, np.column_stack([np.ones(len(side)), side]))
    rest, more = (float(value) for value in fitted.values)
    error = math.sqrt(float(fitted.covariance[1, 1]))
    return Contrast(
        *(rest + more, rest, more, *_interval(more, error, fitted.freedom, confidence)),
        form="random",
        places_programme=len(programme.changes),
        places_comparison=len(comparison.changes),
        spread=math.sqrt(fitted.between),
        narrowed=fitted.narrowed,
    )


def these_places(programme: Side, comparison: Side, *, confidence: float = 0.95) -> Contrast:
    """Contrast these places and no others: the mean change of each side, every place counting alike.

    Δ = mean Δ_P − mean Δ_C and V = ΣV_P/k_P² + ΣV_C/k_C²; with one place a side Δ_P − Δ_C and V_P + V_C.
    The degrees of freedom of t are those of Welch and Satterthwaite, V²/Σ(v²/(m − 1)), with v what a
    place adds to V and m its panel. How changes differ between places is not allowed for.

    Notes
    -----
    Welch (1947), Biometrika 34: 28–35; Satterthwaite (1946), Biometrics Bulletin 2: 110–114.
    """
    sides = programme, comparison
    parts = np.concatenate([np.array(side.errors) ** 2 / len(side.errors) ** 2 for side in sides])
    panels = np.array([*programme.panels, *comparison.panels], dtype=float)
    variance = float(parts.sum())
    freedom = variance**2 / float((parts**2 / (panels - 1)).sum())
    there, here = (float(np.mean(side.changes)) for side in sides)
    more = there - here
    return Contrast(
        *(there, here, more, *_interval(more, math.sqrt(variance), freedom, confidence)),
        form="fixed",
        places_programme=len(programme.changes),
        places_comparison=len(comparison.changes),
    )


def _interval(
    difference: float, error: float, freedom: float, confidence: float
) -> tuple[float, float, float, float, float]:
    """Return the standard error, the interval, the two-sided p and the degrees of freedom."""
    from scipy.special import stdtr, stdtrit

    if error <= 0:  # places of equal change on either side: nothing says how sure this is
        return error, math.nan, math.nan, math.nan, freedom
    reach = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    p = 2 * float(stdtr(freedom, -abs(difference / error)))
    return error, difference - reach, difference + reach, p, freedom


def randomisation_p(
    programme: Sequence[float], comparison: Sequence[float], *, seed: int = 0
) -> tuple[float, int]:
    """Return how often places assigned to sides by lot differ at least as much as these do.

    The statistic is the mean change of one side less that of the other, every place counting alike. All
    assignments are tried where there are at most 9,999, these sides among them; else 9,999 at random, and
    these sides are counted once more. It is valid only if places were assigned by lot.

    Parameters
    ----------
    programme, comparison
        The changes of the places of each side.
    seed
        Seed of the random assignments.

    Returns
    -------
    p : float
        Two-sided.
    assignments : int
        How many were tried.

    Notes
    -----
    Fisher (1935), The Design of Experiments; the count of these sides once more: Phipson & Smyth (2010),
    Statistical Applications in Genetics and Molecular Biology 9(1), article 39.
    """
    changes = np.array([*programme, *comparison], dtype=float)
    if not len(programme) or not len(comparison) or not np.isfinite(changes).all():
        raise ValueError("each side needs a change, and each change a number")
    places, chosen = len(changes), len(programme)
    count = math.comb(places, chosen)
    if count <= MOST_ASSIGNMENTS:
        sets = np.array(list(combinations(range(places), chosen)))
        more = 0
    else:
        # The first of a random order of the places, an order a row.
        orders = np.random.default_rng([seed, places]).random((MOST_ASSIGNMENTS, places)).argsort(axis=1)
        sets, more = orders[:, :chosen], 1
    sums = changes[sets].sum(axis=1)
    drawn = np.abs(sums / chosen - (changes.sum() - sums) / (places - chosen))
    seen = abs(float(np.mean(changes[:chosen]) - np.mean(changes[chosen:])))
    slack = _NOTHING * max(1.0, float(np.abs(changes).max()))
    found = int((drawn >= seen - slack).sum())
    return (found + more) / (len(sets) + more), len(sets)
