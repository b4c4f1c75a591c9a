"""One wave in numbers: the scorecard of the system."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sysmap.calling import verb
from sysmap.findings.chance import Chance, chance, check_draws
from sysmap.findings.levels import as_observed
from sysmap.findings.response import told_in_words
from sysmap.findings.units import tables_by_unit, values_in_units
from sysmap.findings.words import level_reading
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import Value, chosen, system_value
from sysmap.network.system import SystemMap, as_map
from sysmap.shown import Shown, percent

if TYPE_CHECKING:
    from sysmap.findings.chart_figure import Chart

COLUMNS = ["label", "value", "expected", "low", "high", "p", "ratio", "undefined", "reading", "caveat"]
_WORDS = {"label": "measure", "expected": "by chance", "low": "95 % band from", "high": "to"}


@dataclass(frozen=True, eq=False, repr=False)
class Scorecard(Shown):
    """The measures of one wave, each beside what chance would give.

    Attributes
    ----------
    system
        The map measured.
    draws, seed
        The number of shuffles behind the chance columns, and their seed.
    """

    system: SystemMap
    draws: int
    seed: int
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Give the scorecard as a table.

        Returns
        -------
        pandas.DataFrame
            Index ``measure``; columns ``label, value, expected, low, high, p, ratio, undefined,
            reading, caveat``. ``expected, low, high`` are mean and 95 % band of shuffled labels,
            ``nan`` where labels do not matter.
        """
        return self._frame.copy()

    def intervals(self) -> pd.DataFrame:
        """Give an interval for each measure, if these organisations stand for a wider set like them.

        Returns
        -------
        pandas.DataFrame
            Index ``measure``; ``value, se, low, high, caveat``. A full list of organisations is a
            census: these intervals say nothing of who was listed, but of others like them.
        """
        from sysmap.findings.intervals import jackknife

        return jackknife(self.system, [catalogue[name] for name in self._frame.index])

    def plot(self, what: str = "chance") -> Chart:
        """Draw the scorecard.

        Parameters
        ----------
        what
            ``"chance"``: each measure on the band that shuffled labels give. ``"answered"``: how
            many of those asked answered, by sector.

        Returns
        -------
        Chart
            A figure of matplotlib that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a
            sentence what it shows. What is undefined is said in words.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        from sysmap.findings.charts import plot_scorecard

        return plot_scorecard(self, what)

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known to read the numbers: who answered, who was left out, what was shuffled."""
        boundary = self.system.boundary
        shuffles = f"By chance: {self.draws:,} shuffles of the labels of {boundary} over the same ties."
        compared = self._frame["expected"].notna().any()
        return (response_note(self.system), *self.system.notes, *([shuffles] if compared else []))

    @property
    def title(self) -> str:
        """What the scorecard is of."""
        return f"Scorecard of {self.system.headline()}"

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Give the table to look at: values, chance, and how to read them."""
        columns = ["label", "value", "expected", "low", "high", "p", "reading", "caveat"]
        shown = values_in_units(self._frame[columns], ["value", "expected", "low", "high"])
        return tables_by_unit("Measures", shown.rename(columns=_WORDS), list(shown.index))

    def text_shown(self) -> pd.DataFrame:
        """Give measures and readings alone."""
        return self._frame[["label", "reading"]].rename(columns=_WORDS)


@verb("integration(build_map(records))")
def integration(
    system: SystemMap, measures: str | Iterable[str] | None = None, *, draws: int = 5000, seed: int = 0
) -> Scorecard:
    """Measure how well a system works across its boundaries.

    Parameters
    ----------
    system
        The map of one wave.
    measures
        Names of system measures; None for the headline ones.
    draws
        How many shuffles of the boundary labels say what chance would give; 0 for none.
    seed
        Seed of the shuffles: the same seed gives the same numbers.

    Returns
    -------
    Scorecard

    Raises
    ------
    ChoiceError
        If there is no such measure, no map was given, or a number cannot be used.
    """
    system = as_map(system)
    check_draws(draws, seed)
    entries = chosen(measures, "system", headline=True)
    values = {entry.name: system_value(entry, system) for entry in entries}
    by_chance = chance(
        entries, system, {name: value.value for name, value in values.items()}, draws=draws, seed=seed
    )
    rows = [_row(entry, system, values[entry.name], by_chance.get(entry.name, Chance())) for entry in entries]
    frame = pd.DataFrame(
        rows, columns=COLUMNS, index=pd.Index([entry.name for entry in entries], name="measure")
    )
    return Scorecard(system, draws, seed, frame)


def _row(entry: Measure, system: SystemMap, value: Value, by_chance: Chance) -> dict[str, object]:
    # Only values that start at 0 can be divided by one another.
    divisible = entry.limits(system)[0] == 0 and by_chance.expected != 0
    ratio = value.value / by_chance.expected if divisible else math.nan
    reading = level_reading(
        entry, value.value, value.reason, value.note, by_chance.expected, by_chance.low, by_chance.high
    )
    return {
        "label": entry.label,
        "value": value.value,
        "expected": by_chance.expected,
        "low": by_chance.low,
        "high": by_chance.high,
        "p": by_chance.p,
        "ratio": ratio,
        "undefined": value.reason,
        "reading": reading,
        "caveat": " ".join(filter(None, [entry.caveat, by_chance.note, as_observed(entry, system)])),
    }


def response_note(system: SystemMap) -> str:
    """Say how many of those asked answered, or that it is not recorded."""
    if system.answers is not None:
        return told_in_words(system.answers)
    asked, answered = (
        system.organisations[column].map({True: 1, False: 0}) for column in ("asked", "answered")
    )
    if answered.isna().all():
        return "Who answered is not recorded: a missing tie is read as no tie."
    return (
        f"{int(answered.sum())} of {int(asked.sum())} asked have answered "
        f"({percent(answered.sum() / asked.sum()) if asked.sum() else 'nobody was asked'})."
    )
