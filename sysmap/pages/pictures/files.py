"""A picture as a file: SVG as text, PNG by matplotlib."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from sysmap.image_files import DPI, element, pdf_bytes, png_bytes, svg_text
from sysmap.pages.pictures.strokes import Line, Picture, Shape, Words
from sysmap.palette import PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FONTS = "system-ui, 'Segoe UI', Roboto, Arial, sans-serif"
_POINTS = 72 / 96  # a point is 1/72 inch, a unit 1/96


def as_svg(picture: Picture) -> str:
    """Write a picture as an SVG document: real text, a title and a description, no script."""
    width, height = f"{picture.width:g}", f"{picture.height:g}"
    root = element("svg", {"viewBox": f"0 0 {width} {height}", "width": width, "height": height})
    root.append(element("rect", {"width": width, "height": height, "fill": PAPER}))
    root.extend(_element(stroke) for stroke in picture.strokes)
    return svg_text(root, picture.title, picture.description, lines=True, font_family=_FONTS)


def _element(stroke: Line | Shape | Words) -> Element:
    if isinstance(stroke, Words):
        return _words(stroke)
    dash = {"stroke-dasharray": " ".join(f"{part:g}" for part in stroke.dash)} if stroke.dash else {}
    if isinstance(stroke, Line):
        (x1, y1), (x2, y2) = stroke.start, stroke.end
        ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
        return element("line", {**ends, "stroke": stroke.colour, "stroke-width": f"{stroke.width:g}", **dash})
    paint = {"fill": stroke.fill, "stroke": stroke.stroke, "stroke-width": f"{stroke.width:g}", **dash}
    if len(stroke.points) == 1:
        ((x, y),) = stroke.points
        return element("circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{stroke.radius:.1f}", **paint})
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in stroke.points)
    return element("polygon", {"points": points, **paint})


def _words(words: Words) -> Element:
    how = {
        "x": f"{words.at[0]:.1f}",
        "y": f"{words.at[1] + 0.8 * words.size:.1f}",
        "font-size": f"{words.size:g}",
        "fill": words.colour,
    }
    if words.bold:
        how["font-weight"] = "600"
    if words.anchor != "start":
        how["text-anchor"] = words.anchor
    if words.halo:
        how |= {
            "stroke": PAPER,
            "stroke-width": f"{words.size * 4 / 13:g}",
            "stroke-linejoin": "round",
            "paint-order": "stroke",
        }
    return element("text", how, words.text)


def as_png(picture: Picture) -> bytes:
    """Draw a picture as PNG, 200 dots to the inch, white behind; its title is in the file."""
    return png_bytes(_drawn(picture), picture.title)


def as_pdf(picture: Picture) -> bytes:
    """Draw a picture as a PDF of one page, its words as text; the same picture is the same file."""
    return pdf_bytes(_drawn(picture), picture.title, picture.description)


def _drawn(picture: Picture) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure
    from matplotlib.patches import Circle, Polygon

    figure = Figure(figsize=(picture.width / 96, picture.height / 96), dpi=DPI, facecolor=PAPER)
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
    return figure


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
        ha={"start": "left", "middle": "center", "end": "right"}[words.anchor],
        va="top",
        path_effects=halo,
        zorder=level,
        fontfamily="DejaVu Sans",
    )


def _dashes(dash: tuple[float, ...], width: float) -> str | tuple[float, tuple[float, ...]]:
    return (0, tuple(part / width for part in dash)) if dash else "solid"
