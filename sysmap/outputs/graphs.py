"""Maps as graph files for other programs: GraphML and GEXF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from sysmap.network.system import SystemMap
from sysmap.outputs.saving import output

# A graph file must say the sector of every node; this is how records say that it is not known.
UNKNOWN = "unknown"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENT = dict[str, str]
_GRAPHML_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_GEXF_TYPES = {bool: "boolean", int: "integer", float: "double", str: "string"}


@output(".graphml", of=SystemMap)
def graphml(system: SystemMap, path: Path) -> None:
    """A graph file for Gephi, yEd or Cytoscape: what is known of each organisation and tie."""
    root = ET.Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    nodes, edges = list(_nodes(system)), list(_edges(system))
    keys: dict[tuple[str, str], str] = {}
    for what, items in (("node", nodes), ("edge", edges)):
        for name, kind in _attributes(items).items():
            keys[what, name] = f"d{len(keys)}"
            ET.SubElement(
                root,
                "key",
                {
                    "id": keys[what, name],
                    "for": what,
                    "attr.name": name,
                    "attr.type": _GRAPHML_TYPES[kind],
                },
            )
    if system.applied:
        ET.SubElement(root, "key", {"id": "said", "for": "graph", "attr.name": "map", "attr.type": "string"})
    graph = ET.SubElement(root, "graph", {"edgedefault": "directed" if system.directed else "undirected"})
    if system.applied:
        ET.SubElement(graph, "data", {"key": "said"}).text = system.applied
    for what, items in (("node", nodes), ("edge", edges)):
        for attributes, known in items:
            element = ET.SubElement(graph, what, attributes)
            for name, value in known.items():
                ET.SubElement(element, "data", {"key": keys[what, name]}).text = _text(value)
    _write(root, path)


@output(".gexf", of=SystemMap)
def gexf(system: SystemMap, path: Path) -> None:
    """A graph file for Gephi, with names, sectors, places, kinds and strengths."""
    root = ET.Element("gexf", {"xmlns": "http://www.gexf.net/1.2draft", "version": "1.2"})
    if system.applied:
        ET.SubElement(ET.SubElement(root, "meta"), "description").text = f"A map {system.applied}"
    kind_of_ties = "directed" if system.directed else "undirected"
    graph = ET.SubElement(root, "graph", {"defaultedgetype": kind_of_ties, "mode": "static"})
    for what, parent, items in (("node", "nodes", _nodes(system)), ("edge", "edges", _edges(system))):
        rows = list(items)
        # Label and weight have places of their own in this format.
        places = {"name": "label", "strength": "weight"}
        types = {name: kind for name, kind in _attributes(rows).items() if name not in places}
        declared = ET.SubElement(graph, "attributes", {"class": what})
        for number, (name, kind) in enumerate(types.items()):
            ET.SubElement(
                declared, "attribute", {"id": str(number), "title": name, "type": _GEXF_TYPES[kind]}
            )
        number_of = {name: str(number) for number, name in enumerate(types)}
        group = ET.SubElement(graph, parent)
        for number, (attributes, known) in enumerate(rows):
            own = {places[name]: _text(value) for name, value in known.items() if name in places}
            element = ET.SubElement(
                group, what, {**({"id": str(number)} if what == "edge" else {}), **attributes, **own}
            )
            values = ET.SubElement(element, "attvalues")
            for name, value in known.items():
                if name not in places:
                    ET.SubElement(values, "attvalue", {"for": number_of[name], "value": _text(value)})
    _write(root, path)


def _nodes(system: SystemMap) -> Iterator[tuple[_ELEMENT, dict[str, Any]]]:
    for organisation in system.organisations.itertuples():
        known = {
            "name": organisation.name,
            "sector": organisation.sector or UNKNOWN,
            "boundary": organisation.boundary,
            "place": organisation.place,
            "answered": organisation.answered,
        }
        yield (
            {"id": _legal(organisation.Index)},
            {name: value for name, value in known.items() if value is not None and value != ""},
        )


def _edges(system: SystemMap) -> Iterator[tuple[_ELEMENT, dict[str, Any]]]:
    for tie in system.ties.itertuples():
        known: dict[str, Any] = {"kind": "|".join(tie.kinds), "records": int(tie.records)}
        if tie.strength == tie.strength:
            known["strength"] = float(tie.strength)
        # A graph is of arcs or of ties; a tie with a direction among others says so itself.
        if tie.directed and not system.directed:
            known["directed"] = True
        yield {"source": _legal(tie.source), "target": _legal(tie.target)}, known


def _attributes(items: list[tuple[_ELEMENT, dict[str, Any]]]) -> dict[str, type]:
    """Return the attributes in use, in the order met, with the type of their values."""
    types: dict[str, type] = {}
    for _, known in items:
        for name, value in known.items():
            types.setdefault(name, next(kind for kind in _GEXF_TYPES if isinstance(value, kind)))
    return types


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _legal(value) if isinstance(value, str) else repr(value)


def _legal(text: str) -> str:
    """Leave out the letters that no XML file can hold."""
    return _NO_XML.sub("", text)


def _write(root: ET.Element, path: Path) -> None:
    ET.indent(root)
    path.write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
