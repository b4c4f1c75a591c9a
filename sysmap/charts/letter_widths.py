"""How wide letters are in the font of charts, which comes with matplotlib: told without loading either.

``data/letter_widths.csv`` has the advance widths of DejaVu Sans and DejaVu Sans Bold, in 2,048ths of the
size, by runs of code points; ``tests/write_widths.py`` writes it.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

FONT = "DejaVu Sans"
_UNIT = 2048


def has(letter: str) -> bool:
    """Return whether the font has a letter."""
    return ord(letter) in _widths()["regular"]


@cache
def width_of(text: str, bold: bool = False) -> float:
    """Measure a line of text, in heights of its letters; where letters are kerned it is a little narrower."""
    regular, own = _widths()["regular"], _widths()["bold" if bold else "regular"]
    missing = regular[ord("\u25a1")]
    return sum(own.get(code, regular.get(code, missing)) for code in map(ord, text)) / _UNIT


@cache
def _widths() -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {"regular": {}, "bold": {}}
    text = files("sysmap").joinpath("data", "letter_widths.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        code, widths = int(row["first"]), found[row["weight"]]
        for run in row["widths"].split():
            width, _, times = run.partition("*")
            for _ in range(int(times or 1)):
                widths[code] = int(width)
                code += 1
    return found
