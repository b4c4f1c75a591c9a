"""Kumu: a workbook, or its sheets as files, and a blueprint in JSON, of elements and connections."""

from __future__ import annotations

from sysmap.records.containers.documents import JSON
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import READING, Arrived, RawTables, TableParts, record_layout
from sysmap.records.shapes.nodes_and_edges import (
    directed_where,
    header_called,
    joined_cells,
    meaning,
    split_cells,
)
from sysmap.records.surveys.export import is_called

_LEFT_OUT = "(ignore)"


def _begins(raw: RawTable, *headers: str) -> bool:
    start = list(raw.columns[: len(headers)])
    return len(start) == len(headers) and all(map(is_called, start, headers))


def _sheets(tables: RawTables, *headers: str) -> dict[str, RawTable]:
    return {
        name: raw for name, raw in tables.items() if _begins(raw, *headers) and not _is_left_out(name, raw)
    }


def _is_left_out(name: str, raw: RawTable) -> bool:
    return _LEFT_OUT in name.casefold() or _LEFT_OUT in raw.origin.sheet.casefold()


def elements_of(raw: RawTable) -> RawTable:
    """Read elements: their type is the sector, unless a column says sector."""
    return meaning(
        raw,
        {
            "name": header_called(raw, "Label"),
            "sector": header_called(raw, "Sector", "Type", "Element type"),
            "id": header_called(raw, "_id", "Id"),
        },
    )


def connections_of(raw: RawTable) -> RawTable:
    """Read connections: their type is the kind; only the direction ``directed`` is directed."""
    ends = header_called(raw, "From"), header_called(raw, "To")
    raw = split_cells(raw, *ends)
    direction = header_called(raw, "Direction", "Directed")
    columns = {
        "source": ends[0],
        "target": ends[1],
        "kind": header_called(raw, "Kind", "Type", "Connection type"),
        "strength": header_called(raw, "Strength", "Weight"),
        "directed": direction,
    }
    return meaning(directed_where(raw, direction, ("directed",)) if direction else raw, columns)


@record_layout(
    "kumu",
    order=50,
    recognises=lambda tables: bool(_sheets(tables, "Label") and _sheets(tables, "From", "To")),
    needs=("Label", "Type", "From", "To"),
)
def kumu(tables: Arrived) -> TableParts:
    """A Kumu workbook: a table that begins with Label, and one that begins with From, To."""
    elements, connections = _sheets(tables, "Label"), _sheets(tables, "From", "To")
    left_out = [name for name, raw in tables.items() if _is_left_out(name, raw)]
    for name in left_out:
        tables.account.set_aside(tables[name], f"in sheets called {_LEFT_OUT}")
    parts = {
        "partners": [elements_of(raw) for raw in elements.values()],
        "collaborations": [connections_of(raw) for raw in connections.values()],
        READING: {"left_out": left_out},
    }
    return with_those_beside(tables, {*elements, *connections, *left_out}, parts)


def _lists(tables: RawTables, title: str) -> dict[str, RawTable]:
    return {
        name: raw for name, raw in tables.items() if raw.form == JSON and is_called(raw.origin.sheet, title)
    }


# One file may hold fields of both spellings: those of the program, and those of its own export.
_ELEMENT = (("Label",), ("_id", "Id"), ("Sector",), ("Type", "Element type"))
_CONNECTION = (("From",), ("To",), ("Direction", "Directed"), ("Kind",), ("Type", "Connection type"))


def _in_one_spelling(raw: RawTable, fields: tuple[tuple[str, ...], ...]) -> RawTable:
    for names in fields:
        raw = joined_cells(raw, *names)
    return raw


@record_layout(
    "kumu_json",
    order=10,
    recognises=lambda tables: bool(_lists(tables, "elements") and _lists(tables, "connections")),
)
def kumu_json(tables: Arrived) -> TableParts:
    """A Kumu blueprint: a JSON object with elements and connections."""
    elements, connections = _lists(tables, "elements"), _lists(tables, "connections")
    files = {raw.origin.file for raw in elements.values()}
    # What else a blueprint holds (maps, views) says how it is drawn.
    others = [name for name, raw in tables.items() if raw.origin.file in files]
    for name in set(others) - {*elements, *connections}:
        tables.account.set_aside(tables[name], "how the map is drawn")
    parts = {
        "partners": [elements_of(_in_one_spelling(raw, _ELEMENT)) for raw in elements.values()],
        "collaborations": [
            connections_of(_in_one_spelling(raw, _CONNECTION))
            for raw in connections.values()
            if header_called(raw, "From", "To")
        ],
        READING: {"left_out": others},
    }
    return with_those_beside(tables, others, parts)
