"""Raw tables to typed tables: the layout that fits applied to each group of them, every cell read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath

import pandas as pd

from sysmap.errors import listed
from sysmap.records.cleaning import clean_table, headers
from sysmap.records.containers import RawGroups
from sysmap.records.csv_files import note_titles
from sysmap.records.layouts.declaring import Layout, fitting
from sysmap.records.privacy import personal_columns
from sysmap.records.problems import Origin, Problems
from sysmap.records.tables import TABLES, header_row, table_called

# What may be missing in a table of partners without that what rests on it is in doubt.
_HARMLESS = {"sector"}
_FIRST_ROWS = 10


@dataclass
class Parts:
    """The typed parts of each table, as sources and sheets gave them.

    ``lost`` names the tables of which something could not be read (``""``: of a table unknown),
    so that nothing is said to be missing that only could not be read. ``dropped`` names the
    columns that hold personal data and were not read.
    """

    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    layouts: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    blank_rows: int = 0
    dropped: list[str] = field(default_factory=list)


def typed_parts(
    groups: RawGroups, layout: str | None, scale: Mapping[str, float] | None, problems: Problems
) -> Parts:
    """Read the raw tables of each group by the layout that fits."""
    parts = Parts()
    for fault in problems.faults:
        # A file that could not be opened at all.
        parts.lost.add(table_called(fault.sheet) or table_called(PurePath(fault.file).stem) or "")
    for raw in filter(None, groups.values()):
        fit = fitting(raw, layout)
        if fit is None:
            for table in raw.values():
                _note_no_fit(table, parts, problems)
            continue
        parts.layouts.append(fit.name)
        _read_by(fit, raw, scale, parts, problems)
    return parts


def _read_by(
    fit: Layout,
    raw: Mapping[str, pd.DataFrame],
    scale: Mapping[str, float] | None,
    parts: Parts,
    problems: Problems,
) -> None:
    """Apply a layout; note two sheets for one table, and the raw tables that it did not take."""
    read = {name: part if isinstance(part, list) else [part] for name, part in fit.read(raw).items()}
    taken = {table.attrs["origin"].place for table in chain.from_iterable(read.values())}
    for table in raw.values():
        if table.attrs["origin"].place not in taken:
            _note_not_taken(table, parts, problems)
    only_forums = "memberships" in read and not any(len(part) for part in read.get("collaborations", []))
    for name, tables in read.items():
        _note_two_sheets(name, tables, problems)
        for table in tables:
            optional = ["sector"] if name == "partners" and only_forums else []
            # A table that came in the file of a wave need not say so in every row.
            optional += ["wave"] if name == "asked" and table.attrs["origin"].wave else []
            _read_table(name, table, tuple(optional), scale, parts, problems)


def _read_table(
    name: str,
    raw: pd.DataFrame,
    optional: tuple[str, ...],
    scale: Mapping[str, float] | None,
    parts: Parts,
    problems: Problems,
) -> None:
    origin = raw.attrs["origin"]
    if problems.take(origin):
        parts.lost.add(name)
    personal = personal_columns(raw.columns)
    parts.dropped += [header for header in personal if header not in parts.dropped]
    raw = raw.drop(columns=personal) if personal else raw
    needed = set(TABLES[name].required) - set(optional)
    below = None if needed <= set(TABLES[name].columns_of(map(str, raw.columns)).values()) else _below(raw)
    if below is not None:
        note_titles(below, origin, problems, name)
        parts.lost.add(name)
        return
    parts.blank_rows += raw.attrs.get("blank_rows", 0)
    typed = clean_table(name, raw, problems, scale=scale, optional=optional)
    if set(typed.attrs["missing"]) - _HARMLESS:
        parts.lost.add(name)
    parts.tables.setdefault(name, []).append(typed)


def _note_two_sheets(name: str, tables: list[pd.DataFrame], problems: Problems) -> None:
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


def _note_not_taken(raw: pd.DataFrame, parts: Parts, problems: Problems) -> None:
    """Say of a raw table that it was not read, or that its headers stand further down."""
    origin = raw.attrs["origin"]
    below = _below(raw)
    if below is not None:
        note_titles(below, origin, problems)
        parts.lost.add("")
        return
    what = "this sheet" if origin.sheet else "this file" if "." in origin.file else "this table"
    problems.warning(origin, f"{what} is none of the tables known and was not read: {headers(raw)}")


def _note_no_fit(raw: pd.DataFrame, parts: Parts, problems: Problems) -> None:
    """Say what was found where nothing fits, and which row seems to hold the headers if not the first."""
    origin = raw.attrs["origin"]
    problems.take(origin)
    parts.lost.add("")
    below = _below(raw)
    if below is not None:
        note_titles(below, origin, problems)
        return
    problems.fault(
        origin,
        f"no table of records was found: the columns are {headers(raw)}; partners "
        "need name and sector, collaborations need source and target",
    )


def _below(raw: pd.DataFrame) -> int | None:
    """Give the row below the first that holds the headers of a table; None where none does."""
    start = raw.head(_FIRST_ROWS)
    return header_row(zip(start.index, start.to_numpy(), strict=True))
