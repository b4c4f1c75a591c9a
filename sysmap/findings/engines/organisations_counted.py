"""Organisations one by one, of counts alone: the numbers that `organisation_scores` gives of a map."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sysmap.network.engines.tie_counts import ALIKE, APART, MIXED, OWN, CountedArrays, TieCounts


def organisations_counted(counts: TieCounts, *, triangles: bool) -> pd.DataFrame:
    """Return one row per organisation; `triangles` says whether to count what needs them."""
    arrays = counts.arrays
    ids, _ = counts.frames.organisations
    known = arrays.sector >= 0
    comparable = known & (int((arrays.sizes > 0).sum()) > 1)
    inside, outside, by_sector = _inside(arrays)
    told = inside + outside
    found = {
        "partners": arrays.partners,
        "cross_partners": np.where(comparable, outside, np.nan),
        "sectors_reached": np.where(comparable, _reached(arrays, by_sector), np.nan),
        "organisation_ei": _divided(np.where(comparable, outside - inside, np.nan), told),
        "partner_diversity": _diversity(arrays, by_sector),
    }
    if triangles:
        closed = counts.triangles
        # Each triangle around an organisation is a tie among its partners.
        size = np.where(
            arrays.partners > 0, arrays.partners - _divided(2 * closed.around, arrays.partners), np.nan
        )
        found["effective_size"] = size
        found["burt_efficiency"] = _divided(size, arrays.partners)
        found |= {
            name: np.where(comparable, values, np.nan)
            for name, values in _roles(inside, outside, by_sector, closed.by_corner).items()
        }
    return pd.DataFrame(found, index=pd.Index(ids, name="id", dtype=object))


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, where=below != 0, out=np.full(len(below), np.nan))


def _inside(arrays: CountedArrays) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return partners of the own sector, of other known ones, and by known sector."""
    by_sector = arrays.by_sector[:, : len(arrays.sectors)]
    known = np.flatnonzero(arrays.sector >= 0)
    inside = np.zeros(arrays.n, dtype=np.int64)
    inside[known] = by_sector[known, arrays.sector[known]]
    return inside, by_sector.sum(axis=1) - inside, by_sector


def _reached(arrays: CountedArrays, by_sector: np.ndarray) -> np.ndarray:
    met = by_sector > 0
    known = np.flatnonzero(arrays.sector >= 0)
    reached = met.sum(axis=1)
    reached[known] -= met[known, arrays.sector[known]]
    return reached


def _diversity(arrays: CountedArrays, by_sector: np.ndarray) -> np.ndarray:
    labelled = int((arrays.sizes > 0).sum())
    if labelled < 2:
        return np.full(arrays.n, np.nan)
    total = by_sector.sum(axis=1)
    squares = _divided((by_sector.astype(float) ** 2).sum(axis=1), total.astype(float) ** 2)
    return (1 - squares) / (1 - 1 / labelled)


def _roles(
    inside: np.ndarray, outside: np.ndarray, by_sector: np.ndarray, closed: np.ndarray
) -> dict[str, np.ndarray]:
    """Count the open pairs of partners by the sectors of both: all pairs, less those that have a tie."""
    pairs = by_sector * (by_sector - 1) // 2
    own = inside * (inside - 1) // 2
    alike = pairs.sum(axis=1) - own
    mixed = inside * outside
    apart = outside * (outside - 1) // 2 - alike
    boundary = mixed - closed[:, MIXED]
    return {
        "coordinator": own - closed[:, OWN],
        "consultant": alike - closed[:, ALIKE],
        "gatekeeper": boundary,
        "representative": boundary,
        "liaison": apart - closed[:, APART],
    }
