"""Files of SPSS (.sav, .zsav), read by pyreadstat: labels of variables become headers, of values cells."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.destinations import name_of
from sysmap.records.containers.csv_files import named_once
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import AREA_LIMIT, COLUMN_LIMIT, ROW_LIMIT

SUFFIXES = (".sav", ".zsav")
_STARTS = (b"$FL2", b"$FL3")


def read_spss(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a file of SPSS as one raw table, its rows numbered as under a header.

    Values that the file declares missing are blank.
    """
    try:
        import pyreadstat
    except ImportError:
        here.fault(
            "a file of SPSS needs the package pyreadstat: python -m pip install "
            '"sysmap[formats]", or save it in SPSS as .csv or .xlsx, with value labels'
        )
        return {}
    with path.open("rb") as file:
        if file.read(4) not in _STARTS:
            here.fault("not a file of SPSS, although its name ends so: export it again")
            return {}
    try:
        _, about = pyreadstat.read_sav(str(path), metadataonly=True)
        width, height = len(about.column_names), about.number_rows or 0
        if width > COLUMN_LIMIT or height > ROW_LIMIT or width * height > AREA_LIMIT:
            here.fault(
                f"{height:,} rows of {width:,} variables; read are {ROW_LIMIT:,} rows, "
                f"{COLUMN_LIMIT:,} variables "
                f"and {AREA_LIMIT:,} cells: save those that you need"
            )
            return {}
        frame, about = pyreadstat.read_sav(
            str(path), apply_value_formats=True, formats_as_category=False, row_limit=ROW_LIMIT + 1
        )
    except MemoryError:
        raise
    except Exception as error:  # whatever its reader stumbles over, the file is at fault
        here.fault(
            f"the file of SPSS is damaged or incomplete ({type(error).__name__}): copy it again, or "
            "save it in "
            "SPSS as .csv"
        )
        return {}
    headers = named_once(_headers(about.column_names, about.column_names_to_labels), here)
    cells = {at: [_cell(value) for value in frame.iloc[:, at]] for at in range(len(headers))}
    table = pd.DataFrame(cells, columns=range(len(headers)), index=range(2, len(frame) + 2), dtype=object)
    table.columns = pd.Index(headers)
    return {name_of(path.stem): RawTable(table, here.origin)}


def _headers(names: list[str], labels: dict[str, str | None]) -> list[str]:
    """Call each variable by its label, by its name where it has none; two of one label are told apart."""
    called = {name: " ".join((labels.get(name) or "").split()) or name for name in names}
    times = Counter(called.values())
    return [called[name] if times[called[name]] == 1 else f"{called[name]} ({name})" for name in names]


def _cell(value: Any) -> Any:
    """Return a value as a workbook holds it: whole numbers as such, blanks for what is missing."""
    if value is None or (isinstance(value, float) and value != value) or value is pd.NaT:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, time | timedelta) and not isinstance(value, date):
        return str(value)
    return value.rstrip() if isinstance(value, str) else value
