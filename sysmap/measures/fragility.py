"""On how few organisations the system leans, and whose loss would cut others off."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import noted, undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.cut_points import Cuts
from sysmap.network.graph.paths import Paths, pairs_of_others


@measure(
    label="Centralisation of partners",
    level="system",
    bounds=(0, 1),
    headline=12,
    paired=False,
    ties="U",
    formula="sum of (most partners − partners) / ((N − 1)(N − 2))",
    source="Freeman (1979), Social Networks 1",
    caveat="Compressed by capped questions and by non-response; read the map without the coordinating body "
    "too. Sensitive to organisations that did not answer.",
    reasons=("empty", "too_few_organisations"),
)
def degree_centralisation(arrays: Arrays):
    """Does the system lean on a few?"""
    if arrays.n < 3:
        return undefined("too_few_organisations" if arrays.n else "empty")
    return (arrays.partners.max() - arrays.partners).sum() / ((arrays.n - 1) * (arrays.n - 2))


@measure(
    label="Weak points",
    level="system",
    better="lower",
    unit="count",
    headline=13,
    paired=False,
    ties="U",
    bounds=lambda system: (0, max(0, system.arrays.n - 2)),
    formula="number of articulation points",
    source="Tarjan (1972), SIAM Journal on Computing 1: 146–160",
    reasons=("empty",),
    caveat="On this map: ties nobody reported may exist. Not a judgement of performance.",
)
def weak_points(cuts: Cuts):
    """How many organisations would, if lost, cut others off?"""
    return int(cuts.points.sum()) if cuts.arrays.n else undefined("empty")


@measure(
    label="Bridges between sectors",
    level="system",
    better="lower",
    unit="count",
    shuffled=True,
    paired=False,
    ties="U",
    bounds=lambda system: (0, max(0, system.arrays.n - 1)),
    formula="ties whose ends differ in sector and that are the only connection of what they join",
    source="Tarjan (1972), SIAM Journal on Computing 1: 146–160",
    caveat="Sensitive to organisations that did not answer.",
    reasons=("single_sector",),
)
def cross_bridges(cuts: Cuts):
    """How many cross ties are the only connection?"""
    return cuts.cross_bridges if cuts.arrays.labelled > 1 else undefined("single_sector")


@measure(
    label="Weak point",
    level="organisation",
    better="lower",
    unit="count",
    ties="U",
    bounds=(0, 1),
    formula="1 if an articulation point, else 0",
    source="Tarjan (1972), SIAM Journal on Computing 1: 146–160",
    caveat="On this map. Not a judgement of performance.",
)
def is_weak_point(cuts: Cuts):
    """Would losing it cut others off?"""
    return cuts.points.astype(np.int64), {}


@measure(
    label="Centralisation of routes",
    level="system",
    bounds=(0, 1),
    formula="sum of (highest betweenness − betweenness) / (N − 1), betweenness as a share of pairs",
    source="Freeman (1979), Social Networks 1",
    caveat="Sensitive to organisations that did not answer.",
    reasons=("empty", "too_few_organisations"),
)
def betweenness_centralisation(arrays: Arrays, paths: Paths):
    """Do routes run through one organisation?"""
    if arrays.n < 3:
        return undefined("too_few_organisations" if arrays.n else "empty")
    share = paths.all_pairs.sums / pairs_of_others(arrays)
    found = (share.max() - share).sum() / (arrays.n - 1)
    note = paths.all_pairs.in_words()
    return noted(found, note) if note else found
