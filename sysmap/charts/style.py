"""The house style of charts: a sheet on which words, lines and marks are set, in points from the top left.

Every place is worked out from the measured width of words, so that nothing overlaps or leaves the
sheet, and nothing depends on the settings of matplotlib or the fonts of the machine. Greys and one dark
blue: whatever a colour says, a shape or a word says too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sysmap.charts import letter_widths
from sysmap.charts.drawing import BOXES, MARKS, RULES, WORDS, Lettering, Outline, Rule
from sysmap.charts.letter_widths import has
from sysmap.charts.sketch import Sketch
from sysmap.palette import ACCENT, CHART_RULE, HOLLOW, INK, QUIET
from sysmap.results import applied_note

WIDTH, MARGIN = 520.0, 14.0
TITLE, BODY, SMALL, SMALLEST = 12.0, 9.0, 8.0, 7.0
LEADING = 1.3
_MOST_LINES = 4


def one_line(text: object) -> str:
    """Return a text on one line, without what cannot be printed."""
    letters = re.sub(r"\s+", " ", str(text)).strip()
    return "".join(letter for letter in letters if letter.isprintable())


def literal(text: object) -> str:
    """Return a text as it is drawn: on one line, a box for what the font does not have."""
    return "".join(letter if has(letter) else "\u25a1" for letter in one_line(text))


def width_of(text: str, size: float = BODY, bold: bool = False) -> float:
    """Measure a line of text, in points."""
    return letter_widths.width_of(text, bold) * size


def wrapped(
    text: object, room: float, size: float = BODY, *, bold: bool = False, most: int = _MOST_LINES
) -> list[str]:
    """Break a text into lines no wider than `room`; a word that is wider is broken, the rest cut off.

    Returns
    -------
    list of str
        At most `most` lines; the last ends in an ellipsis where something is missing.
    """
    lines, line = [], ""
    for word in literal(text).split(" "):
        longer = f"{line} {word}".strip()
        if width_of(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while width_of(word, size, bold) > room and len(word) > 1:
            fits = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or width_of(word[:n], size, bold) <= room
            )
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(f"{last}…", size, bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last}…"]
    return lines


def labels_of(boundary: str) -> str:
    """Say what the labels of a boundary are called: sectors, or labels of it."""
    return "sectors" if boundary == "sector" else f"labels of {one_line(boundary)}"


def named(names: Sequence[str], most: int = 4) -> str:
    """Write names as a list in a sentence: ``a, b and c``, or the first and how many others."""
    shown = [one_line(name) for name in names]
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} others"]
    return " and ".join([*[", ".join(shown[:-1])] * (len(shown) > 1), *shown[-1:]])


class Sheet:
    """A sheet to draw on from the top down; `y` is how far it is filled.

    Parameters
    ----------
    result, what
        What is drawn, and which picture of it.
    title, subtitle
        What the picture is of, and how to read it.
    width
        The width of the sheet in points, 1/72 inch.
    """

    def __init__(self, result: Any, what: str, title: str, subtitle: str, width: float = WIDTH) -> None:
        self.width = width
        title = f"{title}, {said}" if (said := applied_note(result)) and said not in title else title
        self._sketch = Sketch(result, what, one_line(title), width=width)
        self.y = MARGIN
        self.block(MARGIN, title, width - 2 * MARGIN, TITLE, bold=True)
        self.y += 3
        self.block(MARGIN, subtitle, width - 2 * MARGIN, SMALL, colour=QUIET)
        self.y += 6

    def block(self, x: float, text: str, room: float, size: float = BODY, **how: Any) -> None:
        """Write a paragraph below what is there."""
        lines = wrapped(text, room, size, bold=how.get("bold", False), most=8)
        self.lines(x, self.y, lines, size, **how)
        self.y += len(lines) * size * LEADING

    def lines(self, x: float, top: float, lines: Iterable[str], size: float = BODY, **how: Any) -> None:
        """Write lines one below the other, the first below `top`."""
        for number, line in enumerate(lines):
            self.say(x, top + (number + 0.5) * size * LEADING, line, size, **how)

    def centred(self, x: float, middle: float, lines: Sequence[str], size: float = BODY, **how: Any) -> None:
        """Write lines one below the other around a height."""
        self.lines(x, middle - len(lines) * size * LEADING / 2, lines, size, **how)

    def say(
        self,
        x: float,
        middle: float,
        text: str,
        size: float = BODY,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
        upright: bool = False,
    ) -> None:
        """Write one line around a height, or upwards from it. What is written is never a formula."""
        base = (x + 0.36 * size, middle) if upright else (x, middle + 0.36 * size)
        said = Lettering(base, literal(text), size, bold, colour, "left" if upright else align, upright)
        self._sketch.add(WORDS, said)

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str = CHART_RULE,
        width: float = 0.8,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a straight line."""
        self._sketch.add(RULES, Rule(start, end, colour, width, dash))

    def box(
        self,
        x: float,
        top: float,
        width: float,
        height: float,
        fill: str,
        edge: str | None = None,
        thick: float = 0.8,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a rectangle."""
        corners = ((x, top), (x + width, top), (x + width, top + height), (x, top + height))
        box = Outline(corners, 0, fill, edge or "none", thick if edge else 0, dash)
        self._sketch.add(BOXES, box)

    def mark(self, x: float, y: float, *, filled: bool, pointing: int = 0) -> None:
        """Set the mark of a value: a disc, or a triangle to the side where the value is off the scale."""
        size = 3.6
        corners: tuple[tuple[float, float], ...] = ((x, y),)
        if pointing:
            tip, base = x + pointing * size, x - pointing * size
            corners = ((tip, y), (base, y - size), (base, y + size))
        self._sketch.add(MARKS, Outline(corners, size, ACCENT if filled else HOLLOW, ACCENT, 1.4))

    def chart(self, alt: str) -> Sketch:
        """Cut the sheet to what is on it, and give it with what it shows in a sentence."""
        self._sketch.height = self.y + MARGIN
        self._sketch.alt = alt
        return self._sketch
