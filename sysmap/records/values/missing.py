"""What stands where nothing was given: one value for each kind of column, in every table.

Joining tables, and making them of rows, leaves ``nan``, ``None`` or ``NA`` as pandas sees fit. Text
functions take none of them. So whatever joins tables goes through here.
"""

from __future__ import annotations

import pandas as pd

from sysmap.records.tables.declared import TABLES

_TEXTS = ("text", "organisation")
_NOTHING = ("sector", "date", "yesno")
# What reading adds, and is no text.
_PLACES = ("row", "origin", "waves_listed")


def with_blanks(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which every missing cell is what its column says of missing.

    Parameters
    ----------
    name
        The table.
    frame
        Its rows, joined or made anew.

    Returns
    -------
    pandas.DataFrame
        The same rows. Missing texts, those of the users' own columns too, are empty; missing sectors,
        dates and truths are None; numbers stay ``nan``.
    """
    accepted = {column.name: column.accepts for column in TABLES[name].columns}
    # Columns that no table has are the users' own texts, or numbers that reading adds.
    other = "text" if TABLES[name].own_columns else ""
    changed = {}
    for column in frame.columns:
        kind = accepted.get(column, other)
        if column in _PLACES or kind not in (*_TEXTS, *_NOTHING):
            continue
        missing = frame[column].isna()
        if missing.any() or (kind in _NOTHING and frame[column].dtype != object):
            cells = frame[column].astype(object)
            changed[column] = cells.where(~missing, "" if kind in _TEXTS else None)
    return frame.assign(**changed) if changed else frame
