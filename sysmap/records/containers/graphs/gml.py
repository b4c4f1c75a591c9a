"""GML files: lists of keys and values in one another, a graph with its nodes and edges among them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sysmap.records.containers.graphs.gathered import GatheredGraph, GraphFileError, read_text_graph
from sysmap.records.problems import Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.values.reading_cells import is_number
from sysmap.text import counted

GML = "gml"
_DEPTH, _WORDS = 100, 2_000_000
_TOKEN = re.compile(r'"([^"]*)"|(\[)|(\])|([^\s\[\]"]+)|(")')
# How a graph is drawn, and what programs keep for themselves.
_DRAWN = ("graphics", "labelgraphics", "labelanchor", "edgeanchor", "visualizationproperties")
_TRUE = {"1", "true"}
Entry = dict[str, Any]


def read_gml(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a GML file as raw tables of nodes and edges."""
    return read_text_graph(path, here, graph_of_gml)


def graph_of_gml(lines: Sequence[str]) -> GatheredGraph:
    """Read the lines of a GML file.

    Raises
    ------
    GraphFileError
        If it cannot be read; the message says why, `row` where.
    """
    if sum(len(line.split()) for line in lines) > _WORDS:
        raise GraphFileError(f"more than {_WORDS:,} words: split the graph")
    found = _parsed(lines)
    graphs = [value for key, value in found if key == "graph" and isinstance(value, list)]
    if not graphs:
        raise GraphFileError("no graph [ ... ] in this file: export the graph as GML again")
    graph = GatheredGraph(GML)
    if len(graphs) > 1:
        graph.said.append(f"{len(graphs)} graphs in this file: the first was read")
    content = graphs[0]
    said = dict(content)
    directed = str(said.get("directed", said.get("isdirected", "0"))).casefold() in _TRUE
    seen: dict[str, int] = {}
    nodes = [value for key, value in content if key == "node" and isinstance(value, list)]
    edges = [value for key, value in content if key == "edge" and isinstance(value, list)]
    for entry in nodes:
        row, node = _flat(entry)
        if "id" not in node:
            raise GraphFileError("a node without an id: export the graph again", row)
        key = str(node["id"])
        if key in seen:
            raise GraphFileError(
                f"this node stands twice, first in line {seen[key]}: give each its own id", row, key
            )
        seen[key] = row
        graph.nodes.append((row, node))
    _name(graph)
    for entry in edges:
        row, edge = _flat(entry)
        own = edge.pop("directed", None)
        way = directed if own is None else str(own).casefold() in _TRUE
        graph.edges.append((row, {**edge, "directed": "yes" if way else "no"}))
    unlike = sorted({key for key, value in content if isinstance(value, list)} - {"node", "edge", *_DRAWN})
    if unlike:
        graph.said.append(
            f"{counted(len(unlike), 'list')} of this graph not read: {shown(', '.join(unlike))}"
        )
    return graph


def _name(graph: GatheredGraph) -> None:
    """Name nodes by their label; where labels are no more than numbers, by their name."""
    labels = [str(node.get("label", "")).strip() for _, node in graph.nodes]
    names = [str(node.get("name", "")).strip() for _, node in graph.nodes]
    plain = all(not label or is_number(label) for label in labels)
    by_name = any(names) and (plain or not any(labels))
    for (_, node), label, name in zip(graph.nodes, labels, names, strict=True):
        first, other = (name, label) if by_name else (label, name)
        node.pop("label", None)
        node["name"] = first or (other if not by_name else "") or None
        if other and first and other not in (first, str(node["id"])) and not by_name:
            node["name (2)"] = other


def _flat(entry: list[tuple[str, Any]]) -> tuple[int, Entry]:
    """Return the line of a list and its values; those of one key twice are joined."""
    row = 0
    found: Entry = {}
    for key, value in entry:
        if key == "":
            row = value
        elif isinstance(value, list):
            for inner, word in value if key not in _DRAWN else ():
                if inner and not isinstance(word, list):
                    found.setdefault(f"{key} {inner}", word)
        elif key in found:
            found[key] = f"{found[key]}|{value}"
        else:
            found[key] = value
    return row, found


def _parsed(lines: Sequence[str]) -> list[tuple[str, Any]]:
    """Return the keys and values of a file; a list begins with its line, under no key."""
    top: list[tuple[str, Any]] = []
    open_lists = [top]
    key: str | None = None
    row = 0
    for row, word, sign in _tokens(lines):
        if sign == "]":
            if key is not None:
                raise GraphFileError("this key has no value", row, key)
            open_lists.pop()
            if not open_lists:
                raise GraphFileError("a ] too many: the file is damaged; export the graph again", row)
        elif key is None:
            if sign:
                raise GraphFileError("here a key is wanted: the file is damaged; export it again", row, word)
            key = word.casefold()
        elif sign == "[":
            if len(open_lists) > _DEPTH:
                raise GraphFileError(
                    f"lists lie more than {_DEPTH} deep in one another: export it again", row
                )
            inner: list[tuple[str, Any]] = [("", row)]
            open_lists[-1].append((key, inner))
            open_lists.append(inner)
            key = None
        else:
            open_lists[-1].append((key, html.unescape(word) if sign else word))
            key = None
    if len(open_lists) > 1 or key is not None:
        raise GraphFileError(
            "the file ends before its lists are closed with ]: it is cut off; export the graph again", row
        )
    return top


def _tokens(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Return the words of a file with their lines, and a sign for brackets and quoted texts."""
    rest: list[str] = []
    begun = 0
    for row, line in enumerate(lines, start=1):
        if not rest and line.lstrip().startswith("#"):
            continue
        if rest:
            # A text may go over several lines.
            end = line.find('"')
            rest.append(line if end < 0 else line[:end])
            if end < 0:
                continue
            yield begun, " ".join(" ".join(rest).split()), '"'
            rest, line = [], line[end + 1 :]
        for match in _TOKEN.finditer(line):
            if match[5]:
                rest, begun = [line[match.end() :]], row
                break
            if match[1] is not None:
                yield row, " ".join(match[1].split()), '"'
            else:
                yield row, match[0], match[0] if match[2] or match[3] else ""
    if rest:
        raise GraphFileError("a quotation mark in this line is not closed: close it", begun)
