"""Brokerage: between whom an organisation stands, by sector, and whether more than its position gives."""

from __future__ import annotations

from sysmap.measures.betweenness import CHANCES, number_of_pairs
from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.brokerage import Roles
from sysmap.network.graph.triangles import Triangles
from sysmap.network.shuffling.brokerage_shuffles import percentiles

_SOURCE = "Gould & Fernandez (1989), Sociological Methodology 19: 89–126"
_REASONS = ("single_sector", "sector_unknown")


def _role(name: str, roles: Roles, arrays: Arrays):
    if arrays.labelled < 2:
        return undefined("single_sector")
    return roles.counts[name], reasons_where(arrays.nodes, {"sector_unknown": arrays.sector < 0})


@measure(
    label="Coordinator",
    level="organisation",
    headline=7,
    unit="count",
    bounds=number_of_pairs,
    caveat=CHANCES,
    formula="open two-paths a → i → b with a, i and b in one sector",
    source=_SOURCE,
    reasons=_REASONS,
)
def coordinator(roles: Roles, arrays: Arrays):
    """Does it connect two of its own sector?"""
    return _role("coordinator", roles, arrays)


@measure(
    label="Consultant",
    level="organisation",
    headline=8,
    unit="count",
    bounds=number_of_pairs,
    caveat=CHANCES,
    formula="open two-paths a → i → b with a and b in one sector, i in another",
    source=_SOURCE,
    reasons=_REASONS,
)
def consultant(roles: Roles, arrays: Arrays):
    """Does it connect two of another sector?"""
    return _role("consultant", roles, arrays)


@measure(
    label="Gatekeeper",
    level="organisation",
    headline=9,
    unit="count",
    bounds=number_of_pairs,
    caveat=CHANCES,
    formula="open two-paths a → i → b with i and b in one sector, a in another",
    source=_SOURCE,
    reasons=_REASONS,
)
def gatekeeper(roles: Roles, arrays: Arrays):
    """Does it bring outsiders to its own sector?"""
    return _role("gatekeeper", roles, arrays)


@measure(
    label="Representative",
    level="organisation",
    headline=10,
    unit="count",
    bounds=number_of_pairs,
    caveat=CHANCES,
    formula="open two-paths a → i → b with a and i in one sector, b in another",
    source=_SOURCE,
    reasons=_REASONS,
)
def representative(roles: Roles, arrays: Arrays):
    """Does it carry its own sector to outsiders?"""
    return _role("representative", roles, arrays)


@measure(
    label="Liaison",
    level="organisation",
    headline=11,
    unit="count",
    bounds=number_of_pairs,
    caveat=CHANCES,
    formula="open two-paths a → i → b with a, i and b in three sectors",
    source=_SOURCE,
    reasons=_REASONS,
)
def liaison(roles: Roles, arrays: Arrays):
    """Does it connect two sectors, neither its own?"""
    return _role("liaison", roles, arrays)


@measure(
    label="Connects across, against its position",
    level="organisation",
    bounds=(0, 100),
    searched=True,
    paired=False,
    formula="100 × (shuffles with fewer boundary roles + half of those with as many) / shuffles; boundary "
    "roles are consultant, gatekeeper, representative and liaison, without direction gatekeeper once",
    source=f"{_SOURCE}; by shuffles of sectors over the same ties",
    caveat=CHANCES,
    reasons=("single_sector", "no_variation", "sector_unknown", "not_estimated"),
)
def boundary_roles_percentile(triangles: Triangles, arrays: Arrays, draws: int, seed: int):
    """Does it connect across more than its position gives?"""
    if arrays.labelled < 2:
        return undefined("single_sector")
    if not draws:
        return undefined("not_estimated")
    values, has_open = percentiles(triangles, draws, seed)
    known = arrays.sector >= 0
    return values, reasons_where(arrays.nodes, {"no_variation": ~has_open & known, "sector_unknown": ~known})
