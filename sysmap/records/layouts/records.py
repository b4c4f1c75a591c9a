"""The tables of a record set as sysmap itself writes them."""

from __future__ import annotations

import pandas as pd

from sysmap.records.beside import table_of
from sysmap.records.layouts.declaring import RawTables, record_layout


@record_layout(
    "records",
    order=1000,
    recognises=lambda tables: any(table_of(*item) for item in tables.items()),
    needs=("name", "sector", "source", "target"),
)
def records(tables: RawTables) -> dict[str, list[pd.DataFrame]]:
    """Tables called partners, collaborations and so on, or with their columns."""
    found: dict[str, list[pd.DataFrame]] = {}
    for name, frame in tables.items():
        table = table_of(name, frame)
        if table:
            found.setdefault(table, []).append(frame)
    return found
