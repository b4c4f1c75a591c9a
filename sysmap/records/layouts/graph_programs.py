"""Files of programs that draw networks: GraphML, GEXF, Pajek, GML, VNA, UCINET datasets, yEd, JSON graphs."""

from __future__ import annotations

from sysmap.records.containers.graph_files import GEXF, GRAPHML
from sysmap.records.containers.graphs.gml import GML
from sysmap.records.containers.graphs.json_graphs import GRAPH_JSON
from sysmap.records.containers.graphs.pajek import PAJEK
from sysmap.records.containers.graphs.ucinet_binary import UCINET
from sysmap.records.containers.graphs.vna import VNA
from sysmap.records.containers.graphs.yed import YED
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.graphs import graph_parts, has_form
from sysmap.records.shapes.graphs_of_programs import program_parts


@record_layout("graphml", order=20, recognises=lambda tables: has_form(tables, GRAPHML))
def graphml(tables: Arrived) -> TableParts:
    """A GraphML file: nodes with a sector, edges with kind and strength."""
    return graph_parts(tables, GRAPHML)


@record_layout("gexf", order=30, recognises=lambda tables: has_form(tables, GEXF))
def gexf(tables: Arrived) -> TableParts:
    """A GEXF file: nodes with a sector, edges with kind and weight."""
    return graph_parts(tables, GEXF)


@record_layout("pajek", order=31, recognises=lambda tables: has_form(tables, PAJEK), sectors=False)
def pajek(tables: Arrived) -> TableParts:
    """A Pajek network or project: vertices, arcs and edges, each relation a kind."""
    return program_parts(tables, PAJEK)


@record_layout("gml", order=32, recognises=lambda tables: has_form(tables, GML), sectors=False)
def gml(tables: Arrived) -> TableParts:
    """A GML file: nodes called by their labels, edges with a value or weight."""
    return program_parts(tables, GML)


@record_layout("vna", order=33, recognises=lambda tables: has_form(tables, VNA), sectors=False)
def vna(tables: Arrived) -> TableParts:
    """A VNA file of NetDraw: node data, and tie data whose columns are relations."""
    return program_parts(tables, VNA)


@record_layout("ucinet", order=34, recognises=lambda tables: has_form(tables, UCINET), sectors=False)
def ucinet(tables: Arrived) -> TableParts:
    """A UCINET dataset (.##h and .##d): one matrix or several, each a kind."""
    return program_parts(tables, UCINET)


@record_layout("yed", order=22, recognises=lambda tables: has_form(tables, YED), sectors=False)
def yed(tables: Arrived) -> TableParts:
    """A drawing of yEd: nodes called by their labels, arrows for direction, labels of edges for kinds."""
    return program_parts(tables, YED)


@record_layout("graph_json", order=12, recognises=lambda tables: has_form(tables, GRAPH_JSON), sectors=False)
def graph_json(tables: Arrived) -> TableParts:
    """A graph in JSON, as networkx, d3, Cytoscape, sigma and graphology write it: nodes and edges."""
    return program_parts(tables, GRAPH_JSON)
