"""Typed tables to a record set: parts joined, and every table checked against the others."""

from __future__ import annotations

import pandas as pd

from sysmap.records.assembling import RECORDS, Parts
from sysmap.records.engines.held_reports import HeldReports, note_silent
from sysmap.records.engines.reading_held import CodedTables, note_personal, read_held
from sysmap.records.names.lookup import (
    Identified,
    NameSources,
    decided_spellings,
    identify_partners,
    other_spellings,
    with_decided_ids,
)
from sysmap.records.personal.warnings import check_privacy
from sysmap.records.problems import Advice, Origin, Problems
from sysmap.records.shapes.declaring import BLANKS
from sysmap.records.tables.collaborations import Directory, check_reporters, resolve, settle_ties
from sysmap.records.tables.declared import ARMS, ORGANISATIONS, TABLES
from sysmap.records.tables.forums import note_forums_among_partners, settle_forums, settle_memberships
from sysmap.records.tables.lineage import note_across_sectors
from sysmap.records.tables.money import settle_money, with_interval
from sysmap.records.tables.partners import check_enough, listed_partners, settle_partners
from sysmap.records.tables.periods import check_terms
from sysmap.records.tables.places import settle_places
from sysmap.records.tables.sector_labels import INFER, SectorChoice
from sysmap.records.tables.sectors import read_sectors, with_inferred
from sysmap.records.tables.succession import settle_succession, with_kinds
from sysmap.records.tables.timing import days_answered_by_wave, days_of_records, note_order, with_days
from sysmap.records.tables.typed import empty_table
from sysmap.records.tables.units import settle_parents
from sysmap.records.tables.waves import asked_from_columns, in_order, known_waves, settle_asked, settle_waves
from sysmap.records.values.known_words import settle_words
from sysmap.records.values.missing import with_blanks

# What ties are checked against: where part of it could not be read, the check would accuse wrongly.
NO_TIES = "there is no table of collaborations"
"""What the fault of records without a table of ties begins with."""
_FOUNDATIONS = {"", "partners", "asked", "waves"}


def settled(
    parts: Parts,
    given: list[str],
    sectors: SectorChoice,
    names: NameSources,
    problems: Problems,
    coded: CodedTables | None = None,
) -> tuple[dict[str, pd.DataFrame], dict[str, int], int, HeldReports | None]:
    """Join the parts of each table and check them against one another.

    Parameters
    ----------
    parts
        The typed tables as sources gave them.
    given
        The waves that sources were given for.
    sectors
        How sector labels are read, and what the user said of some.
    names
        Where names are looked up.
    problems
        Where faults and warnings are noted.
    coded
        Tables of collaborations that stay with their engine.

    Returns
    -------
    tuple
        The tables, the number of rows set aside for each reason, the number of names not decided, and what
        tables that stay with their engine say.

    Raises
    ------
    RecordsError
        If a table that everything rests on is missing, without rows, or could not be read.
    """
    _check_present(parts, problems)
    for reading in parts.readings:
        problems.aside.update(reading.said.get("set_aside", {}))
    tables = {name: _joined(name, parts) for name in TABLES}
    lists = listed_partners([part.frame for part in parts.tables["partners"]], problems)
    lists = with_decided_ids(lists, names.decided)
    partners = settle_partners(lists, list(in_order(tables["waves"], given)), problems)
    found = identify_partners(partners, names)
    tables["partners"] = _with_sectors(partners, parts, tables, sectors, found, problems)
    if problems.lost & _FOUNDATIONS:
        problems.raise_faults()
    # A copy of records that were read from another layout is as good as they were.
    if {layout.name for layout in parts.layouts} <= {RECORDS} and not _are_a_copy(parts):
        check_enough(tables["partners"], problems)
    directory = Directory(tables["partners"], lists)
    coded = coded or CodedTables()
    if names.given:
        texts = _named(tables, parts) | coded.texts
        directory.other_names |= decided_spellings(texts, directory, names.decided)
        astray = {*coded.ends, *_ends(tables)} - {""}
        astray = {text for text in astray if directory.find(text) is None}
        directory.other_names |= other_spellings(astray, partners, names, found)
    known = known_waves(tables, given)
    tables["partners"] = settle_parents(tables["partners"], directory, problems)
    tables["succession"] = settle_succession(tables["succession"], directory, problems)
    ties = settle_waves(tables["collaborations"], "collaborations", known, problems)
    held = read_held(coded, directory, known, problems)
    met = sorted({*ties["wave"].unique(), *(held.waves if held else ())} - {""})
    order = in_order(tables["waves"], [*known, *met])
    for name, labels in (("asked", known), ("memberships", known or order)):
        tables[name] = resolve(
            settle_waves(tables[name], name, labels, problems), ["organisation"], directory, name, problems
        )
    columns = asked_from_columns(lists, set(tables["asked"]["wave"]), known, problems)
    tables["asked"] = settle_asked(tables["asked"], columns, problems)
    tables["collaborations"] = settle_ties(ties, directory, problems)
    check_reporters(tables["collaborations"], tables["asked"], directory, problems)
    note_silent(held, tables["asked"], problems)
    _settle_beside(tables, directory, problems)
    note_order(tables["waves"], order, problems)
    said = days_answered_by_wave([(reading.wave, reading.said) for reading in parts.readings], order)
    days = days_of_records(tables["collaborations"], said, tables["waves"], order, problems)
    tables["waves"] = with_days(tables["waves"], days, order)
    order = in_order(tables["waves"], order)
    tables["succession"] = with_kinds(tables["succession"], tables, order, problems)
    note_across_sectors(tables["succession"], tables["partners"], problems)
    check_privacy(tables, problems)
    note_personal(coded, problems)
    parts.account.withdraw(problems.aside, tables)
    tables["blanks"] = _settled_blanks(parts, known, directory, problems)
    aside = {reason: count for reason, count in problems.aside.items() if count}
    return tables, aside, len(found.open_names), held


def _named(tables: dict[str, pd.DataFrame], parts: Parts) -> set[str]:
    """Return every text that may name an organisation, wherever one may stand."""
    texts: set[str] = set()
    for name, columns in ORGANISATIONS.items():
        for column in columns:
            texts.update(tables[name][column].unique())
    for frame in parts.blanks:
        texts.update(frame["source"].unique(), frame["target"].unique())
    return texts - {""}


def _ends(tables: dict[str, pd.DataFrame]) -> set[str]:
    """Return the texts that stand where an organisation should."""
    return {
        text
        for name in TABLES
        for column in TABLES[name].columns
        if column.accepts == "organisation"
        for text in tables[name][column.name].unique()
    }


def _settle_beside(
    tables: dict[str, pd.DataFrame],
    directory: Directory,
    problems: Problems,
) -> None:
    """Settle the tables that no tie rests on: forums, memberships, money, places and the rest."""
    note_forums_among_partners(tables["partners"], problems)
    members = settle_memberships(tables["memberships"], problems)
    tables["forums"], tables["memberships"] = settle_forums(tables["forums"], members, directory, problems)
    # What could not be read may have named any forum.
    forums = None if problems.lost & {"", "forums", "memberships"} else list(tables["forums"]["forum"])
    tables["money"] = settle_money(tables["money"], directory, forums, problems)
    tables["places"] = settle_places(tables["places"], problems)
    tables["programmes"]["arm"] = settle_words(
        tables["programmes"], "arm", ARMS, problems, table="programmes", only=True
    )
    tables["facts"] = with_interval(tables["facts"], "value", "facts", problems)
    for name in ("programmes", "waves", "facts"):
        check_terms(tables[name], name, problems)


def _with_sectors(
    partners: pd.DataFrame,
    parts: Parts,
    tables: dict[str, pd.DataFrame],
    how: SectorChoice,
    found: Identified,
    problems: Problems,
) -> pd.DataFrame:
    """Settle the sectors; work them out where that was asked for, or where a layout has no place for them.

    Organisations of such a layout that no list gives a sector have None in the column ``sector``
    here, before it is read.
    """
    only_memberships = bool(len(tables["memberships"])) and tables["collaborations"].empty
    infer = how.rule == INFER
    required = not (only_memberships or infer)
    frame = read_sectors(partners, problems, how=how, required=required)
    no_place = any(not layout.sectors for layout in parts.layouts)
    open_ones = frame["sector"].isna() & (infer | (partners["sector"].isna() & no_place))
    if not open_ones.any():
        return frame
    registered = [found.sectors.get(partner, "") for partner in frame.loc[open_ones, "id"]]
    return with_inferred(frame, open_ones, registered, problems)


def _settled_blanks(parts: Parts, known: list[str], directory: Directory, problems: Problems) -> pd.DataFrame:
    """Return the questions left empty: waves and organisations as in the other tables."""
    columns = ["wave", "source", "target", "kind"]
    frames = [frame for frame in parts.blanks if len(frame)]
    if not frames:
        return pd.DataFrame(columns=columns, dtype=object)
    frame = settle_waves(pd.concat(frames, ignore_index=True), BLANKS, known, problems)
    frame = resolve(frame, ["source", "target"], directory, BLANKS, problems)
    if frame["answer"].astype(bool).any():
        columns.append("answer")
    return frame[columns].astype(object)


def _joined(name: str, parts: Parts) -> pd.DataFrame:
    """Join the parts of a table; columns that only some parts have are blank in the others."""
    frames = [part.frame for part in parts.tables.get(name, [])]
    if not frames:
        return empty_table(name)
    if len(frames) == 1:
        return frames[0].copy(deep=False)
    return with_blanks(name, pd.concat(frames, ignore_index=True))


def _are_a_copy(parts: Parts) -> bool:
    """Return whether a table of counts says that sysmap has read these records before."""
    return any("answers" in reading.said for reading in parts.readings)


def _note_money_alone(origin: Origin, problems: Problems) -> None:
    """Say how amounts without ties are read as ties."""
    ends = {column: origin.header(column) for column in ("source", "target")}
    columns = {"collaborations": {**ends, "strength": origin.header("amount")}}
    problems.fault(
        origin,
        "amounts of money, and no table of collaborations: nothing says who works with whom",
        table="money",
        advice=Advice(
            f"{origin.file} says who gives money to whom.",
            "Nothing else says who works with whom.",
            f"If each of these is a tie, {problems.call.advised(columns=columns)}",
        ),
    )


def _check_present(parts: Parts, problems: Problems) -> None:
    everything = Origin("the records")
    no_ties = not {"", "collaborations", "memberships"} & {*parts.tables, *problems.lost}
    if no_ties and "money" in parts.tables:
        _note_money_alone(parts.tables["money"][0].origin, problems)
        problems.raise_faults()
    if "partners" not in parts.tables and not problems.lost & {"", "partners"}:
        problems.fault(
            everything, "there is no table of partners: a file or sheet with name and sector is needed"
        )
    for part in parts.tables.get("partners", []):
        if not len(part) and not part.missing:
            problems.fault(
                part.origin,
                "a header, but no rows: one row for each organisation is needed",
                table="partners",
            )
    if no_ties:
        problems.fault(
            everything,
            f"{NO_TIES}: a file or sheet with source and target is needed",
        )
    ties = parts.tables.get("collaborations", [])
    # Where others are told of, or who was asked, that nobody reported a tie may well be so.
    beside = ("memberships", "money", "asked")
    others = [*ties, *(part for name in beside for part in parts.tables.get(name, []))]
    from_files = [part for part in ties if not part.origin.file.startswith("data frame")]
    plain = {layout.name for layout in parts.layouts} <= {RECORDS} and not problems.lost
    if plain and from_files and not any(map(len, [*others, *parts.blanks])) and not _are_a_copy(parts):
        problems.fault(
            from_files[0].origin,
            "a header, but no rows: one row for each report of a tie is needed",
            table="collaborations",
        )
    if not any(len(part) for part in parts.tables.get("partners", [])):
        problems.raise_faults()
