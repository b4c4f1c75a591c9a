"""Who stands between others: shortest ways, constraint, and the five roles of brokerage."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import undefined
from sysmap.network.arrays import Arrays
from sysmap.network.paths import Paths
from sysmap.network.roles import Roles
from sysmap.network.system import SystemMap
from sysmap.network.triangles import Triangles

_CHANCES = "Bigger organisations have more chances, and those that did not answer look unconnected."
_ROLE_SOURCE = "Gould & Fernandez (1989), Sociological Methodology 19: 89–126"
_ROLE_REASONS = ("single_sector", "sector_unknown")


def _pairs_without(system: SystemMap) -> tuple[float, float]:
    """Bounds of a count of pairs of others."""
    n = system.arrays.n
    return 0, max(0, (n - 1) * (n - 2) / (1 if system.directed else 2))


@measure(
    label="Betweenness",
    level="organisation",
    headline=5,
    bounds=_pairs_without,
    source="Freeman (1979), Social Networks 1",
    formula="sum over pairs of others of the share of their shortest ways that pass through it",
    caveat=_CHANCES,
    reasons=("empty", "too_few_organisations"),
)
def betweenness(arrays: Arrays, paths: Paths):
    """How many shortest routes pass through it?"""
    if arrays.n < 3:
        return undefined("too_few_organisations" if arrays.n else "empty")
    return paths.through, {}


@measure(
    label="Constraint",
    level="organisation",
    headline=6,
    bounds=(0, None),
    source="Burt (1992), Structural Holes",
    formula="sum over partners j of (p_ij + sum over q of p_iq p_qj)², p the shares of its ties",
    caveat="Depends on how many organisations were listed.",
    reasons=("isolate",),
)
def constraint(triangles: Triangles):
    """How tied-in is it?"""
    arrays = triangles.arrays
    low, high = arrays.pairs
    weight = np.add(*triangles.arcs, dtype=float)
    total = np.bincount(np.concatenate([low, high]), np.concatenate([weight, weight]), arrays.n)
    # For each pair, the share of the lower end's ties that goes to the higher, and the other way.
    up, down = weight / total[low], weight / total[high]
    through_up, through_down = np.zeros(len(low)), np.zeros(len(low))
    corners, sides = triangles.corners, triangles.sides
    for i, j, q in ((0, 1, 2), (1, 0, 2), (0, 2, 1), (2, 0, 1), (1, 2, 0), (2, 1, 0)):
        first, last, between = corners[:, i], corners[:, j], corners[:, q]
        product = np.where(first < between, up[sides[:, j]], down[sides[:, j]]) * np.where(
            between < last, up[sides[:, i]], down[sides[:, i]]
        )
        upward = first < last
        through_up += np.bincount(sides[upward, q], product[upward], len(low))
        through_down += np.bincount(sides[~upward, q], product[~upward], len(low))
    parts = np.concatenate([(up + through_up) ** 2, (down + through_down) ** 2])
    values = np.bincount(np.concatenate([low, high]), parts, arrays.n)
    return values, reasons_where(arrays.nodes, {"isolate": arrays.partners == 0})


def _role(name: str, roles: Roles, arrays: Arrays):
    if (arrays.sizes > 0).sum() < 2:
        return undefined("single_sector")
    return roles.counts[name], reasons_where(arrays.nodes, {"sector_unknown": arrays.sector < 0})


@measure(
    label="Coordinator",
    level="organisation",
    headline=7,
    unit="count",
    bounds=_pairs_without,
    caveat=_CHANCES,
    formula="open two-paths a → i → b with a, i and b in one sector",
    source=_ROLE_SOURCE,
    reasons=_ROLE_REASONS,
)
def coordinator(roles: Roles, arrays: Arrays):
    """Does it connect two of its own sector?"""
    return _role("coordinator", roles, arrays)


@measure(
    label="Consultant",
    level="organisation",
    headline=8,
    unit="count",
    bounds=_pairs_without,
    caveat=_CHANCES,
    formula="open two-paths a → i → b with a and b in one sector, i in another",
    source=_ROLE_SOURCE,
    reasons=_ROLE_REASONS,
)
def consultant(roles: Roles, arrays: Arrays):
    """Does it connect two of another sector?"""
    return _role("consultant", roles, arrays)


@measure(
    label="Gatekeeper",
    level="organisation",
    headline=9,
    unit="count",
    bounds=_pairs_without,
    caveat=_CHANCES,
    formula="open two-paths a → i → b with i and b in one sector, a in another",
    source=_ROLE_SOURCE,
    reasons=_ROLE_REASONS,
)
def gatekeeper(roles: Roles, arrays: Arrays):
    """Does it bring outsiders to its own sector?"""
    return _role("gatekeeper", roles, arrays)


@measure(
    label="Representative",
    level="organisation",
    headline=10,
    unit="count",
    bounds=_pairs_without,
    caveat=_CHANCES,
    formula="open two-paths a → i → b with a and i in one sector, b in another",
    source=_ROLE_SOURCE,
    reasons=_ROLE_REASONS,
)
def representative(roles: Roles, arrays: Arrays):
    """Does it carry its own sector to outsiders?"""
    return _role("representative", roles, arrays)


@measure(
    label="Liaison",
    level="organisation",
    headline=11,
    unit="count",
    bounds=_pairs_without,
    caveat=_CHANCES,
    formula="open two-paths a → i → b with a, i and b in three sectors",
    source=_ROLE_SOURCE,
    reasons=_ROLE_REASONS,
)
def liaison(roles: Roles, arrays: Arrays):
    """Does it connect two sectors, neither its own?"""
    return _role("liaison", roles, arrays)
