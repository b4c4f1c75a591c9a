"""The house style of charts: a sheet on which words, lines and marks are set, in points from the top left.

Every place is worked out from the measured width of words, so that nothing overlaps or leaves the
sheet, and nothing depends on the settings of matplotlib or the fonts of the machine. Greys and one dark
blue: whatever a colour says, a shape or a word says too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sysmap.palette import ACCENT, CHART_RULE, HOLLOW, INK, QUIET
from sysmap.results import applied_note

if TYPE_CHECKING:
    from sysmap.charts.figure import Chart

WIDTH, MARGIN = 520.0, 14.0
TITLE, BODY, SMALL, SMALLEST = 12.0, 9.0, 8.0, 7.0
LEADING = 1.3
_FONT = "DejaVu Sans"  # comes with matplotlib: the same letters everywhere
_MOST_LINES = 4


def one_line(text: object) -> str:
    """Return a text on one line, without what cannot be printed."""
    letters = re.sub(r"\s+", " ", str(text)).strip()
    return "".join(letter for letter in letters if letter.isprintable())


def literal(text: object) -> str:
    """Return a text as it is drawn: on one line, a box for what the font does not have."""
    letters = one_line(text)
    return "".join(letter if _drawn(letter) else "\u25a1" for letter in letters)


@cache
def _drawn(letter: str) -> bool:
    return ord(letter) in _font().get_charmap()


@cache
def _font() -> Any:
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont(_FONT))


@cache
def width_of(text: str, size: float = BODY, bold: bool = False) -> float:
    """Measure a line of text, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    letters = FontProperties(family=_FONT, size=size, weight="bold" if bold else "normal")
    return float(TextToPath().get_text_width_height_descent(text, letters, False)[0])


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
        from sysmap.charts.figure import Chart

        self.width = width
        title = f"{title}, {said}" if (said := applied_note(result)) and said not in title else title
        self._chart = Chart(result, what, one_line(title))
        self._axes = self._chart.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
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
        align: str = "left",
        upright: bool = False,
    ) -> None:
        """Write one line around a height, or upwards from it. What is written is never a formula."""
        self._axes.text(
            x + (0.36 * size if upright else 0),
            middle if upright else middle + 0.36 * size,
            literal(text),
            fontsize=size,
            fontweight="bold" if bold else "normal",
            color=colour,
            ha="left" if upright else align,
            va="baseline",
            rotation=90 if upright else 0,
            rotation_mode="anchor" if upright else "default",
            parse_math=False,
            fontfamily=_FONT,
            clip_on=False,
            zorder=9,
        )

    def rule(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str = CHART_RULE,
        width: float = 0.8,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a straight line."""
        self._axes.plot(
            [start[0], end[0]],
            [start[1], end[1]],
            color=colour,
            linewidth=width,
            linestyle=(0, dash) if dash else "solid",
            solid_capstyle="butt",
            dash_capstyle="butt",
            clip_on=False,
            zorder=3,
        )

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
        from matplotlib.patches import Rectangle

        self._axes.add_patch(
            Rectangle(
                (x, top),
                width,
                height,
                facecolor=fill,
                edgecolor=edge or "none",
                linewidth=thick if edge else 0,
                linestyle=(0, dash) if dash else "solid",
                clip_on=False,
                zorder=2,
            )
        )

    def mark(self, x: float, y: float, *, filled: bool, pointing: int = 0) -> None:
        """Set the mark of a value: a disc, or a triangle to the side where the value is off the scale."""
        from matplotlib.patches import Circle, Polygon

        size = 3.6
        how: dict[str, Any] = {
            "facecolor": ACCENT if filled else HOLLOW,
            "edgecolor": ACCENT,
            "linewidth": 1.4,
            "clip_on": False,
            "zorder": 6,
        }
        if pointing:
            tip = x + pointing * size
            corners = [(tip, y), (tip - pointing * 2 * size, y - size), (tip - pointing * 2 * size, y + size)]
            self._axes.add_patch(Polygon(corners, **how))
        else:
            self._axes.add_patch(Circle((x, y), size, **how))

    def chart(self, alt: str) -> Chart:
        """Cut the sheet to what is on it, and give it with what it shows in a sentence."""
        height = self.y + MARGIN
        self._chart.set_size_inches(self.width / 72, height / 72)
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(height, 0)
        self._chart.alt = alt
        return self._chart
