"""Whether intervals of a difference keep their word: between places, and within one, by simulation.

``python -m benchmarks.comparison_groups --replicates 2000 --json comparison_groups.json`` draws places of 30
organisations (`benchmarks.calibration` says how) and sets programme places beside comparison places as
`sysmap.difference` does, and pairs that are touched beside pairs that are not as `sysmap.compare` does with
``touched``. A trend is one that all places share. *Own trends*: each place has a rise of its own, drawn
around the same mean on both sides. *Programme*: ties between sectors rise by half in the programme places
alone; within a place a tenth of the touched pairs without a tie gain one. Of 100 differences in which nothing
differs 2.5 to 7 should be found, and 93 to 98 intervals hold the truth, for 4 places a side and within one.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.calibration import CHANCES, COMPLETE, RISE, SECTORS, SILENT, TOTALS, Data, sectors_of
from benchmarks.simulated import ended, say
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.limits import SMALLEST_PANEL
from sysmap.findings.comparison.estimating.uncertainty import Estimate, estimates
from sysmap.findings.comparison_groups.estimates import contrasted
from sysmap.findings.comparison_groups.within_place import touched_estimates
from sysmap.findings.planning.answering import seen
from sysmap.findings.planning.waves import STORIES, two_waves
from sysmap.measures.catalogue import catalogue
from sysmap.network.pairs import Pairs

SIZE = 30
FOUND, HELD = (0.025, 0.07), (0.93, 0.98)
"""The bands of both kinds of comparison group."""
FOUND_SILENT, HELD_SILENT = (0.015, 0.07), (0.93, 0.985)
"""With 40 % silent."""
WIDE = {("of 60", "S1", "touched, between"): 0.02}
"""What is found less often, and why it stays so: `docs/comparison_group.md` shows what was tried."""
GAIN = 0.1
_OWN_TRENDS = 0.3


@dataclass(frozen=True)
class Situation:
    """What is simulated: how many places a side (none within one place), and what happens in them.

    `trend` is by how much ties between sectors rise everywhere, `own` how much that differs between places
    (the standard deviation of its logarithm), and `programme` whether something happens on the one side
    alone.
    """

    sides: tuple[int, int] | None
    story: str
    data: Data = COMPLETE
    trend: float = 1.0
    own: float = 0.0
    programme: bool = False
    size: int = SIZE

    @property
    def words(self) -> str:
        """What happens, in words."""
        parts = [f"trend x {self.trend:g}"] if self.trend != 1 else []
        parts += ["own trends"] if self.own else []
        parts += ["programme"] if self.programme else []
        return ", ".join([*parts, *([self.data.name] if self.data is not COMPLETE else [])]) or "nothing"


@dataclass(frozen=True)
class Cell:
    """One row of the table: shares of replicates."""

    where: str
    story: str
    happens: str
    measure: str
    replicates: int
    untested: int
    found: float
    coverage: float
    kept: bool


def cells(situation: Situation, *, replicates: int, seed: int = 0) -> Iterator[Cell]:
    """Simulate one situation."""
    rows: dict[str, list[tuple[float, float, float, float]]] = {}
    for replicate in range(replicates):
        random = np.random.default_rng([seed, _number(situation), replicate])
        drawn = within(random, situation) if situation.sides is None else between(random, situation)
        for name, found in drawn.items():
            rows.setdefault(name, []).append(found)
    where = f"of {situation.size}" if situation.sides is None else "+".join(map(str, situation.sides))
    for name, each in rows.items():
        change, low, high, p = np.array(each).T
        tested = ~np.isnan(low)
        truth = float(np.nanmean(change)) if situation.programme else 0.0
        held = float(((low <= truth) & (truth <= high))[tested].mean())
        found = float((p[tested] <= 0.05).mean())
        kept = within_bands(situation, where, name, found, held)
        yield Cell(
            where, situation.story, situation.words, name, len(each), int((~tested).sum()), found, held, kept
        )


def within_bands(situation: Situation, where: str, name: str, found: float, held: float) -> bool:
    """Tell whether the shares of a row lie within their bands, on either side."""
    silent = situation.data is SILENT
    low, high = HELD_SILENT if silent else HELD
    if situation.programme:
        return low <= held <= high
    least, most = FOUND_SILENT if silent else FOUND
    return WIDE.get((where, situation.story, name), least) <= found <= most and low <= held <= high


def _number(situation: Situation) -> int:
    """Return a number that tells a situation from the others."""
    return situations().index(situation)


def _place(random: np.random.Generator, situation: Situation, rise: float) -> Pairs:
    """Draw a place in which enough answer to be compared."""
    size = situation.size
    sector = sectors_of(size)
    while True:
        own = rise * math.exp(situation.own * random.standard_normal())
        waves = two_waves(random, sector, CHANCES[size], story=STORIES[situation.story], rise=own)
        pairs = seen(random, waves, sector, SECTORS, situation.data)
        if pairs.panel.sum() >= SMALLEST_PANEL:
            return pairs


def between(
    random: np.random.Generator, situation: Situation
) -> dict[str, tuple[float, float, float, float]]:
    """Set places beside places: by measure the difference, its interval and p."""
    assert situation.sides is not None
    mine, other = situation.sides
    rises = [situation.trend * (RISE if situation.programme else 1.0)] * mine + [situation.trend] * other
    places = [_place(random, situation, rise) for rise in rises]
    own = [estimates(Estimator(pairs, [catalogue[name] for name in TOTALS])) for pairs in places]
    found = {}
    for name in TOTALS:
        two = contrasted(name, places, [each[name] for each in own], mine, by_lot=False).contrast
        found[name] = (two.difference, two.low, two.high, two.p)
    return found


def within(random: np.random.Generator, situation: Situation) -> dict[str, tuple[float, float, float, float]]:
    """Set touched pairs beside those that are not: half the organisations are touched, whoever they are."""
    size = situation.size
    sector = sectors_of(size)
    touched = random.permutation(np.repeat([1, 0], [size // 2, size - size // 2]))
    while True:
        waves = two_waves(random, sector, CHANCES[size], story=STORIES[situation.story], rise=situation.trend)
        if situation.programme:
            gained = np.triu(random.random((size, size)) < GAIN, 1) & np.outer(touched, touched).astype(bool)
            waves = (waves[0], waves[1] | gained | gained.T)
        pairs = seen(random, waves, sector, SECTORS, situation.data)
        if pairs.panel.sum() >= SMALLEST_PANEL:
            break
    found: dict[str, Estimate] = touched_estimates(pairs, touched)
    return {f"touched, {name}": (one.change, one.low, one.high, one.p) for name, one in found.items()}


def situations() -> list[Situation]:
    """List what is simulated."""
    many = (4, 4)
    found = [Situation(many, story) for story in STORIES]
    found += [Situation(many, "S2", trend=RISE), Situation(many, "S2", trend=RISE, own=_OWN_TRENDS)]
    found += [Situation(many, "S1", SILENT), Situation(many, "S1", programme=True)]
    found += [Situation((1, 1), story) for story in STORIES]
    found += [Situation((1, 1), "S1", programme=True), Situation((8, 3), "S1"), Situation((5, 2), "S1")]
    found += [Situation(None, story) for story in STORIES]
    found += [Situation(None, "S2", trend=RISE), Situation(None, "S1", SILENT)]
    found += [Situation(None, "S1", programme=True)]
    return [*found, *(Situation(None, story, size=size) for size in (60, 80) for story in ("S1", "S2"))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.comparison_groups", description=__doc__)
    parser.add_argument("--replicates", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="file for the results")
    given = parser.parse_args(arguments)
    started, found = time.process_time(), []
    say(f"{'places':7} {'':3} {'what happens':28} {'measure':16} {'of':>6} {'found %':>8} {'covered %':>9}")
    for situation in situations():
        for cell in cells(situation, replicates=given.replicates, seed=given.seed):
            found.append(cell)
            say(
                f"{cell.where:7} {cell.story:3} {cell.happens:28} {cell.measure:16} {cell.replicates:>6} "
                f"{100 * cell.found:>8.1f} {100 * cell.coverage:>9.1f}"
                f"{f'  {cell.untested} not tested' if cell.untested else ''}"
                f"{'' if cell.kept else '  OUTSIDE'}"
            )
    return ended(found, "", started=started, seed=given.seed, path=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
