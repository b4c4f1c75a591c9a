"""The names on the picture of a map: who is named, and the strokes that write it, placed as on the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sysmap.pages.names.forms import forms_of
from sysmap.pages.names.placement import place_names
from sysmap.pages.names.scene import LEADING, Box, Form, Leader, Name, Placed, Scene
from sysmap.pages.pictures.strokes import Line, Point, Shape, Words, text_width
from sysmap.palette import INK, PAPER, SHAPES

SIZE = 13.0
FEW = 40  # below this everyone is named
_BEST = 10  # and always so many of the best connected
_LEAST = 25
# Squares of the text that a name needs: at all, and so that a picture stays calm.
_ROOM, _CALM = 60, 100
_END = 0.45  # where a line ends, between the middle of its mark and its edge
_OUTLINE = 1.0


@dataclass(frozen=True)
class NamedMark:
    """Something on a picture that has a name: where it stands, how far it reaches, how it is called."""

    at: Point
    reach: float
    name: str
    acronym: str = ""
    partners: int = 0


def reach_of(shape: str, radius: float) -> float:
    """Return how far a mark reaches from its middle, with its outline."""
    return radius * max([1.0, *(math.hypot(x, y) for x, y in SHAPES[shape])]) + _OUTLINE


def names_on(
    marks: Sequence[NamedMark],
    ties: Sequence[tuple[Point, Point]],
    frame: Box,
    blocks: Sequence[Box] = (),
    *,
    caption: str = "",
    alone: Sequence[int] = (),
) -> tuple[list[Line], list[Line | Shape | Words]]:
    """Write the names of a picture, each where it can be read as that of its mark.

    Parameters
    ----------
    marks
        All that is drawn.
    ties
        What runs between them.
    frame
        The part of the picture that names may stand in.
    blocks
        Boxes over which no name may stand.
    caption, alone
        What is written beside those without ties, and their places in `marks`.

    Returns
    -------
    tuple of two lists
        What is to be drawn below the marks, the lines of names that stand apart, and what above them.
    """
    around = [(*one.at, one.reach) for one in marks]
    below: list[Line] = []
    points: list[Line | Shape] = []
    written: list[Words] = []
    there = list(blocks)
    if caption and alone:
        box = _caption_box(caption, [around[place] for place in alone], frame, [*there, *map(_box, around)])
        if box:
            there.append(box)
            written.append(Words((box[0], box[1] + _DROP), caption, SIZE, bold=True, halo=True))
    order, first = _in_order(marks)
    squares = int((frame[2] - frame[0]) * (frame[3] - frame[1]) / (SIZE * SIZE))
    least = min(_LEAST, squares // _ROOM)
    few = len(order) < FEW
    most = len(order) if few else max(squares // _CALM, least)
    forms = {place: forms_of(marks[place].name, marks[place].acronym, _width) for place in order}
    scene = Scene(
        size=SIZE,
        frame=frame,
        marks=tuple(around),
        ties=tuple((*start, *end) for start, end in ties),
        blocks=tuple(there),
        names=tuple(Name(place, tuple(forms[place])) for place in order),
        must=min(len(order) if few else first, squares // _ROOM),
        most=most,
        least=min(_LEAST, most),
    )
    for place, found in zip(order, _placed(scene), strict=True):
        if found is None:
            continue
        if found.line:
            below += _with_halo(found.line[:2], found.line[2:], 3.5)
            points += _point(found.line, marks[place].reach)
        written += _written(forms[place][found.form], found.box, marks[place].at[0])
    return below, [*points, *written]


@lru_cache(maxsize=32)
def _placed(scene: Scene) -> tuple[Placed | None, ...]:
    # One picture is written as SVG, as PNG and into reports: to place its names takes longest.
    return tuple(place_names(scene))


_DROP = SIZE * (LEADING - 1) / 2


def _width(text: str) -> float:
    return text_width(text, SIZE)


def _box(mark: tuple[float, float, float]) -> Box:
    x, y, r = mark
    return x - r, y - r, x + r, y + r


def _in_order(marks: Sequence[NamedMark]) -> tuple[list[int], int]:
    """Return places in order of importance, and how many of the first are to be named whatever it takes."""
    counts = sorted((one.partners for one in marks), reverse=True)
    tenth = max(counts[:_BEST][-1], 1) if counts else 1
    best = {place for place, one in enumerate(marks) if one.partners >= tenth}

    def importance(place: int) -> tuple[float, ...]:
        one = marks[place]
        size = -one.partners if place in best else -one.reach
        return -(place in best), size, -one.partners, place

    return sorted(range(len(marks)), key=importance), max(len(best), _BEST)


def _caption_box(
    caption: str, marks: Sequence[tuple[float, float, float]], frame: Box, over: Sequence[Box]
) -> Box | None:
    """Find room beside the rows of those without ties: above, beside or below them, over nothing else."""
    width, height, away = text_width(caption, SIZE, bold=True), SIZE * LEADING, SIZE * 0.6
    boxes = [_box(mark) for mark in marks]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    level = (top + min(bottom, top + 3 * SIZE)) / 2 - height / 2
    for x, y in (
        (left, top - away - height),
        (left - SIZE - width, level),
        (right - width, top - away - height),
        (right + SIZE, level),
        (left, bottom + away),
        ((left + right - width) / 2, top - away - height),
        (left, top - 2 * (away + height)),
    ):
        inside = x >= frame[0] and x + width <= frame[2] and y >= frame[1] and y + height <= frame[3]
        if inside and all(
            x + width + 3 <= box[0] or box[2] + 3 <= x or y + height + 3 <= box[1] or box[3] + 3 <= y
            for box in over
        ):
            return x, y, x + width, y + height
    return None


def _with_halo(start: Sequence[float], end: Sequence[float], halo: float) -> list[Line]:
    """Draw a thin line on a wider one in the colour of the paper."""
    ends = (start[0], start[1]), (end[0], end[1])
    return [Line(*ends, PAPER, halo), Line(*ends, INK, 1.0)]


def _point(line: Leader, reach: float) -> list[Line | Shape]:
    """End the line of a name in a point on its mark; not in its middle, where patterns are."""
    ax, ay, x, y = line
    share = min(1.0, reach / math.hypot(ax - x, ay - y))
    edge, end = ((x + (ax - x) * part, y + (ay - y) * part) for part in (share, share * _END))
    dots = [Shape((end,), dot, colour, colour, 0) for dot, colour in ((4.0, PAPER), (2.5, INK))]
    return [*_with_halo(edge, end, 3.0), *dots]


def _written(form: Form, box: Box, x: float) -> list[Words]:
    """Write a name in its box: from the side at which its mark is, or in the middle."""
    rows = [(box[1] + SIZE * LEADING * row + _DROP, text) for row, text in enumerate(form.text)]
    if box[0] >= x:
        return [Words((box[0], y), text, SIZE, halo=True) for y, text in rows]
    if box[2] <= x:
        return [Words((box[2], y), text, SIZE, anchor="end", halo=True) for y, text in rows]
    middle = (box[0] + box[2]) / 2
    return [Words((middle, y), text, SIZE, anchor="middle", halo=True) for y, text in rows]
