"""What a chart of sysmap gives: a drawing that becomes a figure of matplotlib when one is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sysmap.charts.drawing import DrawnSheet
from sysmap.plotting import Sketched

if TYPE_CHECKING:
    from sysmap.charts.figure import Chart


class Sketch(DrawnSheet, Sketched):
    """A chart as it is drawn on a sheet. Pages write it as it stands."""

    def figure(self) -> Chart:
        """Draw it by matplotlib."""
        from sysmap.charts.figure import Chart

        return Chart(self)
