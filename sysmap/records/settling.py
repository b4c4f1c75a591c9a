"""Typed tables to a record set: parts joined, and every table checked against the others."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from sysmap.records.assembling import Parts
from sysmap.records.cleaning import empty_table
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
    aside = Counter({"blank rows": parts.blank_rows})
    tables = {name: _joined(name, parts) for name in TABLES}
    only_memberships = bool(len(tables["memberships"])) and tables["collaborations"].empty
    lists = listed_partners(parts.tables["partners"], problems, aside)
    partners = settle_partners(lists, list(in_order(tables["waves"], given)), problems, aside)
    tables["partners"] = read_sectors(partners, problems, how=sectors, required=not only_memberships)
    if parts.lost & _FOUNDATIONS:
        problems.raise_faults()
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
    return tables, {reason: count for reason, count in aside.items() if count}


def _joined(name: str, parts: Parts) -> pd.DataFrame:
    """Join the parts of a table; own columns that only some parts have are blank in the others."""
    frames = parts.tables.get(name, [])
    if not frames:
        return empty_table(name)
    if len(frames) == 1:
        return frames[0]
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


def summarise(
    tables: dict[str, pd.DataFrame],
    layouts: list[str],
    sources: list[str],
    order: tuple[str, ...],
    set_aside: dict[str, int],
    dropped: list[str],
) -> dict[str, Any]:
    """Say what was read, as the dict that `Records.summary` holds."""
    ties, partners = tables["collaborations"], tables["partners"]
    strengths = ties["strength"].dropna() if len(ties) else pd.Series(dtype=float)
    given = int((partners["sector_source"] == "given").sum())
    return {
        "layout": layouts[0] if len(set(layouts)) == 1 else tuple(layouts),
        "sources": sources,
        "partners": len(partners),
        "collaborations": len(ties),
        "memberships": len(tables["memberships"]),
        "respondents": int(tables["asked"]["answered"].astype(bool).sum()),
        "answers": len(ties),
        "blank": 0,
        "scale": (float(strengths.min()), float(strengths.max())) if len(strengths) else None,
        "waves": order,
        "sectors": {"given": given, "register": 0, "pattern": 0, "unknown": len(partners) - given},
        "dropped": dropped,
        "set_aside": set_aside,
    }
