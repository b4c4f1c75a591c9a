"""How ties mix the sectors: shares, densities, and both beside what is possible."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.reasons import Noted, Undefined, noted, undefined
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.mixing import Mixing
from sysmap.network.response import Reportable
from sysmap.network.system import SystemMap
from sysmap.text import number

_SIZES = "Its value by chance depends on the sizes of the sectors: read it beside what chance gives."
_FEW = "With few organisations in a sector one tie moves it far: read the counts."
_NO_TIES = ("no_ties", "single_sector")


def _without(mixing: Mixing, *, ties: bool = True) -> Undefined | None:
    """Say why sectors cannot be compared, if they cannot."""
    if ties and mixing.ties == 0:
        return undefined("no_ties")
    return undefined("single_sector") if mixing.sectors < 2 else None


def _share(part: np.ndarray, whole: int, what: str, reportable: int | None = None) -> np.ndarray | Noted:
    """Divide, and put the counts beside the value; a stack of shuffles has no words."""
    if part.ndim:
        return part / whole
    unseen = reportable is not None and reportable < whole
    more = f", of which {number(reportable)} could have been reported" if unseen else ""
    return noted(part / whole, f"{number(int(part))} of {number(whole)} {what}{more}")


@measure(
    label="Mean partners",
    level="system",
    formula="sum of partners / organisations",
    source="–",
    ties="U",
    bounds=lambda system: (0, max(0, system.arrays.n - 1)),
    headline=2,
    reasons=("empty",),
    caveat="Depends on who was on the list and on any limit to the number of answers.",
)
def mean_partners(arrays: Arrays):
    """With how many others does an organisation work?"""
    return arrays.partners.sum() / arrays.n if arrays.n else undefined("empty")


@measure(
    label="Density",
    level="system",
    formula="ties / possible ties",
    bounds=(0, 1),
    unit="share",
    headline=3,
    source="Anderson, Butts & Carley (1999), Social Networks 21: 239–267",
    caveat="Falls as the list grows, even if nobody loses a tie.",
    reasons=("empty", "too_few_organisations"),
)
def density(arrays: Arrays, reportable: Reportable | None):
    """What share of possible ties exists?"""
    if arrays.n < 2:
        return undefined("too_few_organisations" if arrays.n else "empty")
    possible = arrays.n * (arrays.n - 1) // (1 if arrays.directed else 2)
    could = reportable.everywhere if reportable else possible
    return _share(np.asarray(arrays.m), possible, "possible ties", could)


@measure(
    label="Share of ties that cross",
    level="system",
    formula="between / (between + within)",
    bounds=(0, 1),
    unit="share",
    headline=4,
    shuffled=True,
    reasons=_NO_TIES,
    caveat=_SIZES,
    source="Krackhardt & Stern (1988), Social Psychology Quarterly 51: 123–140",
)
def cross_share(mixing: Mixing):
    """What share of ties crosses a boundary?"""
    return _without(mixing) or _share(mixing.between, mixing.ties, "ties")


@measure(
    label="E-I index",
    level="system",
    formula="(between − within) / (between + within)",
    bounds=(-1, 1),
    headline=5,
    shuffled=True,
    reasons=_NO_TIES,
    caveat=_SIZES,
    source="Krackhardt & Stern (1988), Social Psychology Quarterly 51: 123–140",
)
def ei_index(mixing: Mixing):
    """Do ties run across (+1) or stay inside (−1)?"""
    return _without(mixing) or (mixing.between - mixing.within) / mixing.ties


def _most_crossing(system: SystemMap) -> tuple[float, float | None]:
    """Bounds of the ratio to chance: from 0 to one over the share of pairs that cross."""
    between = system.mixing.between_capacity
    return 0, system.mixing.capacity / between if between else None


@measure(
    label="Crossing against chance",
    level="system",
    better="higher",
    bounds=_most_crossing,
    formula="(between / ties) / (possible between / possible)",
    headline=6,
    shuffled=True,
    reasons=_NO_TIES,
    source="Freeman (1978), Sociological Methods & Research 6",
    caveat="Does not allow for some organisations being busier than others: read it beside its value given "
    "how busy each is.",
)
def integration_ratio(mixing: Mixing):
    """How much crossing compared with chance?"""
    return _without(mixing) or (mixing.between / mixing.ties) / (mixing.between_capacity / mixing.capacity)


@measure(
    label="Density between sectors",
    level="system",
    better="higher",
    formula="between / possible between",
    bounds=(0, 1),
    unit="share",
    headline=7,
    shuffled=True,
    reasons=("single_sector",),
    caveat=_FEW,
    source="Marsden (1981)",
)
def cross_density(mixing: Mixing, reportable: Reportable | None):
    """What share of possible cross-sector pairs works together?"""
    possible = mixing.between_capacity
    return _without(mixing, ties=False) or _share(
        mixing.between, possible, "possible ties", reportable.between if reportable else possible
    )


@measure(
    label="Density within sectors",
    level="system",
    formula="within / possible within",
    bounds=(0, 1),
    unit="share",
    headline=8,
    shuffled=True,
    reasons=("single_sector", "no_within_pairs"),
    caveat=_FEW,
    source="Marsden (1981)",
)
def within_density(mixing: Mixing, reportable: Reportable | None):
    """And of pairs inside a sector?"""
    possible = mixing.within_capacity
    if possible == 0 and mixing.sectors > 1:
        return undefined("no_within_pairs")
    return _without(mixing, ties=False) or _share(
        mixing.within, possible, "possible ties", reportable.within if reportable else possible
    )
