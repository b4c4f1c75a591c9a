"""Graphs in JSON: node-link data of networkx and d3, Cytoscape, sigma, graphology, vis.js and JSON Graph."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sysmap.records.containers.graphs.gathered import GatheredGraph, GraphFileError
from sysmap.records.problems import row_list
from sysmap.records.tables.declared import ROW_LIMIT
from sysmap.text import counted
from sysmap.vocabulary import fold_header

GRAPH_JSON = "graph json"
_IDS = ("id", "key", "_id", "@id", "uid")
_NAMES = ("name", "label", "title")
_ENDS = (("source", "target"), ("from", "to"), ("src", "dst"))
# How nodes and edges are drawn, and what programs keep for themselves.
_DRAWN = {
    *("x", "y", "z", "vx", "vy", "fx", "fy", "index", "color", "colour", "position", "renderedposition"),
    *("suid", "selected", "sharedname", "sharedinteraction", "selectable", "locked", "grabbable", "grabbed"),
    *("classes", "style", "css", "hidden", "forcelabel", "zindex", "shape", "font", "physics", "width"),
    *("scratch", "pannable", "removed", "viz", "highlighted", "bold", "smooth", "dashes"),
}
_LOOKS = {"line", "arrow", "curve", "curvedarrow", "curved", "dashed", "dotted", "straight", "tapered"}
_ONE_WAY, _NO_WAY = {"directed", "arc"}, {"undirected", "edge"}
Entry = dict[str, Any]


@dataclass
class _Parts:
    """The lists of a graph in JSON, and what it says of all edges."""

    nodes: list[Any]
    edges: list[Any]
    directed: bool | None = None
    keys_are_kinds: bool = False
    said: list[str] = field(default_factory=list)


def graph_in_json(content: Any) -> GatheredGraph | None:
    """Return the graph that the content of a JSON file is; None where it is none.

    Raises
    ------
    GraphFileError
        If it is one and cannot be read.
    """
    parts = _parts(content)
    if parts is None:
        return None
    graph = GatheredGraph(GRAPH_JSON, said=parts.said)
    if max(len(parts.nodes), len(parts.edges)) > ROW_LIMIT:
        raise GraphFileError(f"more than {ROW_LIMIT:,} nodes or edges: split the graph")
    _check_ids([str(entry["id"]) for entry in parts.nodes if isinstance(entry, Mapping) and "id" in entry])
    nodes = [_flat(entry) for entry in parts.nodes]
    ids = [_first(node, _IDS) for node in nodes]
    joined = [_ends_of(entry) for entry in parts.edges]
    loose = [row for row, pair in enumerate(joined, start=1) if any(end in ("", None) for end in pair)]
    if loose:
        raise GraphFileError("an edge without a source or a target: name both nodes", row_list(loose))
    ends = [(_flat(entry), *pair) for entry, pair in zip(parts.edges, joined, strict=True)]
    keys = _keys_of_nodes(nodes, ids, [end for _, source, target in ends for end in (source, target)])
    for row, (node, key) in enumerate(zip(nodes, ids, strict=True), start=1):
        name = _first(node, _NAMES)
        own = {header: cell for header, cell in node.items() if header not in (*_IDS, *_NAMES[:1])}
        if own.get("label") == name:
            own.pop("label", None)
        identity = str(name if key is None else key)
        graph.nodes.append((row, {"id": identity, "name": name, **own}))
    _check_ids([node["id"] for _, node in graph.nodes])
    unsaid = 0
    for row, (edge, source, target) in enumerate(ends, start=1):
        way = _direction(edge, parts.directed)
        unsaid += way is None
        first, last = (target, source) if way == "back" else (source, target)
        said = _edge(edge, parts)
        # An end that is no node is kept as it stands: it is a fault where it is read.
        said |= {"source": keys.get(first, first), "target": keys.get(last, last)}
        graph.edges.append((row, {**said, "directed": "yes" if way in ("on", "back") else "no"}))
    if unsaid:
        graph.said.append(
            f"the file does not say whether {counted(unsaid, 'tie')} have a direction: read as ties "
            "without one; "
            'if they have, write "directed": true at the top of the file'
        )
    return graph


def _parts(content: Any) -> _Parts | None:
    if isinstance(content, list):
        return _of_elements(content)
    if not isinstance(content, Mapping):
        return None
    inner = content.get("graph")
    several = content.get("graphs")
    if isinstance(several, list) and several and isinstance(several[0], Mapping):
        parts = _parts(several[0])
        if parts is not None and len(several) > 1:
            parts.said.append(f"{len(several)} graphs in this file: the first was read")
        return parts
    if isinstance(inner, Mapping) and "nodes" in inner:
        return _parts(inner)
    directed = _said_of_all(content)
    elements = content.get("elements")
    if isinstance(elements, Mapping) and isinstance(elements.get("nodes"), list):
        return _Parts(elements["nodes"], _list(elements.get("edges")), directed)
    if isinstance(elements, list) and "connections" not in content:
        parts = _of_elements(elements)
        return None if parts is None else _Parts(parts.nodes, parts.edges, directed)
    nodes = content.get("nodes")
    if isinstance(nodes, Mapping):
        nodes = [{"id": key, **(node if isinstance(node, Mapping) else {})} for key, node in nodes.items()]
    if not isinstance(nodes, list):
        return None
    if isinstance(content.get("adjacency"), list):
        return _Parts(nodes, _of_adjacency(nodes, content["adjacency"], bool(directed)), directed)
    edges = next((content[key] for key in ("links", "edges") if isinstance(content.get(key), list)), None)
    if edges is None or not all(isinstance(entry, Mapping) for entry in (*nodes, *edges)):
        return None
    return _Parts(nodes, edges, directed, keys_are_kinds=content.get("multigraph") is True)


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _of_elements(entries: Sequence[Any]) -> _Parts | None:
    """Tell nodes from edges in a list of elements of Cytoscape.js, each with its data."""
    data = [
        entry for entry in entries if isinstance(entry, Mapping) and isinstance(entry.get("data"), Mapping)
    ]
    if not data or len(data) < len(entries):
        return None
    nodes: list[Any] = []
    edges: list[Any] = []
    for entry in data:
        is_edge = entry.get("group") == "edges" or "source" in entry["data"]
        (edges if is_edge else nodes).append(entry)
    return _Parts(nodes, edges) if edges else None


def _of_adjacency(nodes: Sequence[Any], adjacency: Sequence[Any], directed: bool) -> list[Entry]:
    """Return the edges of adjacency data of networkx, each pair of a graph without direction once."""
    if len(adjacency) != len(nodes):
        raise GraphFileError(
            f"{len(adjacency):,} lists of neighbours for {len(nodes):,} nodes: write it again"
        )
    found, seen = [], set()
    for node, others in zip(nodes, adjacency, strict=True):
        source = _first(_flat(node), _IDS)
        for other in _list(others):
            target = _first(_flat(other), _IDS)
            pair = (*sorted((str(source), str(target))), str(other.get("key", "")))
            if directed or pair not in seen:
                seen.add(pair)
                more = {key: value for key, value in other.items() if key not in _IDS}
                found.append({"source": source, "target": target, **more})
    return found


def _said_of_all(content: Mapping[str, Any]) -> bool | None:
    """Return whether a file says that its edges have a direction; None where it says nothing."""
    options = content.get("options")
    kind = options.get("type") if isinstance(options, Mapping) else None
    if kind in ("directed", "mixed"):
        return True
    if kind == "undirected":
        return False
    said = content.get("directed")
    return said if isinstance(said, bool) else None


def _flat(entry: Any) -> Entry:
    """Return the fields of a node or an edge, those in ``data``, ``attributes`` and ``metadata`` too."""
    if not isinstance(entry, Mapping):
        return {}
    fields = dict(entry)
    for key in ("data", "attributes", "metadata"):
        inner = fields.get(key)
        if isinstance(inner, Mapping):
            fields.pop(key)
            fields = {**inner, **fields}
    return {
        str(key): _cell(value)
        for key, value in fields.items()
        if str(key).strip() and not isinstance(value, Mapping) and _folded(str(key)) not in _DRAWN
    }


@cache
def _folded(key: str) -> str:
    return fold_header(key)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        return "|".join(_text(part) for part in value if part is not None)
    return str(value) if isinstance(value, int) and abs(value) >= 2**53 else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _first(entry: Mapping[str, Any], names: Sequence[str]) -> Any:
    """Return the first field of some names that says anything, in any case."""
    folded = {_folded(key): value for key, value in reversed(list(entry.items()))}
    return next(
        (folded[_folded(name)] for name in names if folded.get(_folded(name)) not in (None, "")), None
    )


def _ends_of(entry: Any) -> tuple[Any, Any]:
    """Return the ends of an edge as they stand; an end written out as a node is that node's id."""
    fields = dict(entry) if isinstance(entry, Mapping) else {}
    if isinstance(fields.get("data"), Mapping):
        fields = {**fields["data"], **fields}
    for names in _ENDS:
        if all(name in fields for name in names):
            first, last = (fields[name] for name in names)
            return _end(first), _end(last)
    return "", ""


def _end(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _end(next((value[key] for key in (*_IDS, "index", "name") if key in value), ""))
    return _cell(value)


def _keys_of_nodes(nodes: Sequence[Entry], ids: Sequence[Any], ends: Sequence[Any]) -> dict[Any, str]:
    """Return which node each end of an edge is: its id, or its place in the list, as d3 counts from 0."""
    names = [_first(node, _NAMES) for node in nodes]
    keys = [str(name if key is None else key) for key, name in zip(ids, names, strict=True)]
    known = set(keys)
    places = all(isinstance(end, int) for end in ends)
    if ends and places and (all(key is None for key in ids) or not any(str(end) in known for end in ends)):
        return {end: keys[end] for end in set(ends) if 0 <= end < len(keys)}
    by_name = dict(zip(names, keys, strict=True)) if len(set(names)) == len(names) else {}
    found = {}
    for end in set(ends):
        text = str(end)
        found[end] = text if text in known else by_name.get(end, text)
    return found


def _check_ids(ids: Sequence[str]) -> None:
    if len(set(ids)) == len(ids) and "None" not in ids:
        return
    seen: dict[str, int] = {}
    for row, key in enumerate(ids, start=1):
        if key == "None":
            raise GraphFileError("a node without an id and a name: give it one", row)
        if key in seen:
            raise GraphFileError(
                f"two nodes have this id, numbers {seen[key]} and {row} of the list: give each its own",
                row,
                key,
            )
        seen[key] = row


def _direction(edge: Entry, of_all: bool | None) -> str | None:
    """Return which way an edge goes: on, back, or neither; None where nothing says so."""
    arrows = str(edge.get("arrows", "")).casefold().replace(",", " ").split()
    if arrows:
        return {"to": "on", "from": "back"}.get(arrows[0], "neither") if len(set(arrows)) == 1 else "neither"
    if str(edge.get("undirected", "")).casefold() in ("true", "false"):
        return "neither" if str(edge["undirected"]).casefold() == "true" else "on"
    for said in (str(edge.get("directed", "")).casefold(), str(edge.get("type", "")).casefold()):
        if said in ("true", *_ONE_WAY):
            return "on"
        if said in ("false", *_NO_WAY):
            return "neither"
    return None if of_all is None else "on" if of_all else "neither"


def _edge(edge: Entry, parts: _Parts) -> Entry:
    """Return what an edge says beside its ends and its direction."""
    left_out = {*(name for names in _ENDS for name in names), "id", "_id", "directed", "undirected", "arrows"}
    said = {key: value for key, value in edge.items() if key not in left_out}
    kind = str(said.get("type", "")).casefold()
    if kind in _LOOKS | _ONE_WAY | _NO_WAY:
        said.pop("type")
    key = said.pop("key", None)
    if parts.keys_are_kinds and isinstance(key, str) and not key.isdigit():
        said.setdefault("kind", key)
    return said
