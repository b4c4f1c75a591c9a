"""How many new or lost ties the silent would have had to report for a change to be concluded otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.totals import formulas
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates
from sysmap.findings.unanswered.reports import KINDS
from sysmap.findings.unanswered.words import change_reading
from sysmap.network.graph.arrays import frozen
from sysmap.network.pairs import Pairs
from sysmap.progress import step

COLUMNS = [
    *("label", "change", "low", "high", "aim", "ties", "needed", "per_silent"),
    *("change_then", "low_then", "high_then", "reported", "open_pairs", "undefined", "reading"),
]
_MOVED_BY = {"within_density": "inside", "density": "any", "mean_partners": "any"}
# A new tie across lowers these.
_LOWERED = {"freeman_segregation"}
_FEW = 10
_AIMS: dict[str, Callable[[Estimate], bool]] = {
    "rise": lambda found: found.low > 0,
    "fall": lambda found: found.high < 0,
    "no rise": lambda found: not found.low > 0,
    "no fall": lambda found: not found.high < 0,
}
"""What may come to be concluded: that a rise or a fall is shown, or no longer shown."""


def tipping_changes(change: Comparison) -> pd.DataFrame:
    """Say for every tested measure of totals how many ties would change what is concluded of it.

    The same estimator is applied to the same organisations as if all had answered both waves: every pair can
    be reported, the silent report so many ties that are new (or lost) and no other, and these are spread
    evenly over them and over the organisations that they had no tie with. Groups stay those of the
    comparison.

    Parameters
    ----------
    change
        A comparison.

    Returns
    -------
    pandas.DataFrame
        Index ``measure, reports`` (``new`` or ``lost``); see `COLUMNS`.
    """
    pairs, frame = change.panel.pairs, change.to_frame()
    silent = ~pairs.panel
    rows: list[tuple[object, ...]] = []
    if silent.any():
        totals = formulas(pairs)
        names = [str(name) for name in frame.index if name in totals and not math.isnan(frame.at[name, "p"])]
        for done, name in enumerate(names):
            step("What the silent could change", done, len(names))
            rows += _rows(change, name, frame.loc[name], silent)
        step("What the silent could change", len(names), len(names))
    found = pd.DataFrame(rows, columns=["measure", "reports", *COLUMNS])
    numbers = ("change", "low", "high", "needed", "per_silent", "change_then", "low_then", "high_then")
    kinds = {**dict.fromkeys((*numbers, "reported"), float), "open_pairs": int}
    return found.astype(kinds).set_index(["measure", "reports"])


def _rows(change: Comparison, name: str, row: pd.Series, silent: np.ndarray) -> Iterator[tuple[object, ...]]:
    """Work out the rows of a measure: one where a change is shown, else one for a rise and one for a fall."""
    pairs = change.panel.pairs
    kind, groups = _MOVED_BY.get(name, "across"), groups_of(pairs)
    whole, waves = all_answering(pairs), (str(change.before.wave), str(change.after.wave))
    order = spread_evenly(whole, silent, kind)
    for aim in ("no rise",) if row["low"] > 0 else ("no fall",) if row["high"] < 0 else ("rise", "fall"):
        upwards = aim in ("rise", "no fall")
        reports = "new" if upwards != (name in _LOWERED) else "lost"

        def then(number: int, reports: str = reports) -> Estimate:
            return estimate_with(whole, name, groups, order[:number], reports)

        needed = fewest(then, _AIMS[aim], len(order))
        found = Estimate(math.nan, math.nan, math.nan) if needed is None else then(needed)
        cells = {
            "label": row["label"],
            **{column: row[column] for column in ("change", "low", "high")},
            "aim": aim,
            "ties": kind,
            "needed": math.nan if needed is None else needed,
            "per_silent": math.nan if needed is None else needed / silent.sum(),
            "change_then": found.change,
            "low_then": found.low,
            "high_then": found.high,
            "reported": changed_on_average(pairs, kind, reports),
            "open_pairs": len(order),
            "undefined": "out_of_reach" if needed is None else "",
        }
        said = change_reading(name, reports, cells, int(silent.sum()), change.before.boundary, waves)
        yield name, reports, *cells.values(), said


def all_answering(pairs: Pairs) -> Pairs:
    """Return the same organisations and ties as if all had answered both waves.

    What two organisations that did answer left blank stays unknown.
    """
    low, high = pairs.ends(pairs.hidden)
    blank = pairs.hidden[pairs.panel[low] & pairs.panel[high]]
    return replace(pairs, panel=frozen(np.ones(pairs.n, dtype=bool)), hidden=frozen(blank))


def spread_evenly(pairs: Pairs, silent: np.ndarray, kind: str) -> np.ndarray:
    """Order the pairs in which the silent could report a changed tie, so that the first are spread evenly.

    In each round each silent organisation takes the next of those with which it has a tie in neither wave.
    Under ``confirmed`` these are other silent ones; on a directed map the silent one is the source.

    Returns
    -------
    numpy.ndarray of int
        Their keys, as in `Pairs.ties`.
    """
    free = pairs.is_observable(*np.indices((pairs.n, pairs.n)))
    there = np.concatenate(pairs.ties)
    low, high = pairs.ends(there)
    free[low, high] = False
    if not pairs.directed:
        free[high, low] = False
    if pairs.report == "confirmed":
        free &= silent
    free &= np.isin(pairs.kind_of(*np.indices((pairs.n, pairs.n))), KINDS[kind])
    members = np.flatnonzero(silent)
    rounds, keys = [], []
    for rank, one in enumerate(members):
        others = np.flatnonzero(free[one])
        # Each begins elsewhere in the list, so that the same others are not taken by all.
        others = np.roll(others, -(rank * len(others) // len(members)))
        ends = (np.full(len(others), one), others)
        keys.append(
            ends[0] * pairs.n + ends[1] if pairs.directed else np.minimum(*ends) * pairs.n + np.maximum(*ends)
        )
        rounds.append(np.arange(len(others)) * len(members) + rank)
    order = np.concatenate(keys)[np.argsort(np.concatenate(rounds), kind="stable")]
    _, first = np.unique(order, return_index=True)
    spread: np.ndarray = order[np.sort(first)]
    return spread


def estimate_with(pairs: Pairs, name: str, groups: Groups, keys: np.ndarray, reports: str) -> Estimate:
    """Estimate a change with some more ties that are new, or lost."""
    wave = 1 if reports == "new" else 0
    ties = list(pairs.ties)
    ties[wave] = frozen(np.union1d(ties[wave], keys))
    return estimates(Estimator(replace(pairs, ties=(ties[0], ties[1])), [name]), groups)[name]


def fewest(then: Callable[[int], Estimate], holds: Callable[[Estimate], bool], most: int) -> int | None:
    """Return the smallest number of ties with which something holds; None if it does not with the most.

    The change grows by as much with each tie, and its standard error by less: so from some number on it
    holds, and before only for a few just below, where a single tie moves the standard error. These few are
    looked at one by one.
    """
    if holds(then(0)):
        return 0
    low, high = 0, 1
    while high < most and not holds(then(high)):
        low, high = high, 2 * high
    high = min(high, most)
    if high <= low or not holds(then(high)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(then(middle)) else (middle, high)
    below = range(max(1, high - max(_FEW, high // _FEW)), high)
    return next((number for number in below if holds(then(number))), high)


def changed_on_average(pairs: Pairs, kind: str, reports: str) -> float:
    """Return how many new, or lost, ties of a kind those who answered both waves have, on average."""
    changed = pairs.changed
    some = (changed.sign == (1 if reports == "new" else -1)) & np.isin(changed.kind, KINDS[kind])
    ends = [changed.source[some]] + ([] if pairs.directed else [changed.target[some]])
    counts = np.bincount(np.concatenate(ends), minlength=pairs.n)
    return float(counts[pairs.panel].mean())
