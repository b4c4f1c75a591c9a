"""Rows of which something holds: in most records none, and then nothing is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows_where(frame: pd.DataFrame, holds: pd.Series) -> Iterator[Any]:
    """Yield the rows of which something holds, a named tuple each.

    Parameters
    ----------
    frame
        The table.
    holds
        True or False for each of its rows.
    """
    if holds.any():
        yield from frame[holds].itertuples()
