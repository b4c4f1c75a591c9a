"""Who works with whom, sector by sector."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from sysmap.findings.scorecard import response_note
from sysmap.network.system import SystemMap, as_map
from sysmap.shown import Shown, percent


@dataclass(frozen=True, eq=False, repr=False)
class SectorGrid(Shown):
    """Who works with whom, sector by sector.

    Attributes
    ----------
    system
        The map.
    """

    system: SystemMap
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Give one row per pair of sectors.

        The columns are ``sector_a, sector_b, relation, ties, possible, density, undefined``. On a
        directed map `sector_a` is the source and both orders have a row. A pair without a possible
        tie has an undefined density.
        """
        return self._frame.copy()

    def matrix(self, what: str = "density") -> pd.DataFrame:
        """Give ``ties``, ``possible`` or ``density`` as a square table, sectors in both directions."""
        square = self._frame.pivot(index="sector_a", columns="sector_b", values=what)
        if not self.system.directed:
            square = square.combine_first(square.T)
        return square.loc[list(self.system.arrays.sectors), list(self.system.arrays.sectors)]

    @property
    def title(self) -> str:
        """What the grid shows."""
        return f"Ties of possible ties, by {self.system.boundary}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Who answered."""
        return (response_note(self.system),)

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Give the grid to look at: each cell as ``ties of possible (density)``."""
        return {"Pairs of sectors": self._cells().reset_index()}

    def _cells(self) -> pd.DataFrame:
        """Write each cell as ``ties of possible (density)``."""
        ties, possible, density = (self.matrix(what) for what in ("ties", "possible", "density"))
        cells = ties.astype(object)
        for a in cells.index:
            for b in cells.columns:
                share = density.at[a, b]
                cells.at[a, b] = (
                    "–"
                    if math.isnan(share)
                    else (f"{int(ties.at[a, b])} of {int(possible.at[a, b])} ({percent(share)})")
                )
        return cells.rename_axis(index=self.system.boundary, columns=None)


def sector_grid(system: SystemMap) -> SectorGrid:
    """Count the ties, and the possible ties, between every two sectors.

    Parameters
    ----------
    system
        The map of one wave. "Sector" is whatever its boundary names.
    """
    arrays, totals = as_map(system).arrays, system.mixing.totals
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
            rows.append(
                {
                    "sector_a": first,
                    "sector_b": second,
                    "relation": "within" if a == b else "between",
                    "ties": ties,
                    "possible": possible,
                    "density": ties / possible if possible else math.nan,
                    "undefined": "" if possible else "no_within_pairs",
                }
            )
    columns = ["sector_a", "sector_b", "relation", "ties", "possible", "density", "undefined"]
    return SectorGrid(system, pd.DataFrame(rows, columns=columns))
