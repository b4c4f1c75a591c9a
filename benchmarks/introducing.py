"""Introductions: how near the greedy choice comes to the best of all sets, and what a call costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.graphs import Graph, blocks, fresh
from benchmarks.targets import at_least, at_most
from benchmarks.timing import Engine, timed
from sysmap.findings.introductions.candidates import candidates_of
from sysmap.findings.introductions.search import Search, pool
from sysmap.network.graph.added_ties import nearness_of

SMALL, GRAPHS = 20, 40
LOCAL, ASKED, SECONDS = 300, 5, 5.0
SHARE = 98.0
# Mean partners: maps of few ties are where two new ties can be worth more together than apart.
PARTNERS = (1.5, 2.5, 4.0, 6.0)


@benchmark("introductions")
def introducing(run: Run) -> Iterator[Row]:
    """Set the greedy choice against every set of pairs, and time the public call."""
    if not run.wants("introductions"):
        return
    for k in (2, 3):
        yield _greedy_against_exact(k, 4 if run.small else GRAPHS)
    yield _timed("introductions, k = 5", partial(sm.introductions, k=ASKED), run, 0.5)
    yield _timed("dependence", sm.dependence, run, SECONDS)


def _greedy_against_exact(k: int, graphs: int) -> Row:
    values, gained = [], []
    for seed in range(graphs):
        system = _thinned(blocks(SMALL, seed), PARTNERS[seed % len(PARTNERS)], seed).system()
        near = nearness_of(system.arrays, "cross_efficiency")
        search = Search(near, candidates_of(system, near, ()), 2)
        first = search.first_gains()
        kept = pool(first, search.candidates)
        small = Search(near, search.candidates.only(kept), search.limit)
        greedy = small.in_order(small.exchanged(small.greedy(k, first[kept])))
        best = search.in_order(search.exact(k))
        values.append(100 * greedy.values[-1] / best.values[-1])
        gained.append(100 * sum(greedy.gains) / sum(best.gains))
    row = Row(f"introductions, greedy of best, k = {k}", SMALL)
    row.targets = (at_least("% of the best on the worst map", SHARE, min(values)),)
    row.note = (
        f"{np.mean(values):.2f} % on average of {graphs} maps; of the gain alone {np.mean(gained):.1f} %, "
        f"at worst {min(gained):.1f} %"
    )
    return row


def _timed(name: str, call: Any, run: Run, most: float) -> Row:
    size = 60 if run.small else LOCAL
    system = blocks(size).system()
    call(fresh(blocks(40).system()))  # what a first call imports is no part of it
    times = timed({OURS: Engine(partial(_answer, call), partial(fresh, system))})
    row = Row(name, size, times.seconds, once=times.once)
    row.targets = (at_most("s", most, times.seconds[OURS]),)
    return row


def _answer(call: Any, system: sm.SystemMap) -> Mapping[str, Any]:
    frame = call(system)
    return {"rows": len(frame)}


def _thinned(graph: Graph, partners: float, seed: int) -> Graph:
    """Keep as many ties, drawn at random, as give so many partners on average."""
    ties = min(len(graph.source), round(partners * graph.n / 2))
    kept = np.sort(np.random.default_rng(seed).permutation(len(graph.source))[:ties])
    return Graph(graph.source[kept], graph.target[kept], graph.sector)
