"""The figure that `.plot()` gives. This module imports matplotlib: it is imported when a chart is drawn."""

from __future__ import annotations

import base64
import html
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon
from matplotlib.text import Text

from sysmap.charts.drawing import DrawnSheet, Lettering, Outline, Rule
from sysmap.charts.figure_files import as_png
from sysmap.charts.letter_widths import FONT
from sysmap.palette import PAPER
from sysmap.plotting import draw
from sysmap.results import public_copy
from sysmap.shown import Text as Sentence


class Chart(Figure):
    """A picture of a result: a matplotlib figure that says what it shows.

    It is made without pyplot, so that no window opens and no state is left behind; in Jupyter it
    shows itself.

    Attributes
    ----------
    title : str
        What the picture is of.
    alt : str
        One sentence that says what the picture shows, from its numbers: the alternative text.
    result : object
        What was drawn.
    what : str
        Which picture of it.
    """

    def __init__(self, sketch: DrawnSheet) -> None:
        super().__init__(figsize=(sketch.width / 72, sketch.height / 72), facecolor=PAPER)
        FigureCanvasAgg(self)
        self.result, self.what = sketch.result, sketch.what
        self.title, self.alt = sketch.title, sketch.alt
        axes = self.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(0, sketch.width)
        axes.set_ylim(sketch.height, 0)
        for level, stroke in enumerate(sketch.strokes):
            axes.add_artist(_artist(stroke, level))

    @property
    def alt(self) -> Sentence:
        """One sentence that says what the picture shows."""
        return self._alt

    @alt.setter
    def alt(self, text: str) -> None:
        self._alt = Sentence(text)

    def _repr_html_(self) -> str:
        picture = base64.b64encode(as_png(self)).decode("ascii")
        width = round(self.get_figwidth() * 96)
        return (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{picture}" '
            f'style="width:{width}px;max-width:100%;max-height:38rem;object-fit:contain;object-position:left">'
        )


def _artist(stroke: Lettering | Rule | Outline, level: int) -> Artist:
    """Make what matplotlib draws of a stroke, above those before it."""
    if isinstance(stroke, Lettering):
        return Text(
            *stroke.at,
            stroke.text,
            fontsize=stroke.size,
            fontweight="bold" if stroke.bold else "normal",
            color=stroke.colour,
            ha=stroke.align,
            va="baseline",
            rotation=90 if stroke.upright else 0,
            rotation_mode="anchor" if stroke.upright else "default",
            parse_math=False,
            fontfamily=FONT,
            clip_on=False,
            zorder=level,
        )
    dash: Any = (0, stroke.dash) if stroke.dash else "solid"
    if isinstance(stroke, Rule):
        return Line2D(
            *zip(stroke.start, stroke.end, strict=True),
            color=stroke.colour,
            linewidth=stroke.width,
            linestyle=dash,
            solid_capstyle="butt",
            dash_capstyle="butt",
            clip_on=False,
            zorder=level,
        )
    how: dict[str, Any] = {
        "facecolor": stroke.fill,
        "edgecolor": stroke.edge,
        "linewidth": stroke.thick,
        "linestyle": dash,
        "clip_on": False,
        "zorder": level,
    }
    disc = len(stroke.corners) == 1
    return Circle(stroke.corners[0], stroke.radius, **how) if disc else Polygon(stroke.corners, **how)


@public_copy.register
def _(chart: Chart) -> Chart:
    """Draw the same picture of what of the result may be public."""
    again: Chart = draw(public_copy(chart.result), chart.what)
    return again
