"""Who works with whom, sector by sector."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sysmap.calling import verb
from sysmap.errors import check_one_of
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.draws import Draws, checked_draws
from sysmap.network.shuffling.shuffles import label_blocks
from sysmap.network.system import SystemMap, as_map
from sysmap.plotting import draw
from sysmap.progress import step
from sysmap.results import Result, ResultTable
from sysmap.shown import Texts
from sysmap.text import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FIGURES = ("ties", "possible", "density", "expected", "low", "high")
# With more sectors than these, shares take the room of sectors.
_SHARED = 6
COLUMNS = ["sector_a", "sector_b", "relation", *_FIGURES, "undefined"]


@dataclass(frozen=True, eq=False, repr=False)
class SectorGrid(Result):
    """Who works with whom, sector by sector.

    Attributes
    ----------
    system
        The map.
    draws, seed
        The number of shuffles behind the band that chance gives, and their seed.
    """

    system: SystemMap
    draws: int
    seed: int
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return one row per pair of sectors.

        The columns are ``sector_a, sector_b, relation, ties, possible, density, expected, low, high,
        undefined``. ``expected, low, high`` are mean and 95 % band of the density under shuffled
        labels, ``nan`` unless asked for. On a directed map `sector_a` is the source and both orders have a
        row. A pair without a possible tie has an undefined density.
        """
        return self._frame.copy()

    def matrix(self, what: str = "density") -> pd.DataFrame:
        """Return a figure of each pair, such as ``ties``, as a square table, sectors in both directions."""
        check_one_of("what", what, _FIGURES)
        square = self._frame.pivot(index="sector_a", columns="sector_b", values=what)
        if not self.system.directed:
            square = square.combine_first(square.T)
        return square.loc[list(self.system.arrays.sectors), list(self.system.arrays.sectors)]

    def plot(self, what: str = "grid") -> Figure:
        """Draw the grid: in each cell the share of possible ties, the counts, and a grey for them.

        Parameters
        ----------
        what
            ``"grid"``, the only picture there is.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a
            sentence what it shows. Beyond 30 sectors those with most organisations are drawn.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    @property
    def title(self) -> str:
        """What the grid shows."""
        return f"Ties of possible ties, by {self.system.boundary}"

    @property
    def notes(self) -> Texts:
        """Who answered, and what the band is."""
        band = (
            f"Above or below: outside the 95 % band of {self.draws:,} shuffles of the labels of "
            f"{self.system.boundary} over the same ties."
        )
        return Texts((response_note(self.system), *([band] if self.draws else [])))

    def tables(self) -> list[ResultTable]:
        """Return the pairs of sectors, and each figure as a square, as files hold them."""
        squares = [ResultTable("", what, self.matrix(what)) for what in ("ties", "possible", "density")]
        return [ResultTable("pairs", "sector grid", self._frame), *squares]

    def _beside(self) -> dict[str, Any]:
        return {"system": self.system.in_brief()}

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the grid to look at: cells as ``ties of possible (density)``, and those beyond chance."""
        return {"Pairs of sectors": self._cells().reset_index()}

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the grid, of many sectors without shares: all are to stand side by side."""
        return "Pairs of sectors", self._cells(
            shares=len(self.system.arrays.sectors) <= _SHARED
        ).reset_index()

    def _cells(self, *, shares: bool = True) -> pd.DataFrame:
        """Write each cell as ``ties of possible (density)``, with where it stands beside chance."""
        ties, possible, density = (self.matrix(what) for what in ("ties", "possible", "density"))
        low, high = (self.matrix(what) for what in ("low", "high"))
        cells = ties.astype(object)
        for a in cells.index:
            for b in cells.columns:
                share = density.at[a, b]
                place = " above" if share > high.at[a, b] else " below" if share < low.at[a, b] else ""
                cells.at[a, b] = (
                    "–"
                    if math.isnan(share)
                    else f"{int(ties.at[a, b])} of {int(possible.at[a, b])}"
                    f"{f' ({percent(share)})' if shares else ''}{place}"
                )
        return cells.rename_axis(index=self.system.boundary, columns=None)


@verb("sector_grid(build_map(records))", judges=("system", "draws", "seed"))
def sector_grid(system: SystemMap, *, draws: int = 0, seed: int = 0) -> SectorGrid:
    """Count the ties, and the possible ties, between every two sectors.

    Parameters
    ----------
    system
        The map of one wave. "Sector" is whatever its boundary names.
    draws, seed
        How many shuffles of the boundary labels say what chance gives each cell, and their seed;
        0 for none.
    """
    arrays, totals = as_map(system).arrays, system.mixing.totals
    drawn = checked_draws(draws, seed)
    by_chance = _by_chance(system, drawn)
    rows = []
    for a, first in enumerate(arrays.sectors):
        for b, second in enumerate(arrays.sectors):
            if b < a and not arrays.directed:
                continue
            size, other = int(arrays.sizes[a]), int(arrays.sizes[b])
            possible = size * other if a != b else size * (size - 1)
            ties = int(totals[a, b])
            if a == b and not arrays.directed:
                possible, ties = possible // 2, ties // 2
            # The totals of undirected maps count ties inside a sector from both ends.
            whole = possible * (2 if a == b and not arrays.directed else 1)
            rows.append(
                {
                    "sector_a": first,
                    "sector_b": second,
                    "relation": "within" if a == b else "between",
                    "ties": ties,
                    "possible": possible,
                    "density": ties / possible if possible else math.nan,
                    **{
                        name: float(count[a, b]) / whole if possible else math.nan
                        for name, count in by_chance.items()
                    },
                    "undefined": "" if possible else "no_within_pairs",
                }
            )
    return SectorGrid(system, drawn.count, drawn.seed, pd.DataFrame(rows, columns=COLUMNS))


def _by_chance(system: SystemMap, draws: Draws) -> dict[str, np.ndarray]:
    """Return mean and 95 % band of the ties in each cell under shuffled labels, shape (sectors, sectors)."""
    shape = system.mixing.totals.shape
    if not draws:
        return {name: np.full(shape, np.nan) for name in ("expected", "low", "high")}
    labels = system.arrays.sector[system.arrays.sector >= 0]
    stacks, done = [np.empty((0, *shape))], 0
    for block in label_blocks(labels, draws.count, draws.seed):
        stacks.append(system.mixing.shuffled(block).totals)
        done += block.shape[1]
        step("Shuffling sectors", done, draws.count)
    totals = np.concatenate(stacks)
    low, high = np.percentile(totals, [2.5, 97.5], axis=0)
    return {"expected": totals.mean(axis=0), "low": low, "high": high}
