"""Data frames to raw tables, without touching the caller's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.sheets.header_names import named_once
from sysmap.records.values.distinct import by_distinct, spread

if TYPE_CHECKING:
    import narwhals as nw


def pandas_frame(source: Any) -> pd.DataFrame | None:
    """Return a data frame of any engine that narwhals knows as one of pandas; None for anything else.

    What is not worked out yet (a DuckDB relation, a lazy polars frame) is collected here, once.
    """
    if isinstance(source, pd.DataFrame):
        return source
    import narwhals as nw

    frame = nw.from_native(source, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = collected(frame)
    if not isinstance(frame, nw.DataFrame):
        return None
    native = frame.to_native()
    if isinstance(native, pd.DataFrame):
        return native
    return pd.DataFrame({name: _cells(frame[name].to_numpy()) for name in frame.columns}, copy=False)


def collected(frame: nw.LazyFrame[Any]) -> nw.DataFrame[Any]:
    """Work a lazy frame out, as one of pandas where its engine can write that by itself."""
    try:
        return frame.collect(backend="pandas")
    except ImportError:
        return frame.collect()


def _cells(values: np.ndarray) -> pd.Series:
    """Return the values of a column; of texts, one object for each distinct one."""
    cells = pd.Series(values, copy=False)
    if cells.dtype != object or pd.api.types.infer_dtype(cells) != "string":
        return cells
    return by_distinct(cells, lambda cell: cell)


def read_frame(frame: pd.DataFrame, here: Reading) -> RawTable:
    """Read a data frame as a raw table, its rows numbered as if it stood in a file under its header.

    An index that has a name, or that holds texts, is read as columns.
    """
    table = frame.copy(deep=False)
    table.attrs = {}
    table.columns = pd.Index([str(column) for column in frame.columns], dtype=object)
    leading = _index_columns(frame.index, set(table.columns))
    names = named_once([*leading, *table.columns], here)
    cells = [*leading.values(), *(table.iloc[:, place] for place in range(table.shape[1]))]
    rows = pd.RangeIndex(2, len(table) + 2)
    raw = pd.DataFrame(
        {
            name: _read(pd.Series(column).set_axis(rows))
            for name, column in zip(names, cells, strict=bool(names))
        },
        index=rows,
        copy=False,
    )
    raw.columns = pd.Index(list(raw.columns), dtype=object)
    return RawTable(raw, here.origin)


def _read(cells: pd.Series) -> pd.Series:
    """Return a column as plain cells."""
    kind = cells.dtype.kind if isinstance(cells.dtype, np.dtype) else ""
    if kind == "O" and pd.api.types.infer_dtype(cells, skipna=False) == "string":
        return cells
    # Numbers, dates and texts of one type: equal cells are the same. Others are looked at one by one.
    one_type = isinstance(cells.dtype, pd.StringDtype | pd.CategoricalDtype) or kind in [*"iufbM"]
    if one_type:
        codes, index = pd.factorize(cells, use_na_sentinel=False)
        return spread([_plain(cell) for cell in index.astype(object)], codes, cells)
    return pd.Series([_plain(cell) for cell in cells.astype(object)], index=cells.index, dtype=object)


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
