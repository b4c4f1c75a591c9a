"""Between which values measures and changes would lie if the silent were like the others of their sector."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import groups_of
from sysmap.findings.comparison.estimating.totals import formulas
from sysmap.findings.comparison.estimating.uncertainty import errors_reached, estimates
from sysmap.findings.scorecard import Scorecard
from sysmap.findings.unanswered.changes import all_answering
from sysmap.findings.unanswered.imputing import Seen, tie_model
from sysmap.findings.unanswered.reports import whole_of
from sysmap.findings.unanswered.words import range_reading
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.graph.arrays import Arrays, frozen
from sysmap.network.graph.network import Network
from sysmap.network.graph.parts import parts
from sysmap.network.observed_pairs import observed_pairs
from sysmap.network.pairs import Pairs
from sysmap.progress import step

COLUMNS = ["label", "value", "imputed", "low", "high", "between", "within", "undefined", "reading"]
_MANY = 1e9  # degrees of freedom: as good as the normal distribution
_PURPOSE = 17
"""Keeps these random numbers apart from others of the same seed."""


@dataclass(frozen=True)
class Combined:
    """What several completed sets of records say together.

    Attributes
    ----------
    estimate
        The mean of the estimates.
    between, within
        The variance between the sets, and the mean of their own variances.
    low, high
        The 95 % range.
    """

    estimate: float
    between: float
    within: float
    low: float
    high: float


def combined(estimates_: Sequence[float], variances: Sequence[float], freedom: float = math.inf) -> Combined:
    """Combine estimates of several completed sets of records by Rubin's rules.

    With m sets, mean Q, mean variance W and variance between sets B: T = W + (1 + 1/m)·B, and t with
    1/(1/ν₁ + 1/ν₂) degrees of freedom, ν₁ = (m − 1)/λ², ν₂ = (ν + 1)/(ν + 3)·ν·(1 − λ), λ = (1 + 1/m)·B/T.

    Parameters
    ----------
    estimates_, variances
        Of each set.
    freedom
        ν, the degrees of freedom that complete records would have.

    Notes
    -----
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Barnard & Rubin (1999), Biometrika 86:
    948–955. Where complete records are a census (W = 0), T is B·(1 + 1/m) with m − 1 degrees of freedom.
    """
    sets = len(estimates_)
    mean, within = float(np.mean(estimates_)), float(np.mean(variances))
    between = float(np.var(estimates_, ddof=1))
    total = within + (1 + 1 / sets) * between
    if not total > 0:
        return Combined(mean, between, within, mean, mean)
    missing = (1 + 1 / sets) * between / total
    inverse = missing**2 / (sets - 1)
    if math.isfinite(freedom) and missing < 1:
        inverse += (freedom + 3) / ((freedom + 1) * freedom * (1 - missing))
    reach = errors_reached(1 / inverse if inverse else _MANY) * math.sqrt(total)
    return Combined(mean, between, within, mean - reach, mean + reach)


def imputed_levels(card: Scorecard, draws: int, seed: int) -> pd.DataFrame:
    """Return for each measure of a scorecard the range that imputed ties give.

    Parameters
    ----------
    card
        A scorecard.
    draws, seed
        How often unknown ties are drawn, and from which seed.

    Returns
    -------
    pandas.DataFrame
        Index ``measure``; see `COLUMNS`. ``imputed`` is the mean over the draws.
    """
    system, frame = card.system, card.to_frame()
    known = formulas(whole_of(system.arrays, system.rules.report))
    names = [str(name) for name in frame.index if name in known or _of_ties(catalogue[name])]
    rows = []
    observed = observed_pairs(system)
    if (
        draws > 1
        and system.heard is not None
        and not observed[~np.eye(len(observed), dtype=bool)].all()
        and names
    ):
        why, values = "not_any", np.zeros((0, len(names)))
        if system.rules.report == "any":
            arrays = system.arrays
            tied = np.zeros((arrays.n, arrays.n), dtype=bool)
            tied[arrays.source, arrays.target] = tied[arrays.target, arrays.source] = True
            seen = Seen(tied, observed, system.heard, arrays.sector)
            why, values = "not_fitted", values_of_draws(system.arrays, seen, names, draws, seed)
        for at, name in enumerate(names):
            value = float(frame.at[name, "value"])
            rows.append(_row(name, value, values[:, at], np.zeros(len(values)), math.inf, why, draws))
    return _table(rows)


def _of_ties(entry: Measure) -> bool:
    """Tell whether a measure rests on who has a tie with whom, and on nothing else."""
    network = {"network", *(name for name, each in parts.items() if each.of == "network")}
    return bool(entry.ties) and set(entry.needs) <= network


def values_of_draws(arrays: Arrays, seen: Seen, names: Sequence[str], draws: int, seed: int) -> np.ndarray:
    """Work measures out on a map with drawn ties added, shape (draws, measures); no draw without a model."""
    model = tie_model(seen)
    if model is None:
        return np.zeros((0, len(names)))
    low, high = seen.unknown()
    values = np.full((draws, len(names)), np.nan)
    for draw in range(draws):
        step("Drawing ties that nobody could report", draw, draws)
        there = model.drawn(np.random.default_rng([seed, _PURPOSE, draw]))
        completed = _with_ties(arrays, low[there], high[there])
        whole, network = whole_of(completed, "any"), Network(completed)
        totals = formulas(whole)
        values[draw] = [
            totals[name](whole.counts[0].astype(float))
            if name in totals
            else system_value(catalogue[name], network).value
            for name in names
        ]
    step("Drawing ties that nobody could report", draws, draws)
    return values


def _with_ties(arrays: Arrays, low: np.ndarray, high: np.ndarray) -> Arrays:
    """Return a map with some more ties, of no known strength."""
    source, target = np.concatenate([arrays.source, low]), np.concatenate([arrays.target, high])
    keys = np.sort(source.astype(np.int64) * arrays.n + target)
    return replace(
        arrays,
        source=frozen((keys // arrays.n).astype(np.int32)),
        target=frozen((keys % arrays.n).astype(np.int32)),
        strength=frozen(np.full(len(keys), np.nan)),
    )


def imputed_changes(change: Comparison, draws: int, seed: int) -> pd.DataFrame:
    """Return for each measure of totals of a comparison the range of its change that imputed ties give.

    The ties of the later wave are drawn given those of the earlier one, so that ties last as long as those
    that could be reported.

    Parameters
    ----------
    change
        A comparison.
    draws, seed
        How often unknown ties are drawn, and from which seed.

    Returns
    -------
    pandas.DataFrame
        Index ``measure``; see `COLUMNS`. ``imputed`` is the mean over the draws.
    """
    pairs, frame = change.panel.pairs, change.to_frame()
    known = formulas(pairs)
    names = [str(name) for name in frame.index if name in known]
    if draws < 2 or pairs.panel.all() or not names:
        return _table([])
    why, found = "not_any", np.zeros((0, len(names), 2))
    if pairs.report == "any":
        why, found = "not_fitted", _changes_of_draws(pairs, names, draws, seed)
    rows = []
    for at, name in enumerate(names):
        estimated, errors = (found[:, at, each] for each in (0, 1))
        value = float(frame.at[name, "change"])
        rows.append(_row(name, value, estimated, errors**2, pairs.n - 1, why, draws, change=True))
    return _table(rows)


def _changes_of_draws(pairs: Pairs, names: list[str], draws: int, seed: int) -> np.ndarray:
    """Estimate changes on pairs with drawn ties added, shape (draws, measures, 2): changes, errors."""
    grid = np.indices((pairs.n, pairs.n))
    observed = pairs.is_observable(*grid)
    both = []
    for keys in pairs.ties:
        tied = np.zeros((pairs.n, pairs.n), dtype=bool)
        tied[pairs.ends(keys)] = True
        both.append(Seen(tied | tied.T, observed, pairs.panel, pairs.sector))
    earlier, later = both
    low, high = earlier.unknown()
    seen = np.nonzero(np.triu(observed, 1))
    first = tie_model(earlier)
    groups, whole = groups_of(pairs), all_answering(pairs)
    found = np.full((draws, len(names), 2), np.nan)
    if first is None:
        return found[:0]
    for draw in range(draws):
        step("Drawing ties that nobody could report", draw, draws)
        random = np.random.default_rng([seed, _PURPOSE, draw])
        before = first.drawn(random)
        second = tie_model(later, (earlier.tied[seen], before))
        if second is None:
            return found[:0]
        after = second.drawn(random)
        ties = [
            frozen(np.union1d(keys, low[there] * pairs.n + high[there]))
            for keys, there in zip(pairs.ties, (before, after), strict=True)
        ]
        completed = estimates(Estimator(replace(whole, ties=(ties[0], ties[1])), names), groups)
        found[draw] = [(completed[name].change, completed[name].se) for name in names]
    step("Drawing ties that nobody could report", draws, draws)
    return found


def _row(
    name: str,
    value: float,
    drawn: np.ndarray,
    variances: np.ndarray,
    freedom: float,
    why: str,
    draws: int,
    *,
    change: bool = False,
) -> tuple[object, ...]:
    """Combine the draws of a measure into a row of the table."""
    undefined = why if not len(drawn) else "not_defined" if np.isnan(drawn).any() else ""
    undefined = undefined or ("not_estimated" if np.isnan(variances).any() else "")
    nothing = Combined(*(math.nan,) * 5)
    both = nothing if undefined else combined(drawn.tolist(), variances.tolist(), freedom)
    least, most = _limits(name, change=change)
    cells = {
        "label": catalogue[name].label,
        "value": value,
        "imputed": both.estimate,
        "low": max(both.low, least) if not undefined else math.nan,
        "high": min(both.high, most) if not undefined else math.nan,
        "between": both.between,
        "within": both.within,
        "undefined": undefined,
    }
    return name, *cells.values(), range_reading(name, cells, change=change, drawn=draws)


def _limits(name: str, *, change: bool) -> tuple[float, float]:
    """Return between which values a measure can lie at all; a change is not cut."""
    bounds = catalogue[name].bounds
    if change or callable(bounds):
        return -math.inf, math.inf
    least, most = bounds
    return (-math.inf if least is None else least), (math.inf if most is None else most)


def _table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    numbers = dict.fromkeys(("value", "imputed", "low", "high", "between", "within"), float)
    return pd.DataFrame(rows, columns=["measure", *COLUMNS]).astype(numbers).set_index("measure")
