"""Tables of scores for the public: the columns that sysmap makes and knows, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError
from sysmap.findings.disclosure.answered import NOT_SHOWN
from sysmap.findings.disclosure.publishable import PRIVATE
from sysmap.findings.disclosure.records import refuse_people
from sysmap.findings.introductions import dependence as depending
from sysmap.findings.introductions import introductions as introducing
from sysmap.measures.catalogue import catalogue
from sysmap.network.response import Answers

_OF_SECTORS = (
    *("organisations", "answered", "within_ties", "between_ties", "sector_ei", "coleman_homophily"),
    "isolates",
)
_OF_MEASURES = ("value", "se", "low", "high")
_PAIRS = {"introductions": introducing.COLUMNS, "dependence": depending.COLUMNS}
# Of what stands beside a table, this may go with it, as far as it is of columns that stay.
_BY_COLUMN = ("undefined", "notes")
_BESIDE = (PRIVATE, "title", "boundary", "named", "ids", "introducers", "sector_pairs", "inputs")
# Whether somebody was silent is not said of a public copy: that silence misleads stands beside all.
_IF_SILENT = {depending.SILENT, introducing.UNSEEN}
_SILENCE = {
    "dependence": depending.SILENT,
    "introductions": "Who did not answer may have ties that are not on the map: two of these may work "
    "together already.",
}


def public_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a copy of a table of scores with what may be public.

    Raises
    ------
    RecordsError
        If a person or an e-mail address stands for an organisation.
    ChoiceError
        If the table is none that sysmap made, or says what a private column holds.
    """
    known = _columns(frame)
    if frame.attrs[PRIVATE]:
        raise ChoiceError(frame.attrs[PRIVATE])
    named = frame.index.astype(str) if frame.index.name == "organisation" else frame.attrs.get("named", ())
    refuse_people(pd.DataFrame({"name": list(named)}, dtype=object))
    copy = frame[[column for column in frame.columns if column in known]].copy()
    if frame.index.name == "measure":
        copy = copy[[name in catalogue and not catalogue[name].respondents for name in copy.index]]
    copy.attrs = _beside(frame, copy)
    return _answered(copy, frame.attrs.get("answers")) if "answered" in copy else copy


def on_respondents(names: pd.Index) -> list[str]:
    """Give the measures among some names that are built on ratings or on who reported what."""
    return [name for name in names if name in catalogue and catalogue[name].respondents]


def _columns(frame: pd.DataFrame) -> Sequence[str]:
    """Give the columns of a table that may be public."""
    title, index = frame.attrs.get("title"), frame.index.name
    if PRIVATE in frame.attrs:  # which sysmap alone writes, and which is lost when tables are joined
        if title in _PAIRS:
            return _PAIRS[title]
        if index == "organisation":
            kept = [name for name, entry in catalogue.items() if entry.level == "organisation"]
            return [name for name in kept if not catalogue[name].respondents]
        if index == "measure" and set(_OF_MEASURES) <= set(frame.columns):
            return _OF_MEASURES
        if set(_OF_SECTORS[2:]) & set(frame.columns) and isinstance(index, str):
            return _OF_SECTORS
    raise ChoiceError(
        "this table is none of which sysmap knows what may be public: save a result as a whole, or what "
        "organisation_scores, sector_scores, introductions or dependence gave"
    )


def _beside(frame: pd.DataFrame, copy: pd.DataFrame) -> dict[str, Any]:
    """Give what stands beside a table, as far as it is of what is left."""
    attrs = {name: frame.attrs[name] for name in _BESIDE if name in frame.attrs}
    for name in _BY_COLUMN:
        if name in frame.attrs:
            attrs[name] = {column: said for column, said in frame.attrs[name].items() if column in copy}
    if "caveats" in frame.attrs:
        kept = [said for said in frame.attrs["caveats"] if said not in _IF_SILENT]
        attrs["caveats"] = [*kept, _SILENCE[frame.attrs["title"]]]
    return attrs


def _answered(copy: pd.DataFrame, answers: Answers | None) -> pd.DataFrame:
    """Say how many of each sector answered as it was decided for the whole record set."""
    copy["answered"] = copy["answered"].astype(object)
    for label in copy.index[copy["answered"].notna()]:
        said = answers.sectors.get(label, (0, NOT_SHOWN))[1] if answers else NOT_SHOWN
        copy.at[label, "answered"] = said if isinstance(said, str) else float(said)
    return copy
