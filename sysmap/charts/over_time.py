"""The picture of many waves: each measure over time, with the band of its change since the first wave."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import BODY, MARGIN, SMALL, Sheet, named, one_line, width_of, wrapped
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.many_waves.words import certainty
from sysmap.findings.shares_and_counts import change_in_words, interval_in_words, level_in_words
from sysmap.findings.words import not_defined
from sysmap.palette import ACCENT, CHART_RULE, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import counted

_LABELS, _PLOT, _NUMBERS = 150.0, (216.0, 366.0), 506.0
_HEIGHT, _ROOM = 64.0, 9.0
_ENDS = ["low", "high", "band_low", "band_high"]


@chart(of=Trajectory, name="trajectory")
def over_time_chart(found: Trajectory) -> Sketch:
    """Draw each measure over the waves, on a scale of its own, at the dates of the waves.

    A dashed line stands at the level of the first wave: a mark is filled where the band of its change, which
    holds for all waves at once, leaves that line out. Measures without a tested change are listed below.
    """
    frame = found.to_frame()
    names = list(dict.fromkeys(frame.index.get_level_values("measure")))
    tested = [name for name in names if frame.loc[name, "low"].notna().any()]
    others = [name for name in names if name not in tested]
    waves = found.waves
    title = f"From {waves[0]} to {waves[-1]}, {counted(len(waves), 'wave')}"
    sure = certainty(found.confidence)
    how = "No change could be tested: values alone."
    if tested:
        band = f"thin line: {sure} band, which holds for all waves at once; " if found.draws else ""
        how = (
            f"Each measure at its own scale. Dashed: its level in {waves[0]}. Thick bar: {sure} interval of "
            "the "
            f"change since then, of one wave alone; {band}filled mark: no change lies outside it. Values are "
            f"those of the {found.matched.size} organisations that answered every wave."
        )
        if found.maps[0].public or not any(found.matched.recorded):
            how = how.replace("that answered every wave", "on the list of every wave")
    sheet = Sheet(found, "trajectory", title, how)
    if tested:
        _dates(sheet, found)
        for name in tested:
            _row(sheet, found, name, frame.loc[name])
    if others:
        _list(sheet, found, others, frame, "Not tested" if tested else "")
    return sheet.chart(_alt(found, frame, tested, others))


def _places(found: Trajectory) -> list[float]:
    """Return where each wave stands from left to right."""
    left, right = _PLOT
    whole = found.years[-1] or 1.0
    return [left + (right - left) * year / whole for year in found.years]


def _dates(sheet: Sheet, found: Trajectory) -> None:
    """Write the waves above their places, as many as have room: first and last always."""
    xs = _places(found)
    taken: list[tuple[float, float]] = []
    ordered = [0, len(xs) - 1, *range(1, len(xs) - 1)]
    for wave in ordered:
        label = wrapped(found.waves[wave], 60, SMALL, most=1)[0]
        half = width_of(label, SMALL) / 2 + 3
        if any(abs(xs[wave] - x) < half + other for x, other in taken):
            continue
        taken.append((xs[wave], half))
        sheet.say(xs[wave], sheet.y + 8, label, SMALL, colour=QUIET, align="center")
    sheet.say(_NUMBERS, sheet.y + 8, f"change a {found.unit}", SMALL, colour=QUIET, align="right")
    sheet.y += 18


def _row(sheet: Sheet, found: Trajectory, name: str, rows: pd.DataFrame) -> None:
    first = float(rows["value"].iloc[0])
    ends = rows[_ENDS].to_numpy(dtype=float) + first
    levels = rows["value"].to_numpy(dtype=float)
    known = [value for value in (*levels, *ends.ravel()) if not math.isnan(value)]
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    top = sheet.y + _ROOM

    def height(value: float) -> float:
        return top + (high - value) / span * (_HEIGHT - 2 * _ROOM)

    xs = _places(found)
    primary = name == found.primary
    label = wrapped(rows["label"].iloc[0], _LABELS, bold=primary, most=3)
    sheet.lines(MARGIN, sheet.y + 6, label, bold=primary)
    sheet.rule((MARGIN, sheet.y), (_NUMBERS, sheet.y), CHART_RULE)
    sheet.rule((xs[0], height(first)), (xs[-1], height(first)), QUIET, 0.8, (4, 3))
    for wave in range(1, len(xs)):
        sheet.rule((xs[wave - 1], height(levels[wave - 1])), (xs[wave], height(levels[wave])), QUIET, 0.9)
    for wave, (x, value) in enumerate(zip(xs, levels, strict=True)):
        for (start, end), thick in (((2, 3), 0.9), ((0, 1), 2.4)):
            if not math.isnan(ends[wave, start]):
                sheet.rule((x, height(ends[wave, start])), (x, height(ends[wave, end])), ACCENT, thick)
        sheet.mark(x, height(value), filled=_beyond(rows.iloc[wave]))
    sheet.say(xs[0] - 8, height(first), level_in_words(name, first), SMALL, align="right")
    last = level_in_words(name, float(levels[-1]))
    sheet.say(xs[-1] + 8, height(levels[-1]), last, SMALL, bold=_beyond(rows.iloc[-1]))
    trend = found.trend.loc[name]
    sure = bool(trend["low"] > 0 or trend["high"] < 0)
    slope = change_in_words(name, float(trend["slope"]))
    sheet.say(_NUMBERS, sheet.y + 14, slope, SMALL, bold=sure, align="right")
    interval = interval_in_words(name, float(trend["low"]), float(trend["high"])).removesuffix(" points")
    if interval:
        sheet.say(_NUMBERS, sheet.y + 26, f"({interval})", SMALL, colour=QUIET, align="right")
    sheet.y += _HEIGHT


def _beyond(row: pd.Series) -> bool:
    return bool(row["band_low"] > 0 or row["band_high"] < 0)


def _list(sheet: Sheet, found: Trajectory, others: Sequence[str], frame: pd.DataFrame, heading: str) -> None:
    sheet.y += 4
    if heading:
        sheet.rule((MARGIN, sheet.y), (_NUMBERS, sheet.y), CHART_RULE)
        sheet.y += 4
        sheet.block(MARGIN, heading, 300, BODY, bold=True)
        sheet.y += 2
    for name in others:
        rows = frame.loc[name]
        reasons = set(rows["undefined"][rows["value"].isna()])
        cells = [
            f"{level_in_words(name, float(row['value'])) or 'not defined'} in {wave}"
            for wave, row in rows.iterrows()
        ]
        said = not_defined(reasons.pop()) if rows["value"].isna().all() else ", ".join(cells)
        label = wrapped(rows["label"].iloc[0], _LABELS, bold=name == found.primary)
        words = wrapped(said, _NUMBERS - _LABELS - MARGIN - 8, SMALL)
        sheet.lines(MARGIN, sheet.y + 2, label, bold=name == found.primary)
        sheet.lines(_LABELS + MARGIN + 8, sheet.y + 2.5, words, SMALL, colour=QUIET)
        sheet.y += max(len(label) * BODY, len(words) * SMALL) * 1.3 + 5


def _alt(found: Trajectory, frame: pd.DataFrame, tested: Sequence[str], others: Sequence[str]) -> str:
    when = f"From {found.waves[0]} to {found.waves[-1]}"
    if not tested:
        return f"{when} no change could be tested: levels of {counted(len(others), 'measure')} in each wave."
    moved = [
        one_line(rows["label"].iloc[0])
        for rows in (frame.loc[name] for name in tested)
        if any(_beyond(row) for _, row in rows.iterrows())
    ]
    said = (
        f"{when}, of {counted(len(tested), 'measure')} tested {len(moved) or 'none'} moved in some wave by "
        "more "
        f"than fluctuation would explain{f' ({named(moved)})' if moved else ''}"
    )
    if found.primary in tested:
        rows = frame.loc[found.primary]
        levels = (level_in_words(found.primary, float(value)) for value in rows["value"])
        said += f"; {one_line(rows['label'].iloc[0])}, wave by wave: {', '.join(levels)}"
    untested = f"; {counted(len(others), 'measure')} not tested" if others else ""
    return f"{said}{untested}."


@chart(of=Trajectory, name="lives")
def lives_chart(found: Trajectory) -> Sketch:
    """Draw the ties of each wave: those of the first wave that are there, and those that came later."""
    ties, waves = found.ties, found.waves
    title = f"Ties from {waves[0]} to {waves[-1]}"
    how = (
        f"Dark: ties of {waves[0]} that are there; pale: ties that came later. Among pairs that those who "
        "answered every wave could report in each."
    )
    if found.maps[0].public or not any(found.matched.recorded):
        how = f"Dark: ties of {waves[0]} that are there; pale: ties that came later. As recorded."
    sheet = Sheet(found, "lives", title, how)
    most = float(ties["ties"].max())
    if not len(ties) or not most:
        return sheet.chart("No tie was observed in any wave.")
    first = float(ties["ties"].iloc[0])
    unit = (_NUMBERS - 90 - 170) / most
    for wave, row in ties.iterrows():
        label = wrapped(wave, 70, most=2)
        sheet.centred(MARGIN, sheet.y + 10, label)
        alive = 0.0 if math.isnan(row["first_alive"]) else row["first_alive"] * first
        later = row["ties"] - alive
        sheet.box(90, sheet.y + 4, alive * unit, 12, ACCENT, ACCENT)
        sheet.box(90 + alive * unit, sheet.y + 4, later * unit, 12, CHART_RULE, INK, 0.6)
        sheet.say(96 + row["ties"] * unit, sheet.y + 10, _told(row), SMALL, colour=QUIET)
        sheet.y += 22
    last = ties.iloc[-1]
    alive = (
        f"; {round(last['first_alive'] * first)} of those of {waves[0]} are left"
        if not math.isnan(last["first_alive"])
        else ""
    )
    counts = ", ".join(f"{int(row['ties'])} in {one_line(wave)}" for wave, row in ties.iterrows())
    return sheet.chart(f"Ties by wave: {counts}{alive}.")


def _told(row: pd.Series) -> str:
    """Say of a wave how many ties it has, and how many are new, back and lost since the one before."""
    said = f"{int(row['ties'])}"
    if math.isnan(row["born"]):
        return said
    words = {"born": "new", "came_back": "back", "lost": "lost"}
    parts = [f"{int(row[name])} {word}" for name, word in words.items() if row[name] or name != "came_back"]
    return f"{said}: {', '.join(parts)}"
