"""Ties that nobody could report, drawn as if the silent were like the others of their sector."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement

import numpy as np

from sysmap.findings.mixing_models.logistic import Design, Fit, fitted

FEWEST_PAIRS = 10
"""Of two sectors with fewer pairs that could be reported, all such pairs share a level."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What is known of the ties of a wave when only those who answered are listened to.

    Attributes
    ----------
    tied : numpy.ndarray of bool, shape (organisations, organisations)
        Who has a tie with whom, symmetric.
    observed : numpy.ndarray of bool, shape (organisations, organisations)
        Of which pairs it would be known, symmetric.
    heard : numpy.ndarray of bool, shape (organisations,)
        Who answered.
    sector : numpy.ndarray of int, shape (organisations,)
        The code of the boundary label; −1 where unknown.
    """

    tied: np.ndarray
    observed: np.ndarray
    heard: np.ndarray
    sector: np.ndarray

    def unknown(self) -> tuple[np.ndarray, np.ndarray]:
        """List the pairs of which nothing is known, lower place first.

        A tie of two that are silent of which somebody else told is known.
        """
        low, high = np.nonzero(np.triu(~self.observed & ~self.tied, 1))
        return low, high


@dataclass(frozen=True, eq=False)
class TieModel:
    """Chances of ties as a model has them, and how sure it is of its coefficients.

    Attributes
    ----------
    fit : Fit
        The logistic regression of the pairs that could be reported.
    design : Design
        What the log-odds of the pairs of which nothing is known are a sum of.
    """

    fit: Fit
    design: Design

    def drawn(self, random: np.random.Generator) -> np.ndarray:
        """Draw the unknown ties: first coefficients, as unsure as they are, then each tie by its chance."""
        from scipy.special import expit

        coefficients = random.multivariate_normal(
            self.fit.coefficients, self.fit.covariance, method="cholesky"
        )
        chances = expit(self.design.sums(coefficients))
        ties: np.ndarray = random.random(len(chances)) < chances
        return ties


def tie_model(seen: Seen, before: tuple[np.ndarray, np.ndarray] | None = None) -> TieModel | None:
    """Fit a logistic regression of the ties that could be reported, to draw those that could not.

    The log-odds of a tie are a level for each two sectors (or one), plus what two amounts add: how busy both
    ends are, as the log-odds of the share of those who answered with whom each has a tie; and the logarithm
    of one more than the partners that both have among those who answered. Both leave out the pair itself.

    Parameters
    ----------
    seen
        What is known of a wave.
    before
        Whether the pairs that could be reported, and those that could not, had a tie in the wave before: a
        third amount. None for a wave by itself.

    Returns
    -------
    TieModel or None
        None where the regression cannot be fitted.
    """
    known = np.nonzero(np.triu(seen.observed, 1))
    unknown = seen.unknown()
    level = _levels(seen, *known)
    designs = []
    for at, ends in enumerate((known, unknown)):
        low, high = ends
        amounts = _amounts(seen, low, high)
        if before is not None:
            amounts.append(before[at].astype(float))
        designs.append((level[seen.sector[low], seen.sector[high]], np.column_stack(amounts)))
    used = np.unique(designs[0][0])
    if not len(used):
        return None
    # An amount that is the same for all known pairs tells nothing of the others. Of a level of which no pair
    # could be reported nothing is known either: it is the mean of all.
    varies = np.ptp(designs[0][1], axis=0) > 0
    first, second = (_design(cells, amounts[:, varies], used) for cells, amounts in designs)
    fit = fitted(first, seen.tied[known].astype(float))
    return TieModel(fit, second) if fit.settled else None


def _levels(seen: Seen, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Give pairs of sectors a number each; those with few known pairs share one across, or inside."""
    sizes = int(seen.sector.max(initial=-1)) + 2  # the last is that of unknown sectors
    level = np.empty((sizes, sizes), dtype=np.int64)
    level[:], level[-1], level[:, -1] = 0, 2, 2
    np.fill_diagonal(level, 1)
    level[-1, -1] = 2
    counts = np.zeros((sizes, sizes), dtype=np.int64)
    np.add.at(counts, (seen.sector[low], seen.sector[high]), 1)
    counts = counts + counts.T
    counts[np.diag_indices(sizes)] //= 2
    number = 3
    for a, b in combinations_with_replacement(range(sizes - 1), 2):
        if counts[a, b] >= FEWEST_PAIRS:
            level[a, b] = level[b, a] = number
            number += 1
    return level


def _amounts(seen: Seen, low: np.ndarray, high: np.ndarray) -> list[np.ndarray]:
    """Return how busy both ends of pairs are, and how many partners they share, without the pair itself."""
    told = seen.tied & seen.heard  # with whom of those who answered
    sums = told.sum(axis=1)
    busy = np.zeros(len(low))
    for one, other in ((low, high), (high, low)):
        ties = sums[one] - told[one, other]
        others = int(seen.heard.sum()) - seen.heard[one] - seen.heard[other].astype(int)
        busy += np.log((ties + 0.5) / (others - ties + 0.5))
    exact = told.astype(np.float32)  # many times faster than whole numbers, and as exact up to 16 million
    return [busy, np.log1p((exact @ exact.T)[low, high].astype(float))]


def _design(cells: np.ndarray, amounts: np.ndarray, used: np.ndarray) -> Design:
    """Write a level and some amounts for each pair; a level that no known pair has is the mean of all."""
    parts = len(used) + amounts.shape[1]
    there = np.isin(cells, used)
    at = np.searchsorted(used, np.where(there, cells, used[0]))
    own = np.column_stack([at, *(np.full(len(cells), len(used) + each) for each in range(amounts.shape[1]))])
    values = np.column_stack([np.ones(len(cells)), amounts])
    if there.all():
        return Design(own, values, parts)
    spread = np.where(there[:, None], np.eye(len(used))[at], 1 / len(used))
    columns = np.tile(np.arange(parts), (len(cells), 1))
    return Design(columns, np.column_stack([spread, amounts]), parts)
