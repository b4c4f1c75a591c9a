"""Sheets that hold notes and no table: what to read first, how to fill in, where it is from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sysmap.records.sheets.header_rows import header_place, heads_a_table, heads_columns
from sysmap.records.sheets.rows import Row
from sysmap.records.tables.declared import table_called
from sysmap.vocabulary import fold

_TITLE = re.compile(
    r"(read ?me( first)?|notes?|guidance( notes)?|instructions?|introduction|intro|about|cover( sheet| page)?"
    r"|contents|key|legend|glossary|definitions|how to( .*)?|help|version( control| history)?|change ?log"
    r"|lists?|look ?ups?|drop ?downs?|validation|data validation|options|sources?|background|metadata)"
)
# What minutes of a meeting hold: a list of who was there, and no table.
_MINUTES = re.compile(r"(present|in attendance|attendees|attending|attended)\b", re.IGNORECASE)


def holds_notes(title: str, rows: Sequence[Row]) -> bool:
    """Return whether a sheet holds notes: it is called so and has no table, or has one text in each row."""
    if not rows or table_called(title):
        return False
    place = header_place(rows)
    # A list to look organisations up in has more than their names.
    if heads_a_table(rows, place) or (rows[place].held() > 2 and heads_columns(rows, place)):
        return False
    if any(_MINUTES.match(text) for row in rows for text in row.texts()):
        return False
    if _TITLE.fullmatch(fold(title).replace("_", " ").strip(" .!-")):
        return True
    return all(row.held() == 1 for row in rows) and any(len(row.texts()[0].split()) > 7 for row in rows)
