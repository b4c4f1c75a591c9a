"""What every column of a result is called in a workbook, in which unit it is, and what it means."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sysmap.measures.catalogue import catalogue
from sysmap.results import ResultTable
from sysmap.vocabulary import ColumnHeading, column_headings

# In words, as the first sheet explains them. `measure` and `change` are of the measure of the row.
UNITS = {
    "text": "words",
    "reason": "words",
    "name of a measure": "words",
    "yes": "yes or no",
    "date": "a date",
    "count": "a number of things",
    "number": "a number",
    "share": "a share, in per cent",
    "points": "a change of a share, in percentage points",
    "money": "money",
    "p": "a probability, from 0 to 1",
    "measure": "the unit of the measure",
    "change": "the unit of the measure; of shares, percentage points",
}
_FOLLOW = "follow"
# Beside one of these a range is of a change.
_CHANGES = {"change", "difference", "slope", "mean"}
_OF_MEASURES = {"share": "share", "count": "count"}
# Tables whose columns are sectors.
_MATRICES = {"ties": "count", "possible": "count", "density": "share", "members by sector": "count"}


def measure_in_words(name: str) -> str:
    """Return what a measure is called: of the catalogue, or of sectors."""
    if name in catalogue:
        return catalogue[name].label
    known = column_headings().get(("", name))
    return known.words if known else name


def headings_of(table: ResultTable) -> dict[str, ColumnHeading]:
    """Return the heading of every column of a table, in their order.

    A column that is declared for this table comes first, then a measure of the catalogue, then one declared
    for all tables. Any other is the user's own, or a sector: it is called what it is called.
    """
    frame = table.flat
    names = [str(name) for name in frame.columns]
    found = {}
    for place, name in enumerate(names):
        found[name] = _heading(table.title, name, frame.iloc[:, place], set(names))
    return found


def _heading(title: str, name: str, cells: pd.Series, beside: set[str]) -> ColumnHeading:
    declared = column_headings()
    own = declared.get((title, name))
    matrix = title in _MATRICES and (title, name) not in declared and ("", name) not in declared
    if own is None and not matrix and title == "scores" and name in catalogue:
        entry = catalogue[name]
        if entry.level == "organisation":
            unit = "yes" if _is_yes_no(cells) else _OF_MEASURES.get(entry.unit, "number")
            return ColumnHeading(entry.label, unit, entry.question)
    known = own or (None if matrix else declared.get(("", name)))
    if known is None:
        unit = _MATRICES[title] if matrix and _is_number(cells) else _guessed(cells)
        return ColumnHeading(name, unit)
    if known.unit == _FOLLOW:
        return ColumnHeading(known.words, "change" if beside & _CHANGES else "measure", known.explanation)
    return known


def _guessed(cells: pd.Series) -> str:
    if _is_yes_no(cells):
        return "yes"
    return "number" if _is_number(cells) else "text"


def _is_yes_no(cells: pd.Series) -> bool:
    there = cells.dropna()
    return bool(len(there)) and all(isinstance(cell, bool | np.bool_) for cell in there)


def _is_number(cells: pd.Series) -> bool:
    there: list[Any] = list(cells.dropna())
    return all(isinstance(cell, int | float | np.number) and not isinstance(cell, bool) for cell in there)
