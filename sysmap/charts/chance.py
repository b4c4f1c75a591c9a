"""The chance band: each measure of a scorecard on the bands that shuffled sectors and redrawn ties give."""

from __future__ import annotations

import math

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import (
    BODY,
    MARGIN,
    SMALL,
    Sheet,
    labels_of,
    named,
    wrapped,
)
from sysmap.findings.scorecard import Scorecard
from sysmap.findings.words import not_defined, value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.palette import CHART_BAND, CHART_PALE, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import counted

_LABELS, _PLOT, _VALUES, _BANDS = 150.0, (172.0, 338.0), 398.0, 506.0
_FARTHEST = 4.0


@chart(of=Scorecard, name="chance")
def chance_chart(card: Scorecard) -> Sketch:
    """Draw each measure on its chance band; all bands are as wide as one another.

    A measure stands where it lies beside its own band: half a band to the right of the middle is
    the upper end. Beyond two bands from the middle a triangle points outwards; the number is beside.
    Under it a bracket is the band of ties redrawn with each organisation as busy as it is, on the
    same scale. Measures without a band, and those that are not defined, are listed below in words.
    """
    frame = card.to_frame()
    banded = frame[frame["value"].notna() & frame[["expected", "low", "high"]].notna().all(axis=1)]
    others = frame.drop(index=banded.index)
    system = card.system
    wave = f" in {system.wave}" if system.wave else ""
    title = f"What the measures are{wave}, and what chance would give"
    if len(banded):
        how = (
            f"The grey band holds 95 % of what {card.draws:,} shuffles of the {labels_of(system.boundary)} "
            "over the same ties give, the tick is their mean; all bands are drawn as wide. Filled: outside."
        )
        if banded["low_busy"].notna().any():
            how += (
                " The bracket below is the same for ties redrawn, each organisation as busy as it is: read "
                f"that one where {labels_of(system.boundary)} differ in how busy they are."
            )
    elif card.draws:
        how = "No measure here can be set beside shuffled labels."
    else:
        how = "No shuffles were made, so that there is no band: values alone."
    sheet = Sheet(card, "chance", title, how)
    if len(banded):
        _rows(sheet, banded)
    if len(others):
        _list(sheet, others, "Without a band" if len(banded) else "")
    return sheet.chart(_alt(banded, others, f"in {system.wave}" if system.wave else "on this map"))


def _place(row: pd.Series) -> float:
    """Return where a value lies: −1 at the lower end of its band, 1 at the upper."""
    return _scaled(row["value"], row["low"], row["high"])


def _scaled(value: float, low: float, high: float) -> float:
    if high > low:
        return (2 * value - low - high) / (high - low)
    return 0.0 if value == low else math.copysign(math.inf, value - low)


def _side(row: pd.Series) -> int:
    return int(row["value"] > row["high"]) - int(row["value"] < row["low"])


def _rows(sheet: Sheet, banded: pd.DataFrame) -> None:
    left, right = _PLOT
    places = {name: _place(row) for name, row in banded.iterrows()}
    reach = max([1.6, *(1.15 * abs(place) for place in places.values() if abs(place) <= _FARTHEST)])
    middle, unit = (left + right) / 2, (right - left) / 2 / reach
    head = sheet.y + 8
    sheet.say(middle, head, "chance", SMALL, colour=QUIET, align="center")
    sheet.say(left, head, "◄ below", SMALL, colour=QUIET)
    sheet.say(right, head, "above ►", SMALL, colour=QUIET, align="right")
    sheet.say(_VALUES, head, "value", SMALL, colour=QUIET, align="right")
    sheet.say(_BANDS, head, "chance gives", SMALL, colour=QUIET, align="right")
    sheet.y += 18
    brackets = banded["low_busy"].notna()
    top = sheet.y
    labels = {name: wrapped(row["label"], _LABELS) for name, row in banded.iterrows()}
    heights = {
        name: max(34.0 if brackets[name] else 22.0, len(lines) * BODY * 1.3 + 8)
        for name, lines in labels.items()
    }
    sheet.box(middle - unit, top, 2 * unit, sum(heights.values()), CHART_BAND)
    for x in (middle - unit, middle + unit):
        sheet.rule((x, top), (x, top + sum(heights.values())), CHART_PALE)
    for name, row in banded.iterrows():
        sheet.centred(MARGIN, sheet.y + heights[name] / 2, labels[name])
        y = sheet.y + heights[name] / 2 - (6 if brackets[name] else 0)
        sheet.rule((left, y), (right, y), CHART_PALE, 0.6)
        tick = middle + unit * max(-reach, min(reach, _scaled(row["expected"], row["low"], row["high"])))
        sheet.rule((tick, y - 5), (tick, y + 5), QUIET, 1.2)
        far = abs(places[name]) > reach
        x = middle + unit * max(-reach, min(reach, places[name]))
        side = _side(row)
        sheet.mark(x, y, filled=side != 0, pointing=side if far else 0)
        entry = catalogue[name]
        value, low, high = (value_in_words(entry, row[column]) for column in ("value", "low", "high"))
        sheet.say(_VALUES, y, value, bold=side != 0, align="right")
        sheet.say(_BANDS, y, f"{low} to {high}", SMALL, colour=QUIET, align="right")
        if brackets[name]:
            _bracket(sheet, row, y + 12, middle, unit, reach)
        sheet.y += heights[name]
    sheet.y += 8


def _bracket(sheet: Sheet, row: pd.Series, y: float, middle: float, unit: float, reach: float) -> None:
    """Draw the band of redrawn ties under a measure, on the scale of its own band, and say it."""
    places = [
        _scaled(row[end], row["low"], row["high"]) for end in ("low_busy", "expected_busy", "high_busy")
    ]
    left, tick, right = (middle + unit * max(-reach, min(reach, place)) for place in places)
    sheet.rule((left, y), (right, y), QUIET, 1.4)
    for place, x in zip(places, (left, tick, right), strict=True):
        if abs(place) <= reach:
            sheet.rule((x, y - 3), (x, y + 3), QUIET, 1.0)
    entry = catalogue[str(row.name)]
    low, high = (value_in_words(entry, row[column]) for column in ("low_busy", "high_busy"))
    sheet.say(_BANDS, y, f"given how busy: {low} to {high}", SMALL, colour=QUIET, align="right")


def _list(sheet: Sheet, others: pd.DataFrame, heading: str) -> None:
    if heading:
        sheet.block(MARGIN, heading, 300, BODY, bold=True)
        sheet.y += 2
    for name, row in others.iterrows():
        known = not math.isnan(row["value"])
        said = value_in_words(catalogue[name], row["value"]) if known else not_defined(row["undefined"])
        label, words = wrapped(row["label"], _LABELS), wrapped(said, _BANDS - _PLOT[0])
        height = max(len(label), len(words)) * BODY * 1.3 + 4
        sheet.lines(MARGIN, sheet.y + 2, label)
        sheet.lines(_PLOT[0], sheet.y + 2, words, colour=INK if known else QUIET)
        sheet.y += height


def _busy_in_words(banded: pd.DataFrame) -> str:
    """Say which measures stand elsewhere beside ties redrawn with each organisation as busy as it is."""
    beside = banded[banded["low_busy"].notna()]
    if beside.empty:
        return ""
    busy = beside.assign(low=beside["low_busy"], high=beside["high_busy"]).apply(_side, axis=1)
    other = beside["label"][busy != beside.apply(_side, axis=1)].tolist()
    said = "; beside ties redrawn with each organisation as busy as it is, "
    return said + (f"{named(other)} stand elsewhere" if other else "all stand on the same side")


def _alt(banded: pd.DataFrame, others: pd.DataFrame, where: str) -> str:
    undefined = int(others["value"].isna().sum())
    parts = []
    if len(banded):
        sides = banded.apply(_side, axis=1)
        for side, word in ((1, "above"), (-1, "below"), (0, "within")):
            labels = banded["label"][sides == side].tolist()
            names = f" ({named(labels)})" if labels and side else ""
            parts.append(f"{len(labels)} {word}{names}")
        said = (
            f"{counted(len(banded), 'measure')} {where} beside the band that holds 95 % of what shuffled "
            f"labels give: {', '.join(parts)}"
        )
        said += _busy_in_words(banded)
    else:
        said = f"No measure {where} has a band of what shuffled labels give"
    if len(others) - undefined:
        said += f"; {counted(len(others) - undefined, 'measure')} shown without a band"
    if undefined:
        said += f"; {undefined} not defined"
    return said + "."
