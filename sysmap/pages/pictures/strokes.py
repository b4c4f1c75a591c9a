"""Lines, shapes and words of a picture, whatever it is written as: a drawing without a drawing program."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from sysmap.letters import composed
from sysmap.palette import CORES, HALVES, HOLLOW, INK, SHAPES, paler

Point = tuple[float, float]


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
    """A line of text; `at` is the left, the middle or the right of its upper edge, as `anchor` says."""

    at: Point
    text: str
    size: float = 13.0
    bold: bool = False
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"
    halo: bool = False


Stroke = Line | Shape | Words


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
    strokes: list[Stroke] = field(default_factory=list)


# The outlines of those that did not answer, and of those that were not asked.
SILENT: dict[str, tuple[float, ...]] = {"no": (4.0, 3.0), "not asked": (1.5, 2.5)}


def mark(
    shape: str, at: Point, radius: float, colour: str, *, pattern: str = "plain", silent: str = ""
) -> list[Shape]:
    """Return the mark of a sector; a pale one is not see-through, so that it hides the ties behind it.

    Parameters
    ----------
    shape, colour, pattern
        As the palette has them.
    at, radius
        Where it stands, and how large.
    silent
        ``"no"`` for an organisation that did not answer, ``"not asked"``, or nothing.
    """
    fill = paler(colour) if silent else colour
    dash = SILENT.get(silent, ())
    whole = _outline(SHAPES[shape], at, radius, fill, INK, dash)
    if pattern == "core":
        return [whole, Shape((at,), CORES[shape] * radius, HOLLOW, HOLLOW, 0)]
    if pattern == "half":
        # The outline once more, above what is white.
        half = _outline(HALVES[shape], at, radius, HOLLOW, HOLLOW, width=0)
        return [replace(whole, width=0, dash=()), half, replace(whole, fill="none")]
    return [whole]


def _outline(
    corners: tuple[Point, ...],
    at: Point,
    radius: float,
    fill: str,
    stroke: str,
    dash: tuple[float, ...] = (),
    width: float = 2.0,
) -> Shape:
    if not corners:
        return Shape((at,), radius, fill, stroke, width, dash)
    points = tuple((at[0] + radius * dx, at[1] + radius * dy) for dx, dy in corners)
    return Shape(points, 0, fill, stroke, width, dash)


def moved(strokes: Iterable[Stroke], dx: float, dy: float) -> list[Stroke]:
    """Return what is drawn elsewhere on the sheet: to the right by `dx`, down by `dy`."""
    found: list[Stroke] = []
    for stroke in strokes:
        if isinstance(stroke, Line):
            (x1, y1), (x2, y2) = stroke.start, stroke.end
            found.append(replace(stroke, start=(x1 + dx, y1 + dy), end=(x2 + dx, y2 + dy)))
        elif isinstance(stroke, Shape):
            found.append(replace(stroke, points=tuple((x + dx, y + dy) for x, y in stroke.points)))
        else:
            found.append(replace(stroke, at=(stroke.at[0] + dx, stroke.at[1] + dy)))
    return found


# How wide letters are, in hundredths of their size: of the widest font that a drawing may be shown in (DejaVu
# Sans, in which a PNG is made), so that words keep inside their boxes in every other.
_WIDTHS = {
    letter: width
    for width, letters in {
        **{28: "'ijl", 29: "IJ", 32: " ,.‘’·", 34: "/:;\\|", 35: "f", 36: "-", 39: "()[]t", 40: "!", 41: "r"},
        **{46: '"', 50: "*_`–", 52: "sz“”", 53: "?", 55: "c", 56: "L", 58: "Fk", 59: "vxy", 60: "P•"},
        **{61: "TYao", 62: "e", 64: "ESbdghnpqu$0123456789{}", 66: "K", 68: "AV", 69: "BRXZ", 70: "C"},
        **{73: "U", 75: "HN", 78: "DG&", 79: "OQ", 82: "w", 84: "#+<=>^~×", 87: "M", 95: "%", 98: "m"},
        **{99: "W", 100: "@—…"},
    }.items()
    for letter in letters
}
_OTHER, _FULL, _BOLD = 70, 100, 1.13


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Tell how wide a line of text is, a little too wide rather than too narrow."""
    wide = 0
    for letter in composed("NFKD", text):
        if letter in _WIDTHS:
            wide += _WIDTHS[letter]
        elif not unicodedata.combining(letter):
            wide += _FULL if unicodedata.east_asian_width(letter) in "WF" else _OTHER
    return wide / 100 * size * (_BOLD if bold else 1.0)


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
