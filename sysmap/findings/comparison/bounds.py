"""Ranges of measures, if the pairs that nobody could report all had a tie, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sysmap.network.pairs import BETWEEN, OTHER, WITHIN, Pairs
from sysmap.network.system import SystemMap

Range = tuple[float, float]


@dataclass(frozen=True)
class Bounds:
    """The least and greatest possible value in each wave, and of the change."""

    before: Range
    after: Range
    change: Range


def bounds(name: str, pairs: Pairs) -> Bounds | None:
    """Bound a measure by unknown pairs all absent or all present, whichever moves it most.

    Parameters
    ----------
    name
        ``cross_density``, ``cross_share``, ``density`` or ``mean_partners``.
    pairs
        The pairs compared.

    Returns
    -------
    Bounds or None
        None for other measures, of which no range can be given, and where there is no pair to
        have a tie.
    """
    if name not in _RANGES or (name == "mean_partners" and pairs.directed):
        return None
    unknown = (pairs.possible - pairs.observable).astype(float)
    before, after = (_RANGES[name](counts, unknown, pairs) for counts in pairs.counts.astype(float))
    if before is None or after is None:
        return None
    return Bounds(before, after, (after[0] - before[1], after[1] - before[0]))


def _cross_density(counts: np.ndarray, unknown: np.ndarray, pairs: Pairs) -> Range | None:
    possible = pairs.possible[BETWEEN]
    if not possible:
        return None
    return counts[BETWEEN] / possible, (counts[BETWEEN] + unknown[BETWEEN]) / possible


def _cross_share(counts: np.ndarray, unknown: np.ndarray, _: Pairs) -> Range | None:
    between, within = counts[BETWEEN], counts[WITHIN]
    least, most = between + within + unknown[WITHIN], between + unknown[BETWEEN] + within
    if not least or not most:
        return None
    return between / least, (between + unknown[BETWEEN]) / most


def _density(counts: np.ndarray, unknown: np.ndarray, pairs: Pairs) -> Range | None:
    possible = pairs.possible.sum()
    return (counts.sum() / possible, (counts.sum() + unknown.sum()) / possible) if possible else None


def _mean_partners(counts: np.ndarray, unknown: np.ndarray, pairs: Pairs) -> Range | None:
    return 2 * counts.sum() / pairs.n, 2 * (counts.sum() + unknown.sum()) / pairs.n


_RANGES: dict[str, Callable[[np.ndarray, np.ndarray, Pairs], Range | None]] = {
    "cross_density": _cross_density,
    "cross_share": _cross_share,
    "density": _density,
    "mean_partners": _mean_partners,
}
BOUNDED = tuple(_RANGES)
"""The measures of which a range can be given."""


def level_bounds(name: str, system: SystemMap) -> Range | None:
    """Bound the density between sectors of one wave by pairs that nobody could report.

    None for other measures, and where every pair could be reported or it is not recorded.
    """
    said, mixing = system.reportable, system.mixing
    if name != "cross_density" or said is None or not 0 <= said.between < mixing.between_capacity:
        return None
    between, possible = int(mixing.between), mixing.between_capacity
    return between / possible, (between + possible - said.between) / possible


def is_complete(pairs: Pairs) -> bool:
    """Return whether every possible pair could be observed."""
    return bool((pairs.possible == pairs.observable).all())


def unknown_pairs(pairs: Pairs) -> int:
    """Count the possible pairs that nobody of the panel could report."""
    return int((pairs.possible - pairs.observable)[[BETWEEN, WITHIN, OTHER]].sum())
