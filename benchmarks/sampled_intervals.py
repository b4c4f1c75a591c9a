"""Whether intervals of distances keep their word where ways are followed from a sample of organisations.

``python -m benchmarks.sampled_intervals --replicates 500`` draws two waves of invented systems again and
again, as `benchmarks.calibration` does, and estimates the change of each twice: from all organisations, and
from a few drawn at random, as comparisons of thousands do. The share of systems in which a change is found,
and the share of intervals that hold the truth, must lie in one band; the sample's standard error must be as
large as the exact one on the mean, and its own statement of how unsure it is must be right.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.calibration import COMPLETE, DISTANCES, RISE, pairs_of
from benchmarks.simulated import ended, say
from sysmap.findings.comparison.estimating import sample
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates
from sysmap.findings.planning.waves import STORIES
from sysmap.measures.catalogue import catalogue
from sysmap.network.pairs import Pairs

SIZES = {80: 32, 200: 64}
"""By number of organisations, how many ways are followed from."""
REPLICATES = 500
FOUND, HELD = (0.01, 0.075), (0.925, 0.99)
"""The bands of `benchmarks.calibration` for distances."""
APART = 0.05
"""How far the root mean square of standard errors may lie from that of the exact ones."""


@dataclass(frozen=True)
class Compared:
    """One row: a measure in one situation, from all organisations or from a sample.

    Attributes
    ----------
    found, covered
        The share of replicates in which a change was found at 5 %, and whose interval held the truth.
    error
        The root mean square of standard errors, of that from all organisations.
    off, said
        How far a standard error lies from the exact one (root mean square of the relative difference), and
        how far it says that it may.
    """

    organisations: int
    story: str
    rise: float
    measure: str
    sources: int
    replicates: int
    found: float
    covered: float
    error: float
    off: float
    said: float
    kept: bool


def of_sources(pairs: Pairs, sources: int, seed: int) -> dict[str, Estimate]:
    """Estimate the change in measures of distances from so many organisations."""
    limits = sample.MOST_FOLLOWED, sample.FEWEST
    sample.MOST_FOLLOWED, sample.FEWEST = 0, sources
    try:
        return estimates(Estimator(pairs, [catalogue[name] for name in DISTANCES], seed=seed))
    finally:
        sample.MOST_FOLLOWED, sample.FEWEST = limits


def rows_of(size: int, story: str, rise: float, replicates: int, seed: int) -> Iterator[Compared]:
    """Simulate one situation, each system once from all organisations and once from a sample."""
    few = SIZES[size]
    found: dict[tuple[str, int], list[Estimate]] = {
        (name, count): [] for name in DISTANCES for count in (size, few)
    }
    for replicate in range(replicates):
        place = [list(STORIES).index(story), round(100 * rise), size]
        pairs = pairs_of(np.random.default_rng([seed, *place, replicate]), size, story, rise, COMPLETE)
        for count in (size, few):
            for name, each in of_sources(pairs, count, replicate).items():
                found[name, count].append(each)
    for name in DISTANCES:
        exact = found[name, size]
        truth = 0.0 if rise == 1 else float(np.nanmean([each.change for each in exact]))
        own = np.array([each.se for each in exact])
        for count in (size, few):
            yield _row((size, story, rise, name, count), found[name, count], own, truth)


def _row(
    shape: tuple[int, str, float, str, int], found: list[Estimate], exact: np.ndarray, truth: float
) -> Compared:
    size, _, rise, _, count = shape
    p, low, high, se, said = np.array(
        [(each.p, each.low, each.high, each.se, each.unsure) for each in found]
    ).T
    # Where so few set out that a part of them sees no way at all, there is no interval.
    tested = ~np.isnan(p)
    share = float((p[tested] <= 0.05).sum() / len(p))
    covered = float(((low <= truth) & (truth <= high))[tested].mean())
    error = math.sqrt((se[tested] ** 2).mean() / (exact[tested] ** 2).mean())
    off = math.sqrt(((se / exact - 1)[tested] ** 2).mean())
    unsure = math.sqrt((said[tested] ** 2).mean())
    allowed = 0.0 if len(found) >= REPLICATES else 2 * math.sqrt(0.05 * 0.95 / len(found))
    kept = HELD[0] - allowed <= covered <= HELD[1] + allowed and abs(error - 1) <= APART
    kept &= rise != 1 or FOUND[0] - allowed <= share <= FOUND[1] + allowed
    kept &= count == size or 0.7 * off <= unsure <= 2.5 * off
    return Compared(*shape, len(found), share, covered, error, off, unsure, bool(kept))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sampled_intervals", description=__doc__)
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="numbers of organisations: 80, 200"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args(arguments)
    started, rows = time.process_time(), []
    say(
        f"{'n':>4} {'':3} {'rise':>5} {'measure':18} {'from':>5} {'found':>6} {'holds':>6} {'error':>6} "
        f"{'off':>6} said"
    )
    for size in map(int, given.sizes.split(",")):
        for story in STORIES:
            for rise in (1.0, RISE):
                for row in rows_of(size, story, rise, given.replicates, given.seed):
                    rows.append(row)
                    say(
                        f"{size:>4} {story:3} {rise:>5g} {row.measure:18} {row.sources:>5} "
                        f"{100 * row.found:>6.1f} {100 * row.covered:>6.1f} {row.error:>6.3f} "
                        f"{row.off:>6.3f} {row.said:.3f}{'' if row.kept else '  OUTSIDE'}"
                    )
    return ended(rows, " their band", started=started, seed=given.seed, path=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
