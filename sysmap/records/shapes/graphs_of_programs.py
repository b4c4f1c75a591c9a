"""Graphs of network programs to partners, collaborations and memberships, looked up in a list beside."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sysmap.records.containers.graphs.gathered import EDGES, MEMBERS, NODES
from sysmap.records.containers.graphs.pajek import PAJEK
from sysmap.records.problems import Problems, row_list
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import Arrived
from sysmap.records.shapes.graphs import note_nameless
from sysmap.records.shapes.nodes_and_edges import header_called, meaning, with_weights
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.tables.ambiguous_headers import is_direction
from sysmap.records.values.cells import clean, is_blank
from sysmap.text import counted

# So many edges to nodes that are not there are noted one by one.
_ONE_BY_ONE = 20
_KINDS = ("kind", "relation", "relationship", "interaction", "type", "label")
_STRENGTHS = ("strength", "weight", "edge weight", "value")
# Ids that say no more than where a node stands: they are other organisations' in the file of another year.
_COUNTED = re.compile(r"[A-Za-z]?\d+(::[A-Za-z]?\d+)*")
# The programs by whose rules an edge without a value has the value 1.
_DEFINED = {PAJEK: "Pajek"}
_SAME: Mapping[str, str | None] = {"organisation": "organisation", "forum": "forum"}


@dataclass(frozen=True)
class ProgramGraph:
    """The raw tables of one graph: its nodes with ``id`` and ``name``, its edges, its members.

    ``defined`` is the program by whose rules an edge without a value has the value 1, if it says so.
    """

    nodes: RawTable
    edges: RawTable | None = None
    members: RawTable | None = None
    defined: str = ""


def program_parts(tables: Arrived, form: str) -> dict[str, Any]:
    """Read the graphs of a program: nodes as partners, edges as collaborations, members as memberships."""
    own = {name: raw for name, raw in tables.items() if raw.form == form}
    sheets = {(raw.origin.file, raw.origin.sheet): raw for raw in own.values()}
    graphs = [
        ProgramGraph(raw, sheets.get((file, EDGES)), sheets.get((file, MEMBERS)), _DEFINED.get(form, ""))
        for (file, sheet), raw in sheets.items()
        if sheet == NODES
    ]
    return parts_of_graphs(graphs, own, tables)


def parts_of_graphs(graphs: Sequence[ProgramGraph], own: Collection[str], tables: Arrived) -> dict[str, Any]:
    """Read graphs: where a list of partners is given with them, their nodes are looked up in it."""
    roster = roster_beside(tables, own)
    by_roster = roster.has_list or bool(tables.elsewhere)
    parts: dict[str, Any] = {"partners": [], "collaborations": [], "memberships": []}
    for graph in graphs:
        nodes = graph.nodes
        names = _names(nodes, tables.problems)
        if by_roster:
            ids = dict(zip(nodes["id"], roster.columns(list(names), 1, nodes.origin), strict=True))
            tables.account.use(nodes, ["id", "name"])
        else:
            ids = _ids(nodes, names, tables.problems)
            parts["partners"].append(_partners(nodes, names, ids))
        if graph.edges is not None:
            parts["collaborations"].append(_ties(graph.edges, ids, graph.defined, tables))
        if graph.members is not None:
            organisations = graph.members["organisation"].map(ids).astype(object)
            frame = graph.members.frame.assign(organisation=organisations)
            parts["memberships"].append(meaning(graph.members.holding(frame), _SAME))
    if graphs and by_roster:
        parts["partners"].append(roster.added(graphs[0].nodes.origin, tables.problems))
    made = {name: part for name, part in parts.items() if part or name != "memberships"}
    return with_those_beside(tables, own, made)


def _names(raw: RawTable, problems: Problems) -> pd.Series:
    """Return the name of each node: its id, and that is said, where others have a name and it has none."""
    names = raw["name"].map(lambda cell: clean(cell)[0]).astype(object)
    nameless = names == ""
    note_nameless(raw, nameless, "name", "label", problems)
    return names.where(~nameless, raw["id"]).astype(object)


def _ids(raw: RawTable, names: pd.Series, problems: Problems) -> dict[Any, str]:
    """Return the id that each node has as a partner: its own, or its name where its own only counts."""
    own = [str(key) for key in raw["id"]]
    if not all(map(_COUNTED.fullmatch, own)):
        return dict(zip(raw["id"], own, strict=True))
    for name, rows in names.groupby(names).groups.items():
        if len(rows) > 1:
            problems.fault(
                raw.origin,
                f"{len(rows)} nodes are called so: give each its own label",
                table="partners",
                row=row_list(rows),
                column="name",
                value=name,
            )
    return dict(zip(raw["id"], names, strict=True))


def _partners(raw: RawTable, names: pd.Series, ids: Mapping[Any, str]) -> RawTable:
    frame = raw.frame.assign(id=raw["id"].map(ids).astype(object), name=names)
    return meaning(raw.holding(frame), {"id": "id", "name": "name", "sector": header_called(raw, "sector")})


def _ties(raw: RawTable, ids: Mapping[Any, str], defined: str, tables: Arrived) -> RawTable:
    raw = _known_ends(raw, ids, tables.problems)
    ends = {
        end: raw[end].map(lambda node: ids.get(node, node)).astype(object) for end in ("source", "target")
    }
    raw = raw.holding(raw.frame.assign(**ends))
    found = [header_called(raw, name) for name in _KINDS]
    kinds = [header for header in found if header and not raw[header].map(is_blank).all()]
    kind = next((header for header in kinds if not is_direction(raw[header])), None)
    strength = header_called(raw, *_STRENGTHS)
    if defined:
        raw = with_weights(raw, strength, defined, tables.problems)
    columns = {"source": "source", "target": "target", "directed": "directed"}
    return meaning(raw, {**columns, "kind": kind, "strength": strength})


def _known_ends(raw: RawTable, ids: Mapping[Any, str], problems: Problems) -> RawTable:
    """Note edges to nodes that are not there; of very many all at once, and they are left out."""
    for end in ("source", "target"):
        cells = raw[end]
        strange = cells[[node not in ids for node in cells]]
        if len(strange) > _ONE_BY_ONE:
            problems.fault(
                raw.origin,
                f"{counted(len(strange), 'edge')} with a {end} that is no node of the file: declare "
                "the nodes, or mend the edges",
                table="collaborations",
                row=row_list(strange.index),
                column=end,
            )
            raw = raw.holding(raw.frame[[node in ids for node in cells]])
            continue
        for row, node in strange.items():
            problems.fault(
                raw.origin,
                f"an edge without a {end}: name the node"
                if is_blank(node)
                else "an edge to a node that the file does not declare: declare the node, or mend the edge",
                table="collaborations",
                row=row,
                column=end,
                value=node,
            )
    return raw
