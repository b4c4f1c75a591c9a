"""Several measures at once: the p that allows for having looked at all of them, and what decides it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.estimating.uncertainty import LEVEL, Estimate, errors_reached

TWINS = {
    "cross_share": "ei_index",
    "integration_ratio": "ei_index",
    "freeman_segregation": "ei_index",
    "mean_partners": "density",
}
"""Measures that are exact linear functions of another: together they count once."""
_EQUAL = 1e-12


@dataclass(frozen=True)
class Adjusted:
    """How a measure was decided, beside all others that were looked at.

    Attributes
    ----------
    p
        The adjusted p, ``nan`` where the measure was not tested.
    level
        The error rate at which its own p was held: 5 %, or by Holm's method 5 % over the number of
        measures left.
    critical
        How many standard deviations of the swaps its change must exceed besides; 0 where swaps do
        not decide, infinite where there were too few to find anything.
    """

    p: float
    level: float = LEVEL
    critical: float = 0.0


def twin_of(name: str, *, directed: bool) -> str:
    """Return the measure under whose name a measure and its linear twins are counted."""
    # On a directed map two arcs may be one partner: partners are no function of density.
    return name if directed and name == "mean_partners" else TWINS.get(name, name)


def adjusted(
    p_values: Mapping[str, float],
    primary: str,
    *,
    changes: Mapping[str, float] | None = None,
    swaps: Mapping[str, np.ndarray] | None = None,
    directed: bool = False,
) -> dict[str, Adjusted]:
    """Adjust the p of all measures but the primary one for being looked at together.

    Parameters
    ----------
    p_values
        The p of each measure, ``nan`` where it was not tested.
    primary
        The measure whose p stays. Its twins share it.
    changes, swaps
        The change in each measure, and under each swap: then step-down max-T; without them, Holm.
    directed
        Whether the maps are directed.

    Returns
    -------
    dict
        By measure; never below its p, ``nan`` where it was not tested.

    Notes
    -----
    Westfall & Young (1993), Resampling-Based Multiple Testing; Holm (1979), Scandinavian Journal
    of Statistics 6: 65–70.
    """
    stands_for = {name: twin_of(name, directed=directed) for name in p_values}
    first: dict[str, str] = {}
    for name, p in p_values.items():
        if not math.isnan(p) and stands_for[name] != stands_for[primary]:
            first.setdefault(stands_for[name], name)
    tested = list(first.values())
    if changes is not None and swaps is not None:
        family = _max_t({name: changes[name] for name in tested}, {name: swaps[name] for name in tested})
    else:
        family = holm({name: p_values[name] for name in tested})
    shared = {stands_for[name]: found for name, found in family.items()}
    shared[stands_for[primary]] = Adjusted(p_values[primary])
    # Twins differ in the last digits of p: an adjusted p is never below the p beside it.
    return {
        name: Adjusted(math.nan)
        if math.isnan(p)
        else Adjusted(max(p, (how := shared[stands_for[name]]).p), how.level, how.critical)
        for name, p in p_values.items()
    }


def adjusted_interval(found: Estimate, how: Adjusted, swaps: np.ndarray | None = None) -> tuple[float, float]:
    """Return the interval of a change that follows the adjusted p: 0 is outside exactly where that is ≤ 5 %.

    It reaches as far as the change would have had to go to be found: the standard error times t at
    the level at which the measure was decided, and where swaps of waves decide, no less than their
    standard deviation times their critical value.

    Parameters
    ----------
    found
        The change and its standard error.
    how
        How the measure was decided.
    swaps
        The change under each swap, where swaps decide.

    Returns
    -------
    tuple of float
        ``nan`` where the measure was not tested, and where there were too few swaps to find anything.
    """
    if math.isnan(how.p) or math.isinf(how.critical):
        return math.nan, math.nan
    reach = errors_reached(found.freedom, how.level) * found.se
    if swaps is not None and how.critical:
        reach = max(reach, how.critical * _spread(_sizes(swaps)))
    low, high = found.change - reach, found.change + reach
    # A change that stands exactly on the line was not found.
    return (low, high) if how.p <= LEVEL else (min(low, 0.0), max(high, 0.0))


def holm(p_values: Mapping[str, float]) -> dict[str, Adjusted]:
    """Adjust p for how many there are, step by step (Holm 1979)."""
    found, highest, stopped = {}, 0.0, 0.0
    order = sorted(p_values, key=lambda name: (p_values[name], name))
    for rank, name in enumerate(order):
        level = stopped or LEVEL / (len(order) - rank)
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[name]))
        # After the first measure that is not found none is: all others are held to the same level.
        stopped = level if highest > LEVEL else 0.0
        found[name] = Adjusted(highest, level)
    return found


def _max_t(changes: Mapping[str, float], swaps: Mapping[str, np.ndarray]) -> dict[str, Adjusted]:
    """Step down through the measures, each against the largest of those not yet passed."""
    drawn = {name: _sizes(values) for name, values in swaps.items()}
    spread = {name: _spread(values) for name, values in drawn.items()}
    scores = {name: abs(changes[name]) / spread[name] if spread[name] else 0.0 for name in changes}
    order = sorted(scores, key=lambda name: (scores[name], name))
    largest: np.ndarray | None = None
    steps = {}
    for name in order:
        values = drawn[name] / spread[name] if spread[name] else drawn[name]
        largest = values if largest is None else np.maximum(largest, values)
        beyond = int((largest >= scores[name] - _EQUAL).sum())
        steps[name] = (1 + beyond) / (len(largest) + 1), _critical(largest)
    found: dict[str, Adjusted] = {}
    highest, stopped = 0.0, 0.0
    for name in reversed(order):
        p, critical = steps[name]
        highest = max(highest, p)
        critical = stopped or critical
        stopped = critical if highest > LEVEL else 0.0
        found[name] = Adjusted(highest, critical=critical)
    return found


def _critical(largest: np.ndarray) -> float:
    """Return the value that a score must exceed for its p to be at most 5 %."""
    may_be_beyond = math.floor(LEVEL * (len(largest) + 1) + _EQUAL) - 1
    return float(np.sort(largest)[-1 - may_be_beyond]) if may_be_beyond >= 0 else math.inf


def _sizes(swaps: np.ndarray) -> np.ndarray:
    return np.nan_to_num(np.abs(swaps))


def _spread(sizes: np.ndarray) -> float:
    return float(np.sqrt((sizes**2).mean()))
