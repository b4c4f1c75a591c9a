"""Figures as files: SVG as text, PNG at 200 dots to the inch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sysmap.charts.figure_files import as_png, as_svg
from sysmap.outputs.saving import output

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@output(".svg", of="matplotlib.figure.Figure")
def svg_figure(figure: Figure, path: Path) -> None:
    """A figure as SVG: real text, with what it shows in words."""
    path.write_text(as_svg(figure), encoding="utf-8", newline="\n")


@output(".png", of="matplotlib.figure.Figure")
def png_figure(figure: Figure, path: Path) -> None:
    """A figure as PNG, 200 dots to the inch, with what it shows in words."""
    path.write_bytes(as_png(figure))
