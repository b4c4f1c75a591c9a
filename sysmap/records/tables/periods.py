"""Terms and repetitions: what ends before it starts, and rows that stand twice."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sysmap.records.problems import Problems, row_list
from sysmap.records.values.dates import date_bounds
from sysmap.records.values.rows import rows_where

_PLACE = ["row", "origin"]


def check_terms(frame: pd.DataFrame, table: str, problems: Problems) -> None:
    """Refuse rows whose end lies before their start."""
    if frame.empty:
        return
    known = frame["start"].notna() & frame["end"].notna()
    if not known.any():
        return
    both = frame[known]
    bounds = {text: date_bounds(text) for text in {*both["start"], *both["end"]}}
    # Where both dates are of one length, the later text is the later date: most rows need no closer look.
    for row in rows_where(both, both["end"] < both["start"]):
        start, end = bounds[row.start], bounds[row.end]
        if start and end and end[1] < start[0]:
            problems.fault(
                row.origin,
                f"the end ({row.end}) lies before the start ({row.start}): which date is wrong?",
                table=table,
                row=row.row,
                column="end",
                value=row.end,
            )


def folded_rows(frame: pd.DataFrame, table: str, problems: Problems) -> pd.DataFrame:
    """Keep one of rows that are alike in every column, with a warning and counted."""
    content = [column for column in frame.columns if column not in _PLACE]
    again = frame.duplicated(content)
    if again.any():
        problems.aside.rows("repeated rows", frame[again])
        problems.warning(
            frame.loc[again, "origin"].iloc[0],
            "the same row again: one kept",
            table=table,
            row=row_list(frame.loc[again, "row"]),
        )
    return frame[~again].reset_index(drop=True)


def one_row_each(
    frame: pd.DataFrame, key: str, same: Sequence[str], table: str, problems: Problems
) -> pd.DataFrame:
    """Keep one row for each key; `same` gives the keys folded.

    Rows that say the same are folded. Rows of one file that differ are a fault; of files of
    different waves the later row stands, with a warning.
    """
    content = [column for column in frame.columns if column not in [*_PLACE, key]]
    folded = pd.Series(list(same), index=frame.index, dtype=object)
    repeated = folded.duplicated(keep=False)
    for _, rows in frame[repeated].groupby(folded[repeated], sort=False):
        last = rows.iloc[-1]
        waves = {origin.wave for origin in rows["origin"]}
        where = {"table": table, "row": row_list(rows["row"]), "column": key, "value": last[key]}
        problems.aside.rows("repeated rows", rows.iloc[:-1])
        if len(rows.drop_duplicates(content)) == 1:
            if len(waves) == 1:
                problems.warning(last["origin"], "the same row again: one kept", **where)
        elif len(waves) == len(rows):
            problems.warning(last["origin"], "other words in a later wave: the later row stands", **where)
        else:
            problems.fault(
                last["origin"],
                "stands twice, with different content: keep one row, or name them apart",
                **where,
            )
    return frame[~folded.duplicated(keep="last")].reset_index(drop=True)
