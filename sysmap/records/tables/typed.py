"""Raw tables to typed tables: columns matched, every cell read, nothing lost silently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from sysmap.errors import listed
from sysmap.records.personal.contents import content_says
from sysmap.records.problems import Advice, Origin, Problems, Reading, shown
from sysmap.records.raw import RawTable
from sysmap.records.tables.ambiguous_headers import with_meanings
from sysmap.records.tables.declared import RESPONDED, TABLES, Column, Table
from sysmap.records.values.cells import clean, is_blank
from sysmap.records.values.distinct import is_true
from sysmap.records.values.reading_cells import read_column
from sysmap.records.values.scales import find_scale
from sysmap.text import with_article
from sysmap.vocabulary import fold_header

_OWN = Column("")
# What reading adds to a table, in the columns after its own.
ADDED = ("row", "origin", "file", "sector_key", "family", "sector_source", "name_as_written", "waves_listed")
# Of these, what a saved copy holds, and reading honours: whether a sector was given or worked out.
KEPT = ("sector_source",)
_ONE_LINERS = ("name", "id")


@dataclass(frozen=True, eq=False)
class TypedTable:
    """A table of a record set as one source gave it, every cell read.

    Attributes
    ----------
    frame
        All columns of the table (and own columns, where the table keeps them), then ``row`` and
        ``origin``. Texts that are missing are empty, numbers ``nan``, dates and truths ``None``.
    origin
        Where it stands, with the header of each column.
    missing
        The required columns that were not there.
    read
        The headers of the columns that were read.
    """

    frame: pd.DataFrame
    origin: Origin
    missing: tuple[str, ...] = ()
    read: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)


def clean_table(
    name: str,
    raw: RawTable,
    problems: Problems,
    *,
    scale: Mapping[str, float | None] | None = None,
    optional: tuple[str, ...] = (),
    advice: Advice | None = None,
) -> TypedTable:
    """Read a raw table as the table `name` of a record set.

    Parameters
    ----------
    name
        The table.
    raw
        Its cells as they arrived.
    problems
        Where faults and warnings are noted.
    scale
        What the words of the column strength stand for; None looks among the known scales.
    optional
        Required columns that may be missing this once.
    advice
        What to write where required columns are missing.
    """
    table = TABLES[name]
    raw, matched = with_meanings(name, raw, matched_headers(raw, table), problems)
    origin = _with_headers(raw.origin, matched)
    here = problems.at(origin, name)
    _note_headers(raw, table, matched, here)
    missing = [
        column for column in table.required if column not in matched.values() and column not in optional
    ]
    if missing:
        here.fault(f"no column {listed(missing)}; there are: {headers(raw)}", row=1, advice=advice)
    typed: dict[str, pd.Series] = {}
    for header, column in matched.items():
        accepts = table[column]
        words = find_scale(raw[header], scale, here) if accepts.accepts == "strength" else None
        if accepts.accepts in ("organisation", "sector") or column in _ONE_LINERS:
            _note_swallowed(raw[header], len(raw.columns), accepts, here)
        typed[column] = read_column(raw[header], accepts, here, words)
        # Records of one time only have one wave, and it needs no name.
        nameless = column == "wave" and (typed[column] == "").all()
        if accepts.required and column not in optional and column != "sector" and not nameless:
            _note_blanks(typed[column], accepts, here)
    empty, nothing, place = (
        pd.Series(np.full(len(raw), cell, dtype=object), index=raw.index, dtype=object, copy=False)
        for cell in ("", None, origin)
    )
    texts = ("text", "organisation", "sector")
    for wanted in table.columns:
        if wanted.name not in typed:
            # A sector that no row can have is one fault, or none, not one for every row.
            absent = wanted.accepts == "sector"
            typed[wanted.name] = empty if wanted.accepts in texts and not absent else nothing
    read = list(matched)
    if table.own_columns:
        own = _own_columns(raw, matched, typed, here)
        typed |= {title: cells for title, (_, cells) in own.items()}
        read += [header for header, _ in own.values()]
    others = [column for column in typed if column not in table.names]
    columns = {column: typed[column] for column in (*table.names, *others)}
    # Columns that are alike share one array: frames are copied when they are written to, not before.
    frame = pd.DataFrame({**columns, "row": raw.index, "origin": place}, index=raw.index, copy=False)
    frame.index = pd.RangeIndex(len(frame))
    return TypedTable(frame, origin, tuple(missing), tuple(read))


def matched_headers(raw: RawTable, table: Table) -> dict[str, str]:
    """Match headers to columns; what a raw table says that some are meant to be goes first."""
    matched = table.columns_of(str(header) for header in raw.columns)
    named = {header: column for header, column in raw.meant.items() if header in raw.columns}
    others = {
        header: column
        for header, column in matched.items()
        if header not in named and column not in named.values()
    }
    return {**others, **named}


def _own_columns(
    raw: RawTable,
    matched: Mapping[str, str],
    typed: Mapping[str, pd.Series],
    here: Reading,
) -> dict[str, tuple[str, pd.Series]]:
    """Read the columns that are the user's own as texts: by title, the header and the cells."""
    own: dict[str, tuple[str, pd.Series]] = {}
    for header in raw.columns:
        title = clean(header)[0]
        if not title or header in matched:
            continue
        if (title in ADDED and title not in KEPT) or title in typed or title in own:
            here.warning(
                "was not read: sysmap has a column of this name, or another column has it; rename it",
                row=1,
                column=header,
            )
            continue
        own[title] = header, read_column(raw[header], replace(_OWN, name=title), here)
    return own


def empty_table(name: str) -> pd.DataFrame:
    """Return a table without rows."""
    return _empty(name).copy(deep=False)


@cache
def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(
        {column: pd.Series(dtype=object) for column in [*TABLES[name].names, "row", "origin"]}
    )


def responded_wave(header: str) -> str | None:
    """Return the wave of a column ``responded_<wave>``; None for another column."""
    match = re.fullmatch(rf"{RESPONDED}(?:[\s_\-]+(.+)|(\d.*))", clean(header)[0], re.IGNORECASE)
    return (match[1] or match[2]).strip(" _-") or None if match else None


def headers(raw: RawTable) -> str:
    """List the headers of a raw table for a message; a first row that is none may hold personal data."""
    texts = [clean(header)[0] for header in raw.columns if str(header).strip()]
    return listed("(personal data)" if content_says([text]) else shown(text) for text in texts)


def _with_headers(origin: Origin, matched: Mapping[str, str]) -> Origin:
    return replace(origin, headers={column: header for header, column in matched.items()})


def _note_headers(raw: RawTable, table: Table, matched: Mapping[str, str], here: Reading) -> None:
    """Note headers that were read only after cleaning, and columns that were not read at all."""
    unread = []
    canonical = {fold_header(column): column for column in matched.values()}
    for header in map(str, raw.columns):
        folded = fold_header(header)
        plain = re.sub(r"[\s_]", "", header.casefold())
        if header in matched and plain != folded:
            here.warning(f"the header {shown(header)!r} is read as {matched[header]}", row=1)
        elif (
            folded in canonical
            and header not in matched
            and here.origin.header(canonical[folded]) != header
            and not raw.meant
        ):
            both = f"{shown(here.origin.header(canonical[folded]))!r} and {shown(header)!r}"
            here.fault(
                f"two columns would be {canonical[folded]}, {both}: rename or remove one",
                row=1,
                column=header,
            )
        elif not header.strip() and not raw[header].map(is_blank).all():
            here.warning("a column without a header was not read", row=1)
        elif header.strip() and header not in matched and not table.own_columns:
            unread.append(shown(header))
    years = [header for header in unread if re.fullmatch(r"(19|20)\d\d", header)]
    if table.name == "collaborations" and len(years) > 1:
        here.fault(
            f"the columns {listed(years)} seem to hold a wave each: write a row for each tie and wave, "
            "with the year in a column wave",
            row=1,
        )
    if unread:
        here.warning(
            f"columns that {table.name} do not have were not read: {listed(unread)}",
            row=1,
        )


def _note_swallowed(cells: pd.Series, width: int, column: Column, here: Reading) -> None:
    """Note cells that seem to hold whole rows: a quotation mark opened and closed far below."""
    broken = is_true(cells, lambda cell: isinstance(cell, str) and ("\n" in cell or "\r" in cell))
    for row, cell in cells[broken].items():
        if any(line.count(mark) >= max(2, width - 1) for line in cell.splitlines() for mark in ",;\t"):
            here.fault(
                "this cell holds whole rows: a quotation mark opened here is closed far below",
                row=row,
                column=column.name,
                value=cell,
            )


def _note_blanks(cells: pd.Series, column: Column, here: Reading) -> None:
    """Note blank cells of a required column; a cell that could not be read has its fault already."""
    if column.accepts == "organisation":
        what = "the id or name of an organisation"
    else:
        what = "yes or no" if column.accepts == "yesno" else with_article(column.name)
    blank = cells.isna().to_numpy() | (cells == "").to_numpy()
    for row in cells.index[blank] if blank.any() else ():
        here.fault(f"blank: {what} is needed", row=row, column=column.name)
