"""Many waves of one system: the tables in which people look at what changed, and its trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.findings.many_waves.histories import FATES
from sysmap.findings.many_waves.several import SeveralWaves
from sysmap.findings.many_waves.words import ALL_WAVES, FEW_IN_EVERY_WAVE, certainty
from sysmap.findings.planning.named import primary_in_words
from sysmap.findings.shares_and_counts import (
    change_in_words,
    interval_in_words,
    level_in_words,
    tables_by_unit,
)
from sysmap.findings.words import about, not_defined
from sysmap.network.panel import MatchedWaves
from sysmap.plotting import draw
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Text, Texts
from sysmap.text import number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALLEST_PANEL = 10


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory(SeveralWaves, Result):
    """Three waves or more of one system: each change since the first, its trend, and what became of ties.

    Attributes
    ----------
    maps : tuple of SystemMap
        The maps of the waves, in order of time.
    trend : pandas.DataFrame
        Index ``measure``: ``label, slope, low, high`` (a year, or a wave where waves have no dates),
        ``level_change, level_low, level_high, slope_change, slope_low, slope_high, since``, ``reading``.
    ties : pandas.DataFrame
        Index ``wave``: ``ties, born, came_back, lost, first_alive, new_alive``, among the pairs that could
        be observed in every wave.
    fates : pandas.DataFrame
        Index ``fate``: ``between, within, all``: what became of the ties of all waves.
    adjacent : pandas.DataFrame
        Index ``measure, wave``: each change since the wave before, over those who answered both: ``label,
        wave_before, before, after, change, low, high, organisations, undefined``.
    primary : str
        The measure that stands first.
    primary_chosen : bool
        Whether the call chose it; if not, it is the default.
    since : str
        The date at which level and slope may change; empty for none.
    confidence : float
        How sure intervals and bands are to hold.
    flags : tuple of str
        What makes it weak, in sentences.
    who : tuple of str
        Who is compared, in sentences.
    methods : Text
        A paragraph of methods for this run.
    unit : str
        What a slope is counted by: ``year`` or ``wave``.
    years : tuple of float
        When the waves were: years since the first, or their number.
    matched : MatchedWaves
        Who answered every wave, and the ties observed.
    """

    trend: pd.DataFrame
    ties: pd.DataFrame
    fates: pd.DataFrame
    adjacent: pd.DataFrame
    primary: str
    primary_chosen: bool
    since: str
    confidence: float
    draws: int
    seed: int
    flags: tuple[str, ...]
    who: tuple[str, ...]
    methods: Text
    unit: str
    years: tuple[float, ...]
    matched: MatchedWaves
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return every measure in every wave.

        Returns
        -------
        pandas.DataFrame
            Index ``measure, wave``; columns ``label, value, change`` (since the first wave), ``low, high``
            (of that change, looked at alone), ``band_low, band_high`` (which hold for all waves at once),
            ``organisations`` (that answered every wave), ``undefined, reading``. Where there is no change
            or interval it is ``nan``, and ``undefined`` says why. Where fewer than 10 organisations
            answered every wave, values are as recorded, and ``adjacent`` alone has changes.
        """
        return self._frame.copy()

    @property
    def is_followed(self) -> bool:
        """Whether enough organisations answered every wave to follow measures over all of them."""
        return self.matched.size >= SMALLEST_PANEL

    @property
    def title(self) -> str:
        """What is followed."""
        return f"{len(self.maps)} waves from {self.waves[0]} to {self.waves[-1]}, by {self.maps[0].boundary}"

    @property
    def notes(self) -> Texts:
        """What must be known to read the numbers: who is compared, what comes first, what is weak."""
        label = str(self._frame.loc[self.primary, "label"].iloc[0])
        first = primary_in_words(self.primary, label, chosen=self.primary_chosen)
        alone = [] if self.is_followed else [FEW_IN_EVERY_WAVE.format(self.matched.size)]
        among = round(100 * (1 - self.confidence), 2)
        bands = [ALL_WAVES.format(number(among))] if self.draws and self.is_followed else []
        return Texts((*self.who, *alone, first, *bands, *self.flags))

    @property
    def finding(self) -> Text:
        """What the records show of the primary measure over all waves, in a few sentences."""
        last = self._frame.loc[(self.primary, self.waves[-1]), "reading"]
        return Text(f"{last} {self.trend.at[self.primary, 'reading']}")

    @property
    def sentences(self) -> Texts:
        """What is found of the primary measure, then the trend of each of the others."""
        others = self.trend.drop(self.primary).sort_values("slope", key=pd.isna, kind="stable")
        return Texts((self.finding, *map(about, others["label"], others["reading"])))

    def plot(self, what: str = "trajectory") -> Figure:
        """Draw the trajectory.

        Parameters
        ----------
        what
            ``"trajectory"``: each measure over the waves, with the interval of each change and the band that
            holds for all of them. ``"lives"``: ties of each wave, and how many of the first are left.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a sentence what it
            shows.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    def tables(self) -> list[ResultTable]:
        """Return the measures by wave, their trend, what became of ties, each wave beside the next, notes."""
        return [
            ResultTable("measures", "trajectory", self._frame),
            ResultTable("trend", "trend", self.trend),
            ResultTable("ties", "ties by wave", self.ties),
            ResultTable("fates", "what became of ties", self.fates),
            ResultTable("adjacent", "wave by wave", self.adjacent),
            notes_table((*self.notes, self.methods)),
        ]

    def _beside(self) -> dict[str, Any]:
        return {
            "system": {"waves": [system.in_brief() for system in self.maps]},
            "notes": list(self.notes),
            "methods": self.methods,
            "flags": list(self.flags),
            "primary": self.primary,
            "since": self.since or None,
            "confidence": self.confidence,
            "unit_of_time": self.unit,
            "draws": self.draws,
            "seed": self.seed,
        }

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the tables to look at: levels by wave, changes, trends, ties, each wave beside the next."""
        frame = self._frame.reset_index()
        sure = certainty(self.confidence)
        tested = frame["measure"].isin(frame.loc[frame["low"].notna(), "measure"])
        later = frame[(frame["wave"] != self.waves[0]) & (tested | (not tested.any()))]
        names = list(later["measure"])
        changes = pd.DataFrame(
            {
                "measure": later["label"],
                "wave": later["wave"],
                "value": _each(level_in_words, names, later["value"]),
                f"change since {self.waves[0]}": _each(change_in_words, names, later["change"]),
                f"{sure} interval, looked at alone": _each(
                    interval_in_words, names, later["low"], later["high"]
                ),
                f"{sure} band, all waves at once": _each(
                    interval_in_words, names, later["band_low"], later["band_high"]
                ),
                "reading": later["reading"],
            }
        )
        levels = self._levels()
        return {
            **tables_by_unit("Measures by wave", levels, list(dict.fromkeys(frame["measure"]))),
            **tables_by_unit(f"Change since {self.waves[0]}", changes, names),
            "Trend": self._trends(sure),
            "Ties by wave": _ties_shown(self.ties),
            "What became of ties": _fates_shown(self.fates),
            **self._adjacent_shown(sure),
            "Methods": pd.DataFrame({"methods": [self.methods]}),
        }

    def text_shown(self) -> pd.DataFrame:
        """Return the measures as plain numbers, a row for each measure and a column for each wave."""
        return self._levels()

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the level of each measure in each wave."""
        return "Measures by wave", self._levels()

    def _weaknesses(self) -> tuple[str, ...]:
        return self.flags

    def _levels(self) -> pd.DataFrame:
        """Write the level of each measure in each wave."""
        frame = self._frame
        rows = []
        for name in dict.fromkeys(frame.index.get_level_values("measure")):
            own = frame.loc[name]
            cells = {
                wave: level_in_words(name, row["value"]) or not_defined(row["undefined"])
                for wave, row in own.iterrows()
            }
            rows.append({"measure": own["label"].iloc[0], **cells})
        return pd.DataFrame(rows)

    def _trends(self, sure: str) -> pd.DataFrame:
        trend = self.trend
        names = list(trend.index)
        columns: dict[str, Any] = {
            "measure": trend["label"],
            f"change a {self.unit}": _each(change_in_words, names, trend["slope"]),
            f"{sure} interval": _each(interval_in_words, names, trend["low"], trend["high"]),
        }
        if self.since:
            for what in ("level", "slope"):
                columns[f"change of {what} at {self.since}"] = _each(
                    change_in_words, names, trend[f"{what}_change"]
                )
                columns[f"{sure} interval of that ({what})"] = _each(
                    interval_in_words, names, trend[f"{what}_low"], trend[f"{what}_high"]
                )
        return pd.DataFrame({**columns, "reading": trend["reading"]}).reset_index(drop=True)

    def _adjacent_shown(self, sure: str) -> dict[str, pd.DataFrame]:
        table = self.adjacent.reset_index()
        names = list(table["measure"])
        shown = pd.DataFrame(
            {
                "measure": table["label"],
                "from": table["wave_before"],
                "to": table["wave"],
                "before": _each(level_in_words, names, table["before"]),
                "after": _each(level_in_words, names, table["after"]),
                "change": _each(change_in_words, names, table["change"]),
                f"{sure} interval": _each(interval_in_words, names, table["low"], table["high"]),
                "organisations": table["organisations"],
                "remark": [not_defined(why) if why else "" for why in table["undefined"]],
            }
        )
        return tables_by_unit("Between each wave and the next", shown, names)


def _each(write: Any, names: list[Any], *columns: pd.Series) -> list[str]:
    cells = zip(*columns, strict=True)
    return [write(str(name), *map(float, values)) for name, values in zip(names, cells, strict=True)]


def _ties_shown(ties: pd.DataFrame) -> pd.DataFrame:
    shares = {
        column: [percent(share) if share == share else "" for share in ties[column]]
        for column in ("first_alive", "new_alive")
    }
    return pd.DataFrame(
        {
            "wave": ties.index,
            "ties": ties["ties"].to_numpy(),
            "new": [number(value) for value in ties["born"]],
            "back": [number(value) for value in ties["came_back"]],
            "lost": [number(value) for value in ties["lost"]],
            "of the first wave's ties still there": shares["first_alive"],
            "of those new the wave before still there": shares["new_alive"],
        }
    )


def _fates_shown(fates: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ties": [FATES[fate] for fate in fates.index],
            "between sectors": fates["between"].to_numpy(),
            "within sectors": fates["within"].to_numpy(),
            "all": fates["all"].to_numpy(),
        }
    )
