"""What was said in the room, for a map: the records with it, and what a map says of it."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

import pandas as pd

from sysmap.errors import ChoiceError, either
from sysmap.network.rules import APPLIED, SAID_APPLIED
from sysmap.records.record_set import Records
from sysmap.records.said.applying import applied, is_said
from sysmap.records.said.declared import REPORTER
from sysmap.records.said.words import counted_said
from sysmap.text import counted

AMONG_RECORDED = f"{REPORTER}, read as recorded"

# Both waves of a comparison are of one record set.
_made: WeakKeyDictionary[Records, dict[str, Records]] = WeakKeyDictionary()


def said_applied(records: Records, *, units: str = "apart") -> Records:
    """Return records with what was said applied; of one record set always the same.

    Raises
    ------
    ChoiceError
        If they hold nothing that was said.
    """
    if records.recorded is not None:
        return records
    if records.said.empty:
        read = either('read_records(..., said="room.said.csv")', "--said room.said.csv")
        raise ChoiceError(
            f"these records hold nothing that was said in the room. To read it with them: {read}"
        )
    made = _made.setdefault(records, {})
    if units not in made:
        made[units] = applied(records, units=units)
    return made[units]


def said_notes(records: Records, steps: pd.DataFrame, wave: str | None, rule: str) -> list[str]:
    """Say of a map what was said in the room and whether it is on it."""
    notes = []
    words = counted_said(steps)
    if rule == APPLIED:
        notes.append(f"{SAID_APPLIED}: {words or 'nothing of this wave'}")
    elif words:
        notes.append(f"said in the room and not on this map: {words}")
    open_ones = records.contradictions["contradiction"].nunique() if len(records.contradictions) else 0
    if open_ones:
        notes.append(f"{counted(open_ones, 'contradiction')} between files to decide, not on this map")
    ties = records.collaborations
    rows = ties if wave is None else ties[ties["wave"] == wave]
    told = 0 if records.recorded is not None else int(is_said(rows["reported_by"]).sum())
    if told:
        # A copy with it applied was saved and read again.
        notes.append(f"{counted(told, 'tie record')} {AMONG_RECORDED}: from a copy with it applied")
    return notes


def notes_of_the_room(notes: Iterable[str], about: str = REPORTER) -> list[str]:
    """Return those of the notes of a map, or of its public copy, that say what was said in the room."""
    return [note for note in notes if about in note]
