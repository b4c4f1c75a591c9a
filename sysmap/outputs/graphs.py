"""Maps as graph files for other programs."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from sysmap.network.system import SystemMap
from sysmap.outputs.saving import output


@output(".graphml", of=SystemMap)
def graphml(system: SystemMap, path: Path) -> None:
    """A graph file for Gephi, yEd or Cytoscape: what is known of each organisation and tie."""
    graph = nx.DiGraph() if system.directed else nx.Graph()
    for organisation in system.organisations.itertuples():
        known = {
            "name": organisation.name,
            "sector": organisation.sector,
            "boundary": organisation.boundary,
            "place": organisation.place,
            "answered": organisation.answered,
        }
        graph.add_node(
            organisation.Index, **{key: value for key, value in known.items() if value not in (None, "")}
        )
    for source, target, tie in system.graph.edges(data=True):
        strength = {} if tie["strength"] != tie["strength"] else {"strength": float(tie["strength"])}
        graph.add_edge(source, target, kind="|".join(tie["kinds"]), records=int(tie["records"]), **strength)
    nx.write_graphml(graph, path, encoding="utf-8", prettyprint=True)
