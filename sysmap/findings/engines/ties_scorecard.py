"""The scorecard of ties that stay with their engine: what can be counted there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.findings.chance import Chance
from sysmap.findings.chance_words import CARD_COLUMNS, level_reading, table_in_words
from sysmap.findings.closed_form import NOTE
from sysmap.findings.engines.organisations_counted import organisations_counted
from sysmap.findings.shares_and_counts import tables_by_unit
from sysmap.measures.catalogue import Measure
from sysmap.measures.evaluating import Value, chosen, system_value
from sysmap.network.engines.tie_counts import TOO_LARGE, CountedMixing, NotCountedError, TieCounts
from sysmap.network.engines.tie_frames import tie_frames
from sysmap.network.shuffling.moments import crossing_moments
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Texts
from sysmap.text import counted

COLUMNS = [*CARD_COLUMNS[:3], "deviation", *CARD_COLUMNS[3:]]
# Those whose value is a straight line in the number of ties that cross: their moments are exact.
_STRAIGHT = (
    *("cross_share", "ei_index", "integration_ratio", "freeman_segregation", "cross_density"),
    *("within_density", "ei_rescaled"),
)
_WAY_OUT = "sm.integration(sm.build_map(sm.read_records(partners=partners, collaborations=ties)))"
_WITHIN = 1.959963984540054  # of a normal distribution, 95 % lie so many deviations about its mean


@dataclass(frozen=True, eq=False, repr=False)
class TiesScorecard(Result):
    """The measures of ties that stay with their engine, each beside what chance would give.

    Attributes
    ----------
    boundary
        The column of partners whose crossing matters.
    counts
        What was counted in the engine.
    """

    boundary: str
    counts: TieCounts
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the scorecard as a table.

        Returns
        -------
        pandas.DataFrame
            As that of a map (`Scorecard.to_frame`), with a column ``deviation``. ``expected`` and
            ``deviation`` are the exact mean and standard deviation under shuffled labels; ``low, high`` and
            ``p`` are those of a normal distribution with them. What needs the ties themselves is ``nan``,
            with ``too_large`` in ``undefined``. Nothing is redrawn: ``expected_busy`` and the like are blank.
        """
        return self._frame.copy()

    def grid(self) -> pd.DataFrame:
        """Return one row per pair of sectors.

        Returns
        -------
        pandas.DataFrame
            ``sector_a, sector_b, relation, ties, possible, density, expected, undefined``, as
            `SectorGrid.to_frame` has them; ``expected`` is the exact mean of the density under shuffled
            labels, the same for every pair.
        """
        mixing, sectors = self.counts.mixing, self.counts.arrays.sectors
        by_chance = mixing.ties / mixing.capacity if mixing.capacity else math.nan
        rows = []
        for a, first in enumerate(sectors):
            for b, second in enumerate(sectors[a:], start=a):
                size, other = int(mixing.sizes[a]), int(mixing.sizes[b])
                possible = size * other if a != b else size * (size - 1) // 2
                ties = int(mixing.totals[a, b]) // (1 if a != b else 2)
                rows.append(
                    {
                        "sector_a": first,
                        "sector_b": second,
                        "relation": "between" if a != b else "within",
                        "ties": ties,
                        "possible": possible,
                        "density": ties / possible if possible else math.nan,
                        "expected": by_chance if possible else math.nan,
                        "undefined": "" if possible else "no_within_pairs",
                    }
                )
        return pd.DataFrame(rows)

    def organisations(self, *, triangles: bool = False) -> pd.DataFrame:
        """Return one row per organisation, counted in the engine.

        Parameters
        ----------
        triangles
            Whether to count triangles too: that takes longest.

        Returns
        -------
        pandas.DataFrame
            Index ``id``, sorted; ``partners, cross_partners, sectors_reached, organisation_ei,
            partner_diversity``, and with triangles ``effective_size, burt_efficiency`` and the five roles,
            as `organisation_scores` defines them; ``nan`` where undefined.
        """
        return organisations_counted(self.counts, triangles=triangles)

    @property
    def title(self) -> str:
        """What the scorecard is of."""
        arrays = self.counts.arrays
        what = "sector" if self.boundary == "sector" else f"label of {self.boundary}"
        sectors = f"{len(arrays.sectors):,} {what}{'' if len(arrays.sectors) == 1 else 's'}"
        return (
            f"Scorecard of {counted(arrays.n, 'organisation')} in {sectors}, {counted(arrays.m, 'tie')}, "
            "counted in their engine"
        )

    @property
    def sentences(self) -> Texts:
        """Every measure in one sentence."""
        rows = zip(self._frame["label"], self._frame["reading"], self._frame["undefined"], strict=True)
        return Texts(f"{label}: {reading.rstrip('.')}." for label, reading, why in rows if not why)

    @property
    def notes(self) -> Texts:
        """What must be known to read the numbers."""
        said = []
        unknown = int((self.counts.arrays.sector < 0).sum())
        if unknown:
            said.append(
                f"{counted(unknown, 'organisation')} of unknown {self.boundary}: left out of measures of the "
                "boundary"
            )
        if self._frame["expected"].notna().any():
            said.append(
                f"By chance: the exact mean and deviation under shuffled labels of {self.boundary}; the band "
                "and p are those of a normal distribution with them."
            )
        large = [str(name) for name in self._frame.index[self._frame["undefined"] == TOO_LARGE]]
        if large:
            said.append(
                f"Not counted in an engine: {listed(large)}. They follow ties from one organisation to the "
                f"next. Where the ties fit into memory, have them: {_WAY_OUT}"
            )
        return Texts(said)

    def tables(self) -> list[ResultTable]:
        """Return the scorecard, the pairs of sectors and the notes, as files hold them."""
        return [
            ResultTable("measures", "scorecard", self._frame),
            ResultTable("pairs", "sector grid", self.grid()),
            notes_table(self.notes),
        ]

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the table to look at: values, chance, and how to read them."""
        return tables_by_unit("Measures", table_in_words(self._frame), list(self._frame.index))

    def text_shown(self) -> pd.DataFrame:
        """Return measures and readings alone."""
        return self._frame[["label", "reading"]].rename(columns={"label": "measure"})


def ties_scorecard(
    ties: Any, partners: Any, measures: str | Iterable[str] | None, boundary: str = "sector"
) -> TiesScorecard:
    """Measure ties in the engine that holds them.

    Parameters
    ----------
    ties, partners
        Frames of one engine, as `tie_frames` takes them.
    measures
        Names of system measures. None takes the headline ones, and all that pairs of sectors tell.
    boundary
        The column of partners whose crossing matters.
    """
    entries = chosen(measures, "system", headline=True)
    if measures is None:
        entries += [
            entry
            for entry in chosen(None, "system")
            if entry not in entries and {*entry.needs} & {"mixing"} or entry.name in ("organisations", "ties")
        ]
    counts = TieCounts(tie_frames(ties, partners, boundary))
    rows = [_row(entry, counts) for entry in entries]
    index = pd.Index([entry.name for entry in entries], name="measure")
    return TiesScorecard(boundary, counts, pd.DataFrame(rows, columns=COLUMNS, index=index))


def _row(entry: Measure, counts: TieCounts) -> dict[str, object]:
    try:
        value = system_value(entry, counts)  # type: ignore[arg-type]
        limits = entry.limits(counts)  # type: ignore[arg-type]
    except NotCountedError as error:
        value, limits = Value(math.nan, error.reason), (None, None)
    chance, deviation = Chance(), math.nan
    if entry.name in _STRAIGHT and not value.reason:
        chance, deviation = _by_chance(entry, value.value, counts.mixing, counts.known_partners)
    divisible = limits[0] == 0 and chance.expected != 0
    return {
        "label": entry.label,
        "value": value.value,
        "expected": chance.expected,
        "deviation": deviation,
        "low": chance.low,
        "high": chance.high,
        "p": chance.p,
        "ratio": value.value / chance.expected if divisible else math.nan,
        **dict.fromkeys(("expected_busy", "low_busy", "high_busy", "p_busy"), math.nan),
        "undefined": value.reason,
        "reading": level_reading(entry, value, chance, Chance()),
        "caveat": " ".join(filter(None, (entry.caveat, chance.note))),
    }


def _by_chance(
    entry: Measure, value: float, mixing: CountedMixing, partners: np.ndarray
) -> tuple[Chance, float]:
    """Return what shuffled labels give a measure that rises in a straight line with the ties that cross."""
    from scipy.special import ndtr

    if not mixing.ties:
        return Chance(value, value, value, 1.0), 0.0
    mean, variance = crossing_moments(mixing.ties, mixing.ties, partners.astype(float), mixing.sizes)
    none, one = (_at(entry, mixing, between) for between in (0, mixing.ties))
    slope = (one - none) / mixing.ties
    expected, deviation = none + slope * mean, abs(slope) * math.sqrt(variance)
    if deviation == 0:
        return Chance(expected, expected, expected, 1.0), 0.0
    reach = _WITHIN * deviation
    p = 2 * float(ndtr(-abs(value - expected) / deviation))
    return Chance(expected, expected - reach, expected + reach, p, NOTE), deviation


def _at(entry: Measure, mixing: CountedMixing, between: int) -> float:
    """Return the value of a measure if so many ties crossed."""
    at = CountedMixing(
        mixing.sizes,
        mixing.ties,
        np.asarray(mixing.ties - between),
        False,
        mixing.arrays,
        counts=mixing.counts,
    )
    given = {"mixing": at, "reportable": None}
    found = entry.work_out([given[need] for need in entry.needs])
    return float(getattr(found, "value", found))
