"""What a cell says: texts, numbers, dates, yes or no, read one way everywhere.

Each reader works on the distinct values of a column, so that a million rows cost little more
than their distinct values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import choice, either
from sysmap.records.problems import Reading
from sysmap.records.tables.declared import Column
from sysmap.records.values.cells import BLANK_LIKE, CellReading, clean, is_blank
from sysmap.records.values.dates import date_bounds, read_dates
from sysmap.records.values.distinct import spread
from sysmap.vocabulary import fold

__all__ = ["BLANK_LIKE", "NO", "YES", "clean", "date_bounds", "is_blank", "is_number", "read_column"]

YES = {"y", "yes", "true", "1"}
NO = {"n", "no", "false", "0"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
_NUMBERS = ("number", "amount", "strength", "rating", "whole")


@dataclass(frozen=True)
class Context:
    """What a reader of distinct values may need to know of their column."""

    counts: np.ndarray
    column: Column
    scale: Mapping[str, float | None]


def read_column(
    cells: pd.Series,
    column: Column,
    here: Reading,
    scale: Mapping[str, float | None] | None = None,
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
    here
        Where the cells stand, and where to note what is wrong.
    scale
        For strengths: the number that each folded word stands for.
    """
    codes, index = pd.factorize(cells, use_na_sentinel=False)
    distinct = list(index)
    context = Context(np.bincount(codes, minlength=len(distinct)), column, scale or {})
    readings = _READERS[column.accepts](distinct, context)
    doubtful = np.array([bool(reading.fault or reading.warning) for reading in readings], dtype=bool)
    for place in np.flatnonzero(doubtful[codes]) if doubtful.any() else ():
        reading = readings[codes[place]]
        note = here.fault if reading.fault else here.warning
        note(
            reading.fault or reading.warning,
            row=cells.index[place],
            column=column.name,
            value="" if column.name == "note" else distinct[codes[place]],
        )
    if column.accepts in _NUMBERS:
        numbers = np.array(
            [np.nan if reading.value is None else reading.value for reading in readings], float
        )
        return pd.Series(numbers[codes], index=cells.index, name=column.name)
    return spread([reading.value for reading in readings], codes, cells).rename(column.name)


def is_number(text: str) -> bool:
    """Return whether a text is written as a number, usable or not."""
    return bool(_NUMBER.fullmatch(text) or _INFINITE.fullmatch(text))


def _texts(distinct: list[Any], context: Context) -> list[CellReading]:
    limit = context.column.limit
    readings = []
    for cell in distinct:
        text, removed = clean(cell)
        if len(text) > limit:
            readings.append(
                CellReading(text, fault=f"{len(text):,} letters; at most {limit:,} are allowed: shorten it")
            )
        else:
            readings.append(CellReading(text, warning=f"{removed} removed" if removed else ""))
    return readings


def _each(read: Callable[[str], CellReading]) -> Callable[[list[Any], Context], list[CellReading]]:
    """Make a reader of columns from a reader of one text; blank-like cells are missing."""

    def read_one(cell: Any) -> CellReading:
        text, _ = clean(cell)
        return CellReading() if text.casefold() in BLANK_LIKE else read(text)

    def reader(distinct: list[Any], _context: Context) -> list[CellReading]:
        return [read_one(cell) for cell in distinct]

    return reader


def _numbers(
    read: Callable[[str, Context, bool], CellReading],
) -> Callable[[list[Any], Context], list[CellReading]]:
    """Make a reader of columns of numbers, where a date is a number in the wrong format.

    The reader of one text is told whether the column shows decimal commas: then none in it can stand
    between thousands.
    """
    a_date = CellReading(fault="a date where a number is expected: format the column as a number")

    def numbers(distinct: list[Any], context: Context) -> list[CellReading]:
        decimal = any(isinstance(cell, str) and _shows_decimal_comma(clean(cell)[0]) for cell in distinct)
        readings = _each(lambda text: read(text, context, decimal))(distinct, context)
        return [
            a_date if isinstance(cell, date) and not is_blank(cell) else reading
            for cell, reading in zip(distinct, readings, strict=True)
        ]

    return numbers


def _number(text: str) -> float | None:
    """Read digits with a point; None for anything else, infinite where the number is too large."""
    if _INFINITE.fullmatch(text):
        return float("-inf" if text.startswith("-") else "inf")
    return float(text) if _NUMBER.fullmatch(text) else None


def _shows_decimal_comma(text: str) -> bool:
    """Return whether the comma in a text can only be a decimal one: ``0,5``, but not ``1,200``."""
    return bool(_DECIMAL_COMMA.fullmatch(text)) and not _THOUSANDS.fullmatch(text)


def _no_number(text: str, decimal: bool) -> str:
    """Say what keeps a text from being a number; empty where it is a word."""
    if _THOUSANDS.fullmatch(text) and not decimal:
        return f"a comma between thousands: write {text.replace(',', '')}"
    if _DECIMAL_COMMA.fullmatch(text):
        return f"a decimal comma: write {text.replace(',', '.')}"
    if any(unicodedata.numeric(letter, None) is not None for letter in text):
        return "is not a number: write digits, with a point for parts of one"
    return ""


def _plain_number(text: str, _context: Context, decimal: bool) -> CellReading:
    value = _number(text)
    if value is None:
        return CellReading(fault=_no_number(text, decimal) or "is not a number: write digits with a point")
    if not np.isfinite(value):
        return CellReading(fault="is not a number that can be used: is it too large?")
    return CellReading(value)


def _amount(text: str, context: Context, decimal: bool) -> CellReading:
    """Read an amount of money: 0 or more, thousands commas allowed."""
    thousands = _THOUSANDS.fullmatch(text) and not decimal
    reading = _plain_number(text.replace(",", "") if thousands else text, context, decimal)
    if reading.value is not None and reading.value < 0:
        return CellReading(
            fault="an amount cannot be negative: swap source and target, or write it without the sign"
        )
    return reading


def _rating(text: str, _context: Context, _decimal: bool) -> CellReading:
    value = _number(text)
    return (
        CellReading(value)
        if value is not None and 1 <= value <= 4
        else CellReading(fault="a rating is a number from 1 to 4")
    )


def _whole(text: str, _context: Context, decimal: bool) -> CellReading:
    value = _number(text)
    if value is None or value < 0 or not float(value).is_integer():
        comma = _no_number(text, decimal) if "," in text else ""
        return CellReading(fault=comma or "is not a whole number: write digits only")
    return CellReading(value)


def _yes_or_no(text: str) -> CellReading:
    folded = fold(text)
    return (
        CellReading(folded in YES)
        if folded in YES | NO
        else CellReading(fault="is neither yes nor no: write yes or no")
    )


def words_of_ones_own() -> str:
    """Write how words of strength that are of no known scale are told."""
    return either('scale={"word": number}', "--scale WORD=NUMBER")


def _strength(text: str, context: Context, decimal: bool) -> CellReading:
    if fold(text) in context.scale:
        return CellReading(context.scale[fold(text)])
    value = _number(text)
    if value is None:
        return CellReading(
            fault=_no_number(text, decimal)
            or "a strength is a number above 0, or every row has a word of one known scale; "
            f"for words of your own say {words_of_ones_own()}"
        )
    if not np.isfinite(value):
        return CellReading(fault="is not a number that can be used: is it too large?")
    if value < 0:
        return CellReading(fault="a strength cannot be negative: write a number above 0")
    if value == 0:
        no_tie = choice("scale", {"0": 0})
        return CellReading(
            fault=f"a strength of 0: does 0 mean no tie? then say so: {no_tie}, or leave the row out"
        )
    return CellReading(value)


_READERS: dict[str, Callable[[list[Any], Context], list[CellReading]]] = {
    "text": _texts,
    "organisation": _texts,
    "sector": _texts,
    "number": _numbers(_plain_number),
    "amount": _numbers(_amount),
    "rating": _numbers(_rating),
    "whole": _numbers(_whole),
    "yesno": _each(_yes_or_no),
    "strength": _numbers(_strength),
    "date": lambda distinct, context: read_dates(distinct, list(context.counts)),
}
