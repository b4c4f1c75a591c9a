"""The forms of a name: in one to three lines, its acronym, its beginning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

from sysmap.pages.names.scene import Form

# So many letters are left of a name that is cut, in two lines and in one.
_LONG, _SHORT = 34, 16
# Beyond so many words breaking a name evenly would take too long, and it is cut anyway.
_MOST_WORDS = 15


def forms_of(name: str, acronym: str, measure: Callable[[str], float]) -> list[Form]:
    """Return what may stand for a name: whole in one to three lines, as its acronym, its beginning.

    Parameters
    ----------
    name
        The whole name.
    acronym
        What it is known by; empty if nothing is.
    measure
        How wide a text is.
    """
    words = [word for word in name.split(" ") if word]
    found: list[tuple[int, Sequence[str] | None]] = [(0, [" ".join(words)])]
    for rows in (2, 3):
        found.append((0, _broken(words, rows, measure) if rows <= len(words) <= _MOST_WORDS else None))
    found.append((1, [acronym] if acronym else None))
    long, short = _cut_off(name, _LONG), _cut_off(name, _SHORT)
    found.append((2, _broken([word for word in long.split(" ") if word], 2, measure) if long else None))
    found.append((2, [short] if short else None))
    return [Form(tuple(text), max(map(measure, text)), kind) for kind, text in found if text]


def _broken(words: Sequence[str], rows: int, measure: Callable[[str], float]) -> list[str] | None:
    """Break a name into lines of which the longest is as short as it can be; None for fewer words."""
    widths, space = [measure(word) for word in words], measure(" ")
    best: tuple[float, tuple[int, ...]] | None = None
    for cuts in combinations(range(1, len(words)), rows - 1):
        ends = (0, *cuts, len(words))
        most = max(_added(widths[start:end]) + space * (end - start - 1) for start, end in pairwise(ends))
        if best is None or most < best[0]:
            best = most, ends
    return best and [" ".join(words[start:end]) for start, end in pairwise(best[1])]


def _added(widths: Sequence[float]) -> float:
    """Add one after another, as a script does: `sum` is more exact than that from Python 3.12 on."""
    total = 0.0
    for width in widths:
        total += width
    return total


def _cut_off(name: str, letters: int) -> str | None:
    """Return the beginning of a name, up to the end of a word if there is one near; None if it is short."""
    if len(name) <= letters:
        return None
    start = name[: letters - 1]
    word = start.rfind(" ")
    return f"{(start[:word] if word > letters * 0.6 else start).rstrip()}…"
