"""What each silent organisation would have had to report, beside what each that answered did."""

from __future__ import annotations

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import BODY, MARGIN, SMALL, Sheet, one_line, wrapped
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.unanswered.if_answered import IfAnswered
from sysmap.findings.unanswered.words import REASONS, tied
from sysmap.palette import ACCENT, CHART_PALE, HOLLOW, QUIET
from sysmap.plotting import chart
from sysmap.text import counted, number

_LABELS, _BARS, _NUMBERS = 210.0, (234.0, 462.0), 506.0
_THICK = 9.0
_AIMS = {
    ("lower", "below"): "to come within what chance gives",
    ("upper", "above"): "to come within what chance gives",
    ("lower", "within"): "to be below what chance gives",
    ("upper", "within"): "to be above what chance gives",
    ("stated", "below"): "to reach the line",
    ("stated", "not below"): "to be below the line",
    "rise": "for a rise to be shown",
    "fall": "for a fall to be shown",
    "no rise": "for the rise no longer to be shown",
    "no fall": "for the fall no longer to be shown",
}


@chart(of=IfAnswered, name="tipping")
def tipping_chart(found: IfAnswered) -> Sketch:
    """Draw two bars for each tipping point: ties that each silent one would need, and that others have."""
    frame = found.told()
    of_change = isinstance(found.of, Comparison)
    have = "have" if of_change else "reported"
    sheet = Sheet(
        found,
        "tipping",
        "What the silent would have had to report for another conclusion",
        f"Full bar: ties of each of the {counted(found.silent, 'silent organisation')}, on average. Hollow "
        f"bar: such ties that each of those who answered {have}. The further the full bar reaches beyond the "
        "hollow one, the less the conclusion rests on who was silent.",
    )
    known = frame[frame["undefined"].eq("")]
    if len(known):
        _rows(sheet, known, found, of_change=of_change)
    else:
        said = found.notes[0] if frame.empty else f"{REASONS['out_of_reach'].capitalize()}."
        sheet.block(MARGIN, said, _NUMBERS - MARGIN)
    if len(known) and len(known) < len(frame):
        rest = counted(len(frame) - len(known), "further conclusion")
        sheet.block(MARGIN, f"{rest}: {REASONS['out_of_reach']}.", _NUMBERS - MARGIN, SMALL, colour=QUIET)
    return sheet.chart(_alt(frame, known, of_change=of_change))


def _aim(row: pd.Series) -> str:
    return _AIMS[row["aim"] if "aim" in row else (row.name[1], row["conclusion"])]


def _rows(sheet: Sheet, known: pd.DataFrame, found: IfAnswered, *, of_change: bool) -> None:
    left, right = _BARS
    longest = max(float(known[["per_silent", "reported"]].max().max()), 1e-9)
    for index, row in known.iterrows():
        of = f"{index[1]} " if of_change else ""
        below = f"{of}{tied(row['ties'], one_line(found.system.boundary))}, {_aim(row)}"
        label, small = wrapped(row["label"], _LABELS), wrapped(below, _LABELS, SMALL)
        height = max(2 * _THICK + 14, len(label) * BODY * 1.3 + len(small) * SMALL * 1.3 + 8)
        sheet.lines(MARGIN, sheet.y + 3, label)
        sheet.lines(MARGIN, sheet.y + 3 + len(label) * BODY * 1.3, small, SMALL, colour=QUIET)
        top = sheet.y + height / 2 - _THICK - 1
        for column, fill, at in (("per_silent", ACCENT, top), ("reported", HOLLOW, top + _THICK + 2)):
            width = (right - left) * row[column] / longest
            sheet.box(left, at, width, _THICK, fill, ACCENT)
            said = number(row[column], 2)
            sheet.say(left + width + 5, at + _THICK / 2, said, SMALL, bold=column == "per_silent")
        sheet.y += height
        sheet.rule((MARGIN, sheet.y), (_NUMBERS, sheet.y), CHART_PALE, 0.6)
    sheet.y += 6


def _alt(frame: pd.DataFrame, known: pd.DataFrame, *, of_change: bool) -> str:
    if known.empty:
        return "No number of ties that the silent could report would change a conclusion here."
    first = known.iloc[0]
    have = "have" if of_change else "reported"
    said = (
        f"{one_line(first['label'])}: each silent organisation would have had to report "
        f"{number(first['per_silent'], 2)} ties {_aim(first)}, where those who answered {have} "
        f"{number(first['reported'], 2)}"
    )
    more = int((known["per_silent"] > known["reported"]).sum())
    return f"{said}; in {more} of {len(frame)} conclusions it is more than those who answered {have}."
