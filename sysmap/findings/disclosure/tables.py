"""Tables of scores for the public: the columns that sysmap makes and knows, and no others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.findings.disclosure.answered import NOT_SHOWN, answers_beside
from sysmap.findings.disclosure.publishable import why_private
from sysmap.findings.disclosure.records import public_map, refuse_people
from sysmap.findings.intervals import Intervals
from sysmap.findings.introductions import dependence as resting
from sysmap.findings.introductions import introductions as suggesting
from sysmap.findings.score_table import ScoreTable
from sysmap.findings.scores import OrganisationScores, SectorScores
from sysmap.measures.catalogue import catalogue
from sysmap.results import public_copy

T = TypeVar("T", bound=ScoreTable)

_OF_SECTORS = (
    *("organisations", "answered", "within_ties", "between_ties", "sector_ei", "coleman_homophily"),
    "isolates",
)
_OF_MEASURES = ("value", "se", "low", "high")
# Whether somebody was silent is not said of a public copy: that silence misleads stands beside all.
_IF_SILENT = {resting.SILENT, suggesting.UNSEEN}
_SUGGESTED = (
    "Who did not answer may have ties that are not on the map: two of these may work together already."
)


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
