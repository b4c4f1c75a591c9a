"""What columns with personal data hold, taken out of a sheet that is copied."""

from __future__ import annotations

import re
from typing import Any

from sysmap.records.cells import clean
from sysmap.records.personal import personal_headers

REMOVED = "(removed)"
# A survey tool writes a detail of a question in brackets, or after a dash: "Contact [Email]".
_DETAIL = re.compile(r"\[([^\[\]]*)\]\s*$|\s-\s+([^-]*)$")


def withhold(sheet: Any, top: int, survey_rows: int) -> list[str]:
    """Put a word in the place of every cell below the header of a column with personal data.

    Parameters
    ----------
    sheet
        The sheet, which is changed.
    top
        The row of its headers.
    survey_rows
        How many header rows the export of a survey has; 0 for another table.

    Returns
    -------
    list of str
        The headers of these columns.
    """
    from openpyxl.cell.cell import MergedCell

    below = top + max(survey_rows, 1)
    headers: dict[int, list[str]] = {}
    for cell in sheet._cells.values():
        if top <= cell.row < below and (text := clean(cell.value)[0]):
            headers.setdefault(cell.column, []).append(text)
    personal = {
        column: found[0]
        for column, texts in sorted(headers.items())
        if (found := personal_headers(_with_details(texts), survey=survey_rows > 0))
    }
    for cell in sheet._cells.values():
        if cell.column in personal and cell.row >= below and not isinstance(cell, MergedCell):
            cell.comment = None
            cell.hyperlink = None
            if cell.value is not None and cell.value != "":
                cell.value = REMOVED
    if personal:
        # What a pivot table was made of is kept in the file beside the sheet.
        sheet._pivots = []
    return list(personal.values())


def _with_details(texts: list[str]) -> list[str]:
    details = [match[1] or match[2] or "" for text in texts if (match := _DETAIL.search(text))]
    return [*texts, *filter(None, details)]
