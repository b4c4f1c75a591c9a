"""What stands where nothing was given: one value for each kind of column, in every table.

Joining tables, and making them of rows, leaves ``nan``, ``None`` or ``NA`` as pandas sees fit. Text
functions take none of them. So whatever joins tables goes through here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_object_dtype

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
    missing = frame.isna().to_numpy()
    for place, (column, dtype, lacks) in enumerate(
        zip(frame.columns, frame.dtypes, missing.any(axis=0), strict=True)
    ):
        kind = accepted.get(column, other)
        if column in _PLACES or kind not in (*_TEXTS, *_NOTHING):
            continue
        if lacks or (kind in _NOTHING and not is_object_dtype(dtype)):
            nothing = "" if kind in _TEXTS else None
            cells = frame[column].to_numpy(dtype=object)
            if is_object_dtype(dtype) and all(cell is nothing for cell in cells[missing[:, place]]):
                continue
            changed[column] = pd.Series(
                np.where(missing[:, place], np.array(nothing, dtype=object), cells),
                index=frame.index,
                dtype=object,
            )
    return frame.assign(**changed) if changed else frame
