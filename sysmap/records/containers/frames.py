"""Data frames to raw tables, without touching the caller's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.sheets.blocks import blocks_in
from sysmap.records.sheets.header_names import named_once
from sysmap.records.sheets.header_rows import heads_columns
from sysmap.records.sheets.row_kinds import TITLES
from sysmap.records.sheets.rows import Row
from sysmap.records.sheets.saying import note_block
from sysmap.records.values.cells import is_blank
from sysmap.records.values.distinct import FEW, by_distinct

# A frame of more rows is no sheet that somebody laid out by hand.
_LONGEST_SHEET = 100_000
_UNNAMED = re.compile(r"Unnamed: \d+")

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


def read_frame(frame: pd.DataFrame, here: Reading) -> list[RawTable]:
    """Read a data frame as raw tables, most often one, its rows numbered as if it stood under its header.

    A frame that is a whole sheet, with titles above or several tables, is read as a sheet is.
    An index that has a name, or that holds texts, is read as columns.
    """
    table = frame.copy(deep=False)
    table.attrs = {}
    if _may_hold_more(table):
        return _tables_in(table, here) or [_whole(table, here)]
    return [_whole(table, here)]


def _may_hold_more(table: pd.DataFrame) -> bool:
    """Return whether a frame may be a whole sheet: columns without a header or blank, rows with one cell."""
    if not 0 < len(table) <= _LONGEST_SHEET or table.shape[1] < 2 or _index_columns(table.index, set()):
        return False
    if any(isinstance(header, str) and _UNNAMED.fullmatch(header) for header in table.columns):
        return True
    filled = table.notna().to_numpy()
    return isinstance(table.columns, pd.RangeIndex) or bool(
        (filled.sum(axis=1) < 2).any() or not filled.any(axis=0).all()
    )


def _tables_in(table: pd.DataFrame, here: Reading) -> list[RawTable]:
    """Read a frame that is a whole sheet, as pandas reads one; nothing where its headers are headers."""
    nameless = isinstance(table.columns, pd.RangeIndex)
    plain = [_read(cells) for _, cells in table.items()]
    cells = list(zip(*plain, strict=True)) if plain else []
    rows = [Row(number, row) for number, row in enumerate(cells, start=1 if nameless else 2)]
    if not nameless:
        header = [None if _UNNAMED.fullmatch(str(name)) else str(name) for name in table.columns]
        rows = [Row(1, header), *rows]
    rows = [row for row in rows if row.held()]
    blocks = blocks_in(rows) if rows else []
    # Without a name for any column the first row is no header, unless it or what stands above says so.
    if nameless and not all(
        TITLES in block.aside or heads_columns([block.header, *block.rows], 0) for block in blocks
    ):
        return []
    found = []
    for block in blocks:
        note_block(block, len(blocks), here)
        origin = replace(here.origin, part=block.part, header_row=block.header.number)
        titles = ["" if is_blank(name) else str(name) for name in block.names]
        names = named_once(titles, here.at(origin))
        raw = pd.DataFrame(
            [[row.cells[place] for place in block.columns] for row in block.rows],
            columns=block.columns,
            index=[row.number for row in block.rows],
            dtype=object,
        )
        raw.columns = pd.Index(names, dtype=object)
        found.append(
            RawTable(raw, origin, aside=block.set_aside, rows_aside=block.rows_aside, title=block.title)
        )
    return found


def _whole(table: pd.DataFrame, here: Reading) -> RawTable:
    frame = table.copy(deep=False)
    table.columns = pd.Index([str(column) for column in frame.columns], dtype=object)
    leading = _index_columns(frame.index, set(table.columns))
    names = named_once([*leading, *table.columns], here)
    cells = [*map(pd.Series, leading.values()), *(column for _, column in table.items())]
    rows = pd.RangeIndex(2, len(table) + 2)
    read = {name: _read(column) for name, column in zip(names, cells, strict=bool(names))}
    raw = pd.DataFrame(read, index=rows, copy=False)
    raw.columns = pd.Index(list(raw.columns), dtype=object)
    return RawTable(raw, here.origin)


def _read(cells: pd.Series) -> np.ndarray:
    """Return a column as plain cells."""
    kind = cells.dtype.kind if isinstance(cells.dtype, np.dtype) else ""
    if kind == "O" and pd.api.types.infer_dtype(cells, skipna=False) == "string":
        return cells.to_numpy()
    # Numbers, dates and texts of one type: equal cells are the same. Others are looked at one by one.
    one_type = isinstance(cells.dtype, pd.StringDtype | pd.CategoricalDtype) or kind in [*"iufbM"]
    if one_type and len(cells) > FEW:
        codes, index = pd.factorize(cells, use_na_sentinel=False)
        return _objects(map(_plain, index.astype(object)), len(index))[codes]
    return _objects(map(_plain, cells.astype(object)), len(cells))


def _objects(cells: Iterable[Any], count: int) -> np.ndarray:
    found = np.empty(count, dtype=object)
    found[:] = [*cells]
    return found


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
