"""Columns of a few known words: folded to them, near misses refused."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sysmap.errors import listed
from sysmap.records.names.normalising import nearest
from sysmap.records.problems import Problems, row_list
from sysmap.vocabulary import fold


def settle_words(
    frame: pd.DataFrame,
    column: str,
    known: Sequence[str],
    problems: Problems,
    *,
    table: str,
    default: str = "",
    only: bool = False,
) -> pd.Series:
    """Fold the words of a column to those known; case and white space do not count.

    Parameters
    ----------
    frame
        The table; its column holds texts.
    column
        The column.
    known
        The words known, in lower case.
    problems
        Where near misses (faults) and words of the user's own (warnings) are noted.
    table
        The name of the table, for messages.
    default
        What a blank cell means.
    only
        Whether a word that is none of those known is a fault; if not it stands as written.
    """
    meant: dict[str, str] = {"": default}
    for text in frame[column].unique():
        if not text:
            continue
        folded = fold(text)
        meant[text] = folded if folded in known else text
        if folded in known:
            continue
        rows = frame[frame[column] == text]
        near = nearest(folded, known)
        if only or near:
            note, words = problems.fault, f"is none of {listed(known)}"
            words += f"; did you mean {near}?" if near else ": write one of these, or leave the cell blank"
        else:
            note, words = problems.warning, f"is none of {listed(known)}: kept as written"
        note(
            rows["origin"].iloc[0],
            words,
            table=table,
            row=row_list(rows["row"]),
            column=column,
            value=text,
        )
    return frame[column].map(meant).astype(object)
