"""Findings as a page of tables that anybody can open, read aloud or print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Real

import pandas as pd

from sysmap.pages.document import page, template_text
from sysmap.shown import cell_text


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
        A page without scripts; all text of the tables is shown literally.
    """
    shown = [
        {
            "title": name,
            "columns": [_heading(str(column)) for column in frame.columns],
            "rows": [
                [
                    {"text": cell_text(cell), "number": isinstance(cell, Real) and not isinstance(cell, bool)}
                    for cell in row
                ]
                for row in frame.itertuples(index=False, name=None)
            ],
        }
        for name, frame in tables.items()
    ]
    return page(
        "tables.html", styles=[template_text("tables.css")], title=title, notes=list(notes), tables=shown
    )


def _heading(column: str) -> str:
    """Write a column's name as a heading: a capital first, spaces for underscores."""
    return (column[:1].upper() + column[1:]).replace("_", " ")
