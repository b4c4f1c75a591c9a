"""A figure as SVG text and as PNG: the same figure gives the same bytes everywhere."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from sysmap.charts.drawing import DrawnSheet, Lettering, Outline, Rule
from sysmap.image_files import SVG, element, png_bytes, svg_text
from sysmap.palette import PAPER
from sysmap.plotting import Sketched

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Verdana is as wide as DejaVu Sans, letter by letter: where that is missing, the words still fit.
_FAMILY = "'DejaVu Sans', Verdana, sans-serif"
_ANCHORS = {"center": "middle", "right": "end"}
_UNNAMED = "A figure without a description."


def as_svg(figure: Figure) -> str:
    """Write a figure as an SVG document: real text, a title and a description, no script.

    It has no style sheet, no style attribute and no id that something else could share, so that it
    can stand in a page with a strict content security policy, several times over.

    Parameters
    ----------
    figure
        What `.plot()` gives; for another figure of matplotlib the description is that it has none.

    Returns
    -------
    str
        A document that begins with ``<svg``.
    """
    from matplotlib import style

    sheet = BytesIO()
    alt, title = described(figure)
    fixed = {"svg.fonttype": "none", "svg.hashsalt": alt, "path.simplify": False}
    with style.context(["default", fixed]):
        figure.savefig(sheet, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(sheet.getvalue())
    for tag in ("metadata", "defs"):
        for child in root.findall(f"{{{SVG}}}{tag}"):
            # What is left of the definitions when the style sheet is gone may be in use.
            for rules in child.findall(f"{{{SVG}}}style"):
                child.remove(rules)
            if tag == "metadata" or not len(child):
                root.remove(child)
    whole = ElementTree.tostring(root, encoding="unicode")
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', whole))
    for part in root.iter():
        _attributes(part, used)
    return svg_text(root, title, alt, stroke_linejoin="round", stroke_linecap="butt")


def sketch_svg(sketch: DrawnSheet) -> str:
    """Write a chart as an SVG document, without matplotlib: real text, a title and a description."""
    width, height = _places(sketch.width, sketch.height)
    size = {"width": f"{width}pt", "height": f"{height}pt", "viewBox": f"0 0 {width} {height}"}
    root = element("svg", {**size, "version": "1.1"})
    root.append(element("rect", {"width": width, "height": height, "fill": PAPER}))
    root.extend(_of_stroke(stroke) for stroke in sketch.strokes)
    return svg_text(root, sketch.title, sketch.alt, lines=True, font_family=_FAMILY)


def _places(*numbers: float) -> list[str]:
    return [f"{round(each, 2):g}" for each in numbers]


def _of_stroke(stroke: Lettering | Rule | Outline) -> ElementTree.Element:
    if isinstance(stroke, Lettering):
        x, y = _places(*stroke.at)
        how = {"x": x, "y": y, "font-size": f"{stroke.size:g}", "fill": stroke.colour}
        how |= {"font-weight": "bold"} if stroke.bold else {}
        how |= {"text-anchor": _ANCHORS[stroke.align]} if stroke.align != "left" else {}
        how |= {"transform": f"rotate(-90 {x} {y})"} if stroke.upright else {}
        return element("text", how, stroke.text)
    thick = stroke.width if isinstance(stroke, Rule) else stroke.thick
    # Dashes are given in widths of the line, as matplotlib takes them.
    dash = " ".join(_places(*(part * thick for part in stroke.dash))) if stroke.dash else ""
    how = {"stroke-width": f"{thick:g}", **({"stroke-dasharray": dash} if dash else {})}
    if isinstance(stroke, Rule):
        ends = dict(zip(("x1", "y1", "x2", "y2"), _places(*stroke.start, *stroke.end), strict=True))
        return element("line", {**ends, "stroke": stroke.colour, **how})
    how = {"fill": stroke.fill, **({"stroke": stroke.edge, **how} if thick else {})}
    if len(stroke.corners) == 1:
        x, y, radius = _places(*stroke.corners[0], stroke.radius)
        return element("circle", {"cx": x, "cy": y, "r": radius, **how})
    points = " ".join(",".join(_places(*corner)) for corner in stroke.corners)
    return element("polygon", {"points": points, **how})


def _attributes(element: ElementTree.Element, used: set[str]) -> None:
    """Turn the style of an element into attributes, and drop its id where nothing refers to it."""
    if element.get("id") not in used:
        element.attrib.pop("id", None)
    for rule in filter(None, element.attrib.pop("style", "").split("; ")):
        name, _, value = rule.partition(": ")
        element.set(name, _FAMILY if name == "font-family" else value)


def as_png(figure: Figure) -> bytes:
    """Draw a figure as PNG, 200 dots to the inch, white behind; its description is in the file."""
    alt, title = described(figure)
    return png_bytes(figure, title, alt)


def described(figure: Figure | Sketched) -> tuple[str, str]:
    """Return what a figure shows in a sentence, and its title."""
    if isinstance(figure, Sketched):
        return figure.alt, figure.title
    title = getattr(figure, "title", "") or figure.get_suptitle() or "Figure"
    return getattr(figure, "alt", "") or _UNNAMED, str(title)
