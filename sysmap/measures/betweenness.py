"""Who stands between others: on how many of their shortest ways."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import noted, undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.paths import Paths, Through, pairs_of_others
from sysmap.network.system import SystemMap

CHANCES = "Bigger organisations have more chances, and those that did not answer look unconnected."


def number_of_pairs(system: SystemMap) -> tuple[float, float]:
    """Bounds of a count of pairs of others."""
    return 0, pairs_of_others(system.arrays)


@measure(
    label="Betweenness",
    level="organisation",
    headline=5,
    bounds=number_of_pairs,
    source="Freeman (1979), Social Networks 1",
    formula="sum over pairs of others of the share of their shortest ways that pass through it",
    caveat=CHANCES,
    reasons=("empty", "too_few_organisations"),
)
def betweenness(arrays: Arrays, paths: Paths):
    """How many shortest routes pass through it?"""
    if arrays.n < 3:
        return undefined("too_few_organisations" if arrays.n else "empty")
    return _noted((paths.all_pairs.sums, {}), paths.all_pairs)


def _noted(found: tuple[np.ndarray, dict[str, str]], through: Through):
    note = through.in_words()
    return noted(found, note) if note else found


@measure(
    label="Betweenness between sectors",
    level="organisation",
    bounds=number_of_pairs,
    source="Flom et al. (2004), Connections 26: 62–70; Guns & Rousseau (2015), doi 10.1631/FITEE.1400425",
    formula="betweenness over pairs of others whose ends differ in sector",
    caveat=CHANCES,
    reasons=("single_sector",),
)
def cross_betweenness(arrays: Arrays, paths: Paths):
    """And how many routes between sectors?"""
    if arrays.labelled < 2:
        return undefined("single_sector")
    return _noted((paths.cross_pairs.sums, {}), paths.cross_pairs)


@measure(
    label="Bridging centrality",
    level="organisation",
    ties="U",
    bounds=(0, None),
    source="Hwang et al. (2008), Bridging centrality, KDD 2008",
    formula="betweenness as a share of pairs × (1/k) / (sum over partners of 1/k_j)",
    caveat=CHANCES,
    reasons=("empty", "too_few_organisations", "isolate"),
)
def bridging_centrality(arrays: Arrays, partner_paths: Paths):
    """Does it sit between dense parts?"""
    if arrays.n < 3:
        return undefined("too_few_organisations" if arrays.n else "empty")
    share = partner_paths.all_pairs.sums / pairs_of_others(arrays.undirected)
    inverse = 1 / np.maximum(arrays.partners, 1)
    around = arrays.adjacency @ inverse
    values = np.divide(share * inverse, around, where=around > 0, out=np.zeros(arrays.n))
    reasons = reasons_where(arrays.nodes, {"isolate": arrays.partners == 0})
    return _noted((values, reasons), partner_paths.all_pairs)
