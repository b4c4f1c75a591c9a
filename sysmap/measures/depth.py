"""How much the ties carry: kinds, strength, and whether both sides say so."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import noted, undefined
from sysmap.network.depth import Depth
from sysmap.network.graph.arrays import Arrays
from sysmap.network.system import SystemMap
from sysmap.text import number


@measure(
    label="Deep ties among those that cross",
    level="system",
    better="higher",
    bounds=(0, 1),
    unit="share",
    headline=14,
    shuffled=True,
    paired=False,
    ties="U",
    source="–",
    formula="cross ties with two kinds or more, or a strong record / cross ties",
    caveat="Depends on what was asked; the same items must be in both waves.",
    reasons=("single_sector", "one_kind", "no_cross_ties"),
)
def deep_cross_share(depth: Depth):
    """How many cross ties are more than thin?"""
    if depth.sectors < 2:
        return undefined("single_sector")
    if not depth.usable:
        return undefined("one_kind")
    if not depth.cross.ndim:
        if not depth.cross:
            return undefined("no_cross_ties")
        words = f"{number(int(depth.cross_deep))} of {number(int(depth.cross))} ties that cross"
        return noted(depth.cross_deep / depth.cross, words)
    return np.divide(
        depth.cross_deep, depth.cross, where=depth.cross > 0, out=np.full(depth.cross.shape, np.nan)
    )


@measure(
    label="Kinds per tie",
    level="system",
    bounds=(1, None),
    paired=False,
    ties="U",
    source="Provan & Milward (1995), Administrative Science Quarterly 40",
    formula="mean number of kinds per pair of partners; a tie of which no kind is recorded has one",
    caveat="Depends on what was asked; the same items must be in both waves.",
    reasons=("no_ties", "one_kind"),
)
def multiplexity(depth: Depth):
    """How many kinds does a tie carry?"""
    if not len(depth.kinds):
        return undefined("no_ties")
    return np.maximum(depth.kinds, 1).mean() if depth.kinds_known > 1 else undefined("one_kind")


@measure(
    label="Response rate",
    level="system",
    better="higher",
    bounds=(0, 1),
    unit="share",
    ties="",
    headline=1,
    paired=False,
    respondents=True,
    formula="answered / asked, in this wave",
    source="Smith & Moody (2013), Social Networks 35",
    caveat="Who did not answer looks unconnected; if waves differ by more than 10 points, changes may be "
    "response, not relationships.",
    reasons=("not_recorded",),
)
def response_rate(system: SystemMap):
    """How many of those asked have answered?"""
    asked = [is_true(cell) for cell in system.organisations["asked"]]
    answered = [is_true(cell) for cell in system.organisations["answered"]]
    if not any(asked):
        return undefined("not_recorded")
    return noted(sum(answered) / sum(asked), f"{sum(answered)} of {sum(asked)} asked")


def is_true(cell: object) -> bool:
    """Tell a recorded yes from a no and from nothing recorded."""
    return cell is not None and bool(cell)


@measure(
    label="Confirmation rate",
    level="system",
    better="higher",
    bounds=(0, 1),
    unit="share",
    ties="",
    headline=11,
    paired=False,
    respondents=True,
    formula="pairs both reported / pairs at least one reported, where both answered",
    source="the dyadic reciprocity of non-empty pairs; Wasserman & Faust (1994), Social Network Analysis",
    caveat="Only pairs where both answered; people may understand the question differently.",
    reasons=("no_ties", "not_recorded"),
)
def confirmation_rate(system: SystemMap):
    """Are reported ties confirmed?"""
    answered = system.heard
    if answered is None:
        return undefined("not_recorded")
    pairs = system.reported
    both_answered = answered[pairs["low"].to_numpy(dtype=int)] & answered[pairs["high"].to_numpy(dtype=int)]
    by_low, by_high = (pairs[end].to_numpy(dtype=bool) & both_answered for end in ("by_low", "by_high"))
    reported = (by_low | by_high).sum()
    both = (by_low & by_high).sum()
    return noted(both / reported, f"{both} of {reported} pairs") if reported else undefined("no_ties")


@measure(
    label="Total strength",
    level="organisation",
    headline=3,
    bounds=(None, None),
    ties="U",
    source="–",
    formula="sum of the strengths of its ties, each pair of partners once; blank strengths left out",
    caveat="Strength is ordinal: a sum says less than the strengths themselves.",
    reasons=("not_recorded",),
)
def total_strength(arrays: Arrays):
    """How strong are its ties together?"""
    low, high = np.minimum(arrays.source, arrays.target), np.maximum(arrays.source, arrays.target)
    keys, pair = np.unique(low.astype(np.int64) * max(arrays.n, 1) + high, return_inverse=True)
    strongest = np.full(len(keys), -np.inf)
    known = ~np.isnan(arrays.strength)
    np.maximum.at(strongest, pair[known], arrays.strength[known])
    recorded = np.isfinite(strongest)
    keys, strongest = keys[recorded], strongest[recorded]
    ends = np.concatenate([keys // max(arrays.n, 1), keys % max(arrays.n, 1)])
    total = np.bincount(ends, np.concatenate([strongest, strongest]), arrays.n)
    # An isolate has a strength of 0, unless nobody's strength was recorded at all.
    none = (np.bincount(ends, minlength=arrays.n) == 0) & ((arrays.partners > 0) | (len(keys) == 0))
    return total, reasons_where(arrays.nodes, {"not_recorded": none})
