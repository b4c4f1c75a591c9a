"""The picture of a difference: the change of every place, both sides apart, and the one less the other."""

from __future__ import annotations

import math

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import BODY, MARGIN, SMALL, Sheet, one_line, wrapped
from sysmap.findings.comparison.words import SURE
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.comparison_groups.words import percent_of
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words
from sysmap.palette import ACCENT, INK, QUIET
from sysmap.plotting import chart
from sysmap.records.tables.declared import COMPARISON, PROGRAMME

_LABELS, _PLOT, _NUMBERS = 120.0, (140.0, 366.0), 506.0
_HEADINGS = {PROGRAMME: "Programme places", COMPARISON: "Comparison places"}


@chart(of=Difference, name="difference")
def difference_chart(found: Difference) -> Sketch:
    """Draw the change of every place with its interval, the mean of each side, and their difference.

    All stand on one scale of the primary measure. A place without an interval of its own has its mark alone.
    """
    row, places = found.to_frame().loc[found.primary], found.places
    label = str(row["label"])
    interval = f"{percent_of(found.confidence)} interval"
    how = (
        "Mark and bar: the change of a place with its 95 % interval, by name and not ranked. Long upright "
        "stroke: "
        f"the mean of a side. Below: the one mean less the other, with its {interval}; the mark is filled "
        f"where "
        f"p, adjusted for the other measures, is at most {SURE:g}."
    )
    sheet = Sheet(found, "difference", f"{label}: change in programme and comparison places", how)
    scale = _Scale(row, places)
    sheet.say(_PLOT[0], sheet.y + 8, "◄ fell", SMALL, colour=QUIET)
    sheet.say(scale.at(0), sheet.y + 8, "no change", SMALL, colour=QUIET, align="center")
    sheet.say(_PLOT[1], sheet.y + 8, "rose ►", SMALL, colour=QUIET, align="right")
    sheet.y += 18
    top = sheet.y
    for side in (PROGRAMME, COMPARISON):
        _side(sheet, scale, found, side, float(row[side]))
    _below(sheet, scale, found, row)
    sheet.rule((scale.at(0), top), (scale.at(0), sheet.y), INK, 1.2)
    sheet.y += 4
    return sheet.chart(_alt(found, row))


class _Scale:
    """Where a change stands: zero and every end of an interval are on it."""

    def __init__(self, row: pd.Series, places: pd.DataFrame) -> None:
        ends = [*places[["change", "low", "high"]].to_numpy().ravel()]
        ends += [row[name] for name in (PROGRAMME, COMPARISON, "difference", "low", "high")]
        known = [float(end) for end in ends if not math.isnan(end)]
        self.low, self.high = min([0.0, *known]), max([0.0, *known])
        if self.low == self.high:
            self.low, self.high = -1.0, 1.0
        room = 0.04 * (self.high - self.low)
        self.low, self.high = self.low - room, self.high + room

    def at(self, value: float) -> float:
        return _PLOT[0] + (value - self.low) / (self.high - self.low) * (_PLOT[1] - _PLOT[0])


def _side(sheet: Sheet, scale: _Scale, found: Difference, side: str, mean: float) -> None:
    """Draw the places of a side, and the mean of them through all."""
    rows = found.places[found.places["side"] == side]
    sheet.block(MARGIN, _HEADINGS[side], 200, BODY, bold=True)
    sheet.say(
        _NUMBERS,
        sheet.y - 6,
        f"mean {change_in_words(found.primary, mean)}" if not math.isnan(mean) else "no mean",
        BODY,
        bold=True,
        align="right",
    )
    top = sheet.y
    for name, row in rows.iterrows():
        lines = wrapped(str(name), _LABELS)
        height = max(15.0, len(lines) * BODY * 1.3 + 3)
        y = sheet.y + height / 2
        sheet.centred(MARGIN, y, lines)
        if not math.isnan(row["change"]):
            _interval(sheet, scale, row["low"], row["high"], y, 1.4)
            sheet.mark(scale.at(row["change"]), y, filled=False)
        said = change_in_words(found.primary, row["change"]) or "not defined"
        ends = interval_in_words(found.primary, row["low"], row["high"]).removesuffix(" points")
        sheet.say(_NUMBERS, y, f"{said} ({ends or 'no interval'})", SMALL, colour=QUIET, align="right")
        sheet.y += height
    if not math.isnan(mean):
        sheet.rule((scale.at(mean), top), (scale.at(mean), sheet.y), ACCENT, 2.2)
    sheet.y += 8


def _below(sheet: Sheet, scale: _Scale, found: Difference, row: pd.Series) -> None:
    """Draw the difference, or say that it is not tested."""
    sheet.rule((MARGIN, sheet.y), (_NUMBERS, sheet.y))
    sheet.y += 6
    lines = wrapped("Programme less comparison", _LABELS, bold=True)
    height = len(lines) * BODY * 1.3 + 6
    y = sheet.y + height / 2
    sheet.centred(MARGIN, y, lines, bold=True)
    if not math.isnan(row["difference"]):
        _interval(sheet, scale, row["low"], row["high"], y, 3.0)
        sheet.mark(scale.at(row["difference"]), y, filled=found.is_sure)
    ends = interval_in_words(found.primary, row["low"], row["high"]).removesuffix(" points")
    said = f"{change_in_words(found.primary, row['difference']) or 'not defined'} ({ends or 'not tested'})"
    sheet.say(_NUMBERS, y, said, BODY, bold=True, align="right")
    sheet.y += height


def _interval(sheet: Sheet, scale: _Scale, low: float, high: float, y: float, thick: float) -> None:
    if math.isnan(low):
        return
    xs = scale.at(low), scale.at(high)
    sheet.rule((xs[0], y), (xs[1], y), ACCENT, thick)
    for x in xs:
        sheet.rule((x, y - 3), (x, y + 3), ACCENT, thick)


def _alt(found: Difference, row: pd.Series) -> str:
    counts = found.places["side"].value_counts()
    return one_line(
        f"The change of {int(counts.get(PROGRAMME, 0))} programme and {int(counts.get(COMPARISON, 0))} "
        f"comparison "
        f"places in {row['label'][:1].lower()}{row['label'][1:]}. {row['reading']}"
    )
