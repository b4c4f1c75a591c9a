"""Small drawings for a page of many places: maps without names, chance beside a share, changes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import pandas as pd

from sysmap.network.system import SystemMap
from sysmap.pages.map.positions import place
from sysmap.pages.pictures.strokes import Point, Shape, mark
from sysmap.palette import ACROSS, HOLLOW, INK, PAPER, STRIP_BAND, STRIP_QUIET, WITHIN
from sysmap.text import counted, percent
from sysmap.vocabulary import UNKNOWN, UNKNOWN_MARK, Mark, sector_marks

MAP_WIDTH, MAP_HEIGHT = 150.0, 112.0
STRIP_WIDTH, STRIP_HEIGHT = 200.0, 30.0
_EDGE = 8.0
_MOST_TIES = 1500


def map_thumbnails(maps: Sequence[SystemMap], name: str, marks: dict[str, Mark]) -> list[str]:
    """Draw the maps of one place without names, its organisations where they are in all of them.

    Parameters
    ----------
    maps
        The maps of its waves.
    name
        The place.
    marks
        The mark of each label of the boundary, the same for all places.

    Returns
    -------
    list of str
        An SVG for each map, with a title that says what is on it.
    """
    spots = spots_of(maps)
    return [_map_svg(one, name, spots, marks) for one in maps]


def spots_of(maps: Sequence[SystemMap]) -> dict[str, Point]:
    """Place the organisations of all waves of one place on a thumbnail, by id."""
    import networkx as nx

    everyone = pd.concat([one.organisations for one in reversed(maps)])
    everyone = everyone[~everyone.index.duplicated()].sort_index()
    union = nx.Graph()
    union.add_nodes_from(everyone.index)
    for one in maps:
        union.add_edges_from(zip(one.ties["source"], one.ties["target"], strict=True))
    spots = place(union, dict(everyone["boundary"].items()))
    return _fitted({str(one): spots[one] for one in everyone.index})


def marks_of(maps: Sequence[SystemMap]) -> dict[str, Mark]:
    """Give each label on any of the maps its mark, as on a map page."""
    labels = {label for one in maps for label in one.organisations["boundary"] if label is not None}
    found = sector_marks(sorted(labels))
    if any(one.organisations["boundary"].isna().any() for one in maps):
        found[UNKNOWN] = UNKNOWN_MARK
    return found


def _fitted(spots: dict[str, Point]) -> dict[str, Point]:
    xs, ys = zip(*spots.values(), strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((MAP_WIDTH - 2 * _EDGE) / max(wide, 1e-9), (MAP_HEIGHT - 2 * _EDGE) / max(high, 1e-9))
    left, top = (MAP_WIDTH - wide * scale) / 2, (MAP_HEIGHT - high * scale) / 2
    return {one: (left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for one, (x, y) in spots.items()}


def _map_svg(system: SystemMap, name: str, spots: dict[str, Point], marks: dict[str, Mark]) -> str:
    ties = system.ties
    crossing = crosses(system)
    share = f", {percent(float(crossing.mean()))} of them across a boundary" if len(ties) else ""
    wave = f" in {system.wave}" if system.wave else ""
    title = (
        f"Map of {name}{wave}: {counted(len(system.organisations), 'organisation')}, "
        f"{counted(len(ties), 'tie')}{share}"
    )
    lines = [_lines(ties[~crossing], spots, WITHIN), _lines(ties[crossing], spots, ACROSS)]
    return _svg([*lines, *map(_shape, shapes_of(system, spots, marks))], MAP_WIDTH, MAP_HEIGHT, title)


def crosses(system: SystemMap) -> pd.Series:
    """Tell which ties are known to cross a boundary."""
    return system.ties["crosses"].map(lambda crossing: crossing is True).astype(bool)


def shapes_of(system: SystemMap, spots: dict[str, Point], marks: dict[str, Mark]) -> list[Shape]:
    """Return the marks of the organisations of a thumbnail; those that did not answer are pale and dashed."""
    radius = 4.2 if len(spots) <= 40 else max(1.5, 26 / math.sqrt(len(spots)))
    drawn: list[Shape] = []
    people = system.organisations
    for organisation, label, answered in zip(
        people.index, people["boundary"], people["answered"], strict=True
    ):
        how = marks.get(label or UNKNOWN, UNKNOWN_MARK)
        at = spots[str(organisation)]
        silent = "no" if answered is False else ""
        drawn += mark(how.shape, at, radius, how.colour, pattern=how.pattern, silent=silent)
    return drawn


def _lines(ties: pd.DataFrame, spots: dict[str, Point], colour: str) -> str:
    """Draw ties as one path; of very many the first, sorted, stand for all."""
    ends = list(zip(ties["source"], ties["target"], strict=True))[:_MOST_TIES]
    path = "".join(
        f"M{spots[a][0]:.1f} {spots[a][1]:.1f}L{spots[b][0]:.1f} {spots[b][1]:.1f}" for a, b in ends
    )
    return f'<path d="{path}" stroke="{colour}" fill="none"/>' if path else ""


def _shape(part: Shape) -> str:
    dash = ' stroke-dasharray="2 1.5"' if part.dash else ""
    drawn = f' stroke="{INK}" stroke-width=".8"{dash}' if part.width else ""
    paint = f'fill="{part.fill}"{drawn}'
    if len(part.points) == 1:
        ((x, y),) = part.points
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{part.radius:.1f}" {paint}/>'
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in part.points)
    return f'<polygon points="{corners}" {paint}/>'


def mark_sample(how: Mark) -> str:
    """Draw the mark of a sector for the key."""
    return _svg(
        [_shape(part) for part in mark(how.shape, (10, 10), 6, how.colour, pattern=how.pattern)], 20, 20
    )


def chance_strip(share: float, expected: float, low: float, high: float) -> str:
    """Draw a share from 0 to 100 % on the band that chance gives; empty where it is not defined."""
    if math.isnan(share):
        return ""
    drawn = [_axis(), _line(_along(0.0), 10, 20, STRIP_QUIET), _line(_along(1.0), 10, 20, STRIP_QUIET)]
    if not math.isnan(low):
        left, wide = _along(low), max(1.0, _along(high) - _along(low))
        drawn += [
            f'<rect x="{left:.1f}" y="8" width="{wide:.1f}" height="14" fill="{STRIP_BAND}"/>',
            _line(_along(expected), 8, 22, STRIP_QUIET),
        ]
    return _svg([*drawn, _diamond(_along(share), 15.0, INK)], STRIP_WIDTH, STRIP_HEIGHT)


def change_strip(
    change: tuple[float, float, float],
    drawn_in: tuple[float, float, float],
    mean: float,
    reach: tuple[float, float],
) -> str:
    """Draw a change with its interval, and under it the change drawn towards the mean.

    Parameters
    ----------
    change, drawn_in
        Value and 95 % interval; ``nan`` where there is none.
    mean
        The mean of all places, a dashed line; ``nan`` for none.
    reach
        From where to where the scale goes: the same for all places.
    """
    if math.isnan(change[0]):
        return ""
    parts = [_axis(), _line(_along(_share_of(0.0, reach)), 1, 29, INK)]
    if not math.isnan(mean):
        parts.append(_line(_along(_share_of(mean, reach)), 1, 29, STRIP_QUIET, ' stroke-dasharray="3 2"'))
    for (value, low, high), y, colour in ((change, 10.0, INK), (drawn_in, 21.0, STRIP_QUIET)):
        if math.isnan(value):
            continue
        paint = f'stroke="{colour}" stroke-width="2"'
        if not math.isnan(low):
            left, right = (_along(_share_of(end, reach)) for end in (low, high))
            parts.append(f'<line x1="{left:.1f}" y1="{y}" x2="{right:.1f}" y2="{y}" {paint}/>')
        spot = _along(_share_of(value, reach))
        # Hollow where nothing can be said of how sure it is.
        parts.append(
            _diamond(spot, y, HOLLOW if math.isnan(low) else colour)
            if colour == INK
            else f'<circle cx="{spot:.1f}" cy="{y}" r="3.5" fill="{PAPER}" {paint}/>'
        )
    return _svg(parts, STRIP_WIDTH, STRIP_HEIGHT)


def _share_of(value: float, reach: tuple[float, float]) -> float:
    return (value - reach[0]) / (reach[1] - reach[0])


def _along(share: float) -> float:
    return _EDGE + min(1.0, max(0.0, share)) * (STRIP_WIDTH - 2 * _EDGE)


def _axis() -> str:
    return f'<line x1="{_EDGE}" y1="15" x2="{STRIP_WIDTH - _EDGE}" y2="15" stroke="{STRIP_BAND}"/>'


def _line(x: float, top: float, bottom: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x:.1f}" y1="{top:g}" x2="{x:.1f}" y2="{bottom:g}" stroke="{colour}"{more}/>'


def _diamond(x: float, y: float, fill: str) -> str:
    points = f"{x:.1f},{y - 5.5:.1f} {x + 5.5:.1f},{y:.1f} {x:.1f},{y + 5.5:.1f} {x - 5.5:.1f},{y:.1f}"
    return f'<polygon points="{points}" fill="{fill}" stroke="{INK}" stroke-width="1.5"/>'


def _svg(parts: Sequence[str], width: float, height: float, title: str = "") -> str:
    """Put a drawing together; one without a title says nothing that stands not beside it in words."""
    said = f'role="img"><title>{escape(title)}</title>' if title else 'aria-hidden="true">'
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return f"<svg {size} {said}{''.join(parts)}</svg>"
