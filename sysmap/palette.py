"""Every colour and the corners of every mark, once: for pictures, charts, documents, styles and scripts.

Whatever a colour says, a shape or a word says too. A style sheet names a colour as ``var(--ink)``, the
script of a page as ``colours.ink``: both are written from here when a page is.
"""

from __future__ import annotations

import math
import re

# What is read, and what it stands on.
INK = "#0b0c0c"
QUIET = "#505a5f"
ASIDE = "#383f43"
PAPER = "#fff"
HEAD = "#eeefef"  # behind the headings of a table
RULE = "#b1b4b6"
# What can be pressed, and what is chosen.
FOCUS = "#1d70b8"
HOVER = "#f3f2f1"
HOVER_LINK = "#003078"
HEADING = "#1d4f91"  # in a document

# Marks: the inside of a hollow one, and of those that have no sector's colour.
HOLLOW = "#ffffff"
SAMPLE = "#8d9499"
SAMPLE_PICTURE = "#6f777b"
GROUP = "#e3e6e8"
UNKNOWN = "#B1B4B6"
OTHERS = "#D4D6D8"
# The colour of each family of sectors.
FAMILIES = {
    "nhs": "#12436D",
    "local_government": "#28A197",
    "police_and_fire": "#801650",
    "voluntary": "#F46A25",
    "other_public": "#A285D1",
    "private": "#3D3D3D",
}

# Ties: across a boundary or within, and what became of them; the faint ones where there are very many.
ACROSS = "#6f777b"
ACROSS_FAINT = "#8d9499"
WITHIN = "#cdd0d2"
LOST = "#4c5256"
KEPT = "#c3c6c8"
KEPT_FAINT = "#d9dcde"
# Ties between groups: many, some, few, and those of one organisation; what is written on them.
BUNDLE_MANY = "#a9afb3"
BUNDLE_SOME = "#c9cdd0"
BUNDLE_FEW = "#e4e7e8"
BUNDLE_ONE = "#e9ebec"
BUNDLE_WORDS = "#3d4245"
# Forums and seats, and pairs that are worth a conversation.
SEAT = "#51707f"
FORUM = "#eef4f6"
SUGGESTED = "#8a1f5c"

# Charts: greys and one dark blue.
ACCENT = "#12436d"
CHART_RULE = "#d9dcde"
CHART_BAND = "#dfe3e5"
CHART_PALE = "#aab1b5"
# Small drawings of many places: an axis with the band that chance gives, and what stands beside it.
STRIP_BAND = "#c9cdd0"
STRIP_QUIET = "#6f777b"

# Cells of workbooks.
CELL_FAULT = "#FFC7CE"
CELL_WARNING = "#FFEB9C"
CELL_HEAD = "#E8EDF2"
CELL_ANSWER = "#FFF9E0"
CELL_DECIDE = "#FFF7D6"


def _corners(count: int, turn: float, *reaches: float) -> tuple[tuple[float, float], ...]:
    """Return corners clockwise from the top, as far from the middle as each of `reaches` in turn."""
    angles = [turn - math.pi / 2 + 2 * math.pi * corner / count for corner in range(count)]
    far = [reaches[corner % len(reaches)] for corner in range(count)]
    return tuple(
        (reach * math.cos(angle), reach * math.sin(angle)) for reach, angle in zip(far, angles, strict=True)
    )


# The corners of each mark of radius 1, in the order in which new sectors take them; a circle has none.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "dot": (),
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": _corners(4, 0.0, 1.2),
    "triangle": _corners(3, 0.0, 1.2),
    "triangleDown": _corners(3, math.pi, 1.2),
    "star": _corners(10, 0.0, 1.265, 0.528),
    "hexagon": _corners(6, math.pi / 6, 1.1),
}


def grey(level: int) -> str:
    """Return a grey from 0, black, to 255, white."""
    return f"#{level:02x}{level:02x}{level:02x}"


def paler(colour: str) -> str:
    """Mix a colour with white: a picture without transparency prints the same everywhere."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * 0.35):02x}" for part in parts)


def digits(colour: str) -> str:
    """Return a colour as Word and Excel write it: six digits in capitals."""
    return colour.removeprefix("#").upper()


def colours() -> dict[str, str]:
    """Return every colour of this module by its name: ``hover_link``."""
    return {name.lower(): value for name, value in globals().items() if _is_colour(name, value)}


def _is_colour(name: str, value: object) -> bool:
    return name.isupper() and isinstance(value, str)


def custom_properties(style_sheet: str) -> str:
    """Return the rule that says what the colours are which a style sheet names: ``:root { --ink: …; }``.

    Raises
    ------
    KeyError
        If the style sheet names a colour that there is not.
    """
    known = {name.replace("_", "-"): value for name, value in colours().items()}
    named = sorted(set(re.findall(r"var\(--([\w-]+)\)", style_sheet)))
    return f":root {{ {' '.join(f'--{name}: {known[name]};' for name in named)} }}\n"
