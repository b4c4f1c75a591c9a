"""Organisations that count as another: units as the organisation at the top of which they are a part."""

from __future__ import annotations

import pandas as pd

from sysmap.network.roster import answers, moved, of_wave, unique_names
from sysmap.records.record_set import Records
from sysmap.records.tables.units import top_parents
from sysmap.text import counted


def joined_units(
    organisations: pd.DataFrame, records: Records, wave: str | None, names: dict[str, str]
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Fold the units among the organisations of a wave into their top parents.

    Parameters
    ----------
    organisations
        The organisations of the wave, units apart.
    records, wave
        The record set and the wave.
    names
        The ids of renamed organisations, with those they stand under in the wave.

    Returns
    -------
    tuple
        The organisations, units folded; for each unit on the map the organisation it counts
        as; and notes, in words.
    """
    tops = {unit: names.get(top, top) for unit, top in top_parents(records.partners).items()}
    tops = {unit: top for unit, top in tops.items() if unit in organisations.index and unit != top}
    if not tops:
        return organisations, {}, []
    kept = {tops.get(one, one) for one in organisations.index}
    frame = records.partners.set_index("id", drop=True).sort_index()
    frame = frame[frame.index.isin(list(kept))].copy()
    frame["name"] = unique_names(frame["name"])
    asked = moved(of_wave(records.asked, wave), ["organisation"], names)
    there = asked[asked["organisation"].isin(list(organisations.index))]
    frame["asked"], frame["answered"] = answers(frame.index, moved(there, ["organisation"], tops))
    note = f"{counted(len(tops), 'unit')} joined with the organisation of which they are a part"
    return frame, tops, [note]
