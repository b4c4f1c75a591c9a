"""With whom each organisation works: how many, in which sectors, and how mixed."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import noted, undefined
from sysmap.network.graph.arrays import Arrays

_LITTLE = "With one or two partners it says little."


@measure(
    label="Partners",
    level="organisation",
    headline=1,
    formula="number of partners",
    source="–",
    unit="count",
    ties="U",
    bounds=lambda system: (0, max(0, system.arrays.n - 1)),
    caveat="Bigger organisations have more chances, and those that did not answer look unconnected.",
)
def partners(arrays: Arrays):
    """With how many does it work?"""
    return arrays.partners, {}


@measure(
    label="Partners in other sectors",
    level="organisation",
    headline=2,
    unit="count",
    ties="U",
    source="–",
    formula="number of partners of known, other sector",
    reasons=("single_sector", "sector_unknown"),
    bounds=lambda system: (0, max(0, system.arrays.n - 1)),
    caveat="Bigger organisations have more chances, and those that did not answer look unconnected.",
)
def cross_partners(arrays: Arrays):
    """With how many in other sectors?"""
    if arrays.labelled < 2:
        return undefined("single_sector")
    return _outside_inside(arrays)[0], reasons_where(arrays.nodes, {"sector_unknown": arrays.sector < 0})


@measure(
    label="E-I of the organisation",
    level="organisation",
    headline=4,
    bounds=(-1, 1),
    ties="U",
    formula="(outside − inside) / (outside + inside), over its partners",
    source="Krackhardt & Stern (1988), Social Psychology Quarterly 51: 123–140",
    reasons=("single_sector", "isolate", "sector_unknown"),
    caveat=_LITTLE,
)
def organisation_ei(arrays: Arrays):
    """Does it look outward?"""
    if arrays.labelled < 2:
        return undefined("single_sector")
    outside, inside = _outside_inside(arrays)
    alone = outside + inside == 0
    values = np.divide(outside - inside, outside + inside, where=~alone, out=np.zeros(arrays.n))
    return values, reasons_where(
        arrays.nodes,
        {
            "isolate": (arrays.partners == 0) | (alone & (arrays.sector >= 0)),
            "sector_unknown": arrays.sector < 0,
        },
    )


def _outside_inside(arrays: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Count partners of known, other sector and of the same sector."""
    low, high = arrays.pairs
    known = (arrays.sector[low] >= 0) & (arrays.sector[high] >= 0)
    low, high = low[known], high[known]
    same = arrays.sector[low] == arrays.sector[high]

    def ends(which: np.ndarray) -> np.ndarray:
        return np.bincount(np.concatenate([low[which], high[which]]), minlength=arrays.n).astype(float)

    return ends(~same), ends(same)


def _by_sector(arrays: Arrays) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count partners of known sector by organisation and sector: places, sectors and counts, sorted."""
    low, high = arrays.pairs
    one, other = np.concatenate([low, high]), np.concatenate([high, low])
    known = arrays.sector[other] >= 0
    k = max(1, len(arrays.sectors))
    keys, counts = np.unique(
        one[known].astype(np.int64) * k + arrays.sector[other[known]], return_counts=True
    )
    return keys // k, keys % k, counts


@measure(
    label="Other sectors reached",
    level="organisation",
    unit="count",
    ties="U",
    bounds=lambda system: (0, max(0, system.arrays.labelled - 1)),
    formula="distinct sectors of its partners, its own left out",
    source="–",
    caveat="Bigger organisations have more chances, and those that did not answer look unconnected.",
    reasons=("single_sector", "sector_unknown"),
)
def sectors_reached(arrays: Arrays):
    """How many other sectors does it work with?"""
    if arrays.labelled < 2:
        return undefined("single_sector")
    place, sector, _ = _by_sector(arrays)
    reached = np.bincount(place[sector != arrays.sector[place]], minlength=arrays.n)
    return reached, reasons_where(arrays.nodes, {"sector_unknown": arrays.sector < 0})


@measure(
    label="Diversity of partners",
    level="organisation",
    ties="U",
    bounds=(0, 1),
    formula="(1 − sum of p_g²) / (1 − 1/K), p the shares of its partners by sector, K sectors on the map",
    source="Agresti & Agresti (1978), Sociological Methodology 9",
    caveat=_LITTLE,
    reasons=("single_sector", "isolate"),
)
def partner_diversity(arrays: Arrays):
    """How mixed are its partners?"""
    if arrays.labelled < 2:
        return undefined("single_sector")
    place, _, counts = _by_sector(arrays)
    total = np.bincount(place, counts, arrays.n)
    share = counts / total[place]
    values = (1 - np.bincount(place, share**2, arrays.n)) / (1 - 1 / arrays.labelled)
    one = {arrays.nodes[there]: "one tie" for there in np.flatnonzero(arrays.partners == 1)}
    return noted((values, reasons_where(arrays.nodes, {"isolate": total == 0})), one)
