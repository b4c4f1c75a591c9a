"""What could differ if all had answered: of a scorecard or of a comparison, with what would have to be so."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.errors import ChoiceError, unknown
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.estimating.adjustment import twin_of
from sysmap.findings.comparison.side_by_side import labels_shown
from sysmap.findings.draws import checked_draws
from sysmap.findings.introductions.introductions import check_size
from sysmap.findings.scorecard import Scorecard
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words, level_in_words
from sysmap.findings.unanswered.asking import answered_by_all
from sysmap.findings.unanswered.changes import tipping_changes
from sysmap.findings.unanswered.levels import tipping_levels
from sysmap.findings.unanswered.ranges import imputed_changes, imputed_levels
from sysmap.findings.unanswered.reports import silent_on
from sysmap.findings.unanswered.words import OF_DRAWS, OF_TIPPING, REASONS, lacking_reading, tied
from sysmap.measures.evaluating import chosen
from sysmap.network.system import SystemMap
from sysmap.plotting import draw
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Texts
from sysmap.text import counted, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWS = 20
_AS_PRINTED = "What chance gives is taken as it is printed, whatever ties are added."
_SPREAD = (
    "Changed ties are added as if all had answered both waves, spread evenly over the silent and over those "
    "they have no tie with."
)
_NOBODY = "Nobody who was asked was silent: nothing could differ."
_NOT_RECORDED = "Who answered is not recorded: what the silent could change cannot be said."
_NO_LINE = "No measure here sets ties beside what chance gives; lines= asks about a value of your own."
Given = Scorecard | Comparison


@dataclass(frozen=True, eq=False, repr=False)
class IfAnswered(Result):
    """What could differ if all had answered.

    Attributes
    ----------
    of : Scorecard or Comparison
        What it is about.
    silent
        How many organisations were asked and did not answer; of a comparison, how many of those compared
        did not answer both waves.
    ranges : pandas.DataFrame
        Index ``measure``: ``label, value, imputed, low, high, between, within, undefined, reading``. Between
        ``low`` and ``high`` the value, or the change, would lie if the silent were like the others of their
        sector; ``imputed`` is the mean of the draws, ``between`` and ``within`` are their variances.
    off_list : pandas.DataFrame
        Organisations that respondents named and that are on no list of those asked: ``wave, sector,
        organisations``.
    draws, seed
        How often unknown ties were drawn, and from which seed.
    """

    of: Given
    silent: int
    ranges: pd.DataFrame
    off_list: pd.DataFrame
    draws: int
    seed: int
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the tipping points as a table.

        Returns
        -------
        pandas.DataFrame
            Of a scorecard: index ``measure, line`` (``lower`` or ``upper`` end of what chance gives, or
            ``stated``); ``label, value, at, chance`` (``shuffled`` or ``busy``), ``conclusion`` (``below``,
            ``within`` or ``above``), ``ties`` (``across``, ``inside`` or ``any``), ``needed`` (the fewest
            such ties, not on the map, with which the value crosses the line), ``per_silent, value_then,
            reported`` and ``reported_alone`` (such ties of each who answered, on average), ``open_pairs,
            undefined, reading``. Of a comparison: index ``measure, reports`` (``new`` or ``lost`` ties);
            ``label, change, low, high, aim`` (what would be concluded: ``rise``, ``fall``, ``no rise``, ``no
            fall``), ``ties, needed, per_silent, change_then, low_then, high_then, reported, open_pairs,
            undefined, reading``.
        """
        return self._frame.copy()

    @property
    def system(self) -> SystemMap:
        """The map that it is about, the later one of two."""
        return self.of.system if isinstance(self.of, Scorecard) else self.of.after

    @property
    def sentences(self) -> Texts:
        """All of it in sentences: tipping points, ranges, and who may be missing from the list.

        Of measures that say the same in other units, such as the E-I index and the share of ties that
        cross, the first alone is there.
        """
        return Texts((*self.readings_of(*self._firsts()), *self.lacking))

    def _firsts(self) -> list[str]:
        """Return the measures, of those that say the same in other units the first alone."""
        firsts: dict[str, str] = {}
        for name in [*self._frame.index.get_level_values(0), *self.ranges.index]:
            firsts.setdefault(twin_of(str(name), directed=self.system.directed), str(name))
        return list(firsts.values())

    def told(self) -> pd.DataFrame:
        """Return the tipping points without those that say the same in other units."""
        return self._frame[self._frame.index.get_level_values(0).isin(self._firsts())]

    def readings_of(self, *measures: str) -> tuple[str, ...]:
        """Return the sentences about some measures: tipping points first, then ranges.

        Raises
        ------
        ChoiceError
            If a measure is not the name of one.
        """
        if strange := [name for name in measures if not isinstance(name, str)]:
            raise ChoiceError(
                f"measures are named one by one, as in readings_of('cross_share'), not {strange}"
            )
        wanted = [entry.name for entry in chosen(measures, "system")]
        points = self._frame[self._frame.index.get_level_values(0).isin(wanted)]
        return (*points["reading"], *self.ranges.loc[self.ranges.index.isin(wanted), "reading"])

    @property
    def in_brief(self) -> tuple[str, ...]:
        """The nearest tipping point of the first measure that has one, in a sentence; nothing if none has."""
        if self._frame.empty:
            return ()
        first = self._frame.xs(self._frame.index[0][0], drop_level=False)
        return (str(first.sort_values("needed", kind="stable")["reading"].iloc[0]),)

    def plot(self, what: str = "tipping") -> Figure:
        """Draw what the silent would have had to report beside what those who answered did.

        Parameters
        ----------
        what
            ``"tipping"``, the only picture there is.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a
            sentence what it shows.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    @property
    def title(self) -> str:
        """What it is about."""
        return f"If all had answered: {self.of.title}"

    @property
    def notes(self) -> Texts:
        """What must be known to read it."""
        maps = _maps(self.of)
        if any(system.heard is None for system in maps):
            return Texts((_NOT_RECORDED, *self.lacking))
        if not self.silent:
            return Texts((_NOBODY, *self.lacking))
        of_change = isinstance(self.of, Comparison)
        who = "of those compared did not answer both waves" if of_change else "asked did not answer"
        return Texts(
            (
                f"{counted(self.silent, 'organisation')} {who}.",
                OF_TIPPING if len(self._frame) else _NO_LINE,
                *([(_SPREAD if of_change else _AS_PRINTED)] if len(self._frame) else []),
                *([OF_DRAWS] if len(self.ranges) else []),
                *self.lacking,
            )
        )

    @property
    def lacking(self) -> list[str]:
        """Who respondents named that is on no list of those asked, in sentences."""
        said = []
        for system in _maps(self.of):
            rows = self.off_list[self.off_list["wave"] == (system.wave or "")]
            counts = dict(zip(rows["sector"], rows["organisations"], strict=True))
            said.append(lacking_reading(counts, 0, system.wave or ""))
        unchecked = self.system.records.open_names
        return [*filter(None, [*said, lacking_reading({}, unchecked, "")])]

    def tables(self) -> list[ResultTable]:
        """Return the tipping points, the ranges, who may be missing from the list, and the notes."""
        return [
            ResultTable("tipping_points", "tipping points", self._frame),
            ResultTable("ranges", "imputed ranges", self.ranges),
            ResultTable("off_list", "on no list", self.off_list),
            notes_table(self.notes),
        ]

    def _beside(self) -> dict[str, Any]:
        return {
            "of": self.of.title,
            "silent": self.silent,
            "draws": self.draws,
            "seed": self.seed,
            "notes": list(self.notes),
        }

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the tables to look at: what would have to be so, the ranges, and who may be missing."""
        boundary, change = self.system.boundary, isinstance(self.of, Comparison)
        written = change_in_words if change else level_in_words
        index = self.told().reset_index()
        each = [
            "not enough pairs" if undefined else f"{number(per, 2)} {_word(name)}{tied(kind, boundary)}"
            for undefined, per, name, kind in zip(
                index["undefined"], index["per_silent"], index.iloc[:, 1], index["ties"], strict=True
            )
        ]
        shown = {
            "What each silent organisation would have had to report": pd.DataFrame(
                {
                    "measure": index["label"],
                    "each silent, on average": each,
                    "each that answered": [number(value, 2) for value in index["reported"]],
                    "reading": index["reading"],
                }
            )
        }
        ranges = self.ranges[self.ranges.index.isin(self._firsts())]
        if len(ranges):
            names = [str(name) for name in ranges.index]
            shown["If the silent are like the others of their sector"] = pd.DataFrame(
                {
                    "measure": ranges["label"],
                    "change" if change else "value": [
                        written(name, value) for name, value in zip(names, ranges["value"], strict=True)
                    ],
                    "about": [
                        interval_in_words(name, low, high, signed=change) or REASONS[why]
                        for name, low, high, why in zip(
                            names, *(ranges[each] for each in ("low", "high", "undefined")), strict=True
                        )
                    ],
                }
            )
        if len(self.off_list):
            shown["Named by respondents, and on no list of those asked"] = self.off_list
        return shown

    def text_shown(self) -> pd.DataFrame:
        """Return the sentences."""
        return pd.DataFrame({"if all had answered": list(self.sentences)})


def _word(name: object) -> str:
    return f"{name} " if name in ("new", "lost") else ""


def _maps(given: Given) -> tuple[SystemMap, ...]:
    return (given.system,) if isinstance(given, Scorecard) else (given.before, given.after)


@answered_by_all.register
def _(card: Scorecard, *, lines: Mapping[str, float] | None, draws: int, seed: int) -> IfAnswered:
    check_size(card.system)
    drawn = checked_draws(draws, seed)
    stated = _checked({} if lines is None else lines, list(card.to_frame().index))
    return IfAnswered(
        of=card,
        silent=int(silent_on(card.system).sum()),
        ranges=imputed_levels(card, drawn.count, drawn.seed),
        off_list=off_list([card.system]),
        draws=drawn.count,
        seed=drawn.seed,
        _frame=tipping_levels(card, stated),
    )


@answered_by_all.register
def _(change: Comparison, *, lines: Mapping[str, float] | None, draws: int, seed: int) -> IfAnswered:
    if lines is not None:
        raise ChoiceError("lines are for a scorecard; of a comparison the line is no change")
    check_size(change.after)
    drawn = checked_draws(draws, seed)
    return IfAnswered(
        of=change,
        silent=int((~change.panel.pairs.panel).sum()),
        ranges=imputed_changes(change, drawn.count, drawn.seed),
        off_list=off_list([change.before, change.after]),
        draws=drawn.count,
        seed=drawn.seed,
        _frame=tipping_changes(change),
    )


def _checked(lines: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    """Check that lines are numbers, for measures that are there."""
    if not isinstance(lines, Mapping):
        raise ChoiceError(f"lines must be given by measure, as in {{'cross_density': 0.2}}, not {lines!r}")
    for name, at in lines.items():
        if not isinstance(name, str) or name not in names:
            raise unknown("measure on this scorecard", name, names)
        if isinstance(at, bool) or not isinstance(at, Real) or not math.isfinite(at):
            raise ChoiceError(f"the line of {name} must be a number, not {at!r}")
    return {name: float(at) for name, at in lines.items()}


def off_list(systems: Sequence[SystemMap]) -> pd.DataFrame:
    """Count the organisations that are named in a tie and were not on the list of those asked, by sector.

    Parameters
    ----------
    systems
        The maps. One of which it is not recorded who was asked has no rows.

    Returns
    -------
    pandas.DataFrame
        Columns ``wave, sector, organisations``, by wave and sector.
    """
    rows = []
    for system in systems:
        asked = system.organisations["asked"]
        if asked.isna().all():
            continue
        named = (system.arrays.partners > 0) & ~asked.map(lambda cell: cell is True).to_numpy(bool)
        sectors = labels_shown(system.organisations["boundary"])[named]
        for sector, count in sectors.value_counts().sort_index().items():
            rows.append((system.wave or "", str(sector), int(count)))
    return pd.DataFrame(rows, columns=["wave", "sector", "organisations"])
