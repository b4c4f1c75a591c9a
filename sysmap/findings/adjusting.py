"""Several measures at once: the p that allows for having looked at all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

TWINS = {
    "cross_share": "ei_index",
    "integration_ratio": "ei_index",
    "freeman_segregation": "ei_index",
    "mean_partners": "density",
}
"""Measures that are exact linear functions of another: together they count once."""
_EQUAL = 1e-12


def twin_of(name: str, *, directed: bool) -> str:
    """Give the measure under whose name a measure and its linear twins are counted."""
    # On a directed map two arcs may be one partner: partners are no function of density.
    return name if directed and name == "mean_partners" else TWINS.get(name, name)


def adjusted(
    p_values: Mapping[str, float],
    primary: str,
    *,
    changes: Mapping[str, float] | None = None,
    swaps: Mapping[str, np.ndarray] | None = None,
    directed: bool = False,
) -> dict[str, float]:
    """Adjust the p of all measures but the primary one for being looked at together.

    Parameters
    ----------
    p_values
        The p of each measure, ``nan`` where it was not tested.
    primary
        The measure named before looking: its p stays. Its twins share it.
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
        family = {name: max(p_values[name], p) for name, p in family.items()}
    else:
        family = _holm({name: p_values[name] for name in tested})
    shared = {stands_for[name]: p for name, p in family.items()}
    shared[stands_for[primary]] = p_values[primary]
    # Twins differ in the last digits of p: an adjusted p is never below the p beside it.
    return {name: p if math.isnan(p) else max(p, shared[stands_for[name]]) for name, p in p_values.items()}


def _holm(p_values: Mapping[str, float]) -> dict[str, float]:
    found, highest = {}, 0.0
    order = sorted(p_values, key=lambda name: (p_values[name], name))
    for rank, name in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[name]))
        found[name] = highest
    return found


def _max_t(changes: Mapping[str, float], swaps: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Step down through the measures, each against the largest of those not yet passed."""
    drawn = {name: np.nan_to_num(np.abs(values)) for name, values in swaps.items()}
    spread = {name: float(np.sqrt((values**2).mean())) for name, values in drawn.items()}
    scores = {name: abs(changes[name]) / spread[name] if spread[name] else 0.0 for name in changes}
    order = sorted(scores, key=lambda name: (scores[name], name))
    found: dict[str, float] = {}
    largest: np.ndarray | None = None
    raw = {}
    for name in order:
        values = drawn[name] / spread[name] if spread[name] else drawn[name]
        largest = values if largest is None else np.maximum(largest, values)
        raw[name] = (1 + int((largest >= scores[name] - _EQUAL).sum())) / (len(largest) + 1)
    highest = 0.0
    for name in reversed(order):
        highest = max(highest, raw[name])
        found[name] = highest
    return found
