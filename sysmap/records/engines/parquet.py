"""Parquet files, by whichever engine is there that reads them."""

from __future__ import annotations

from glob import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, either
from sysmap.records.containers.frames import pandas_frame, read_frame
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.sheets.tables_by_name import by_name
from sysmap.records.tables.declared import ROW_LIMIT

if TYPE_CHECKING:
    import narwhals as nw

SUFFIX = ".parquet"
# In the order in which they are tried: the first spills to disk what does not fit.
_READERS: tuple[Literal["duckdb", "polars", "pyarrow"], ...] = ("duckdb", "polars", "pyarrow")


def scanned(path: Path) -> nw.LazyFrame[Any] | None:
    """Return a Parquet file, or a folder of its parts, as a frame whose rows are not read yet.

    None for what cannot be read as Parquet: what is wrong with it is said when it is opened.

    Raises
    ------
    ChoiceError
        If nothing is installed that reads Parquet.
    """
    import narwhals as nw

    reader = next((name for name in _READERS if find_spec(name)), None)
    if reader is None:
        raise ChoiceError(
            f"{path.name} is read with the help of DuckDB, polars or pyarrow, and none of them is installed: "
            "python -m pip install duckdb"
        )
    try:
        return nw.scan_parquet(_place(path, reader), backend=reader).lazy()
    except Exception:  # each engine has its own errors
        return None


def _place(path: Path, reader: str) -> str:
    """Return what a reader is to open: the marks of a pattern in the name of a file are letters."""
    if reader == "pyarrow":  # knows no patterns, and takes folders
        return str(path)
    return f"{escape(str(path))}/*{SUFFIX}" if path.is_dir() else escape(str(path))


def collected_parquet(path: Path) -> pd.DataFrame | None:
    """Return what a Parquet file holds; None where it cannot be read."""
    frame = scanned(path)
    return None if frame is None else pandas_frame(frame.to_native())


def read_parquet(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a Parquet file as the raw table that it holds."""
    frame = collected_parquet(path)
    if frame is None:
        here.fault("cannot be read as a Parquet file: is it damaged, or only called .parquet?")
        return {}
    if len(frame) > ROW_LIMIT:
        alone = either(
            'read_records("partners.csv", "collaborations.parquet")',
            "sysmap check partners.csv collaborations.parquet",
        )
        here.fault(
            f"more than {ROW_LIMIT:,} rows, which only a table of collaborations may have that is given by "
            f"itself: {alone}"
        )
        return {}
    return by_name(name_of(path.stem), read_frame(frame, here.problems.apart(here.origin)))
