"""The picture of change: each measure's change with its interval, zero, and what could have been shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from sysmap.findings.change_words import SURE
from sysmap.findings.chart_style import (
    ACCENT,
    BODY,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    SMALLEST,
    Sheet,
    named,
    one_line,
    width_of,
    wrapped,
)
from sysmap.findings.words import not_defined, value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.shown import counted

if TYPE_CHECKING:
    from sysmap.findings.change import Comparison
    from sysmap.findings.chart_figure import Chart

_LABELS, _PLOT, _NUMBERS = 158.0, (180.0, 346.0), 506.0
_FARTHEST = 3.0


def change_chart(change: Comparison) -> Chart:
    """Draw each tested change on its own scale, one smallest detectable change to either side of zero.

    So one line of zero and two dashed lines serve every measure, whatever its unit. What was not
    tested, or is not defined, is listed below in words.
    """
    frame = change.to_frame()
    there = frame[["change", "low", "high", "detectable"]].notna().all(axis=1) & (frame["detectable"] > 0)
    tested, others = frame[there], frame[~there]
    waves = change.before.wave, change.after.wave
    title = f"Change from {waves[0]} to {waves[1]}"
    how = "No change could be tested: values alone."
    if len(tested):
        how = (
            "Bar: 95 % interval. Each measure has a scale of its own, on which the dashed lines are the "
            f"smallest change that these records could have shown. Filled mark: adjusted p at most {SURE:g}."
        )
    sheet = Sheet(change, "change", title, how)
    if len(tested):
        _rows(sheet, tested, change.primary)
    if len(others):
        _list(sheet, others, waves, change.primary, "Not tested" if len(tested) else "")
    return sheet.chart(_alt(tested, others, change.primary, waves))


def _rows(sheet: Sheet, tested: pd.DataFrame, primary: str) -> None:
    left, right = _PLOT
    ends = (tested[["low", "high"]].abs().max(axis=1) / tested["detectable"]).clip(upper=_FARTHEST)
    reach = max(1.5, 1.08 * float(ends.max()))
    middle, unit = (left + right) / 2, (right - left) / 2 / reach
    sheet.say(left, sheet.y + 8, "◄ fell", SMALL, colour=QUIET)
    sheet.say(middle, sheet.y + 8, "no change", SMALL, colour=QUIET, align="center")
    sheet.say(right, sheet.y + 8, "rose ►", SMALL, colour=QUIET, align="right")
    sheet.say(_NUMBERS, sheet.y + 8, "change (95 % interval)", SMALL, colour=QUIET, align="right")
    sheet.y += 18
    top = sheet.y
    for name, row in tested.iterrows():
        label = wrapped(row["label"], _LABELS, bold=name == primary)
        entry = catalogue[name]
        before, after = (value_in_words(entry, row[wave]) for wave in ("before", "after"))
        below = [*wrapped(f"{before} → {after}", _LABELS, SMALL)]
        below += ["primary measure"] if name == primary else []
        height = len(label) * BODY * 1.3 + len(below) * SMALL * 1.3 + 8
        y = sheet.y + height / 2
        sheet.lines(MARGIN, sheet.y + 4, label, bold=name == primary)
        sheet.lines(MARGIN, sheet.y + 4 + len(label) * BODY * 1.3, below, SMALL, colour=QUIET)
        shown = [max(-reach, min(reach, row[end] / row["detectable"])) for end in ("low", "change", "high")]
        xs = [middle + unit * place for place in shown]
        sheet.rule((xs[0], y), (xs[2], y), ACCENT, 2.0)
        for x, end in ((xs[0], "low"), (xs[2], "high")):
            if abs(row[end]) / row["detectable"] <= reach:
                sheet.rule((x, y - 4), (x, y + 4), ACCENT, 2.0)
        far = abs(row["change"]) / row["detectable"] > reach
        pointing = int(math.copysign(1, row["change"])) if far else 0
        sheet.mark(xs[1], y, filled=row["p_adjusted"] <= SURE, pointing=pointing)
        _numbers(sheet, name, row, y)
        sheet.y += height
    sheet.rule((middle, top), (middle, sheet.y), INK, 1.2)
    for side in (-1, 1):
        sheet.rule((middle + side * unit, top), (middle + side * unit, sheet.y), QUIET, 0.9, (4, 3))
    foot = sheet.y + 7
    sheet.say(middle, foot, "dashed: smallest detectable change", SMALL, colour=QUIET, align="center")
    sheet.y += 22


def _numbers(sheet: Sheet, name: str, row: pd.Series, y: float) -> None:
    entry = catalogue[name]
    change, low, high = (value_in_words(entry, row[end], signed=True) for end in ("change", "low", "high"))
    if entry.unit == "share":
        low, high = low.removesuffix(" points"), high.removesuffix(" points")
    least = value_in_words(entry, row["detectable"], signed=True).lstrip("+")
    sure = row["p_adjusted"] <= SURE
    said = f"{change} ({low} to {high})"
    room = _NUMBERS - _PLOT[1] - 2
    size = next((size for size in (BODY, SMALL) if width_of(said, size, sure) <= room), SMALLEST)
    sheet.say(_NUMBERS, y - 6, said, size, bold=sure, align="right")
    sheet.say(_NUMBERS, y + 6, f"smallest detectable {least}", SMALL, colour=QUIET, align="right")


def _list(
    sheet: Sheet, others: pd.DataFrame, waves: tuple[str | None, str | None], primary: str, heading: str
) -> None:
    if heading:
        sheet.block(MARGIN, heading, 300, BODY, bold=True)
        sheet.y += 2
    for name, row in others.iterrows():
        entry = catalogue[name]
        before, after = (value_in_words(entry, row[wave]) for wave in ("before", "after"))
        if math.isnan(row["before"]) and math.isnan(row["after"]):
            said = not_defined(row["undefined"])
        elif math.isnan(row["change"]):
            said = f"{before} in {waves[0]}, {after} in {waves[1]}{_why(row)}"
        else:
            change = value_in_words(entry, row["change"], signed=True)
            said = f"{before} → {after}, change {change}{_why(row)}"
        label = wrapped(row["label"], _LABELS, bold=name == primary)
        words = wrapped(said, _NUMBERS - _PLOT[0], SMALL)
        sheet.lines(MARGIN, sheet.y + 2, label, bold=name == primary)
        sheet.lines(_PLOT[0], sheet.y + 2.5, words, SMALL, colour=QUIET)
        sheet.y += max(len(label) * BODY, len(words) * SMALL) * 1.3 + 5


def _why(row: pd.Series) -> str:
    """Give the reason, where it is more than that this measure is never tested."""
    reason = str(row["undefined"])
    return f": {REASONS.get(reason, reason)}" if reason and reason != "not_estimated" else ""


def _alt(
    tested: pd.DataFrame, others: pd.DataFrame, primary: str, waves: tuple[str | None, str | None]
) -> str:
    when = f"From {waves[0]} to {waves[1]}"
    if not len(tested):
        said = f"{when} no change could be tested"
    else:
        sure = tested["p_adjusted"] <= SURE
        rose, fell = (
            tested["label"][sure & side].tolist() for side in (tested["change"] > 0, tested["change"] < 0)
        )
        parts = [
            f"{len(labels) or 'none'} {word}{f' ({named(labels)})' if labels else ''}"
            for labels, word in ((rose, "rose"), (fell, "fell"))
        ]
        said = (
            f"{when}, of {counted(len(tested), 'measure')} tested {parts[0]} and {parts[1]} by more than "
            f"fluctuation would explain, and for {len(tested) - len(rose) - len(fell)} no change can be shown"
        )
        if primary in tested.index:
            row, entry = tested.loc[primary], catalogue[primary]
            change, low, high = (
                value_in_words(entry, row[end], signed=True) for end in ("change", "low", "high")
            )
            least = value_in_words(entry, row["detectable"], signed=True).lstrip("+")
            said += (
                f"; {one_line(row['label'])}, the primary measure, changed by {change} (95 % interval {low} "
                f"to {high}; smallest detectable change {least})"
            )
    if len(others):
        said += f"; {counted(len(others), 'measure')} not tested or not defined"
    return said + "."
