"""Rows and columns of totals, which people and programs put at the end of any table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sysmap.records.problems import Problems, row_list
from sysmap.records.raw import RawTable
from sysmap.records.values.accounting import Account
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.text import counted
from sysmap.vocabulary import fold

ROWS, COLUMNS = "rows of totals", "columns of totals"
TOTALS = {"total", "totals", "sum", "all"}
TOTAL = re.compile(
    r"(grand |overall |sub-?)?(totals?|sum)( (number )?(of )?(all )?"
    r"(responses|answers|rows|respondents|organisations|ties|points))?\s*[:=]?\s*\d*|all"
)
_AMOUNT = re.compile(r"[£$€(]?\s*[-−]?\s*[£$€]?\d[\d.,\s]*[%)]?")
# More rows than these do not sum up the rows above them.
_MOST = 5


def without_totals(raw: RawTable, account: Account, problems: Problems) -> tuple[RawTable, int]:
    """Set aside the last rows of a raw table that hold totals: such a word, and beside it amounts at most.

    Whatever the table is, such a row is nobody's answer and no organisation. A file of a graph has none.

    Returns
    -------
    tuple
        The table, and how many rows were set aside.
    """
    if raw.form:
        return raw, 0
    rows: list[Any] = []
    place = len(raw)
    while place and len(rows) <= _MOST:
        texts = [text for cell in raw.frame.iloc[place - 1] if fold(text := clean(cell)[0]) not in BLANK_LIKE]
        if texts and not is_of_totals(texts):
            break
        place -= 1
        rows += [raw.index[place]] if texts else []
    if not rows or not place or len(rows) > _MOST:
        return raw, 0
    what = "a row" if len(rows) == 1 else counted(len(rows), "row")
    problems.warning(raw.origin, f"{what} of totals: set aside", row=row_list(sorted(rows)))
    account.take_out(raw, ROWS, rows)
    return raw.holding(raw.frame[~raw.index.isin(rows)]), len(rows)


def is_of_totals(texts: Sequence[str]) -> bool:
    """Return whether the filled cells of a row are a word for totals, and beside it amounts at most."""
    first, *others = texts or [""]
    return bool(TOTAL.fullmatch(fold(first))) and all(_AMOUNT.fullmatch(text) for text in others)
