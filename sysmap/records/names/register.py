"""Registers: lists of organisations that others keep, read into one table of ids, names and dates."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import MissingFileError, listed
from sysmap.records.containers.opening import FILE_LIMIT, open_all
from sysmap.records.names.likeness import COLUMNS
from sysmap.records.names.register_layouts import (
    folded_rows,
    is_council_register,
    looks_like_ods,
    numbered_rows,
    register_layouts,
)
from sysmap.records.problems import Origin, Problems
from sysmap.records.raw import RawTable
from sysmap.records.values.dates import read_dates


@verb('read_register("register.csv")')
def read_register(*files: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Read registers of organisations, whichever of the known shapes they have.

    Parameters
    ----------
    *files
        Files of the NHS register (ODS), of councils, or of the other names of charities; tables with the
        columns ``id, name`` and, where known, ``kind, sector, valid_from, valid_to, source``; folders of
        CSV files; or frames.

    Returns
    -------
    pandas.DataFrame
        ``id, name, kind, sector, valid_from, valid_to, source``, all texts, in the order of the files.
        `kind` is ``current``, ``former`` or ``working``; an organisation may have several rows.

    Raises
    ------
    RecordsError
        If a file cannot be read safely, is of no known shape, or holds a date that is none.
    MissingFileError
        If there is no such file.

    Examples
    --------
    >>> import pandas as pd
    >>> from sysmap.records.names.register import read_register
    >>> read_register(pd.DataFrame({"id": ["N1"], "name": ["Northshire Police"]}))["kind"].item()
    'current'
    """
    problems = Problems()
    rows: list[dict[str, str]] = []
    for raw in _raw_tables(files, problems):
        origin = raw.origin
        layout = next((one for one in register_layouts.values() if one.recognises(raw)), None)
        if layout is None:
            problems.fault(
                origin,
                f"no register that is known: its columns are {listed(raw.columns, 12)}; wanted are id and "
                f"name, or the shape of {listed(name for name in register_layouts if name != 'register')}",
            )
            continue
        found = [{"source": origin.file, **row} for row in layout.read(raw)]
        rows += _checked(found, raw, problems)
    problems.raise_faults()
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object).fillna("")
    table.attrs["warnings"] = tuple(str(warning) for warning in problems.warnings)
    return table


def read_succession(*files: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Read from registers of councils which body was replaced by which: the table succession.

    Returns
    -------
    pandas.DataFrame
        ``from, to, date, kind, source, note``; `kind` is blank: it is worked out with the whole lineage.
    """
    problems = Problems()
    rows = []
    for raw in _raw_tables(files, problems):
        if not is_council_register(raw):
            continue
        for row in folded_rows(raw):
            for successor in filter(None, re.split(r"[|,;\s]+", row.get("replacedby", ""))):
                date = row.get("enddate", "")
                rows.append((row["localauthoritycode"], successor, date, "", raw.origin.file, ""))
    problems.raise_faults()
    columns = ["from", "to", "date", "kind", "source", "note"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _raw_tables(files: tuple[Any, ...], problems: Problems) -> Iterator[RawTable]:
    """Open files, folders and frames as raw tables; those of the NHS register have no header."""
    sources: list[Any] = []
    for source in files:
        path = None if isinstance(source, pd.DataFrame) else Path(source)
        in_folder = sorted(path.glob("*.csv")) if path is not None and path.is_dir() else []
        sources += in_folder or [source]
    for source in sources:
        data = b"" if isinstance(source, pd.DataFrame) else _bytes_of(Path(source))
        if looks_like_ods(data):
            numbered = numbered_rows(data, problems.at(Origin(Path(source).name)))
            tables = [] if numbered is None else [numbered]
        else:
            opened = open_all([source], {}, problems)
            tables = [table for group in opened.values() for table in group.values()]
        for table in tables:
            problems.take(table.origin)
            yield table


def _bytes_of(path: Path) -> bytes:
    """Return the content of a text file that is there and not too large; nothing for any other."""
    if path.suffix.casefold() not in (".csv", ".txt"):
        return b""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= FILE_LIMIT else b""
    except OSError as error:
        raise MissingFileError(f"cannot open {path}: {error.strerror or error}") from error


def _checked(rows: list[dict[str, str]], raw: RawTable, problems: Problems) -> list[dict[str, str]]:
    """Settle dates, and set aside rows without id or name, counted."""
    for column in ("valid_from", "valid_to"):
        cells = [row.get(column, "") for row in rows]
        for row, reading in zip(rows, read_dates(cells, [1] * len(rows)), strict=True):
            if reading.fault:
                problems.fault(
                    raw.origin, f"{row['id']}: {reading.fault}", column=column, value=row.get(column, "")
                )
            row[column] = reading.value or ""
    kept = [row for row in rows if row.get("id") and row.get("name")]
    if len(kept) < len(rows):
        without = len(rows) - len(kept)
        problems.warning(raw.origin, f"rows without an id or a name, set aside: {without}")
    if not len(raw):
        problems.fault(raw.origin, "no rows")
    return kept
