"""Data frames to raw tables, without touching the caller's."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from sysmap.records.csv_files import named_once
from sysmap.records.problems import Origin, Problems


def read_frame(frame: pd.DataFrame, origin: Origin, problems: Problems) -> pd.DataFrame:
    """Read a data frame as a raw table, its rows numbered as if it stood in a file under its header.

    An index that has a name, or that holds texts, is read as columns.
    """
    table = frame.copy(deep=False)
    table.attrs = {}
    table.columns = pd.Index([str(column) for column in frame.columns], dtype=object)
    leading = _index_columns(frame.index, set(table.columns))
    names = named_once([*leading, *table.columns], origin, problems)
    cells = [*leading.values(), *(table.iloc[:, place] for place in range(table.shape[1]))]
    rows = pd.RangeIndex(2, len(table) + 2)
    raw = pd.DataFrame(
        {
            name: pd.Series([_plain(cell) for cell in column.astype(object)], index=rows, dtype=object)
            for name, column in zip(names, cells, strict=bool(names))
        },
        index=rows,
    )
    raw.columns = pd.Index(list(raw.columns), dtype=object)
    return raw


def _index_columns(index: pd.Index, taken: set[str]) -> dict[str, pd.Index]:
    levels = [index.get_level_values(place) for place in range(index.nlevels)]
    return {
        str(level.name) if level.name is not None else "index": level
        for level in levels
        if (level.name is not None or pd.api.types.is_string_dtype(level.dtype))
        and len(level)
        and str(level.name) not in taken
    }


def _plain(cell: Any) -> Any:
    """Keep texts, numbers and dates; write what else a frame may hold as the text that is shown."""
    if isinstance(cell, str) or cell is None or cell is pd.NA or cell is pd.NaT:
        return cell
    if isinstance(cell, bool | np.bool_):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float | np.integer | np.floating | date):
        return cell
    return str(cell)
