"""On how few organisations the system leans, and whose loss would cut others off."""

from __future__ import annotations

import networkx as nx
import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import undefined
from sysmap.network.arrays import Arrays


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
    source="Tarjan (1972)",
    reasons=("empty",),
    caveat="On this map: ties nobody reported may exist. Not a judgement of performance.",
)
def weak_points(arrays: Arrays):
    """How many organisations would, if lost, cut others off?"""
    if not arrays.n:
        return undefined("empty")
    graph = nx.Graph()
    graph.add_edges_from(np.column_stack(arrays.pairs).tolist())
    return sum(1 for _ in nx.articulation_points(graph))
