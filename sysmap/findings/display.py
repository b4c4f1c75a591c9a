"""Scores of organisations as people are shown them: shares of what is possible, and one number said once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sysmap.measures.catalogue import catalogue
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.paths import pairs_of_others
from sysmap.network.system import SystemMap

BOUNDARY_ROLE = "Boundary role"
SHARE_OF_PAIRS = " (share of pairs)"


def cross_pairs_of_others(arrays: Arrays) -> np.ndarray:
    """Count, for each organisation, the pairs of others that are known to differ in sector.

    Ordered pairs on a directed map. Shape (organisations,).
    """
    known = int(arrays.sizes.sum())
    pairs = (known**2 - int((arrays.sizes**2).sum())) // 2
    own = np.where(arrays.sector >= 0, known - arrays.sizes[arrays.sector] if len(arrays.sizes) else 0, 0)
    return (pairs - own) * (2 if arrays.directed else 1)


def as_shown(scores: pd.DataFrame, system: SystemMap) -> tuple[pd.DataFrame, dict[str, str]]:
    """Turn scores into what tables and pages show.

    Betweenness becomes its share of the pairs that leave the organisation out, betweenness
    between sectors of those that differ in sector; ``nan`` where there is no such pair. Without
    direction gatekeeper and representative are one number, and stand once, as boundary role.

    Parameters
    ----------
    scores
        The table that `organisation_scores` gives for the map; other columns stay as they are.
    system
        The map.

    Returns
    -------
    tuple
        A new frame, its columns named as measures, and the label of each column.
    """
    shown = scores.copy()
    labels = {name: catalogue[name].label if name in catalogue else name for name in scores.columns}
    parts = {
        "betweenness": np.full(len(scores), float(pairs_of_others(system.arrays))),
        "cross_betweenness": cross_pairs_of_others(system.arrays).astype(float),
    }
    for name, pairs in parts.items():
        if name in shown:
            shown[name] = shown[name] / np.where(pairs > 0, pairs, np.nan)
            labels[name] += SHARE_OF_PAIRS
    if not system.directed and "gatekeeper" in shown:
        labels["gatekeeper"] = BOUNDARY_ROLE
        shown = shown.drop(columns="representative", errors="ignore")
        labels.pop("representative", None)
    return shown, labels
