"""How near the sectors are to one another."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import noted, undefined
from sysmap.network.distances import Distances
from sysmap.shown import percent

_SOURCE = "Latora & Marchiori (2001), Physical Review Letters 87"


@measure(
    label="Closeness between sectors",
    level="system",
    better="higher",
    bounds=(0, 1),
    headline=9,
    shuffled=True,
    formula="mean of 1/distance over ordered pairs of different sectors, 0 where there is no way",
    source=_SOURCE,
    caveat="One missing hub can lengthen many routes.",
    reasons=("single_sector",),
)
def cross_efficiency(distances: Distances):
    """How close are the sectors to one another?"""
    if distances.sectors < 2:
        return undefined("single_sector")
    return distances.cross_inverse_sum / distances.cross_pairs


@measure(
    label="Steps between sectors",
    level="system",
    better="lower",
    bounds=(1, None),
    unit="steps",
    headline=10,
    shuffled=True,
    formula="mean distance over reachable ordered pairs of different sectors",
    source=_SOURCE,
    caveat="Leaves out pairs with no route at all: read the share unreachable.",
    reasons=("single_sector", "unreachable"),
)
def cross_distance(distances: Distances):
    """How many steps to another sector?"""
    if distances.sectors < 2:
        return undefined("single_sector")
    reachable = distances.cross_reachable
    # Under a shuffle no pair of different sectors may be reachable: that shuffle has no value.
    steps = np.divide(
        distances.cross_sum, reachable, where=reachable > 0, out=np.full(reachable.shape, np.nan)
    )
    if reachable.ndim:
        return steps
    if not reachable:
        return undefined("unreachable")
    return noted(steps, f"{percent(1 - float(reachable) / distances.cross_pairs)} of pairs unreachable")
