"""A Polinode workbook: sheets of nodes and edges."""

from __future__ import annotations

from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import RawTables, TableParts, record_layout
from sysmap.records.surveys.export import has_headers, is_called


def _sheet(tables: RawTables, title: str, *headers: str) -> str | None:
    return next(
        (
            name
            for name, raw in tables.items()
            if is_called(raw.origin.sheet, title) and has_headers(raw, *headers)
        ),
        None,
    )


@record_layout(
    "polinode",
    order=60,
    recognises=lambda tables: bool(
        _sheet(tables, "Nodes", "Name") and _sheet(tables, "Edges", "Source", "Target")
    ),
    needs=("Name", "Source", "Target"),
)
def polinode(tables: RawTables) -> TableParts:
    """A Polinode workbook: sheets Nodes with Name, and Edges with Source and Target."""
    nodes, edges = _sheet(tables, "Nodes", "Name"), _sheet(tables, "Edges", "Source", "Target")
    if not nodes or not edges:
        return {}
    return with_those_beside(
        tables, {nodes, edges}, {"partners": tables[nodes], "collaborations": tables[edges]}
    )
