"""Graphs that network programs write to partners, collaborations and memberships, matched to a list beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.containers.graphs.gathered import EDGES, MEMBERS, NODES
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import with_those_beside
from sysmap.records.shapes.declaring import Arrived
from sysmap.records.shapes.nodes_and_edges import header_called, meaning, with_weights
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.tables.ambiguous_headers import is_direction
from sysmap.records.values.cells import clean, is_blank
from sysmap.text import counted

_KINDS = ("kind", "relation", "relationship", "interaction", "type", "label")
_STRENGTHS = ("strength", "weight", "value")
# Ids that say no more than where a node stands: they are other organisations' in the file of another year.
_COUNTED = re.compile(r"[A-Za-z]?\d+(::[A-Za-z]?\d+)*")
# The programs by whose rules an edge without a value has the value 1.
_DEFINED = {"pajek": "Pajek"}
_SAME: Mapping[str, str | None] = {"organisation": "organisation", "forum": "forum"}


def program_parts(tables: Arrived, form: str) -> dict[str, Any]:
    """Read the graphs of a program: nodes as partners, edges as collaborations, members as memberships."""
    own = {name: raw for name, raw in tables.items() if raw.form == form}
    roster = roster_beside(tables, own)
    parts: dict[str, Any] = {"partners": [], "collaborations": [], "memberships": []}
    first: RawTable | None = None
    for raw in own.values():
        if raw.origin.sheet != NODES:
            continue
        first = raw if first is None else first
        others = {each.origin.sheet: each for each in own.values() if each.origin.file == raw.origin.file}
        names = _names(raw, tables.problems)
        if roster.has_list or tables.elsewhere:
            ids = dict(zip(raw["id"], roster.columns(list(names), 1, raw.origin), strict=True))
            tables.account.use(raw, ["id", "name"])
        else:
            ids = _ids(raw, names, tables.problems)
            parts["partners"].append(_partners(raw, names, ids))
        if EDGES in others:
            parts["collaborations"].append(_ties(others[EDGES], ids, form, tables))
        if MEMBERS in others:
            members = others[MEMBERS]
            organisations = members["organisation"].map(ids).astype(object)
            frame = members.frame.assign(organisation=organisations)
            parts["memberships"].append(meaning(members.holding(frame), _SAME))
    if first is not None and (roster.has_list or tables.elsewhere):
        parts["partners"].append(roster.added(first.origin, tables.problems))
    made = {name: part for name, part in parts.items() if part or name != "memberships"}
    return with_those_beside(tables, own, made)


def _names(raw: RawTable, problems: Problems) -> pd.Series:
    """Return the name of each node; where others have one, a node without is called by its id, and that is said."""
    names = raw["name"].map(lambda cell: clean(cell)[0]).astype(object)
    nameless = names == ""
    if nameless.any() and not nameless.all():
        problems.warning(
            raw.origin,
            f"{counted(int(nameless.sum()), 'node')} without a label, called by the id: "
            f"{listed(map(shown, raw['id'][nameless]), 20)}",
            table="partners",
            row=row_list(raw.index[nameless]),
            column="name",
        )
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


def _ties(raw: RawTable, ids: Mapping[Any, str], form: str, tables: Arrived) -> RawTable:
    for end in ("source", "target"):
        for row, node in raw[end].items():
            if node not in ids:
                tables.problems.fault(
                    raw.origin,
                    "an edge to a node that the file does not declare: declare the node, or mend the edge"
                    if not is_blank(node)
                    else f"an edge without a {end}: name the node",
                    table="collaborations",
                    row=row,
                    column=end,
                    value=node,
                )
    ends = {
        end: raw[end].map(lambda node: ids.get(node, node)).astype(object) for end in ("source", "target")
    }
    raw = raw.holding(raw.frame.assign(**ends))
    found = [header_called(raw, name) for name in _KINDS]
    kinds = [header for header in found if header and not raw[header].map(is_blank).all()]
    kind = next((header for header in kinds if not is_direction(raw[header])), None)
    strength = header_called(raw, *_STRENGTHS)
    if form in _DEFINED:
        raw = with_weights(raw, strength, _DEFINED[form], tables.problems)
    columns = {"source": "source", "target": "target", "directed": "directed"}
    return meaning(raw, {**columns, "kind": kind, "strength": strength})
