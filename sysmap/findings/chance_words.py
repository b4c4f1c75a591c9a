"""A value of one wave in words, beside what shuffled sectors give and what redrawn ties give."""

from __future__ import annotations

import math

import pandas as pd

from sysmap.findings.activity import Activity
from sysmap.findings.chance import Chance
from sysmap.findings.words import not_defined, value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import Value

CHANCE = "what chance gives"
SHUFFLED = "what shuffled sectors give"
BUSY = "what these organisations' numbers of partners would give"
CARD_COLUMNS = [
    *("label", "value", "expected", "low", "high", "p", "ratio"),
    *("expected_busy", "low_busy", "high_busy", "p_busy", "undefined", "reading", "caveat"),
]
"""The columns of a scorecard."""
_SHOWN = [
    *("measure", "value", "by chance (95 % band)", "p"),
    *("given how busy each is (95 % band)", "p, given how busy", "reading", "caveat"),
]
_SAME = "the same as in nearly every "
_ALWAYS = {
    CHANCE: f"{_SAME}shuffle of the sectors",
    SHUFFLED: f"{_SAME}shuffle of the sectors",
    BUSY: f"{_SAME}map with these numbers of partners",
}
_SIDES = {-1: "below", 0: "within", 1: "above"}


def level_reading(entry: Measure, value: Value, by_chance: Chance, busy: Chance) -> str:
    """Say what a value of one wave is, and how far from what chance gives; both chances where they differ.

    Parameters
    ----------
    entry, value
        The measure, and its value.
    by_chance, busy
        What shuffled labels give, and what ties give that are redrawn with each organisation as
        busy as it is; blank where there is none.
    """
    said = value_said(entry, value)
    if value.reason or math.isnan(by_chance.expected):
        return said
    if math.isnan(busy.expected):
        return f"{said}: {_beside(entry, value.value, by_chance, CHANCE)}"
    if by_chance.side(value.value) != busy.side(value.value):
        shuffled, redrawn = (
            _beside(entry, value.value, chance, what)
            for chance, what in ((by_chance, SHUFFLED), (busy, BUSY))
        )
        return f"{said}: {shuffled}; {redrawn}"
    side = _SIDES[busy.side(value.value)]
    also = f"also {side} {BUSY}, about {value_in_words(entry, busy.expected)}"
    if busy.leaves_no_room(value.value):
        also = _ALWAYS[BUSY]
    return f"{said}: {_beside(entry, value.value, by_chance, CHANCE)}; {also}"


def headline_reading(
    entry: Measure, value: Value, by_chance: Chance, busy: Chance, activity: Activity | None
) -> str:
    """Say what a value is beside the one chance that is fair to it; both where sectors are equally busy.

    If sectors differ in how busy their organisations are, shuffled sectors are no fair comparison,
    and the value stands beside redrawn ties alone: see `Scorecard.headline`.
    """
    usable = not (value.reason or math.isnan(by_chance.expected) or math.isnan(busy.expected))
    if not usable or activity is None or not activity.differs:
        return level_reading(entry, value, by_chance, busy)
    return (
        f"{value_said(entry, value)}: {_beside(entry, value.value, busy, BUSY)}. Sectors differ in how busy "
        f"their organisations are ({activity.in_words()}), so that shuffled sectors, which give about "
        f"{value_in_words(entry, by_chance.expected)}, are no fair comparison"
    )


def table_in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a scorecard as a table to look at, values and bands in their units."""
    rows = []
    for name, row in frame.iterrows():
        entry = catalogue[str(name)]
        shuffled, redrawn = (
            band_in_words(entry, *(row[column] for column in columns))
            for columns in (("expected", "low", "high"), ("expected_busy", "low_busy", "high_busy"))
        )
        value = "" if math.isnan(row["value"]) else value_in_words(entry, row["value"])
        rows.append(
            (row["label"], value, shuffled, row["p"], redrawn, row["p_busy"], row["reading"], row["caveat"])
        )
    return pd.DataFrame(rows, columns=_SHOWN)


def band_in_words(entry: Measure, expected: float, low: float, high: float) -> str:
    """Write what chance gives with its band; nothing where there is none."""
    if math.isnan(expected):
        return ""
    about, least, most = (value_in_words(entry, number) for number in (expected, low, high))
    return f"{about} ({least} to {most})"


def value_said(entry: Measure, value: Value) -> str:
    """Write a value with its note, or why there is none."""
    said = not_defined(value.reason).capitalize() if value.reason else value_in_words(entry, value.value)
    return said + (f" ({value.note})" if value.note else "")


def _beside(entry: Measure, value: float, chance: Chance, what: str) -> str:
    if chance.leaves_no_room(value):
        return _ALWAYS[what]
    side = chance.side(value)
    far = f"{_distance(entry, value - chance.expected)} " if side else ""
    about = band_in_words(entry, chance.expected, chance.low, chance.high)
    return f"{far}{_SIDES[side]} {what}, about {about}"


def _distance(entry: Measure, difference: float) -> str:
    """Write how far two values lie apart, without a sign."""
    if entry.unit == "share" and abs(difference) < 0.0005:
        return "less than 0.1 points"
    return value_in_words(entry, abs(difference), signed=True).lstrip("+")
