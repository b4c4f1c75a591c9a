"""The picture of change: each measure's change with its interval, zero, and what could have been shown."""

from __future__ import annotations

import math

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import (
    BODY,
    MARGIN,
    SMALL,
    SMALLEST,
    Sheet,
    named,
    one_line,
    width_of,
    wrapped,
)
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.words import SURE
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words, size_in_words
from sysmap.findings.words import not_defined, value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.palette import ACCENT, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import counted

_LABELS, _PLOT, _NUMBERS = 158.0, (180.0, 346.0), 506.0
_FARTHEST = 3.0


@chart(of=Comparison, name="change")
def change_chart(change: Comparison) -> Sketch:
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
            "Thick bar: 95 % interval of a measure looked at alone. Thin line: adjusted for the other "
            "measures, where that is another. Each measure has a scale of its own, on which the dashed lines "
            "are the change that would be found in 4 of 5 such comparisons, looked at alone. Filled mark: "
            f"adjusted p at most {SURE:g}, and the adjusted interval leaves out zero. Values are those of "
            "the organisations compared."
        )
    sheet = Sheet(change, "change", title, how)
    if len(tested):
        named = change.plan is not None and change.plan.is_beforehand(change.primary)
        _rows(sheet, tested, change.primary, named=named)
    if len(others):
        _list(sheet, others, waves, change.primary, "Not tested" if len(tested) else "")
    return sheet.chart(_alt(tested, others, change.primary, waves))


def _rows(sheet: Sheet, tested: pd.DataFrame, primary: str, *, named: bool) -> None:
    left, right = _PLOT
    ends = tested[["low", "high", "low_adjusted", "high_adjusted"]].abs().max(axis=1) / tested["detectable"]
    ends = ends.clip(upper=_FARTHEST)
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
        below += [f"primary measure{', named in the plan' if named else ''}"] if name == primary else []
        wide = _adjusted(str(name), row)
        height = len(label) * BODY * 1.3 + len(below) * SMALL * 1.3 + 8
        height = max(height, 3 * SMALL * 1.5 + 8) if wide else height
        y = sheet.y + height / 2
        sheet.lines(MARGIN, sheet.y + 4, label, bold=name == primary)
        sheet.lines(MARGIN, sheet.y + 4 + len(label) * BODY * 1.3, below, SMALL, colour=QUIET)
        if wide:
            _bar(sheet, row, y, ("low_adjusted", "high_adjusted"), reach, 0.9)
        _bar(sheet, row, y, ("low", "high"), reach, 2.0)
        place = max(-reach, min(reach, row["change"] / row["detectable"]))
        far = abs(row["change"]) / row["detectable"] > reach
        pointing = int(math.copysign(1, row["change"])) if far else 0
        sheet.mark(middle + unit * place, y, filled=row["p_adjusted"] <= SURE, pointing=pointing)
        _numbers(sheet, str(name), row, y, wide)
        sheet.y += height
    sheet.rule((middle, top), (middle, sheet.y), INK, 1.2)
    for side in (-1, 1):
        sheet.rule((middle + side * unit, top), (middle + side * unit, sheet.y), QUIET, 0.9, (4, 3))
    foot = sheet.y + 7
    sheet.say(middle, foot, "dashed: smallest detectable change", SMALL, colour=QUIET, align="center")
    sheet.y += 22


def _bar(sheet: Sheet, row: pd.Series, y: float, ends: tuple[str, str], reach: float, thick: float) -> None:
    """Draw an interval, with an end stroke where it ends on the scale."""
    middle, unit = (_PLOT[0] + _PLOT[1]) / 2, (_PLOT[1] - _PLOT[0]) / 2 / reach
    places = [row[end] / row["detectable"] for end in ends]
    xs = [middle + unit * max(-reach, min(reach, place)) for place in places]
    sheet.rule((xs[0], y), (xs[1], y), ACCENT, thick)
    for x, place in zip(xs, places, strict=True):
        if abs(place) <= reach:
            sheet.rule((x, y - 4), (x, y + 4), ACCENT, thick)


def _adjusted(name: str, row: pd.Series) -> str:
    """Write the adjusted interval where it is another than that of the measure alone."""
    alone = interval_in_words(name, row["low"], row["high"])
    wide = interval_in_words(name, row["low_adjusted"], row["high_adjusted"])
    return "" if wide == alone else wide


def _numbers(sheet: Sheet, name: str, row: pd.Series, y: float, wide: str) -> None:
    sure = row["p_adjusted"] <= SURE
    alone = interval_in_words(name, row["low"], row["high"]).removesuffix(" points")
    said = f"{change_in_words(name, row['change'])} ({alone})"
    lines = [*([f"adjusted {wide.removesuffix(' points')}"] if wide else [])]
    lines += [f"smallest detectable {size_in_words(name, row['detectable'])}"]
    room = _NUMBERS - _PLOT[1] - 2
    size = next((size for size in (BODY, SMALL) if width_of(said, size, sure) <= room), SMALLEST)
    top = y - 6 * len(lines)
    sheet.say(_NUMBERS, top, said, size, bold=sure, align="right")
    for number, line in enumerate(lines, start=1):
        sheet.say(_NUMBERS, top + 12 * number, line, SMALL, colour=QUIET, align="right")


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
        elif math.isnan(row["change"]) or not entry.ties:
            # What is counted of the records, such as who answered, is shown and no change is made of it.
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
    """Return the reason, where it is more than that this measure is never tested."""
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
            row = tested.loc[primary]
            interval = interval_in_words(primary, row["low"], row["high"])
            said += (
                f"; {one_line(row['label'])}, the primary measure, changed by "
                f"{change_in_words(primary, row['change'])} (95 % interval {interval}; smallest detectable "
                f"change {size_in_words(primary, row['detectable'])})"
            )
    if len(others):
        said += f"; {counted(len(others), 'measure')} not tested or not defined"
    return said + "."
