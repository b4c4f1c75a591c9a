"""GEXF files."""

from __future__ import annotations

from sysmap.records.containers.graph_files import GEXF
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.graphs import graph_parts, has_form


@record_layout("gexf", order=30, recognises=lambda tables: has_form(tables, GEXF))
def gexf(tables: Arrived) -> TableParts:
    """A GEXF file: nodes with a sector, edges with kind and weight."""
    return graph_parts(tables, GEXF)
