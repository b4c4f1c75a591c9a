"""The tables that steps stand in: those in force, and those that contradict one another."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd

from sysmap.records.said.declared import COLUMNS, PUBLIC

SAID = (*COLUMNS, "file", "row")
CONTRADICTIONS = ("contradiction", "about", *SAID)
_NUMBERS = {
    **{"step": "int64", "row": "int64", "undoes": "int64", "contradiction": "int64"},
    "strength": "float64",
}


def steps_table(rows: Iterable[tuple[Any, ...]] = ()) -> pd.DataFrame:
    """Return steps as a table: the columns of their files, then ``file`` and ``row``."""
    return _table(SAID, list(rows))


def contradictions_table(rows: Iterable[tuple[Any, ...]] = ()) -> pd.DataFrame:
    """Return steps as a table, the number of the contradiction and what it is about before them."""
    return _table(CONTRADICTIONS, list(rows))


def public_steps(steps: pd.DataFrame) -> pd.DataFrame:
    """Return a table of steps with what may be public: the other columns are blank."""
    kept = {"contradiction", *PUBLIC}
    blank = {name: 0 if name in _NUMBERS else "" for name in steps.columns if name not in kept}
    return _typed(steps.assign(**blank))


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    if not rows:
        # Most records and maps know of nothing that was said.
        return _without_rows(columns).copy(deep=False)
    return _typed(pd.DataFrame(rows, columns=list(columns)))


@cache
def _without_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    return _typed(pd.DataFrame([], columns=list(columns)))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({name: _NUMBERS.get(name, object) for name in frame.columns})
