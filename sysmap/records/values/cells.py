"""What a cell holds before anything is read from it: nothing, or a text with nothing invisible in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from sysmap.letters import composed
from sysmap.records.values.invisible_letters import without_invisible

# What people write into a cell that is empty.
BLANK_LIKE = {"", "nan", "n/a", "-"}
_SPACE = re.compile(r"\s+")
_BIDIRECTIONAL = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@dataclass(frozen=True)
class CellReading:
    """What one distinct value turned into: a value, or a fault; with a warning where one is due."""

    value: Any = None
    fault: str = ""
    warning: str = ""
    form: str = ""


def is_blank(cell: Any) -> bool:
    """Return whether a cell holds nothing at all."""
    if type(cell) is str:  # nearly every cell
        return not cell.strip()
    return (
        cell is None
        or (isinstance(cell, str) and not cell.strip())
        or (isinstance(cell, float | np.floating) and bool(cell != cell))
        or cell is pd.NaT
        or cell is pd.NA
    )


def clean(cell: Any) -> tuple[str, str]:
    """Write a cell as text: composed, trimmed, white space folded, nothing invisible left that means nothing.

    Returns
    -------
    tuple of str
        The text, and in words what was removed from it (usually nothing).
    """
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():
        return " ".join(cell.split()), ""
    if is_blank(cell):
        return "", ""
    if isinstance(cell, bool | np.bool_):
        return ("TRUE" if cell else "FALSE"), ""
    if isinstance(cell, float | np.floating) and float(cell).is_integer() and abs(float(cell)) < 1e15:
        return str(int(cell)), ""
    if isinstance(cell, datetime):
        return (cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")), ""
    raw = composed("NFC", str(cell))
    kept = without_invisible(raw)
    removed = ""
    if kept != raw:
        bidirectional = any(unicodedata.bidirectional(letter) in _BIDIRECTIONAL for letter in raw)
        removed = "bidirectional control characters" if bidirectional else "control or zero-width characters"
    # Taking out a character may bring together a letter and its accent.
    return _SPACE.sub(" ", composed("NFC", kept)).strip(), removed


def letters_of(column: int) -> str:
    """Write the number of a column as spreadsheets do: 28 is AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(address: str) -> int:
    """Return the number of the column in an address such as ``AB12``; 0 where there is none.

    Raises
    ------
    ValueError
        If it is no address of a cell.
    """
    letters = address.rstrip("0123456789")
    if len(letters) > 7:
        raise ValueError(f"{address[:20]!r} is no address of a cell")
    return _number_of(letters)


@lru_cache(maxsize=2_000)
def _number_of(letters: str) -> int:
    if not all("A" <= letter <= "Z" for letter in letters):
        raise ValueError(f"{letters!r} names no column")
    found = 0
    for letter in letters:
        found = 26 * found + ord(letter) - 64
    return found
