"""Standard errors, intervals and tests of a change between two waves of the same organisations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.group_covariance import covariance
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.limits import FEWEST_TIES
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
    """

    before: float
    after: float
    change: float
    se: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    detectable: float = math.nan
    freedom: int = 0
    bearing: int = 0
    reason: str = ""


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
    errors = standard_errors(pairs, levels.effects, groups)
    bearing = (np.abs(levels.effects) > _NOTHING).sum(axis=0)
    found = {}
    for place, name in enumerate(levels.names):
        before, after = float(levels.before[place]), float(levels.after[place])
        found[name] = estimate_of(before, after, float(errors[place]), int(bearing[place]), pairs)
    return found


def estimate_of(
    before: float, after: float, error: float, bearing: int, pairs: Pairs, freedom: int | None = None
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


def interval(change: float, error: float, freedom: int) -> tuple[float, float, float]:
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


def summed(group: np.ndarray, values: np.ndarray, groups: int) -> np.ndarray:
    """Add up rows of values by group, in their order: shape (groups, columns)."""
    totals = np.empty((groups, values.shape[1]))
    for column in range(values.shape[1]):
        totals[:, column] = np.bincount(group, values[:, column], minlength=groups)
    return totals


class KindsOfPair(Protocol):
    """What pairs are told apart by where D is centred; `Pairs` tells them apart by kind."""

    def kind_of(self, source: np.ndarray, target: np.ndarray) -> np.ndarray:
        """Tell of which kind pairs are."""
        ...

    @property
    def observable(self) -> np.ndarray:
        """Observable pairs (arcs) by kind."""
        ...

    @property
    def squares(self) -> np.ndarray:
        """Sum by kind, over pairs, of the square of how many arcs of the pair are observable."""
        ...

    @property
    def degrees(self) -> np.ndarray:
        """Observable pairs (arcs, either way) by kind and organisation."""
        ...


class Moved:
    """D of pairs of organisations: what the ties of each moved each measure, centred by kind.

    Parameters
    ----------
    pairs, effects
        As for `standard_errors`.
    kinds
        What else pairs are told apart by, where they are not centred by kind alone.
    """

    def __init__(self, pairs: Pairs, effects: np.ndarray, kinds: KindsOfPair | None = None) -> None:
        self.pairs = pairs
        self.kinds = kinds = pairs if kinds is None else kinds
        changed = pairs.changed
        kind = kinds.kind_of(changed.source, changed.target)
        moves = changed.sign[:, None] * effects
        number = len(kinds.observable)
        self.means = summed(kind, moves, number) / np.maximum(kinds.observable, 1)[:, None]
        # Two arcs of one pair are added up first.
        starts = changed.pairs
        self.moves = summed(changed.pair, moves, len(starts))
        ends = changed.source[starts], changed.target[starts]
        self.low, self.high = np.minimum(*ends), np.maximum(*ends)
        self.kind = kind[starts]
        self._pair_keys = self.low * pairs.n + self.high

    def _arcs(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Count the observable arcs of pairs; of an undirected map there is one."""
        arcs = self.pairs.is_observable(low, high).astype(float)
        return arcs + self.pairs.is_observable(high, low) if self.pairs.directed else arcs

    def __call__(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return D of some pairs, shape (pairs, measures); 0 where a pair could not be observed."""
        found = -self._arcs(low, high)[:, None] * self.means[self.kinds.kind_of(low, high)]
        keys, wanted = self._pair_keys, low * self.pairs.n + high
        if len(keys):
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            there = keys[at] == wanted
            found[there] += self.moves[at[there]]
        return found

    @cached_property
    def squares(self) -> np.ndarray:
        """Σ D² of every measure, worked out without listing all pairs: the variance if pairs move alone."""
        return self.products(self)

    @property
    def together(self) -> np.ndarray:
        """Σ S² − Σ D² of every measure: the variance if organisations move."""
        together: np.ndarray = (self.sums**2).sum(axis=0) - self.squares
        return together

    @cached_property
    def sums(self) -> np.ndarray:
        """S: the sum of D over the pairs of each organisation, shape (organisations, measures)."""
        ends = np.column_stack([self.low, self.high]).ravel()
        own = summed(ends, np.repeat(self.moves, 2, axis=0), self.pairs.n)
        sums: np.ndarray = own - self.kinds.degrees.T @ self.means
        return sums

    def products(self, other: Moved) -> np.ndarray:
        """Sum D·D of two changes over all pairs of the same organisations, shape (measures,)."""
        keys = np.union1d(self._pair_keys, other._pair_keys)
        low, high = keys // self.pairs.n, keys % self.pairs.n
        kind, arcs = self.kinds.kind_of(low, high), self._arcs(low, high)
        unchanged = self.kinds.squares - np.bincount(kind, arcs**2, minlength=len(self.kinds.squares))
        moved: np.ndarray = (self(low, high) * other(low, high)).sum(axis=0)
        return moved + unchanged @ (self.means * other.means)


def mcnemar(pairs: Pairs) -> float:
    """Return the exact p of McNemar's test on ties between sectors: are as many new as lost?"""
    signs = pairs.changed.sign[pairs.changed.kind == 0]
    if not len(signs):
        return math.nan
    fewer = min(int((signs > 0).sum()), int((signs < 0).sum()))
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(fewer, len(signs), 0.5)))
