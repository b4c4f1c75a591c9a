"""Pictures as files: what every SVG and PNG says of itself, and how it is written, whatever is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG = "http://www.w3.org/2000/svg"
DPI = 200  # dots to the inch of a PNG
# A carriage return would be read back as a line end.
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(tag: str, attributes: Mapping[str, str], text: str = "") -> ElementTree.Element:
    """Make an element of SVG; of its text, the letters that XML cannot hold are dropped."""
    made = ElementTree.Element(f"{{{SVG}}}{tag}", dict(attributes))
    made.text = _NOT_IN_XML.sub("", text) or None
    return made


def svg_text(
    root: ElementTree.Element, title: str, description: str, *, lines: bool = False, **more: str
) -> str:
    """Write an SVG document: what is drawn, with a title and a description for who cannot see it.

    Parameters
    ----------
    root
        What is drawn; it is changed.
    title, description
        What the picture is called, and what it shows in words.
    lines
        Write each element on a line of its own.
    **more
        Further attributes of the document, with ``_`` for ``-``.

    Returns
    -------
    str
        A document that begins with ``<svg``.
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root.insert(0, element("title", {}, title))
    root.insert(1, element("desc", {}, description))
    root.attrib.update({"role": "img", "lang": "en-GB"})
    root.attrib.update({name.replace("_", "-"): value for name, value in more.items()})
    if not lines:
        return ElementTree.tostring(root, encoding="unicode") + "\n"
    root.text = "\n"
    for child in root:
        child.tail = "\n"
    # No text holds this: in a text the sign is escaped.
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>") + "\n"


def png_bytes(figure: Figure, title: str, description: str | None = None) -> bytes:
    """Draw a figure as PNG with what it is called, and perhaps shows in words, in the file."""
    from matplotlib import style

    # Without a date and the name of the program the same picture is the same file.
    said = {"Title": title, **({"Description": description} if description else {}), "Software": None}
    sheet = BytesIO()
    with style.context("default"):
        figure.savefig(sheet, format="png", dpi=DPI, metadata=said)
    return sheet.getvalue()


def pdf_bytes(figure: Figure, title: str, description: str) -> bytes:
    """Draw a figure as PDF with what it is called and shows in words; its letters are text, not outlines."""
    from matplotlib import rc_context, style

    # As of PNG: no date, no name of a program.
    said = {"Title": title, "Subject": description, "Creator": None, "Producer": None, "CreationDate": None}
    sheet = BytesIO()
    with style.context("default"), rc_context({"pdf.fonttype": 42}):
        figure.savefig(sheet, format="pdf", metadata=said)
    return sheet.getvalue()
