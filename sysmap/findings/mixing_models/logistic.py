"""Logistic regression whose estimates exist and are hardly biased with few pairs for each coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_MOST_STEPS, _LONGEST, _SETTLED = 500, 2.0, 1e-9


@dataclass(frozen=True, eq=False)
class Design:
    """What the log-odds of each pair are a sum of: few coefficients for each, of very many.

    Attributes
    ----------
    columns : numpy.ndarray of int, shape (pairs, parts)
        Which coefficients each pair has; one that it has twice counts twice.
    values : numpy.ndarray of float, shape (pairs, parts)
        What each of them is multiplied by.
    width
        How many coefficients there are.
    """

    columns: np.ndarray
    values: np.ndarray
    width: int

    def sums(self, coefficients: np.ndarray) -> np.ndarray:
        """Return the log-odds of every pair."""
        sums: np.ndarray = (self.values * coefficients[self.columns]).sum(axis=1)
        return sums

    def gathered(self, amounts: np.ndarray) -> np.ndarray:
        """Sum amounts of pairs over the pairs of each coefficient, times their values."""
        weights = self.values * amounts[:, None]
        return np.bincount(self.columns.ravel(), weights.ravel(), self.width)

    def information(self, weights: np.ndarray) -> np.ndarray:
        """Return the products of all coefficients over the pairs, weighted, shape (width, width)."""
        found = np.zeros(self.width * self.width)
        for one in range(self.columns.shape[1]):
            for other in range(self.columns.shape[1]):
                at = self.columns[:, one].astype(np.int64) * self.width + self.columns[:, other]
                amounts = weights * self.values[:, one] * self.values[:, other]
                found += np.bincount(at, amounts, self.width * self.width)
        return found.reshape(self.width, self.width)

    def spread(self, covariance: np.ndarray) -> np.ndarray:
        """Return the variance of the log-odds of each pair, given the covariance of the coefficients."""
        found = np.zeros(len(self.columns))
        for one in range(self.columns.shape[1]):
            for other in range(self.columns.shape[1]):
                found += (
                    self.values[:, one]
                    * self.values[:, other]
                    * covariance[self.columns[:, one], self.columns[:, other]]
                )
        return found


@dataclass(frozen=True, eq=False)
class Fit:
    """What was found.

    Attributes
    ----------
    coefficients : numpy.ndarray, shape (width,)
        The log-odds that each adds; ``nan`` if the fit did not settle.
    covariance : numpy.ndarray, shape (width, width)
        Of the coefficients, if pairs are independent: the inverse of the information.
    chances : numpy.ndarray, shape (pairs,)
        The chance of a tie that the model gives each pair.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    chances: np.ndarray

    @property
    def settled(self) -> bool:
        """Whether there is a result."""
        return not np.isnan(self.coefficients).any()


def fitted(design: Design, ties: np.ndarray, *, reduced: bool = True) -> Fit:
    """Fit a logistic regression by Fisher's scoring.

    Parameters
    ----------
    design
        The coefficients of every pair. No coefficient may follow from the others.
    ties : numpy.ndarray, shape (pairs,)
        1 for a tie, 0 for none.
    reduced
        Whether the first-order bias is taken out, which also keeps every estimate finite; without it
        these are the estimates of greatest likelihood.

    Notes
    -----
    The score of each coefficient is Σ x·(y − p + h·(½ − p)), with h the leverage of the pair: Firth (1993),
    Biometrika 80: 27–38; Heinze & Schemper (2002), Statistics in Medicine 21: 2409–2419.
    """
    found = last = np.zeros(design.width)
    nothing = np.full(design.width, np.nan), np.full((design.width, design.width), np.nan)
    for _ in range(_MOST_STEPS):
        chances = _chances(design.sums(found))
        weights = chances * (1 - chances)
        try:
            covariance = np.linalg.inv(design.information(weights))
        except np.linalg.LinAlgError:
            break
        left = ties - chances
        if reduced:
            left = left + weights * design.spread(covariance) * (0.5 - chances)
        step = covariance @ design.gathered(left)
        longest = np.abs(step).max(initial=0.0)
        if not np.isfinite(longest):
            break
        if longest <= _SETTLED:
            return Fit(found, covariance, chances)
        # A coefficient of a pair or two can swing to and fro: half a step then lands between.
        found = found + step * min(0.5 if step @ last < 0 else 1.0, _LONGEST / longest)
        last = step
    return Fit(*nothing, np.full(len(ties), np.nan))


def _chances(sums: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    chances: np.ndarray = expit(sums)
    return chances
