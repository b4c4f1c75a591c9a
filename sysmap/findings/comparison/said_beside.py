"""What was said in the room beside a comparison: shown, and tested only where that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from sysmap.findings.shares_and_counts import level_in_words
from sysmap.findings.words import in_a_sentence
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.rules import APPLIED
from sysmap.network.said import AMONG_RECORDED, notes_of_the_room
from sysmap.network.said_maps import recorded_map, said_map
from sysmap.network.succession import without
from sysmap.network.system import SystemMap
from sysmap.records.said.words import counted_said

COLUMNS = ["before", "after", "change", "organisations_before", "organisations_after"]
RECORDED, SAID = "as recorded", "with what was said in the room"


def no_table() -> pd.DataFrame:
    """Return the table of a comparison of which nothing was said."""
    return _table([], [])


def said_beside(
    measures: Sequence[Measure], maps: tuple[SystemMap, SystemMap], gone: Iterable[str]
) -> pd.DataFrame:
    """Set both waves as recorded beside both with what was said: values of everybody, nothing tested.

    Parameters
    ----------
    measures
        The measures.
    maps
        The two waves, before anybody is left out.
    gone
        The organisations to leave out.

    Returns
    -------
    pandas.DataFrame
        Index ``measure, way``; ``before, after, change, organisations_before, organisations_after``. It has
        no rows where nothing was said of either wave.
    """
    if all(system.said.empty for system in maps):
        return no_table()
    members, cells, index = list(gone), [], []
    for way, turned in ((RECORDED, recorded_map), (SAID, said_map)):
        first, second = (without(turned(system), members) for system in maps)
        sizes = [len(system.organisations) for system in (first, second)]
        for entry in measures:
            before, after = (system_value(entry, system).value for system in (first, second))
            cells.append((before, after, after - before, *sizes))
            index.append((entry.name, way))
    order = {entry.name: place for place, entry in enumerate(measures)}
    return _table(cells, index).sort_index(
        level="measure", key=lambda names: names.map(order), sort_remaining=False, kind="stable"
    )


def _table(cells: list[tuple[float, ...]], index: list[tuple[str, str]]) -> pd.DataFrame:
    names = ["measure", "way"]
    keys = (
        pd.MultiIndex.from_tuples(index, names=names)
        if index
        else pd.MultiIndex.from_arrays([[], []], names=names)
    )
    return pd.DataFrame(cells, columns=COLUMNS, index=keys)


def said_note(maps: tuple[SystemMap, SystemMap], table: pd.DataFrame, primary: str) -> list[str]:
    """Say what of a comparison rests on what was said in the room, and what the other would be."""
    if table.empty:
        return []
    said = "; ".join(f"{system.wave}: {counted_said(system.said) or 'nothing'}" for system in maps)
    asked = maps[0].rules.said == APPLIED
    other = RECORDED if asked else SAID
    row = table.loc[(primary, other)]
    levels = " to ".join(level_in_words(primary, row[name]) or "not defined" for name in ("before", "after"))
    tested = (
        "As asked for, the tests use what was recorded with what was said in the room applied"
        if asked
        else "The tests use what was recorded, without what was said in the room"
    )
    label = in_a_sentence(catalogue[primary].label)
    return [
        f"{tested} ({said}). {other.capitalize()}, {label} goes from {levels}, "
        "counting every organisation on the maps."
    ]


def among_recorded_flags(maps: tuple[SystemMap, SystemMap]) -> list[str]:
    """Warn where records that are tested as recorded come from a copy with what was said applied."""
    notes = [
        f"{system.wave}: {note}" if system.wave else note
        for system in maps
        for note in notes_of_the_room(system.notes, AMONG_RECORDED)
    ]
    if not notes:
        return []
    return [f"{'; '.join(notes)}. The tests count it: to test what was recorded, read the records before it."]
