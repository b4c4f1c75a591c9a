"""Findings in plain words. No sentence here says why anything happened."""

from __future__ import annotations

import math

from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import REASONS
from sysmap.text import number, percent

_NO_DIFFERENCE = 1e-12


def value_in_words(entry: Measure, value: float, *, signed: bool = False) -> str:
    """Write a value of a measure in its unit; with a sign where it is a change."""
    if math.isnan(value):
        return "not defined"
    if entry.unit == "share":
        digits = 0 if value in (0, 1) else 1
        text = f"{_hundredths(abs(value), digits)} points" if signed else percent(value, digits)
    else:
        text = number(abs(value) if signed else value)
    if not signed:
        return text
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{text}"


def _hundredths(size: float, digits: int) -> str:
    """Write a change in points, a very small one with the digits that it needs not to look like none."""
    text = f"{100 * size:.{digits}f}"
    return text if float(text) or not size else number(100 * size, 1)


def range_in_words(entry: Measure, low: float, high: float, *, signed: bool = True) -> str:
    """Write from where to where a value or a change may be, its unit said once: ``+4.3 to +22.0 points``."""
    first, last = (value_in_words(entry, each, signed=signed) for each in (low, high))
    for unit in (" points", " %"):
        if last.endswith(unit):
            first = first.removesuffix(unit)
    return f"{first} to {last}"


def in_a_sentence(label: str) -> str:
    """Write a label inside a sentence: with a small first letter, unless it is a name or an abbreviation."""
    first = label.partition(" ")[0]
    is_name = first.endswith(("'s", "’s")) or any(letter.isupper() for letter in first[1:])
    return label if is_name else label[:1].lower() + label[1:]


def about(label: str, reading: str) -> str:
    """Return what is said of a measure as a sentence that can stand alone: it names the measure."""
    return reading if label.casefold() in reading.casefold() else f"{label}: {reading}"


def not_defined(reason: str) -> str:
    """Say that a value is not defined, and why."""
    return f"not defined: {REASONS.get(reason, reason)}"


def change_reading(
    entry: Measure, before: float, after: float, reason: str, waves: tuple[str, str], counts: tuple[str, str]
) -> str:
    """Say what a measure is in two waves without a word that makes a change of it: nothing was tested.

    `counts` stand beside the values, such as ``31 of 35 asked``; empty for none.
    """
    values = [
        f"{not_defined(reason)} in {wave}"
        if math.isnan(value)
        else f"{value_in_words(entry, value)}{f' ({count})' if count else ''} in {wave}"
        for value, wave, count in zip((before, after), waves, counts, strict=True)
    ]
    return f"{entry.label}: {', '.join(values)}."
