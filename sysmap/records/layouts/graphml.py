"""GraphML files."""

from __future__ import annotations

from sysmap.records.containers.graph_files import GRAPHML
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.graphs import graph_parts, has_form


@record_layout("graphml", order=20, recognises=lambda tables: has_form(tables, GRAPHML))
def graphml(tables: Arrived) -> TableParts:
    """A GraphML file: nodes with a sector, edges with kind and strength."""
    return graph_parts(tables, GRAPHML)
