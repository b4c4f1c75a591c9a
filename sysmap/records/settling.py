"""Typed tables to a record set: parts joined, and every table checked against the others."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from sysmap.records.assembling import RECORDS, Parts
from sysmap.records.cleaning import empty_table
from sysmap.records.layouts.declaring import BLANKS
from sysmap.records.partners import check_enough, listed_partners, settle_partners
from sysmap.records.privacy import check_privacy
from sysmap.records.problems import Origin, Problems
from sysmap.records.sectors import read_sectors
from sysmap.records.tables import TABLES
from sysmap.records.ties import Directory, check_reporters, resolve, settle_ties
from sysmap.records.waves import asked_from_columns, in_order, known_waves, settle_asked, settle_waves

# What ties are checked against: where part of it could not be read, the check would accuse wrongly.
_FOUNDATIONS = {"", "partners", "asked", "waves"}


def settled(
    parts: Parts, given: list[str], sectors: str, problems: Problems
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Join the parts of each table and check them against one another.

    Parameters
    ----------
    parts
        The typed tables as sources gave them.
    given
        The waves that sources were given for.
    sectors
        How sector labels are read.
    problems
        Where faults and warnings are noted.

    Returns
    -------
    tuple
        The tables, and the number of rows set aside for each reason.

    Raises
    ------
    RecordsError
        If a table that everything rests on is missing, without rows, or could not be read.
    """
    _check_present(parts, problems)
    aside = Counter(parts.set_aside)
    for reading in parts.readings:
        aside.update(reading.said.get("set_aside", {}))
    tables = {name: _joined(name, parts) for name in TABLES}
    lists = listed_partners(parts.tables["partners"], problems, aside)
    partners = settle_partners(lists, list(in_order(tables["waves"], given)), problems, aside)
    tables["partners"] = _with_sectors(partners, tables, sectors, problems)
    if parts.lost & _FOUNDATIONS:
        problems.raise_faults()
    if {layout.name for layout in parts.layouts} <= {RECORDS}:
        check_enough(tables["partners"], problems)
    directory = Directory(tables["partners"], lists)
    known = known_waves(tables, given)
    for name in ("asked", "memberships"):
        tables[name] = resolve(
            settle_waves(tables[name], name, known, problems), ["organisation"], directory, name, problems
        )
    columns = asked_from_columns(lists, set(tables["asked"]["wave"]), known, problems)
    tables["asked"] = settle_asked(tables["asked"], columns, problems, aside)
    ties = settle_waves(tables["collaborations"], "collaborations", known, problems)
    tables["collaborations"] = settle_ties(ties, directory, problems, aside)
    check_reporters(tables["collaborations"], tables["asked"], directory, problems)
    check_privacy(tables, problems)
    tables["blanks"] = _settled_blanks(parts, known, directory, problems)
    return tables, {reason: count for reason, count in aside.items() if count}


def _with_sectors(
    partners: pd.DataFrame, tables: dict[str, pd.DataFrame], how: str, problems: Problems
) -> pd.DataFrame:
    """Settle the sectors. Where a layout has no place for them, they are unknown, and no fault.

    Organisations of such a layout that no list gives a sector have None in the column
    ``sector`` here, before it is read: what can be told of them otherwise belongs here.
    """
    only_memberships = bool(len(tables["memberships"])) and tables["collaborations"].empty
    return read_sectors(partners, problems, how=how, required=not only_memberships)


def _settled_blanks(parts: Parts, known: list[str], directory: Directory, problems: Problems) -> pd.DataFrame:
    """Give the questions left empty: waves and organisations as in the other tables."""
    columns = ["wave", "source", "target", "kind"]
    frames = [frame for frame in parts.blanks if len(frame)]
    if not frames:
        return pd.DataFrame(columns=columns, dtype=object)
    frame = settle_waves(pd.concat(frames, ignore_index=True), BLANKS, known, problems)
    frame = resolve(frame, ["source", "target"], directory, BLANKS, problems)
    return frame[columns].astype(object)


def _joined(name: str, parts: Parts) -> pd.DataFrame:
    """Join the parts of a table; own columns that only some parts have are blank in the others."""
    frames = parts.tables.get(name, [])
    if not frames:
        return empty_table(name)
    if len(frames) == 1:
        return frames[0].copy(deep=False)
    joined = pd.concat(frames, ignore_index=True)
    own = [column for column in joined.columns if column not in [*TABLES[name].names, "row", "origin"]]
    return joined.fillna(dict.fromkeys(own, "")) if own else joined


def _check_present(parts: Parts, problems: Problems) -> None:
    everything = Origin("the records")
    if "partners" not in parts.tables and not parts.lost & {"", "partners"}:
        problems.fault(
            everything, "there is no table of partners: a file or sheet with name and sector is needed"
        )
    for part in parts.tables.get("partners", []):
        if part.empty and not part.attrs["missing"]:
            problems.fault(
                part.attrs["origin"],
                "a header, but no rows: one row for each organisation is needed",
                table="partners",
            )
    if not {"collaborations", "memberships"} & (set(parts.tables) | parts.lost) and "" not in parts.lost:
        problems.fault(
            everything,
            "there is no table of collaborations: a file or sheet with source and target is "
            "needed (a header alone says that there are no ties)",
        )
    if not any(len(part) for part in parts.tables.get("partners", [])):
        problems.raise_faults()
