"""Intervals for the levels of one wave, if its organisations stand for a wider set like them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.findings.comparison.bounds import level_bounds
from sysmap.findings.comparison.side_by_side import labels_shown
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.score_table import ScoreTable
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import system_value
from sysmap.network.succession import without
from sysmap.network.system import SystemMap
from sysmap.progress import step
from sysmap.text import number

WORDS = "If these organisations stand for a wider set of organisations like them."
_STEPS = 20


@dataclass(frozen=True, eq=False, repr=False)
class Intervals(ScoreTable):
    """Standard errors and intervals of the measures of one wave.

    Attributes
    ----------
    system : SystemMap
        The map.
    """


def jackknife(system: SystemMap, measures: Sequence[Measure]) -> Intervals:
    """Give standard errors and intervals of measures by leaving out one organisation at a time.

    SE² = (n − 1)/n · Σ(θ₍₋ᵢ₎ − mean)², with t on n − 1 degrees of freedom.

    Parameters
    ----------
    system
        The map of one wave.
    measures
        Measures of the system.

    Returns
    -------
    Intervals
        Its table (``to_frame()``): index ``measure``; ``value, se, low, high, caveat``. Not given
        (``nan``) for measures of the records rather than of ties, and where the measure is not
        defined with or without some organisation.

    Notes
    -----
    Snijders & Borgatti (1999), Connections 22: 161–170. The smaller factor of the nodal jackknife,
    (n − 2)/2n, is too small where organisations differ in activity.
    """
    values = np.array([system_value(entry, system).value for entry in measures])
    of_ties = [entry for entry in measures if entry.ties]
    n = len(system.organisations)
    left = np.full((n, len(measures)), np.nan)
    columns = [place for place, entry in enumerate(measures) if entry.ties]
    for place, organisation in enumerate(system.organisations.index if of_ties and n > 2 else ()):
        smaller = without(system, [organisation])
        left[place, columns] = [system_value(entry, smaller).value for entry in of_ties]
        if place % _STEPS == 0:
            step("leaving out one organisation at a time", place, n)
    silent = _silence(system)
    rows = [
        _row(entry, float(values[place]), left[:, place], system, silent)
        for place, entry in enumerate(measures)
    ]
    frame = pd.DataFrame(
        rows,
        columns=["value", "se", "low", "high", "caveat"],
        index=pd.Index([entry.name for entry in measures], name="measure"),
    )
    return Intervals(system, frame)


def _row(
    entry: Measure, value: float, left: np.ndarray, system: SystemMap, silent: str
) -> tuple[float, float, float, float, str]:
    if math.isnan(value) or not len(left) or np.isnan(left).any():
        if not entry.ties:
            return value, math.nan, math.nan, math.nan, "Of the records, not of ties: no interval."
        return value, math.nan, math.nan, math.nan, "Not defined, or not without some organisation."
    n = len(left)
    error = math.sqrt((n - 1) / n * float(((left - left.mean()) ** 2).sum()))
    from scipy.special import stdtrit

    reach = float(stdtrit(n - 1, 0.975)) * error
    said = WORDS
    found = level_bounds(entry.name, system)
    if found is not None:
        said += f" With pairs that nobody could report, from {number(found[0])} to {number(found[1])}."
    elif silent:
        said += " Some did not answer: no range can be given for it."
    return value, error, value - reach, value + reach, f"{said} {silent}".rstrip()


def _silence(system: SystemMap) -> str:
    """Say how many answered and who did not, by sector; nothing where everybody did or it is not known."""
    asked = system.organisations["asked"].map(lambda cell: cell is True).astype(bool)
    gone = asked & ~system.organisations["answered"].map(lambda cell: cell is True).astype(bool)
    if not gone.any():
        return ""
    counts = labels_shown(system.organisations.loc[gone, "boundary"]).value_counts().sort_index()
    return (
        f"{response_note(system)} Silent: {', '.join(f'{label} {count}' for label, count in counts.items())}."
    )
