"""The picture of a plan: how often a change would be shown, by how many answer."""

from __future__ import annotations

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import MARGIN, SMALL, Sheet
from sysmap.findings.planning.plan import Plan
from sysmap.findings.planning.words import MOSTLY
from sysmap.findings.words import in_a_sentence
from sysmap.palette import ACCENT, CHART_RULE, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import percent

_LEFT, _RIGHT, _HEIGHT = 60.0, 396.0, 220.0
_WANTED = 0.8
_APART = 12.0
_DASHES: tuple[tuple[float, float] | None, ...] = (None, (6, 2), (3, 2), (1.5, 2), (9, 2))


@chart(of=Plan, name="power")
def power_chart(plan: Plan) -> Sketch:
    """Draw how often a change would be shown by how many answer each wave: a line for each effect.

    Each line bears its name at its end; marks have bars of twice the Monte Carlo error. A hollow mark says
    that in half of programmes or more nothing could be tested.
    """
    frame = plan.to_frame().reset_index()
    label = in_a_sentence(plan.primary.label)
    sheet = Sheet(
        plan,
        "power",
        f"How often a change of the {label} would be shown",
        "Share of programmes like this that show it, by the share of organisations that answer each wave. "
        f"Bars: twice the Monte Carlo error. Hollow mark: nothing could be tested in at least "
        f"{percent(MOSTLY)} of programmes.",
    )
    top = sheet.y + 18
    _axes(sheet, frame, top)
    ends = []
    effects = sorted(frame["effect"].unique(), reverse=True)
    for place, effect in enumerate(effects):
        rows = frame[frame["effect"] == effect].sort_values("response")
        points = [(_across(frame, row.response), _down(top, row.power)) for row in rows.itertuples()]
        dash = _DASHES[place % len(_DASHES)]
        for first, second in zip(points, points[1:], strict=False):
            sheet.rule(first, second, ACCENT, 1.6, dash)
        for (x, y), row in zip(points, rows.itertuples(), strict=True):
            reach = 2 * row.power_error
            low, high = (_down(top, min(1.0, max(0.0, row.power + side * reach))) for side in (-1, 1))
            sheet.rule((x, low), (x, high), ACCENT, 0.9)
            sheet.mark(x, y, filled=row.refused < MOSTLY)
        ends.append((points[-1][1], f"× {effect:g}"))
    sheet.say(_RIGHT + 12, top - 10, "ties between sectors", SMALL, colour=QUIET)
    for y, text in _apart(ends):
        sheet.say(_RIGHT + 12, y, text, SMALL)
    sheet.y = top + _HEIGHT + 34
    return sheet.chart(_alt(plan, frame))


def _axes(sheet: Sheet, frame: pd.DataFrame, top: float) -> None:
    sheet.say(MARGIN, top - 10, "shown in", SMALL, colour=QUIET)
    for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        y = _down(top, share)
        wanted = share == _WANTED
        sheet.rule((_LEFT, y), (_RIGHT, y), QUIET if wanted else CHART_RULE, 0.9, (4, 3) if wanted else None)
        sheet.say(_LEFT - 6, y, percent(share), SMALL, colour=INK if wanted else QUIET, align="right")
    for response in sorted(frame["response"].unique()):
        sheet.say(_across(frame, response), top + _HEIGHT + 10, percent(response), SMALL, align="center")
    middle = (_LEFT + _RIGHT) / 2
    sheet.say(middle, top + _HEIGHT + 24, "answering each wave", SMALL, colour=QUIET, align="center")


def _across(frame: pd.DataFrame, response: float) -> float:
    """Return where a share of organisations answering stands, from left to right."""
    least, most = float(frame["response"].min()), float(frame["response"].max())
    if least == most:
        return (_LEFT + _RIGHT) / 2
    return _LEFT + 14 + (_RIGHT - _LEFT - 28) * (response - least) / (most - least)


def _down(top: float, share: float) -> float:
    return top + _HEIGHT * (1 - share)


def _apart(ends: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Move names at the ends of lines down until none stands on another."""
    placed: list[tuple[float, str]] = []
    for y, text in sorted(ends):
        placed.append((max(y, placed[-1][0] + _APART) if placed else y, text))
    return placed


def _alt(plan: Plan, frame: pd.DataFrame) -> str:
    parts = []
    for effect in sorted(frame["effect"].unique()):
        rows = frame[frame["effect"] == effect].sort_values("response", ascending=False)
        shares = ", ".join(f"{percent(row.power)} with {percent(row.response)}" for row in rows.itertuples())
        parts.append(f"with ties between sectors times {effect:g} {shares} answering")
    mostly = frame[frame["refused"] >= MOSTLY]
    hollow = f" In {len(mostly)} of these nothing could mostly be tested." if len(mostly) else ""
    return f"{plan.title}: a change would be shown in {'; '.join(parts)}.{hollow}"
