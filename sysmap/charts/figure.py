"""The figure that `.plot()` gives. This module imports matplotlib: it is imported when a chart is drawn."""

from __future__ import annotations

import base64
import html
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sysmap.charts.figure_files import as_png
from sysmap.findings.disclosure.copies import public_copy
from sysmap.palette import PAPER
from sysmap.plotting import draw
from sysmap.shown import Text


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

    def __init__(self, result: Any, what: str, title: str) -> None:
        super().__init__(facecolor=PAPER)
        FigureCanvasAgg(self)
        self.result, self.what = result, what
        self.title, self.alt = title, ""

    @property
    def alt(self) -> Text:
        """One sentence that says what the picture shows."""
        return self._alt

    @alt.setter
    def alt(self, text: str) -> None:
        self._alt = Text(text)

    def _repr_html_(self) -> str:
        picture = base64.b64encode(as_png(self)).decode("ascii")
        width = round(self.get_figwidth() * 96)
        return (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{picture}" '
            f'style="width:{width}px;max-width:100%;max-height:38rem;object-fit:contain;object-position:left">'
        )


@public_copy.register
def _(chart: Chart) -> Chart:
    """Draw the same picture of what of the result may be public."""
    again: Chart = draw(public_copy(chart.result), chart.what)
    return again
