"""A national map with funders of thousands of partners: brokerage and constraint, time and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.graph_measures import CASES, Case
from benchmarks.graphs import HUB_SIZE, Graph, fresh, hub_graph
from benchmarks.memory import peak_megabytes, task
from benchmarks.targets import at_least, at_most, ratio
from benchmarks.timing import Engine, timed

_NAMES = ("brokerage, five roles", "constraint")


def _cases() -> list[Case]:
    return [case for case in CASES if case.name in _NAMES]


def _graph(size: int) -> Graph:
    return hub_graph() if size == HUB_SIZE else hub_graph(size, 6 * size, size // 12)


@benchmark("hub graph")
def hub(run: Run) -> Iterator[Row]:
    """Time what the hub graph is for, beside igraph where it has it."""
    if not (run.full or run.small or run.only == "hub graph") or not run.wants("hub graph"):
        return
    size = run.sizes[0] if run.small else HUB_SIZE
    graph = _graph(size)
    system, theirs = graph.system(), graph.igraph()
    for case in _cases():
        engines = {OURS: Engine(case.ours, partial(fresh, system))}
        if case.igraph and theirs is not None:
            engines["igraph"] = Engine(partial(case.igraph, theirs), lambda: graph)
        times = timed(engines)
        row = Row(f"hub graph: {case.name}", size, times.seconds, times.differs, once=times.once)
        row.megabytes = peak_megabytes(case.name, size)
        if case.igraph:
            row.targets = (at_least("× igraph", 1, ratio(row, "igraph", OURS)),)
        else:
            row.targets = (
                at_most("s", 3, row.seconds[OURS]),
                at_most("MB", 500, row.megabytes),
            )
        if run.small:
            row.targets = ()
        yield row


def _task(case: Case, size: int) -> Callable[[], Any]:
    system = fresh(_graph(size).system())
    # What any first call brings with it is no part of the memory of this one.
    case.ours(fresh(_graph(60).system()))
    return partial(case.ours, system)


for _case in _cases():
    task(_case.name)(partial(_task, _case))
