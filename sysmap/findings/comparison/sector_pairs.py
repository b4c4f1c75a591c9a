"""Ties kept, new and lost by pair of sectors, and whether new ties cross and crossing ties last."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sysmap.findings.comparison.estimating.groups import Groups
from sysmap.findings.comparison.estimating.limits import FEW_TIES
from sysmap.findings.comparison.estimating.uncertainty import interval, standard_errors
from sysmap.findings.comparison.side_by_side import UNKNOWN
from sysmap.network.pairs import BETWEEN, WITHIN, Pairs

FEWEST_ORGANISATIONS = 3
TIES = ["sector_a", "sector_b", "relation", "kept", "new", "lost", "observable", "change", "low", "high"]


def by_sector_pair(pairs: Pairs, groups: Groups | None = None) -> pd.DataFrame:
    """Count what became of ties by pair of sectors, observable pairs only.

    The change is that of the density among the observable pairs; its interval is given where
    both sectors have at least 3 organisations and at least 10 ties changed.

    Parameters
    ----------
    pairs
        The pairs compared.
    groups
        The groups whose ties may come and go together; None finds them.

    Returns
    -------
    pandas.DataFrame
        Columns ``sector_a, sector_b, relation`` (within, between, unknown), ``kept, new, lost,
        observable, change, low, high``. On directed maps ties run from `sector_a` to `sector_b`.
    """
    size = len(pairs.sectors) + 1
    observable = _observable(pairs, size)
    changed = pairs.changed
    cell = _cells(pairs, changed.source, changed.target, size)
    new, lost = (np.bincount(cell[changed.sign == sign], minlength=size**2) for sign in (1, -1))
    kept = np.bincount(_cells(pairs, *pairs.ends(pairs.kept), size), minlength=size**2)
    labels = [*pairs.sectors, UNKNOWN]
    sizes = [*pairs.sizes.tolist(), 0]
    shown = np.flatnonzero(observable)
    enough = [
        place
        for place in shown
        if min(sizes[place // size], sizes[place % size]) >= FEWEST_ORGANISATIONS
        and new[place] + lost[place] >= FEW_TIES
    ]
    effects = (
        np.array([(cell == place) / observable[place] for place in enough]).reshape(len(enough), len(cell)).T
    )
    errors = dict(zip(enough, standard_errors(pairs, effects, groups), strict=True)) if enough else {}
    rows = []
    for place in shown:
        a, b = divmod(int(place), size)
        change = (new[place] - lost[place]) / observable[place]
        low = high = math.nan
        if errors.get(place, 0) > 0:
            low, high, _ = interval(change, float(errors[place]), int(pairs.panel.sum()) - 1)
        relation = UNKNOWN if size - 1 in (a, b) else "within" if a == b else "between"
        counts = (int(kept[place]), int(new[place]), int(lost[place]), int(observable[place]))
        rows.append((labels[a], labels[b], relation, *counts, change, low, high))
    return pd.DataFrame(rows, columns=TIES)


def formation(pairs: Pairs) -> pd.DataFrame:
    """Say whether ties between sectors were formed, and kept, more readily than those within.

    Returns
    -------
    pandas.DataFrame
        Index ``part``. ``new``: of the pairs without a tie before, how many have one after.
        ``kept``: of the ties there before, how many still are. Columns ``between, within``
        (counts), ``between_of, within_of`` (out of how many) and ``odds_ratio`` (between over
        within; ``nan`` where it is not defined). Descriptive: no test.
    """
    changed = pairs.changed
    before = pairs.counts[0]
    rows = []
    for sign, there in ((1, pairs.observable - before), (-1, before)):
        count = np.bincount(changed.kind[changed.sign == sign], minlength=3)
        if sign == -1:
            count = before - count
        odds = [(count[kind], there[kind] - count[kind]) for kind in (BETWEEN, WITHIN)]
        below = odds[0][1] * odds[1][0]
        ratio = odds[0][0] * odds[1][1] / below if below else math.nan
        rows.append((int(count[BETWEEN]), int(count[WITHIN]), int(there[BETWEEN]), int(there[WITHIN]), ratio))
    columns = ["between", "within", "between_of", "within_of", "odds_ratio"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(["new", "kept"], name="part"))


def _cells(pairs: Pairs, source: np.ndarray, target: np.ndarray, size: int) -> np.ndarray:
    """Return the pair of sectors of pairs, unknown last; the lower sector first on undirected maps."""
    codes = np.where(pairs.sector < 0, size - 1, pairs.sector).astype(np.int64)
    a, b = codes[source], codes[target]
    return a * size + b if pairs.directed else np.minimum(a, b) * size + np.maximum(a, b)


def _observable(pairs: Pairs, size: int) -> np.ndarray:
    """Count the observable pairs (arcs) by pair of sectors."""
    codes = np.where(pairs.sector < 0, size - 1, pairs.sector)
    there = np.bincount(codes, minlength=size)
    panel = np.bincount(codes[pairs.panel], minlength=size)

    def among(counts: np.ndarray) -> np.ndarray:
        """Count ordered pairs of different organisations, each of `counts`."""
        return np.outer(counts, counts) - np.diag(counts)

    if pairs.directed:
        table = np.outer(panel, there) - np.diag(panel)
    else:
        both = among(there) - among(there - panel) if pairs.report == "any" else among(panel)
        table = np.triu(both, 1) + np.diag(np.diag(both) // 2)
    flat = table.ravel()
    return flat - np.bincount(_cells(pairs, *pairs.ends(pairs.hidden), size), minlength=size**2)
