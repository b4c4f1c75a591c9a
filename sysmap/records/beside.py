"""What stands beside an export: tables of a record set given with it, found by name or headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from sysmap.records.tables import TABLES, table_called, table_with


def table_of(name: str, frame: pd.DataFrame) -> str | None:
    """Give the table that a raw table is: its name decides (``ties (2)`` is a copy), then its headers."""
    return _called(name) or table_with([str(header) for header in frame.columns])


def _called(name: str) -> str | None:
    return table_called(re.sub(r"\s*\(\d+\)$", "", name))


def table_beside(name: str, frame: pd.DataFrame) -> str | None:
    """Give the table that a raw table beside an export is; a list of people by name is none of partners."""
    found = table_with([str(header) for header in frame.columns])
    if found == "partners" and not {"id", "sector"} & set(TABLES[found].columns_of(frame.columns).values()):
        found = None
    return _called(name) or found


def with_those_beside(
    tables: Mapping[str, pd.DataFrame], own: Collection[str], made: Mapping[str, Any]
) -> dict[str, Any]:
    """Add to what a layout made of its own raw tables the tables of a record set beside them."""
    parts: dict[str, Any] = {
        key: list(part) if isinstance(part, list | tuple) else [part] for key, part in made.items()
    }
    for name, frame in tables.items():
        table = None if name in own else table_beside(name, frame)
        if table:
            parts.setdefault(table, []).append(frame)
    return parts


def partners_beside(tables: Mapping[str, pd.DataFrame], own: Collection[str] = ()) -> list[pd.DataFrame]:
    """Give the raw tables of partners that are given with an export, for its wave or for every one."""
    beside = getattr(tables, "beside", {})
    return [
        frame
        for group, skipped in ((tables, own), (beside, ()))
        for name, frame in group.items()
        if name not in skipped and table_beside(name, frame) == "partners"
    ]


def has_beside(table: str, tables: Mapping[str, pd.DataFrame], own: Collection[str] = ()) -> bool:
    """Tell whether a table of a record set is given with an export, for its wave or for every one."""
    beside = getattr(tables, "beside", {})
    return any(
        name not in skipped and table_beside(name, frame) == table
        for group, skipped in ((tables, own), (beside, ()))
        for name, frame in group.items()
    )
