"""The change of programme places less that of comparison places: what `difference` gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.findings.comparison_groups import words
from sysmap.findings.comparison_groups.between_places import FEWEST_A_SIDE
from sysmap.findings.comparison_groups.shown_tables import levels_shown, measures_shown, places_shown
from sysmap.findings.comparison_groups.sides import Sides
from sysmap.findings.planning.named import NamedPlan, primary_in_words
from sysmap.findings.words import about
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.plotting import draw
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Text, Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = [
    *("label", "programme", "comparison", "difference", "low", "high", "p", "df"),
    *("places_programme", "places_comparison", "undefined", "reading", "caveat"),
]


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Result):
    """The change of programme places less that of comparison places.

    Attributes
    ----------
    sides : Sides
        The places of each side, with their comparisons, and who is left out.
    primary : str
        The measure whose p is not adjusted.
    primary_chosen : bool
        Whether anybody chose it; if not, it is the default.
    confidence : float
        How often an interval is to hold the difference.
    levels : pandas.DataFrame
        Index ``what`` (organisations, sectors, density, cross_density, answered), of the first wave:
        ``label``; of each side the mean, the least and the most of its places; ``standardised, overlap,
        flag``.
    places : pandas.DataFrame
        Index ``place``: ``side, before, after``, the first-wave levels, ``panel``, and of the primary measure
        ``change, low, high``, and ``earlier_before, earlier_after, earlier_change``.
    earlier : pandas.DataFrame
        The columns of `to_frame` for the change before the programme; no row where a side has no place with
        two waves before.
    by_lot : pandas.DataFrame
        Index ``measure``: ``p, assignments``, of an exact test over assignments of places to sides, valid
        only if places were assigned by lot.
    flags : tuple of str
        What makes the difference weak, in sentences.
    said_before, said_by_lot : str
        Whether the sides moved apart before the programme, and the test over assignments, in sentences.
    is_sure : bool
        Whether the difference in the primary measure is more than fluctuation would explain.
    cautions : dict
        By place, what makes its comparison weak, in sentences.
    public : bool
        Whether it may be shown to anybody.
    """

    sides: Sides
    primary: str
    primary_chosen: bool
    confidence: float
    levels: pd.DataFrame
    places: pd.DataFrame
    earlier: pd.DataFrame
    by_lot: pd.DataFrame
    flags: tuple[str, ...]
    said_before: str
    said_by_lot: str
    is_sure: bool
    cautions: Mapping[str, str]
    _frame: pd.DataFrame
    public: bool = False

    def to_frame(self) -> pd.DataFrame:
        """Return the difference as a table.

        Returns
        -------
        pandas.DataFrame
            Index ``measure``; ``label``; ``programme, comparison``, the mean change of each side; their
            ``difference`` with ``low, high, p`` (of each measure looked at alone) and ``df`` of t;
            ``places_programme, places_comparison``, how many places are in it; ``undefined``, why there is no
            interval; ``reading, caveat``.
        """
        return self._frame.copy()

    @property
    def measure(self) -> Measure:
        """The primary measure."""
        return catalogue[self.primary]

    @property
    def title(self) -> str:
        """What is set beside what."""
        return "Programme places beside comparison places"

    @property
    def finding(self) -> Text:
        """What is found in the primary measure, in one or two sentences."""
        return Text(self._frame.at[self.primary, "reading"])

    @property
    def is_random(self) -> bool:
        """Whether what is said holds for places like these, and not for these places alone."""
        row = self._frame.loc[self.primary]
        return min(row["places_programme"], row["places_comparison"]) >= FEWEST_A_SIDE

    @property
    def plan(self) -> NamedPlan | None:
        """The plan of all comparisons of the programme; None where they had none, or several."""
        plans = [place.comparison.plan for place in self.sides.programme]
        first = plans[0] if plans else None
        same = first and all(each and each.sha256 == first.sha256 for each in plans)
        return first if same else None

    @property
    def sentences(self) -> Texts:
        """What is found in each measure, the primary one first, and whether the sides moved apart before."""
        others = self._frame.drop(self.primary)
        return Texts((self.finding, self.said_before, *map(about, others["label"], others["reading"])))

    @property
    def notes(self) -> Texts:
        """What was found, and what must be known to read it."""
        several = len(self._frame) > 1
        label = str(self._frame.at[self.primary, "label"])
        primary = primary_in_words(self.primary, label, chosen=self.primary_chosen, plan=self.plan)
        return Texts(
            (
                self.finding,
                words.who_in_words(
                    len(self.sides.programme), len(self.sides.comparison), self.sides.left_out
                ),
                self.said_before,
                words.WOULD_HAVE_TO_BE_TRUE,
                *self.flags,
                words.PLACES_LIKE_THESE if self.is_random else words.THESE_ALONE,
                *filter(None, [self.said_by_lot]),
                f"{primary}{f' {words.ALONE} {words.ADJUSTED}' if several else ''}",
            )
        )

    def plot(self, what: str = "difference") -> Figure:
        """Draw the difference.

        Parameters
        ----------
        what
            ``"difference"``: the change in the primary measure of every place, both sides apart, their means,
            and the difference with its interval.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a sentence what it shows.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    def tables(self) -> list[ResultTable]:
        """Return the measures, the places, the first wave, what was before, and the notes."""
        return [
            ResultTable("measures", "difference", self._frame),
            ResultTable("places", "places", self.places),
            ResultTable("first_wave", "first wave", self.levels),
            *([ResultTable("earlier", "before the programme", self.earlier)] if len(self.earlier) else []),
            ResultTable("by_lot", "by lot", self.by_lot),
            notes_table(self.notes),
        ]

    def facts(self) -> dict[str, Any]:
        """Return what JSON says: what was contrasted and how, and every table by its key."""
        return {
            "primary": self.primary,
            "primary_chosen": self.primary_chosen,
            "confidence": self.confidence,
            "form": "places like these" if self.is_random else "these places, no others",
            "notes": list(self.notes),
            "left_out": [
                {"side": side, "place": name, "reason": reason} for side, name, reason in self.sides.left_out
            ],
            "cautions": dict(self.cautions),
            **{table.key: table.cells() for table in self.tables() if table.key},
        }

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the measures in one table, without their readings."""
        return "Change, programme less comparison", self.text_shown()

    def _weaknesses(self) -> tuple[str, ...]:
        return self.flags

    def text_shown(self) -> pd.DataFrame:
        """Return the measures in one table, without their readings: that of the primary one is a note."""
        shown = measures_shown("", self._frame, self.confidence)
        return pd.concat(shown.values(), ignore_index=True).drop(columns=["reading", "caveat"])

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the tables to look at, every number in its unit."""
        shown = {
            **measures_shown("Change, programme less comparison", self._frame, self.confidence),
            "Places": places_shown(self.places, self.primary),
            "First wave of the two sides": levels_shown(self.levels),
        }
        if len(self.earlier):
            shown |= measures_shown("Before the programme", self.earlier, self.confidence)
        return shown
