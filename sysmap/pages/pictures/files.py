"""A picture as a file: SVG as text, PNG by matplotlib."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sysmap.pages.pictures.strokes import Line, Picture, Shape, Words
from sysmap.palette import PAPER

_FONTS = "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
_DPI = 200
_POINTS = 72 / 96  # a point is 1/72 inch, a unit 1/96


def as_svg(picture: Picture) -> str:
    """Write a picture as an SVG document: real text, a title and a description, no script."""
    size = f'width="{picture.width:g}" height="{picture.height:g}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width:g} {picture.height:g}" {size} '
        f'role="img" lang="en-GB" font-family="{_FONTS}">'
    )
    body = [_svg(stroke) for stroke in picture.strokes]
    return "\n".join(
        [
            head,
            f"<title>{_text(picture.title)}</title>",
            f"<desc>{_text(picture.description)}</desc>",
            f'<rect {size} fill="{PAPER}"/>',
            *body,
            "</svg>\n",
        ]
    )


def _text(text: str) -> str:
    """Escape a text, without the letters that XML cannot hold."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"))


def _svg(stroke: Line | Shape | Words) -> str:
    if isinstance(stroke, Words):
        weight = ' font-weight="600"' if stroke.bold else ""
        anchor = ' text-anchor="middle"' if stroke.middle else ""
        halo = (
            f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
            if stroke.halo
            else ""
        )
        x, y = stroke.at[0], stroke.at[1] + 0.8 * stroke.size
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{stroke.size:g}" fill={quoteattr(stroke.colour)}'
            f"{weight}{anchor}{halo}>{_text(stroke.text)}</text>"
        )
    dash = f' stroke-dasharray="{" ".join(f"{part:g}" for part in stroke.dash)}"' if stroke.dash else ""
    if isinstance(stroke, Line):
        (x1, y1), (x2, y2) = stroke.start, stroke.end
        return (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke.colour}" '
            f'stroke-width="{stroke.width:g}"{dash}/>'
        )
    paint = f'fill="{stroke.fill}" stroke="{stroke.stroke}" stroke-width="{stroke.width:g}"{dash}'
    if len(stroke.points) == 1:
        ((x, y),) = stroke.points
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{stroke.radius:.1f}" {paint}/>'
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in stroke.points)
    return f'<polygon points="{points}" {paint}/>'


def as_png(picture: Picture) -> bytes:
    """Draw a picture as PNG, 200 dots to the inch, white behind; its description is in the file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure
    from matplotlib.patches import Circle, Polygon

    figure = Figure(figsize=(picture.width / 96, picture.height / 96), dpi=_DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, picture.width)
    axes.set_ylim(picture.height, 0)
    level = 0
    for kind, run in groupby(picture.strokes, type):
        strokes: list[Any] = list(run)
        level += len(strokes)
        if kind is Line:
            # One after another they would take most of the time.
            lines = LineCollection(
                [(stroke.start, stroke.end) for stroke in strokes],
                colors=[stroke.colour for stroke in strokes],
                linewidths=[stroke.width * _POINTS for stroke in strokes],
                linestyles=[_dashes(stroke.dash, stroke.width) for stroke in strokes],
                capstyle="butt",
                zorder=level,
            )
            axes.add_collection(lines, autolim=False)
            continue
        for place, stroke in enumerate(strokes):
            above = level - len(strokes) + place + 1
            if kind is Words:
                _write(axes, stroke, above)
                continue
            how: dict[str, Any] = {
                "facecolor": stroke.fill,
                "edgecolor": stroke.stroke,
                "linewidth": stroke.width * _POINTS,
                "linestyle": _dashes(stroke.dash, stroke.width),
                "zorder": above,
            }
            one = len(stroke.points) == 1
            patch = Circle(stroke.points[0], stroke.radius, **how) if one else Polygon(stroke.points, **how)
            axes.add_artist(patch)
    sheet = BytesIO()
    # Without a date and the name of the program the same picture is the same file.
    figure.savefig(sheet, format="png", dpi=_DPI, metadata={"Title": picture.title, "Software": None})
    return sheet.getvalue()


def _write(axes: Any, words: Words, level: int) -> None:
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=4 * _POINTS, foreground=PAPER)] if words.halo else None
    axes.text(
        *words.at,
        # A dollar would begin a formula. The font comes with matplotlib: the same everywhere.
        words.text.replace("$", r"\$"),
        fontsize=words.size * _POINTS,
        fontweight="bold" if words.bold else "normal",
        color=words.colour,
        ha="center" if words.middle else "left",
        va="top",
        path_effects=halo,
        zorder=level,
        fontfamily="DejaVu Sans",
    )


def _dashes(dash: tuple[float, ...], width: float) -> str | tuple[float, tuple[float, ...]]:
    return (0, tuple(part / width for part in dash)) if dash else "solid"
