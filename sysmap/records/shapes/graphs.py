"""Graph files to partners and collaborations: what GraphML and GEXF have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.containers.graph_files import GEXF
from sysmap.records.containers.graphs.gathered import EDGES, NODES
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import Arrived
from sysmap.records.shapes.nodes_and_edges import header_called, meaning, split_cells, with_weights
from sysmap.records.tables.ambiguous_headers import is_direction
from sysmap.records.values.cells import is_blank
from sysmap.text import counted
from sysmap.vocabulary import fold_header

_SOURCES = ("strength", "weight")
# How many reports make an edge: what the export of a map says, and no file of records.
_COUNTED = "records"


def has_form(tables: Mapping[str, RawTable], form: str) -> bool:
    """Return whether raw tables came from a graph file of a form."""
    return any(raw.form == form for raw in tables.values())


def graph_parts(tables: Arrived, form: str) -> dict[str, Any]:
    """Read the graph files of a form: nodes as partners, edges as collaborations."""
    own = {name: raw for name, raw in tables.items() if raw.form == form}
    nodes = [raw for raw in own.values() if raw.origin.sheet == NODES]
    edges = [raw for raw in own.values() if raw.origin.sheet == EDGES]
    declared = {node for raw in nodes for node in raw["id"]}
    for raw in edges:
        _note_undeclared(raw, declared, tables)
    parts = {
        "partners": [_partners(raw, tables.problems) for raw in nodes],
        "collaborations": [_ties(raw, form, tables) for raw in edges],
    }
    return with_those_beside(tables, own, parts)


def _partners(raw: RawTable, problems: Problems) -> RawTable:
    """Name each node: by its name, its label, or its id; where others have names, the id is said."""
    names = [header for header in (header_called(raw, "name"), header_called(raw, "label")) if header]
    name = names[0] if names else "name"
    cells = raw["id"]
    for header in reversed(names):
        cells = raw[header].where(~raw[header].map(is_blank).astype(bool), cells)
    nameless = raw[names].map(is_blank).all(axis=1) if names else pd.Series(False, index=raw.index)
    note_nameless(raw, nameless, name, "name", problems)
    table = raw.frame.assign(**{name: cells.astype(object)})
    return meaning(raw.holding(table), {"id": "id", "name": name, "sector": header_called(raw, "sector")})


def note_nameless(raw: RawTable, nameless: pd.Series, column: str, what: str, problems: Problems) -> None:
    """Say which nodes are called by their id, where others have a name."""
    if nameless.any() and not nameless.all():
        problems.warning(
            raw.origin,
            f"{counted(int(nameless.sum()), 'node')} without a {what}, called by the id: "
            f"{listed(map(shown, raw['id'][nameless]), 20)}",
            table="partners",
            row=row_list(raw.index[nameless]),
            column=column,
        )


def _ties(raw: RawTable, form: str, tables: Arrived) -> RawTable:
    names = [header_called(raw, name) for name in ("kind", "type", "label")]
    # A type that says Directed or Undirected says what the edge itself says.
    kind = next((header for header in names if header and not is_direction(raw[header])), None)
    counts = header_called(raw, _COUNTED)
    if counts:
        tables.account.drop(raw, [counts])
        raw = raw.holding(raw.frame.drop(columns=counts))
    strength = header_called(raw, *_SOURCES)
    if form == GEXF and strength and fold_header(strength) == "weight":
        raw = with_weights(raw, strength, "GEXF", tables.problems)
    # An edge of several kinds is a tie of each.
    return meaning(
        split_cells(raw, kind),
        {"source": "source", "target": "target", "directed": "directed", "kind": kind, "strength": strength},
    )


def _note_undeclared(raw: RawTable, declared: set[object], tables: Arrived) -> None:
    for end in ("source", "target"):
        for row, node in raw[end].items():
            if node not in declared:
                tables.problems.fault(
                    raw.origin,
                    "an edge to a node that the file does not declare: declare the node, or mend the edge"
                    if node
                    else f"an edge without a {end}: name the node",
                    table="collaborations",
                    row=row,
                    column=end,
                    value=node,
                )
