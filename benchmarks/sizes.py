"""Sizes that people should not have to wait for: comparisons, dependence and chance of thousands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.graphs import SECTORS, blocks, fresh
from benchmarks.sampled_intervals import of_sources
from benchmarks.targets import at_most
from benchmarks.timing import LONG, REPEATS
from sysmap.network.panel import matched_panel

KEPT = 0.7
COMPARED = {1_000: 10.0, 3_000: 60.0, 10_000: 300.0}
"""By number of organisations, the most seconds of a comparison with 9,999 swaps."""
TOTALS = {1_000: 2.0, 3_000: 5.0, 10_000: 15.0}
DEPENDENCE = {1_000: 2.0, 2_000: 10.0}
CHANCE = {100_000: 1.0}
OF_TOTALS = ("cross_density", "ei_index", "cross_share", "density", "within_density")


@benchmark("sizes")
def sizes(run: Run) -> Iterator[Row]:
    """Time what grows with the square of a system, or faster, and say how it grows."""
    if not run.wants("sizes"):
        return
    largest = 60 if run.small else 10_000 if run.full else 3_000
    for name, most, options in (
        ("compare, thousands", COMPARED, {}),
        ("compare totals, thousands", TOTALS, {"measures": OF_TOTALS}),
    ):
        for size in _up_to(most, largest):
            maps = two_waves(size)
            yield _row(
                name, size, most, lambda maps=maps, options=options: sm.compare(*_fresh(maps), **options)
            )
    yield _sampled(60 if run.small else 1_000)
    for size in _up_to(DEPENDENCE, largest):
        system = blocks(size).system()
        yield _row("dependence, thousands", size, DEPENDENCE, lambda at=system: sm.dependence(fresh(at)))
    for size in _up_to(CHANCE, 60 if run.small else 100_000):
        yield _of_totals(size)


def two_waves(n: int, seed: int = 1) -> tuple[sm.SystemMap, sm.SystemMap]:
    """Make two waves of a block graph: seven of ten ties are kept, and as many are new as are lost."""
    first, other = blocks(n, seed), blocks(n, seed + 1)
    random = np.random.default_rng(seed)
    keys = [graph.source * n + graph.target for graph in (first, other)]
    kept = keys[0][random.random(len(keys[0])) < KEPT]
    new = keys[1][random.random(len(keys[1])) < 1 - KEPT]
    ids = np.array([f"O{place:06d}" for place in range(n)], dtype=object)
    partners = pd.DataFrame({"id": ids, "name": ids, "sector": np.array(SECTORS, dtype=object)[first.sector]})
    ties = [
        pd.DataFrame({"source": ids[each // n], "target": ids[each % n], "wave": wave})
        for wave, each in (("2022", keys[0]), ("2024", np.union1d(kept, new)))
    ]
    records = sm.read_records(partners=partners, collaborations=pd.concat(ties), sectors="as written")
    before, after = sm.build_map(records, "2022"), sm.build_map(records, "2024")
    return before, after


def _up_to(wanted: dict[int, float], largest: int) -> list[int]:
    """Return the sizes that are wanted up to the largest; the largest alone where all are beyond."""
    return [size for size in wanted if size <= largest] or [largest]


def _fresh(maps: tuple[sm.SystemMap, sm.SystemMap]) -> tuple[sm.SystemMap, ...]:
    return tuple(fresh(system) for system in maps)


def _row(name: str, size: int, most: dict[int, float], call: Callable[[], Any]) -> Row:
    seconds: list[float] = []
    while len(seconds) < REPEATS and not (seconds and seconds[0] > LONG):
        start = time.process_time()
        call()
        seconds.append(time.process_time() - start)
    found = median(seconds)
    row = Row(name, size, {OURS: found}, once=(OURS,) if len(seconds) == 1 else (), scales=True)
    if size in most:
        row.targets = (at_most("s", most[size], found),)
    return row


def _sampled(size: int) -> Row:
    """Set the standard error from a sample of organisations beside that from all, on the same waves."""
    pairs = matched_panel(*two_waves(size)).pairs
    few = size // 2 + 1
    exact, sampled = of_sources(pairs, size, 0), of_sources(pairs, few, 0)
    off = max(100 * abs(sampled[name].se / each.se - 1) for name, each in exact.items())
    row = Row("standard error from half the organisations", size)
    row.targets = (at_most("% off", 10, off),)
    return row


def _of_totals(size: int) -> Row:
    """Time what chance gives measures of totals, the map's own counting included."""
    from sysmap.findings.chance import chance
    from sysmap.findings.draws import Draws

    entries = [sm.catalogue[name] for name in ("ei_index", "cross_density", "sector_assortativity")]
    system = blocks(size).system()
    values = {entry.name: sm.integration(system, measures=[entry.name], draws=0) for entry in entries}
    observed = {name: float(card.to_frame().loc[name, "value"]) for name, card in values.items()}
    return _row(
        "chance of totals, 5,000 shuffles' worth",
        size,
        CHANCE,
        lambda: chance(entries, fresh(system), observed, Draws(5_000)),
    )
