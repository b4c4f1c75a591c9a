"""What each column was taken for, and what is said of the records, as wide as the terminal is."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

import pandas as pd

from sysmap.text import counted, text_table

# So many columns of a table are shown: more are read on no screen.
_MOST_COLUMNS = 40
# On a narrower terminal a table of four columns is folded into ribbons.
_NARROW, _FOLDED, _GAPS = 110, 40, 6
# What is copied stands in one line, however long.
_COPIED = ("write: ", " --", "read it again: ")


def room() -> int:
    """Return how many letters a line of the terminal has; 0 where the output goes elsewhere."""
    return shutil.get_terminal_size((0, 0)).columns


def columns_shown(columns: pd.DataFrame | None, width: int) -> list[str]:
    """Write what each column was taken for: a table for each file and sheet, or a list where that is narrow.

    Parameters
    ----------
    columns
        The columns, as `Records.columns` has them.
    width
        How many letters a line has; 0 for as many as it takes.
    """
    if columns is None or columns.empty:
        return []
    lines = []
    for (file, sheet), part in columns.groupby(["file", "sheet"], sort=False):
        shown = part.head(_MOST_COLUMNS)[["column", "holds", "taken_for", "first_values"]]
        shown.columns = pd.Index(["column", "holds", "taken for", "first values"])
        more = len(part) - len(shown)
        lines.append(f"\n{file}, sheet {sheet}:" if sheet else f"\n{file}:")
        if width and width < _NARROW:
            lines += _listed(shown, width)
        else:
            each = (width - _GAPS) // shown.shape[1] if width else _FOLDED
            lines.append(text_table(shown, index=False, width=max(each, _FOLDED // 2)))
        lines.append(f"and {counted(more, 'more column')}" if more else "")
    return [*lines, " "]


def _listed(shown: pd.DataFrame, width: int) -> Iterator[str]:
    for column, holds, taken_for, values in shown.itertuples(index=False, name=None):
        yield from textwrap.wrap(column, width, subsequent_indent="  ")
        meant = taken_for if taken_for.startswith("not") else f"taken for {taken_for}"
        said = f"{holds}; {meant}"
        yield from textwrap.wrap(said, width, initial_indent="  ", subsequent_indent="  ")
        if values and values != "(not shown)":
            yield from textwrap.wrap(
                f"e.g. {values}", width, initial_indent="  ", subsequent_indent="       "
            )


def folded(message: str, width: int) -> str:
    """Fold a message at its words; one that holds something to copy stays whole."""
    if not width or len(message) <= width or any(mark in message for mark in _COPIED):
        return message
    return "\n".join(textwrap.wrap(message, width, subsequent_indent="  ", break_on_hyphens=False))
