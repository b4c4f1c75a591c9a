"""Copies for the public: the last step before anything is written, and never part of a calculation.

What is public is declared: of every column where its table is, of every table of scores with its
columns, of who answered by one decision for the record set. What nobody has declared public is
not in the copy. Ties between named organisations are what a map shows, and stay.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.findings.comparison.side_by_side import SideBySide
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.disclosure.answered import (
    FEW,
    FEW_RESPONDENTS,
    FEWEST,
    LEFT_OUT,
    NOT_SHOWN,
    answers_beside,
    confirmation_told,
    few_in_all,
    told_in_words,
)
from sysmap.findings.disclosure.comparison_groups import public_difference
from sysmap.findings.disclosure.comparisons import public_change
from sysmap.findings.disclosure.many_waves import public_waves
from sysmap.findings.disclosure.money_and_places import places_for_the_public, without_single_payments
from sysmap.findings.disclosure.plans import public_plan
from sysmap.findings.disclosure.records import (
    public_map,
    public_records,
    refuse_people,
    why_private,
)
from sysmap.findings.forums import Forums
from sysmap.findings.grid import SectorGrid
from sysmap.findings.intervals import Intervals
from sysmap.findings.introductions import dependence as resting
from sysmap.findings.introductions import introductions as suggesting
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.many_waves.several import SeveralWaves
from sysmap.findings.mixing_models.mixing_model import MixingModel, mixing_model
from sysmap.findings.money import Money
from sysmap.findings.planning.plan import Plan
from sysmap.findings.score_table import ScoreTable
from sysmap.findings.scorecard import Scorecard, integration
from sysmap.findings.scores import OrganisationScores, SectorScores
from sysmap.findings.unanswered.if_answered import IfAnswered
from sysmap.findings.words import value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.network.system import SystemMap
from sysmap.records.record_set import Records
from sysmap.results import public_copy

# Five files of one scorecard are of one copy: chance is drawn once.
_measured: WeakKeyDictionary[Scorecard, Scorecard] = WeakKeyDictionary()

public_copy.register(Records, public_records)
public_copy.register(SystemMap, public_map)
public_copy.register(SideBySide, public_change)
public_copy.register(SeveralWaves, public_waves)

T = TypeVar("T", bound=ScoreTable)
_OF_SECTORS = (
    *("organisations", "answered", "within_ties", "between_ties", "sector_ei", "coleman_homophily"),
    "isolates",
)
_OF_MEASURES = ("value", "se", "low", "high")
# Whether somebody was silent is not said of a public copy: that silence misleads stands beside all.
_IF_SILENT = {resting.SILENT, suggesting.UNSEEN}
_OF_THE_SILENT = (
    "what could differ if all had answered rests on who was silent, which a public copy does not tell: keep "
    "it for those who hold the records"
)
_SUGGESTED = (
    "Who did not answer may have ties that are not on the map: two of these may work together already."
)


@public_copy.register
def _(grid: SectorGrid) -> SectorGrid:
    return replace(grid, system=public_map(grid.system))


@public_copy.register
def _(found: Forums) -> Forums:
    return replace(found, system=public_map(found.system))


@public_copy.register
def _(found: Money) -> Money:
    return without_single_payments(replace(found, system=public_map(found.system)))


@public_copy.register
def _(found: MixingModel) -> MixingModel:
    return mixing_model(public_map(found.system))


@public_copy.register
def _(_found: IfAnswered) -> IfAnswered:
    raise ChoiceError(_OF_THE_SILENT)


@public_copy.register
def _(found: Portfolio) -> Portfolio:
    return places_for_the_public(found, public_copy)


@public_copy.register
def _(found: Difference) -> Difference:
    return public_difference(found, public_copy)


@public_copy.register
def _(_frame: pd.DataFrame) -> pd.DataFrame:
    raise ChoiceError(
        "this table is none of which sysmap knows what may be public: save a result as a whole, such as what "
        "organisation_scores, sector_scores, introductions or dependence gave"
    )


@public_copy.register
def _(found: Plan) -> Plan:
    return public_plan(found)


@public_copy.register
def _(card: Scorecard) -> Scorecard:
    """Measure the public map: what cannot be worked out from it is not public, but by decision."""
    if card.system.public:
        return card
    if card not in _measured:
        _measured[card] = _public_card(card)
    return _measured[card]


def _public_card(card: Scorecard) -> Scorecard:
    """Work out such a copy."""
    system, given = public_map(card.system), card.to_frame()
    again = integration(system, list(given.index), draws=card.draws, seed=card.seed)
    frame = again.to_frame()
    for name in on_respondents(frame.index):
        for column, cell in _of_respondents(str(name), given.loc[name], system).items():
            frame.at[name, column] = cell
    return replace(again, _frame=frame)


def _of_respondents(name: str, row: pd.Series, system: SystemMap) -> dict[str, Any]:
    """Return what may be said of a measure that is built on who answered or on who reported what."""
    told = system.answers
    if row["undefined"] == "not_recorded":
        return dict(row[["value", "undefined", "reading"]])
    said = FEW.capitalize() if told is None or told.asked < FEWEST else LEFT_OUT
    if name == "response_rate" and told is not None and not few_in_all(told):
        if told.least == told.most and told.whole:
            return {"value": told.least / told.asked, "undefined": "", "reading": told_in_words(told)}
        said = told_in_words(told)
    if name != "response_rate" and not np.isnan(value := confirmation_told(float(row["value"]), system)):
        return {"value": value, "undefined": "", "reading": value_in_words(catalogue[name], value)}
    return {"value": np.nan, "undefined": FEW_RESPONDENTS, "reading": said}


def on_respondents(names: pd.Index) -> list[str]:
    """Return the measures among some names that are built on ratings or on who reported what."""
    return [name for name in names if name in catalogue and catalogue[name].respondents]


@public_copy.register
def _(scores: OrganisationScores) -> OrganisationScores:
    public = [
        name for name, entry in catalogue.items() if entry.level == "organisation" and not entry.respondents
    ]
    copy = _of_public_map(scores, public, scores._frame.index)
    return replace(copy, footnotes=_among(scores.footnotes, public))


@public_copy.register
def _(scores: SectorScores) -> SectorScores:
    copy = _of_public_map(scores, _OF_SECTORS, ())
    return replace(copy, _frame=_answered(copy._frame, scores))


@public_copy.register
def _(suggested: suggesting.Introductions) -> suggesting.Introductions:
    if suggested.private:
        raise ChoiceError(suggested.private)
    known = suggested.system.organisations["name"]
    named = {known[one] for row in (*suggested.ids, *suggested.introducers) for one in row}
    copy = _of_public_map(suggested, suggesting.COLUMNS, sorted(named))
    return replace(copy, caveats=_unsaid(suggested.caveats, _SUGGESTED))


@public_copy.register
def _(found: resting.Dependence) -> resting.Dependence:
    copy = _of_public_map(found, resting.COLUMNS, found._frame["organisation"])
    return replace(copy, caveats=_unsaid(found.caveats, resting.SILENT))


@public_copy.register
def _(found: Intervals) -> Intervals:
    copy = _of_public_map(found, _OF_MEASURES, ())
    kept = [name in catalogue and not catalogue[name].respondents for name in copy._frame.index]
    return replace(copy, _frame=copy._frame[kept])


def _of_public_map(found: T, public: Collection[str], named: Collection[str]) -> T:
    """Return a table with its public columns alone, of the public map.

    Raises
    ------
    RecordsError
        If a person or an e-mail address stands for an organisation.
    ChoiceError
        If the table says what a private column holds.
    """
    why = why_private(found.system)
    if why:
        raise ChoiceError(why)
    refuse_people(pd.DataFrame({"name": list(named)}, dtype=object))
    frame = found._frame[[column for column in found._frame.columns if column in public]].copy()
    return replace(
        found, system=public_map(found.system), _frame=frame, undefined=_among(found.undefined, public)
    )


def _among(said: Mapping[str, Mapping[str, str]], public: Collection[str]) -> dict[str, Mapping[str, str]]:
    return {column: found for column, found in said.items() if column in public}


def _unsaid(caveats: tuple[str, ...], instead: str) -> tuple[str, ...]:
    """Leave out what tells that somebody was silent, and say of all what silence does."""
    return (*(said for said in caveats if said not in _IF_SILENT), instead)


def _answered(frame: pd.DataFrame, scores: SectorScores) -> pd.DataFrame:
    """Say how many of each sector answered as it was decided for the whole record set."""
    copy, answers = frame.copy(), answers_beside(scores.system)
    copy["answered"] = copy["answered"].astype(object)
    for label in copy.index[copy["answered"].notna()]:
        said = answers.sectors.get(label, (0, NOT_SHOWN))[1] if answers else NOT_SHOWN
        copy.at[label, "answered"] = said if isinstance(said, str) else float(said)
    return copy
