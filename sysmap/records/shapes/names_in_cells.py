"""Several organisations in one cell: parted where the list itself says that names end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.names.acronyms import is_acronym
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.vocabulary import fold

# What stands between names and in none; what may stand in a name, too.
_SURE = re.compile(r"[;\n\r|•]+")
_DOUBTFUL = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+&\s+|\s*/\s*")
_NONE = {
    *("none", "nil", "no", "no partners", "none at present", "not applicable", "not known", "unknown", "tbc"),
    *("n/k", "other", "others", "various", "etc", "etc.", "all", "many", "several"),
}


@dataclass(frozen=True)
class NamesInCell:
    """The organisations that a cell names, words in it that name none, and pieces that may name none."""

    names: tuple[str, ...]
    others: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


def is_one_name(text: str) -> bool:
    """Return whether a text is a name without any mark that may stand between names."""
    return fold(text) not in _NONE and not (_SURE.search(text) or _DOUBTFUL.search(text))


def names_in(cell: object, known: Callable[[str], bool]) -> NamesInCell:
    """Return the organisations that a cell names.

    Parameters
    ----------
    cell
        The cell.
    known
        Tells whether a text names an organisation of the list.
    """
    text = str(cell) if isinstance(cell, str) else clean(cell)[0]
    names: list[str] = []
    others: list[str] = []
    doubtful: list[str] = []
    for part in _SURE.split(text):
        piece = clean(part)[0].strip(" -–•*")
        if fold(piece) in BLANK_LIKE:
            continue
        if fold(piece) in _NONE and not known(piece):
            others.append(piece)
            continue
        found = [piece] if known(piece) else _parted(piece, known)
        for name in found:
            if fold(name) in _NONE and not known(name):
                others.append(name)
            else:
                names.append(name)
                sure = known(name) or looks_like_an_organisation(name) or is_acronym(name)
                if len(found) > 1 and not sure:
                    doubtful.append(name)
    return NamesInCell(tuple(dict.fromkeys(names)), tuple(others), tuple(doubtful))


def _parted(text: str, known: Callable[[str], bool]) -> list[str]:
    """Part a text at commas and at "and", the longest names that are known first.

    Where no part is known, a comma parts, and "and" belongs to a name.
    """
    marks = [(match.start(), match.end(), "," in match[0]) for match in _DOUBTFUL.finditer(text)]
    if not marks:
        return [text]
    starts = [0, *(end for _, end, _ in marks)]
    stops = [*(start for start, _, _ in marks), len(text)]
    commas = [comma for _, _, comma in marks]
    found: list[str] = []
    at = 0
    while at < len(starts):
        ends = range(len(stops) - 1, at - 1, -1)
        last = next((end for end in ends if known(text[starts[at] : stops[end]].strip())), None)
        if last is None:
            # What is not known goes on to the next comma, or to where a known name begins after "and".
            last = at
            while (
                last < len(commas) and not commas[last] and not _begins(text, starts, stops, last + 1, known)
            ):
                last += 1
        name = text[starts[at] : stops[last]].strip()
        if name:
            found.append(name)
        at = last + 1
    return found


def _begins(
    text: str, starts: Sequence[int], stops: Sequence[int], at: int, known: Callable[[str], bool]
) -> bool:
    """Return whether a known name begins at a mark."""
    return any(known(text[starts[at] : stops[stop]].strip()) for stop in range(at, len(stops)))
