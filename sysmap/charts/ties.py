"""The picture of ties kept, new and lost, by pair of sectors."""

from __future__ import annotations

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import (
    BODY,
    MARGIN,
    SMALL,
    Sheet,
    labels_of,
    one_line,
    wrapped,
)
from sysmap.findings.comparison.comparison import Comparison
from sysmap.palette import ACCENT, CHART_PALE, HOLLOW, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import counted, number

_LABELS, _COLUMNS, _PLOT = 214.0, (262.0, 290.0, 318.0), (338.0, 506.0)
MOST_PAIRS = 20
_COUNTS = ["lost", "kept", "new"]


@chart(of=Comparison, name="ties")
def ties_chart(change: Comparison) -> Sketch:
    """Draw, for each pair of sectors, ties lost to the left of a line, kept and new to its right.

    The pairs of sectors in which most ties changed stand first; beyond 20 the others are one row.
    Only pairs of organisations count that could be observed in both waves; in a copy for the public,
    all as recorded.
    """
    table = change.ties[change.ties[_COUNTS].sum(axis=1) > 0]
    waves = f"{change.before.wave} and {change.after.wave}"
    title = f"Ties kept, new and lost between {waves}, by pair of {labels_of(change.before.boundary)}"
    how = "Only pairs of organisations that could be observed in both waves."
    if change.before.public:
        how = "Ties as recorded in either wave."
    if not len(table):
        sheet = Sheet(change, "ties", title, "No tie was observed in either wave.")
        return sheet.chart(f"No tie was observed in {waves}.")
    rows = _ordered(table, change.before.directed)
    sheet = Sheet(change, "ties", title, how)
    sheet.y += 4
    _draw(sheet, rows)
    return sheet.chart(_alt(table, rows, waves))


def _ordered(table: pd.DataFrame, directed: bool) -> list[tuple[str, dict[str, int]]]:
    """Return label and counts of each row: most changed first, those beyond the limit added up."""
    ordered = table.assign(_changed=table["new"] + table["lost"]).sort_values(
        ["_changed", "kept", "sector_a", "sector_b"], ascending=[False, False, True, True], kind="stable"
    )
    rows = []
    for row in ordered.head(MOST_PAIRS).itertuples():
        join = " → " if directed else " – "
        label = (
            f"within {row.sector_a}"
            if row.sector_a == row.sector_b
            else f"{row.sector_a}{join}{row.sector_b}"
        )
        rows.append((label, {word: int(getattr(row, word)) for word in _COUNTS}))
    rest = ordered.iloc[MOST_PAIRS:]
    if len(rest):
        label = counted(len(rest), "other pair, added up", "other pairs, added up")
        rows.append((label, {word: int(rest[word].sum()) for word in _COUNTS}))
    return rows


def _draw(sheet: Sheet, rows: list[tuple[str, dict[str, int]]]) -> None:
    left, right = _PLOT
    # The last row may be a sum of many, and would leave no room for the pairs themselves.
    shown = [counts for label, counts in rows if "added up" not in label]
    lost = max(counts["lost"] for counts in shown)
    stayed = max(counts["kept"] + counts["new"] for counts in shown)
    unit = (right - left) / max(1, lost + stayed)
    zero = left + lost * unit
    for x, word in zip(_COLUMNS, _COUNTS, strict=True):
        _swatch(sheet, word, x - 14, sheet.y, 14)
        sheet.say(x, sheet.y + 18, word, SMALL, colour=QUIET, align="right")
    sheet.say(
        zero - 3, sheet.y + 18, "◄ lost", SMALL, colour=QUIET, align="right" if lost * unit > 34 else "left"
    )
    if lost * unit > 34:
        sheet.say(zero + 3, sheet.y + 18, "kept, then new ►", SMALL, colour=QUIET)
    sheet.y += 28
    top = sheet.y
    for label, counts in rows:
        lines = wrapped(label, _LABELS, most=6)
        height = max(18.0, len(lines) * BODY * 1.3 + 6)
        y = sheet.y + height / 2
        sheet.centred(MARGIN, y, lines)
        for x, word in zip(_COLUMNS, _COUNTS, strict=True):
            sheet.say(x, y, number(counts[word]), bold=word != "kept" and counts[word] > 0, align="right")
        if "added up" in label:
            sheet.say(left, y, "not drawn", SMALL, colour=QUIET)
        else:
            _swatch(sheet, "lost", zero - counts["lost"] * unit, y - 5, counts["lost"] * unit, 10)
            _swatch(sheet, "kept", zero, y - 5, counts["kept"] * unit, 10)
            _swatch(sheet, "new", zero + counts["kept"] * unit, y - 5, counts["new"] * unit, 10)
        sheet.y += height
    sheet.rule((zero, top), (zero, sheet.y), INK, 1.2)


def _swatch(sheet: Sheet, word: str, x: float, top: float, width: float, height: float = 9) -> None:
    if width <= 0:
        return
    if word == "lost":
        sheet.box(x, top, width, height, HOLLOW, INK, 1.1, (3, 2))
    elif word == "kept":
        sheet.box(x, top, width, height, CHART_PALE, QUIET, 0.5)
    else:
        sheet.box(x, top, width, height, ACCENT, ACCENT)


def _alt(table: pd.DataFrame, rows: list[tuple[str, dict[str, int]]], waves: str) -> str:
    totals = {word: int(table[word].sum()) for word in _COUNTS}
    said = (
        f"Of {counted(sum(totals.values()), 'tie')} observed in {waves}, {totals['kept']} kept, "
        f"{totals['new']} new and {totals['lost']} lost"
    )
    label, counts = rows[0]
    if counts["new"] + counts["lost"]:
        changed = f"{counts['new']} new, {counts['lost']} lost, {counts['kept']} kept"
        return f"{said}; most changed {one_line(label)}: {changed}."
    return f"{said}."
