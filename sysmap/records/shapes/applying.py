"""A layout applied: its function called, and every table that it gives put in its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from sysmap.errors import ExtensionError, listed
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_beside
from sysmap.records.shapes.declaring import BLANKS, READING, Arrived, Layout, left_for
from sysmap.records.tables.declared import TABLES
from sysmap.registry import in_kind

Readings = list[Mapping[str, Any]]


def read_by(layout: Layout, raw: Arrived) -> tuple[dict[str, list[RawTable]], Readings]:
    """Return the tables that a layout makes of raw tables, and what it says of its reading.

    Frames that say nothing of where they stand are of the raw table that they were made of. Raw tables of
    which the layout says nothing, and that are tables of a record set, stand beside the others.

    Raises
    ------
    ExtensionError
        If the function of somebody's own layout stops, or gives what is no table of a record set.
    """
    faults = len(raw.problems.faults)
    own = left_for(layout, raw)
    given = layout.ask(layout.read, own)
    if not isinstance(given, Mapping):
        raise ExtensionError(
            f"{layout.origin} gives {in_kind(given)}: wanted is a mapping of table to frame, such as "
            '{"collaborations": table}'
        )
    parts = {name: _as_list(part) for name, part in given.items()}
    readings = [reading for reading in parts.pop(READING, []) if reading]
    for name, tables in parts.items():
        if name not in (*TABLES, BLANKS):
            raise ExtensionError(
                f"{layout.origin} gives {name!r}, which is no table of a record set; these are "
                f"{listed(TABLES)}"
            )
        other = next((one for one in tables if not isinstance(one, RawTable | pd.DataFrame)), None)
        if other is not None:
            raise ExtensionError(f"{layout.origin} gives {in_kind(other)} as {name}: wanted is a frame")
    taken = {one.origin.place for one in chain.from_iterable(parts.values()) if isinstance(one, RawTable)}
    made = {
        name: [one if isinstance(one, RawTable) else _placed(one, own, taken) for one in tables]
        for name, tables in parts.items()
        if tables
    }
    if made and len(raw.problems.faults) == faults:
        left_out = {name for reading in readings for name in reading.get("left_out", ())}
        _add_those_beside(raw, made, left_out)
    return made, readings


def _add_those_beside(raw: Arrived, made: dict[str, list[RawTable]], left_out: Collection[str]) -> None:
    taken = {table.origin.place for table in chain.from_iterable(made.values())}
    for name, table in raw.items():
        if name in left_out or table.origin.place in taken or raw.account.tells_of(table):
            continue
        meant = table_beside(name, table)
        if meant:
            made.setdefault(meant, []).append(table)


def _as_list(part: Any) -> list[Any]:
    return list(part) if isinstance(part, list | tuple) else [part]


def _placed(frame: pd.DataFrame, raw: Mapping[str, RawTable], taken: set[tuple[str, str, str]]) -> RawTable:
    """Put a frame where the raw table stands with which it has most cells in common, row by row."""
    cells = _cells(frame)

    def likeness(table: RawTable) -> tuple[int, bool]:
        return len(cells & _cells(table.frame)), table.origin.place not in taken

    return RawTable(frame, max(raw.values(), key=likeness).origin)


def _cells(frame: pd.DataFrame) -> set[tuple[Any, str]]:
    return {(row, str(cell)) for _, column in frame.items() for row, cell in column.items()}
