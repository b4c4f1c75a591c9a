"""Whether the pooled change of many places keeps its word: bias of the mean and coverage by simulation.

``python -m benchmarks.pooling --replicates 1000 --json pooling.json``
draws the two waves of many invented places again and again, whose true changes are spread around a known
mean, and pools them in three ways:

- ``shared``: every place, with the error that goes by its pairs. That is what `sysmap.portfolio` does.
- ``own``: every place, with its own standard error; places in which nothing changed have none and fall out.
- ``selected``: only places with at least 6 changed ties, with their own standard error.

S0: ties come and go by themselves. S2: organisations differ in activity, which also moves between the
waves. Quiet places differ in how much comes and goes when nothing changes on the whole.
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
from sysmap.findings.comparison.estimating.limits import FEWEST_TIES, SMALLEST_PANEL
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates
from sysmap.findings.many_places.pooling import FEWEST_PLACES, Pooled, pool, shared_errors
from sysmap.measures.catalogue import catalogue
from sysmap.network.pairs import Pairs

MEASURE = "cross_density"
SECTORS = ("NHS", "Council", "Police", "Voluntary")
WITHIN, LOSS, SILENT = 0.45, 0.15, 0.1
ACTIVITY, MOVEMENT, QUIET = 0.4, 0.2, 0.7
RULES = ("shared", "own", "selected")
LARGEST_BIAS, LEAST_COVERAGE = 0.0020, 0.92


@dataclass(frozen=True)
class Situation:
    """What is drawn: how many places of which size, and how their true changes are spread."""

    name: str
    places: int
    sizes: tuple[int, int]
    mean: float
    spread: float
    story: str
    quiet: bool


SITUATIONS = (
    Situation("16 places of 15 to 40", 16, (15, 40), 0.04, 0.015, "S0", False),
    Situation("16 places of 15 to 40, some quiet", 16, (15, 40), 0.04, 0.015, "S2", True),
    Situation("16 small places, some quiet", 16, (14, 21), 0.03, 0.015, "S2", True),
    Situation("16 small places, no change", 16, (14, 21), 0.0, 0.01, "S2", True),
    Situation("16 small places, a fall", 16, (14, 21), -0.03, 0.015, "S2", True),
    Situation("6 small places, some quiet", 6, (14, 21), 0.03, 0.015, "S2", True),
)


@dataclass(frozen=True)
class Row:
    """One row of the table: what a way of pooling does in a situation."""

    situation: str
    rule: str
    replicates: int
    pooled: float
    bias: float
    bias_error: float
    coverage: float
    width: float
    drawn_coverage: float
    kept: bool


def two_waves(random: np.random.Generator, given: Situation) -> tuple[Pairs, float]:
    """Draw one place: its pairs as a comparison sees them, and its true change."""
    while True:
        size = int(random.integers(given.sizes[0], given.sizes[1] + 1))
        sector = random.integers(0, len(SECTORS), size).astype(np.int32)
        sector[: len(SECTORS)] = range(len(SECTORS))
        panel = random.random(size) >= SILENT
        if panel.sum() >= SMALLEST_PANEL:
            break
    same = sector[:, None] == sector[None, :]
    between = min(0.2, 2.6 / size) * (0.7 + 0.6 * random.random())
    rise = given.mean + given.spread * random.standard_normal()
    loss = min(0.9, LOSS * _around_one(random, QUIET if given.quiet else 0.0, 1)[0])
    activity = _around_one(random, ACTIVITY if given.story != "S0" else 0.0, size)
    chances = []
    for wave in (0, 1):
        own = activity * _around_one(random, MOVEMENT if given.story == "S2" else 0.0, size)
        base = np.where(same, WITHIN, max(0.005, between + rise * wave))
        chances.append(np.minimum(base * np.outer(own, own), 0.95))
    first = random.random((size, size)) < chances[0]
    keep = np.minimum(1 - loss, chances[1] / chances[0])
    come = np.clip((chances[1] - keep * chances[0]) / (1 - chances[0]), 0, 1)
    second = random.random((size, size)) < np.where(first, keep, come)
    seen = panel[:, None] | panel[None, :]
    keys = []
    for ties in (first, second):
        low, high = np.nonzero(np.triu(ties, 1) & seen)
        keys.append(low.astype(np.int64) * size + high)
    pairs = Pairs(
        nodes=tuple(f"{place:03}" for place in range(size)),
        sector=sector,
        sectors=SECTORS,
        panel=panel,
        report="any",
        ties=(keys[0], keys[1]),
        hidden=np.array([], dtype=np.int64),
    )
    return pairs, rise


def _around_one(random: np.random.Generator, spread: float, size: int) -> np.ndarray:
    """Draw factors whose mean is one."""
    return np.exp(spread * random.standard_normal(size) - spread**2 / 2)


def pooled_by(rule: str, found: Sequence[Estimate], pairs: Sequence[Pairs]) -> tuple[Pooled, np.ndarray]:
    """Pool places in one of the three ways; also which of them were pooled."""
    errors = np.array([each.se for each in found])
    if rule == "shared":
        errors = shared_errors(MEASURE, pairs, errors.tolist())
    within = errors > 0
    if rule == "selected":
        within &= np.array([each.bearing >= FEWEST_TIES for each in found])
    changes = np.array([each.change for each in found])
    return pool(changes[within], errors[within]), within


def rows(given: Situation, *, replicates: int, seed: int) -> Iterator[Row]:
    """Simulate one situation.

    Parameters
    ----------
    given
        The situation.
    replicates
        How many times all its places are drawn.
    seed
        Seed: every replicate has random numbers of its own.
    """
    results: dict[str, list[tuple[float, ...]]] = {rule: [] for rule in RULES}
    for replicate in range(replicates):
        random = np.random.default_rng([seed, SITUATIONS.index(given), replicate])
        drawn = [two_waves(random, given) for _ in range(given.places)]
        pairs = [each for each, _ in drawn]
        true = np.array([rise for _, rise in drawn])
        found = [estimates(Estimator(each, [catalogue[MEASURE]]))[MEASURE] for each in pairs]
        for rule in RULES:
            whole, within = pooled_by(rule, found, pairs)
            if whole.places < FEWEST_PLACES:
                continue
            held = (whole.lows <= true[within]) & (true[within] <= whole.highs)
            results[rule].append((whole.places, whole.mean, whole.low, whole.high, float(held.mean())))
    for rule, values in results.items():
        if values:
            yield _row(given, rule, np.array(values))


def _row(given: Situation, rule: str, values: np.ndarray) -> Row:
    places, mean, low, high, drawn = values.T
    bias, error = float(mean.mean() - given.mean), float(mean.std() / math.sqrt(len(mean)))
    coverage = float(((low <= given.mean) & (given.mean <= high)).mean())
    # Only what sysmap does must keep the bands; the others stand beside it to be seen.
    kept = rule != "shared" or (
        abs(bias) <= LARGEST_BIAS + 2 * error
        and coverage >= LEAST_COVERAGE - 2 * math.sqrt(0.05 * 0.95 / len(mean))
    )
    return Row(
        given.name,
        rule,
        len(mean),
        float(places.mean()),
        bias,
        error,
        coverage,
        float((high - low).mean()),
        float(drawn.mean()),
        kept,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pooling", description=__doc__)
    parser.add_argument("--replicates", type=int, default=1_000, help="how often each situation is drawn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args(arguments)
    started, found = time.process_time(), []
    say(f"{'situation':36} {'pooled by':10} {'of':>5} {'places':>7} {'bias, points':>15} {'covered %':>9}")
    for situation in SITUATIONS:
        for row in rows(situation, replicates=given.replicates, seed=given.seed):
            found.append(row)
            say(
                f"{row.situation:36} {row.rule:10} {row.replicates:>5} {row.pooled:>7.1f} "
                f"{100 * row.bias:>+8.2f} ±{200 * row.bias_error:>5.2f} {100 * row.coverage:>9.1f}  "
                f"width {100 * row.width:.1f}, drawn covered {100 * row.drawn_coverage:.1f} %"
                f"{'' if row.kept else '  OUTSIDE'}"
            )
    return ended(found, " their band", started=started, seed=given.seed, path=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
