"""A NodeXL workbook: sheets Edges and Vertices, whose headers may stand in their second row."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sysmap.records.raw import RawTable
from sysmap.records.shapes.declaring import READING, Arrived, RawTables, TableParts, record_layout
from sysmap.records.shapes.graphs_of_programs import ProgramGraph, parts_of_graphs
from sysmap.records.shapes.nodes_and_edges import header_called
from sysmap.records.values.cells import clean, is_blank
from sysmap.vocabulary import fold_header

_ENDS = ("Vertex 1", "Vertex 2")
# How vertices and edges are drawn, what NodeXL works out, and where a user is to add columns.
_OWN = {
    fold_header(name)
    for name in (
        *("Color", "Shape", "Size", "Opacity", "Image File", "Visibility", "Label Fill Color"),
        *("Label Position", "Tooltip", "Layout Order", "X", "Y", "Locked?", "Polar R", "Polar Angle"),
        *("Degree", "In-Degree", "Out-Degree", "Betweenness Centrality", "Closeness Centrality"),
        *("Eigenvector Centrality", "PageRank", "Clustering Coefficient", "Reciprocated Vertex Pair Ratio"),
        *("ID", "Dynamic Filter", "Add Your Own Columns Here", "Width", "Style", "Label Text Color"),
        *("Label Font Size", "Reciprocated?", "Custom Menu Item Text", "Custom Menu Item Action"),
    )
}
# The cells of a hidden sheet in which NodeXL keeps whether the graph is directed.
_SETTING = "graphdirectedness"


def _header_row(raw: RawTable, *wanted: str) -> int | None:
    """Return where the headers stand: -1 for where they should, 0 for the row below; None for neither."""
    names = {fold_header(name) for name in wanted}
    if names <= {fold_header(str(header)) for header in raw.columns}:
        return -1
    first = {fold_header(clean(cell)[0]) for cell in raw.frame.iloc[0]} if len(raw) else set()
    return 0 if names <= first else None


def _sheets(tables: RawTables, *wanted: str) -> dict[str, RawTable]:
    return {name: raw for name, raw in tables.items() if _header_row(raw, *wanted) is not None}


def _vertices(tables: RawTables) -> dict[str, RawTable]:
    return {
        name: raw
        for name, raw in _sheets(tables, "Vertex").items()
        if fold_header(raw.origin.sheet) == "vertices"
    }


@record_layout(
    "nodexl",
    order=45,
    recognises=lambda tables: bool(_sheets(tables, *_ENDS)),
    sectors=False,
    needs=_ENDS,
)
def nodexl(tables: Arrived) -> TableParts:
    """A NodeXL workbook: edges with Vertex 1 and Vertex 2, vertices with columns of one's own."""
    edges, vertices = _sheets(tables, *_ENDS), _vertices(tables)
    files = {raw.origin.file for raw in edges.values()}
    others = [
        name
        for name, raw in tables.items()
        if raw.origin.file in files and name not in edges and name not in vertices
    ]
    graphs = []
    for raw in edges.values():
        file = raw.origin.file
        settings = [tables[name] for name in others if tables[name].origin.file == file]
        ties = _ties(raw, settings, tables)
        listed_there = [_named(each, tables) for each in vertices.values() if each.origin.file == file]
        nodes = listed_there[0] if listed_there else _ends_of(ties)
        graphs.append(ProgramGraph(nodes, ties))
    for name in others:
        tables.account.set_aside(tables[name], "in other sheets of NodeXL")
    own = {*edges, *vertices, *others}
    return {**parts_of_graphs(graphs, own, tables), READING: {"left_out": others}}


def _with_headers(raw: RawTable, tables: Arrived, *wanted: str) -> RawTable:
    """Return a sheet under its own headers, without what NodeXL draws and works out."""
    frame, place = raw.frame, _header_row(raw, *wanted)
    headers = [clean(header)[0] for header in map(str, raw.columns)]
    if place == 0:
        headers = [clean(cell)[0] for cell in frame.iloc[0]]
        tables.account.set_aside(raw, "in a second row of headers", rows=[frame.index[0]])
        frame = frame.iloc[1:]
    kept: dict[str, str] = {}
    dropped = []
    for old, header in zip(map(str, raw.columns), headers, strict=True):
        if header and header not in kept and fold_header(header) not in _OWN:
            kept[header] = old
        else:
            dropped.append(old)
    tables.account.drop(raw, dropped, "columns of NodeXL itself")
    chosen = frame[list(kept.values())]
    chosen.columns = pd.Index(list(kept))
    tables.account.use(raw, list(kept.values()))
    return raw.holding(chosen)


def _named(raw: RawTable, tables: Arrived) -> RawTable:
    """Return vertices as nodes: the vertex is the name, its label said beside it."""
    found = _with_headers(raw, tables, "Vertex")
    vertex = header_called(found, "Vertex")
    frame = found.frame.rename(columns={vertex: "id"})
    return found.holding(frame.assign(name=frame["id"]))


def _ends_of(ties: RawTable) -> RawTable:
    """Return the vertices that edges name, where no sheet lists them."""
    met: dict[str, object] = {}
    for row, *ends in zip(ties.index, ties["source"], ties["target"], strict=True):
        for end in ends:
            if not is_blank(end):
                met.setdefault(end, row)
    frame = pd.DataFrame({"id": list(met), "name": list(met)}, index=list(met.values()), dtype=object)
    return RawTable(frame, replace(ties.origin, made=True))


def _ties(raw: RawTable, settings: list[RawTable], tables: Arrived) -> RawTable:
    found = _with_headers(raw, tables, *_ENDS)
    ends = {header_called(found, name): end for name, end in zip(_ENDS, ("source", "target"), strict=True)}
    frame = found.frame.rename(columns=ends)
    directed = _is_directed(settings)
    if directed is None:
        tables.problems.warning(
            raw.origin,
            "the workbook does not say whether its graph is directed: read as ties without a direction",
        )
    return found.holding(frame.assign(directed="yes" if directed else "no"))


def _is_directed(settings: list[RawTable]) -> bool | None:
    """Return whether the workbook says that its graph is directed; None where it says nothing."""
    for raw in settings:
        for row in raw.frame.itertuples(index=False):
            cells = [fold_header(clean(cell)[0]) for cell in row]
            if _SETTING in cells[:-1]:
                return cells[cells.index(_SETTING) + 1] == "directed"
    return None
