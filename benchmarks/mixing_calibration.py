"""Whether the two values by chance keep their word: how often p is 0.05 or less where sectors do not matter.

``python -m benchmarks.mixing_calibration --replicates 1000 --json mixing.json`` draws systems again
and again in which the log-odds of a tie are the sum of how active its two organisations are, whatever
their sectors. In half of the cells one sector is two to four times as busy as the others. The p of
ties redrawn with each organisation as busy as it is must be 0.05 or less in 1 to 7 % of maps; that of
shuffled labels need not. So must that of `sysmap.mixing_model`, ties inside sectors against those across
given how busy each organisation is. Cells of the model "product" multiply activities instead, up to a
chance of 0.95: there numbers of partners do not describe the map, and no band is held.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.simulated import ended, say
from sysmap.findings.activity import activity_of
from sysmap.findings.chance import chance
from sysmap.findings.degree_preserving import busy_chance
from sysmap.findings.draws import Draws
from sysmap.findings.mixing_models.estimates import dyads_of, odds_of_sectors
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.network.system import SystemMap, TieTables

MEASURES = ("cross_share", "sector_assortativity", "cross_efficiency", "cross_distance")
SIZES, SECTORS, DEGREES = (30, 80), (2, 4), (4, 10)
ALIKE, BUSIER = (1.0, 1.0), (2.0, 4.0)
ACTIVITY = 0.5
LEAST, MOST = 0.01, 0.07
CEILING = 0.95


@dataclass(frozen=True)
class Situation:
    """What is simulated: the model, organisations, sectors, mean partners, how busy the first sector is."""

    model: str
    organisations: int
    sectors: int
    partners: int
    busier: tuple[float, float]


@dataclass(frozen=True)
class Cell:
    """One row of the table: shares of maps in which a measure has a p of 0.05 or less."""

    model: str
    organisations: int
    sectors: int
    partners: int
    busier: str
    measure: str
    maps: int
    shuffled: float
    busy: float
    headline: float
    modelled: float
    ratio: float
    kept: bool


def situations(replicates: int) -> Iterator[tuple[Situation, int]]:
    """List what is simulated, and how often."""
    for busier in (ALIKE, BUSIER):
        for size in SIZES:
            for sectors in SECTORS:
                for partners in DEGREES:
                    yield Situation("log-odds", size, sectors, partners, busier), replicates
    for size in SIZES:
        yield Situation("product", size, 2, 10, BUSIER), max(1, replicates // 5)


def _bisected(
    function: Callable[[float], float], low: float, high: float, target: float, steps: int
) -> float:
    """Find where a rising function reaches a target."""
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return (low + high) / 2


def ties_of(random: np.random.Generator, situation: Situation) -> tuple[np.ndarray, np.ndarray]:
    """Draw the ties of a map: mean partners as stated, the first sector busier by a factor drawn by lot."""
    size = situation.organisations
    one, other = np.triu_indices(size, 1)
    first = np.arange(size) % situation.sectors == 0
    own = ACTIVITY * random.standard_normal(size)
    busier = random.uniform(*situation.busier)

    def chances(shift: float, level: float) -> np.ndarray:
        activity = own + shift * first
        odds = np.exp(activity[one] + activity[other] + level)
        return odds / (1 + odds) if situation.model == "log-odds" else np.minimum(odds, CEILING)

    def level(shift: float) -> float:
        return _bisected(
            lambda value: 2 * chances(shift, value).sum() / size, -15, 15, situation.partners, 30
        )

    def ratio(shift: float) -> float:
        found = chances(shift, level(shift))
        partners = np.bincount(one, found, size) + np.bincount(other, found, size)
        return float(partners[first].mean() / partners[~first].mean())

    shift = _bisected(ratio, 0, 8, busier, 12) if busier > 1 else 0.0
    there = random.random(len(one)) < chances(shift, level(shift))
    return one[there], other[there]


def empty_map(situation: Situation) -> SystemMap:
    """Make the map that the simulated ties are put on."""
    names = [f"o{place:03}" for place in range(situation.organisations)]
    sectors = [f"s{place % situation.sectors}" for place in range(situation.organisations)]
    records = sm.read_records(
        partners=pd.DataFrame({"name": names, "sector": sectors}),
        collaborations=pd.DataFrame({"source": names[:1], "target": names[1:2]}),
        sectors="as written",
    )
    return sm.build_map(records)


def cell_results(situation: Situation, *, replicates: int, draws: int, seed: int) -> list[Cell]:
    """Simulate one situation: a row for each measure."""
    base = empty_map(situation)
    ids = np.array(base.organisations.index)
    entries = [catalogue[name] for name in (*MEASURES, "integration_ratio")]
    place = [situation.organisations, situation.sectors, situation.partners, round(situation.busier[1])]
    rows, ratios, odds = [], [], []
    for replicate in range(replicates):
        random = np.random.default_rng([seed, *place, len(situation.model), replicate])
        one, other = ties_of(random, situation)
        ties = pd.DataFrame({"source": ids[one], "target": ids[other], "strength": math.nan})
        system = replace(base, tied=TieTables(ties, base.reported))
        values = {entry.name: system_value(entry, system).value for entry in entries}
        drawn = Draws(draws, replicate)
        shuffled = chance(entries, system, values, drawn)
        busy = busy_chance(entries, system, values, drawn)
        activity = activity_of(system.arrays, drawn)
        assert activity is not None
        rows.append(
            [
                (shuffled[name].p, busy[name].p, (busy if activity.differs else shuffled)[name].p)
                for name in MEASURES
            ]
        )
        ratios.append(values["integration_ratio"])
        odds.append(odds_of_sectors(dyads_of(system))[0].p)
    found = (np.array(rows) <= 0.05).mean(axis=0)
    low, high = situation.busier
    # A map of which nothing could be estimated found nothing.
    modelled = float((np.array(odds) <= 0.05).mean())
    return [
        Cell(
            situation.model,
            situation.organisations,
            situation.sectors,
            situation.partners,
            "as busy" if high == 1 else f"{low:g} to {high:g} times",
            name,
            replicates,
            *map(float, found[number]),
            modelled,
            float(np.mean(ratios)),
            situation.model != "log-odds"
            or bool(LEAST <= found[number, 1] <= MOST and LEAST <= modelled <= MOST),
        )
        for number, name in enumerate(MEASURES)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mixing_calibration", description=__doc__)
    parser.add_argument("--replicates", type=int, default=1_000, help="maps for each situation")
    parser.add_argument("--draws", type=int, default=1_000, help="shuffles and redrawings of each map")
    parser.add_argument("--sizes", default="30,80", help="numbers of organisations: 30, 80")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args(arguments)
    sizes = [int(size) for size in given.sizes.split(",")]
    if unknown := [size for size in sizes if size not in SIZES]:
        parser.error(f"sizes are {', '.join(map(str, SIZES))}, not {unknown}")
    started, cells = time.process_time(), []
    say(
        f"{'model':9} {'n':>3} {'sectors':>7} {'partners':>8} {'first sector':13} {'measure':21} {'maps':>5} "
        f"{'shuffled %':>10} {'busy %':>7} {'headline %':>10} {'model %':>7} {'ratio':>6}"
    )
    for situation, replicates in situations(given.replicates):
        if situation.organisations not in sizes:
            continue
        for cell in cell_results(situation, replicates=replicates, draws=given.draws, seed=given.seed):
            cells.append(cell)
            say(
                f"{cell.model:9} {cell.organisations:>3} {cell.sectors:>7} {cell.partners:>8} "
                f"{cell.busier:13} {cell.measure:21} {cell.maps:>5} {100 * cell.shuffled:>10.1f} "
                f"{100 * cell.busy:>7.1f} {100 * cell.headline:>10.1f} {100 * cell.modelled:>7.1f} "
                f"{cell.ratio:>6.2f}{'' if cell.kept else '  OUTSIDE'}"
            )
    return ended(cells, " 1 to 7 %", started=started, seed=given.seed, path=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
