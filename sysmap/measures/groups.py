"""Groups that the ties make: cores, one core and a fringe, and communities beside sectors."""

from __future__ import annotations

import math

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import noted, undefined
from sysmap.network.graph.communities import SEEDS
from sysmap.network.graph.core import EVERY_START
from sysmap.network.graph.grouping_agreement import adjusted_mutual_information
from sysmap.network.graph.network import Network
from sysmap.text import counted

_SILENT = "Sensitive to organisations that did not answer."


@measure(
    label="Fit of one core and a fringe",
    level="system",
    ties="U",
    bounds=(-1, 1),
    paired=False,
    searched=True,
    formula="correlation over pairs of ties with an ideal in which every tie has an end in the core",
    source="Borgatti & Everett (2000), Social Networks 21: 375–395",
    caveat=f"{_SILENT} Found by a search: it may be a local maximum.",
    reasons=("empty", "too_few_organisations", "no_variation"),
)
def core_periphery_fit(network: Network):
    """Is there one core and a fringe?"""
    arrays = network.arrays
    if arrays.n < 4:
        return undefined("too_few_organisations" if arrays.n else "empty")
    if math.isnan(network.core.fit):
        return undefined("no_variation")
    inside = arrays.sector[network.core.member]
    by_sector = [
        f"{label} {int((inside == code).sum())}"
        for code, label in [*enumerate(arrays.sectors), (-1, "unknown")]
        if (inside == code).any()
    ]
    how = "every start by partners" if arrays.n <= EVERY_START else "the best start by partners"
    words = f"a core of {counted(len(inside), 'organisation')}: {', '.join(by_sector)}; from {how}"
    return noted(network.core.fit, words)


@measure(
    label="Deepest core",
    level="system",
    unit="count",
    ties="U",
    bounds=(0, None),
    formula="highest core number: the most partners that all of a part have within it",
    source="Seidman (1983), Social Networks 5",
    caveat=_SILENT,
    reasons=("empty",),
)
def largest_core(core_numbers: np.ndarray):
    """How deep is the densest part?"""
    return int(core_numbers.max()) if len(core_numbers) else undefined("empty")


@measure(
    label="Core number",
    level="organisation",
    unit="count",
    ties="U",
    bounds=(0, None),
    formula="highest k of a part to which it belongs and in which all have k partners or more",
    source="Seidman (1983), Social Networks 5",
    caveat=_SILENT,
)
def core_number(core_numbers: np.ndarray):
    """How deep in the system does it sit?"""
    return core_numbers, {}


@measure(
    label="Communities against sectors",
    level="system",
    better="lower",
    ties="U",
    bounds=(None, 1),
    paired=False,
    searched=True,
    formula="adjusted mutual information of sectors and communities (arithmetic mean, natural logarithms)",
    source="Vinh, Epps & Bailey (2010), Journal of Machine Learning Research 11",
    caveat="Low means that working groups cut across sectors. The search for groups is not unique.",
    reasons=("no_ties", "single_sector", "no_variation"),
)
def community_ami(network: Network):
    """Do working groups follow sectors?"""
    arrays = network.arrays
    if not arrays.m:
        return undefined("no_ties")
    if arrays.labelled < 2:
        return undefined("single_sector")
    known = arrays.sector >= 0
    groups = network.communities
    agreement = adjusted_mutual_information(arrays.sector[known], groups.member[known])
    if math.isnan(agreement):
        return undefined("no_variation")
    return noted(
        agreement,
        f"{counted(groups.count, 'group')}; {groups.agreeing} of {SEEDS} searches found these very groups",
    )
