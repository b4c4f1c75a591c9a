"""Findings in plain words. No sentence here says why anything happened."""

from __future__ import annotations

import math

from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import REASONS
from sysmap.shown import number, percent


def value_in_words(entry: Measure, value: float, *, signed: bool = False) -> str:
    """Write a value of a measure in its unit; with a sign where it is a change."""
    if math.isnan(value):
        return "not defined"
    if entry.unit == "share":
        digits = 0 if value in (0, 1) else 1
        text = f"{100 * abs(value):.{digits}f} points" if signed else percent(value, digits)
    else:
        text = number(abs(value) if signed else value)
    if not signed:
        return text
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{text}"


def not_defined(reason: str) -> str:
    """Say that a value is not defined, and why."""
    return f"not defined: {REASONS.get(reason, reason)}"


def change_reading(entry: Measure, before: float, after: float, reason: str, waves: tuple[str, str]) -> str:
    """Say how a measure differs between two waves, and that it was not tested where it was not."""
    first, second = value_in_words(entry, before), value_in_words(entry, after)
    if math.isnan(before) and math.isnan(after):
        return not_defined(reason).capitalize()
    if math.isnan(before):
        return f"{second} in {waves[1]}; in {waves[0]} {not_defined(reason)}"
    if math.isnan(after):
        return f"{first} in {waves[0]}; in {waves[1]} {not_defined(reason)}"
    change = after - before
    moved = "rose" if change > 0 else "fell" if change < 0 else ""
    if not moved:
        said = f"{entry.label} is {first} in both waves."
    else:
        said = (
            f"{entry.label} {moved} from {first} to {second} "
            f"(change {value_in_words(entry, change, signed=True)})."
        )
    return said + (f" Not tested: {REASONS[reason]}." if reason else "")
