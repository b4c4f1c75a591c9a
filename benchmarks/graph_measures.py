"""Measures of a map beside networkx and igraph, each on a fresh map through the public functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import networkx as nx
import numpy as np

import sysmap as sm
from benchmarks import peers
from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.graphs import Graph, blocks, fresh
from benchmarks.targets import targets_of
from benchmarks.timing import Engine, timed
from sysmap.network.graph import sampling

ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
DRAWS = 1_000
Answer = Mapping[str, Any]
Peer = Callable[[Any, Graph], Answer]


@dataclass(frozen=True)
class Case:
    """A measure: the names it has here, and how each peer works it out."""

    name: str
    organisation: tuple[str, ...] = ()
    system: tuple[str, ...] = ()
    draws: int = 0
    networkx: Peer | None = None
    igraph: Peer | None = None
    scales: bool = True
    # Whether igraph's answer is one of several that are as good.
    another: bool = False

    @property
    def known(self) -> bool:
        """Whether the catalogue has all of it."""
        return all(name in sm.catalogue for name in (*self.organisation, *self.system))

    def ours(self, system: sm.SystemMap) -> Answer:
        """Work it out by the public functions, tables and reasons included."""
        found: dict[str, Any] = {}
        if self.organisation:
            scores = sm.organisation_scores(system, self.organisation)
            found |= {name: scores[name].to_numpy() for name in self.organisation}
        if self.system:
            card = sm.integration(system, self.system, draws=self.draws).to_frame()
            found |= {name: card.at[name, "value"] for name in self.system}
        return found


def _of(name: str, function: Callable[[Any], Any]) -> Peer:
    """Make a peer of a function of the graph alone, whose values stand by organisation or are one number."""

    def answer(graph: Any, _: Graph) -> Answer:
        values = function(graph)
        return {name: peers.by_place(values) if isinstance(values, Mapping) else np.asarray(values, float)}

    return answer


def _ei(graph: Any, drawn: Graph) -> Answer:
    return {"ei_index": peers.shuffled_ei(graph, drawn, DRAWS)["value"]}


CASES = (
    Case("E-I with 1,000 shuffles", system=("ei_index",), draws=DRAWS, networkx=_ei),
    Case(
        "constraint",
        ("constraint",),
        networkx=_of("constraint", nx.constraint),
        igraph=_of("constraint", lambda graph: graph.constraint()),
    ),
    Case("effective size", ("effective_size",), networkx=_of("effective_size", nx.effective_size)),
    Case("brokerage, five roles", ROLES, networkx=peers.brokerage),
    Case(
        "betweenness",
        ("betweenness",),
        networkx=_of("betweenness", partial(nx.betweenness_centrality, normalized=False)),
        igraph=_of("betweenness", lambda graph: graph.betweenness(directed=False)),
    ),
    Case(
        "cross betweenness",
        ("cross_betweenness",),
        networkx=peers.cross_betweenness,
        igraph=peers.igraph_cross_betweenness,
    ),
    Case(
        "closeness, cross efficiency",
        ("closeness",),
        ("cross_efficiency",),
        networkx=peers.nearness,
        igraph=peers.igraph_closeness,
    ),
    # What any call costs, whatever it works out: no peer makes a table with reasons.
    Case("density", system=("density",), scales=False),
)
# Further measures that a peer has: only the ratio is of interest.
FURTHER = (
    Case(
        "core number",
        ("core_number",),
        networkx=_of("core_number", nx.core_number),
        igraph=_of("core_number", lambda graph: graph.coreness()),
    ),
    Case(
        "transitivity",
        system=("transitivity",),
        networkx=_of("transitivity", nx.transitivity),
        igraph=_of("transitivity", lambda graph: graph.transitivity_undirected()),
    ),
    Case(
        "weak points",
        system=("weak_points",),
        networkx=lambda graph, _: {"weak_points": len(list(nx.articulation_points(graph)))},
        igraph=lambda graph, _: {"weak_points": len(graph.articulation_points())},
    ),
    Case(
        "components",
        system=("components",),
        networkx=_of("components", nx.number_connected_components),
        igraph=lambda graph, _: {"components": len(graph.connected_components())},
    ),
    Case(
        "communities, ten searches",
        system=("community_ami",),
        networkx=peers.communities,
        igraph=lambda graph, _: {"searches": [graph.community_multilevel() for _ in range(10)]},
        another=True,
    ),
    Case(
        "mean distance",
        system=("mean_distance",),
        igraph=lambda graph, _: peers.igraph_mean_distance(graph),
    ),
    Case(
        "assortativity of sectors",
        system=("sector_assortativity",),
        igraph=lambda graph, drawn: {
            "sector_assortativity": graph.assortativity_nominal(drawn.sector.tolist(), directed=False)
        },
    ),
    Case(
        "modularity of sectors",
        system=("sector_modularity",),
        igraph=lambda graph, drawn: {"sector_modularity": graph.modularity(drawn.sector.tolist())},
    ),
)


@benchmark("measures")
def measures(run: Run) -> Iterator[Row]:
    """Time every measure of the table at each size."""
    wanted = [case for case in (*CASES, *FURTHER) if run.wants("measures", case.name)]
    if not wanted:
        return
    # What a first call imports is no part of any measure.
    for row in _rows(wanted, 60):
        del row
    # Routes are followed from everywhere, as the peers do it, whatever the size.
    limit, sampling.ROUTES_LIMIT = sampling.ROUTES_LIMIT, max(sampling.ROUTES_LIMIT, *run.sizes)
    try:
        for size in run.sizes:
            yield from _rows(wanted, size)
    finally:
        sampling.ROUTES_LIMIT = limit


def _rows(cases: list[Case], size: int) -> Iterator[Row]:
    graph = blocks(size)
    system = graph.system()
    theirs = {"networkx": graph.networkx(), "igraph": graph.igraph()}
    for case in cases:
        row = Row(case.name, size, scales=case.scales)
        if not case.known:
            row.note = "not in the catalogue"
            yield row
            continue
        engines = {OURS: Engine(case.ours, partial(fresh, system))}
        for name, built in theirs.items():
            does: Peer | None = getattr(case, name)
            if does is not None and built is not None:
                compared = not (case.another and name == "igraph")
                engines[name] = Engine(partial(does, built), partial(_same, graph), compared)
        times = timed(engines)
        # As a map comes from its records, before anything was asked of it.
        row.cold = timed({OURS: Engine(case.ours, partial(replace, system))}).seconds[OURS]
        row.seconds, row.differs, row.once = times.seconds, times.differs, times.once
        row.targets = targets_of(row)
        yield row


def _same(graph: Graph) -> Graph:
    return graph
