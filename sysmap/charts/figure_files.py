"""A figure as SVG text and as PNG: the same figure gives the same bytes everywhere."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from sysmap.image_files import SVG, png_bytes, svg_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Verdana is as wide as DejaVu Sans, letter by letter: where that is missing, the words still fit.
_FAMILY = "'DejaVu Sans', Verdana, sans-serif"
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
    for element in root.iter():
        _attributes(element, used)
    return svg_text(root, title, alt, stroke_linejoin="round", stroke_linecap="butt")


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


def described(figure: Figure) -> tuple[str, str]:
    """Return what a figure shows in a sentence, and its title."""
    title = getattr(figure, "title", "") or figure.get_suptitle() or "Figure"
    return getattr(figure, "alt", "") or _UNNAMED, str(title)
