"""Every colour, and the corners and patterns of every mark, once: for pictures, charts, styles and scripts.

Whatever a colour says, a shape, a pattern or a word says too. A style sheet names a colour as ``var(--ink)``,
the script of a page as ``colours.ink``: both are written from here when a page is.

Any two marks differ by their shape, their pattern or how light they are, whoever looks at them and in print
without colour. `tests/test_palette.py` holds it for all pairs: `SHAPES_APART`, `PATTERNS_APART`,
`COLOURS_APART`. What is data stands out from the ground, light or dark: `CONTRAST`.
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
EDGE = "#7d8489"  # of what can be chosen
DANGER = "#a4262c"  # what has to be mended

# Marks: the inside of a hollow one, and of those that have no sector's colour.
HOLLOW = "#ffffff"
SAMPLE = "#8d9499"
SAMPLE_PICTURE = "#6f777b"
GROUP = "#e3e6e8"
UNKNOWN = "#E3E6E8"
OTHERS = "#B1B4B6"
# The colour of each family of sectors: three dark ones, three lighter ones.
FAMILIES = {
    "nhs": "#12436D",
    "local_government": "#28A197",
    "police_and_fire": "#801650",
    "voluntary": "#F46A25",
    "other_public": "#A285D1",
    "private": "#3D3D3D",
}
# What is left white inside a mark: nothing, a disc in the middle, the lower half. A dark and a lighter family
# share a pattern, so that each family is told without its colour.
PATTERNS = {
    "nhs": "plain",
    "local_government": "plain",
    "police_and_fire": "core",
    "voluntary": "core",
    "other_public": "half",
    "private": "half",
}

# Ties: across a boundary or within, and what became of them; the faint ones where there are very many.
ACROSS = "#44494d"
ACROSS_FAINT = "#6f777b"
WITHIN = "#7d8489"
LOST = "#4c5256"
KEPT = "#7d8489"
KEPT_FAINT = "#7d8489"
# Ties, and outlines of marks, of which something else was chosen.
FADED = "#7d8489"
# Ties between groups: many, some, few, and those of one organisation; what is written on them.
BUNDLE_MANY = "#6f777b"
BUNDLE_SOME = "#7d8489"
BUNDLE_FEW = "#7d8489"
BUNDLE_ONE = "#7d8489"
BUNDLE_WORDS = "#3d4245"
# Forums and seats, and pairs that are worth a conversation.
SEAT = "#51707f"
FORUM = "#eef4f6"
SUGGESTED = "#8a1f5c"
# What was said in the room.
SAID = "#0a5f38"

# The same on a dark ground.
DARK = {
    "ink": "#f8f8f8",
    "quiet": "#c3c6c8",
    "aside": "#d4d6d8",
    "paper": "#15191b",
    "head": "#262c30",
    "rule": "#59626a",
    "focus": "#6cb0f0",
    "hover": "#262c30",
    "hover_link": "#a6d1f9",
    "hollow": "#15191b",
    "sample": "#8d9499",
    "group": "#39424a",
    "unknown": "#E3E6E8",
    "others": "#B1B4B6",
    "across": "#c9cdd0",
    "across_faint": "#9aa1a5",
    "within": "#767e83",
    "lost": "#c9cdd0",
    "kept": "#767e83",
    "kept_faint": "#6f777b",
    "faded": "#6f777b",
    "bundle_many": "#9aa1a5",
    "bundle_some": "#868d92",
    "bundle_few": "#6f777b",
    "bundle_one": "#6f777b",
    "bundle_words": "#e3e6e8",
    "seat": "#86adbe",
    "forum": "#22323a",
    "suggested": "#f59ccd",
    "said": "#6fdc9f",
}
# What says something on a map, and by how much it stands out from the ground at the least (WCAG 2.2, 1.4.11).
DATA_INKS = (
    *("ink", "across", "across_faint", "within", "lost", "kept", "kept_faint", "faded", "seat", "suggested"),
    "said",
    *("bundle_many", "bundle_some", "bundle_few", "bundle_one"),
)
CONTRAST = 3.0

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
        (round(reach * math.cos(angle), 3), round(reach * math.sin(angle), 3))
        for reach, angle in zip(far, angles, strict=True)
    )


# The corners of each mark of radius 1, in the order in which new sectors take them; a circle has none.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "dot": (),
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": _corners(4, 0.0, 1.2),
    "triangle": _corners(3, 0.0, 1.2),
    "triangleDown": _corners(3, math.pi, 1.2),
    "star": _corners(10, 0.0, 1.265, 0.528),
    # Wide, so that it is not taken for a dot.
    "hexagon": ((-1.3, 0.0), (-0.75, -0.78), (0.75, -0.78), (1.3, 0.0), (0.75, 0.78), (-0.75, 0.78)),
    "bow": ((-1.1, -0.95), (0.0, -0.46), (1.1, -0.95), (1.1, 0.95), (0.0, 0.46), (-1.1, 0.95)),
    # The sectors that share one mark, because there are too many.
    "plus": tuple(
        corner
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        for corner in ((0.42 * x, 1.2 * y), (0.42 * x, 0.42 * y), (1.2 * x, 0.42 * y))[:: -x * y]
    ),
}


def _lower_half(corners: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Cut a shape through its middle and keep what is below."""
    kept: list[tuple[float, float]] = []
    for (x, y), (next_x, next_y) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y >= 0:
            kept.append((x, y))
        if (y >= 0) != (next_y >= 0):
            kept.append((round(x - y * (next_x - x) / (next_y - y), 3), 0.0))
    return tuple(kept)


_HALF_CIRCLE = tuple(
    (round(math.cos(math.pi * step / 16), 3), round(math.sin(math.pi * step / 16), 3)) for step in range(17)
)
HALVES = {shape: _lower_half(corners) or _HALF_CIRCLE for shape, corners in SHAPES.items()}
# How far the disc in the middle of each reaches.
CORES = {shape: 0.33 if shape == "star" else 0.4 for shape in SHAPES}
# By how much two marks of the palette differ in one of three things, at the least: the share of the area of
# both that only one of two shapes covers, whatever their sizes; the share of a mark that only one of two
# patterns leaves white; CIEDE2000 of the colours, in grey and as each kind of colour blindness sees them.
SHAPES_APART = 0.15
PATTERNS_APART = 0.15
COLOURS_APART = 20.0


def pairs() -> list[tuple[str, str]]:
    """Return every pair of a family and a shape, in the order in which sectors of the user's own take them.

    The next has another shape and another family: eight sectors have eight shapes, and of the first 24 no
    two with one shape have one pattern.
    """
    own = [shape for shape in SHAPES if shape != "plus"]
    whole = math.lcm(len(FAMILIES), len(own))
    return [
        (list(FAMILIES)[(place + place // whole) % len(FAMILIES)], own[place % len(own)])
        for place in range(len(FAMILIES) * len(own))
    ]


def grey(level: int) -> str:
    """Return a grey from 0, black, to 255, white."""
    return f"#{level:02x}{level:02x}{level:02x}"


def paler(colour: str) -> str:
    """Mix a colour with white: a picture without transparency prints the same everywhere."""
    return tint(colour, 0.35)


def tint(colour: str, share: float) -> str:
    """Return what so much of a colour gives on white."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


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
