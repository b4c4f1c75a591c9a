"""Copies for the public: the last step before anything is written, and never part of a calculation.

Suppression protects respondents. Notes, ratings, who reported what, columns of the user's own
and single payments are taken out; figures built on ratings or on who reported what are hidden
where few people stand behind them; a person is never shown as an organisation. Ties between
named organisations are what a map shows, and stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, choice
from sysmap.findings.change import Comparison
from sysmap.findings.forums import Forums
from sysmap.findings.grid import SectorGrid
from sysmap.findings.hiding import enablers_as_codes, places_for_the_public, without_single_payments
from sysmap.findings.money import Money
from sysmap.findings.portfolio import Portfolio
from sysmap.findings.scorecard import Scorecard
from sysmap.findings.side_by_side import SideBySide
from sysmap.measures.catalogue import catalogue
from sysmap.network.ratings import NOTHING
from sysmap.network.roster import of_wave, respondents
from sysmap.network.system import SystemMap
from sysmap.records.privacy import people
from sysmap.records.problems import Origin, Problems
from sysmap.records.reading import Records
from sysmap.records.tables import RATINGS, TABLES

FEWEST = 5
FEW = f"fewer than {FEWEST}"
FEW_RESPONDENTS = f"{FEW} respondents"

_PERSONAL = ("note", "reported_by", *RATINGS)
# What reading and building add to the columns of partners themselves.
_ADDED = (
    *("sector_key", "family", "sector_source", "name_as_written", "waves_listed", "row", "file"),
    *("boundary", "asked", "answered"),
)
_VALUES = (
    *("value", "expected", "low", "high", "p", "ratio"),
    *("expected_busy", "low_busy", "high_busy", "p_busy"),
)
_CHANGES = ("before", "after", "change", "low", "high", "p", "p_adjusted", "detectable")
T = TypeVar("T")


def public_copy(result: T) -> T:
    """Give a copy of a result that may be shown to anybody.

    Parameters
    ----------
    result
        Records, a map, a Scorecard, SectorGrid, Comparison, Money, Forums or Portfolio, or a table of
        scores.

    Returns
    -------
    object
        A copy of the same type; the result itself is not changed.

    Raises
    ------
    RecordsError
        If a person or an e-mail address stands for an organisation.
    ChoiceError
        If the result shows who reported each tie.
    """
    copy: Any = result
    if isinstance(result, Records):
        refuse_people(result.partners)
        copy = _records(result)
    elif isinstance(result, SystemMap):
        _refuse_reports(result)
        copy = _system(result, _records(result.records))
    elif isinstance(result, SectorGrid | Forums):
        copy = replace(result, system=_system(result.system, _records(result.system.records)))
    elif isinstance(result, Money):
        system = _system(result.system, _records(result.system.records))
        copy = without_single_payments(replace(result, system=system))
    elif isinstance(result, Portfolio):
        copy = places_for_the_public(result, public_copy, lambda one: _answers(one) < FEWEST)
    elif isinstance(result, Scorecard):
        system = _system(result.system, _records(result.system.records))
        copy = replace(result, system=system, _frame=_measures(result.to_frame(), _VALUES, result.system))
    elif isinstance(result, SideBySide):
        copy = _two_waves(result)
    elif isinstance(result, pd.DataFrame):
        copy = _scores(result)
    return copy


def _records(records: Records) -> Records:
    """Take what is personal out of every table."""
    tables = {}
    for name, table in TABLES.items():
        frame = getattr(records, name)
        kept = dict.fromkeys([*table.names, *_ADDED])
        frame = frame[[column for column in kept if column in frame]].copy()
        # Ratings stand in the records of ties alone: the value of a fact is none.
        personal = set(_PERSONAL) - (set(RATINGS) if name != "collaborations" else set())
        for column in personal & set(frame.columns):
            frame[column] = np.nan if column in RATINGS else ""
        tables[name] = frame
    tables["collaborations"] = _without_reporters(tables["collaborations"])
    tables["money"] = tables["money"].iloc[:0]
    tables["programmes"] = enablers_as_codes(tables["programmes"])
    few = [wave for wave, rows in tables["asked"].groupby("wave") if _people(rows) < FEWEST]
    asked = tables["asked"][~tables["asked"]["wave"].isin(few)].copy()
    asked["respondents"] = np.nan
    tables["asked"] = asked.reset_index(drop=True)
    # How many answered may be few: a public copy is of ties, and counts no answers.
    return replace(
        records,
        **tables,
        blanks=records.blanks.iloc[:0],
        problems=records.problems.iloc[:0].copy(),
        summary={**records.summary, "survey": False},
    )


def _people(asked: pd.DataFrame) -> float:
    return float(asked.loc[asked["answered"].astype(bool), "respondents"].astype(float).clip(lower=1).sum())


def _without_reporters(ties: pd.DataFrame) -> pd.DataFrame:
    """Order the ends of what has no direction, so that the first is not the one that reported it."""
    one_way = ties["directed"].map(lambda said: said is True).astype(bool)
    swapped = (ties["source"] > ties["target"]) & ~one_way
    low = ties["target"].where(swapped, ties["source"])
    high = ties["source"].where(swapped, ties["target"])
    ordered = ties.assign(source=low, target=high)
    content = [column for column in ordered.columns if column not in ("row", "file")]
    ordered = ordered.sort_values(content, key=lambda column: column.astype(str), kind="stable")
    return ordered.drop_duplicates(content).assign(row="").reset_index(drop=True)


def refuse_people(partners: pd.DataFrame) -> None:
    """Refuse a list of organisations in which a person or an e-mail address stands for one.

    Raises
    ------
    RecordsError
        If there is one; the fault names it.
    """
    reasons = people(partners)
    problems = Problems()
    for place, why in reasons[reasons != ""].items():
        row = partners.loc[place]
        problems.fault(
            Origin(str(row.get("file", ""))),
            f"{why} stands for an organisation, which a public copy must not show: name the organisation, or "
            "leave the row out",
            table="partners",
            row=row.get("row", ""),
            column="name",
            value=row["name"],
        )
    problems.raise_faults()


def _answers(system: SystemMap) -> float:
    """Count the people who answered on a map."""
    return float(respondents(system.records, system.wave, system.organisations.index).sum())


def _system(system: SystemMap, records: Records) -> SystemMap:
    refuse_people(system.organisations.rename_axis("id").reset_index())
    kept = {*TABLES["partners"].names, *_ADDED}
    organisations = system.organisations[
        [name for name in system.organisations.columns if name in kept]
    ].copy()
    organisations["note"] = ""
    if _answers(system) < FEWEST:
        organisations[["asked", "answered"]] = None
    ties = system.ties.drop(columns="confirmed", errors="ignore")
    return replace(
        system, organisations=organisations, ties=ties, records=records, rated=NOTHING.copy(), public=True
    )


def _refuse_reports(system: SystemMap) -> None:
    """Refuse to show, tie by tie, who reported it, unless the records say that ties have a direction."""
    rows = of_wave(system.records.collaborations, system.wave)
    if system.directed and not rows["directed"].map(lambda said: said is True).all():
        raise ChoiceError(
            f"a map built with {choice('report', 'directed')} shows who reported what, which a public copy "
            f"must not: build it with {choice('report', 'any')} or {choice('report', 'confirmed')}"
        )


def _measures(frame: pd.DataFrame, columns: tuple[str, ...], *systems: SystemMap) -> pd.DataFrame:
    """Hide the measures that rest on few respondents in any of the waves."""
    counts = [respondents(each.records, each.wave, each.organisations.index).sum() for each in systems]
    for name in _on_respondents(frame.index) if min(counts) < FEWEST else ():
        if frame.loc[name, list(columns)].isna().all():
            continue
        frame.loc[name, list(columns)] = np.nan
        frame.loc[name, ["undefined", "reading"]] = [FEW_RESPONDENTS, FEW.capitalize()]
    return frame


def _two_waves(change: SideBySide) -> SideBySide:
    _refuse_reports(change.before)
    _refuse_reports(change.after)
    records = _records(change.before.records)
    before, after = _system(change.before, records), _system(change.after, records)
    if not isinstance(change, Comparison):
        return replace(change, before=before, after=after)
    frame = _measures(change.to_frame(), _CHANGES, change.before, change.after)
    # What the main table hides of a measure, no other table may show.
    hidden = [name for name, why in frame["undefined"].items() if why == FEW_RESPONDENTS]
    ways, trust = change.three_ways.copy(), change.diagnostics
    ways.loc[ways.index.isin(hidden, level="measure"), ["before", "after", "change"]] = np.nan
    trust = trust[[str(name).partition(":")[2] not in hidden for name in trust.index]]
    constant, matched = (
        (_system(first, records), _system(second, records))
        for first, second in (change.panel.constant, change.panel.matched)
    )
    panel = replace(change.panel, constant=constant, matched=matched)
    return replace(
        change, before=before, after=after, three_ways=ways, diagnostics=trust, panel=panel, _frame=frame
    )


def _scores(frame: pd.DataFrame) -> pd.DataFrame:
    """Hide the figures of a table that say of themselves how few respondents they rest on."""
    counts: Mapping[str, Mapping[str, float]] = frame.attrs.get("respondents", {})
    if frame.index.name == "organisation":
        refuse_people(pd.DataFrame({"name": frame.index.astype(str)}))
    if named := frame.attrs.get("named"):
        refuse_people(pd.DataFrame({"name": list(named)}))
    reports = {"source", "target"} <= set(frame.columns)
    # How many people stand behind these cannot be told from the table.
    unsure = [column for column in _on_respondents(frame.columns) if column not in counts and not reports]
    personal = [column for column in _PERSONAL if column in frame and (reports or column not in RATINGS)]
    copy = frame.drop(columns=[*unsure, *personal])
    if frame.index.name == "measure":
        copy = copy.drop(index=_on_respondents(frame.index))
    for column, by_name in counts.items():
        few = [
            name
            for name in copy.index
            if by_name.get(name, 0) < FEWEST and not pd.isna(copy.at[name, column])
        ]
        copy[column] = copy[column].astype(object)
        for name in few:
            copy.at[name, column] = FEW
    return copy


def _on_respondents(names: pd.Index) -> list[str]:
    """Give the measures among some names that are built on ratings or on who reported what."""
    return [name for name in names if name in catalogue and catalogue[name].respondents]
