"""Rows and columns of totals, which people and programs put at the end of any table."""

from __future__ import annotations

import re
from typing import Any

from sysmap.records.problems import Problems, row_list
from sysmap.records.raw import RawTable
from sysmap.records.values.accounting import Account
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.text import counted
from sysmap.vocabulary import fold

ROWS, COLUMNS = "rows of totals", "columns of totals"
TOTALS = {"total", "totals", "sum", "all"}
_TOTAL = re.compile(
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
        if texts and not _is_of_totals(texts):
            break
        place -= 1
        rows += [raw.index[place]] if texts else []
    if not rows or not place or len(rows) > _MOST:
        return raw, 0
    what = "a row" if len(rows) == 1 else counted(len(rows), "row")
    problems.warning(raw.origin, f"{what} of totals: set aside", row=row_list(sorted(rows)))
    account.take_out(raw, ROWS, rows)
    return raw.holding(raw.frame[~raw.index.isin(rows)]), len(rows)


def _is_of_totals(texts: list[str]) -> bool:
    first, *others = texts
    return bool(_TOTAL.fullmatch(fold(first))) and all(_AMOUNT.fullmatch(text) for text in others)


def without_column_of_totals(raw: RawTable) -> RawTable | None:
    """Return a raw table without its last column, where that holds totals; None where it does not."""
    frame = raw.frame
    last = frame.columns[-1] if frame.shape[1] else ""
    texts = [clean(cell)[0] for cell in frame.iloc[:, -1]] if frame.shape[1] else []
    if not _TOTAL.fullmatch(fold(clean(last)[0])) or not all(
        fold(text) in BLANK_LIKE or _AMOUNT.fullmatch(text) for text in texts
    ):
        return None
    return raw.holding(frame.iloc[:, :-1])
