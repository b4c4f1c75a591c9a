"""How the system hangs together: return, closure, what is joined, and who stands above whom."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import Undefined, undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.network import Network
from sysmap.network.graph.triangles import Triangles

_SILENT = "Sensitive to organisations that did not answer."
_SIZE = "Compare only systems of similar size."
_KRACKHARDT = "Krackhardt (1994), in Carley & Prietula, Computational Organization Theory"
_TOO_FEW = ("empty", "too_few_organisations")


def _too_few(arrays: Arrays, least: int) -> Undefined | None:
    if arrays.n >= least:
        return None
    return undefined("too_few_organisations" if arrays.n else "empty")


@measure(
    label="Reciprocity",
    level="system",
    ties="D",
    bounds=(0, 1),
    unit="share",
    formula="arcs that are returned / arcs",
    source="Wasserman & Faust (1994), Social Network Analysis",
    caveat=_SILENT,
    reasons=("no_ties", "undirected"),
)
def reciprocity(arrays: Arrays):
    """How many arcs are returned?"""
    if not arrays.m:
        return undefined("no_ties")
    if not arrays.directed:
        return undefined("undirected")
    # A pair of partners with arcs both ways stands once among pairs and twice among arcs.
    return 2 * (arrays.m - len(arrays.pairs[0])) / arrays.m


@measure(
    label="Transitivity",
    level="system",
    ties="U",
    bounds=(0, 1),
    unit="share",
    formula="3 × triangles / pairs of partners of an organisation",
    source="Wasserman & Faust (1994), Social Network Analysis",
    caveat="Meetings of many make triangles: a shared question can be why partners know one another.",
    reasons=("no_variation",),
)
def transitivity(triangles: Triangles):
    """Are partners' partners partners?"""
    partners = triangles.arrays.partners.astype(np.int64)
    two_paths = int((partners * (partners - 1)).sum()) // 2
    return 3 * triangles.count / two_paths if two_paths else undefined("no_variation")


def _joined(arrays: Arrays) -> float:
    sizes = np.bincount(arrays.parts).astype(np.int64)
    return int((sizes * (sizes - 1)).sum()) / (arrays.n * (arrays.n - 1))


@measure(
    label="Share of pairs that are joined",
    level="system",
    better="higher",
    ties="U",
    bounds=(0, 1),
    unit="share",
    formula="ordered pairs in one part / ordered pairs",
    source=_KRACKHARDT,
    caveat=_SIZE,
    reasons=_TOO_FEW,
)
def connectedness(arrays: Arrays):
    """What share of pairs is joined at all?"""
    return _too_few(arrays, 2) or _joined(arrays)


@measure(
    label="Share of pairs that are cut off",
    level="system",
    better="lower",
    ties="U",
    bounds=(0, 1),
    unit="share",
    formula="1 − share of pairs that are joined",
    source="Borgatti (2006), Computational and Mathematical Organization Theory 12: 21–34",
    caveat=_SIZE,
    reasons=_TOO_FEW,
)
def fragmentation(arrays: Arrays):
    """What share is cut off?"""
    return _too_few(arrays, 2) or 1 - _joined(arrays)


@measure(
    label="Hierarchy",
    level="system",
    ties="D",
    bounds=(0, 1),
    formula="1 − pairs that reach each other / pairs of which one reaches the other",
    source=_KRACKHARDT,
    caveat=_SIZE,
    reasons=("no_ties", "undirected"),
)
def hierarchy(network: Network):
    """Is reach one-way?"""
    if not network.arrays.m:
        return undefined("no_ties")
    if not network.directed:
        return undefined("undirected")
    mutual = network.orders.mutual
    return 1 - mutual / (network.distances.reachable - mutual)


@measure(
    label="Krackhardt's efficiency",
    level="system",
    bounds=(0, 1),
    formula="1 − (ties − fewest) / (most − fewest), over the ties that the parts need and could have",
    source=_KRACKHARDT,
    caveat=_SIZE,
    reasons=("no_variation",),
)
def krackhardt_efficiency(arrays: Arrays):
    """How few ties beyond the minimum?"""
    sizes = np.bincount(arrays.parts).astype(np.int64)
    fewest = int((sizes - 1).sum())
    most = int((sizes * (sizes - 1)).sum()) // (1 if arrays.directed else 2)
    return 1 - (arrays.m - fewest) / (most - fewest) if most > fewest else undefined("no_variation")


@measure(
    label="Common superiors",
    level="system",
    ties="D",
    bounds=(0, 1),
    formula="1 − pairs without a least upper bound / most such pairs, in parts of three or more",
    source=_KRACKHARDT,
    caveat=f"{_SIZE} Arrows are read as running from superior to subordinate.",
    reasons=("too_few_organisations", "undirected"),
)
def lubness(network: Network):
    """Has every pair a common superior?"""
    sizes = np.bincount(network.arrays.parts).astype(np.int64)
    sizes = sizes[sizes > 2]
    if not len(sizes):
        return undefined("too_few_organisations")
    if not network.directed:
        return undefined("undirected")
    return 1 - network.orders.without_superior / (int(((sizes - 1) * (sizes - 2)).sum()) / 2)
