"""The pictures of a report as SVG and as PNG, whether they are strokes or figures."""

from __future__ import annotations

import re
import struct

from sysmap.findings import chart_files
from sysmap.pages.blocks import Image
from sysmap.pages.picture_files import as_png, as_svg
from sysmap.pages.strokes import Picture

_SIZE = re.compile(r"viewBox=\"0 0 ([\d.]+) ([\d.]+)\"")
_IN_POINTS = re.compile(r"<svg[^>]* width=\"[\d.]+pt\"")
_POINT = 4 / 3  # a point of print, in the pixels of a page


def svg_of(image: Image) -> str:
    """Give a picture as SVG text."""
    drawing = image.drawing
    return as_svg(drawing) if isinstance(drawing, Picture) else chart_files.as_svg(drawing)


def png_of(image: Image) -> bytes:
    """Give a picture as PNG, 200 dots to the inch."""
    drawing = image.drawing
    return as_png(drawing) if isinstance(drawing, Picture) else chart_files.as_png(drawing)


def svg_size(svg: str) -> tuple[int, int]:
    """Give width and height of an SVG document in the pixels of a page; figures are drawn in points."""
    found = _SIZE.search(svg)
    if not found:
        return 900, 600
    unit = _POINT if _IN_POINTS.search(svg) else 1.0
    return round(float(found[1]) * unit), round(float(found[2]) * unit)


def png_size(png: bytes) -> tuple[int, int]:
    """Give width and height of a PNG, in dots: they stand at a fixed place of the file."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
