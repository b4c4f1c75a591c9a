"""The odds of a tie inside sectors and across them, given how busy organisations are, on a scale of times."""

from __future__ import annotations

import math

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import BODY, MARGIN, SMALL, Sheet, labels_of, one_line, wrapped
from sysmap.findings.mixing_models.mixing_model import ALONE, SAME, MixingModel
from sysmap.findings.mixing_models.words import REASONS, SURE, noun_of, others_not_estimated
from sysmap.palette import ACCENT, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import counted, number

_LABELS, _PLOT, _NUMBERS = 170.0, (196.0, 376.0), 506.0
_ROOM = _NUMBERS - MARGIN
_TICKS = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64)
_FARTHEST = math.log(64)


@chart(of=MixingModel, name="odds")
def odds_chart(model: MixingModel) -> Sketch:
    """Draw each odds ratio with its interval on one scale of times; what has none stands in words."""
    frame = model.to_frame()
    noun = noun_of(model.system.boundary)
    wave = f" in {model.system.wave}" if model.system.wave else ""
    sheet = Sheet(
        model,
        "odds",
        f"Whether {labels_of(model.system.boundary)} matter for ties{wave}, given how busy each is",
        "Bar: 95 % interval. Filled mark: p at most 0.05, adjusted where several pairs are looked at. At 1 "
        "ties are as likely in both places. The first rows compare inside with across; those below compare "
        "across two with inside the two.",
    )
    there = frame["odds_ratio"].notna()
    if there.any():
        _rows(sheet, frame[there], noun)
    named = frame.index.isin([SAME, ALONE])
    for _, row in frame[~there & named].iterrows():
        sheet.block(MARGIN, f"{_label(row, noun)}: not estimated, {REASONS[row['undefined']]}.", _ROOM, SMALL)
    if said := others_not_estimated(list(frame["undefined"][~there & ~named]), one_line(noun)):
        sheet.block(MARGIN, said, _ROOM, SMALL, colour=QUIET)
    return sheet.chart(_alt(frame, noun, wave))


def _label(row: pd.Series, noun: str) -> str:
    if row.name == SAME:
        return f"Inside a {one_line(noun)}, given how busy each is"
    if row.name == ALONE:
        return f"Inside a {one_line(noun)}, whoever is busy"
    return f"Across {one_line(row['sector_a'])} and {one_line(row['sector_b'])}"


def _rows(sheet: Sheet, known: pd.DataFrame, noun: str) -> None:
    left, right = _PLOT
    ends = known[["low", "high"]].map(math.log).abs().max().max()
    reach = min(_FARTHEST, max(math.log(2.2), 1.05 * float(ends)))
    middle, unit = (left + right) / 2, (right - left) / 2 / reach
    sheet.say(left, sheet.y + 8, "◄ less likely", SMALL, colour=QUIET)
    sheet.say(right, sheet.y + 8, "more likely ►", SMALL, colour=QUIET, align="right")
    sheet.say(_NUMBERS, sheet.y + 8, "odds ratio (95 % interval)", SMALL, colour=QUIET, align="right")
    sheet.y += 18
    top = sheet.y
    for name, row in known.iterrows():
        label = wrapped(_label(row, noun), _LABELS, bold=name == SAME)
        height = len(label) * BODY * 1.3 + 8
        y = sheet.y + height / 2
        sheet.centred(MARGIN, y, label, bold=name == SAME)
        ratio, low, high = (
            max(-reach, min(reach, math.log(row[column]))) for column in ("odds_ratio", "low", "high")
        )
        sheet.rule((middle + unit * low, y), (middle + unit * high, y), ACCENT, 2.0)
        for column, end in (("low", low), ("high", high)):
            if abs(math.log(row[column])) <= reach:
                sheet.rule((middle + unit * end, y - 4), (middle + unit * end, y + 4), ACCENT, 2.0)
        far = abs(math.log(row["odds_ratio"])) > reach
        sure = row["p_adjusted"] <= SURE
        pointing = int(math.copysign(1, ratio)) if far else 0
        sheet.mark(middle + unit * ratio, y, filled=sure, pointing=pointing)
        sheet.say(_NUMBERS, y, _figures(row), SMALL, bold=sure, align="right")
        sheet.y += height
    sheet.rule((middle, top), (middle, sheet.y), INK, 1.2)
    shown = [tick for tick in _TICKS if abs(math.log(tick)) <= reach + 1e-9]
    for tick in shown if len(shown) <= 7 else shown[1::2] if len(shown) % 4 == 3 else shown[::2]:
        x = middle + unit * math.log(tick)
        sheet.rule((x, sheet.y), (x, sheet.y + 3), QUIET)
        said = number(tick) if tick >= 1 else f"1/{round(1 / tick)}"
        sheet.say(x, sheet.y + 10, said, SMALL, colour=QUIET, align="center")
    sheet.y += 22


def _figures(row: pd.Series) -> str:
    return f"{number(row['odds_ratio'])} ({number(row['low'])} to {number(row['high'])})"


def _alt(frame: pd.DataFrame, noun: str, wave: str) -> str:
    """Say what the picture shows: the first row in full, the pairs counted."""
    first, pairs = frame.loc[SAME], frame.drop(index=[SAME, ALONE])
    if first["undefined"]:
        said = f"Whether a {one_line(noun)} matters{wave} was not estimated: {REASONS[first['undefined']]}"
    else:
        said = (
            f"Given how busy each organisation is{wave}, the odds of a tie inside a {one_line(noun)} are "
            f"{number(first['odds_ratio'])} times those across (95 % interval {number(first['low'])} to "
            f"{number(first['high'])})"
        )
    if len(pairs):
        known = pairs[pairs["odds_ratio"].notna()]
        sure = known[known["p_adjusted"] <= SURE]
        fewer = int((sure["odds_ratio"] < 1).sum())
        said += (
            f"; of {counted(len(pairs), 'pair')} of {one_line(noun)}s, {fewer} with fewer ties across than "
            f"inside, {len(sure) - fewer} with more, {len(known) - len(sure)} for which no difference can be "
            f"shown, {len(pairs) - len(known)} not estimated"
        )
    return f"{said}."
