"""Several organisations in one cell of a list of ties or members: a row for each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pandas as pd

from sysmap.errors import listed
from sysmap.records.columns.kinds import Kind, kind_of
from sysmap.records.problems import Problems, row_list, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.declaring import RawTables
from sysmap.records.shapes.names_in_cells import is_one_name, names_in
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.tables.declared import TABLES
from sysmap.records.tables.typed import matched_headers
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

_SURE = re.compile(r"[;\n\r|•]")
_ENDS = {"collaborations": ("source", "target"), "memberships": ("organisation",)}


def with_lists_parted(tables: RawTables, problems: Problems) -> dict[str, RawTable]:
    """Return raw tables in which no cell of an end of ties, or of a member, names several organisations.

    Parameters
    ----------
    tables
        The raw tables of one wave, by name.
    problems
        Where it is said, and where names that cannot be told apart are noted.
    """
    parted = {}
    for name, raw in tables.items():
        table = raw.table or ("" if raw.form else table_of(name, raw))
        parted[name] = raw
        for column in _ENDS.get(table or "", ()):
            header = next(
                (each for each, meant in matched_headers(raw, TABLES[str(table)]).items() if meant == column),
                None,
            )
            if header is not None and _may_list(raw, header):
                known = _known_in(parted[name], header, tables, name)
                parted[name] = _parted(parted[name], header, str(table), known, problems)
    return parted


def _may_list(raw: RawTable, header: str) -> bool:
    """Return whether the cells of a column hold several organisations."""
    return kind_of(header, raw[header]).kind == Kind.LISTS


def _known_in(raw: RawTable, header: str, tables: RawTables, name: str) -> Callable[[str], bool]:
    """Return what tells a name: that of a list of partners, or what stands alone in a cell of the table."""
    roster = roster_beside(tables, [name])
    others = [raw[each] for each in raw.columns if each != header]
    alone = {fold(clean(cell)[0]) for cells in others for cell in cells.unique()} - {""}
    alone |= {fold(text) for cell in raw[header].unique() if is_one_name(text := clean(cell)[0])}

    @cache
    def known(text: str) -> bool:
        return fold(text) in alone or roster.find(text) is not None

    return known


def _parted(
    raw: RawTable, header: str, table: str, known: Callable[[str], bool], problems: Problems
) -> RawTable:
    lists: list[list[object]] = []
    several = []
    for row, cell in raw[header].items():
        found = names_in(cell, known)
        names: list[object] = [*found.names]
        unsure = len(found.doubtful) == len(names) and not _SURE.search(str(cell))
        if len(names) < 2 or unsure:
            # A comma alone, and nothing that is known or looks like an organisation, may stand in a name.
            lists.append([cell])
            continue
        if found.doubtful:
            said = listed([repr(shown(each)) for each in found.doubtful], 10)
            problems.fault(
                raw.origin,
                f"where one name ends and the next begins cannot be told: {said}; give a list of partners "
                "that has these names, or put a semicolon between them",
                table=table,
                row=row,
                column=header,
            )
        several.append(row)
        lists.append(names)
    if not several:
        return raw
    frame = raw.frame.assign(**{header: pd.Series(lists, index=raw.index, dtype=object)}).explode(header)
    problems.warning(
        raw.origin,
        f"several organisations in a cell of {shown(clean(header)[0])}: each is read as a row of its own",
        table=table,
        row=row_list(several),
    )
    return raw.holding(frame.astype(object))
