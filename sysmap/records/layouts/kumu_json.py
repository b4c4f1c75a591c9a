"""A Kumu blueprint: elements and connections in JSON."""

from __future__ import annotations

from sysmap.records.containers.documents import JSON
from sysmap.records.layouts.kumu import connections_of, elements_of
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import READING, Arrived, RawTables, TableParts, record_layout
from sysmap.records.shapes.nodes_and_edges import header_called, joined_cells
from sysmap.records.surveys.export import is_called


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
