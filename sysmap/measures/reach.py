"""How near the sectors are to one another."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import measure
from sysmap.measures.evaluating import reasons_where
from sysmap.measures.reasons import noted, undefined
from sysmap.network.graph.distances import Distances
from sysmap.text import percent

_SOURCE = "Latora & Marchiori (2001), Physical Review Letters 87"


@measure(
    label="Closeness between sectors",
    level="system",
    better="higher",
    bounds=(0, 1),
    headline=9,
    shuffled=True,
    formula="mean of 1/distance over ordered pairs of different sectors, 0 where there is no way",
    source=_SOURCE,
    caveat="One missing hub can lengthen many routes.",
    reasons=("single_sector",),
)
def cross_efficiency(distances: Distances):
    """How close are the sectors to one another?"""
    if distances.sectors < 2:
        return undefined("single_sector")
    found = distances.cross_inverse_sum / distances.cross_pairs
    if found.ndim:
        return found
    mean = float(found)
    return _with_note(mean, _estimated(distances, mean, distances.cross_pairs, cross=True))


@measure(
    label="Steps between sectors",
    level="system",
    better="lower",
    bounds=(1, None),
    unit="steps",
    headline=10,
    shuffled=True,
    formula="mean distance over reachable ordered pairs of different sectors",
    source=_SOURCE,
    caveat="Leaves out pairs with no route at all: read the share unreachable.",
    reasons=("single_sector", "unreachable"),
)
def cross_distance(distances: Distances):
    """How many steps to another sector?"""
    if distances.sectors < 2:
        return undefined("single_sector")
    reachable = distances.cross_reachable
    # Under a shuffle no pair of different sectors may be reachable: that shuffle has no value.
    steps = np.divide(
        distances.cross_sum, reachable, where=reachable > 0, out=np.full(reachable.shape, np.nan)
    )
    if reachable.ndim:
        return steps
    if not reachable:
        return undefined("unreachable")
    note = f"{percent(1 - float(reachable) / distances.cross_pairs)} of pairs unreachable"
    return _with_note(
        steps, note, _estimated(distances, float(steps), float(reachable), cross=True, steps=True)
    )


def _estimated(distances: Distances, value: float, whole: float, *, cross: bool, steps: bool = False) -> str:
    """Say from how many sources a mean over `whole` pairs was estimated; nothing where it is exact.

    The mean of steps is a ratio to the reachable pairs: its standard error is that of the
    residuals (Cochran 1977, Sampling Techniques, section 6.4).
    """
    if distances.by_source is None:
        return ""
    reached = distances.by_source[int(cross), :, 1:]
    levels = np.arange(1, reached.shape[-1] + 1)
    error = distances.sources.standard_error(reached @ (levels - value if steps else 1 / levels)) / whole
    return f"estimated from {len(distances.sources.places):,} organisations, standard error {error:.2g}"


def _with_note(value: float, *notes: str):
    said = "; ".join(filter(None, notes))
    return noted(value, said) if said else value


@measure(
    label="Steps between organisations",
    level="system",
    better="lower",
    bounds=(1, None),
    unit="steps",
    formula="mean distance over reachable ordered pairs",
    source="Wasserman & Faust (1994), Social Network Analysis",
    caveat="Leaves out pairs with no route at all. Compare only systems of similar size.",
    reasons=("empty", "no_ties"),
)
def mean_distance(distances: Distances):
    """How many steps on average?"""
    if not distances.reachable:
        return undefined("no_ties" if distances.arrays.n else "empty")
    reachable = float(distances.reachable)
    found = float(distances.steps_sum) / reachable
    return _with_note(found, _estimated(distances, found, reachable, cross=False, steps=True))


@measure(
    label="Closeness between organisations",
    level="system",
    better="higher",
    bounds=(0, 1),
    formula="mean of 1/distance over ordered pairs, 0 where there is no way",
    source=_SOURCE,
    caveat="One missing hub can lengthen many routes. Compare only systems of similar size.",
    reasons=("empty", "too_few_organisations"),
)
def global_efficiency(distances: Distances):
    """How close is everybody?"""
    if distances.arrays.n < 2:
        return undefined("too_few_organisations" if distances.arrays.n else "empty")
    found = float(distances.inverse_sum) / distances.pairs
    return _with_note(found, _estimated(distances, found, distances.pairs, cross=False))


@measure(
    label="Closeness",
    level="organisation",
    ties="U",
    bounds=(0, 1),
    formula="(r / (N − 1)) × (r / sum of distances), r the others that it reaches",
    source="Wasserman & Faust (1994), Social Network Analysis",
    caveat="Those that did not answer look far away.",
    reasons=("isolate",),
)
def closeness(partner_distances: Distances):
    """How near is it to the rest?"""
    arrays = partner_distances.arrays
    reached, steps = partner_distances.reached_from, partner_distances.steps_from
    values = np.divide(reached**2, steps * max(1, arrays.n - 1), where=steps > 0, out=np.zeros(arrays.n))
    found = values, reasons_where(arrays.nodes, {"isolate": arrays.partners == 0})
    sources = partner_distances.sources
    return noted(found, f"estimated from {len(sources.places):,} organisations") if sources.sampled else found
