"""The tables of a sheet: where each stands, its headers, its rows, and what around it is no part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sysmap.records.shapes.totals import is_of_totals
from sysmap.records.sheets.header_rows import header_place, heads_a_matrix, heads_a_table
from sysmap.records.sheets.merged_cells import Area
from sysmap.records.sheets.row_kinds import (
    HEADINGS,
    NOTES,
    REPEATED,
    TITLES,
    headings_inside,
    notes_below,
    repeats,
)
from sysmap.records.sheets.rows import Row, gaps, in_columns
from sysmap.records.sheets.two_header_rows import joined_headers
from sysmap.records.values.cells import clean, is_blank, letters_of

# Another table is looked for below so many blank rows.
_MOST_GAPS = 200
# A title says no more than this many rows above the headers of a table below another.
_TITLE_ROWS = 3


@dataclass
class SheetTable:
    """One table of a sheet.

    Attributes
    ----------
    header
        The row of its headers; of two, the lower one.
    columns
        The positions of its columns, without blank ones.
    names
        The cells of its headers, as they stand.
    rows
        Its rows.
    aside
        The rows around and inside it that are none of it, by what they are.
    header_rows
        How many rows of headers it has.
    part
        Where it stands, if it is one of several tables: the cell in which it begins.
    """

    header: Row
    columns: list[int]
    names: list[Any]
    rows: list[Row]
    aside: dict[str, list[Row]] = field(default_factory=dict)
    header_rows: int = 1
    part: str = ""
    filled_down: list[Area] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns there are from the first of the sheet to its last."""
        return self.columns[-1] + 1 if self.columns else 0

    @property
    def title(self) -> str:
        """The last text of a row of its own above the headers."""
        alone = [row.texts()[0] for row in self.aside.get(TITLES, []) if row.held() == 1]
        return alone[-1] if alone else ""

    @property
    def set_aside(self) -> dict[str, int]:
        """How many filled cells stand in rows that are none of it, by what these are."""
        return {what: sum(row.held() for row in rows) for what, rows in self.aside.items() if rows}

    @property
    def rows_aside(self) -> tuple[int, ...]:
        """The numbers of the rows that are none of it."""
        return tuple(sorted(row.number for rows in self.aside.values() for row in rows))

    def covers(self, area: Area) -> bool:
        """Return whether merged cells reach into the headers or the rows of the table."""
        numbers = {self.header.number, *(row.number for row in self.rows)}
        return bool(
            numbers & set(range(area.top, min(area.bottom, area.top + 10_000) + 1))
            and set(self.columns) & set(range(area.left, area.right + 1))
        )


def blocks_in(rows: Sequence[Row], areas: Iterable[Area] = ()) -> list[SheetTable]:
    """Return the tables of a sheet, from the left to the right and from the top down.

    Parameters
    ----------
    rows
        The rows of the sheet that hold anything, in order.
    areas
        The merged cells of the sheet.
    """
    merged = list(areas)
    found = [
        block for part in _side_by_side(rows) for block in _one_below_another(part, merged) if block.columns
    ]
    if len(found) > 1:
        for block in found:
            block.part = f"{letters_of(block.columns[0] + 1)}{block.header.number}"
    return found


def _side_by_side(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """Part a sheet at blank columns, where a table stands on either side of each."""
    # A title may stand over the gap between two tables, and a row of totals may go on through it.
    told = [row for row in rows[header_place(rows) :] if not is_of_totals(row.texts())] or rows
    used = sorted({place for row in told for place in row.places()})
    runs: list[list[int]] = []
    for place in used:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    if len(runs) < 2:
        return [rows]
    parts = [_without_totals(in_columns(rows, run[0], run[-1] + 1), rows) for run in runs]
    return list(parts) if all(map(_is_a_table, parts)) else [rows]


def _without_totals(rows: Sequence[Row], whole: Sequence[Row]) -> list[Row]:
    """Leave out rows that are the amounts of a row of totals: the word for it stands in another table."""
    totals = {row.number for row in whole if is_of_totals(row.texts())}
    return [row for row in rows if row.number not in totals or is_of_totals(row.texts())]


def _is_a_table(rows: Sequence[Row]) -> bool:
    return heads_a_table(rows, header_place(rows))


def _one_below_another(rows: Sequence[Row], areas: Sequence[Area]) -> list[SheetTable]:
    header = header_place(rows)
    starts = [(0, header)]
    for place in islice(gaps(rows, header + 1), _MOST_GAPS):
        if place <= starts[-1][1]:
            continue
        below = place
        while below < len(rows) - 1 and below < place + _TITLE_ROWS and rows[below].held() == 1:
            below += 1
        again = _says_again(rows[header], rows[below]) and not heads_a_matrix(rows, below)
        if heads_a_table(rows, below) and not again:
            starts.append((place, below))
    ends = [start for start, _ in starts[1:]] + [len(rows)]
    return [
        _block(rows[start:end], head - start, areas) for (start, head), end in zip(starts, ends, strict=True)
    ]


def _says_again(header: Row, row: Row) -> bool:
    return repeats(header.texts(), row)


def _block(rows: Sequence[Row], place: int, areas: Sequence[Area]) -> SheetTable:
    """Make a table of rows, one of which holds its headers."""
    header, names, above = joined_headers(rows, place, areas)
    at = next(index for index, row in enumerate(rows) if row is header)
    body = [*rows[at + 1 :]]
    aside = {TITLES: list(above)}
    headers = [clean(name)[0] for name in names]
    again = [row for row in body if repeats(headers, row)]
    if again:
        aside[REPEATED] = again
        body = [row for row in body if row not in again]
    width = _width(header, names, body)
    used = {index for index, name in enumerate(names) if not is_blank(name)}
    used |= {index for row in body for index in row.places() if index < width}
    columns = sorted(used)
    if len(columns) > 1:
        body = _without_others(body, columns[0], areas, aside)
    block = SheetTable(
        header,
        columns,
        [names[index] if index < len(names) else "" for index in columns],
        body,
        {what: found for what, found in aside.items() if found},
        header_rows=at - len(above) + 1,
    )
    _fill_down(block, areas)
    return block


def _without_others(
    body: list[Row], first: int, areas: Sequence[Area], aside: dict[str, list[Row]]
) -> list[Row]:
    """Take notes below a table and headings inside it from its rows."""
    stop = notes_below(body, first)
    aside[NOTES], body = body[stop:], body[:stop]
    wide = {area.top for area in areas if area.is_wide and area.left == first}
    numbers = headings_inside(body, first, wide)
    aside[HEADINGS] = [row for row in body if row.number in numbers]
    return [row for row in body if row.number not in numbers]


def _width(header: Row, names: Sequence[Any], body: Iterable[Row]) -> int:
    """Count the columns up to the last that is not blank from the header to the end."""
    width = len(names)
    for row in body:
        places = row.places()
        if places and places[-1] < header.length:
            width = max(width, places[-1] + 1)
    return width


def _fill_down(block: SheetTable, areas: Sequence[Area]) -> None:
    """Fill a first column that is merged down: each of its rows says what stands in the first of them."""
    if not block.columns:
        return
    first = block.columns[0]
    by_number = {row.number: place for place, row in enumerate(block.rows)}
    for area in areas:
        if not area.is_tall or area.left != first or area.top not in by_number:
            continue
        cell = block.rows[by_number[area.top]].cells[first]
        below = [by_number[number] for number in range(area.top + 1, area.bottom + 1) if number in by_number]
        if is_blank(cell) or any(first in block.rows[place].places() for place in below):
            continue
        for place in below:
            row = block.rows[place]
            cells = [*row.cells]
            cells[first] = cell
            block.rows[place] = Row(row.number, cells, row.length)
        block.filled_down.append(area)
