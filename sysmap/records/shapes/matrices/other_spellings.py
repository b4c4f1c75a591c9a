"""A matrix whose rows and columns name the same organisations in other words: which belong together."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.names.normalising import basic, core, expand, initials
from sysmap.records.shapes.totals import TOTAL
from sysmap.records.values.reading_cells import is_number
from sysmap.vocabulary import fold

_FEWEST, _LONGEST = 3, 150
# A letter or code that counts the rows, before their names: "A. Harbourside Council", "R3 - Kestrel".
_COUNTED = re.compile(r"\(?([A-Za-z]|[A-Za-z]{1,3}\d{1,3})[).:\s]\s*[-–]?\s*(\S.*)")
K = TypeVar("K", bound=Hashable)


def paired(rows: Mapping[Any, str], columns: Mapping[str, str]) -> dict[Any, str] | None:
    """Return for each row of a matrix the column that names the same organisation; None where one has none.

    A name belongs to the one that says the same with less in it, its acronym, or the letter before it.
    Where the names of the most say so of the columns in their order, it holds for the others too.

    Parameters
    ----------
    rows, columns
        The names of the rows by number, and those of the columns by header, in order.
    """
    if not _may_be_one(rows, columns):
        return None
    headers = list(columns)
    found: dict[Any, str] = {}
    for alike in (_same, _within, _acronym, _letter):
        left = {header: text for header, text in columns.items() if header not in found.values()}
        sure = {}
        for row, text in rows.items():
            if row not in found:
                meant = [header for header, other in left.items() if alike(text, other)]
                sure[row] = meant[0] if len(meant) == 1 else ""
        for row, header in sure.items():
            if header and list(sure.values()).count(header) == 1:
                found[row] = header
    in_order = dict(zip(rows, headers, strict=True))
    if len(found) < len(rows):
        agreed = sum(in_order[row] == header for row, header in found.items())
        # Names at the same place, most of them alike and none elsewhere.
        if agreed < len(found) or 2 * agreed < len(rows):
            return None
        found = in_order
    return {row: found[row] for row in rows}


def full_name(one: str, other: str) -> str:
    """Return of two spellings of a name the one that says more."""
    spelt = [match[2] if (match := _COUNTED.fullmatch(text)) else text for text in (one, other)]
    return max(spelt, key=len)


def _may_be_one(rows: Mapping[Any, str], columns: Mapping[str, str]) -> bool:
    """Return whether names may be those of a matrix: as many rows as columns, each named once, in texts."""
    for names in (rows, columns):
        texts = [fold(text) for text in names.values()]
        if len(texts) < _FEWEST or len(set(texts)) < len(texts):
            return False
        if any(not text or is_number(text) or TOTAL.fullmatch(text) for text in texts):
            return False
        if any(len(text) > _LONGEST or "?" in text or "[" in text for text in texts):
            return False
    called = sum(map(looks_like_an_organisation, rows.values()))
    called_above = sum(map(looks_like_an_organisation, columns.values()))
    return len(rows) == len(columns) and 2 * max(called, called_above) >= len(rows)


def _same(one: str, other: str) -> bool:
    steps: Sequence[Callable[[str], str]] = (fold, basic, expand, core)
    return any(step(one) and step(one) == step(other) for step in steps)


def _within(one: str, other: str) -> bool:
    """Return whether the words of a name all stand in the other."""
    words, others = set(basic(one).split()), set(basic(other).split())
    return bool(words and others) and (words <= others or others <= words)


def _acronym(one: str, other: str) -> bool:
    return _letters(one) in initials(other) or _letters(other) in initials(one)


def _letters(text: str) -> str:
    return text.replace(".", "").casefold() if " " not in text else ""


def _letter(one: str, other: str) -> bool:
    """Return whether one is the letter or code that stands before the other."""
    for text, code in ((one, other), (other, one)):
        match = _COUNTED.fullmatch(text)
        if match and fold(match[1]) == fold(code):
            return True
    return False
