"""Elements of GraphML and GEXF: nodes and edges with what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from sysmap.errors import listed
from sysmap.records.problems import Reading, shown
from sysmap.records.values.reading_cells import is_number
from sysmap.text import counted
from sysmap.vocabulary import fold_header

_NUMBERS = {"double", "float", "int", "integer", "long", "short", "byte", "bigdecimal", "biginteger"}
_NOT_A_NUMBER = {"nan", ""}
_TRUE = {"true", "1", "yes"}
# What stands among nodes and edges; another element there says something that nobody reads.
_KNOWN = {
    *("graph", "node", "edge", "hyperedge", "endpoint", "port", "data", "key", "default", "desc", "locator"),
    *("nodes", "edges", "attributes", "attribute", "options", "attvalues", "spells", "parents", "meta"),
}
_HOLDERS = {"graph", "nodes", "edges"}
# By which a node is named.
_NAMING = {"name", "label"}


@dataclass
class Found:
    """What a graph file holds.

    Nodes have the column ``id``, edges ``source``, ``target`` and ``directed``, both the columns of their
    attributes.
    """

    Row = dict[str, str]

    directed: bool
    nodes: list[Row] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)

    def columns(self, what: str) -> list[str]:
        """Return the columns of nodes or edges in the order met, those that every graph has first."""
        first = ["id"] if what == "nodes" else ["source", "target", "directed"]
        rows = self.nodes if what == "nodes" else self.edges
        return list(dict.fromkeys([*first, *(column for row in rows for column in row)]))


@dataclass(frozen=True)
class Attribute:
    """An attribute that a file declares: its name, whether it is a number, and its default."""

    name: str
    number: bool
    default: str


def read_graphml(root: Element, here: Reading) -> Found:
    """Read the first graph of a GraphML file."""
    keys: dict[str, dict[str, Attribute]] = {"node": {}, "edge": {}}
    for key in _named(root, "key"):
        declared = _graphml_attribute(key)
        for what in ("node", "edge"):
            if key.get("for", "all") in (what, "all"):
                keys[what][key.get("id", "")] = declared
    graphs = [part for part in root if _is(part, "graph")]
    graph = graphs[0] if graphs else root
    _note_more(len(graphs), sum(1 for _ in _named(root, "hyperedge")), here)
    _note_unknown(graph, here)
    found = Found(graph.get("edgedefault", "undirected") == "directed")
    for element in _named(graph, "node"):
        said = _graphml_data(element, keys["node"], here)
        _note_undeclared(_called(element), said, keys["node"], here)
        said = _numbers_only(said, keys["node"], _called(element), here)
        found.nodes.append(_with_own(said, {"id": element.get("id", "")}))
    for element in _named(graph, "edge"):
        said = _graphml_data(element, keys["edge"], here)
        way = element.get("directed")
        directed = found.directed if way is None else way.casefold() in _TRUE
        found.edges.append(_edge(element, said, keys["edge"], directed, here))
    return found


def read_gexf(root: Element, here: Reading) -> Found:
    """Read the graph of a GEXF file."""
    keys: dict[str, dict[str, Attribute]] = {"node": {}, "edge": {}}
    for group in _named(root, "attributes"):
        for key in _named(group, "attribute"):
            default = next(_named(key, "default"), None)
            keys.setdefault(group.get("class", "node"), {})[key.get("id", "")] = Attribute(
                key.get("title") or key.get("id") or "",
                key.get("type", "").casefold() in _NUMBERS,
                (default.text or "").strip() if default is not None else "",
            )
    graphs = [part for part in root if _is(part, "graph")]
    graph = graphs[0] if graphs else root
    _note_more(len(graphs), 0, here)
    _note_unknown(graph, here)
    if any(_has_times(element) for name in ("node", "edge") for element in _named(graph, name)):
        here.warning("times of nodes and edges (start, end, spells) not read")
    found = Found(graph.get("defaultedgetype", "undirected") == "directed")
    for element in _named(graph, "node"):
        said = _gexf_data(element, keys["node"], here)
        own = {name: element.get(name, "") for name in ("label",) if element.get(name)}
        _note_undeclared(_called(element), said | own, keys["node"], here)
        said = _numbers_only(said, keys["node"], _called(element), here)
        found.nodes.append(_with_own(_with_own(own, said), {"id": element.get("id", "")}))
    for element in _named(graph, "edge"):
        said = {name: element.get(name, "") for name in ("weight", "kind", "label") if element.get(name)}
        said = _with_own(said, _gexf_data(element, keys["edge"], here))
        way = element.get("type")
        directed = found.directed if way is None else way.casefold() == "directed"
        weight = {"weight": Attribute("weight", True, "")}
        found.edges.append(_edge(element, said, {**weight, **keys["edge"]}, directed, here))
    return found


def _has_times(element: Element) -> bool:
    timed = {"start", "end", "startopen", "endopen"} & set(element.attrib)
    return bool(timed) or any(_is(part, "spells") for part in element)


def _named(element: Element, name: str) -> Iterator[Element]:
    """Return the elements of a name below another, in any namespace."""
    return (found for found in element.iter() if _is(found, name))


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _graphml_attribute(key: Element) -> Attribute:
    default = next(_named(key, "default"), None)
    return Attribute(
        key.get("attr.name") or key.get("id") or "",
        key.get("attr.type", "").casefold() in _NUMBERS,
        (default.text or "").strip() if default is not None else "",
    )


def _graphml_data(element: Element, keys: dict[str, Attribute], here: Reading) -> Found.Row:
    given = ((data.get("key", ""), "".join(data.itertext())) for data in element if _is(data, "data"))
    return _said(given, keys, element, here)


def _gexf_data(element: Element, keys: dict[str, Attribute], here: Reading) -> Found.Row:
    values = (value for part in element if _is(part, "attvalues") for value in _named(part, "attvalue"))
    given = ((value.get("for") or value.get("id") or "", value.get("value", "")) for value in values)
    return _said(given, keys, element, here)


def _said(
    given: Iterable[tuple[str, str]], keys: dict[str, Attribute], element: Element, here: Reading
) -> Found.Row:
    """Return what is said of an element by the names of its attributes, and what is said by default.

    What is said twice, and not alike, is asked about.
    """
    said: Found.Row = {}
    for key, text in given:
        name, text = keys[key].name if key in keys else key, text.strip()
        if text and said.get(name, text) != text:
            here.fault(
                f"{_called(element)} says two things under {shown(name)}, {shown(said[name])} and "
                f"{shown(text)}: keep one",
                column=name,
                value=text,
            )
        said[name] = text or said.get(name, "")
    return {key.name: key.default for key in keys.values() if key.default} | said


def _with_own(said: Found.Row, own: Found.Row) -> Found.Row:
    """Add what an element says of itself; what is called alike, and says something else, is kept beside."""
    others = {f"{name} (2)": said[name] for name in own if said.get(name, "") not in ("", own[name])}
    return {**said, **others, **own}


def _edge(
    element: Element,
    said: Found.Row,
    keys: dict[str, Attribute],
    directed: bool,
    here: Reading,
) -> Found.Row:
    ends = {end: element.get(end, "") for end in ("source", "target")}
    row = _numbers_only(said, keys, _called(element), here)
    # In a graph of ties one of them may say for itself that it has a direction.
    one_way = directed or str(row.get("directed", "")).casefold() in _TRUE
    return {**_with_own(row, ends), "directed": "yes" if one_way else "no"}


def _called(element: Element) -> str:
    if _is(element, "node"):
        return f"node {shown(element.get('id', ''))}"
    return f"edge {shown(element.get('source', ''))} – {shown(element.get('target', ''))}"


def _note_undeclared(what: str, said: Found.Row, keys: dict[str, Attribute], here: Reading) -> None:
    """Note a node without a name that says something under a key of which nobody knows what it means."""
    declared = {key.name for key in keys.values()}
    strange = [key for key in said if key not in declared and fold_header(key) not in _NAMING]
    named = any(said[key] for key in said if fold_header(key) in _NAMING)
    if strange and not named and any(said[key] for key in strange):
        here.fault(
            f"{what} has no name, but data under a key that the file does not declare: declare the key, "
            "or put the name under one that is declared",
            table="partners",
            column=strange[0],
            value=said[strange[0]],
        )


def _note_unknown(graph: Element, here: Reading) -> None:
    """Note elements among nodes and edges that are neither."""
    holders = [graph, *(part for part in graph if _is_one_of(part, _HOLDERS))]
    strange = [part for holder in holders for part in holder if not _is_one_of(part, _KNOWN)]
    # Data belong to a node or an edge.
    strange += [part for holder in holders[1:] for part in holder if _is(part, "data")]
    if strange:
        named = [part.get("label") or part.get("id") or str(part.tag).rpartition("}")[2] for part in strange]
        what = "an element" if len(strange) == 1 else counted(len(strange), "element")
        here.warning(
            f"{what} among nodes and edges, and neither of them: not read: {listed(map(shown, named), 10)}",
        )


def _is_one_of(element: Element, names: set[str]) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] in names


def _numbers_only(said: Found.Row, keys: dict[str, Attribute], what: str, here: Reading) -> Found.Row:
    """Note texts where the file itself declares a number, and leave them out."""
    numbers = {key.name for key in keys.values() if key.number}
    for name in numbers & set(said):
        text = said[name]
        if text.casefold() not in _NOT_A_NUMBER and not is_number(text):
            here.fault(
                f"{what}: the attribute {shown(name)} is declared as a number, and this is none: write one",
                column=name,
                value=text,
            )
            said = {**said, name: ""}
    return said


def _note_more(graphs: int, hyperedges: int, here: Reading) -> None:
    if not graphs:
        here.fault("no graph in this file: export the graph again")
    if graphs > 1:
        here.warning(f"{graphs} graphs in this file: the first was read")
    if hyperedges:
        here.warning(f"{counted(hyperedges, 'hyperedge')} not read: a tie has two ends")
