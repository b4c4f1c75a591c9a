"""Letters, their marks and joiners in one form, in a time that grows with the text and no faster."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

# No language puts more marks on a letter; sorting thousands of them takes the square of their number.
_MARKS = 30
_SHORT, _LONGEST = 200, 65_536
# Joiners, selectors of a form, marks of a flag: what a text may hold that is not seen.
_JOINERS = re.compile(
    "[\u034f\u180b-\u180f\u200b-\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)


def composed(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form of Unicode; marks beyond the thirtieth on a letter are left out.

    A text longer than any cell may be stays as it is: it is refused for its length.
    """
    if text.isascii() or len(text) > _LONGEST:
        return text
    return unicodedata.normalize(form, text if len(text) < _SHORT else _with_few_marks(text))


def _with_few_marks(text: str) -> str:
    run = 0
    kept = []
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run <= _MARKS:
            kept.append(letter)
    return "".join(kept)


def bare(text: str) -> str:
    """Take the letters out of a text that nobody sees, but that shape those beside them."""
    return text if text.isascii() else _JOINERS.sub("", text)
