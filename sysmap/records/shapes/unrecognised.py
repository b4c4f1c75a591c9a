"""What to say of a raw table that no layout reads: what was found, what it resembles, and a line to copy."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from sysmap.errors import choice, listed
from sysmap.records.columns.seeming import Seeming, seeming
from sysmap.records.containers.csv_files import note_titles
from sysmap.records.problems import Advice, Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import table_of
from sysmap.records.shapes.declaring import Arrived, Layout, layouts
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.tables.declared import TABLES, header_row
from sysmap.records.tables.typed import headers
from sysmap.records.values.cells import clean, is_blank
from sysmap.vocabulary import fold_header

_FIRST_ROWS = 10


def note_no_fit(raw: RawTable, tables: Arrived) -> None:
    """Note the fault of a raw table that no layout reads, with what it seems to be and the line to write."""
    problems, origin = tables.problems, raw.origin
    problems.take(origin)
    problems.lost.add("")
    below = row_of_headers(raw)
    if below is not None:
        note_titles(below, problems.at(origin))
        return
    problems.fault(
        origin,
        f"no table of records was found: the columns are {headers(raw)}",
        row=1 if seeming_of(raw, tables).first_row else "",
        advice=advice(raw, tables),
    )


def seeming_of(raw: RawTable, tables: Arrived) -> Seeming:
    """Return what a raw table seems to be, beside the lists of partners given with it."""
    roster = roster_beside(tables, [name for name, table in tables.items() if table is raw])
    return seeming(raw, (lambda text: roster.find(text) is not None) if roster.has_list else None)


def advice_on_columns(raw: RawTable, missing: Set[str], tables: Arrived) -> Advice | None:
    """Return the way out of a table that lacks columns that it needs; None where none can be told."""
    if raw.origin.made:
        return None
    found = seeming_of(raw, tables)
    if found.first_row or missing <= set(found.columns):
        return advice(raw, tables)
    if found.holds_ties and not any(table_of(*item) == "collaborations" for item in tables.items()):
        return advice(raw, tables)
    if missing == {"sector"} and sum(table_of(*item) == "partners" for item in tables.items()) < 2:
        return Advice(write=f"If no sectors are known, {tables.problems.call.advised(sectors='infer')}")
    return None


def advice(raw: RawTable, tables: Arrived) -> Advice:
    """Return the way out of a raw table that no layout reads."""
    found, call = seeming_of(raw, tables), tables.problems.call
    what = raw.origin.file + (f", sheet {raw.origin.sheet}" if raw.origin.sheet else "")
    if found.first_row:
        row = _separator(raw, tables).join(found.first_row)
        return Advice(
            f"{what} seems to be {found.what}.",
            f"{found.missing[0].upper()}{found.missing[1:]}.",
            f"Write this row above it, and read it again: {row}",
        )
    if found.layout:
        return Advice(
            f"{what} seems to be {found.what}.",
            f"{found.missing[0].upper()}{found.missing[1:]}.",
            f"If it is so, {call.advised(layout=found.layout)}",
        )
    if found.columns:
        named = _with_those_of_others(raw, found, tables)
        return Advice(
            f"{what} seems to be {found.what}.",
            f"{found.missing[0].upper()}{found.missing[1:]}.",
            f"If it is so, {call.advised(columns=named, **_inferring(named, tables))}",
        )
    line = call.advised(columns={"source": "...", "target": "..."})
    return Advice(
        "",
        f"Partners need name and sector, collaborations need source and target; {_nearest(raw)}.",
        f"If two columns hold the two ends of a tie, {line}",
    )


def _inferring(named: Mapping[str, Any], tables: Arrived) -> dict[str, str]:
    """Return the option that works out sectors, where some cells of the column of sectors are blank."""
    said = named.get("partners", named)
    header = said.get("sector") if isinstance(said, Mapping) else None
    for name, raw in tables.items():
        columns = {str(each): clean(each)[0] for each in raw.columns}
        own = TABLES["partners"].columns_of(columns) if table_of(name, raw) == "partners" else {}
        for each, title in columns.items():
            if (title == header or own.get(each) == "sector") and raw[each].map(is_blank).any():
                return {"sectors": "infer"}
    return {}


def _with_those_of_others(raw: RawTable, found: Seeming, tables: Arrived) -> dict[str, Any]:
    """Return the columns to name: those of this table, and of any other that waits for the same line."""
    own = {column: clean(header)[0] for column, header in found.columns.items()}
    nested = {_table_meant(found): own}
    for name, other in tables.items():
        table = table_of(name, other)
        known = set(TABLES[table].columns_of(map(str, other.columns)).values()) if table else set()
        if other is raw or (table and set(TABLES[table].required) <= known):
            continue
        seems = seeming_of(other, tables)
        meant = _table_meant(seems)
        if meant and meant not in nested:
            nested[meant] = {column: clean(header)[0] for column, header in seems.columns.items()}
    return own if len(nested) == 1 or "" in nested else nested


def _table_meant(found: Seeming) -> str:
    """Return the table whose columns something seems to have; empty for a survey, and where nothing tells."""
    marks = {"source": "collaborations", "forum": "memberships", "name": "partners"}
    return next((table for mark, table in marks.items() if mark in found.columns), "")


def _separator(raw: RawTable, tables: Arrived) -> str:
    """Return what stands between the columns of a file, for a row that is to be written into it."""
    if raw.origin.file.casefold().endswith(".tsv"):
        return "\t"
    said = [problem.message for problem in tables.problems.warnings if problem.file == raw.origin.file]
    marks = {";": "separated by a semicolon", "|": "separated by a vertical bar"}
    return next((mark for mark, words in marks.items() if any(words in message for message in said)), ",")


def note_not_taken(raw: RawTable, problems: Problems) -> None:
    """Say of a raw table that it was not read, or that its headers stand further down."""
    origin = raw.origin
    below = row_of_headers(raw)
    if below is not None:
        note_titles(below, problems.at(origin))
        problems.lost.add("")
        return
    what = "this sheet" if origin.sheet else "this file" if "." in origin.file else "this table"
    problems.warning(origin, f"{what} is none of the tables known and was not read: {headers(raw)}")


def note_not_of_layout(layout: Layout, raw: RawTable, problems: Problems) -> None:
    """Note that a raw table is not of the layout that the user chose."""
    origin = raw.origin
    problems.take(origin)
    problems.lost.add("")
    needs = f", which has {listed(layout.needs)}" if layout.needs else ""
    problems.fault(
        origin,
        f"not in the layout {layout.name}{needs} ({layout.summary.rstrip('.')}); the columns are "
        f"{headers(raw)}: leave {choice('layout')} out, or choose another of {listed(layouts)}",
    )


def note_columns_missing(
    tables: Mapping[str, RawTable], columns: Mapping[str, str], problems: Problems, table: str = ""
) -> None:
    """Note that no raw table has the columns that the user named, of one table where it is told."""
    of_table = f" for {table}" if table else ""
    for raw in tables.values():
        origin = raw.origin
        problems.take(origin)
        found = {fold_header(str(header)) for header in raw.columns}
        lacking = [shown(header) for header in columns.values() if fold_header(header) not in found]
        names = f"{choice('columns')} names {listed(map(repr, lacking or columns.values()))}{of_table}"
        if raw.table and not lacking:
            said = f"{names}, but this is read as {raw.table}: give the table of {table} that has it"
        else:
            said = f"{names}, not to be found here; there are {headers(raw)}"
        problems.fault(origin, said, row=1)


def row_of_headers(raw: RawTable) -> int | None:
    """Return the row below the first that holds the headers of a table; None where none does."""
    start = raw.frame.head(_FIRST_ROWS)
    return header_row(zip(start.index, start.to_numpy(), strict=True))


def _nearest(raw: RawTable) -> str:
    """Name the layout that most of the headers speak for, and the headers that it lacks."""
    found = {fold_header(str(header)) for header in raw.columns}
    best: tuple[float, str, list[str]] = (0.0, "records", list(layouts["records"].needs))
    for layout in layouts.values():
        lacking = [need for need in layout.needs if not _has(found, need)]
        share = 1 - len(lacking) / len(layout.needs) if layout.needs else 0.0
        if share > best[0] and lacking:
            best = (share, layout.name, lacking)
    return f"the nearest layout is {best[1]}, but there is no {listed(best[2])}"


def _has(found: Set[str], need: str) -> bool:
    if need.endswith("]"):
        return any(header.endswith("]") for header in found)
    return fold_header(need) in found
