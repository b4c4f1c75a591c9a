"""What each column of each file was taken for, and the first of what stands in it: for people to look at."""

from __future__ import annotations

import pandas as pd

from sysmap.records.columns.kinds import ColumnKind, Kind, kind_of
from sysmap.records.problems import shown
from sysmap.records.values.accounting import Account
from sysmap.records.values.cells import clean

COLUMNS = ("file", "sheet", "column", "holds", "taken_for", "first_values")
# So many rows of a table tell what its columns hold; and so many values are shown.
_ROWS, _VALUES, _LENGTH, _HEADER = 200, 3, 40, 200
_HIDDEN = (Kind.PERSONAL, Kind.TEXTS)
_NOTES = ("note", "notes", "comment", "comments", "remarks")


def columns_taken(account: Account) -> pd.DataFrame:
    """Return what every column of every raw table was taken for.

    Returns
    -------
    pandas.DataFrame
        ``file, sheet, column, holds, taken_for, first_values``: the place and header of a column, what its
        values are, what they were read as (or why they were not read), and the first of them. Of personal
        data and free texts no value is shown.
    """
    rows = []
    for raw, meanings in account.columns():
        for name, cells in raw.frame.head(_ROWS).items():
            header = str(name)
            kind = kind_of(header, cells)
            if header.strip() or kind.kind != Kind.NOTHING:
                title = shown(clean(header)[0], _HEADER) or "(no header)"
                rows.append(
                    (
                        raw.origin.file,
                        raw.origin.sheet,
                        title,
                        str(kind.kind),
                        meanings.get(header, "not read"),
                        first_values(kind, meanings.get(header, "")),
                    )
                )
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def first_values(kind: ColumnKind, taken_for: str = "") -> str:
    """Return the first values of a column for people to look at; of personal data and free texts none."""
    if kind.kind in _HIDDEN or "personal data" in taken_for or clean(kind.header)[0].casefold() in _NOTES:
        return "(not shown)" if kind.values else ""
    return ", ".join(shown(value.replace("\n", "; "), _LENGTH) for value in kind.values[:_VALUES])
