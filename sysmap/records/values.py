"""What a cell says: texts, numbers, dates, yes or no, read one way everywhere.

Each reader works on the distinct values of a column, so that a million rows cost little more
than their distinct values.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from sysmap.records.problems import Origin, Problems
from sysmap.records.tables import Column
from sysmap.vocabulary import fold

BLANK_LIKE = {"", "nan", "n/a", "-"}
YES = {"y", "yes", "true", "1"}
NO = {"n", "no", "false", "0"}
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?)?)?")
_SLASH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1948, 2049
_DAY_NUMBERS = (20_000, 80_000)
_LAST_DAY_NUMBER = 2_958_465
_ISO_FORM = "written as 2023-01-31"


@dataclass(frozen=True)
class Context:
    """What a reader of distinct values may need to know of their column."""

    counts: np.ndarray
    column: Column
    scale: Mapping[str, float]


@dataclass(frozen=True)
class Reading:
    """What one distinct value turned into: a value, or a fault; with a warning where one is due."""

    value: Any = None
    fault: str = ""
    warning: str = ""
    form: str = ""


def is_blank(cell: Any) -> bool:
    """Tell whether a cell holds nothing at all."""
    return (
        cell is None
        or (isinstance(cell, str) and not cell.strip())
        or (isinstance(cell, float) and cell != cell)
        or cell is pd.NaT
        or cell is pd.NA
    )


def clean(cell: Any) -> tuple[str, str]:
    """Write a cell as text: composed, trimmed, white space folded, nothing invisible left.

    Returns
    -------
    tuple of str
        The text, and in words what was removed from it (usually nothing).
    """
    if is_blank(cell):
        return "", ""
    if isinstance(cell, bool | np.bool_):
        return ("TRUE" if cell else "FALSE"), ""
    if isinstance(cell, float | np.floating) and float(cell).is_integer() and abs(cell) < 1e15:
        return str(int(cell)), ""
    if isinstance(cell, datetime):
        return (cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")), ""
    raw = unicodedata.normalize("NFC", str(cell))
    kept = "".join(
        letter for letter in raw if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    removed = ""
    if kept != raw:
        bidirectional = any(unicodedata.bidirectional(letter) in _BIDIRECTIONAL for letter in raw)
        removed = "bidirectional control characters" if bidirectional else "control or zero-width characters"
    return _SPACE.sub(" ", kept).strip(), removed


_BIDIRECTIONAL = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def read_column(
    cells: pd.Series,
    column: Column,
    origin: Origin,
    problems: Problems,
    table: str,
    scale: Mapping[str, float] | None = None,
) -> pd.Series:
    """Read the cells of one column as what the column accepts.

    Faults and warnings are noted once per row, with the value as it stands (never that of a
    note). A cell that cannot be read becomes missing.

    Parameters
    ----------
    cells
        The cells as they arrived; the index holds the row numbers.
    column
        What the column accepts.
    origin, problems, table
        Where the cells stand, where to note what is wrong, and the table they belong to.
    scale
        For strengths: the number that each folded word stands for.
    """
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    context = Context(np.bincount(codes, minlength=len(distinct)), column, scale or {})
    readings = _READERS[column.accepts](list(distinct), context)
    for code, reading in enumerate(readings):
        if not (reading.fault or reading.warning):
            continue
        note = problems.fault if reading.fault else problems.warning
        value = "" if column.name == "note" else distinct[code]
        for row in cells.index[codes == code]:
            note(
                origin,
                reading.fault or reading.warning,
                table=table,
                row=row,
                column=column.name,
                value=value,
            )
    values = np.empty(len(readings), dtype=object)
    values[:] = [reading.value for reading in readings]
    taken = values[codes] if len(readings) else np.empty(0, dtype=object)
    if column.accepts in ("number", "strength", "rating", "whole"):
        return pd.Series(pd.to_numeric(pd.Series(taken, index=cells.index, dtype=object)), dtype=float)
    return pd.Series(taken, index=cells.index, dtype=object, name=column.name)


def date_bounds(text: str) -> tuple[str, str] | None:
    """Give the first and last day that a date stands for: ``2023`` is a year, ``2023-01`` a month."""
    match = _ISO.fullmatch(text)
    if not match or not int(match[1]) >= _FIRST_YEAR - 900:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    try:
        first = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return first.isoformat(), first.isoformat()
    after = date(year + 1, 1, 1) if not month or first.month == 12 else date(year, first.month + 1, 1)
    return first.isoformat(), (after - timedelta(days=1)).isoformat()


def _texts(distinct: list[Any], context: Context) -> list[Reading]:
    limit = context.column.limit
    readings = []
    for cell in distinct:
        text, removed = clean(cell)
        if len(text) > limit:
            readings.append(
                Reading(text, fault=f"{len(text):,} letters; at most {limit:,} are allowed: shorten it")
            )
        else:
            readings.append(Reading(text, warning=f"{removed} removed" if removed else ""))
    return readings


def _each(read: Callable[[str], Reading]) -> Callable[[list[Any], Context], list[Reading]]:
    """Make a reader of columns from a reader of one text; blank-like cells are missing."""

    def read_one(cell: Any) -> Reading:
        if isinstance(cell, date):
            return Reading(fault="a date where a number is expected: format the column as a number")
        text, _ = clean(cell)
        return Reading() if text.casefold() in BLANK_LIKE else read(text)

    def reader(distinct: list[Any], _context: Context) -> list[Reading]:
        return [read_one(cell) for cell in distinct]

    return reader


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _plain_number(text: str) -> Reading:
    value = _number(text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text)
    if value is None:
        return Reading(fault="is not a number: write digits with a point")
    if not np.isfinite(value):
        return Reading(fault="is not a number that can be used")
    return Reading(value)


def _rating(text: str) -> Reading:
    value = _number(text)
    return (
        Reading(value)
        if value is not None and 1 <= value <= 4
        else Reading(fault="a rating is a number from 1 to 4")
    )


def _whole(text: str) -> Reading:
    value = _number(text)
    if value is None or value < 0 or not float(value).is_integer():
        return Reading(fault="is not a whole number")
    return Reading(value)


def _yes_or_no(text: str) -> Reading:
    folded = fold(text)
    return Reading(folded in YES) if folded in YES | NO else Reading(fault="is neither yes nor no")


def _strengths(distinct: list[Any], context: Context) -> list[Reading]:
    def read(text: str) -> Reading:
        if fold(text) in context.scale:
            return Reading(context.scale[fold(text)])
        value = _number(text)
        if value is None:
            return Reading(
                fault="a strength is a number above 0, or every row has a word of one known scale; "
                'for words of your own say scale={"word": number}'
            )
        if not np.isfinite(value):
            return Reading(fault="is not a number that can be used")
        if value < 0:
            return Reading(fault="a strength cannot be negative")
        if value == 0:
            return Reading(fault="a strength of 0: does 0 mean no tie? then leave the row out")
        return Reading(value)

    return _each(read)(distinct, context)


def _dates(distinct: list[Any], context: Context) -> list[Reading]:
    readings = [_date(cell) for cell in distinct]
    forms: Counter[str] = Counter()
    for reading, count in zip(readings, context.counts, strict=True):
        if reading.form:
            forms[reading.form] += int(count)
    if len(forms) < 2:
        return readings
    usual = max(sorted(forms), key=lambda form: forms[form])
    return [
        reading
        if reading.form in ("", usual)
        else Reading(fault=f"this date is {reading.form}, others in the column are {usual}: use one form")
        for reading in readings
    ]


def _date(cell: Any) -> Reading:
    if isinstance(cell, datetime | date):
        return _dated(cell.year, cell.month, cell.day, _ISO_FORM)
    text, _ = clean(cell)
    if text.casefold() in BLANK_LIKE:
        return Reading()
    if match := _ISO.fullmatch(text):
        return _dated(int(match[1]), match[2], match[3], _ISO_FORM)
    if match := _SLASH.fullmatch(text):
        return _dated(int(match[3]), match[2], match[1], "written as 31/01/2023")
    number = _number(text)
    if number is not None and _DAY_NUMBERS[0] <= number <= _DAY_NUMBERS[1]:
        day = date(1899, 12, 30) + timedelta(days=int(number))
        return Reading(
            day.isoformat(),
            warning=f"a spreadsheet's day number, read as {day.isoformat()}",
            form="a day number",
        )
    if number is not None and number > _LAST_DAY_NUMBER:
        return Reading(fault="a day number beyond the year 9999: write the date as 2023-01-31")
    return Reading(fault="is not a date: write 2023-01-31, 2023-01, 2023 or 31/01/2023")


def _dated(year: int, month: int | str | None, day: int | str | None, form: str) -> Reading:
    parts = [f"{int(part):02d}" for part in (month, day) if part is not None]
    text = "-".join([f"{year:04d}", *parts])
    if date_bounds(text) is None:
        return Reading(fault="no such date: write 2023-01-31")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return Reading(
            text, warning=f"a date outside {_FIRST_YEAR} to {_LAST_YEAR}: is the year right?", form=form
        )
    return Reading(text, form=form)


_READERS: dict[str, Callable[[list[Any], Context], list[Reading]]] = {
    "text": _texts,
    "organisation": _texts,
    "sector": _texts,
    "number": _each(_plain_number),
    "rating": _each(_rating),
    "whole": _each(_whole),
    "yesno": _each(_yes_or_no),
    "strength": _strengths,
    "date": _dates,
}
