"""Columns read by their distinct values, so that a million rows cost little more than those."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

FEW = 40
"""To find the distinct cells of so short a column takes longer than to read each."""


def by_distinct(cells: pd.Series, read: Callable[[Any], Any]) -> pd.Series:
    """Apply a function to the distinct values of a column, and give its answers row by row.

    Missing cells are one value, ``nan``. Values that are equal are one: a column that mixes 1 and
    True cannot be read so.

    Parameters
    ----------
    cells
        The column.
    read
        The function. It must depend on nothing but the value.

    Returns
    -------
    pandas.Series of object
    """
    if len(cells) <= FEW:
        known: dict[Any, Any] = {}
        values = [
            cell if type(cell) is str or pd.isna(cell) is not True else np.nan for cell in cells.tolist()
        ]
        for value in values:
            if value not in known:
                known[value] = read(value)
        answers = np.empty(len(values), dtype=object)
        answers[:] = [known[value] for value in values]
        return pd.Series(answers, index=cells.index, dtype=object, name=cells.name, copy=False)
    codes, index = pd.factorize(cells, use_na_sentinel=False)
    return spread([read(cell) for cell in index.tolist()], codes, cells)


def is_true(cells: pd.Series, says: Callable[[Any], Any]) -> np.ndarray:
    """Tell row by row whether a function holds of a cell."""
    return by_distinct(cells, lambda cell: bool(says(cell))).to_numpy(dtype=bool)


def spread(values: list[Any], codes: np.ndarray, like: pd.Series) -> pd.Series:
    """Give each row the value of its code, as a column of objects with the index of another."""
    known = np.empty(len(values), dtype=object)
    known[:] = values
    return pd.Series(known[codes], index=like.index, dtype=object, name=like.name, copy=False)
