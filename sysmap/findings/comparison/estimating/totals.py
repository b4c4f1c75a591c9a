"""Measures that are functions of three counts of ties: between sectors, within, and of unknown sector."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sysmap.network.pairs import BETWEEN, OTHER, WITHIN, Pairs

Formula = Callable[[np.ndarray], np.ndarray]
"""From counts of ties by kind, shape (..., 3), to values of shape (...)."""

GAP = "density_gap"
"""``cross_density`` less ``within_density``: it stands in the diagnostics of every comparison."""


def formulas(pairs: Pairs) -> dict[str, Formula]:
    """Return the measures of totals as functions of the observed ties by kind of pair.

    Where not every pair is observable, observed ties are scaled up to the possible ones by kind:
    E* = B · E/B°, I* = W · I/W°, with B and W the possible and B° and W° the observable pairs.
    With everybody answering these are the usual values.

    Parameters
    ----------
    pairs
        The pairs of the matched panel.
    """
    possible, observable = pairs.possible.astype(float), pairs.observable.astype(float)

    def density(counts: np.ndarray, kind: int) -> np.ndarray:
        return _ratio(counts[..., kind], observable[kind])

    def scaled(counts: np.ndarray, kind: int) -> np.ndarray:
        if not possible[kind]:
            return np.zeros(counts.shape[:-1])
        return possible[kind] * density(counts, kind)

    def both(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return scaled(counts, BETWEEN), scaled(counts, WITHIN)

    def cross_share(counts: np.ndarray) -> np.ndarray:
        between, within = both(counts)
        return _ratio(between, between + within)

    def ei_index(counts: np.ndarray) -> np.ndarray:
        between, within = both(counts)
        return _ratio(between - within, between + within)

    def everything(counts: np.ndarray) -> np.ndarray:
        between, within = both(counts)
        return between + within + scaled(counts, OTHER)

    by_chance = _ratio(possible[BETWEEN], possible[BETWEEN] + possible[WITHIN])
    found: dict[str, Formula] = {
        "cross_density": lambda counts: density(counts, BETWEEN),
        "within_density": lambda counts: density(counts, WITHIN),
        GAP: lambda counts: density(counts, BETWEEN) - density(counts, WITHIN),
        "cross_share": cross_share,
        "ei_index": ei_index,
        "integration_ratio": lambda counts: _ratio(cross_share(counts), by_chance),
        "freeman_segregation": lambda counts: 1 - _ratio(cross_share(counts), by_chance),
        "density": lambda counts: _ratio(everything(counts), possible.sum()),
    }
    if not pairs.directed:
        # On a directed map two arcs are one partner, which the totals do not tell.
        found["mean_partners"] = lambda counts: _ratio(2 * everything(counts), pairs.n)
    return found


def marginal_effects(formula: Formula, pairs: Pairs) -> np.ndarray:
    """Return for each changed tie what it adds to a measure of totals, as a mean over both waves.

    In each wave it is the value with the tie less the value without it: a finite difference.

    Returns
    -------
    numpy.ndarray, shape (changed,)
    """
    changed = pairs.changed
    one = np.zeros((len(changed.sign), 3))
    one[np.arange(len(one)), changed.kind] = 1
    effects = np.zeros(len(one))
    for wave, counts in enumerate(pairs.counts.astype(float)):
        there = (changed.sign == 1) == (wave == 1)
        absent = counts - one * there[:, None]
        effects += (formula(absent + one) - formula(absent)) / 2
    return effects


def _ratio(part: np.ndarray, whole: np.ndarray | float) -> np.ndarray:
    """Divide; nothing over nothing, and anything over nothing, is not a number."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    return np.divide(part, whole, where=whole != 0, out=np.full(part.shape, np.nan))
