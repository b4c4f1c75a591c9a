"""Lines, shapes and words of a picture, whatever it is written as: a drawing without a drawing program."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sysmap.palette import CORE, HALVES, HOLLOW, INK, SHAPES, paler

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
        return [whole, Shape((at,), CORE * radius, HOLLOW, HOLLOW, 0)]
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
