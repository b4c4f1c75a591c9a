"""Dates that say no more than in which waves something held, so that no known date can be found again.

Maps ask of a date only whether it lies before or after the first and the last day of a wave. A date
is moved to the nearest of these days from which every such question has the same answer. Days of a
wave that nobody wrote down, but that were those of its first and last record, become whole months.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, timedelta

import pandas as pd

from sysmap.records.record_set import Records
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.timing import RECORDS, Days, when
from sysmap.records.tables.waves import wave_dates
from sysmap.records.values.dates import date_bounds

_TERMS = {
    "partners": ("opened", "closed"),
    "memberships": ("start", "end"),
    "forums": ("start", "end"),
    "programmes": ("start", "end"),
}


def dates_as_waves(records: Records) -> dict[str, pd.DataFrame]:
    """Return every table with the dates that a map needs moved to days of waves, and all others blank.

    Where waves have no dates, none is needed. Days of waves themselves stand in the table waves.
    """
    bounds = {wave: wave_dates(records, wave) for wave in records.waves_in_order}
    written = _by_months(records, bounds)
    meant = _meant(bounds, written)
    if not _in_order(meant):
        bounds, meant = written, {}
    grid = sorted({day for pair in bounds.values() for day in pair if day})

    def said(day: str | None) -> str | None:
        """Return the day that stands for one of a wave, or for one beside them."""
        return meant.get(day, day) if day else day

    tables = {}
    for name, table in TABLES.items():
        frame = getattr(records, name).copy()
        dates = [column.name for column in table.columns if column.accepts == "date"]
        first, last = _TERMS.get(name, ("", ""))
        if name == "waves":
            frame, dates = _with_days(frame, written), []
        elif grid and first:
            terms = [_term(start, end, grid) for start, end in zip(frame[first], frame[last], strict=True)]
            frame[first] = pd.Series([said(start) for start, _ in terms], index=frame.index, dtype=object)
            frame[last] = pd.Series([said(end) for _, end in terms], index=frame.index, dtype=object)
        elif grid and name == "succession":
            frame["date"] = [said(_up(_day(text, 1), grid)) for text in frame["date"]]
            dates = []
        for column in dates:
            if not grid or column not in (first, last):
                frame[column] = None
        tables[name] = frame
    return tables


def _by_months(records: Records, bounds: dict[str, Days]) -> dict[str, Days]:
    """Widen the days of waves that are those of records to whole months.

    Where months follow on one another so closely that nothing could lie between two waves, some days at
    their ends are left free; where two waves would overlap even so, all such waves have the days that
    their labels say, or none.
    """
    found = {wave: pair for wave, pair in bounds.items() if when(records, wave).by == RECORDS}
    for first_of, last_of in (("01", _month_end), ("02", _within_month)):
        wide = bounds | {
            wave: (f"{first[:7]}-{first_of}", last_of(last)) for wave, (first, last) in found.items()
        }
        if _in_order(_meant(bounds, wide)):
            return wide
    return bounds | {wave: date_bounds(wave) or ("", "") for wave in found}


def _meant(bounds: dict[str, Days], written: dict[str, Days]) -> dict[str, str]:
    """Say which day is written for each first and last day of a wave, and for the day after it."""
    meant = {day: written[wave][end] for wave in bounds for end, day in enumerate(bounds[wave]) if day}
    return {_after(day): _after(other) if other else "" for day, other in meant.items()} | meant


def _in_order(meant: dict[str, str]) -> bool:
    """Return whether days that stand for others are in the same order, and no two are one."""
    days = [meant[day] for day in sorted(meant)]
    return all(days) and all(one < other for one, other in zip(days, days[1:], strict=False))


def _month_end(day: str) -> str:
    return date(int(day[:4]), int(day[5:7]), monthrange(int(day[:4]), int(day[5:7]))[1]).isoformat()


def _within_month(day: str) -> str:
    return f"{day[:7]}-27"


def _with_days(waves: pd.DataFrame, bounds: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """Write the days of the waves into their table, unless their labels say them."""
    own = not (waves["dates_from"] == RECORDS).any()
    if own and all(pair in (("", ""), date_bounds(wave)) for wave, pair in bounds.items()):
        return waves
    rows = pd.DataFrame({"wave": [wave for wave in bounds if wave not in set(waves["wave"])]}, dtype=object)
    frame = pd.concat([waves, rows], ignore_index=True).astype(object)
    for place, column in enumerate(("start", "end")):
        frame[column] = pd.Series(
            [bounds.get(wave, ("", ""))[place] or None for wave in frame["wave"]], dtype=object
        )
    return frame.fillna(dict.fromkeys(("label", "question", "scale", "row", "file"), ""))


def _term(start: object, end: object, grid: list[str]) -> tuple[str | None, str | None]:
    """Move the first and the last day of a term; both together where it lies between two days of waves."""
    first, last = _day(start, 0), _day(end, 1)
    begins, ends = _up(first, grid), _down(last, grid)
    if not begins or not ends or begins <= ends:
        return begins, ends
    place = bisect_left(grid, first)
    inside = _after(grid[place - 1]) if place else _year(grid[0], -1)
    return inside, inside


def _up(day: str, grid: list[str]) -> str | None:
    """Return the first day of a wave that is not before a day; a later one where all are before it."""
    if not day:
        return None
    place = bisect_left(grid, day)
    return grid[place] if place < len(grid) else _year(grid[-1], 1)


def _down(day: str, grid: list[str]) -> str | None:
    """Return the last day of a wave that is not after a day; an earlier one where all are after it."""
    if not day:
        return None
    place = bisect_right(grid, day)
    return grid[place - 1] if place else _year(grid[0], -1)


def _day(text: object, end: int) -> str:
    return (date_bounds(str(text or "")) or ("", ""))[end]


def _after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _year(day: str, apart: int) -> str:
    """Return the first day of the year before, or the last of the year after."""
    return f"{int(day[:4]) + apart}-{'12-31' if apart > 0 else '01-01'}"
