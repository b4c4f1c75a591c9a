"""The sector grid as a picture: ties of possible ties in every cell, in figures and in grey."""

from __future__ import annotations

import math

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import (
    MARGIN,
    SMALL,
    WIDTH,
    Sheet,
    labels_of,
    literal,
    one_line,
    width_of,
    wrapped,
)
from sysmap.findings.grid import SectorGrid
from sysmap.palette import CHART_RULE, HOLLOW, INK, QUIET, grey
from sysmap.plotting import chart
from sysmap.text import counted, percent

MOST_SECTORS = 30
_LABELS, _UPRIGHT = 132.0, 92.0
_DARKEST = 168  # of 255: black words stay readable on it


@chart(of=SectorGrid, name="grid")
def grid_chart(grid: SectorGrid) -> Sketch:
    """Draw a square of sectors: in each cell the density, ties of possible ties, and a grey for it.

    Cells within a sector have a heavy frame. Where chance was asked for, a triangle says that a cell
    lies outside its 95 % band. Beyond 30 sectors those with most organisations are drawn.
    """
    system = grid.system
    sectors, left_out = _chosen(grid)
    word = labels_of(system.boundary)
    wave = f" in {system.wave}" if system.wave else ""
    title = f"Ties of possible ties{wave}, by pair of {word}"
    if not sectors:
        sheet = Sheet(grid, "grid", title, f"No organisation on this map has a known {system.boundary}.")
        return sheet.chart(f"There is nothing to show: no organisation{wave} has a known {system.boundary}.")
    tables = {what: grid.matrix(what).loc[sectors, sectors] for what in ("ties", "possible", "density")}
    tables |= {what: grid.matrix(what).loc[sectors, sectors].astype(float) for what in ("low", "high")}
    how = "In each cell: share of possible ties, and ties of possible ties; the darker, the larger the share."
    if system.directed:
        how += " Ties run from the rows to the columns."
    if grid.draws:
        how += f" ▲ above, ▼ below the 95 % band of {grid.draws:,} shuffles of the labels."
    if tables["density"].isna().to_numpy().any():
        how += " –: no two organisations that could have a tie."
    if left_out:
        how += (
            f" Drawn are the {len(sectors)} {word} with most organisations; {left_out} more are in the table."
        )
    cell = _cell_width(tables, len(sectors))
    width = max(WIDTH, 2 * MARGIN + _LABELS + 8 + cell * len(sectors))
    sheet = Sheet(grid, "grid", title, how, width)
    _draw(sheet, tables, sectors, cell)
    return sheet.chart(_alt(grid.to_frame(), wave, word, grid.draws, system.directed))


def _chosen(grid: SectorGrid) -> tuple[list[str], int]:
    """Return the sectors to draw, in their order, and how many are left out."""
    arrays = grid.system.arrays
    sizes = dict(zip(arrays.sectors, arrays.sizes.tolist(), strict=True))
    largest = set(sorted(sizes, key=lambda one: (-sizes[one], one))[:MOST_SECTORS])
    return [one for one in arrays.sectors if one in largest], len(sizes) - len(largest)


def _cell_width(tables: dict[str, pd.DataFrame], sectors: int) -> float:
    counts = (tables["ties"].astype(str) + "/" + tables["possible"].astype(str)).to_numpy().ravel()
    needed = max(width_of(text, 7.5) for text in counts) + 8
    room = (WIDTH - 2 * MARGIN - _LABELS - 8) / sectors
    return max(36.0, needed, min(104.0, room))


def _draw(sheet: Sheet, tables: dict[str, pd.DataFrame], sectors: list[str], cell: float) -> None:
    beside = [wrapped(name, _LABELS, SMALL, most=3) for name in sectors]
    edge = MARGIN + max(width_of(line, SMALL) for label in beside for line in label)
    left = edge + 8
    height = 32.0
    # Names are turned where their words would be broken.
    turned = any(width_of(word, SMALL) > cell - 6 for name in sectors for word in literal(name).split(" "))
    if turned:
        rising = [wrapped(name, _UPRIGHT, SMALL, most=max(1, int(cell // 10.4))) for name in sectors]
        deep = max(width_of(line, SMALL) for name in rising for line in name) + 6
        for number, name in enumerate(rising):
            for place, line in enumerate(name):
                x = left + (number + 0.5) * cell + (place - (len(name) - 1) / 2) * SMALL * 1.3
                sheet.say(x, sheet.y + deep - 4, line, SMALL, upright=True)
    else:
        flat = [wrapped(name, cell - 6, SMALL) for name in sectors]
        deep = max(len(name) for name in flat) * SMALL * 1.3 + 6
        for number, name in enumerate(flat):
            top = sheet.y + deep - 4 - len(name) * SMALL * 1.3
            sheet.lines(left + (number + 0.5) * cell, top, name, SMALL, align="center")
    sheet.y += deep
    shares = tables["density"].to_numpy(dtype=float)
    most = float(max([0.0, *(share for share in shares.ravel() if not math.isnan(share))])) or 1.0
    for row in range(len(sectors)):
        sheet.centred(edge, sheet.y + height / 2, beside[row], SMALL, align="right")
        for column in range(len(sectors)):
            _cell(sheet, tables, (row, column), (left + column * cell, sheet.y), (cell, height), most)
        sheet.y += height
    for place in range(len(sectors)):
        top = sheet.y - (len(sectors) - place) * height
        sheet.box(left + place * cell, top, cell, height, "none", INK, 1.6)


def _cell(
    sheet: Sheet,
    tables: dict[str, pd.DataFrame],
    at: tuple[int, int],
    corner: tuple[float, float],
    size: tuple[float, float],
    most: float,
) -> None:
    share, low, high = (float(tables[what].iat[at]) for what in ("density", "low", "high"))
    x, y = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    if math.isnan(share):
        sheet.box(*corner, *size, HOLLOW, CHART_RULE)
        sheet.say(x, y, "–", colour=QUIET, align="center")
        return
    level = round(255 - (255 - _DARKEST) * share / most)
    sheet.box(*corner, *size, grey(level), CHART_RULE)
    beside = " ▲" if share > high else " ▼" if share < low else ""
    ties, possible = int(tables["ties"].iat[at]), int(tables["possible"].iat[at])
    sheet.say(x, y - 5.5, percent(share) + beside, 8.5 if not beside else 8, bold=ties > 0, align="center")
    sheet.say(x, y + 6.5, f"{ties}/{possible}", 7.5, align="center")


def _alt(frame: pd.DataFrame, wave: str, word: str, draws: int, directed: bool) -> str:
    known = frame[frame["density"].notna()]
    count = frame["sector_a"].nunique()
    of = (
        f"{count} {word}"
        if count > 1
        else f"one {word.removesuffix('s')}"
        if word == "sectors"
        else f"one of the {word}"
    )
    if not len(known):
        return f"A grid of {of}{wave} in which no pair of organisations could have a tie."
    densest = known.loc[known["density"].idxmax()]
    none = int((known["ties"] == 0).sum())
    said = (
        f"A grid of {of}{wave} with {counted(int(known['ties'].sum()), 'tie')} of "
        f"{counted(int(known['possible'].sum()), 'possible tie')}: "
    )
    if not densest["ties"]:
        return f"{said}no cell has a tie."
    names = one_line(densest["sector_a"]), one_line(densest["sector_b"])
    pair = (
        f"within {names[0]}"
        if names[0] == names[1]
        else f"{'from' if directed else 'between'} {names[0]} {'to' if directed else 'and'} {names[1]}"
    )
    said += (
        f"the largest share is {percent(densest['density'])} ({densest['ties']} of {densest['possible']}) "
        f"{pair}, and {none} of {counted(len(known), 'cell')} {'has' if none == 1 else 'have'} no tie"
    )
    if draws:
        above, below = (
            int((known["density"] > known["high"]).sum()),
            int((known["density"] < known["low"]).sum()),
        )
        said += f"; {above} above and {below} below the 95 % band of shuffled labels"
    return said + "."
