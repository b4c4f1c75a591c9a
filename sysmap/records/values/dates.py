"""Dates: which day, month or year a cell means, in one form per column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sysmap.records.values.cells import BLANK_LIKE, CellReading, clean, is_blank

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?)?)?", re.ASCII)
_SLASH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_DAY_NUMBER = re.compile(r"\d{1,12}(\.\d*)?", re.ASCII)
_EARLIEST_YEAR = 1000
_FIRST_YEAR, _LAST_YEAR = 1948, 2049
_DAY_NUMBERS = (20_000, 80_000)
_LAST_DAY_NUMBER = 2_958_465
_ISO_FORM = "written as 2023-01-31"


def date_bounds(text: str) -> tuple[str, str] | None:
    """Return the first and last day that a date stands for: ``2023`` is a year, ``2023-01`` a month."""
    match = _ISO.fullmatch(text)
    if not match or int(match[1]) < _EARLIEST_YEAR:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first.isoformat(), first.isoformat()
    if not month or first.month == 12:
        return first.isoformat(), f"{year:04d}-12-31"
    return first.isoformat(), (date(year, first.month + 1, 1) - timedelta(days=1)).isoformat()


def read_dates(distinct: Sequence[Any], counts: Sequence[int]) -> list[CellReading]:
    """Read the distinct cells of a column of dates; `counts` says how many rows hold each.

    A column has one form: cells in another than the commonest are a fault.
    """
    readings = [_date(cell) for cell in distinct]
    forms: Counter[str] = Counter()
    for reading, count in zip(readings, counts, strict=True):
        if reading.form:
            forms[reading.form] += int(count)
    if len(forms) < 2:
        return readings
    usual = max(sorted(forms), key=lambda form: forms[form])
    return [
        reading
        if reading.form in ("", usual)
        else CellReading(fault=f"this date is {reading.form}, others in the column are {usual}: use one form")
        for reading in readings
    ]


def _date(cell: Any) -> CellReading:
    if isinstance(cell, datetime | date) and not is_blank(cell):
        return _dated(cell.year, cell.month, cell.day, _ISO_FORM)
    text, _ = clean(cell)
    if text.casefold() in BLANK_LIKE:
        return CellReading()
    if match := _ISO.fullmatch(text):
        return _dated(int(match[1]), match[2], match[3], _ISO_FORM)
    if match := _SLASH.fullmatch(text):
        return _dated(int(match[3]), match[2], match[1], "written as 31/01/2023")
    if _DAY_NUMBER.fullmatch(text):
        number = float(text)
        if _DAY_NUMBERS[0] <= number <= _DAY_NUMBERS[1]:
            day = date(1899, 12, 30) + timedelta(days=int(number))
            return CellReading(
                day.isoformat(),
                warning=f"a spreadsheet's day number, read as {day.isoformat()}",
                form="a day number",
            )
        if number > _LAST_DAY_NUMBER:
            return CellReading(fault="a day number beyond the year 9999: write the date as 2023-01-31")
    return CellReading(fault="is not a date: write 2023-01-31, 2023-01, 2023 or 31/01/2023")


def _dated(year: int, month: int | str | None, day: int | str | None, form: str) -> CellReading:
    parts = [f"{int(part):02d}" for part in (month, day) if part is not None]
    text = "-".join([f"{year:04d}", *parts])
    if date_bounds(text) is None:
        return CellReading(fault="no such date: write 2023-01-31")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return CellReading(
            text, warning=f"a date outside {_FIRST_YEAR} to {_LAST_YEAR}: is the year right?", form=form
        )
    return CellReading(text, form=form)
