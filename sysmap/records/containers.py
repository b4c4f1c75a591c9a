"""Files, folders and data frames to raw tables, opened safely; what a row means is for the layouts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError, MissingFileError
from sysmap.records.csv_files import check_headers, read_csv
from sysmap.records.problems import Origin, Problems
from sysmap.records.tables import table_called
from sysmap.records.workbooks import read_workbook

FILE_LIMIT = 100_000_000
_CSV = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm")


def open_source(
    source: Any, problems: Problems, *, wave: str = "", name: str = ""
) -> dict[str, pd.DataFrame]:
    """Open one source as raw tables.

    Parameters
    ----------
    source
        A path to a file or folder, a data frame, or a sequence of such.
    problems
        Where faults and warnings are noted.
    wave
        The wave that rows without one belong to.
    name
        What a data frame is called.

    Returns
    -------
    dict of str to pandas.DataFrame
        Raw tables by name: the sheet, the stem of the file, or the keyword of a frame. Cells
        are as they arrived; the index holds row numbers, ``attrs["origin"]`` the place.

    Raises
    ------
    MissingFileError
        If there is no such file or folder.
    """
    if isinstance(source, pd.DataFrame):
        return _from_frame(source, problems, wave, name)
    if isinstance(source, str | os.PathLike):
        return _from_path(Path(source), problems, wave)
    if isinstance(source, Sequence):
        tables: dict[str, pd.DataFrame] = {}
        for part in source:
            merge_tables(tables, open_source(part, problems, wave=wave))
        return tables
    raise ChoiceError(
        f"a source is a file, a folder, a data frame or a mapping of wave to these, not {type(source).__name__}"
    )


def merge_tables(tables: dict[str, pd.DataFrame], more: Mapping[str, pd.DataFrame]) -> None:
    """Add raw tables to others, with a new name where a name is taken."""
    for name, frame in more.items():
        free, count = name, 1
        while free in tables:
            count += 1
            free = f"{name} ({count})"
        tables[free] = frame


def _from_path(path: Path, problems: Problems, wave: str) -> dict[str, pd.DataFrame]:
    if not path.exists():
        raise MissingFileError(f"there is no file or folder {path}: check the name and where you are")
    if path.is_dir():
        return _from_folder(path, problems, wave)
    origin = Origin(path.name, wave=wave)
    suffix = path.suffix.casefold()
    try:
        if path.stat().st_size > FILE_LIMIT:
            problems.fault(origin, f"larger than {FILE_LIMIT // 1_000_000} MB: split the file")
        elif suffix in _CSV:
            frame = read_csv(path, origin, problems)
            return {} if frame is None else {path.stem: _placed(frame, origin)}
        elif suffix in _WORKBOOK or suffix == ".xls":
            return _named_sheets(path, read_workbook(path, origin, problems), origin)
        else:
            problems.fault(
                origin, f"a file of this kind ({suffix or 'no suffix'}) is not read: save it as .csv or .xlsx"
            )
    except PermissionError as error:
        raise MissingFileError(
            f"cannot open {path}: {error.strerror}; if it is open elsewhere, close it"
        ) from error
    return {}


def _from_folder(path: Path, problems: Problems, wave: str) -> dict[str, pd.DataFrame]:
    files = sorted(file for file in path.iterdir() if file.suffix.casefold() == ".csv" and file.is_file())
    if not files:
        problems.fault(
            Origin(path.name, wave=wave),
            "no CSV file in this folder: wanted are partners.csv and collaborations.csv",
        )
    tables: dict[str, pd.DataFrame] = {}
    for file in files:
        merge_tables(tables, _from_path(file, problems, wave))
    return tables


def _named_sheets(path: Path, sheets: dict[str, pd.DataFrame], origin: Origin) -> dict[str, pd.DataFrame]:
    named = {}
    for title, frame in sheets.items():
        # The one sheet of a workbook is usually called Sheet1: then the file's name says what it is.
        name = path.stem if len(sheets) == 1 and table_called(title) is None else title
        named[name] = _placed(frame, Origin(origin.file, title, origin.wave, frame.attrs.pop("letters", {})))
    return named


def _from_frame(frame: pd.DataFrame, problems: Problems, wave: str, name: str) -> dict[str, pd.DataFrame]:
    origin = Origin(f"data frame {name}".strip(), wave=wave)
    table = frame.copy(deep=False)
    if any(level for level in frame.index.names if level is not None):
        table = table.reset_index()
    table.columns = pd.Index([str(column) for column in table.columns])
    table.attrs = {}
    if not check_headers(list(table.columns), origin, problems):
        return {}
    # Numbered as if the frame stood in a file under its header.
    table.index = pd.RangeIndex(2, len(table) + 2)
    return {name or "table": _placed(table.astype(object), origin)}


def _placed(frame: pd.DataFrame, origin: Origin) -> pd.DataFrame:
    frame.attrs["origin"] = origin
    return frame
