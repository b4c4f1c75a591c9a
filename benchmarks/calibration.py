"""Whether the intervals of comparisons keep their word: type-I error, coverage and power by simulation.

``python -m benchmarks.calibration --replicates 500 --sizes 30,80 --json calibration.json``
draws two waves of invented systems again and again, as `sysmap.plan` does, and compares them with the
estimator that `sysmap.compare` uses. Organisations are a quarter NHS, a fifth councils, a tenth police, the
rest voluntary. With ``--full`` groups of organisations come and go in some cells, such as boards that open
or close. S0: ties come and go by themselves. S1: organisations differ in activity. S2: their activity also
moves between the waves, which is what a comparison must not take for a change of the system.

Bands have two ends: intervals that hold too often are wider than they need be. Only the upper end of what is
found is asked of distances where much is not answered, and where groups come and go.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.simulated import ended, say
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.limits import SMALLEST_PANEL
from sysmap.findings.comparison.estimating.swaps import drift
from sysmap.findings.comparison.estimating.uncertainty import estimates, mcnemar
from sysmap.findings.draws import Draws
from sysmap.findings.planning.answering import Answering, seen
from sysmap.findings.planning.boards import with_boards
from sysmap.findings.planning.waves import STORIES, two_waves
from sysmap.measures.catalogue import catalogue
from sysmap.network.pairs import Pairs

TOTALS = ("ei_index", "cross_density")
DISTANCES = ("cross_distance", "cross_efficiency")
# Chance of a tie within and between sectors, by the number of organisations.
CHANCES = {
    20: (0.525, 0.18),
    30: (0.35, 0.12),
    60: (0.175, 0.06),
    80: (0.15, 0.05),
    200: (0.06, 0.02),
}
GROUP_SIZES, ATTENDANCE = (6, 8, 12), (1.0, 0.7)
RISE = 1.5
FLIPS, DRIFTS = 199, 200
"""Of the drift diagnostic: sign flips, and in how many replicates it is worked out; it has no band."""
MOST_WITH_GROUPS = 80
SECTORS = ("NHS", "Council", "Police", "Voluntary")


Band = tuple[float, float]
REPLICATES, REPLICATES_OF_DISTANCES = 2_000, 500
"""How many replicates the bands are for."""
FOUND_LESS = {(80, "S1", "complete", "cross_efficiency"): 0.005}
"""What is found less often: changes of distances are, and of 500 replicates 4 are as good as 5."""
LEAST_IN_A_RISE = 0.91
"""How often intervals of a rise hold where organisations move too: these are narrower than they need be."""
# How often a rise by half is found at least.
_POWER = {
    (30, "ei_index"): 0.45,
    (30, "cross_density"): 0.65,
    (80, "ei_index"): 0.90,
    (80, "cross_density"): 0.97,
    (80, "cross_distance"): 0.70,
    (80, "cross_efficiency"): 0.70,
}


@dataclass(frozen=True, kw_only=True)
class Data(Answering):
    """How much of the truth is seen, and whether there are boards, of so many members, that come and go."""

    name: str
    group: int = 0
    attendance: float = 1.0


COMPLETE = Data(name="complete")
SILENT = Data(name="40 % silent", response=(0.6, 0.6))
FALLING = Data(name="90 to 60 %, recall .8", response=(0.9, 0.6), recall=0.8)


_GROUPED = {
    data.name: data
    for data in (
        Data(name=f"groups of {size}, {100 * share:g} % there", group=size, attendance=share)
        for size in GROUP_SIZES
        for share in ATTENDANCE
    )
}


@dataclass(frozen=True)
class Cell:
    """One row of the table: shares of replicates, and the band in which each must lie."""

    organisations: int
    story: str
    rise: float
    data: str
    measure: str
    replicates: int
    refused: int
    found: float
    band: str
    coverage: float
    coverage_band: str
    kept: bool


def sectors_of(size: int) -> np.ndarray:
    """Return the sector of each organisation as a code."""
    parts = [round(size / 4 + 1e-9), round(size / 5), round(size / 10)]
    return np.repeat(np.arange(4), [*parts, size - sum(parts)]).astype(np.int32)


def pairs_of(random: np.random.Generator, size: int, story: str, rise: float, data: Data) -> Pairs:
    """Draw two waves of a situation, as a comparison sees them."""
    sector = sectors_of(size)
    waves = two_waves(random, sector, CHANCES[size], story=STORIES[story], rise=rise)
    if data.group:
        waves = with_boards(random, waves, members=data.group, attendance=data.attendance)
    return seen(random, waves, sector, SECTORS, data)


def cell_results(
    size: int, story: str, rise: float, data: Data, *, replicates: int, distances: int, seed: int
) -> Iterator[Cell]:
    """Simulate one situation.

    Parameters
    ----------
    size, story, rise, data
        The situation: organisations, S0 to S2, by how much ties between sectors rise, what is seen.
    replicates, distances
        How many times; and for how many of them measures of distances are worked out too.
    seed
        Seed: every replicate has random numbers of its own.
    """
    found: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in (*TOTALS, *DISTANCES)}
    exact, fired, refused = [], [], 0
    place = [list(STORIES).index(story), round(100 * rise), round(100 * data.response[1]), size]
    place += [data.group, round(100 * data.attendance)] if data.group else []
    for replicate in range(max(replicates, distances)):
        while True:
            random = np.random.default_rng([seed, *place, replicate + refused])
            pairs = pairs_of(random, size, story, rise, data)
            if pairs.panel.sum() >= SMALLEST_PANEL:
                break
            refused += 1
        names = [*(TOTALS if replicate < replicates else ()), *(DISTANCES if replicate < distances else ())]
        for name, each in estimates(Estimator(pairs, [catalogue[name] for name in names])).items():
            found[name].append((each.change, each.low, each.high, each.p))
        if data is COMPLETE and replicate < replicates:
            exact.append(mcnemar(pairs))
            if replicate < min(distances, DRIFTS):
                fired.append(drift(pairs, Draws(FLIPS, replicate))[1])
    shape = (size, story, rise, data.name)
    for name, rows in found.items():
        if rows:
            yield _cell(shape, name, np.array(rows), refused)
    if exact and rise == 1:
        share = float(np.mean(np.array(exact) <= 0.05))
        must_fail = story == "S2" and size == 80
        kept = share > 0.12 if must_fail else True
        band = "> 12 (must fail)" if must_fail else ""
        yield Cell(
            *shape, "tie-level p of cross_density", len(exact), refused, share, band, math.nan, "", kept
        )
    if fired:
        share = float(np.mean(np.array(fired) <= 0.05))
        yield Cell(*shape, "drift diagnostic", len(fired), refused, share, "", math.nan, "", True)


def _cell(shape: tuple[int, str, float, str], name: str, rows: np.ndarray, refused: int) -> Cell:
    size, story, rise, data = shape
    change, low, high, p = rows.T
    tested = ~np.isnan(p)
    count = len(rows)
    found = float((p[tested] <= 0.05).sum() / count)
    # A rise has no closed form for every measure: the mean over replicates stands for the true change.
    truth = 0.0 if rise == 1 else float(np.nanmean(change))
    coverage = float(((low <= truth) & (truth <= high))[tested].mean()) if tested.any() else math.nan
    band, held = bands(size, story, rise, data, name, count)
    kept = band[0] <= found <= band[1] and held[0] <= coverage <= held[1]
    return Cell(*shape, name, count, refused, found, in_words(band), coverage, in_words(held), kept)


def in_words(band: Band) -> str:
    """Say a band in per cent; nothing where it allows everything."""
    least, most = (f"{100 * end:.3g}" for end in band)
    if band[0] <= 0 or band[1] >= 1:
        return f"<= {most}" if band[1] < 1 else f">= {least}" if band[0] > 0 else ""
    return f"{least} to {most}"


def bands(size: int, story: str, rise: float, data: str, name: str, count: int) -> tuple[Band, Band]:
    """Return the least and greatest share of replicates in which a change is found, and is covered.

    Fewer replicates than the bands are for widen them by two standard errors of a share of 5 %.
    """
    distances = name in DISTANCES
    if data in _GROUPED:
        found, held = (0.0, 0.08), (0.91, 1.0)
    elif data != COMPLETE.name:
        found, held = (0.0 if distances else 0.015, 0.07), (0.93, 1.0 if distances else 0.985)
    else:
        found, held = ((0.01, 0.075), (0.925, 0.99)) if distances else ((0.025, 0.07), (0.93, 0.98))
    least, most = found
    found = FOUND_LESS.get((size, story, data, name), least), most
    if (size, story, data, name) in FOUND_LESS:
        held = held[0], 1 - found[0]
    if rise != 1:
        stated = story == "S1" and data == COMPLETE.name
        found = (_POWER.get((size, name), 0.0) if stated else 0.0, 1.0)
        held = (LEAST_IN_A_RISE if story == "S2" else held[0], held[1])
    enough = count >= (REPLICATES_OF_DISTANCES if distances else REPLICATES)
    allowed = 0.0 if enough else 2 * math.sqrt(0.05 * 0.95 / count)
    return _wider(found, allowed if rise == 1 else 0.0), _wider(held, allowed)


def _wider(band: Band, by: float) -> Band:
    return max(band[0] - by, 0.0), min(band[1] + by, 1.0)


def situations(sizes: Sequence[int], *, groups: bool = False) -> Iterator[tuple[int, str, float, Data]]:
    """List what is simulated."""
    for size in [size for size in sizes if groups and size <= MOST_WITH_GROUPS]:
        for data in _GROUPED.values():
            if 2 * data.group < size:
                yield size, "S1", 1.0, data
    for size in sizes:
        for story in STORIES:
            for rise in (1.0, RISE):
                yield size, story, rise, COMPLETE
        for data in (SILENT, FALLING):
            yield size, "S1", 1.0, data
            yield size, "S2", 1.0, data
        yield size, "S1", RISE, SILENT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=__doc__)
    parser.add_argument("--replicates", type=int, default=500, help="replicates for measures of totals")
    parser.add_argument(
        "--distances", type=int, help="replicates for distances (default: two fifths of them)"
    )
    parser.add_argument("--sizes", default="30,80", help="numbers of organisations: 20, 30, 60, 80, 200")
    parser.add_argument(
        "--full", action="store_true", help="with groups that come and go, many waves, and comparison groups"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args(arguments)
    sizes = [int(size) for size in given.sizes.split(",")]
    unknown = [size for size in sizes if size not in CHANCES]
    if unknown:
        parser.error(f"sizes are {', '.join(map(str, CHANCES))}, not {unknown}")
    distances = given.distances if given.distances is not None else given.replicates * 2 // 5
    started, cells = time.process_time(), []
    heading = f"{'n':>4} {'':3} {'rise':>5}  {'data':22} {'measure':30} {'of':>6} {'found %':>8} {'band':18}"
    say(f"{heading} {'covered %':>9} {'band':8}")
    for size, story, rise, data in situations(sizes, groups=given.full):
        for cell in cell_results(
            size, story, rise, data, replicates=given.replicates, distances=distances, seed=given.seed
        ):
            cells.append(cell)
            covered = "" if math.isnan(cell.coverage) else f"{100 * cell.coverage:.1f}"
            say(
                f"{size:>4} {story:3} {rise:>5g}  {data.name:22} {cell.measure:30} {cell.replicates:>6} "
                f"{100 * cell.found:>8.1f} {cell.band:18} {covered:>9} {cell.coverage_band:8}"
                f"{'' if cell.kept else '  OUTSIDE'}"
            )
    beside = 0
    if given.full:
        from benchmarks.comparison_groups import main as comparison_groups
        from benchmarks.many_waves import main as many_waves

        how = ["--replicates", str(given.replicates), "--seed", str(given.seed)]
        known = ",".join(str(size) for size in sizes if size in (30, 80))
        beside += many_waves([*how, "--sizes", known]) if known else 0
        beside += comparison_groups(how)
    own = ended(cells, " their band", started=started, seed=given.seed, path=given.json)
    return 1 if own or beside else 0


if __name__ == "__main__":
    raise SystemExit(main())
