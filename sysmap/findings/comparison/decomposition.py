"""Why the share of ties that cross differs: who is on the list, how many ties, and with whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd

from sysmap.findings.words import value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap

MEASURE = "cross_share"
PARTS = ("composition", "amount", "mixing")


@dataclass(frozen=True)
class BoundaryGroups:
    """The boundary groups of one wave.

    Attributes
    ----------
    size, partners, odds : numpy.ndarray, shape (groups,)
        How many organisations; their mean partners of known sector; the odds that a partner is
        outside relative to the opportunity. ``nan`` where a wave does not tell.
    """

    size: np.ndarray
    partners: np.ndarray
    odds: np.ndarray


def decomposition(
    recorded: tuple[SystemMap, SystemMap], constant: tuple[SystemMap, SystemMap]
) -> pd.DataFrame:
    """Split the change in the share of ties that cross.

    Composition, amount and mixing are moved from their values in the first wave to those in the
    second one at a time; each part is its mean over the six orders. Descriptive: no test.

    Parameters
    ----------
    recorded
        The maps of the two waves as recorded.
    constant
        The same with lineages applied.

    Returns
    -------
    pandas.DataFrame
        Index ``part``: reorganisation, composition, amount, mixing and their total; column
        ``change``; ``nan`` where the share is not defined in a wave.
    """
    total, fixed = (_change(maps) for maps in (recorded, constant))
    labels = sorted(set(constant[0].arrays.sectors) | set(constant[1].arrays.sectors))
    waves = [groups_of(system, labels) for system in constant]
    parts = dict.fromkeys(PARTS, math.nan) if math.isnan(fixed) else _parts(*waves)
    rows = {"reorganisation": total - fixed, **parts, "total": total}
    return pd.DataFrame({"change": rows}).rename_axis("part")


def reorganisation_note(panel: Panel, parts: pd.DataFrame) -> list[str]:
    """Say how much of the change is reorganisation, where anything merged, split or was renamed."""
    total, part = (float(parts.at[name, "change"]) for name in ("total", "reorganisation"))
    if not panel.lineages or math.isnan(total):
        return []
    entry = catalogue[MEASURE]
    whole, own = (value_in_words(entry, value, signed=True) for value in (total, part))
    return [
        f"As recorded, the share of ties that cross changed by {whole}; {own} of that is reorganisation: "
        "what "
        "merged, split or was renamed counts as one organisation in the other figures."
    ]


def groups_of(system: SystemMap, labels: list[str]) -> BoundaryGroups:
    """Describe the boundary groups of a wave, in the order of `labels`."""
    arrays = system.arrays
    place = [labels.index(label) for label in arrays.sectors]
    size = np.zeros(len(labels), dtype=int)
    inside, outside = np.zeros(len(labels)), np.zeros(len(labels))
    totals = system.mixing.totals
    ends = totals + totals.T if arrays.directed else totals
    size[place] = arrays.sizes
    inside[place] = np.diag(ends)
    outside[place] = ends.sum(axis=1) - np.diag(ends)
    known = size.sum()
    partners = np.divide(inside + outside, size, where=size > 0, out=np.full(len(labels), np.nan))
    # Without a partner, or where one side is not possible, a wave does not tell the odds.
    tells = (inside + outside > 0) & (size > 1) & (size < known)
    odds = np.full(len(labels), np.nan)
    odds[tells] = np.inf
    both = tells & (inside > 0)
    odds[both] = (outside[both] / inside[both]) / ((known - size[both]) / (size[both] - 1))
    return BoundaryGroups(size, partners, odds)


def _parts(first: BoundaryGroups, second: BoundaryGroups) -> dict[str, float]:
    partners = _filled(first.partners, second.partners, 0.0)
    odds = _filled(first.odds, second.odds, 1.0)
    sides = {"composition": (first.size, second.size), "amount": partners, "mixing": odds}
    found = dict.fromkeys(PARTS, 0.0)
    for order in permutations(PARTS):
        at = dict.fromkeys(PARTS, 0)
        value = _share(*(sides[part][at[part]] for part in PARTS))
        for part in order:
            at[part] = 1
            moved = _share(*(sides[name][at[name]] for name in PARTS))
            found[part] += (moved - value) / 6
            value = moved
    return found


def _filled(first: np.ndarray, second: np.ndarray, otherwise: float) -> tuple[np.ndarray, np.ndarray]:
    """Take what one wave does not tell from the other."""
    sides = (np.where(np.isnan(first), second, first), np.where(np.isnan(second), first, second))
    return (
        np.where(np.isnan(sides[0]), otherwise, sides[0]),
        np.where(np.isnan(sides[1]), otherwise, sides[1]),
    )


def _share(size: np.ndarray, partners: np.ndarray, odds: np.ndarray) -> float:
    known = size.sum()
    finite = np.isfinite(odds) & (size > 1)
    outside = np.where(finite, odds, 1.0) * (known - size)
    below = outside + size - 1
    crossing = np.divide(outside, below, where=below > 0, out=np.ones(len(size)))
    crossing = np.where(finite, crossing, 1.0)
    weight = size * partners
    total = weight.sum()
    return float((weight * crossing).sum() / total) if total else math.nan


def _change(maps: tuple[SystemMap, SystemMap]) -> float:
    first, second = (system_value(catalogue[MEASURE], system).value for system in maps)
    return second - first
