"""How many organisations and ties are on the map, and into how many parts it falls."""

from __future__ import annotations

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.system import SystemMap


@measure(
    label="Organisations",
    level="system",
    unit="count",
    ties="",
    bounds=(0, None),
    paired=False,
    formula="N",
    source="–",
    caveat="Who is on the list was decided when it was drawn up.",
)
def organisations(arrays: Arrays):
    """How many are on the map?"""
    return arrays.n


@measure(
    label="Ties",
    level="system",
    unit="count",
    bounds=(0, None),
    formula="number of ties, of arcs on a directed map",
    source="–",
    caveat="Grows with the list: read the density beside it.",
)
def ties(arrays: Arrays):
    """How many ties?"""
    return arrays.m


@measure(
    label="Organisations without a tie",
    level="system",
    better="lower",
    unit="count",
    ties="U",
    bounds=lambda system: (0, system.arrays.n),
    formula="number of organisations without a partner",
    source="–",
    caveat="Those that did not answer look unconnected.",
)
def isolates(arrays: Arrays):
    """How many work with nobody?"""
    return int((arrays.partners == 0).sum())


def _most_parts(system: SystemMap) -> tuple[float, float]:
    return 1, max(1, system.arrays.n)


@measure(
    label="Separate parts",
    level="system",
    better="lower",
    unit="count",
    ties="U",
    bounds=_most_parts,
    formula="number of components, each organisation without a tie one of its own",
    source="Wasserman & Faust (1994), Social Network Analysis",
    caveat="Those that did not answer look unconnected. Compare only systems of similar size.",
    reasons=("empty",),
)
def components(arrays: Arrays):
    """Into how many separate parts does it fall?"""
    return int(arrays.parts.max()) + 1 if arrays.n else undefined("empty")
