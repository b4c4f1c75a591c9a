"""Every test of a comparison in one place: intervals, second p, drift, and p adjusted for many measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sysmap.findings.comparison.estimating.adjustment import adjusted, adjusted_interval
from sysmap.findings.comparison.estimating.duration import seconds_for
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.groups import Groups, groups_of
from sysmap.findings.comparison.estimating.swaps import (
    MOST_REPEATS,
    SHOWN_BELOW,
    drift,
    swapped_changes,
    tie_level_p,
)
from sysmap.findings.comparison.estimating.totals import GAP
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates
from sysmap.findings.draws import Draws
from sysmap.measures.catalogue import Measure
from sysmap.network.panel import Panel
from sysmap.progress import takes

BESIDE = (GAP, "density", "within_density")
"""If density rises everywhere and mixing does not, these show it."""


@dataclass(frozen=True)
class Tested:
    """What was estimated and tested over the matched panel.

    Attributes
    ----------
    estimates
        By measure, those whose change can be given an interval.
    p_adjusted, tie_level
        By measure, ``nan`` where there is none; the tie-level p also where it is hidden.
    wide
        By measure, the interval that follows the adjusted p; ``nan`` where there is none.
    beside
        What always stands beside the measures: densities, and the gap between them.
    drift, drift_p, drifted
        The drift diagnostic, and whether it fired.
    totals
        The measures that are functions of totals.
    groups
        The groups whose ties may come and go together, which intervals allow for.
    """

    estimates: dict[str, Estimate]
    p_adjusted: dict[str, float]
    wide: dict[str, tuple[float, float]]
    tie_level: dict[str, float]
    beside: dict[str, Estimate]
    drift: float
    drift_p: float
    drifted: bool
    totals: frozenset[str]
    groups: Groups


def tested(panel: Panel, measures: Sequence[Measure], primary: Measure, draws: Draws) -> Tested:
    """Estimate and test the change in every measure that can be.

    Parameters
    ----------
    panel
        Who is compared.
    measures
        The measures; those that cannot be given an interval are passed over.
    primary
        The one whose p is not adjusted.
    draws
        How many swaps, and from which seed.
    """
    paired = [entry for entry in measures if entry.paired]
    names = [entry.name for entry in paired]
    more = [name for name in BESIDE if name not in names]
    estimator = Estimator(panel.pairs, [*paired, *more], panel.matched, seed=draws.seed)
    takes(f"Comparing {panel.pairs.n:,} organisations", seconds_for(estimator, draws))
    groups = groups_of(panel.pairs)
    found = estimates(estimator, groups)
    statistic, p = drift(panel.pairs, draws)
    drifted = p < SHOWN_BELOW
    p_values = {name: found[name].p for name in names}
    tie_level = dict.fromkeys(names, math.nan)
    swaps = None
    if draws and not drifted:
        changes = swapped_changes(estimator, draws)
        place = {name: number for number, name in enumerate(estimator.names)}
        swaps = {name: changes[:MOST_REPEATS, place[name]] for name in names}
        for name in names:
            drawn = changes[:, place[name]] if estimator.is_total(name) else swaps[name]
            tie_level[name] = tie_level_p(drawn, found[name].change)
    many = adjusted(
        p_values,
        primary.name,
        changes={name: found[name].change for name in names} if swaps else None,
        swaps=swaps,
        directed=panel.pairs.directed,
    )
    wide = {
        name: adjusted_interval(found[name], many[name], swaps[name] if swaps else None) for name in names
    }
    totals = frozenset(name for name in names if estimator.is_total(name))
    estimated, beside = ({name: found[name] for name in some} for some in (names, BESIDE))
    p_adjusted = {name: how.p for name, how in many.items()}
    return Tested(estimated, p_adjusted, wide, tie_level, beside, statistic, p, drifted, totals, groups)


def primary_estimate(panel: Panel, primary: Measure) -> Estimate:
    """Estimate the change in the primary measure alone."""
    return estimates(Estimator(panel.pairs, [primary], panel.matched))[primary.name]
