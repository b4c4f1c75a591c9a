"""A chart before it is drawn: what stands where, in points from the top left, without a drawing program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Spot = tuple[float, float]
Dash = tuple[float, float]


@dataclass(frozen=True)
class Lettering:
    """A line of text from its base line; `upright` is written upwards."""

    at: Spot
    text: str
    size: float
    bold: bool
    colour: str
    align: Literal["left", "center", "right"]
    upright: bool


@dataclass(frozen=True)
class Rule:
    """A straight line; dashes are given in widths of the line."""

    start: Spot
    end: Spot
    colour: str
    width: float
    dash: Dash | None


@dataclass(frozen=True)
class Outline:
    """A polygon, or a disc where `corners` is its middle alone; no line around it where `thick` is 0."""

    corners: tuple[Spot, ...]
    radius: float
    fill: str
    edge: str
    thick: float
    dash: Dash | None = None


# The lowest first.
BOXES, RULES, MARKS, WORDS = range(4)


@dataclass(eq=False)
class DrawnSheet:
    """What a chart holds.

    Attributes
    ----------
    result, what
        What is drawn, and which picture of it.
    title
        What the picture is of.
    alt
        One sentence that says what it shows: the alternative text.
    width, height
        The size of the sheet in points, 1/72 inch.
    """

    result: Any
    what: str
    title: str
    alt: str = ""
    width: float = 0.0
    height: float = 0.0
    _levels: tuple[list[Lettering | Rule | Outline], ...] = field(default_factory=lambda: ([], [], [], []))

    def add(self, level: int, stroke: Lettering | Rule | Outline) -> None:
        """Set something on the sheet, above what is there at its level and below the next."""
        self._levels[level].append(stroke)

    @property
    def strokes(self) -> list[Lettering | Rule | Outline]:
        """All that is drawn, the lowest first."""
        return [stroke for level in self._levels for stroke in level]
