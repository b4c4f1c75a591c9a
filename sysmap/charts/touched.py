"""The picture of what a programme touched: the density of pairs by how many of their ends it touched."""

from __future__ import annotations

import math

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import BODY, MARGIN, SMALL, Sheet, one_line, wrapped
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison_groups.touched import KINDS, Touched
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words
from sysmap.palette import ACCENT, CHART_RULE, QUIET
from sysmap.plotting import chart
from sysmap.text import percent

_LABELS, _PLOT, _NUMBERS = 118.0, (140.0, 380.0), 506.0
_TITLE = "Pairs that the programme touched, and pairs that it did not"
_NOT_SAID = (
    "This comparison does not say who was touched: give compare(..., touched=...) a column of partners that "
    "says yes or no, or a forum."
)


@chart(of=Comparison, name="touched")
def touched_chart(change: Comparison) -> Sketch:
    """Draw the densities of both waves by how many ends of pairs are touched, and the contrast in words."""
    found = change.touched
    if found is None:
        sheet = Sheet(change, "touched", _TITLE, _NOT_SAID)
        return sheet.chart(_NOT_SAID)
    waves = change.before.wave, change.after.wave
    how = (
        f"Hollow mark: the density of pairs in {waves[0]}. Filled mark: in {waves[1]}. The contrast is the "
        "change of pairs with both ends touched less that of pairs with none; pairs with one end touched are "
        "not in it."
    )
    sheet = Sheet(change, "touched", _TITLE, how)
    values = found.densities[["before", "after"]].to_numpy().ravel()
    reach = 1.08 * max((float(value) for value in values if not math.isnan(value)), default=0.0) or 1.0
    sheet.say(_at(0.0, reach), sheet.y + 7, percent(0.0), SMALL, colour=QUIET)
    end = reach / 1.08
    sheet.say(_at(end, reach), sheet.y + 7, percent(end), SMALL, colour=QUIET, align="right")
    sheet.y += 16
    for kind, label in KINDS.items():
        _block(sheet, found, kind, label, reach)
    return sheet.chart(one_line(f"Density of pairs by how many of their ends are touched. {found.finding}"))


def _at(value: float, reach: float) -> float:
    return _PLOT[0] + value / reach * (_PLOT[1] - _PLOT[0])


def _block(sheet: Sheet, found: Touched, kind: str, label: str, reach: float) -> None:
    """Draw the pairs of one kind, and their contrast below."""
    sheet.block(MARGIN, label, 300, BODY, bold=True)
    for ends, row in found.densities.loc[kind].iterrows():
        height = 16.0
        y = sheet.y + height / 2
        sheet.say(MARGIN, y, str(ends), BODY)
        sheet.rule((_PLOT[0], y), (_PLOT[1], y), CHART_RULE)
        if not row["observable"]:
            sheet.say(_NUMBERS, y, "no such pair", SMALL, colour=QUIET, align="right")
        else:
            ends_x = _at(row["before"], reach), _at(row["after"], reach)
            sheet.rule((ends_x[0], y), (ends_x[1], y), ACCENT, 2.0)
            sheet.mark(ends_x[0], y, filled=False)
            sheet.mark(ends_x[1], y, filled=True)
            change = change_in_words("density", row["change"])
            said = f"{change} of {int(row['observable'])} pairs"
            sheet.say(_NUMBERS, y, said, SMALL, colour=QUIET, align="right")
        sheet.y += height
    row = found.contrasts.loc[kind]
    interval = interval_in_words("density", row["low"], row["high"])
    middle = change_in_words("density", row["change"])
    said = (
        f"Both less none: {middle} (95 % interval {interval})"
        if interval
        else f"Both less none: {row['reading']}"
    )
    lines = wrapped(said, _NUMBERS - MARGIN, BODY, bold=True)
    sheet.lines(MARGIN, sheet.y + 2, lines, BODY, bold=True)
    sheet.y += len(lines) * BODY * 1.3 + 12
