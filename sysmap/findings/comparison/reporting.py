"""Whether people reported alike in both waves: how much they remembered, and how many they could name."""

from __future__ import annotations

import numpy as np

from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap
from sysmap.text import counted, percent

CONFIRMED_APART = 0.10
"""Shares of confirmed ties that lie further apart are flagged."""
GROWN = 1.10
"""A list that grew by more than this factor is flagged where people could name only so many."""
ALIKE, FEWEST_ALIKE, FEWEST_NAMED = 0.2, 5, 3
"""At least this share, and so many, of those who named anybody named the highest number, of at least 3."""
_RULES = {
    "confirmed": "Ties count only where both ends reported them",
    "directed": "Ties count as the one end reported them",
}


def reporting_flags(before: SystemMap, after: SystemMap, panel: Panel) -> list[str]:
    """Flag what can move every number though nobody's ties changed.

    Parameters
    ----------
    before, after
        The maps as recorded.
    panel
        Who is compared.
    """
    return [*_recall(before, after), *_capped(before, after, panel)]


def _recall(before: SystemMap, after: SystemMap) -> list[str]:
    said = []
    rule = _RULES.get(before.rules.report)
    if rule:
        said.append(
            f"{rule}. If people remember more of their partners in the second wave, there are more such ties "
            "even though none changed. In simulations in which people remembered 70 % and then 80 %, a rise "
            "was found in 10 to 33 of 100 comparisons. Where a report of either end counts, it was found in "
            "4 to 6."
        )
    entry = catalogue["confirmation_rate"]
    first, second = (system_value(entry, system).value for system in (before, after))
    if abs(second - first) > CONFIRMED_APART:
        said.append(
            f"Of the ties that both ends could report, both reported {percent(first, 0)} in {before.wave} "
            f"and {percent(second, 0)} in {after.wave}. People may have remembered "
            f"{'more' if second > first else 'fewer'} of their partners in {after.wave}. Then figures move "
            "even though no tie changed."
        )
    return said


def _capped(before: SystemMap, after: SystemMap, panel: Panel) -> list[str]:
    """Flag a list that grew while people could name only so many."""
    listed = [
        len(each) if each["asked"].isna().all() else int(sum(cell is True for cell in each["asked"]))
        for each in panel.answers
    ]
    if listed[1] <= GROWN * listed[0]:
        return []
    caps = [how for system in (before, after) if (how := _cap(system))]
    if not caps:
        return []
    return [
        f"{' '.join(caps)} The list grew from {listed[0]} to {counted(listed[1], 'organisation')}. If "
        "people name as many partners as before from a longer list, ties per pair fall even though nothing "
        "changed. In simulations a fall was found in 35 to 81 of 100 comparisons."
    ]


def _cap(system: SystemMap) -> str:
    """Say how many partners people could name in a wave, or seem to have been able to."""
    waves = system.records.waves
    told = waves.loc[waves["wave"] == system.wave, "cap"].dropna()
    if len(told):
        return f"In {system.wave} people could name at most {counted(int(told.iloc[0]), 'partner')}."
    named = _named(system)
    named = named[named > 0]
    most = int(named.max(initial=0))
    alike = int((named == most).sum())
    if most < FEWEST_NAMED or alike < max(FEWEST_ALIKE, ALIKE * len(named)):
        return ""
    return (
        f"In {system.wave} {alike} of the {len(named)} who named any partner named {most}, and nobody named "
        "more: the question may have allowed no more. If so, say it in the table waves, columns wave and cap."
    )


def _named(system: SystemMap) -> np.ndarray:
    """Count how many partners each of those who answered named."""
    pairs, heard = system.reported, system.heard
    if heard is None:
        return np.array([], dtype=int)
    counts = np.zeros(len(heard), dtype=int)
    for end in ("low", "high"):
        places = pairs.loc[pairs[f"by_{end}"].to_numpy(dtype=bool), end].to_numpy(dtype=int)
        counts += np.bincount(places, minlength=len(heard))
    return counts[heard]
