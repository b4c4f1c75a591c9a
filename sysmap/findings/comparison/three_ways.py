"""The measures of two waves in three ways: as recorded, with constant boundaries, over the matched panel."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sysmap.findings.comparison.levels import beside_levels
from sysmap.findings.comparison.tests import Tested
from sysmap.findings.comparison.uncertainty import Estimate
from sysmap.findings.comparison.words import caveats, reading
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import Value, system_value
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap

COLUMNS = [
    "label",
    "before",
    "after",
    "change",
    "low",
    "high",
    "p",
    "p_adjusted",
    "low_adjusted",
    "high_adjusted",
    "detectable",
    "undefined",
    "reading",
    "caveat",
]
WAYS = ("as recorded", "constant boundaries", "matched panel")
Waves = tuple[SystemMap, SystemMap]


def measure_rows(measures: Sequence[Measure], recorded: Waves, panel: Panel, found: Tested) -> pd.DataFrame:
    """Return the main table of a comparison: one row per measure, over the matched panel.

    Measures of the records rather than of ties, such as response, are as recorded.
    """
    waves = (recorded[0].wave or "", recorded[1].wave or "")
    rows = []
    for entry in measures:
        noted = _values(entry, panel.matched if entry.ties else recorded)
        estimate, reason = _estimate(entry, noted, found)
        p_adjusted = found.p_adjusted.get(entry.name, math.nan)
        wide = found.wide.get(entry.name, (math.nan, math.nan))
        levels = (estimate.before, estimate.after)
        beside = beside_levels(entry, levels, noted, _values(entry, recorded), panel.pairs)
        said = caveats(
            entry,
            estimate,
            panel,
            is_total=entry.name in found.totals,
            tested=not math.isnan(estimate.p),
        )
        cells = (
            *(entry.label, estimate.before, estimate.after, estimate.change),
            *(estimate.low, estimate.high, estimate.p, p_adjusted, *wide, estimate.detectable),
            *(reason, reading(entry, estimate, p_adjusted, wide, reason, waves, beside), said),
        )
        rows.append(cells)
    return pd.DataFrame(
        rows, columns=COLUMNS, index=pd.Index([entry.name for entry in measures], name="measure")
    )


def three_ways(
    measures: Sequence[Measure], recorded: Waves, panel: Panel, rows: pd.DataFrame
) -> pd.DataFrame:
    """Set the three ways side by side.

    Parameters
    ----------
    measures
        The measures.
    recorded
        The maps as recorded.
    panel
        Who is compared.
    rows
        The main table: the matched panel, but for measures of the records rather than of ties, which stand
        there as recorded and are worked out here on the maps of the panel.

    Returns
    -------
    pandas.DataFrame
        Index ``measure, way``; ``before, after, change, organisations_before, organisations_after``.
    """
    cells, index = [], []
    for entry in measures:
        for way, maps in zip(WAYS, (recorded, panel.constant, panel.matched), strict=True):
            if way == WAYS[2] and entry.ties:
                first, second = rows.loc[entry.name, ["before", "after"]]
            else:
                first, second = (system_value(entry, system).value for system in maps)
            sizes = [len(system.organisations) for system in maps]
            cells.append((first, second, second - first, *sizes))
            index.append((entry.name, way))
    columns = ["before", "after", "change", "organisations_before", "organisations_after"]
    return pd.DataFrame(
        cells, columns=columns, index=pd.MultiIndex.from_tuples(index, names=["measure", "way"])
    )


def _values(entry: Measure, maps: Waves) -> tuple[Value, Value]:
    first, second = (system_value(entry, system) for system in maps)
    return first, second


def _estimate(entry: Measure, noted: tuple[Value, Value], found: Tested) -> tuple[Estimate, str]:
    """Return the estimate of a measure, and why it is not tested if it is not."""
    first, second = noted
    undefined = first.reason or second.reason
    if not entry.paired:
        bare = Estimate(first.value, second.value, second.value - first.value)
        return bare, undefined or "not_estimated"
    estimate = found.estimates[entry.name]
    if math.isnan(estimate.change):
        return estimate, undefined or estimate.reason
    return estimate, estimate.reason or ("not_estimated" if math.isnan(estimate.p) else "")
