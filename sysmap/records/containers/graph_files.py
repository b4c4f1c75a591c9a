"""GraphML and GEXF files to raw tables of nodes and edges, with nothing declared, expanded or fetched."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import pandas as pd

from sysmap.records.containers.encodings import EMPTY
from sysmap.records.containers.graph_elements import Found, read_gexf, read_graphml
from sysmap.records.containers.graphs.gathered import EDGES, NODES
from sysmap.records.containers.graphs.yed import graph_of_yed, is_yed
from sysmap.records.containers.xml_text import (
    TooMuchError,
    declares_a_type,
    elements_in,
    hidden_encoding,
    walk,
)
from sysmap.records.problems import Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.tables.declared import COLUMN_LIMIT, ROW_LIMIT

# The form of a raw table that came from a graph file.
GRAPHML, GEXF = "graphml", "gexf"
# How attributes of nodes and edges are declared, in the one form and in the other.
_DECLARES = ("key", "attribute")
_ELEMENTS_LIMIT = 2_000_000
SUFFIXES = {".graphml": GRAPHML, ".gexf": GEXF}
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def read_graph_file(path: Path, here: Reading) -> dict[str, RawTable]:
    """Read a graph file as the raw tables nodes and edges; none, with the fault noted, where it cannot be.

    Rows are numbered as the elements stand in the file, from 1.
    """
    form = SUFFIXES[path.suffix.casefold()]
    root = _parsed(path, here)
    if root is None or not _is_root(root, form, here):
        return {}
    if form == GRAPHML and is_yed(root):
        return graph_of_yed(root).tables(here)
    found = read_graphml(root, here) if form == GRAPHML else read_gexf(root, here)
    if not found.nodes:
        here.fault("no node in this graph: a node for each organisation is needed")
        return {}
    tables = {}
    for name, elements in ((NODES, found.nodes), (EDGES, found.edges)):
        place = replace(here.origin, sheet=name)
        table = _table(elements, found.columns(name), here.at(place))
        if table is None:
            return {}
        tables[name] = RawTable(table, place, form=form)
    return tables


def _parsed(path: Path, here: Reading) -> Element | None:
    data = path.read_bytes()
    if not data.strip():
        here.fault(EMPTY)
    elif declares_a_type(data):
        here.fault(
            "refused: document type declarations and entities are not allowed, and nothing was expanded or "
            "fetched: export the graph again, or take the declaration out",
        )
    elif elements_in(data) > _ELEMENTS_LIMIT:
        here.fault(f"more than {_ELEMENTS_LIMIT:,} elements: split the graph, or leave attributes out")
    else:
        return _root(data, here)
    return None


def _root(data: bytes, here: Reading) -> Element | None:
    """Parse a text in which no document type is declared, so that nothing is expanded or fetched."""
    try:
        if hidden_encoding(data):
            raise LookupError
        attributes, root = 0, None
        for begins, name, element in walk(io.BytesIO(data)):
            root = element if root is None else root
            attributes += begins and name in _DECLARES
        if attributes > COLUMN_LIMIT:
            here.fault(f"{attributes:,} attributes are declared; at most {COLUMN_LIMIT:,}: leave some out")
            return None
        return root
    except ParseError as error:
        row = error.position[0] if getattr(error, "position", None) else ""
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
            here.fault("not XML, although its name ends so: name it by what it is, or export the graph again")
        else:
            here.fault(
                "not XML as it should be: the file is damaged or incomplete; export the graph again",
                row=row,
            )
    except TooMuchError as error:
        here.fault(f"{error}: export the graph again")
    except (LookupError, ValueError):
        here.fault("not XML that can be read: its encoding is unknown or damaged; save it as UTF-8")
    return None


def _is_root(root: Element, form: str, here: Reading) -> bool:
    namespace, _, name = root.tag.rpartition("}")
    namespace = namespace.removeprefix("{")
    if name != form:
        here.fault(
            f"the root element is {shown(name)}, not {form}: name the file by what it is, or export it again",
        )
        return False
    if form == GRAPHML and not namespace.startswith(_NAMESPACE):
        here.fault(
            "the namespace of GraphML is missing: the root element should begin "
            f'<graphml xmlns="{_NAMESPACE}">; export the graph again',
        )
        return False
    return True


def _table(elements: list[Found.Row], columns: Iterable[str], here: Reading) -> pd.DataFrame | None:
    names = list(dict.fromkeys(columns))
    if len(elements) > ROW_LIMIT or len(names) > COLUMN_LIMIT:
        here.fault(
            f"more than {ROW_LIMIT:,} {here.origin.sheet} or {COLUMN_LIMIT:,} attributes: split the graph"
        )
        return None
    cells: dict[str, list[Any]] = {name: [element.get(name) for element in elements] for name in names}
    return pd.DataFrame(cells, columns=names, index=range(1, len(elements) + 1), dtype=object)
