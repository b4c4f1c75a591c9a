"""Days of waves for the public: those of single records become whole months."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sysmap.records.tables.timing import RECORDS
from sysmap.records.values.dates import date_bounds


def waves_in_months(waves: pd.DataFrame) -> pd.DataFrame:
    """Widen the days of waves that were those of their first and last record to months.

    Where these months overlap, such waves stand without days.
    """
    own = waves["dates_from"] == RECORDS
    if not own.any():
        return waves
    frame = waves.copy()
    for place, end in enumerate(("start", "end")):
        months = [(date_bounds(str(day)[:7]) or ("", ""))[place] for day in waves.loc[own, end]]
        frame.loc[own, end] = pd.Series(months, index=waves.index[own], dtype=object)
    terms = frame.loc[frame["start"].notna() & frame["end"].notna(), ["start", "end"]].sort_values("start")
    if (terms["start"].iloc[1:].to_numpy() <= terms["end"].iloc[:-1].to_numpy()).any():
        frame.loc[own, ["start", "end"]] = None
    return frame


def without_days(notes: Iterable[str], waves: pd.DataFrame) -> tuple[str, ...]:
    """Write months in the place of the first and last days of records."""
    own = waves[waves["dates_from"] == RECORDS]
    days = [str(day) for end in ("start", "end") for day in own[end]]
    said = []
    for note in notes:
        for day in days:
            note = note.replace(day, day[:7])
        said.append(note)
    return tuple(said)
