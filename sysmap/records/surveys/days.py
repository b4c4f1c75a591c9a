"""When the answers of a survey came in, as its export says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sysmap.records.raw import RawTable
from sysmap.records.values.cells import clean, is_blank
from sysmap.vocabulary import fold_header

# The day on which an answer was sent, by the tool that wrote the export; the first that is there counts.
_SENT = ("Completion time", "RecordedDate", "EndDate", "End Date", "Timestamp", "Date Modified", "Start time")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d).*", re.ASCII | re.DOTALL)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d).*", re.ASCII | re.DOTALL)
_DAY_NUMBER = re.compile(r"\d{5}(\.\d*)?", re.ASCII)
_DAY_NUMBERS = (20_000, 80_000)


def days_answered(raw: RawTable) -> tuple[str, str] | None:
    """Return the first and the last day on which answers came in; None where the export does not say.

    A column in which it cannot be told which is the day and which the month says nothing.
    """
    headers = {fold_header(clean(header)[0]): header for header in reversed(list(raw.columns))}
    # SurveyMonkey writes the month first, everywhere.
    month_first = {fold_header("Collector ID"), fold_header("Respondent ID")} <= set(headers)
    for name in _SENT:
        header = headers.get(fold_header(name))
        if header is None:
            continue
        days = _days(raw[header], month_first)
        if days:
            return min(days).isoformat(), max(days).isoformat()
    return None


def _days(cells: Iterable[Any], month_first: bool) -> list[date]:
    """Read the days of a column; none where a cell is something else, or day and month may be swapped."""
    days: list[date] = []
    parts: list[tuple[int, int, int]] = []
    for cell in cells:
        if is_blank(cell):
            continue
        if isinstance(cell, datetime | date):
            days.append(date(cell.year, cell.month, cell.day))
            continue
        text = clean(cell)[0]
        if match := _YEAR_LAST.fullmatch(text):
            year = int(match[3])
            parts.append((int(match[1]), int(match[2]), year if year > 99 else 2000 + year))
        elif match := _YEAR_FIRST.fullmatch(text):
            days += (found := _day(int(match[1]), int(match[2]), int(match[3])))
            if not found:
                return []
        elif _DAY_NUMBER.fullmatch(text) and _DAY_NUMBERS[0] <= float(text) <= _DAY_NUMBERS[1]:
            days.append(date(1899, 12, 30) + timedelta(days=int(float(text))))
        elif text:
            return []
    if not parts:
        return days
    turned = month_first or any(second > 12 for _, second, _ in parts)
    if not turned and all(first <= 12 and first != second for first, second, _ in parts):
        return []
    for first, second, year in parts:
        found = _day(year, first, second) if turned else _day(year, second, first)
        if not found:
            return []
        days += found
    return days


def _day(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
