"""Findings as a page of tables that anybody can open, read aloud or print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sysmap.pages.document import page, style_sheet
from sysmap.text import cell_text

# Letters of a sentence, and figures beside which there is no room for one.
_LONG, _MANY = 60, 5
# A figure, with its unit or its band, is kept on one line where there is room: beside so many columns.
_ROOM = 9
_FIGURE = re.compile(r"[+−-]?\d.{0,31}")


def table_page(title: str, notes: Sequence[str], tables: Mapping[str, pd.DataFrame]) -> str:
    """Write tables as one page: a heading, what must be known to read them, and each table under its title.

    Parameters
    ----------
    title
        The heading of the page.
    notes
        Sentences that stand above the tables.
    tables
        Tables by title; the first column of each names its rows.

    Returns
    -------
    str
        A page without scripts; all text of the tables is shown literally. Where sentences stand beside
        many figures, they are written under the row that they are about, over its whole width.
    """
    shown = [_shown(name, frame) for name, frame in tables.items()]
    return page(
        "tables.html", styles=[style_sheet("tables.css")], title=title, notes=list(notes), tables=shown
    )


def _shown(title: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Return a table for the page: its figures in columns, its sentences beside or under them."""
    texts = [[cell_text(cell) for cell in frame.iloc[:, place]] for place in range(frame.shape[1])]
    long = [place for place, cells in enumerate(texts) if place and max(map(len, cells), default=0) > _LONG]
    beneath = long if frame.shape[1] - len(long) >= _MANY else []
    beside = [place for place in range(frame.shape[1]) if place not in beneath]
    roomy = len(beside) <= _ROOM
    headings = [_heading(str(column)) for column in frame.columns]
    rows = [
        {
            "cells": [
                {"text": texts[place][row], "number": roomy and _is_figure(texts[place][row])}
                for place in beside
            ],
            "said": [
                {"what": headings[place], "text": texts[place][row]} for place in beneath if texts[place][row]
            ],
        }
        for row in range(len(frame))
    ]
    return {"title": title, "columns": [headings[place] for place in beside], "rows": rows}


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None


def _heading(column: str) -> str:
    """Write a column's name as a heading: a capital first, spaces for underscores."""
    return (column[:1].upper() + column[1:]).replace("_", " ")
