"""The tables of a record set as sysmap itself writes them."""

from __future__ import annotations

import re

import pandas as pd

from sysmap.records.layouts.declaring import RawTables, record_layout
from sysmap.records.tables import table_called, table_with


def table_of(name: str, frame: pd.DataFrame) -> str | None:
    """Give the table that a raw table is: its name decides (``ties (2)`` is a copy), then its headers."""
    return table_called(re.sub(r"\s*\(\d+\)$", "", name)) or table_with(
        [str(header) for header in frame.columns]
    )


@record_layout(
    "records", order=1000, recognises=lambda tables: any(table_of(*item) for item in tables.items())
)
def records(tables: RawTables) -> dict[str, list[pd.DataFrame]]:
    """Tables called partners, collaborations and so on, or with their columns."""
    found: dict[str, list[pd.DataFrame]] = {}
    for name, frame in tables.items():
        table = table_of(name, frame)
        if table:
            found.setdefault(table, []).append(frame)
    return found
