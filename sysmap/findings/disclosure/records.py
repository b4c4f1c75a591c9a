"""Records and maps for the public: what every table may hold is declared where the table is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from sysmap.errors import ChoiceError, choice, listed
from sysmap.findings.disclosure.answered import answers_beside, answers_told, told_in_words
from sysmap.findings.disclosure.money_and_places import enablers_as_codes
from sysmap.measures.catalogue import Measure
from sysmap.network.membership import COLUMNS as MEMBERSHIP
from sysmap.network.ratings import NOTHING
from sysmap.network.roster import roster
from sysmap.network.selecting import without_counts
from sysmap.network.system import SystemMap, TieTables
from sysmap.records.engines.held_records import apart_from_engine
from sysmap.records.personal.warnings import kinds_in, people, person_in
from sysmap.records.problems import Origin, Problems
from sysmap.records.record_set import Records
from sysmap.records.said.applying import ABOUT as APPLIED_ABOUT
from sysmap.records.said.declared import BETWEEN_KINDS
from sysmap.records.said.step_tables import public_steps
from sysmap.records.said.words import counted_said
from sysmap.records.tables.columns import Column
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.timing import RECORDS
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.distinct import by_distinct
from sysmap.vocabulary import fold, fold_header, tie_kinds

ABOUT = (
    "A copy for the public: notes, ratings, who reported what and who answered, money, facts, identifiers, "
    "names of files and columns of the users' own are not in it. Reports of one tie are one row. A kind of "
    "tie that is a sentence, such as the question of a survey, is called kind 1, kind 2 and so on."
)
# What a public copy says of how records were read: nothing of what was found there.
_SUMMARY = ("layout", "waves", "sectors")
_COUNTED = ("partners", "collaborations", "memberships")
_UNSAID: dict[str, Any] = {
    **{"survey": False, "sources": [], "respondents": 0, "answers": 0, "blank": 0, "scale": None},
    **{"dropped": [], "set_aside": {}},
}
# Building adds these to the columns of partners; who answered is said as a count alone.
_ON_MAP = ("boundary", "asked", "answered")
# Whatever is written of one map is of one copy of it.
_made: WeakKeyDictionary[SystemMap, SystemMap] = WeakKeyDictionary()
# Of a label, as in "shares information" or "plans services together". Surveys of several questions have
# these for kinds: sentences for those who were asked, that may name people or say what answers were for.
_WORDS, _LETTERS = 4, 40


def public_records(records: Records) -> Records:
    """Return a copy of records with what may be public.

    Raises
    ------
    RecordsError
        If a person or an e-mail address stands for an organisation.
    """
    refuse_people(records.partners)
    records = apart_from_engine(records)
    tables = {name: _of_table(name, getattr(records, name)) for name in TABLES}
    tables["waves"] = _of_table("waves", waves_in_months(records.waves))
    ties = tables["collaborations"]
    ties = ties.assign(kind=rename_kinds(ties["kind"], kinds_for_public(records)))
    tables["collaborations"] = _without_reporters(ties)
    tables["programmes"] = enablers_as_codes(tables["programmes"])
    summary = {name: said for name, said in records.summary.items() if name in _SUMMARY}
    summary |= {name: len(tables[name]) for name in _COUNTED}
    said = public_steps(records.said)
    applied = [] if records.recorded is None else [f"{APPLIED_ABOUT}: {counted_said(records.said)}."]
    return replace(
        records,
        **tables,
        said=said.assign(kind=rename_kinds(said["kind"], kinds_for_public(records))),
        contradictions=records.contradictions.iloc[:0].copy(),
        recorded=None if records.recorded is None else public_records(records.recorded),
        blanks=records.blanks.iloc[:0],
        problems=records.problems.iloc[:0].copy(),
        columns=records.columns.iloc[:0].copy(),
        summary={**_UNSAID, **summary, "about": " ".join([ABOUT, *applied, *_who_answered(records)])},
    )


def public_map(system: SystemMap, records: Records | None = None) -> SystemMap:
    """Return a copy of a map with what may be public.

    Parameters
    ----------
    system
        The map; a copy for the public is given back as it is.
    records
        The public copy of its records, where there is one already.

    Raises
    ------
    RecordsError
        If a person or an e-mail address stands for an organisation.
    ChoiceError
        If its boundary is a private column, or if it shows who reported each tie.
    """
    if system.public:
        return system
    if records is not None:
        return _public_map(system, records)
    if system not in _made:
        _made[system] = _public_map(system, public_records(system.records))
    return _made[system]


def _public_map(system: SystemMap, records: Records) -> SystemMap:
    """Work out such a copy."""
    refuse_people(system.organisations.rename_axis("id").reset_index())
    _refuse(why_private(system))
    organisations = pd.concat(
        [_of_table("partners", system.organisations), system.organisations[list(_ON_MAP)]], axis=1
    )
    organisations[["asked", "answered"]] = None
    ties = system.ties.drop(columns="confirmed", errors="ignore")
    # How many reports there were would say who confirmed whom: one for each kind is left.
    ties["records"] = np.maximum(ties["kinds"].map(len).to_numpy(dtype=int), 1)
    seats = _of_table("memberships", system.forums).assign(kind=system.forums["kind"])[MEMBERSHIP]
    reported = system.reported.assign(by_low=False, by_high=False, records=1, lower_side=np.nan)
    copy = replace(
        system,
        organisations=organisations,
        tied=TieTables(ties, reported),
        records=records,
        forums=seats.drop_duplicates(ignore_index=True),
        rated=NOTHING.copy(),
        notes=without_days(without_counts(system.notes), system.records.waves),
        said=public_steps(system.said),
        public=True,
        answers=answers_beside(system),
    )
    return with_public_kinds(copy, kinds_for_public(system.records))


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


def refuse_boundary(boundary: str) -> None:
    """Refuse a map that is divided, and coloured, by a column that nobody has declared public.

    Raises
    ------
    ChoiceError
        If it is.
    """
    _refuse(why_boundary_private(boundary))


def _refuse(why: str) -> None:
    if why:
        raise ChoiceError(why)


def _of_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep what of a table may be public: its own columns, the private ones blank, and no others."""
    table, public = TABLES[name], TABLES[name].public
    known = {column.name: column for column in (*table.columns, *table.added) if column.name in frame}
    copy = frame[[column for column in frame.columns if column in known]].copy()
    if not public:
        return copy.iloc[:0]
    for column, entry in known.items():
        copy[column] = _cells(copy[column], entry) if column in public else _blank(copy[column], entry)
    return copy


def _cells(cells: pd.Series, column: Column) -> pd.Series:
    """Keep the cells that may be public."""
    return by_distinct(cells, lambda cell: cell if column.is_public(cell) else "") if column.only else cells


def _blank(cells: pd.Series, column: Column) -> Any:
    if column.name == "waves_listed":
        return pd.Series([()] * len(cells), index=cells.index, dtype=object)
    if column.accepts in ("rating", "number", "amount", "whole"):
        return np.nan
    return None if column.accepts in ("date", "yesno") else ""


def _without_reporters(ties: pd.DataFrame) -> pd.DataFrame:
    """Fold reports of one tie into a row that does not say who made them, or how many.

    The ends of what has no direction stand in the order of their ids; the highest strength counts, as
    on a map.
    """
    one_way = ties["directed"].map(lambda said: said is True).astype(bool)
    swapped = (ties["source"] > ties["target"]) & ~one_way
    ordered = ties.assign(
        source=ties["target"].where(swapped, ties["source"]),
        target=ties["source"].where(swapped, ties["target"]),
        one_way=one_way,
    )
    same = ["wave", "source", "target", "kind", "one_way"]
    ordered = ordered.sort_values([*same, "strength"], kind="stable", na_position="first")
    return ordered.drop_duplicates(same, keep="last").drop(columns="one_way").reset_index(drop=True)


def _who_answered(records: Records) -> list[str]:
    """Say for each wave how many answered, as exactly as may be said."""
    said = []
    for wave in records.waves_in_order or (None,):
        told = answers_told(records, wave, roster(records, wave)[0])
        if told is not None:
            said.append(f"{wave}: {told_in_words(told)}" if wave else told_in_words(told))
    return said


def waves_in_months(waves: pd.DataFrame) -> pd.DataFrame:
    """Widen the days of waves that were those of their first and last record to months.

    Where these months overlap, such waves stand without days.
    """
    own = waves["dates_from"] == RECORDS
    if not own.any():
        return waves
    frame = waves.copy()
    for place, end in enumerate(("start", "end")):
        months = [(date_bounds(str(day)[:7]) or ("", ""))[place] for day in waves.loc[own, end]]
        frame.loc[own, end] = pd.Series(months, index=waves.index[own], dtype=object)
    terms = frame.loc[frame["start"].notna() & frame["end"].notna(), ["start", "end"]].sort_values("start")
    if (terms["start"].iloc[1:].to_numpy() <= terms["end"].iloc[:-1].to_numpy()).any():
        frame.loc[own, ["start", "end"]] = None
    return frame


def without_days(notes: Iterable[str], waves: pd.DataFrame) -> tuple[str, ...]:
    """Write months in the place of the first and last days of records."""
    own = waves[waves["dates_from"] == RECORDS]
    days = [str(day) for end in ("start", "end") for day in own[end]]
    said = []
    for note in notes:
        for day in days:
            note = note.replace(day, day[:7])
        said.append(note)
    return tuple(said)


def is_label(kind: str) -> bool:
    """Tell a label of a kind of tie from a sentence: known, or short and no question, and about nobody."""
    if fold(kind) in tie_kinds():
        return True
    short = len(kind.split()) <= _WORDS and len(kind) <= _LETTERS and "?" not in kind
    return short and not kinds_in(kind) and not person_in(kind)


def kinds_for_public(records: Records) -> dict[str, str]:
    """Say how a public copy calls each kind that is no label: ``kind 1``, ``kind 2`` ..., by alphabet.

    They are numbered for the whole record set, so that all that is made of it calls them alike.
    """
    recorded = records.recorded or records
    known = {kind for kind in recorded.collaborations["kind"].unique() if kind}
    known |= {kind for kinds in records.said["kind"] for kind in kinds.split(BETWEEN_KINDS) if kind}
    taken = {fold(kind) for kind in known}
    free = (name for number in range(1, 2 * len(known) + 1) if (name := f"kind {number}") not in taken)
    return {kind: next(free) for kind in sorted(known) if not is_label(kind)}


def rename_kinds(kinds: pd.Series, called: Mapping[str, str]) -> pd.Series:
    """Return a column of kinds, or of lists of kinds, as a public copy calls them."""

    def renamed(cell: Any) -> Any:
        if isinstance(cell, str) and cell not in called and BETWEEN_KINDS in cell:
            return BETWEEN_KINDS.join(called.get(kind, kind) for kind in cell.split(BETWEEN_KINDS))
        if isinstance(cell, tuple):
            return tuple(sorted(str(called.get(kind, kind)) for kind in cell))
        return called.get(cell, cell) if isinstance(cell, str) else cell

    return kinds.map(renamed).astype(object)


def with_public_kinds(system: SystemMap, called: dict[str, str]) -> SystemMap:
    """Return a map on which every kind is called as in a public copy."""
    wanted = {fold(kind): name for kind, name in called.items()}
    rules = system.rules
    if rules.kinds is not None:
        rules = replace(rules, kinds=tuple(wanted.get(fold(kind), kind) for kind in rules.kinds))
    ties = system.ties.assign(kinds=rename_kinds(system.ties["kinds"], called))
    return replace(
        system,
        said=system.said.assign(kind=rename_kinds(system.said["kind"], called)),
        tied=TieTables(ties, system.reported),
        kinds_told=tuple(sorted(called.get(kind, kind) for kind in system.kinds_told)),
        rules=rules,
    )


def why_private(system: SystemMap) -> str:
    """Say why neither a map nor scores made of it may be public."""
    return why_boundary_private(system.boundary) or why_reports_private(system)


def why_boundary_private(boundary: str) -> str:
    """Say that a boundary is a column that nobody has declared public, if it is."""
    known = TABLES["partners"].public
    if fold_header(boundary) in {fold_header(name) for name in known}:
        return ""
    usual = [choice("boundary", name) for name in ("sector", "family", "place")]
    return (
        f"the column {boundary} is private, and a public copy divided by it would show what it says of "
        f"each organisation: build the map with {listed(usual)}"
    )


def why_reports_private(system: SystemMap) -> str:
    """Say that a map shows who reported its ties, unless the records say that ties have a direction."""
    if system.public:
        return ""
    rows = system.records.collaborations
    if system.wave is not None:
        rows = rows[rows["wave"] == system.wave]
    if system.directed and not rows["directed"].map(lambda said: said is True).all():
        return (
            f"a map built with {choice('report', 'directed')} shows who reported what, which a public copy "
            f"must not: build it with {choice('report', 'any')}"
        )
    if system.rules.report == "confirmed":
        return (
            f"a map built with {choice('report', 'confirmed')} shows of each tie that both sides reported "
            f"it, which a public copy must not: build it with {choice('report', 'any')}"
        )
    return ""
