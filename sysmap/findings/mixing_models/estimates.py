"""Odds of a tie inside sectors and across them, given how busy each organisation is, with intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from sysmap.findings.comparison.estimating.uncertainty import interval
from sysmap.findings.mixing_models.logistic import Design, Fit, fitted
from sysmap.network.observed_pairs import observed_pairs
from sysmap.network.system import SystemMap

FEWEST_ORGANISATIONS, FEWEST_MEMBERS = 10, 3
FEWEST = 5
"""At least so many of the pairs that a term compares have a tie, and so many have none."""
_FLAT = 1e-9


@dataclass(frozen=True, eq=False)
class Dyads:
    """The pairs of organisations of known sector that somebody could report, and which of them have a tie.

    Attributes
    ----------
    one, other : numpy.ndarray of int, shape (pairs,)
        Their ends as places on the map, the lower first.
    ties : numpy.ndarray of float, shape (pairs,)
        1 for partners, 0 for none.
    sector : numpy.ndarray of int, shape (organisations,)
        The code of the boundary label; −1 where unknown.
    possible, unknown
        How many pairs of known sector there are, and how many organisations of unknown sector.
    """

    one: np.ndarray
    other: np.ndarray
    ties: np.ndarray
    sector: np.ndarray
    possible: int
    unknown: int

    @property
    def same(self) -> np.ndarray:
        """Which pairs are inside a sector."""
        inside: np.ndarray = self.sector[self.one] == self.sector[self.other]
        return inside

    @property
    def organisations(self) -> np.ndarray:
        """The places of those that are in a pair."""
        return np.unique(np.concatenate([self.one, self.other]))

    def only(self, kept: np.ndarray) -> Dyads:
        """Keep some of the pairs."""
        return Dyads(
            self.one[kept], self.other[kept], self.ties[kept], self.sector, self.possible, self.unknown
        )

    def between(self, a: int, b: int) -> np.ndarray:
        """Tell which pairs are of two sectors, which may be one."""
        first, second = self.sector[self.one], self.sector[self.other]
        found: np.ndarray = ((first == a) & (second == b)) | ((first == b) & (second == a))
        return found


@dataclass(frozen=True)
class Odds:
    """How many times the odds of a tie are in some pairs what they are in others.

    Attributes
    ----------
    ratio, low, high, p
        The odds ratio, its 95 % interval and its two-sided p; ``nan`` where it is undefined.
    error
        The standard error of its logarithm.
    ties, pairs
        The ties, and the pairs, that the term is about.
    undefined
        Why there is no value, by the name of a reason.
    """

    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p: float = math.nan
    error: float = math.nan
    ties: int = 0
    pairs: int = 0
    undefined: str = ""


def dyads_of(system: SystemMap) -> Dyads:
    """List the pairs that a model of the ties of a map is about; two arcs make one pair of partners."""
    arrays = system.arrays
    linked = np.zeros((arrays.n, arrays.n), dtype=bool)
    linked[arrays.pairs] = True
    known = arrays.sector >= 0
    seen = observed_pairs(system) & known[:, None] & known
    one, other = np.nonzero(np.triu(seen, 1))
    members = int(known.sum())
    return Dyads(
        one,
        other,
        linked[one, other].astype(float),
        arrays.sector,
        members * (members - 1) // 2,
        arrays.n - members,
    )


def odds_of_sectors(dyads: Dyads) -> tuple[Odds, Odds]:
    """Compare the odds of a tie inside sectors with those across: given how busy each is, and as they are.

    The log-odds of a tie are the sum of a number for each of the two organisations, and of one number for
    pairs inside a sector. Its standard error is the larger of that of independent pairs and of one that
    allows for pairs that share an organisation, at either end.

    Parameters
    ----------
    dyads
        The pairs.

    Returns
    -------
    tuple of Odds
        Given how busy each organisation is; and without regard to it.

    Notes
    -----
    Variance: Fafchamps & Gubert (2007), Journal of Development Economics 83: 326–350. A number for each
    organisation: Graham (2017), Econometrica 85: 1033–1063. `benchmarks/mixing_calibration.py` simulates it.
    """
    same = dyads.same
    bare = _counted(dyads, same)
    if reason := _why_not(dyads, [same, ~same]):
        return replace(bare, undefined=reason), replace(bare, undefined=reason)
    inside = same.astype(float)
    columns = np.tile([0, 1], (len(same), 1))
    alone = Design(columns, np.column_stack([np.ones(len(same)), inside]), 2)
    given = _given_activity(dyads, inside[:, None])
    first, second = (_estimated(dyads, each, {each.width - 1: bare})[0] for each in (given, alone))
    return first, second


def odds_of_pairs(dyads: Dyads, sectors: Iterable[int]) -> dict[tuple[int, int], Odds]:
    """Compare for each two sectors the odds of a tie across them with those inside the two.

    With λ what a pair of sectors adds to the log-odds given how busy each organisation is, the odds ratio of
    a and b is exp(λ_ab − (λ_aa + λ_bb)/2): all that can be told of λ once each organisation has a number of
    its own.

    Parameters
    ----------
    dyads
        The pairs.
    sectors
        The codes of the sectors.

    Returns
    -------
    dict of (int, int) to Odds
    """
    sectors = list(sectors)
    fit = [code for code in sectors if not _unfit(dyads, code)]
    found = {}
    for a, b in combinations(sectors, 2):
        across = dyads.between(a, b)
        reasons = [reason for code in (a, b) if (reason := _unfit(dyads, code))]
        reason = reasons[0] if reasons else _too_few(dyads.ties[across])
        found[a, b] = replace(_counted(dyads, across), undefined=reason)
    kept = np.isin(dyads.sector[dyads.one], fit) & np.isin(dyads.sector[dyads.other], fit)
    some = dyads.only(kept)
    terms = list(combinations(fit, 2))
    if not terms or len(some.organisations) < FEWEST_ORGANISATIONS:
        return {
            pair: odds if odds.undefined else replace(odds, undefined="too_few_organisations")
            for pair, odds in found.items()
        }
    marks = np.column_stack([some.between(a, b) for a, b in terms])
    design = _given_activity(some, marks.astype(float))
    first = design.width - len(terms)
    bare = {first + number: found[pair] for number, pair in enumerate(terms)}
    for pair, odds in zip(terms, _estimated(some, design, bare), strict=True):
        if not found[pair].undefined:
            found[pair] = odds
    return found


def _counted(dyads: Dyads, kept: np.ndarray) -> Odds:
    """Count the pairs, and the ties, that a term is about."""
    return Odds(ties=int(dyads.ties[kept].sum()), pairs=int(kept.sum()))


def _why_not(dyads: Dyads, kinds: list[np.ndarray]) -> str:
    if len(dyads.organisations) < FEWEST_ORGANISATIONS:
        return "too_few_organisations"
    if len(np.unique(dyads.sector[dyads.organisations])) < 2:
        return "single_sector"
    if not kinds[0].any():
        return "no_within_pairs"
    return next((reason for kind in kinds if (reason := _too_few(dyads.ties[kind]))), "")


def _too_few(ties: np.ndarray, fewest: int = FEWEST) -> str:
    """Say why odds of some pairs cannot be compared; nothing if they can."""
    with_one = int(ties.sum())
    if with_one in (0, len(ties)):
        return "all_or_none"
    return "" if min(with_one, len(ties) - with_one) >= fewest else "too_few_ties"


def _unfit(dyads: Dyads, code: int) -> str:
    """Say why nothing can be compared with what is inside a sector; nothing if it can."""
    inside = dyads.between(code, code)
    members = int((dyads.sector[dyads.organisations] == code).sum())
    return "too_few_members" if members < FEWEST_MEMBERS else _too_few(dyads.ties[inside], 1)


def _given_activity(dyads: Dyads, terms: np.ndarray) -> Design:
    """Give each organisation a coefficient, and each term (of which a pair has at most one) another."""
    places = dyads.organisations
    ends = [np.searchsorted(places, end) for end in (dyads.one, dyads.other)]
    has = terms.any(axis=1)
    term = len(places) + terms.argmax(axis=1)
    columns = np.column_stack([*ends, term])
    values = np.column_stack([np.ones((len(terms), 2)), has])
    return Design(columns, values, len(places) + terms.shape[1])


def _estimated(dyads: Dyads, design: Design, terms: Mapping[int, Odds]) -> list[Odds]:
    """Fit a model and put the odds ratios of some of its coefficients beside what was counted for them."""
    evenly = np.linalg.eigvalsh(design.information(np.full(len(dyads.ties), 0.25)))
    unclear = bool(evenly[0] <= _FLAT * evenly[-1])
    fit = None if unclear else fitted(design, dyads.ties)
    if fit is None or not fit.settled:
        return [replace(bare, undefined="not_identified") for bare in terms.values()]
    freedom = len(dyads.organisations) - 1
    found = []
    for term, bare in terms.items():
        estimate, error = float(fit.coefficients[term]), standard_error(dyads, design, fit, term)
        low, high, p = interval(estimate, error, freedom)
        ratio, low, high = (math.exp(each) for each in (estimate, low, high))
        found.append(replace(bare, ratio=ratio, low=low, high=high, p=p, error=error))
    return found


def standard_error(dyads: Dyads, design: Design, fit: Fit, term: int) -> float:
    """Return the standard error of a coefficient: of independent pairs, or with shared ends, if larger.

    With ψ the pull of each pair on the coefficient, Σ_i (Σ_j ψ_ij)² − Σ_ij ψ_ij² allows for pairs that share
    an organisation.
    """
    weights = (design.values * fit.covariance[term][design.columns]).sum(axis=1)
    pull = weights * (dyads.ties - fit.chances)
    size = len(dyads.sector)
    sums = np.bincount(dyads.one, pull, size) + np.bincount(dyads.other, pull, size)
    robust = float((sums**2).sum() - (pull**2).sum())
    return math.sqrt(max(float(fit.covariance[term, term]), robust))
