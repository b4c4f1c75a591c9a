"""What is looked at of a held table to tell what its other columns may say: a few rows, repeated words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.records.containers.frames import collected
from sysmap.records.engines.held_tables import TABLE, HeldTable
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable

# So many rows are looked at; of a column with so few different cells among them, all its cells are.
_ROWS, _WORDS = 1_000, 20


def looked_at(held: HeldTable, headers: Mapping[str, str], *, named: bool) -> RawTable:
    """Return the first rows of a held table, with every cell of the columns of few words that are not read.

    Parameters
    ----------
    held, headers
        The table, and the headers of the columns that are read.
    named
        Whether the user said which columns mean what.
    """
    rows = _cells(held.frame.head(_ROWS))
    more: list[dict[str, Any]] = []
    for header in rows:
        known = set(map(str, rows[header]))
        if header in headers.values() or len(known) > _WORDS:
            continue
        for cell in sorted(_cells(held.frame.select(header).unique())[header], key=str):
            if str(cell) not in known:
                more.append({header: cell})
    frame = pd.DataFrame({header: pd.Series(cells, dtype=object) for header, cells in rows.items()})
    if more:
        frame = pd.concat([frame, pd.DataFrame(more, dtype=object)], ignore_index=True).astype(object)
    return RawTable(frame, Origin(held.name, wave=held.wave), table=TABLE if named else "")


def _cells(frame: Any) -> dict[str, list[Any]]:
    found = collected(frame)
    return {str(name): found[name].to_list() for name in found.columns}
