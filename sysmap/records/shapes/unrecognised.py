"""What to say of a raw table that no layout reads: what was found, what it resembles, and a line to copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sysmap.errors import choice, either, listed
from sysmap.records.containers.csv_files import note_titles
from sysmap.records.problems import Problems, shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.declaring import Layout, layouts
from sysmap.records.tables.declared import header_row
from sysmap.records.tables.typed import headers
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold_header

_FIRST_ROWS = 10
_SAMPLE = 200


def note_no_fit(raw: RawTable, problems: Problems) -> None:
    """Note the fault of a raw table that no layout reads, or the row that seems to hold its headers."""
    origin = raw.origin
    problems.take(origin)
    problems.lost.add("")
    below = row_of_headers(raw)
    if below is not None:
        note_titles(below, problems.at(origin))
        return
    problems.fault(
        origin,
        f"no table of records was found: the columns are {headers(raw)}; partners need name and sector, "
        f"collaborations need source and target; {_nearest(raw)}; or say what the columns are: {_line(raw)}",
    )


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


def _has(found: AbstractSet[str], need: str) -> bool:
    if need.endswith("]"):
        return any(header.endswith("]") for header in found)
    return fold_header(need) in found


def _line(raw: RawTable) -> str:
    """Write the call that reads a table whose first columns of texts are two organisations and a kind."""
    texts: list[str] = []
    numbers: list[str] = []
    for header in map(str, raw.columns):
        cells = {clean(cell)[0] for cell in raw[header].head(_SAMPLE)} - BLANK_LIKE
        if header.strip():
            (numbers if cells and all(is_number(cell) for cell in cells) else texts).append(header)
    named = dict(zip(("source", "target", "kind"), texts, strict=False))
    if len(named) < 2:
        named = {"source": "...", "target": "..."}
    elif numbers:
        named["strength"] = numbers[0]
    columns = choice("columns", {column: shown(header) for column, header in named.items()})
    file = json.dumps(shown(raw.origin.file), ensure_ascii=False)
    return either(f"read_records({file}, {columns})", f"sysmap check {file} {columns}")
