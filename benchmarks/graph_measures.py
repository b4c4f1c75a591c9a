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
from benchmarks.graphs import SHAPES, Graph, blocks, fresh
from benchmarks.targets import targets_of
from benchmarks.timing import Engine, timed
from sysmap.findings.chance import chance
from sysmap.findings.draws import Draws
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.graph import sampling

ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
DRAWS = 1_000
# A local map in which many small sectors share a word of 64 sources.
MANY_SECTORS, LOCAL = 40, 300
# From here on one shape is enough: a search of networkx takes minutes.
LARGE = 10_000
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
    numpy: Peer | None = None
    # Ours, where it is no more than a part of a public call.
    part: Callable[[sm.SystemMap], Answer] | None = None
    scales: bool = True
    # Whether igraph's answer is one of several that are as good.
    another: bool = False

    @property
    def known(self) -> bool:
        """Whether the catalogue has all of it."""
        return all(name in sm.catalogue for name in (*self.organisation, *self.system))

    def ours(self, system: sm.SystemMap) -> Answer:
        """Work it out by the public functions."""
        if self.part:
            return self.part(system)
        found: dict[str, Any] = {}
        if self.organisation:
            found |= sm.organisation_scores(system, self.organisation).numbers
        if self.system:
            found |= sm.integration(system, self.system, draws=self.draws).numbers
        return found


def _of(name: str, function: Callable[[Any], Any]) -> Peer:
    """Make a peer of a function of the graph alone, whose values stand by organisation or are one number."""

    def answer(graph: Any, _: Graph) -> Answer:
        values = function(graph)
        return {name: peers.by_place(values) if isinstance(values, Mapping) else np.asarray(values, float)}

    return answer


def _ei(system: sm.SystemMap) -> Answer:
    """Work out the E-I index and what shuffled sectors give, as a scorecard does."""
    entry = catalogue["ei_index"]
    value = system_value(entry, system).value
    by_chance = chance([entry], system, {"ei_index": value}, Draws(DRAWS))["ei_index"]
    return {"ei_index": value, "expected": by_chance.expected}


CASES = (
    Case(
        "E-I, 1,000 shuffles of sectors",
        part=_ei,
        networkx=lambda graph, drawn: peers.shuffled_ei(graph, drawn, DRAWS),
        numpy=lambda _, drawn: peers.numpy_ei(drawn, DRAWS),
    ),
    # Each organisation as busy as it is: no peer does that.
    Case("E-I, 1,000 shuffles of sectors and 1,000 of ties", system=("ei_index",), draws=DRAWS),
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
            for shape in SHAPES if size < LARGE else [""]:
                yield from _rows(wanted, size, shape)
    finally:
        sampling.ROUTES_LIMIT = limit
    many = blocks(60 if run.small else LOCAL, sectors=MANY_SECTORS)
    closeness = [case for case in wanted if case.organisation == ("closeness",)]
    yield from _on(many, closeness, f"{MANY_SECTORS} sectors")


def _rows(cases: list[Case], size: int, shape: str = "") -> Iterator[Row]:
    yield from _on(SHAPES[shape](size), cases, shape)


def _on(graph: Graph, cases: list[Case], shape: str) -> Iterator[Row]:
    system = graph.system()
    theirs = {"networkx": graph.networkx(), "igraph": graph.igraph(), "numpy": graph}
    for case in cases:
        row = Row(case.name, graph.n, shape=shape, scales=case.scales and not shape)
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
        row.seconds, row.spread = times.seconds, times.spread
        row.differs, row.once = times.differs, times.once
        row.targets = targets_of(row)
        yield row


def _same(graph: Graph) -> Graph:
    return graph
