"""Structural holes: how far an organisation's partners are tied to one another."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.network.graph.triangles import Triangles
from sysmap.network.system import SystemMap

_LISTED = "Depends on how many organisations were listed."
_BURT = "Burt (1992), Structural Holes"


@measure(
    label="Constraint",
    level="organisation",
    headline=6,
    bounds=(0, None),
    source=_BURT,
    formula="sum over partners j of (p_ij + sum over q of p_iq p_qj)², p the shares of its ties",
    caveat=_LISTED,
    reasons=("isolate",),
)
def constraint(triangles: Triangles):
    """How tied-in is it?"""
    arrays = triangles.arrays
    low, high = arrays.pairs
    weight = np.add(*triangles.arcs, dtype=float)
    ends = np.concatenate([low, high])
    total = np.bincount(ends, np.concatenate([weight, weight]), arrays.n)
    # For each pair, the share of the lower end's ties that goes to the higher; then the other way.
    share = np.concatenate([weight / total.take(low), weight / total.take(high)])
    pairs, corners, sides = len(low), triangles.corners, triangles.sides
    # By the ends of a side: where its share from the one to the other stands, and how much it is.
    stands = {}
    for a, b, opposite in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        downward = corners[:, a] > corners[:, b]
        stands[a, b] = sides[:, opposite] + pairs * downward
        stands[b, a] = sides[:, opposite] + pairs * ~downward
    parts = {ways: share.take(at) for ways, at in stands.items()}
    through = np.bincount(
        np.concatenate(list(stands.values())),
        np.concatenate([parts[i, 3 - i - j] * parts[3 - i - j, j] for i, j in stands]),
        2 * pairs,
    )
    values = np.bincount(ends, (share + through) ** 2, arrays.n)
    return values, reasons_where(arrays.nodes, {"isolate": arrays.partners == 0})


def _effective_size(triangles: Triangles) -> tuple[np.ndarray, dict[str, str]]:
    """Return k less, over ordered pairs of partners j and q, the share of q times how near j is to q."""
    arrays = triangles.arrays
    if not arrays.directed:
        closed = np.bincount(triangles.corners.ravel(order="K"), minlength=arrays.n)
        redundant = 2 * closed / np.maximum(arrays.partners, 1)
        return arrays.partners - redundant, reasons_where(arrays.nodes, {"isolate": arrays.partners == 0})
    low, high = arrays.pairs
    weight = np.add(*triangles.arcs, dtype=float)
    ends, both = np.concatenate([low, high]), np.concatenate([weight, weight])
    total = np.bincount(ends, both, arrays.n)
    strongest = np.ones(arrays.n)
    strongest[ends[both == 2]] = 2
    redundant = np.zeros(arrays.n)
    corners, sides = triangles.corners, triangles.sides
    for i, j in ((0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)):
        centre, partner = corners[:, i], corners[:, j]
        # The side opposite to j joins i and q; the side opposite to i joins j and q.
        part = weight[sides[:, j]] / total[centre] * weight[sides[:, i]] / strongest[partner]
        redundant += np.bincount(centre, part, arrays.n)
    return arrays.partners - redundant, reasons_where(arrays.nodes, {"isolate": arrays.partners == 0})


def _most_partners(system: SystemMap) -> tuple[None, int]:
    return None, max(0, system.arrays.n - 1)


@measure(
    label="Effective size",
    level="organisation",
    bounds=_most_partners,
    source="Burt (1992), Structural Holes; Borgatti (1997), Connections 20",
    formula="sum over partners j of 1 − sum over q of p_iq m_jq; without direction k − 2t/k, t ties among "
    "its k partners",
    caveat=_LISTED,
    reasons=("isolate",),
)
def effective_size(triangles: Triangles):
    """How many non-redundant partners?"""
    return _effective_size(triangles)


@measure(
    label="Share of partners that is non-redundant",
    level="organisation",
    bounds=(None, 1),
    unit="share",
    source=_BURT,
    formula="effective size / partners",
    caveat=_LISTED,
    reasons=("isolate",),
)
def burt_efficiency(triangles: Triangles):
    """What share is non-redundant?"""
    size, reasons = _effective_size(triangles)
    return size / np.maximum(triangles.arrays.partners, 1), reasons
