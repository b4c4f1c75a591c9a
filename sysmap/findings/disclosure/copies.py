"""Copies for the public: the last step before anything is written, and never part of a calculation.

What is public is declared: of every column where its table is, of every table of scores with its
columns, of who answered by one decision for the record set. What nobody has declared public is
not in the copy. Ties between named organisations are what a map shows, and stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.findings.comparison.side_by_side import SideBySide
from sysmap.findings.disclosure.answered import (
    FEW,
    FEW_RESPONDENTS,
    FEWEST,
    LEFT_OUT,
    confirmation_told,
    few_in_all,
    told_in_words,
)
from sysmap.findings.disclosure.comparisons import public_change
from sysmap.findings.disclosure.money_and_places import places_for_the_public, without_single_payments
from sysmap.findings.disclosure.records import public_map, public_records, refuse_boundary, refuse_people
from sysmap.findings.disclosure.tables import on_respondents
from sysmap.findings.forums import Forums
from sysmap.findings.grid import SectorGrid
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.money import Money
from sysmap.findings.scorecard import Scorecard, integration
from sysmap.findings.words import value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.network.system import SystemMap
from sysmap.records.record_set import Records
from sysmap.results import public_copy

__all__ = ["FEW_RESPONDENTS", "public_copy", "refuse_boundary", "refuse_people", "refuse_size"]

# Five files of one scorecard are of one copy: chance is drawn once.
_measured: WeakKeyDictionary[Scorecard, Scorecard] = WeakKeyDictionary()

public_copy.register(Records, public_records)
public_copy.register(SystemMap, public_map)
public_copy.register(SideBySide, public_change)


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
def _(found: Portfolio) -> Portfolio:
    return places_for_the_public(found, public_copy)


@public_copy.register
def _(_frame: pd.DataFrame) -> pd.DataFrame:
    raise ChoiceError(
        "this table is none of which sysmap knows what may be public: save a result as a whole, such as what "
        "organisation_scores, sector_scores, introductions or dependence gave"
    )


def refuse_size(measure: Measure) -> None:
    """Refuse to size the marks of a public map by what people said of one another.

    Raises
    ------
    ChoiceError
        If that is what the measure is built on.
    """
    if measure.respondents:
        raise ChoiceError(
            f"{measure.label} ({measure.name}) rests on what people said of one another, which a public map "
            "must not show: choose another measure for the size of marks, such as partners"
        )


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
