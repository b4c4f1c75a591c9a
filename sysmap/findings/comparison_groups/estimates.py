"""The change of each place in each measure, and the one side less the other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.estimating.adjustment import adjusted
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.uncertainty import POWER, Estimate, errors_reached, estimates
from sysmap.findings.comparison_groups.between_places import (
    FEWEST_A_SIDE,
    Contrast,
    Side,
    contrast,
    randomisation_p,
)
from sysmap.findings.many_places.pooling import shared_errors
from sysmap.measures.catalogue import Measure
from sysmap.network.pairs import Pairs

_NOWHERE = (math.nan, math.nan, math.nan)
_NO_INTERVAL = (math.nan, math.nan, math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Contrasted:
    """One measure: the change of the programme side less that of the comparison side.

    Attributes
    ----------
    contrast : Contrast
        Both sides and their difference; ``nan`` where it is not defined.
    p_adjusted : float
        The p that allows for the other measures; that of the primary measure is its own.
    detectable : float
        The difference that would be found four times in five.
    by_lot : float
        The p over assignments of places to sides.
    assignments : int
        How many of these were tried.
    undefined : str
        Why there is no interval; ``""`` where there is.
    """

    contrast: Contrast
    p_adjusted: float = math.nan
    detectable: float = math.nan
    by_lot: float = math.nan
    assignments: int = 0
    undefined: str = ""


def changes_of(comparison: Comparison, measures: Sequence[Measure]) -> dict[str, Estimate]:
    """Return the change of a place in some measures with its standard error, as its comparison has it.

    What the comparison did not look at, or gave no interval, is worked out here.
    """
    frame, panel = comparison.to_frame(), comparison.panel
    freedom = panel.size - 1
    found, missing = {}, []
    for entry in measures:
        row = frame.loc[entry.name] if entry.name in frame.index else None
        if row is None or math.isnan(row["low"]):
            missing.append(entry)
            continue
        error = float(row["high"] - row["low"]) / 2 / errors_reached(freedom)
        before, after, change = (float(row[column]) for column in ("before", "after", "change"))
        found[entry.name] = Estimate(before, after, change, error, row["low"], row["high"], freedom=freedom)
    if missing:
        found |= estimates(Estimator(panel.pairs, missing, panel.matched))
    return {entry.name: found[entry.name] for entry in measures}


def contrasts(
    programme: Sequence[Comparison],
    comparison: Sequence[Comparison],
    measures: Sequence[Measure],
    primary: str,
    *,
    confidence: float,
) -> dict[str, Contrasted]:
    """Contrast the two sides in every measure.

    Parameters
    ----------
    programme, comparison
        The comparisons of the places of each side.
    measures
        The measures, whose change can be given an interval.
    primary
        The one whose p is not adjusted.
    confidence
        How often an interval is to hold the difference.
    """
    both = [*programme, *comparison]
    changes = [changes_of(one, measures) for one in both]
    found = {}
    for entry in measures:
        own = [each[entry.name] for each in changes]
        pairs = [one.panel.pairs for one in both]
        found[entry.name] = contrasted(entry.name, pairs, own, len(programme), confidence=confidence)
    p_values = {name: one.contrast.p for name, one in found.items()}
    if primary in p_values:
        many = adjusted(p_values, primary, directed=both[0].panel.pairs.directed)
        found = {name: _with(one, many[name].p) for name, one in found.items()}
    return found


def _with(one: Contrasted, p: float) -> Contrasted:
    return Contrasted(one.contrast, p, one.detectable, one.by_lot, one.assignments, one.undefined)


def contrasted(
    name: str,
    places: Sequence[Pairs],
    own: Sequence[Estimate],
    first: int,
    *,
    confidence: float = 0.95,
    by_lot: bool = True,
) -> Contrasted:
    """Contrast the two sides in one measure.

    Parameters
    ----------
    name
        The measure.
    places
        The pairs of each place.
    own
        The change of each with its own error.
    first
        How many of these, from the first, are those of the programme.
    confidence
        How often the interval is to hold the difference.
    by_lot
        Whether to work out how often places assigned by lot differ as much.
    """
    changes = np.array([one.change for one in own], dtype=float)
    there = np.isfinite(changes)
    sides = np.arange(len(own)) < first
    counts = int((there & sides).sum()), int((there & ~sides).sum())
    if min(counts) == 0:
        reason = next((one.reason for one in own if math.isnan(one.change) and one.reason), "not_recorded")
        return Contrasted(Contrast(*_NOWHERE, *_NO_INTERVAL, "fixed", *counts), undefined=reason)
    known = [int(at) for at in np.flatnonzero(there)]
    shared = np.full(len(own), math.nan)
    shared[known] = shared_errors(name, [places[at] for at in known], [own[at].se for at in known])
    if min(counts) >= FEWEST_A_SIDE:
        # A place in which by chance little changed has a small error of its own, and would draw its side.
        errors = shared
        used = there & (errors > 0)
    else:
        errors = np.array([one.se if not one.reason else math.nan for one in own], dtype=float)
        if len(known) > 2:
            # Where too little changed for an error of its own, a place has that of places of its size.
            errors = np.where(errors > 0, errors, shared)
        used = there & (errors > 0)
        if not used[there].all():
            reason = next(one.reason for one, sure in zip(own, used, strict=True) if not sure)
            return Contrasted(_means_alone(changes, there, sides), undefined=reason or "no_variation")
    if min((used & (sides == side)).sum() for side in (True, False)) == 0:
        return Contrasted(_means_alone(changes, there, sides), undefined="too_few_changed_ties")
    programme, comparison = (
        Side(
            tuple(map(float, changes[used & (sides == side)])),
            tuple(map(float, errors[used & (sides == side)])),
            tuple(int(places[int(at)].panel.sum()) for at in np.flatnonzero(used & (sides == side))),
        )
        for side in (True, False)
    )
    found = contrast(programme, comparison, confidence=confidence)
    if math.isnan(found.low):
        return Contrasted(found, undefined="no_variation")
    p, tried = randomisation_p(programme.changes, comparison.changes) if by_lot else (math.nan, 0)
    return Contrasted(found, found.p, _detectable(found), p, tried)


def _means_alone(changes: np.ndarray, there: np.ndarray, sides: np.ndarray) -> Contrast:
    """Return the mean change of each side, without an interval."""
    mine, other = (changes[there & (sides == side)] for side in (True, False))
    means = float(mine.mean()), float(other.mean())
    return Contrast(*means, means[0] - means[1], *_NO_INTERVAL, "fixed", len(mine), len(other))


def _detectable(found: Contrast) -> float:
    """Return the difference that would be found four times in five, two-sided at 5 %."""
    from scipy.special import stdtrit

    return found.se * float(stdtrit(found.freedom, 0.975) + stdtrit(found.freedom, POWER))
