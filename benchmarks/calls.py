"""What a call costs on maps as people have them, and what a graph costs from records: how much is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks import peers
from benchmarks.declaring import OURS, Row, Run, benchmark, peer
from benchmarks.graph_measures import Case
from benchmarks.graphs import Graph, blocks, fresh
from benchmarks.targets import at_most
from benchmarks.timing import Engine, timed

SIZES = (30, 100, 300)
MILLISECONDS = 0.5

CALLS = (
    Case(
        "a call: density",
        system=("density",),
        networkx=lambda graph, _: {"density": nx.density(graph)},
        igraph=lambda graph, _: {"density": graph.density()},
    ),
    Case(
        "a call: components",
        system=("components",),
        networkx=lambda graph, _: {"components": nx.number_connected_components(graph)},
        igraph=lambda graph, _: {"components": len(graph.connected_components())},
    ),
    Case(
        "a call: partners",
        ("partners",),
        networkx=lambda graph, _: {"partners": peers.by_place(dict(graph.degree))},
        igraph=lambda graph, _: {"partners": np.array(graph.degree())},
    ),
    Case(
        "a call: core number",
        ("core_number",),
        networkx=lambda graph, _: {"core_number": peers.by_place(nx.core_number(graph))},
        igraph=lambda graph, _: {"core_number": np.array(graph.coreness())},
    ),
)


@benchmark("calls")
def calls(run: Run) -> Iterator[Row]:
    """Time single calls at 30, 100 and 300 organisations, without and with the table that is shown."""
    table = "a call: density, and its table"
    wanted = [case for case in CALLS if run.wants("calls", case.name)]
    for size in run.sizes if run.small else SIZES:
        graph = blocks(size)
        system = graph.system()
        theirs = {"networkx": graph.networkx(), "igraph": graph.igraph()}
        for case in wanted:
            engines = {OURS: Engine(case.ours, partial(fresh, system))}
            for name, built in theirs.items():
                if built is not None:
                    engines[name] = Engine(partial(getattr(case, name), built), partial(_same, graph))
            row = _timed(case.name, size, engines)
            row.cold = timed({OURS: Engine(case.ours, partial(replace, system))}).seconds[OURS]
            row.targets = (at_most("ms", MILLISECONDS, row.seconds[OURS] * 1e3),) if size == SIZES[-1] else ()
            yield row
        if run.wants("calls", table):
            yield _timed(table, size, {OURS: Engine(_tabled, partial(fresh, system))})


def _same(graph: Graph) -> Graph:
    return graph


def _tabled(system: sm.SystemMap) -> Mapping[str, Any]:
    return {"density": sm.integration(system, "density", draws=0).to_frame().at["density", "value"]}


def _timed(name: str, size: int, engines: Mapping[str, Engine]) -> Row:
    times = timed(engines)
    return Row(name, size, times.seconds, times.differs, once=times.once, spread=times.spread)


@benchmark("from records")
def from_records(run: Run) -> Iterator[Row]:
    """Time the way from two frames to a graph that can be asked: no peer checks names or folds reports."""
    if not run.wants("from records"):
        return
    for size in run.sizes:
        graph = blocks(size)
        frames = graph.frames()
        igraph = peer("igraph")
        engines = {
            OURS: Engine(_map, lambda frames=frames: frames),
            "networkx": Engine(_networkx, lambda frames=frames: frames),
        }
        if igraph is not None:
            engines["igraph"] = Engine(partial(_igraph, igraph), lambda frames=frames: frames)
        row = _timed("from records to a graph", size, engines)
        row.note = "no peer looks for faults in names, folds reports of one tie or knows waves"
        yield row


def _map(frames: Mapping[str, pd.DataFrame]) -> Mapping[str, Any]:
    system = sm.build_map(sm.read_records(**frames, sectors="as written"))
    return {"ties": system.arrays.m}


def _networkx(frames: Mapping[str, pd.DataFrame]) -> Mapping[str, Any]:
    graph = nx.from_pandas_edgelist(frames["collaborations"])
    graph.add_nodes_from(frames["partners"]["id"])
    nx.set_node_attributes(graph, frames["partners"].set_index("id")["sector"].to_dict(), "sector")
    return {"ties": graph.number_of_edges()}


def _igraph(igraph: Any, frames: Mapping[str, pd.DataFrame]) -> Mapping[str, Any]:
    graph = igraph.Graph.DataFrame(
        frames["collaborations"], False, frames["partners"].drop(columns="name"), use_vids=False
    )
    return {"ties": graph.ecount()}
