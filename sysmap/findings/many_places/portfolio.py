"""Many places side by side: each beside its own chance, changes pooled, and no league table."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from sysmap.calling import verb
from sysmap.errors import listed
from sysmap.findings.comparison.comparability import measures_of
from sysmap.findings.comparison.estimating.primary import DEFAULT_PRIMARY
from sysmap.findings.comparison.estimating.uncertainty import errors_detectable
from sysmap.findings.draws import Draws, checked_draws
from sysmap.findings.many_places.funder_words import TOGETHER
from sysmap.findings.many_places.funders import (
    Asking,
    asking_again,
    checked_cost,
    funders_frame,
    funders_lines,
)
from sysmap.findings.many_places.place import Place, place_found
from sysmap.findings.many_places.pooling import Pooled, pool_compared
from sysmap.findings.many_places.words import (
    band_in_words,
    left_out_in_words,
    places_table,
    pooled_in_words,
    said_in_places,
    share_in_words,
)
from sysmap.findings.planning.named import primary_in_words
from sysmap.findings.words import range_in_words, value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.progress import step
from sysmap.records.many_places import read_places
from sysmap.records.tables.declared import COMPARISON
from sysmap.results import Result, ResultTable, notes_table, rows_of
from sysmap.shown import Text, Texts
from sysmap.text import counted

COLUMNS = [
    *("organisations", "response", "value", "expected", "low", "high"),
    *("change", "change_low", "change_high", "pooled", "pooled_low", "pooled_high", "reason"),
]
BY_NAME = (
    "Places stand by name and are not ranked: they differ in size, in who was listed and who answered, and "
    "a ranking would mostly sort what cannot be told from chance."
)
_WHO = "by what those reported that answered both, where that is recorded"
_WHOEVER = "whoever answered, by what anybody reported"
POOLING = (
    "Every place whose waves can be compared is in the mean, also where little changed. The weight of a "
    "place goes by how many pairs could be reported there, not by how its own ties happened to change: where "
    "few did, its own error is small, and would draw the mean towards no change. Drawn towards the mean, a "
    "place borrows from the others, the more so the fewer pairs it has."
)


@dataclass(frozen=True, eq=False, repr=False)
class Portfolio(Result):
    """Many places side by side.

    Attributes
    ----------
    places : tuple of Place
        What is found of each, by name.
    primary : str
        The measure whose change is pooled.
    primary_chosen : bool
        Whether the call chose it; if not, it is the default.
    pooled : Pooled
        What the changes have in common.
    in_pool : tuple of str
        The names of the places pooled, in the order of `pooled`: all whose waves could be compared.
    draws, seed
        The number of shuffles behind what chance gives, and their seed.
    cost_per_answer : float or None
        What an answer costs, as the call said; None where it did not.
    """

    places: tuple[Place, ...]
    primary: str
    primary_chosen: bool
    pooled: Pooled
    in_pool: tuple[str, ...]
    draws: int
    seed: int
    _frame: pd.DataFrame
    public: bool = False
    cost_per_answer: float | None = None

    def to_frame(self) -> pd.DataFrame:
        """Return one row per place, by name.

        Returns
        -------
        pandas.DataFrame
            Index ``place``. ``organisations, response`` (answered of asked) of the latest wave;
            ``value, expected, low, high``: the share of its ties that cross, with mean and 95 % band
            of shuffled labels; ``change, change_low, change_high``: of the primary measure, over the
            matched panel; ``pooled, pooled_low, pooled_high``: the same drawn towards the mean of
            all places; ``reason``: why there is no interval of its own, ``""`` where there is one.
        """
        return self._frame.copy()

    @property
    def measure(self) -> Measure:
        """The measure whose change is pooled."""
        return catalogue[self.primary]

    @property
    def title(self) -> str:
        """What is side by side."""
        return f"{counted(len(self.places), 'place')} side by side"

    @property
    def both_waves(self) -> int:
        """How many places have two waves or more."""
        return sum(len(place.maps) > 1 for place in self.places)

    @property
    def finding(self) -> Text:
        """What the places have in common, in a few sentences, and who is left out of it for which reason."""
        return Text(" ".join(self.sentences))

    @property
    def sentences(self) -> Texts:
        """The mean change, whether true changes differ between places, and who is left out and why."""
        waves = f"{self.both_waves} of {len(self.places)} places have both waves"
        out = left_out_in_words(
            place for place in self.places if place.name not in self.in_pool and place.arm != COMPARISON
        )
        return Texts(filter(None, [*pooled_in_words(waves, self.pooled, self.measure), out]))

    @property
    def notes(self) -> Texts:
        """What was found, and how to read it."""
        chance = (
            "Compare each place with its own band of chance, which allows for its size and its sectors: "
            f"{self.draws:,} shuffles of the labels over the same ties. It does not allow for some sectors "
            "being busier than others: the scorecard of a place does."
        )
        entry = self.measure
        said = [
            self.finding,
            BY_NAME,
            *([chance] if self.draws else []),
            "Shares and densities of places of different size are not comparable with one another.",
            f"{primary_in_words(self.primary, entry.label, chosen=self.primary_chosen)} It asks: "
            f"{entry.question[:1].lower()}{entry.question[1:]} A change is over the organisations on the "
            f"list of both waves, {_WHOEVER if self.public else _WHO}.",
            *([] if math.isnan(self.pooled.mean) else [POOLING, self._together]),
            *self._beside_the_programme,
            *self._asking.notes,
        ]
        if self.pooled.narrowed:
            said.append(
                "The places differ so little that the interval of the mean is narrower than their own errors "
                "would give: do not lean on its width."
            )
        return Texts((*said, *said_in_places(self.places)))

    @property
    def _beside_the_programme(self) -> list[str]:
        """Say what places without the programme are here, and what can be told only with such."""
        without = [place.name for place in self.places if place.arm == COMPARISON]
        if not without:
            return ["Places that took part cannot tell a programme from a trend that would have come anyway."]
        many = counted(len(without), "comparison place")
        return [
            f"{many} without the programme ({listed(without)}) {'stands' if len(without) == 1 else 'stand'} "
            "beside the others and in no mean: `difference` sets the changes of both side by side."
        ]

    @property
    def _together(self) -> str:
        least = errors_detectable(self.pooled.places - 1) * self.pooled.se
        return TOGETHER.format(least=value_in_words(self.measure, least, signed=True).lstrip("+"))

    def funders_table(self) -> pd.DataFrame:
        """Return one row per place for a funder: what was funded, what can be shown, and what comes next.

        Money is divided by nothing: these records hold no price of a tie.

        Returns
        -------
        pandas.DataFrame
            Index ``place``: ``programme, enabler, funding, dates, waves, organisations, answered`` (of each
            wave), ``shown`` (what can be shown now, in sentences), ``next_step`` (what to do to show more,
            and what that would show), ``ask, answers`` (how many organisations are asked in it and how many
            answers it needs, over all its waves; ``nan`` where there is no step), ``cautions``. After
            ``programme`` the ``arm`` if any place has one; after ``answers`` the ``cost`` if the call said
            what an answer costs.
        """
        return funders_frame(self.places, self._frame["organisations"], self._asking, self.public)

    def next_steps(self) -> pd.DataFrame:
        """Return what could be done next in each place, how many answers that takes and what it would show.

        One more wave of the same organisations, and two new waves of as many as it needs: each with as many
        answering as in the latest wave, and with 90 %. It is the sum of a plan (see `plan`), with ties
        between sectors that come and go as in the places that were compared where these are 3 or more.

        Returns
        -------
        pandas.DataFrame
            One row per place and step, by name: ``place, proposed`` (whether `funders_table` names it),
            ``waves`` (how many new ones), ``organisations`` (asked in each), ``response`` (the share of
            them that answers), ``ask, answers`` (over all new waves), ``density, risen`` (between sectors:
            now, and raised by half), ``tested, found`` (the share of such programmes in which the rise could
            be tested, and would be shown), and ``cost`` where the call said what an answer costs. A place of
            which nobody is listed, or one sector alone, has no row.
        """
        return self._asking.to_frame()

    @cached_property
    def _asking(self) -> Asking:
        return asking_again(self.places, self._frame["response"], self.measure, self.cost_per_answer)

    def change_in_words(self, change: float, low: float, high: float) -> str:
        """Write a change in the primary measure with its interval; nothing where there is none."""
        if math.isnan(change):
            return ""
        middle = value_in_words(self.measure, change, signed=True)
        if math.isnan(low):
            return f"{middle} (no interval)"
        return f"{middle} ({range_in_words(self.measure, low, high).removesuffix(' points')})"

    def pooled_frame(self) -> pd.DataFrame:
        """Return what the places have in common as a table of one row."""
        pooled = self.pooled
        return pd.DataFrame(
            [(pooled.places, pooled.mean, pooled.se, pooled.low, pooled.high, pooled.spread)],
            columns=["places", "mean", "se", "low", "high", "spread"],
            index=pd.Index([self.primary], name="measure"),
        )

    def tables(self) -> list[ResultTable]:
        """Return the table for a funder, places, what they have in common, next steps, and notes."""
        return [
            ResultTable("funder", "for the funder", self.funders_table()),
            ResultTable("places", "places", self._frame),
            ResultTable("pooled", "pooled", self.pooled_frame()),
            ResultTable("steps", "next steps", self.next_steps()),
            notes_table(self.notes),
        ]

    def facts(self) -> dict[str, Any]:
        """Return what JSON says: what was pooled and how, and each place by name."""
        funder, places, pooled, steps, _ = self.tables()
        return {
            "primary": self.primary,
            "primary_chosen": self.primary_chosen,
            "draws": self.draws,
            "seed": self.seed,
            "notes": list(self.notes),
            pooled.key: rows_of(pooled.frame)[0],
            places.key: places.cells(),
            funder.key: funder.cells(),
            steps.key: steps.cells(),
        }

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the places, and what they were given."""
        return {
            "Places, by name": places_table(self._frame, self.primary),
            "For the funder": self.funders_table().reset_index(),
        }

    def answer_shown(self) -> tuple[str, pd.DataFrame]:
        """Return the places in words: what changed, or why that is not known, then what it rests on."""
        shown = self.text_shown()
        shown["change"] = shown["change"].where(shown["change"].ne(""), shown["remark"])
        columns = ["place", "change", "drawn", "crossing", "chance", "answered", "organisations"]
        words = {
            "drawn": "drawn towards the mean",
            "crossing": "share of ties that cross",
            "chance": "by chance",
        }
        return "Places, by name", shown[columns].rename(columns=words)

    def text_shown(self) -> pd.DataFrame:
        """Return the places in words."""
        answered = self.funders_table()["answered"]
        rows = [
            (
                place.name,
                row.organisations,
                answered[place.name],
                share_in_words(row.value, place.ties),
                band_in_words(row.low, row.high),
                self.change_in_words(row.change, row.change_low, row.change_high),
                self.change_in_words(row.pooled, row.pooled_low, row.pooled_high),
                row.reason,
            )
            for place, row in zip(self.places, self._frame.itertuples(), strict=True)
        ]
        columns = ["place", "organisations", "answered", "crossing", "chance", "change", "drawn", "remark"]
        return pd.DataFrame(rows, columns=columns)

    def full_text(self) -> str:
        """Return places, notes and what a funder reads as text, whatever their length."""
        return "\n".join([super().full_text(), "For the funder:", *funders_lines(self.funders_table())])


@verb('portfolio("places")')
def portfolio(
    folder: Any,
    *,
    primary: str | None = None,
    draws: int = 1000,
    seed: int = 0,
    cost_per_answer: float | None = None,
) -> Portfolio:
    """Set many places side by side: each beside its own chance, and the changes pooled.

    Parameters
    ----------
    folder
        A folder with a folder (or a workbook) for each place; or one record set whose table
        programmes names places, as a path or read.
    primary
        The measure of the system whose change is estimated in each place and pooled. None takes the
        default, ``cross_density``.
    draws
        How many shuffles of the boundary labels say what chance would give each place; 0 for none.
    seed
        Seed of the random numbers: the same seed gives the same numbers.
    cost_per_answer
        What it costs to get an answer, in the currency of the funding; next steps then say what they cost.
        None gives them in answers alone.

    Returns
    -------
    Portfolio
        By name; see its `to_frame`. At least 3 places whose waves can be compared are needed to pool.

    Raises
    ------
    RecordsError
        If the records of any place cannot be used: one error with the faults of all places.
    MissingFileError, ChoiceError
        If there is no such folder, no place in it, no such measure, or a number cannot be used.
    """
    drawn, cost = checked_draws(draws, seed), checked_cost(cost_per_answer)
    chosen = DEFAULT_PRIMARY if primary is None else primary
    first = measures_of(chosen, chosen)[1].name
    given = read_places(folder)
    places = []
    for number, one in enumerate(given):
        step("Working out places", number, len(given))
        places.append(place_found(one, primary=first, draws=drawn))
    step("Working out places", len(given), len(given))
    return replace(beside_one_another(tuple(places), first, primary is not None, drawn), cost_per_answer=cost)


def beside_one_another(places: tuple[Place, ...], primary: str, named: bool, draws: Draws) -> Portfolio:
    """Set what is found of each place beside the others, and pool their changes."""
    pooled, within = _pooled(places, primary)
    drawn = {
        name: values for name, *values in zip(within, pooled.values, pooled.lows, pooled.highs, strict=True)
    }
    rows = []
    for place in places:
        reply = place.answered()
        rows.append(
            (
                len(place.latest.organisations) if place.latest is not None else 0,
                reply[0] / reply[1] if reply else math.nan,
                *(place.share, place.expected, place.low, place.high),
                *(place.change, place.change_low, place.change_high),
                *map(float, drawn.get(place.name, np.full(3, np.nan))),
                place.reason,
            )
        )
    index = pd.Index([place.name for place in places], name="place", dtype=object)
    frame = pd.DataFrame(rows, columns=COLUMNS, index=index)
    return Portfolio(places, primary, named, pooled, within, draws.count, draws.seed, frame)


def _pooled(places: tuple[Place, ...], primary: str) -> tuple[Pooled, tuple[str, ...]]:
    """Pool every place whose waves can be compared, whatever its change; give the names of those pooled.

    Places without the programme stand beside the others and are in no mean of it.
    """
    compared = [
        place
        for place in places
        if place.arm != COMPARISON and place.comparison is not None and not math.isnan(place.change)
    ]
    pairs = [place.comparison.panel.pairs for place in compared if place.comparison is not None]
    changes, errors = ([getattr(place, what) for place in compared] for what in ("change", "error"))
    found, within = pool_compared(primary, pairs, changes, errors)
    return found, tuple(place.name for place, one in zip(compared, within, strict=True) if one)
