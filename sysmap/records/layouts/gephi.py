"""A pair of tables from Gephi: nodes and edges."""

from __future__ import annotations

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import Arrived, RawTables, TableParts, record_layout
from sysmap.records.shapes.nodes_and_edges import header_called, meaning, with_weights
from sysmap.records.surveys.export import has_headers
from sysmap.records.tables.ambiguous_headers import as_direction, is_direction
from sysmap.records.values.cells import is_blank

# What Gephi writes of its own, and nobody wants to read.
_OWN = ("Id", "Interval", "Timeset")


def _edges(tables: RawTables) -> dict[str, RawTable]:
    return {name: raw for name, raw in tables.items() if has_headers(raw, "Source", "Target")}


def _nodes(tables: RawTables) -> dict[str, RawTable]:
    return {
        name: raw
        for name, raw in tables.items()
        if has_headers(raw, "Id", "Label")
        and not has_headers(raw, "Source", "Target")
        and not has_headers(raw, "Name")
    }


def _partners(raw: RawTable) -> RawTable:
    identity, label = header_called(raw, "Id"), header_called(raw, "Label")
    table = raw.frame.copy(deep=False)
    table[label] = raw[label].where(~raw[label].map(is_blank).astype(bool), raw[identity])
    return meaning(raw.holding(table), {"id": identity, "name": label})


def _ties(raw: RawTable, tables: Arrived) -> RawTable:
    kind, words = header_called(raw, "Type"), header_called(raw, "Kind", "Label")
    own = [header for header in (header_called(raw, name) for name in _OWN) if header]
    tables.account.drop(raw, own)
    raw = raw.holding(raw.frame.drop(columns=own))
    raw = with_weights(raw, header_called(raw, "Weight"), "Gephi", tables.problems)
    ends = {"source": header_called(raw, "Source"), "target": header_called(raw, "Target")}
    if kind and is_direction(raw[kind]):
        raw = raw.holding(raw.frame.assign(**{kind: as_direction(raw[kind])}))
        return meaning(raw, {**ends, "directed": kind, "kind": words})
    return meaning(raw, {**ends, "kind": header_called(raw, "Kind") or kind or words})


@record_layout(
    "gephi",
    order=70,
    recognises=lambda tables: bool(_nodes(tables) and _edges(tables)),
    needs=("Id", "Label", "sector", "Source", "Target"),
)
def gephi(tables: Arrived) -> TableParts:
    """Tables from Gephi: nodes with Id and Label, edges with Source and Target."""
    nodes, edges = _nodes(tables), _edges(tables)
    parts = {
        "partners": [_partners(raw) for raw in nodes.values()],
        "collaborations": [_ties(raw, tables) for raw in edges.values()],
    }
    return with_those_beside(tables, {*nodes, *edges}, parts)
