"""A model of who has a tie with whom: whether sectors still matter, given how busy each organisation is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError
from sysmap.findings.comparison.estimating.adjustment import holm
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.mixing_models.estimates import Dyads, Odds, dyads_of, odds_of_pairs, odds_of_sectors
from sysmap.findings.mixing_models.words import (
    GIVEN,
    MEANS,
    REASONS,
    about_pair,
    about_sectors,
    noun_of,
    others_not_estimated,
    without_regard,
)
from sysmap.network.system import SystemMap, as_map
from sysmap.plotting import draw
from sysmap.progress import step
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Text, Texts
from sysmap.text import counted, number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ORGANISATIONS = 1_000
SAME, ALONE = "same_sector", "same_sector_unadjusted"
COLUMNS = [
    *("label", "sector_a", "sector_b", "ties", "pairs"),
    *("odds_ratio", "low", "high", "p", "p_adjusted", "undefined", "reading"),
]
_PUBLIC = "This public copy does not go by who answered: a pair without a report counts as one without a tie."


@dataclass(frozen=True, eq=False, repr=False)
class MixingModel(Result):
    """Whether sectors still matter for who has a tie with whom, given how busy each organisation is.

    Attributes
    ----------
    system : SystemMap
        The map.
    observed, possible
        The pairs of organisations of known sector that somebody could report, and all there are.
    unknown
        How many organisations are left out because their sector is unknown.
    """

    system: SystemMap
    observed: int
    possible: int
    unknown: int
    _frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the terms of the model as a table.

        Returns
        -------
        pandas.DataFrame
            Index ``term``: ``same_sector`` (inside a sector rather than across, given how busy each
            organisation is), ``same_sector_unadjusted`` (the same, whoever is busy), and a row for each two
            sectors (across them rather than inside them, given how busy each is). Columns ``label, sector_a,
            sector_b, ties, pairs, odds_ratio, low, high, p, p_adjusted, undefined, reading``. ``ties`` of
            ``pairs`` are those inside sectors, or across the two. ``p_adjusted`` allows for all the pairs of
            sectors (Holm). Where there is no value the figures are ``nan`` and ``undefined`` says why.
        """
        return self._frame.copy()

    @property
    def answer(self) -> Text:
        """Whether sectors still matter, given how busy each organisation is, in a sentence or two."""
        return Text(self._frame.at[SAME, "reading"])

    @property
    def sentences(self) -> Texts:
        """The answer, and what is said of each two sectors."""
        frame, _ = self._apart()
        return Texts(filter(None, frame["reading"]))

    def plot(self, what: str = "odds") -> Figure:
        """Draw the odds ratios with their intervals.

        Parameters
        ----------
        what
            ``"odds"``, the only picture there is.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a
            sentence what it shows. What was not estimated is said in words.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    @property
    def title(self) -> str:
        """What the model is of."""
        return f"Model of mixing by {self.system.boundary}: {self.system.headline()}"

    @property
    def notes(self) -> Texts:
        """What must be known to read the odds: who answered, which pairs are in it, what intervals say."""
        said = [response_note(self.system), *self.system.notes]
        if self.system.public:
            said.append(_PUBLIC)
        elif self.observed < self.possible:
            said.append(
                f"Of {counted(self.possible, 'pair')} of organisations, {number(self.observed)} "
                f"({percent(self.observed / self.possible)}) could be reported by somebody who answered; the "
                "others are unknown, and left out."
            )
        if self.unknown:
            said.append(
                f"{counted(self.unknown, 'organisation')} of unknown {self.system.boundary} left out of it."
            )
        _, others = self._apart()
        said.append(others_not_estimated(list(others["undefined"]), noun_of(self.system.boundary)))
        return Texts((*filter(None, said), *MEANS))

    def tables(self) -> list[ResultTable]:
        """Return the terms and the notes, as files hold them."""
        return [ResultTable("terms", "mixing model", self._frame), notes_table(self.notes)]

    def _beside(self) -> dict[str, Any]:
        return {
            "system": self.system.in_brief(),
            "pairs": {"observed": self.observed, "possible": self.possible},
            "organisations_of_unknown_sector": self.unknown,
            "notes": list(self.notes),
        }

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the terms to look at, with their readings."""
        frame, others = self._apart()
        shown = {
            "Terms": pd.DataFrame(
                {
                    "term": frame["label"],
                    "ties of pairs": [
                        f"{number(int(ties))} of {number(int(pairs))}"
                        for ties, pairs in zip(frame["ties"], frame["pairs"], strict=True)
                    ],
                    "odds ratio": frame["odds_ratio"],
                    "95 % interval": [
                        "" if math.isnan(low) else f"{number(low)} to {number(high)}"
                        for low, high in zip(frame["low"], frame["high"], strict=True)
                    ],
                    "p": frame["p"],
                    "p, adjusted": frame["p_adjusted"],
                    "reading": frame["reading"],
                }
            )
        }
        if others.empty:
            return shown
        why = pd.DataFrame({"across": others.index, "why": others["undefined"].map(REASONS).to_numpy()})
        return {**shown, "Not estimated": why}

    def text_shown(self) -> pd.DataFrame:
        """Return terms and readings alone."""
        frame, _ = self._apart()
        return frame[["label", "reading"]].rename(columns={"label": "term"})

    def _apart(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the rows to look at, and the pairs of sectors of which there is no value."""
        without = self._frame["undefined"].ne("") & ~self._frame.index.isin([SAME, ALONE])
        return self._frame[~without], self._frame[without]


@verb("mixing_model(build_map(records))")
def mixing_model(system: SystemMap) -> MixingModel:
    """Say whether sectors still matter for who has a tie with whom, given how busy each organisation is.

    Parameters
    ----------
    system
        The map of one wave, of at most 1,000 organisations. "Sector" is whatever its boundary names.

    Returns
    -------
    MixingModel
        Odds ratios with intervals, see `MixingModel.to_frame`; ``answer`` says it in words. An odds ratio is
        not defined with fewer than 10 organisations, with one sector only, with fewer than 5 ties, or 5
        pairs without a tie, inside sectors or across; and for two sectors where one has fewer than 3
        organisations or where inside one of them all pairs have a tie, or none.

    Raises
    ------
    ChoiceError
        If the map is too large.

    Notes
    -----
    A logistic regression of the pairs that somebody could report, with a number for each organisation and the
    first-order bias taken out, so that an organisation without a partner stays in it (Firth 1993, Biometrika
    80: 27–38). Intervals are those of independent pairs, or, if wider, those that allow for pairs that share
    an organisation at either end (Fafchamps & Gubert 2007, Journal of Development Economics 83: 326–350),
    with t of one less than organisations. In simulated systems whose ties come from activity alone
    ``same_sector`` has a p of 0.05 or less in 2 to 7 % of maps (`benchmarks/mixing_calibration.py`).
    Arrows count as partners, whichever way they point.
    """
    system = as_map(system)
    if system.arrays.n > MOST_ORGANISATIONS:
        raise ChoiceError(
            f"a model of mixing is fitted on maps of at most {MOST_ORGANISATIONS:,} organisations; this one "
            f"has {system.arrays.n:,}: take one place, as in build_map(records, place=...)"
        )
    dyads = dyads_of(system)
    step("Model of mixing", 0, 2)
    given, alone = odds_of_sectors(dyads)
    step("Model of mixing", 1, 2)
    frame = pd.DataFrame(
        _rows(system, dyads, given, alone), columns=["term", *COLUMNS], dtype=object
    ).set_index("term")
    step("Model of mixing", 2, 2)
    kinds = dict.fromkeys(("odds_ratio", "low", "high", "p", "p_adjusted"), float)
    frame = frame.astype({**kinds, "ties": int, "pairs": int})
    return MixingModel(system, len(dyads.ties), dyads.possible, dyads.unknown, frame)


def _rows(system: SystemMap, dyads: Dyads, given: Odds, alone: Odds) -> list[tuple[object, ...]]:
    """Write the rows of the table: sectors together, then each two of them if there are more than two."""
    noun, names = noun_of(system.boundary), system.arrays.sectors
    first = f"Inside a {noun} rather than across, {GIVEN}"
    rows = [
        (SAME, first, None, None, *_figures(given, given.p), about_sectors(given, alone, noun)),
        (
            ALONE,
            "The same, without regard to how busy each is",
            *(None, None),
            *_figures(alone, alone.p),
            without_regard(alone, noun),
        ),
    ]
    if system.arrays.labelled < 3:
        return rows
    pairs = odds_of_pairs(dyads, [code for code, size in enumerate(system.arrays.sizes) if size])
    called = {(a, b): f"{names[a]} and {names[b]}" for a, b in pairs}
    adjusted = holm({called[pair]: odds.p for pair, odds in pairs.items() if not odds.undefined})
    for (a, b), odds in pairs.items():
        one, other = names[a], names[b]
        p = math.nan if odds.undefined else adjusted[called[a, b]].p
        label = f"Across {one} and {other} rather than inside them, {GIVEN}"
        said = about_pair(odds, one, other, p)
        rows.append((called[a, b], label, one, other, *_figures(odds, p), said))
    return rows


def _figures(odds: Odds, p_adjusted: float) -> tuple[object, ...]:
    return (
        *(odds.ties, odds.pairs, odds.ratio, odds.low, odds.high),
        *(odds.p, p_adjusted, odds.undefined),
    )
