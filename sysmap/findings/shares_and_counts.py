"""Tables of measures as people are shown them: shares as percentages, apart from numbers of other kinds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from sysmap.findings.words import range_in_words, value_in_words
from sysmap.measures.catalogue import catalogue

_NOISE = 1e-12


def level_in_words(name: str, value: float) -> str:
    """Write a value of a measure in its unit; nothing where there is none."""
    return "" if math.isnan(value) else value_in_words(catalogue[name], _without_noise(value))


def change_in_words(name: str, value: float) -> str:
    """Write a change in a measure in its unit, with its sign; nothing where there is none."""
    return "" if math.isnan(value) else value_in_words(catalogue[name], _without_noise(value), signed=True)


def interval_in_words(name: str, low: float, high: float, *, signed: bool = True) -> str:
    """Write from where to where a value or a change may be; nothing where that is not known."""
    return (
        ""
        if math.isnan(low) or math.isnan(high)
        else range_in_words(catalogue[name], low, high, signed=signed)
    )


def size_in_words(name: str, value: float) -> str:
    """Write how large a change is, without a sign; nothing where that is not known."""
    return change_in_words(name, value).lstrip("+")


def values_in_units(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Write the values in some columns of a table of measures in the unit of each."""
    return frame.assign(
        **{
            column: [level_in_words(str(name), value) for name, value in frame[column].items()]
            for column in columns
        }
    )


def split_by_unit(rows: Sequence[Any], names: Sequence[object]) -> dict[str, list[Any]]:
    """Part rows by whether the measure of each is a share: percentages never stand under other numbers.

    Parameters
    ----------
    rows
        Anything, one for each measure.
    names
        The measures, in the same order.

    Returns
    -------
    dict
        What each part is called, such as ``shares``, and its rows in their order; no part is empty.
    """
    parts: dict[str, list[Any]] = {"shares": [], "other numbers": []}
    for name, row in zip(names, rows, strict=True):
        parts["shares" if catalogue[str(name)].unit == "share" else "other numbers"].append(row)
    return {title: part for title, part in parts.items() if part}


def tables_by_unit(title: str, frame: pd.DataFrame, names: Sequence[object]) -> dict[str, pd.DataFrame]:
    """Part a table by whether the measure of each row is a share, under its title."""
    places = split_by_unit(range(len(frame)), names)
    return {f"{title}: {what}": frame.iloc[rows].reset_index(drop=True) for what, rows in places.items()}


def _without_noise(value: float) -> float:
    """Take what is left of a sum that should be 0 as 0."""
    return 0.0 if abs(value) < _NOISE else value
