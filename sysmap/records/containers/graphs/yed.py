"""Drawings of yEd: GraphML whose labels, arrows and groups lie in the graphics of nodes and edges."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from sysmap.errors import listed
from sysmap.records.containers.graphs.gathered import GatheredGraph
from sysmap.records.problems import shown
from sysmap.records.values.reading_cells import is_number
from sysmap.text import counted

YED = "yed"
_TAG = re.compile(r"<[^>]{0,200}>")
_GRAPHICS = {"node": ("nodegraphics", "NodeLabels"), "edge": ("edgegraphics", "EdgeLabels")}
_LABELS = ("NodeLabel", "EdgeLabel", "Label")
_OWN = ("description", "url")


def is_yed(root: Element) -> bool:
    """Return whether a GraphML file was drawn in yEd: its labels then lie in graphics."""
    return any(
        _is(key, "key") and (_graphics(key, "node") or _graphics(key, "edge"))
        for key in root
        if _is(key, "key")
    )


def graph_of_yed(root: Element) -> GatheredGraph:
    """Read the graph of a drawing: labels are names, arrows decide direction, labels of edges are kinds."""
    graph = GatheredGraph(YED)
    outer = next((part for part in root if _is(part, "graph")), root)
    keys = {what: _keys(root, what) for what in _GRAPHICS}
    ends = {edge.get(end, "") for edge in _below(outer, "edge") for end in ("source", "target")}
    groups: list[str] = []
    several: list[str] = []
    _add_nodes(graph, outer, keys["node"], ends, "", groups, several)
    if groups:
        graph.said.append(
            f"{counted(len(groups), 'group')} of the drawing without ties: no organisation, but a "
            f"column group of those in it: {listed(map(shown, groups), 10)}"
        )
    if several:
        graph.said.append(
            f"{counted(len(several), 'node')} with more than one label: the first is the name: "
            f"{listed(map(shown, several), 10)}"
        )
    default = outer.get("edgedefault", "undirected") == "directed"
    unsaid = 0
    for row, element in enumerate(_below(outer, "edge"), start=1):
        said, labels, graphics = _said(element, keys["edge"])
        way = _direction(graphics)
        unsaid += way is None
        if way is None:
            way = "target" if default else ""
        source, target = element.get("source", ""), element.get("target", "")
        if way == "source":
            source, target = target, source
        numbers = [label for label in labels if is_number(label)]
        words = [label for label in labels if not is_number(label)]
        ends_said = {"source": source, "target": target, "directed": "yes" if way else "no"}
        if len(numbers) == 1:
            ends_said["strength"] = numbers[0]
        if words:
            ends_said["kind"] = "; ".join(words)
        graph.edges.append((row, {**said, **ends_said}))
    if unsaid:
        graph.said.append(
            f"{counted(unsaid, 'edge')} without arrows in the file: read as "
            f"{'' if default else 'un'}directed, as the graph says of its edges"
        )
    if any("strength" in said for _, said in graph.edges):
        graph.said.append("labels of edges that are numbers are their strength")
    return graph


def _add_nodes(
    graph: GatheredGraph,
    within: Element,
    keys: dict[str, str],
    ends: set[str],
    group: str,
    groups: list[str],
    several: list[str],
) -> None:
    """Add the nodes of a graph and of the graphs in its groups; groups without ties are only said."""
    for element in within:
        if not _is(element, "node"):
            continue
        said, labels, _ = _said(element, keys)
        key, inner = element.get("id", ""), [part for part in element if _is(part, "graph")]
        label = labels[0] if labels else ""
        if inner and key not in ends:
            groups.append(label or key)
        else:
            own = {name: value for name, value in said.items() if name.casefold() not in _OWN}
            node = {**own, "id": key, "name": label or own.get("name") or own.get("label") or None}
            graph.nodes.append((len(graph.nodes) + 1, {**node, **({"group": group} if group else {})}))
            if len(labels) > 1 and not inner:
                several.append(label)
        path = " / ".join(part for part in (group, label) if part) if inner else group
        for part in inner:
            _add_nodes(graph, part, keys, ends, path, groups, several)


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _below(element: Element, name: str) -> Iterator[Element]:
    return (found for found in element.iter() if _is(found, name))


def _graphics(key: Element, what: str) -> bool:
    if key.get("for", "all") not in (what, "all"):
        return False
    # The attribute attr.name of the drawings of yEd Live, whose labels lie in lists.
    uris = [value for name, value in key.items() if name.endswith("attr.uri")]
    return key.get("yfiles.type") == _GRAPHICS[what][0] or any(
        uri.rpartition("/")[2] == _GRAPHICS[what][1] for uri in uris
    )


def _keys(root: Element, what: str) -> dict[str, str]:
    """Return the attributes declared of nodes or edges: key to name, blank for graphics."""
    found = {}
    for key in root:
        if _is(key, "key") and key.get("for", "all") in (what, "all"):
            drawn = key.get("yfiles.type") or any(name.endswith("attr.uri") for name, _ in key.items())
            found[key.get("id", "")] = "" if drawn else key.get("attr.name") or ""
    return found


def _said(element: Element, keys: dict[str, str]) -> tuple[dict[str, str], list[str], list[Element]]:
    """Return what is said of a node or edge by name, its labels, and its graphics."""
    said: dict[str, str] = {}
    labels: list[str] = []
    graphics = []
    for data in element:
        if not _is(data, "data"):
            continue
        name = keys.get(data.get("key", ""), "")
        if name:
            text = " ".join("".join(data.itertext()).split())
            said.update({name: text} if text else {})
        else:
            graphics.append(data)
            labels += [text for text in map(_label, _labels(data)) if text]
    return said, labels, graphics


def _labels(data: Element) -> list[Element]:
    """Return the labels in graphics; of a group that can be closed, those it has now."""
    realizers = next(_below(data, "Realizers"), None)
    if realizers is not None and len(realizers):
        active = realizers.get("active", "0")
        place = int(active) if active.isdigit() and int(active) < len(realizers) else 0
        data = realizers[place]
    return [part for part in data.iter() if any(_is(part, name) for name in _LABELS)]


def _label(element: Element) -> str:
    if element.get("hasText") == "false":
        return ""
    inner = next(_below(element, "Label.Text"), None)
    text = element.get("Text") or (inner.text if inner is not None else element.text) or ""
    if text.lstrip()[:5].casefold() == "<html":
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(text.split())


def _direction(graphics: list[Element]) -> str | None:
    """Return the end at which an edge has its only arrow; nothing for none or both, None where unsaid."""
    for data in graphics:
        for arrows in _below(data, "Arrows"):
            ends = [end for end in ("source", "target") if arrows.get(end, "none") != "none"]
            return ends[0] if len(ends) == 1 else ""
    return None
