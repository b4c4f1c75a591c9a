"""From opened sources to tables that fit one another: layouts applied, parts joined, all of it checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.errors import listed
from sysmap.records.cleaning import clean_table, empty_table
from sysmap.records.containers import merge_tables, open_source
from sysmap.records.layouts.declaring import Layout, fitting
from sysmap.records.partners import settle_partners
from sysmap.records.problems import Origin, Problems
from sysmap.records.sectors import read_sectors
from sysmap.records.tables import TABLES
from sysmap.records.ties import Directory, check_reporters, resolve, settle_ties
from sysmap.records.waves import asked_from_columns, known_waves, settle_asked, settle_waves

RawGroups = dict[str, dict[str, pd.DataFrame]]
Parts = dict[str, list[pd.DataFrame]]


def open_all(sources: tuple[Any, ...], frames: Mapping[str, pd.DataFrame], problems: Problems) -> RawGroups:
    """Open every source; raw tables by the wave that their file belongs to (``""`` for none)."""
    groups: RawGroups = {}
    for source in sources:
        for wave, one in source.items() if isinstance(source, Mapping) else [("", source)]:
            merge_tables(groups.setdefault(str(wave), {}), open_source(one, problems, wave=str(wave)))
    for name, frame in frames.items():
        merge_tables(groups.setdefault("", {}), open_source(frame, problems, name=name))
    return groups


def typed_parts(
    groups: RawGroups, layout: str | None, scale: Mapping[str, float] | None, problems: Problems
) -> tuple[Parts, list[str]]:
    """Read the raw tables of each group by the layout that fits.

    Returns
    -------
    tuple
        The typed parts of each table of a record set, and the names of the layouts used.
    """
    parts: Parts = {}
    chosen: list[str] = []
    for raw in filter(None, groups.values()):
        fit = fitting(raw, layout)
        if fit is None:
            _note_no_fit(raw, problems)
            continue
        chosen.append(fit.name)
        for name, typed in _read_by(fit, raw, scale, problems).items():
            parts.setdefault(name, []).extend(typed)
    return parts, chosen


def _read_by(
    fit: Layout, raw: Mapping[str, pd.DataFrame], scale: Mapping[str, float] | None, problems: Problems
) -> Parts:
    """Apply a layout; note two sheets for one table, and the raw tables that it did not take."""
    read = {name: part if isinstance(part, list) else [part] for name, part in fit.read(raw).items()}
    only_forums = "memberships" in read and not any(len(part) for part in read.get("collaborations", []))
    optional = {"partners": ("sector",)} if only_forums else {}
    for name, tables in read.items():
        sheets: dict[str, list[str]] = {}
        for table in tables:
            sheets.setdefault(table.attrs["origin"].file, []).append(repr(table.attrs["origin"].sheet))
        for file, titles in sheets.items():
            if len(titles) > 1:
                problems.fault(
                    Origin(file),
                    f"the sheets {listed(titles)} would be one table, {name}: keep one, or "
                    "name the other differently",
                    table=name,
                )
    taken = [table.attrs["origin"] for tables in read.values() for table in tables]
    for name, table in raw.items():
        if table.attrs["origin"] not in taken:
            problems.warning(table.attrs["origin"], f"{name} is none of the tables known and was not read")
    return {
        name: [
            clean_table(name, table, problems, scale=scale, optional=optional.get(name, ()))
            for table in tables
        ]
        for name, tables in read.items()
    }


def _note_no_fit(raw: Mapping[str, pd.DataFrame], problems: Problems) -> None:
    """Say what was found where nothing fits, and which row seems to hold the headers if not the first."""
    for table in raw.values():
        origin = table.attrs["origin"]
        for row, cells in table.head(10).iterrows():
            if fitting({"": pd.DataFrame(columns=[str(cell) for cell in cells if str(cell).strip()])}):
                problems.fault(
                    origin, f"the headers seem to stand in row {row}: remove the rows above", row=row
                )
                break
        else:
            problems.fault(
                origin,
                f"no table of records was found: the columns are {listed(table.columns)}; partners "
                "need name and sector, collaborations need source and target",
            )


def settled(
    parts: Parts, waves: list[str], sectors: str, problems: Problems
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """Join the parts of each table and check them against one another.

    Returns
    -------
    tuple
        The tables, and the number of rows set aside for each reason.

    Raises
    ------
    RecordsError
        If a table that everything rests on is missing or without rows.
    """
    _check_present(parts, problems)
    tables = {
        name: pd.concat(parts[name], ignore_index=True) if name in parts else empty_table(name)
        for name in TABLES
    }
    only_memberships = bool(len(tables["memberships"])) and tables["collaborations"].empty
    partners = settle_partners(parts["partners"], problems)
    tables["partners"] = read_sectors(partners, problems, how=sectors, required=not only_memberships)
    directory = Directory(tables["partners"])
    known = known_waves(tables, waves)
    for name in ("asked", "memberships"):
        tables[name] = resolve(
            settle_waves(tables[name], name, known, problems), ["organisation"], directory, name, problems
        )
    if tables["asked"].empty:
        tables["asked"] = asked_from_columns(tables["partners"], problems)
    tables["asked"] = settle_asked(tables["asked"], problems)
    ties = settle_waves(tables["collaborations"], "collaborations", known, problems)
    tables["collaborations"], set_aside = settle_ties(ties, directory, problems)
    check_reporters(tables["collaborations"], tables["asked"], directory, problems)
    return tables, set_aside


def _check_present(parts: Parts, problems: Problems) -> None:
    everything = Origin("the records")
    if "partners" not in parts:
        problems.fault(
            everything, "there is no table of partners: a file or sheet with name and sector is needed"
        )
    for part in parts.get("partners", []):
        if part.empty:
            problems.fault(
                part.attrs["origin"],
                "a header, but no rows: one row for each organisation is needed",
                table="partners",
            )
    if "collaborations" not in parts and "memberships" not in parts:
        problems.fault(
            everything,
            "there is no table of collaborations: a file or sheet with source and target is "
            "needed (a header alone says that there are no ties)",
        )
    problems.raise_faults()


def summarise(
    tables: Mapping[str, pd.DataFrame],
    chosen: list[str],
    sources: list[str],
    order: tuple[str, ...],
    set_aside: dict[str, int],
) -> dict[str, Any]:
    ties, partners = tables["collaborations"], tables["partners"]
    strengths = ties["strength"].dropna() if len(ties) else pd.Series(dtype=float)
    given = int((partners["sector_source"] == "given").sum())
    return {
        "layout": chosen[0] if len(set(chosen)) == 1 else tuple(chosen),
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
        "dropped": [],
        "set_aside": set_aside,
    }
