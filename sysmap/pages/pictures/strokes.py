"""Lines, shapes and words of a picture, whatever it is written as: a drawing without a drawing program."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

Point = tuple[float, float]

INK = "#0b0c0c"
QUIET = "#505a5f"


@dataclass(frozen=True)
class Line:
    """A straight line, perhaps dashed."""

    start: Point
    end: Point
    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Shape:
    """A filled outline: a polygon, or a circle where `points` is its centre alone."""

    points: tuple[Point, ...]
    radius: float
    fill: str
    stroke: str = INK
    width: float = 2.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Words:
    """A line of text; `at` is the left (or middle) of its upper edge."""

    at: Point
    text: str
    size: float = 13.0
    bold: bool = False
    colour: str = INK
    middle: bool = False
    halo: bool = False


@dataclass
class Picture:
    """What is drawn, in its order, on a sheet of so many units.

    Attributes
    ----------
    width, height
        The size of the sheet; a unit is a pixel of a screen, or 1/96 inch.
    title, description
        What it is called, and what it shows in words: its alternative text.
    strokes
        Lines, shapes and words, the lowest first.
    """

    width: float
    height: float
    title: str
    description: str
    strokes: list[Line | Shape | Words] = field(default_factory=list)


def mark(shape: str, at: Point, radius: float, colour: str, *, silent: bool = False) -> list[Shape]:
    """Give the mark of a sector: white below, so that a pale one hides the ties behind it."""
    x, y = at
    dash = (3.0, 3.0) if silent else ()
    fill = _paler(colour) if silent else colour
    if shape == "dot":
        return [Shape((at,), radius, fill, dash=dash)]
    if shape == "square":
        half = radius * 0.88
        corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
        return [Shape(tuple((x + dx, y + dy) for dx, dy in corners), 0, fill, dash=dash)]
    turns = {
        "diamond": (4, 0.0),
        "triangle": (3, 0.0),
        "triangleDown": (3, math.pi),
        "hexagon": (6, math.pi / 6),
        "star": (10, 0.0),
    }
    corners_of, turn = turns[shape]
    size = radius * (1.2 if shape in ("diamond", "triangle", "triangleDown") else 1.1)
    points = []
    for corner in range(corners_of):
        angle = turn - math.pi / 2 + 2 * math.pi * corner / corners_of
        reach = size * (0.48 if corner % 2 else 1.15) if shape == "star" else size
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return [Shape(tuple(points), 0, fill, dash=dash)]


def _paler(colour: str) -> str:
    """Mix a colour with white: a picture without transparency prints the same everywhere."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * 0.35):02x}" for part in parts)


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is, a little too wide rather than too narrow."""
    wide = sum(1.0 if letter in "MWmw@%" else 0.32 if letter in "iIjl.,:;'|! " else 0.58 for letter in text)
    return wide * size


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines no wider than `width`; words that are too long are cut."""
    rows, row = [], ""
    for word in text.split():
        rest = word
        while rest:
            joined = f"{row} {rest}" if row else rest
            if text_width(joined, size) <= width:
                row, rest = joined, ""
            elif row:
                rows.append(row)
                row = ""
            else:
                cut = max(
                    1, next((n for n in range(len(rest), 1, -1) if text_width(rest[:n], size) <= width), 1)
                )
                rows.append(rest[:cut])
                rest = rest[cut:]
    return [*rows, row] if row else rows
