"""Whether bands and trends of many waves keep their word, by simulation.

``python -m benchmarks.many_waves --replicates 2000 --json many_waves.json`` draws three and five waves of
invented systems in which nothing changes (`benchmarks.calibration` says how) and follows them as
`sysmap.trajectory` does. Of 100 trajectories 93 to 97.5 should have no wave whose band leaves out no change.
Bands that hold more often are wider than they need be.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.calibration import CHANCES, COMPLETE, SECTORS, TOTALS, sectors_of
from benchmarks.simulated import ended, say
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import errors_reached, variance_of
from sysmap.findings.draws import Draws
from sysmap.findings.many_waves.joint import band_widths, joint_variance
from sysmap.findings.many_waves.trend import trend_of
from sysmap.findings.planning.answering import seen
from sysmap.findings.planning.waves import STORIES, true_waves
from sysmap.measures.catalogue import catalogue

_SIMULATED = ("S1", "S2")
LEAST, MOST = 0.93, 0.975
WIDE = {(30, 5, "S1"): 0.985}
"""Where bands hold more often, and why it stays so: `docs/many_waves.md` shows what was tried."""
REPLICATES = 2_000
"""How many the upper end is asked of."""
LEAST_TREND = 0.92


@dataclass(frozen=True)
class Cell:
    """One row of the table: how often intervals hold the truth, which is no change."""

    organisations: int
    waves: int
    story: str
    measure: str
    replicates: int
    bands: float
    intervals: float
    trend: float
    kept: bool


def cells(
    size: int, waves: int, story: str, *, replicates: int, draws: int = 999, seed: int = 0
) -> Iterator[Cell]:
    """Simulate one situation."""
    sector = sectors_of(size)
    held: dict[str, list[tuple[float, ...]]] = {name: [] for name in TOTALS}
    for replicate in range(replicates):
        random = np.random.default_rng([seed, size, waves, _SIMULATED.index(story), replicate])
        drawn = true_waves(random, sector, CHANCES[size], story=STORIES[story], count=waves)
        later = [seen(random, (drawn[0], each), sector, SECTORS, COMPLETE) for each in drawn[1:]]
        levels = [Estimator(pairs, [catalogue[name] for name in TOTALS]).levels for pairs in later]
        moves = [Moved(pairs, each.effects) for pairs, each in zip(later, levels, strict=True)]
        own = np.array([variance_of(each) for each in moves])
        variances = joint_variance(moves, own)
        for place, name in enumerate(TOTALS):
            change = np.array([0.0, *(each.after[place] - each.before[place] for each in levels)])
            sizes, alone = np.abs(change[1:]), errors_reached(size - 1) * np.sqrt(own[:, place])
            bands = band_widths(variances[place], own[:, place], size - 1, 0.95, Draws(draws, replicate))
            line = trend_of(change, variances[place], np.arange(waves, dtype=float), size - 1, 0.95)
            held[name].append(
                (
                    bool((sizes <= bands).all()),
                    float((sizes <= alone).mean()),
                    line.ends[0] <= 0 <= line.ends[1],
                )
            )
    for name, rows in held.items():
        bands, intervals, trend = (float(share) for share in np.array(rows).mean(axis=0))
        most = WIDE.get((size, waves, story), MOST) if replicates >= REPLICATES else 1.0
        kept = LEAST <= bands <= most and trend >= LEAST_TREND
        yield Cell(size, waves, story, name, replicates, bands, intervals, trend, kept)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many_waves", description=__doc__)
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--sizes", default="30,80", help="numbers of organisations")
    parser.add_argument("--waves", default="3,5", help="numbers of waves")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args(arguments)
    sizes, counts = ([int(part) for part in text.split(",")] for text in (given.sizes, given.waves))
    if unknown := [size for size in sizes if size not in CHANCES]:
        parser.error(f"sizes are {', '.join(map(str, CHANCES))}, not {unknown}")
    started, found = time.process_time(), []
    say(f"{'n':>4} {'waves':>5} {'':3} {'measure':16} {'of':>6} {'bands %':>8} {'alone %':>8} {'trend %':>8}")
    for size in sizes:
        for waves in counts:
            for story in _SIMULATED:
                for cell in cells(size, waves, story, replicates=given.replicates, seed=given.seed):
                    found.append(cell)
                    say(
                        f"{size:>4} {waves:>5} {story:3} {cell.measure:16} {cell.replicates:>6} "
                        f"{100 * cell.bands:>8.1f} {100 * cell.intervals:>8.1f} {100 * cell.trend:>8.1f}"
                        f"{'' if cell.kept else '  OUTSIDE'}"
                    )
    return ended(found, "", started=started, seed=given.seed, path=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
