"""What stands beside an export: tables of a record set given with it, found by name or headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sysmap.records.raw import RawTable
from sysmap.records.surveys.tools import is_an_export
from sysmap.records.tables.declared import TABLES, table_called, table_with


def table_of(name: str, frame: RawTable) -> str | None:
    """Return the table that a raw table is: what the user said, its name (``ties (2)``), then its headers.

    The export of a survey tool is none, whatever people have called it: an Id and a Name in it are a
    respondent's.
    """
    if frame.table:
        return frame.table
    if is_by_name(name, frame):
        return called(name)
    headers = [str(header) for header in frame.columns]
    return None if is_an_export(headers) else called(name) or table_with(headers)


def called(name: str) -> str | None:
    """Return the table that the name of a file or sheet says; ``ties (2)`` is a copy of ties."""
    return table_called(re.sub(r"\s*\(\d+\)$", "", name))


def is_by_name(name: str, frame: RawTable) -> bool:
    """Return whether a raw table is called a table of a record set, or said to be, and has what it needs.

    Then no column of the user's own makes something else of it.
    """
    table = called(name)
    if frame.table or table is None:
        return bool(frame.table)
    return set(TABLES[table].required) <= set(TABLES[table].columns_of(map(str, frame.columns)).values())


def exports(tables: Mapping[str, RawTable], is_one: Callable[[RawTable], bool]) -> dict[str, RawTable]:
    """Return the raw tables that are exports of a survey tool, and none of a record set by their name."""
    return {name: raw for name, raw in tables.items() if is_one(raw) and not is_by_name(name, raw)}


def table_beside(name: str, frame: RawTable) -> str | None:
    """Return the table that a raw table beside an export is; a list of people by name is none of partners."""
    found = table_of(name, frame)
    columns = TABLES["partners"].columns_of(map(str, frame.columns)).values()
    told = frame.table or called(name)
    if found == "partners" and not told and not {"id", "sector"} & set(columns):
        return None
    return found


def with_those_beside(
    tables: Mapping[str, RawTable], own: Collection[str], made: Mapping[str, Any]
) -> dict[str, Any]:
    """Add to what a layout made of its own raw tables the tables of a record set beside them."""
    parts: dict[str, Any] = {
        key: list(part) if isinstance(part, list | tuple) else [part] for key, part in made.items()
    }
    # A list beside the export may hold every organisation: then none is left for a list of their own.
    parts["partners"] = [frame for frame in parts.get("partners", []) if len(frame)]
    for name, frame in tables.items():
        table = None if name in own else table_beside(name, frame)
        if table:
            parts.setdefault(table, []).append(frame)
    return parts


def partners_beside(tables: Mapping[str, RawTable], own: Collection[str] = ()) -> list[RawTable]:
    """Return the raw tables of partners that are given with an export, for its wave or for every one."""
    beside = getattr(tables, "beside", {})
    return [
        frame
        for group, skipped in ((tables, own), (beside, ()))
        for name, frame in group.items()
        if name not in skipped and table_beside(name, frame) == "partners"
    ]


def has_beside(table: str, tables: Mapping[str, RawTable], own: Collection[str] = ()) -> bool:
    """Return whether a table of a record set is given with an export, for its wave or for every one."""
    beside = getattr(tables, "beside", {})
    return any(
        name not in skipped and table_beside(name, frame) == table
        for group, skipped in ((tables, own), (beside, ()))
        for name, frame in group.items()
    )
