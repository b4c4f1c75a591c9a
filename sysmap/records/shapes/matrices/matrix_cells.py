"""What the cells of a matrix say: numbers, words of a scale, ticks, or kinds of tie."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.records.problems import Reading
from sysmap.records.values.cells import BLANK_LIKE
from sysmap.records.values.reading_cells import is_number
from sysmap.records.values.scales import find_scale
from sysmap.vocabulary import fold, scales, tie_kinds

TICKS = {"x", "✓", "✔", "☑", "✅", "×", "✕", "✖", "•", "●", "■", "√", "tick", "ticked"}
_LISTED = re.compile(r"\s*[;\n|]\s*|\s*,\s*")
_LONGEST, _WORDS, _MOST_KINDS = 40, 5, 12


@dataclass(frozen=True)
class MatrixWords:
    """How the cells of a matrix are read.

    Attributes
    ----------
    words
        What words of a scale stand for, folded; None where they are no answer.
    ticks
        Whether cells hold ticks: a tie of no strength.
    kinds
        Whether cells list kinds of tie.
    """

    words: Mapping[str, float | None] = field(default_factory=dict)
    ticks: bool = False
    kinds: bool = False

    @property
    def absent(self) -> list[str]:
        """The columns of ties that such cells say nothing of."""
        return [*(["strength"] if self.ticks or self.kinds else []), *([] if self.kinds else ["kind"])]

    def strength(self, text: str) -> float | None:
        """Return the strength in a cell; 0 where there is no tie, None where it cannot be read."""
        if text.casefold() in BLANK_LIKE:
            return 0.0
        if self.ticks or self.kinds:
            return 1.0
        if fold(text) in self.words:
            return self.words[fold(text)] or 0.0  # no answer: nobody says that there is a tie
        if any(scale.get(fold(text)) == 0 for scale in scales().values()):
            return 0.0  # among numbers a word for no tie is none
        try:
            number = float(text) if is_number(text) else float("nan")
        except ValueError:
            return None
        return None if number != number else number

    def kinds_in(self, text: str) -> list[str]:
        """Return the kinds of tie that a cell lists; one without a name where cells list none."""
        return pieces_of(text) if self.kinds else [""]


def pieces_of(text: str) -> list[str]:
    """Return the parts of a list in a cell."""
    return list(dict.fromkeys(piece for piece in _LISTED.split(text) if piece))


def words_of(
    cells: Mapping[tuple[Any, Any], str], own: Mapping[str, float | None] | None, here: Reading
) -> MatrixWords:
    """Tell how the cells of a matrix are read, by what they hold off its diagonal.

    Words of no one scale are a fault, unless they are lists of a few kinds of tie that come again.
    """
    filled = {text for text in cells.values() if text.casefold() not in BLANK_LIKE}
    if not filled or any(map(is_number, filled)):
        return MatrixWords()
    if {fold(text) for text in filled} <= TICKS and own is None:
        return MatrixWords(ticks=True)
    if own is None and _are_kinds(cells, filled):
        return MatrixWords(kinds=True)
    every = pd.Series(list(cells.values()), index=[row for row, _ in cells], dtype=object)
    return MatrixWords(find_scale(every, own, here))


def _are_kinds(cells: Mapping[tuple[Any, Any], str], filled: set[str]) -> bool:
    known = tie_kinds()
    pieces = Counter(fold(piece) for text in cells.values() if text in filled for piece in pieces_of(text))
    if any(set(pieces) & set(scale) for scale in scales().values()) or set(pieces) & TICKS:
        return False
    if len(pieces) > _MOST_KINDS or any(len(p) > _LONGEST or len(p.split()) > _WORDS for p in pieces):
        return False
    named = {
        piece for piece in pieces if any(kind == piece or kind.startswith(f"{piece} ") for kind in known)
    }
    if named == set(pieces):
        return True
    several = any(len(pieces_of(text)) > 1 for text in filled)
    return several and all(count > 1 or piece in named for piece, count in pieces.items())
