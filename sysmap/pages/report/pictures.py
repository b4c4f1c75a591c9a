"""The pictures of a report as SVG and as PNG, whether they are strokes or figures."""

from __future__ import annotations

import re
import struct
from typing import Any

from sysmap.charts import figure_files
from sysmap.charts.sketch import Sketch
from sysmap.pages.pictures.files import as_png, as_svg
from sysmap.pages.pictures.strokes import Picture
from sysmap.pages.report.blocks import Image
from sysmap.plotting import figure_of, sketched

_SIZE = re.compile(r"viewBox=\"0 0 ([\d.]+) ([\d.]+)\"")
_IN_POINTS = re.compile(r"<svg[^>]* width=\"[\d.]+pt\"")
_POINT = 4 / 3  # a point of print, in the pixels of a page


def image_of(caption: str, result: Any, what: str) -> Image:
    """Return a chart of a result as a picture of the report, with what it shows in words."""
    drawing = sketched(result, what)
    alt, _ = figure_files.described(drawing)
    return Image(caption, alt, drawing)


def svg_of(image: Image) -> str:
    """Return a picture as SVG text."""
    drawing = image.drawing
    if isinstance(drawing, Picture):
        return as_svg(drawing)
    return figure_files.sketch_svg(drawing) if isinstance(drawing, Sketch) else figure_files.as_svg(drawing)


def png_of(image: Image) -> bytes:
    """Return a picture as PNG, 200 dots to the inch."""
    drawing = image.drawing
    if isinstance(drawing, Picture):
        return as_png(drawing)
    return figure_files.as_png(figure_of(drawing))


def svg_size(svg: str) -> tuple[int, int]:
    """Return width and height of an SVG document in the pixels of a page; figures are drawn in points."""
    found = _SIZE.search(svg)
    if not found:
        return 900, 600
    unit = _POINT if _IN_POINTS.search(svg) else 1.0
    return round(float(found[1]) * unit), round(float(found[2]) * unit)


def png_size(png: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, in dots: they stand at a fixed place of the file."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height
