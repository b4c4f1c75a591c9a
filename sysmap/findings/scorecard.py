"""One wave in numbers: the scorecard of the system."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, overload

import pandas as pd

from sysmap.calling import fits, verb
from sysmap.errors import ChoiceError, unknown
from sysmap.findings.activity import Activity, activity_of
from sysmap.findings.chance import Chance, chance
from sysmap.findings.chance_words import CARD_COLUMNS, headline_reading, level_reading, table_in_words
from sysmap.findings.closed_form import CLOSED_FORM, SHUFFLED_LIMIT
from sysmap.findings.comparison.levels import as_observed
from sysmap.findings.degree_preserving import FEW_DRAWS, MOST_DRAWS, busy_chance, most_draws
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.draws import checked_draws
from sysmap.findings.engines.ties_scorecard import TiesScorecard, ties_scorecard
from sysmap.findings.intervals import Intervals, jackknife
from sysmap.findings.shares_and_counts import tables_by_unit
from sysmap.findings.unanswered.asking import Answerable, answered_by_all
from sysmap.findings.words import not_defined
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import Value, chosen, system_value
from sysmap.network.engines.tie_frames import is_frame
from sysmap.network.graph.distances import LISTED_LIMIT
from sysmap.network.system import SystemMap, as_map
from sysmap.plotting import draw
from sysmap.results import Later, Result, ResultTable, notes_table, numbers_in, when_asked
from sysmap.shown import Text, Texts
from sysmap.text import with_article

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What people ask first; the other measures follow in their order.
_SAID_FIRST = {"cross_share": 0, "cross_density": 1, "density": 2}
_NOT_DESCRIBED = (
    "If some pairs are almost certain to work together, numbers of partners do not describe the map, and a "
    "value may stand out from redrawn ties for that alone."
)
_MAY_STAND_OUT = (
    "If some pairs are almost certain to work together, that alone can set it apart from redrawn ties."
)

# A measure, its value, and what stands beside it.
_Found = tuple[Measure, tuple[Value, Chance, Chance]]


@dataclass(frozen=True, eq=False, repr=False)
class Scorecard(Answerable, Result):
    """The measures of one wave, each beside what chance would give, and given how busy organisations are.

    Attributes
    ----------
    system
        The map measured.
    draws, seed
        The number of shuffles behind the chance columns, and their seed.
    activity : Activity or None
        How busy the organisations of each sector are; None where nothing stands beside redrawn ties.
    """

    system: SystemMap
    draws: int
    seed: int
    _frame: pd.DataFrame = when_asked()
    _headlines: Any = when_asked()  # by measure, in a sentence
    activity: Activity | None = None

    @property
    def numbers(self) -> dict[str, float]:
        """The value of each measure by its name, ``nan`` where undefined.

        The column ``value`` of `to_frame`, for whoever measures many maps: no table is made for it.
        """
        known = numbers_in(self, "_frame")
        return dict(self._frame["value"] if known is None else known)

    def to_frame(self) -> pd.DataFrame:
        """Return the scorecard as a table.

        Returns
        -------
        pandas.DataFrame
            Index ``measure``; columns ``label, value, expected, low, high, p, ratio, expected_busy,
            low_busy, high_busy, p_busy, undefined, reading, caveat``. ``expected, low, high`` are
            mean and 95 % band of shuffled labels, ``nan`` where labels do not matter.
            ``expected_busy, low_busy, high_busy`` are the same of ties redrawn with each
            organisation as busy as it is, ``nan`` where that says nothing of a measure. ``p`` and
            ``p_busy`` are twice the smaller tail of the ranks of the value among its draws.
        """
        return self._frame.copy()

    def headline(self, measure: str = "cross_share") -> Text:
        """Return a measure in one sentence, beside the chance that is fair to it.

        Shuffled labels are fair where sectors are about as busy as one another. Where they are
        not, ties of a busy sector cross, or stay inside, for no other reason. So: if the mean
        numbers of partners of the sectors lie as far apart in fewer than 20 of 100 shuffles of
        the labels (by the sum of squares between sectors), the sentence sets the value beside
        ties redrawn with each organisation as busy as it is, and says so; otherwise it says what
        the reading says. In simulated systems whose ties come from activity alone this sentence
        finds a value outside its band in 1 to 7 % of maps (`benchmarks/mixing_calibration.py`).

        Parameters
        ----------
        measure
            The name of a measure on the scorecard.

        Raises
        ------
        ChoiceError
            If it is not on the scorecard.
        """
        if not isinstance(measure, str) or measure not in self._frame.index:
            raise unknown("measure on this scorecard", measure, self._frame.index)
        row = self._frame.loc[measure]
        return Text(row["reading"] if row["undefined"] else self._headlines.get(measure, row["reading"]))

    def intervals(self) -> Intervals:
        """Return an interval for each measure, if these organisations stand for a wider set like them.

        Returns
        -------
        Intervals
            Its table (``to_frame()``): index ``measure``; ``value, se, low, high, caveat``. A full
            list of organisations is a census: these intervals say nothing of who was listed, but of
            others like them.
        """
        return jackknife(self.system, [catalogue[name] for name in self._frame.index])

    def plot(self, what: str = "chance") -> Figure:
        """Draw the scorecard.

        Parameters
        ----------
        what
            ``"chance"``: each measure on the band that shuffled labels give, and on that of redrawn
            ties. ``"answered"``: how many of those asked answered, by sector.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a
            sentence what it shows. What is undefined is said in words.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    @property
    def notes(self) -> Texts:
        """What must be known to read the numbers: who answered, who was left out, what was shuffled."""
        boundary = self.system.boundary
        said = [response_note(self.system), *self.system.notes]
        if self._frame["expected"].notna().any():
            said.append(f"By chance: {self.draws:,} shuffles of the labels of {boundary} over the same ties.")
            said += [CLOSED_FORM] if self.system.arrays.n > SHUFFLED_LIMIT else []
        if self._frame["expected_busy"].notna().any():
            said.append(
                f"Given how busy each is: ties redrawn {most_draws(self.system, self.draws):,} times "
                f"({min(self.draws, FEW_DRAWS)} for distances), each organisation with as many partners as "
                f"it has. {_NOT_DESCRIBED}"
            )
        if self.activity is not None:
            said.append(which_is_fair(self.activity))
        if self.system.heard is not None and self.system.arrays.n <= LISTED_LIMIT:
            said += answered_by_all(self, lines=None, draws=0, seed=0).in_brief
        return Texts(said)

    @property
    def title(self) -> str:
        """What the scorecard is of."""
        return f"Scorecard of {self.system.headline()}"

    def tables(self) -> list[ResultTable]:
        """Return the scorecard and its notes, as files hold them."""
        return [ResultTable("measures", "scorecard", self._frame), notes_table(self.notes)]

    def _beside(self) -> dict[str, Any]:
        return {"system": self.system.in_brief(), "notes": list(self.notes)}

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the table to look at: values, chance, and how to read them."""
        return tables_by_unit("Measures", table_in_words(self._frame), list(self._frame.index))

    @property
    def sentences(self) -> Texts:
        """Every measure in one sentence, beside the chance that is fair to it; who crosses comes first."""
        names = sorted(self._frame.index, key=lambda name: _SAID_FIRST.get(str(name), len(_SAID_FIRST)))
        labels = self._frame["label"]
        return Texts(f"{labels[name]}: {self.headline(name).rstrip('.')}." for name in names)

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return values and chance, in units and without sentences."""
        shown = table_in_words(self._frame).drop(columns=["reading", "caveat"])
        reasons = self._frame["undefined"].map(not_defined).to_numpy()
        value = shown["value"].where(self._frame["value"].notna().to_numpy(), reasons)
        return "Measures, beside what chance gives", shown.assign(value=value)

    def text_shown(self) -> pd.DataFrame:
        """Return measures and readings alone."""
        return self._frame[["label", "reading"]].rename(columns={"label": "measure"})


@overload
def integration(
    system: SystemMap,
    measures: str | Iterable[str] | None = None,
    *,
    draws: int = 5000,
    seed: int = 0,
    partners: None = None,
) -> Scorecard: ...
@overload
def integration(
    system: Any, measures: Any = None, *, draws: int = 5000, seed: int = 0, partners: Any = None
) -> TiesScorecard: ...
@verb("integration(build_map(records))", judges=("system", "measures", "draws", "seed"))
def integration(
    system: SystemMap,
    measures: str | Iterable[str] | None = None,
    *,
    draws: int = 5000,
    seed: int = 0,
    partners: Any = None,
) -> Scorecard | TiesScorecard:
    """Measure how well a system works across its boundaries.

    Ties may stay with the engine that holds them: ``integration(ties, partners)`` takes two of its frames, of
    the ends of ties and of organisations with their sectors, and counts there.

    Parameters
    ----------
    system
        The map of one wave. Or a frame of ties, of any engine that narwhals knows: columns ``source`` and
        ``target``; what stands there twice, or from both ends, is one tie.
    measures
        Names of system measures. None takes the headline ones. After a frame of ties, that of the partners
        may stand here.
    draws
        How many shuffles of the boundary labels say what chance would give; 0 for none. Ties are redrawn
        as often with each organisation as busy as it is, but never more than 1,000 times (see
        `Scorecard.to_frame`).
    seed
        Seed of the random numbers: the same seed gives the same numbers.
    partners
        Where ties are a frame, that of the organisations of the same engine: ``id`` and ``sector``.

    Returns
    -------
    Scorecard or TiesScorecard
        Of frames a `TiesScorecard`: the same values where both can be had, exact chance means and
        deviations, and ``too_large`` for what cannot be counted in an engine.

    Raises
    ------
    ChoiceError
        If there is no such measure, no map was given, or a number cannot be used.
    """
    if not isinstance(system, SystemMap) and is_frame(system):
        return _of_frames(system, measures, partners)
    if not fits(measures, str | Iterable[str] | None):
        kind = with_article(type(measures).__name__)
        raise ChoiceError(f"measures must be names of measures, not {kind}: integration(build_map(records))")
    if partners is not None:
        raise ChoiceError("partners belong to a frame of ties: integration(ties, partners)")
    system = as_map(system)
    drawn = checked_draws(draws, seed)
    entries = chosen(measures, "system", headline=True)
    values = {entry.name: system_value(entry, system) for entry in entries}
    numbers = {name: value.value for name, value in values.items()}
    by_chance = chance(entries, system, numbers, drawn) if drawn else {}
    busy = busy_chance(entries, system, numbers, drawn) if drawn else {}
    activity = activity_of(system.arrays, drawn.at_most(MOST_DRAWS)) if busy else None
    found = [
        (entry, (values[entry.name], by_chance.get(entry.name, Chance()), busy.get(entry.name, Chance())))
        for entry in entries
    ]
    for entry in entries:
        entry.limits(system)  # bounds of somebody's own that stop are named here, not when the table is made
    frame = Later(partial(_table, system, found), numbers)
    return Scorecard(
        system, drawn.count, drawn.seed, frame, Later(partial(_headlines, found, activity)), activity
    )


def _table(system: SystemMap, found: Sequence[_Found]) -> pd.DataFrame:
    names = pd.Index([entry.name for entry, _ in found], name="measure")
    return pd.DataFrame([_row(entry, system, *of) for entry, of in found], columns=CARD_COLUMNS, index=names)


def _headlines(found: Sequence[_Found], activity: Activity | None) -> dict[str, str]:
    return {entry.name: headline_reading(entry, *of, activity) for entry, of in found}


def _of_frames(ties: Any, measures: Any, partners: Any) -> TiesScorecard:
    """Measure ties that stay with their engine; partners may stand in the second place."""
    if partners is None and measures is not None and not isinstance(measures, str) and is_frame(measures):
        partners, measures = measures, None
    if partners is None or not is_frame(partners):
        raise ChoiceError("a frame of ties needs one of partners: integration(ties, partners)")
    return ties_scorecard(ties, partners, measures)


def _row(
    entry: Measure, system: SystemMap, value: Value, by_chance: Chance, busy: Chance
) -> dict[str, object]:
    # Only values that start at 0 can be divided by one another.
    divisible = entry.limits(system)[0] == 0 and by_chance.expected != 0
    stands_out = _MAY_STAND_OUT if busy.side(value.value) else ""
    notes = (entry.caveat, by_chance.note, as_observed(entry, system), stands_out)
    return {
        "label": entry.label,
        "value": value.value,
        "expected": by_chance.expected,
        "low": by_chance.low,
        "high": by_chance.high,
        "p": by_chance.p,
        "ratio": value.value / by_chance.expected if divisible else math.nan,
        "expected_busy": busy.expected,
        "low_busy": busy.low,
        "high_busy": busy.high,
        "p_busy": busy.p,
        "undefined": value.reason,
        "reading": level_reading(entry, value, by_chance, busy),
        "caveat": " ".join(filter(None, notes)),
    }


def which_is_fair(activity: Activity) -> str:
    """Say whether sectors differ in how busy they are, how that was decided, and what follows."""
    if activity.differs:
        return (
            f"Sectors differ in how busy their organisations are: {activity.in_words()} (fewer than 20). The "
            "value given how busy each organisation is, the second, is then the fair one."
        )
    return (
        "Sectors differ no more in how busy their organisations are than they might by chance: "
        f"{activity.in_words()} (20 or more). That does not show that they are equally busy: read "
        "the value given how busy each organisation is, the second, beside the first."
    )
