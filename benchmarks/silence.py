"""Which part of an interval is caution where many are silent: other variances, other degrees of freedom.

``python -m benchmarks.silence --replicates 2000`` draws two waves of thirty organisations as
`benchmarks.calibration` does, and asks of each variant how often it finds a change, and how often its
interval holds the true one. ``larger``: the larger of the variance of independent pairs and of the robust
one, as `sysmap.compare` has it. ``robust``: the robust one, at least a quarter of the other. ``half way``:
the mean of these two. ``mean``: the mean of independent and robust. What groups add is added to each.
Degrees of freedom: ``panel``, as it is; ``in effect``, (Σd)²/Σd² with d the observable pairs of each
organisation; ``all`` organisations compared; each less one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

import numpy as np

from benchmarks.calibration import COMPLETE, FALLING, RISE, SILENT, STORIES, Data, pairs_of
from sysmap.findings.comparison.comparability import SMALLEST_PANEL
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.group_covariance import covariance
from sysmap.findings.comparison.estimating.groups import groups_of
from sysmap.findings.comparison.estimating.moved import Moved
from sysmap.findings.comparison.estimating.uncertainty import FEWEST_TIES, errors_reached
from sysmap.network.pairs import Pairs

SIZE = 30
MEASURES = ("ei_index", "cross_density")
VARIANCES = ("larger", "half way", "mean", "robust")
FREEDOMS = ("panel", "in effect", "all")


def variances(pairs: Pairs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the change of each measure, its variances, shape (variances, measures), and ties that bear."""
    levels = Estimator(pairs, list(MEASURES)).levels
    moved = Moved(pairs, levels.effects)
    low, high = pairs.observed()
    own = moved(low, high)
    squares = (own**2).sum(axis=0)
    sums = np.zeros((pairs.n, len(MEASURES)))
    for ends in (low, high):
        np.add.at(sums, ends, own)
    robust = np.maximum((sums**2).sum(axis=0) - squares, squares / 4)
    larger = np.maximum(squares, robust)
    found = np.array([larger, (larger + robust) / 2, (squares + robust) / 2, robust])
    shared = groups_of(pairs).shared
    more = covariance(shared, moved) if shared.groups else np.zeros(len(MEASURES))
    bearing = (np.abs(levels.effects) > 1e-12).sum(axis=0)
    return levels.after - levels.before, np.maximum(found, found + more), bearing


def freedoms(pairs: Pairs) -> tuple[float, float, float]:
    """Return each number of degrees of freedom."""
    held = pairs.degrees.sum(axis=0)
    return int(pairs.panel.sum()) - 1, float(held.sum() ** 2 / (held**2).sum()) - 1, pairs.n - 1


def situations() -> Iterator[tuple[str, float, Data]]:
    """List what is simulated."""
    for rise in (1.0, RISE):
        for data in (COMPLETE, SILENT, FALLING):
            for story in STORIES:
                if data is COMPLETE or (story != "S0" and (data is SILENT or rise == 1)):
                    yield story, rise, data


def simulated(story: str, rise: float, data: Data, *, replicates: int, seed: int) -> np.ndarray:
    """Return for each variance, freedom and measure how often a change is found, and how often it is held.

    Returns
    -------
    numpy.ndarray, shape (2, variances, freedoms, measures)
    """
    place = [list(STORIES).index(story), round(100 * rise), round(100 * data.response[1]), SIZE]
    changes, errors, reaches, tested = [], [], [], []
    drawn = 0
    while len(changes) < replicates:
        pairs = pairs_of(np.random.default_rng([seed, *place, drawn]), SIZE, story, rise, data)
        drawn += 1
        if pairs.panel.sum() < SMALLEST_PANEL:
            continue
        change, variance, bearing = variances(pairs)
        changes.append(change)
        errors.append(np.sqrt(variance))
        reaches.append([errors_reached(freedom) for freedom in freedoms(pairs)])
        tested.append((bearing >= FEWEST_TIES) & ~np.isnan(change))
    moved, sure = np.array(changes), np.array(tested)
    truth = np.zeros(len(MEASURES)) if rise == 1 else np.nanmean(moved, axis=0)
    reach = np.array(errors)[:, :, None, :] * np.array(reaches)[:, None, :, None]
    counts = sure[:, None, None, :]
    found = ((np.abs(moved)[:, None, None, :] > reach) & counts).mean(axis=0)
    held = ((np.abs(moved - truth)[:, None, None, :] <= reach) & counts).sum(axis=0) / sure.sum(axis=0)
    return np.array([found, held])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.silence", description=__doc__)
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args(arguments)
    for story, rise, data in situations():
        found, held = simulated(story, rise, data, replicates=given.replicates, seed=given.seed)
        for at, variance in enumerate(VARIANCES):
            for freedom, name in enumerate(FREEDOMS):
                figures = "  ".join(
                    f"{measure} {100 * found[at, freedom, number]:5.1f} found "
                    f"{100 * held[at, freedom, number]:5.1f} held"
                    for number, measure in enumerate(MEASURES)
                )
                sys.stdout.write(f"{story} {rise:>3g} {data.name:22} {variance:9} {name:10} {figures}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
