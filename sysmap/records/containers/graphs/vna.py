"""VNA files of NetDraw: a table of nodes and a table of ties, whose columns are relations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sysmap.errors import listed
from sysmap.records.containers.graphs.gathered import (
    GatheredGraph,
    GraphFileError,
    check_length,
    is_zero,
    numbered,
    read_text_graph,
)
from sysmap.records.problems import Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import COLUMN_LIMIT, ROW_LIMIT
from sysmap.records.values.cells import BLANK_LIKE
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold_header

VNA = "vna"
_WORD = re.compile(r'"([^"]*)"|([^\s,"]+)|(")')
_NODE, _TIE = "node data", "tie data"
_READ, _DRAWN = (_NODE, _TIE), ("node properties", "tie properties")
_STRENGTHS, _KINDS = ("strength", "weight", "value"), ("kind", "type", "relation")
Rows = list[tuple[int, list[str]]]


def read_vna(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a VNA file as raw tables of nodes and edges."""
    return read_text_graph(path, here, graph_of_vna)


def graph_of_vna(lines: Sequence[str]) -> GatheredGraph:
    """Read the lines of a VNA file.

    Raises
    ------
    GraphFileError
        If it cannot be read; the message says why, `row` where.
    """
    sections = _sections(lines)
    graph = GatheredGraph(VNA)
    known: dict[str, int] = {}
    if sections.get(_NODE):
        (_, header), *rows = sections[_NODE]
        for row, cells in rows:
            _check_width(header, cells, row)
            name = cells[0]
            if name in known:
                raise GraphFileError(
                    f"this node stands twice, first in line {known[name]}: keep one of them", row, name
                )
            known[name] = row
            more = {_own(key): cell for key, cell in zip(header[1:], cells[1:], strict=True)}
            graph.nodes.append((row, {"id": name, "name": name, **more}))
    if not sections.get(_TIE):
        raise GraphFileError("no *Tie data in this file: save it from NetDraw with nodes and ties")
    (at, header), *rows = sections[_TIE]
    if len(header) < 2:
        raise GraphFileError("*Tie data begins with a header: from to strength", at, " ".join(header))
    for row, cells in rows:
        _check_width(header, cells, row)
        for end in cells[:2]:
            # Without a table of nodes the ties say who is there.
            if end not in known and _NODE in sections:
                raise GraphFileError("a tie of a node that *Node data does not list: list it", row, end)
            if end not in known:
                known[end] = row
                graph.nodes.append((row, {"id": end, "name": end}))
    _add_ties(graph, header, rows)
    return graph


def _own(header: str) -> str:
    """Return the header of a column of nodes, if need be beside the id and the name that a node has."""
    return f"{header} (2)" if fold_header(header) in ("id", "name") else header


def _sections(lines: Sequence[str]) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    current: Rows | None = None
    for row, line in numbered(lines):
        if line.lstrip().startswith("*"):
            title = " ".join(line.replace("*", " ").casefold().split())
            if title not in (*_READ, *_DRAWN):
                raise GraphFileError(
                    f"this section is not known; a VNA file has {listed(_READ)}", row, line.strip()
                )
            if title in found:
                raise GraphFileError("this section stands twice: keep one of them", row, line.strip())
            current = found[title] = []
        elif current is None:
            raise GraphFileError("this line stands before *Node data: take it out", row, line.strip())
        else:
            current.append((row, _cells(line, row)))
            if len(current[0][1]) > COLUMN_LIMIT:
                raise GraphFileError(f"more than {COLUMN_LIMIT:,} columns: leave some out", row)
    return found


def _cells(line: str, row: int) -> list[str]:
    check_length(line, row)
    found = []
    for match in _WORD.finditer(line):
        if match[3]:
            raise GraphFileError("a quotation mark in this line is not closed: close it", row, line.strip())
        found.append(match[2] if match[1] is None else " ".join(match[1].split()))
    return found


def _check_width(header: list[str], cells: list[str], row: int) -> None:
    if len(cells) != len(header):
        raise GraphFileError(
            f"{len(cells)} values under {len(header)} headers: names of several words stand in "
            "quotation marks",
            row,
        )


def _add_ties(graph: GatheredGraph, header: list[str], rows: Rows) -> None:
    """Add the ties: of several columns of numbers each is a kind, as NetDraw has it; 0 is no tie."""
    texts = {place: [cells[place] for _, cells in rows] for place in range(2, len(header))}
    numbers = [
        place
        for place, column in texts.items()
        if all(is_number(cell) or cell.casefold() in BLANK_LIKE for cell in column)
    ]
    kinds = [place for place in texts if place not in numbers and fold_header(header[place]) in _KINDS]
    others = [header[place] for place in texts if place not in numbers and place not in kinds]
    if others:
        graph.said.append(f"columns of *Tie data that are no numbers, not read: {listed(map(shown, others))}")
    if len(numbers) > 1:
        named = listed(shown(header[place]) for place in numbers)
        graph.said.append(f"{len(numbers)} relations in *Tie data, each a kind of tie: {named}")
    alone = len(numbers) == 1 and fold_header(header[numbers[0]]) in _STRENGTHS
    for row, cells in rows:
        if len(graph.edges) > ROW_LIMIT:
            raise GraphFileError(f"more than {ROW_LIMIT:,} ties: split the file", row)
        ends: dict[str, Any] = {"source": cells[0], "target": cells[1]}
        kind = cells[kinds[0]] if kinds else ""
        if not numbers:
            graph.edges.append((row, {**ends, "kind": kind}))
        for place in numbers:
            said = [kind, "" if alone else header[place]]
            value = cells[place]
            if value.casefold() not in BLANK_LIKE and not is_zero(value):
                joined = ": ".join(word for word in said if word)
                graph.edges.append((row, {**ends, "kind": joined, "strength": value}))
